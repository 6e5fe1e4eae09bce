//! The `refract` binary: see [`cli`] for the commands.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
