//! The suites of this crate, one per module, in one binary, so that shared code is compiled and linked once.

mod agreement;
mod at_scale;
mod book;
mod cli;
mod codes;
mod compiled;
mod examples;
mod fixups;
mod fuzz;
mod hostile;
mod judgement;
mod openapi;
mod release;
mod reports;
mod routing;
mod secrets;
mod support;
