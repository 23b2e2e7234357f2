//! The command line: reads flags and environment, builds the parts, runs them. Nothing is decided here.

/// Half the memory and less time than the system's, with a thread a database query.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod clock;
mod command;
mod settings;

use std::process::ExitCode;

use clap::Parser;

use settings::Settings;

/// The national registry of Indonesia's Mal Pelayanan Publik.
#[derive(Parser)]
#[command(name = "simpul", version, about, max_term_width = 100)]
struct Simpul {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: command::Command,
}

fn main() -> ExitCode {
    let simpul = Simpul::parse();
    let filter = tracing_subscriber::EnvFilter::try_new(&simpul.settings.log).unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("simpul: the runtime cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(command::run(simpul.command, &simpul.settings)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("simpul: {error:#}");
            ExitCode::FAILURE
        }
    }
}
