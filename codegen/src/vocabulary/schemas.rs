//! The published schemas of the files that people write: JSON Schemas for editors, and for the errors of [`super::form`].
//!
//! They are made from the types into which the files are read. A test makes them, and fails if they are out of date:
//! `REFRACT_UPDATE=1 cargo test -p refract-codegen schemas` renews them.

/// The schema of a language's file, or a part of one.
pub const LANGUAGE: &str = include_str!("../../schemas/language.v1.json");
/// The schema of a vendor file.
pub const VENDOR: &str = include_str!("../../schemas/vendor.v1.json");

#[cfg(test)]
mod reference;
#[cfg(test)]
mod without_null;

#[cfg(test)]
mod tests {
    use schemars::generate::SchemaSettings;
    use schemars::transform::{RecursiveTransform, Transform};
    use schemars::{JsonSchema, Schema};
    use serde_json::{Map, Value, json};

    use super::super::embedded;
    use super::super::language::{Head, Words};
    use super::super::library::Library;
    use super::super::vendor::Vendor;
    use super::reference::{self, Chapter};
    use super::without_null::without_null;
    use crate::config::{self, Config};

    /// The schema of a type. Lists of texts are replaced by edits, and what serde and TOML do not have is removed.
    fn of<T: JsonSchema>(title: &str, about: &str) -> Map<String, Value> {
        let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
        RecursiveTransform(tidy).transform(&mut schema);
        let mut object = schema.to_value().as_object().cloned().unwrap_or_default();
        object.insert("title".into(), title.into());
        object.insert("description".into(), about.into());
        object
    }

    /// Removes `null`, which TOML does not have, the formats of numbers, defaults, and line breaks in descriptions.
    fn tidy(schema: &mut Schema) {
        without_null(schema);
        let Some(object) = schema.as_object_mut() else { return };
        for key in ["format", "default"] {
            if object.get(key).is_some_and(|value| key == "default" || value.is_string())
                && !object.contains_key("properties")
            {
                object.remove(key);
            }
        }
        if object.get("type") == Some(&json!("array"))
            && let Some(mut items) = object.get("items").and_then(Value::as_object).cloned()
            && items.remove("type") == Some(json!("string"))
            && items.keys().all(|key| key == "x-text")
        {
            object.remove("type");
            object.remove("items");
            object.insert("$ref".into(), json!("#/$defs/List"));
            // The kinds of texts.
            object.extend(items);
        }
    }

    /// A list of texts, or an edit of the list that the file extends.
    fn list() -> Value {
        let texts = json!({ "type": "array", "items": { "type": "string" } });
        let only = json!({
            "type": "object", "additionalProperties": false, "required": ["only"],
            "properties": { "only": texts },
        });
        let edit = json!({
            "type": "object", "additionalProperties": false, "minProperties": 1,
            "properties": { "add": texts, "remove": texts },
        });
        json!({
            "description": "A list adds to the list that the file extends, and `-word` removes a word. `{ only = [...] \
             }` replaces the list; `{ add = [...], remove = [...] }` does the same as a list.",
            "anyOf": [texts, only, edit],
        })
    }

    fn finish(schema: Map<String, Value>, id: &str) -> String {
        finish_with(schema, id, list())
    }

    fn finish_with(mut schema: Map<String, Value>, id: &str, list: Value) -> String {
        schema.insert("$id".into(), format!("https://refract.invalid/{id}.schema.json").into());
        let definitions = schema.entry("$defs").or_insert_with(|| json!({}));
        definitions["List"] = list;
        format!("{}\n", serde_json::to_string_pretty(&Value::Object(schema)).expect("a schema"))
    }

    fn properties(schema: &Map<String, Value>) -> Map<String, Value> {
        schema["properties"].as_object().cloned().expect("an object")
    }

    fn language() -> String {
        let mut schema =
            of::<Words>("A language", "The names that a language uses, as `refract` reads them, or a part of them.");
        let mut all = properties(&of::<Head>("", ""));
        all.extend(properties(&schema));
        let script = of::<Head>("", "")["$defs"]["Script"].clone();
        schema["properties"] = all.into();
        schema["$defs"]["Script"] = script;
        finish(schema, "language")
    }

    fn vendor() -> String {
        let mut schema = of::<Vendor>("A vendor", "How a vendor builds its pages, as `refract` reads it.");
        let words = of::<Words>("", "");
        let mut definitions = words["$defs"].as_object().cloned().expect("definitions");
        definitions.insert(
            "Words".into(),
            json!({ "type": "object", "additionalProperties": false, "properties": words["properties"] }),
        );
        definitions.extend(schema["$defs"].as_object().cloned().unwrap_or_default());
        schema.insert("$defs".into(), definitions.into());
        let of_its_own = json!({
            "description": "The words that these pages use in addition to those of their languages. They take \
             precedence, and a word to which they give a meaning loses its previous meaning.",
            "$ref": "#/$defs/Words",
        });
        schema["properties"]["words"] = of_its_own;
        finish(schema, "vendor")
    }

    fn config() -> String {
        let mut schema = of::<Config>(
            "refract.toml",
            "What `refract` reads and writes, and facts that override what \
        pages say.",
        );
        // The conformance suite reads this part, and its own tests compare it with this description.
        let conform: Value = serde_json::from_str(include_str!("../../schemas/conform.part.json")).expect("a schema");
        schema["properties"]["conform"] = conform;
        let choice = |values: &[&str], about: &Value| json!({ "enum": values, "description": about });
        for (key, values) in
            [("openapi", &["3.1", "3.0.3"]), ("format", &["json", "yaml"]), ("files", &["one", "many"])]
        {
            let about = schema["$defs"]["Generate"]["properties"][key]["description"].clone();
            schema["$defs"]["Generate"]["properties"][key] = choice(values, &about);
        }
        finish_with(schema, "config", json!({ "type": "array", "items": { "type": "string" } }))
    }

    #[test]
    fn schemas_are_those_of_the_types() {
        for (name, made) in [("language", language()), ("vendor", vendor()), ("config", config())] {
            let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/{name}.v1.json"));
            if std::env::var_os("REFRACT_UPDATE").is_some() {
                std::fs::write(&file, &made).expect("the schema is written");
            }
            let known = std::fs::read_to_string(&file).unwrap_or_default();
            assert!(known == made, "{} is out of date: run this test with REFRACT_UPDATE=1", file.display());
        }
    }

    /// A file with the keys that no shipped file has, for the reference.
    macro_rules! example {
        ($name:literal) => {
            include_str!(concat!("../../schemas/examples/", $name, ".toml"))
        };
    }
    const OF_VENDOR: &str = example!("vendor");
    const OF_LANGUAGE: &str = example!("language");
    const OF_CONFIG: &str = example!("config");
    const OF_BASELINE: &str = example!("baseline");

    const HEAD: &str = "\
# Every key\n\n\
The keys of the files that you write, each with an example. `refract schema vendor|language|config|baseline` prints the same for an editor, and [A service of your own](your-own-service.md) is the place to begin. A list of words adds to the list \
that the file extends: `-word` removes a word, and `{ only = [...] }` replaces the list.\n";

    /// The page has every key with its description and an example, and each example is part of a valid file.
    #[test]
    fn every_key_is_documented_with_an_example() {
        let parsed = |text: &str| toml::from_str::<toml::Value>(text).expect("TOML");
        let schema = |text: &str| serde_json::from_str::<Value>(text).expect("a schema");
        let vendors: Vec<_> = embedded::VENDORS.iter().map(|(_, (_, text))| parsed(text)).collect();
        let languages: Vec<_> =
            embedded::LANGUAGES.iter().flat_map(|parts| parts.files).map(|(_, text)| parsed(text)).collect();
        let with = |mut files: Vec<toml::Value>, example| {
            files.push(parsed(example));
            files
        };
        let chapters = [
            ("A vendor's file", super::VENDOR, with(vendors, OF_VENDOR)),
            ("A language's file", super::LANGUAGE, with(languages, OF_LANGUAGE)),
            ("`refract.toml`", config::SCHEMA, with(Vec::new(), OF_CONFIG)),
            ("`known.toml`", config::BASELINE_SCHEMA, with(Vec::new(), OF_BASELINE)),
        ];
        let schemas: Vec<Value> = chapters.iter().map(|(_, text, _)| schema(text)).collect();
        let all: Vec<Chapter<'_>> =
            chapters.iter().zip(&schemas).map(|((title, _, files), schema)| Chapter { title, schema, files }).collect();
        let (page, lacking) = reference::page(HEAD, &all);
        assert!(lacking.is_empty(), "{}", lacking.join("\n"));
        for Chapter { title, schema, files } in &all {
            let validator = jsonschema::validator_for(schema).expect("a schema");
            for file in *files {
                let file = serde_json::to_value(file).expect("JSON");
                let errors: Vec<String> =
                    validator.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect();
                assert!(errors.is_empty(), "{title}: {}", errors.join("\n"));
            }
        }
        let own = |name: &str, text: &str| vec![(name.to_owned(), text.to_owned())];
        if let Err(error) = Library::with(&own("language.toml", OF_LANGUAGE), &own("vendor.toml", OF_VENDOR)) {
            panic!("{error}");
        }
        let _: Config = toml::from_str(OF_CONFIG).expect("a configuration");
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/keys.md");
        if std::env::var_os("REFRACT_UPDATE").is_some() {
            std::fs::write(&file, &page).expect("the page is written");
        }
        let known = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(known == page, "docs/keys.md is out of date: run this test with REFRACT_UPDATE=1");
    }
}
