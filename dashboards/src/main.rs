//! Writes the dashboards into `dashboards/grafana`, or into the folder that is named.

use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("grafana"), PathBuf::from);
    for board in dashboards::all() {
        std::fs::write(folder.join(board.file_name()), board.text())?;
    }
    Ok(())
}
