//! The `refract-codegen` binary: the commands of `refract` that need no JSON Schema validator. See [`refract_codegen::cli`].
//!
//! `refract` itself, with `refract conform`, is a binary of `refract-conformance`.

use std::process::ExitCode;

fn main() -> ExitCode {
    refract_codegen::cli::main(&[])
}
