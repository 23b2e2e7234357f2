use std::io::BufRead;
fn main(){ let role = registry::normalise::text_quality::Role::Name;
 for line in std::io::stdin().lock().lines(){ let line=line.unwrap(); let c=registry::normalise::text_quality::check_raw(&line,role,None);
  println!("{:?}\t{}", c.defects, line);}}
