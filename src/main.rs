//! The command line: reads flags and environment, builds the parts, runs them. Nothing is decided here.

/// The system's allocator keeps three times the memory that is in use, with a dozen threads that pass catalogs to one another.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Threads that wait for the database or the disk, or compute: more than there are connections would only wait, each with memory of its own.
const BLOCKING: usize = 12;

mod clock;
mod command;
mod random;
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

/// What a shell says of a program that wrote to a pipe that nobody reads any more.
const PIPE_CLOSED: i32 = 141;

/// `simpul … | head` has read enough: no reason to tell of a panic.
fn end_with_the_reader() {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // The standard library's own words: it gives no other sign.
        let is_closed_pipe = panic
            .payload()
            .downcast_ref::<String>()
            .is_some_and(|text| text.starts_with("failed printing to stdout") && text.contains("os error 32"));
        if is_closed_pipe {
            std::process::exit(PIPE_CLOSED);
        }
        told(panic);
    }));
}

fn main() -> ExitCode {
    end_with_the_reader();
    let simpul = Simpul::parse();
    let filter = tracing_subscriber::EnvFilter::try_new(&simpul.settings.log).unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().max_blocking_threads(BLOCKING).enable_all().build() {
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
