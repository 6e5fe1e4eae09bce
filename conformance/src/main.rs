//! The `refract-conform` binary, which `refract conform` runs: see [`cli`].

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
