//! A run keeps the statements of a cell for the next cell with the same words. No result depends on which of them is read first.

use refract_codegen::discover::{self, Overrides};
use refract_codegen::pipeline;
use refract_codegen::vocabulary::Library;
use serde_json::Value;

use crate::support::{folder, without_places};

/// A vendor of a language or two.
fn vendor(name: &str, languages: &str) -> (String, String) {
    let file = format!(
        "name = \"{name}\"\ntitle = \"{name}\"\nlanguages = [{languages}]\n[detect]\ntext = ['{name}']\n[service]\n\
         [operation]\nnames = []\n"
    );
    (format!("{name}.toml"), file)
}

/// A page of one operation with a parameter for each description.
fn page(descriptions: &[&str]) -> String {
    let row = |(number, message): (usize, &&str)| format!("| p{number} | No | String | {message} |\n");
    let rows: String = descriptions.iter().enumerate().map(row).collect();
    format!(
        "# Order\n\n## HTTP request\n\n```\nPOST /v1/orders\n```\n\n## Body parameters\n\n\
         | Name | Mandatory | Type | Description |\n|---|---|---|---|\n{rows}"
    )
}

/// The contracts of pages, each of the vendor that its folder is named after.
fn contracts(pages: &[(&str, String)]) -> Vec<Value> {
    let library = Library::with(&[], &[vendor("lamps", "\"en\""), vendor("lampy", "\"en\", \"ru\"")])
        .unwrap_or_else(|error| panic!("{error}"));
    let folder = folder(pages.iter().map(|(name, text)| (*name, text)));
    let paths: Vec<_> = pages.iter().map(|(name, _)| folder.path().join(name)).collect();
    let files = discover::files(&paths, folder.path()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let overrides = |name: &str| Overrides {
        vendor: name.split('/').next().map(str::to_owned),
        service: Some("shop".into()),
        ..Overrides::default()
    };
    // On one thread, so that a page finds what the page before it left.
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    let outcome = alone.install(|| pipeline::run(&files, &library, &overrides, &|| {}));
    without_places(&outcome.apis).as_array().expect("a list").clone()
}

/// Marks are a part of the key: literals are values, and the same words without marks are not.
#[test]
fn the_same_words_with_other_marks_are_read_anew() {
    let (marked, plain) = ("`BUY` or `SELL`", "BUY or SELL");
    let contract = &contracts(&[("lamps/order.md", page(&[marked, plain, marked, plain]))])[0];
    let fields = contract["operations"][0]["request"]["schema"]["fields"].as_array().expect("fields");
    let has_values: Vec<bool> = fields.iter().map(|field| field.to_string().contains("\"BUY\"")).collect();
    assert_eq!(has_values, [true, false, true, false], "{contract:#}");
}

/// A sentence of a language that one vendor has and the other has not.
#[test]
fn each_vendor_reads_with_its_own_phrases() {
    let message = page(&["По умолчанию — `north`"]);
    for order in [["lamps/order.md", "lampy/order.md"], ["lampy/order.md", "lamps/order.md"]] {
        let contracts = contracts(&order.map(|name| (name, message.clone())));
        let has_default = |contract: &Value| (contract["vendor"].clone(), contract.to_string().contains("\"north\""));
        let found: Vec<_> = contracts.iter().map(has_default).collect();
        assert_eq!(found, [("lamps".into(), false), ("lampy".into(), true)], "{contracts:#?}");
    }
}
