//! A named test a recording of `recordings/`.

refract_conformance::suite! {
    specs: "../specs",
    ir: "contracts",
    recordings: "recordings",
}
