//! How origins are written in schemas and documents: in full at each object, by the number of the page in one table, or
//! not at all.
//!
//! Emitters write origins in full. This is a later step that knows where an annotation can occur. It leaves examples,
//! defaults and listed values unchanged, since they are the pages' own data.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use serde_json::{Map, Value, json};

use crate::ParseError;
use crate::source::Origin;

/// The table of pages at the top of a file.
const TABLE: &str = "x-origins";

/// How origins are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// Page, line and column at each object.
    #[default]
    Full,
    /// `"3:26:4"`: the number of the page in the table `x-origins`, counted from 0, with line and column.
    Compact,
    /// Not at all.
    Off,
}

impl Origins {
    const ALL: [(Self, &'static str); 3] = [(Self::Full, "full"), (Self::Compact, "compact"), (Self::Off, "off")];

    /// The name on the command line.
    ///
    /// # Panics
    /// Never: all forms have a name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(form, _)| *form == self).expect("a name").1
    }
}

impl FromStr for Origins {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        crate::choice::by_name(&Self::ALL, text)
    }
}

/// Converts the origins of a file, a schema or a document, to a form. They must be in full.
pub fn write(file: &mut Value, form: Origins) {
    match form {
        Origins::Full => {}
        Origins::Compact => {
            let mut pages = BTreeSet::new();
            walk(file, Place::Node, &mut |place| {
                pages.extend(full(place).map(|origin| origin.page.to_string()));
                true
            });
            let numbers: BTreeMap<&str, usize> =
                pages.iter().enumerate().map(|(number, page)| (page.as_str(), number)).collect();
            walk(file, Place::Node, &mut |place| {
                if let Some(Origin { page, line, column }) = full(place) {
                    *place = json!(format!("{}:{line}:{column}", numbers[&*page]));
                }
                true
            });
            if let (Value::Object(file), false) = (file, pages.is_empty()) {
                file.insert(TABLE.to_owned(), json!(pages));
            }
        }
        Origins::Off => walk(file, Place::Node, &mut |_| false),
    }
}

/// Writes compact origins of a file in full. An origin whose page is missing in the table is not changed.
pub fn expand(file: &Value) -> Cow<'_, Value> {
    let Some(Value::Array(pages)) = file.get(TABLE) else { return Cow::Borrowed(file) };
    let mut out = file.clone();
    walk(&mut out, Place::Node, &mut |place| {
        if let Some(origin) = place.as_str().and_then(|text| compact(text, pages)) {
            *place = super::schema_object::origin(&origin);
        }
        true
    });
    if let Value::Object(out) = &mut out {
        out.shift_remove(TABLE);
    }
    Cow::Owned(out)
}

fn full(place: &Value) -> Option<Origin> {
    let number = |key: &str| place.get(key).and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
    Some(Origin { page: place.get("page")?.as_str()?.into(), line: number("line")?, column: number("column")? })
}

fn compact(text: &str, pages: &[Value]) -> Option<Origin> {
    let mut numbers = text.splitn(3, ':').map(str::parse::<u32>);
    let (page, line, column) = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
    Some(Origin { page: pages.get(usize::try_from(page).ok()?)?.as_str()?.into(), line, column })
}

/// What a value contains, as far as origins are concerned.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// An object of the format, whose keys are its keywords.
    Node,
    /// An object whose keys are names: fields, paths, statuses.
    Names,
}

/// Visits all origins, and removes those for which the visitor gives nothing.
fn walk(value: &mut Value, place: Place, visit: &mut dyn FnMut(&mut Value) -> bool) {
    match value {
        Value::Object(map) if place == Place::Names => {
            map.values_mut().for_each(|inner| walk(inner, Place::Node, visit));
        }
        Value::Object(map) => node(map, visit),
        Value::Array(elements) => elements.iter_mut().for_each(|element| walk(element, Place::Node, visit)),
        _ => {}
    }
}

fn node(map: &mut Map<String, Value>, visit: &mut dyn FnMut(&mut Value) -> bool) {
    map.retain(|key, inner| match (key.as_str(), &*inner) {
        ("x-origin" | "origin", Value::Array(_)) => {
            inner.as_array_mut().into_iter().flatten().fold(true, |_, each| visit(each))
        }
        ("x-origin" | "origin", _) => visit(inner),
        // Without origins, it must still be visible that something was not read.
        ("x-incomplete", Value::Array(_)) => {
            let kept = inner.as_array_mut().into_iter().flatten().fold(true, |_, each| visit(each));
            if !kept {
                *inner = json!(true);
            }
            true
        }
        // Data of the pages.
        (
            "value" | "values" | "default" | "enum" | "const" | "example" | "x-default" | "x-enum-meanings" | TABLE,
            _,
        )
        | ("examples", Value::Array(_)) => true,
        (
            "properties" | "$defs" | "schemas" | "securitySchemes" | "paths" | "responses" | "headers" | "content"
            | "examples" | "variables",
            _,
        ) => {
            walk(inner, Place::Names, visit);
            true
        }
        _ => {
            walk(inner, Place::Node, visit);
            true
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Value {
        let place = |page: &str, line: u32| json!({ "page": page, "line": line, "column": 4 });
        json!({
            "paths": { "/x-origin": { "get": {
                "x-origin": [place("b.md", 1), place("a.md", 2)],
                "x-incomplete": [place("b.md", 9)],
                "x-fixups": [{ "what": "type", "why": "", "origin": place("fixups.toml", 3) }],
                "responses": { "default": { "x-origin": place("b.md", 5), "content": { "application/json": {
                    "examples": { "value": { "x-origin": place("b.md", 7), "value": { "x-origin": place("data", 1) } } }
                } } } }
            } } },
            "schema": { "properties": {
                "x-origin": { "x-origin": place("b.md", 6), "default": { "x-origin": place("data", 1) } },
                "origin": { "type": "string", "enum": [place("data", 1)] },
            } },
        })
    }

    #[test]
    fn places_are_numbers_of_a_table() {
        let mut written = file();
        write(&mut written, Origins::Compact);
        assert_eq!(written["x-origins"], json!(["a.md", "b.md", "fixups.toml"]));
        let get = &written["paths"]["/x-origin"]["get"];
        assert_eq!(get["x-origin"], json!(["1:1:4", "0:2:4"]));
        assert_eq!(get["x-fixups"][0]["origin"], "2:3:4");
        assert_eq!(get["responses"]["default"]["x-origin"], "1:5:4");
        let fields = &written["schema"]["properties"];
        assert_eq!(fields["x-origin"]["x-origin"], "1:6:4");
        assert_eq!(fields["x-origin"]["default"]["x-origin"]["page"], "data", "data is not changed");
        assert_eq!(*expand(&written), file());
    }

    #[test]
    fn places_are_left_out_and_what_is_data_is_not() {
        let mut written = file();
        write(&mut written, Origins::Off);
        let get = &written["paths"]["/x-origin"]["get"];
        assert_eq!(get["x-incomplete"], true);
        assert_eq!(get["x-fixups"], json!([{ "what": "type", "why": "" }]));
        assert_eq!(
            written["schema"]["properties"]["x-origin"],
            json!({ "default": file()["schema"]["properties"]["x-origin"]["default"] })
        );
        assert_eq!(written.to_string().matches("\"page\"").count(), 3, "{written}");
    }

    #[test]
    fn a_place_that_the_table_lacks_stays_as_it_is() {
        let file = json!({ "x-origins": ["a.md"], "a": { "x-origin": "1:1:1" }, "b": { "x-origin": "0:1" }, "c": { "x-origin": "0:2:3" } });
        let expanded = json!({ "a": { "x-origin": "1:1:1" }, "b": { "x-origin": "0:1" }, "c": { "x-origin": { "page": "a.md", "line": 2, "column": 3 } } });
        assert_eq!(*expand(&file), expanded);
    }
}
