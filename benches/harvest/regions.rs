//! The regions, played in a process of their own.

use std::io::BufRead as _;

use simulator::{Farm, Format, Options};

/// Plays 296 regions, in all wire formats or only in those of one document, until the input ends. Prints the folder of their declarations, then does what each line of the input says:
/// `change FRACTION ROUND`.
pub async fn play(services: usize, formats: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut options = Options::new(1, simulator::national_sites());
    options.services = Some(services);
    if formats == "one-document" {
        options.formats = Some(vec![Format::HsdsBulk, Format::Nested, Format::Rows]);
    }
    let farm = Farm::start(options).await.expect("a farm");
    for (name, toml) in farm.declarations() {
        std::fs::write(folder.path().join(format!("{name}.toml")), toml).expect("written");
    }
    println!("{}", folder.path().display());
    let lines = tokio::task::spawn_blocking(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            let words: Vec<&str> = line.split(' ').collect();
            if let ["change", fraction, round] = words.as_slice() {
                farm.change(fraction.parse().expect("a fraction"), round.parse().expect("a round"));
            }
            println!("done");
        }
        farm
    });
    lines.await.expect("the input").stop().await;
}
