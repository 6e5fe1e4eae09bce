//! A service's client, whose recorded traffic `tests/recordings.rs` holds against the service's pages.
