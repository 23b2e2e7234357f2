//! What is checked in is what the code makes; and it is laid out so that it can be read.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_files_are_what_the_code_makes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("grafana");
    let mut made = BTreeSet::new();
    for board in dashboards::all() {
        let stored = std::fs::read_to_string(folder.join(board.file_name())).unwrap_or_default();
        assert!(stored == board.text(), "{} is not what the code makes: `make dashboards`", board.file_name());
        made.insert(board.file_name());
    }
    let stored = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
    assert_eq!(stored.filter(|name| name.ends_with(".json")).collect::<BTreeSet<_>>(), made, "a dashboard that no code makes");
}

#[test]
fn rows_are_full_and_every_panel_asks_something() {
    for board in dashboards::all() {
        assert!(board.widths().iter().all(|width| *width == 24), "{}: {:?}", board.file_name(), board.widths());
        for panel in board.panels() {
            assert!(panel.queries().all(|query| !query.is_empty()));
        }
    }
}
