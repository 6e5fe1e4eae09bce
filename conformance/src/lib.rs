//! Holds what was sent and received against the contracts that Refract read from API reference pages.
//!
//! A [`Contract`] is a service's IR with its schemas ready to validate with. [`Contract::check_body`] holds one body
//! against the schema for its operation, direction and status, and gives [`Finding`]s with the place in the body and the
//! place on the page. This crate is the only one that uses a JSON Schema validator; reading pages and emitting code does
//! without.

pub mod contract;
pub mod finding;

pub use contract::{Contract, ContractError};
pub use finding::Finding;
