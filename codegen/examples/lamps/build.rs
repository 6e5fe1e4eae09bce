//! Makes Rust of the pages.

fn main() -> Result<(), refract_codegen::BuildError> {
    refract_codegen::Builder::new().page("lamps/").vendor_file("vocabulary/acme.toml").vendor("acme").build()
}
