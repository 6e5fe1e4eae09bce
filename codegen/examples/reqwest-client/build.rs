//! Makes Rust of a vendor's pages.

fn main() -> Result<(), refract_codegen::BuildError> {
    refract_codegen::Builder::new().page("../../../specs/yandex").http(true).build()
}
