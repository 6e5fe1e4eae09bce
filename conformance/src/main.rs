//! The `refract` binary: all commands of [`refract_codegen::cli`], and `refract conform` from [`refract_conformance::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    refract_codegen::cli::main(&[refract_conformance::cli::extension()])
}
