//! A named test a recording of `recordings/`, against the pages of a service.

refract_conformance::suite! {
    specs: "../../../specs/jdcloud",
    recordings: "recordings",
    volatile: "volatile.toml",
}
