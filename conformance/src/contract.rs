//! The contracts against which exchanges are validated: IRs, compiled for checking.
//!
//! Each IR is compiled into a [program](program::Program): lists of nodes and rows with indexes instead of names,
//! in which a check finds everything it needs without a lookup by name. Each row of a page has an index, also for
//! evidence and coverage, so that counting is adding to a list. A program can be written to a file and opened again
//! ([`file`]), much faster than it is compiled.

mod compile;
#[doc(hidden)]
pub mod file;
mod json_text;
pub mod load;
mod openapi;
#[doc(hidden)]
pub mod program;

use std::collections::BTreeSet;

use refract_codegen::ir::{Api, json};

pub use compile::CompileError;
use file::FileError;
pub use load::{LoadError, Loaded};
pub use program::Part;
use program::{Head, OperationId, ServiceHead};
pub(crate) use program::{Program, Spot};

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

    /// The IRs from which it was compiled, by vendor and service. A contract that was opened from a file has none of them:
    /// the file has what checks need.
    pub fn apis(&self) -> &[Api] {
        &self.apis
    }

    /// Vendor and service of each contract, in order.
    pub fn services(&self) -> impl Iterator<Item = (&str, &str)> {
        self.program.services.iter().map(|service| (&*service.vendor, &*service.service))
    }

    /// How many operations there are.
    pub fn operations(&self) -> usize {
        self.program.operations.len()
    }

    /// Identifies the contract.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The names of all pages from which it was read.
    pub fn pages(&self) -> Vec<String> {
        let mut pages: BTreeSet<&str> = BTreeSet::new();
        let mut add = |spot: Spot| {
            pages.insert(self.program.page(spot));
        };
        for (head, unit) in self.program.all_units() {
            add(head.origin);
            unit.scopes.iter().filter_map(|scope| scope.origin).for_each(&mut add);
            unit.rows.iter().filter_map(|row| row.origin).for_each(&mut add);
        }
        pages.into_iter().map(str::to_owned).collect()
    }

    /// Drops the IRs, which checks don't need.
    pub(crate) fn forget_apis(&mut self) {
        self.apis = Vec::new();
    }

    /// Reports an error in the file that the contract was opened from. Some errors are found only while the contract is
    /// used; then no result of the run is valid.
    pub(crate) fn sound(&self) -> Result<(), FileError> {
        self.program.damage.get().map_or(Ok(()), |damage| Err(FileError::Content(damage.clone())))
    }

    /// An operation, and its service.
    pub(crate) fn operation(&self, id: OperationId) -> (&ServiceHead, &Head) {
        let head = self.program.head(id);
        (self.program.service(program::number(id.0)), head)
    }
}
