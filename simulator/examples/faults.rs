//! Prints the table of faults as it stands in docs/faults.md.

fn main() {
    print!("{}", simulator::fault::table());
}
