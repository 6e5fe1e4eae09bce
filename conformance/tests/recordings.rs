//! A named test for each recording of `recordings/`.

refract_conformance::suite! {
    specs: "../specs",
    ir: "contracts",
    recordings: "recordings",
}
