//! Makes Rust of the pages of two vendors.

fn main() -> Result<(), refract_codegen::BuildError> {
    let specs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../specs");
    refract_codegen::Builder::new()
        .page(format!("{specs}/jdcloud"))
        .page(format!("{specs}/yandex"))
        .http(true)
        .type_attribute("CreateVersionRequest", "#[doc(alias = \"publish\")]")
        .field_attribute("CreateVersionRequest.description", "#[doc(alias = \"note\")]")
        .rename("ListVersionsResponse.nextPageToken", "next_page")
        .replace("ListVersionsResponseVersions.createdAt", "crate::Created")
        .build()
}
