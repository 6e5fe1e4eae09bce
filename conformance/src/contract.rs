//! The contracts against which exchanges are validated: IRs, compiled for checking.
//!
//! Each IR is compiled into a [program](program::Program): flat lists of nodes and rows with indexes instead of names,
//! in which a check finds everything it needs without a lookup by name. Each row of a page has an index, also for
//! evidence and coverage, so that counting is adding to a list.

mod compile;
pub mod load;
mod openapi;
#[doc(hidden)]
pub mod program;

use std::collections::BTreeSet;

use refract_codegen::ir::{Api, Operation, json};

pub use compile::CompileError;
pub use load::{LoadError, Loaded};
pub use program::Part;
pub(crate) use program::Program;

/// Distinguishes contracts and parts of runs when reports are merged, equally on every machine: FNV-1a with 64 bits.
pub(crate) fn fingerprint(bytes: impl IntoIterator<Item = u8>) -> String {
    let hash = bytes
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// The contract of a service, and how it is to be interpreted.
#[derive(Debug)]
struct Source {
    api: Api,
    /// Whether the constraints of a structure that requests and responses share apply to both. The authors of `OpenAPI`
    /// documents mean that; tables of pages state what a client has to send.
    symmetric: bool,
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
    pub fn new(apis: Vec<Api>) -> Result<Self, CompileError> {
        Self::of(apis.into_iter().map(|api| Source { api, symmetric: false }).collect())
    }

    /// The contracts of these services, each interpreted according to its source.
    fn of(mut sources: Vec<Source>) -> Result<Self, CompileError> {
        sources.sort_by(|a, b| (&a.api.vendor, &a.api.service).cmp(&(&b.api.vendor, &b.api.service)));
        let program = compile::compile(&sources)?;
        let bytes = |source: &Source| {
            let mut bytes = json::to_json(&source.api).into_bytes();
            bytes.extend(source.symmetric.then_some(1));
            bytes
        };
        let fingerprint = fingerprint(sources.iter().flat_map(bytes));
        Ok(Self { apis: sources.into_iter().map(|source| source.api).collect(), program, fingerprint })
    }

    /// The IRs from which it was compiled, by vendor and service.
    pub fn apis(&self) -> &[Api] {
        &self.apis
    }

    /// Identifies the contract.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The names of all pages from which it was read.
    pub fn pages(&self) -> Vec<String> {
        let operations = self.program.operations.iter().map(|plan| &self.apis[plan.api].operations[plan.index].origin);
        let scopes = self.program.scopes.iter().filter_map(|scope| scope.origin.as_ref());
        let rows = self.program.rows.iter().filter_map(|row| row.origin.as_ref());
        let pages: BTreeSet<&str> = operations.chain(scopes).chain(rows).map(|origin| &*origin.page).collect();
        pages.into_iter().map(str::to_owned).collect()
    }

    /// An operation by its index in the program.
    pub(crate) fn operation(&self, id: program::OperationId) -> (&Api, &Operation) {
        let plan = &self.program.operations[id.0];
        let api = &self.apis[plan.api];
        (api, &api.operations[plan.index])
    }
}
