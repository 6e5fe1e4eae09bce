//! The contracts that exchanges are held against: IRs, compiled for checking.
//!
//! Compiling turns each IR into a [program](program::Program): flat lists of nodes and rows with numbers instead of names,
//! in which a check finds everything it needs without looking anything up by name. What a row of a page is to evidence
//! and coverage, it is here: each has a number, and counting is adding to a list.

mod compile;
pub mod load;
mod openapi;
pub mod program;

use std::collections::BTreeSet;

use refract_codegen::ir::{Api, Operation, json};

pub use compile::CompileError;
pub use load::{LoadError, Loaded};
pub use program::Part;
pub(crate) use program::Program;

/// Tells contracts and parts of runs apart when reports are merged, on every machine alike: FNV-1a with 64 bits.
pub(crate) fn fingerprint(bytes: impl IntoIterator<Item = u8>) -> String {
    let hash = bytes
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// Contracts, ready to check.
#[derive(Debug)]
pub struct Contract {
    apis: Vec<Api>,
    pub(crate) program: Program,
    fingerprint: String,
}

impl Contract {
    /// The contracts of these services.
    ///
    /// # Errors
    /// [`CompileError`] where a contract has a pattern that no validator can read.
    pub fn new(mut apis: Vec<Api>) -> Result<Self, CompileError> {
        apis.sort_by(|a, b| (&a.vendor, &a.service).cmp(&(&b.vendor, &b.service)));
        let program = compile::compile(&apis)?;
        let fingerprint = fingerprint(apis.iter().flat_map(|api| json::to_json(api).into_bytes()));
        Ok(Self { apis, program, fingerprint })
    }

    /// The IRs they were made of, by vendor and service.
    pub fn apis(&self) -> &[Api] {
        &self.apis
    }

    /// Tells two contracts apart.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The names of all pages that it was read from.
    pub fn pages(&self) -> Vec<String> {
        let operations = self.program.operations.iter().map(|plan| &self.apis[plan.api].operations[plan.index].origin);
        let scopes = self.program.scopes.iter().filter_map(|scope| scope.origin.as_ref());
        let rows = self.program.rows.iter().filter_map(|row| row.origin.as_ref());
        let pages: BTreeSet<&str> = operations.chain(scopes).chain(rows).map(|origin| &*origin.page).collect();
        pages.into_iter().map(str::to_owned).collect()
    }

    /// An operation by its number in the program.
    pub(crate) fn operation(&self, id: program::OperationId) -> (&Api, &Operation) {
        let plan = &self.program.operations[id.0];
        let api = &self.apis[plan.api];
        (api, &api.operations[plan.index])
    }
}
