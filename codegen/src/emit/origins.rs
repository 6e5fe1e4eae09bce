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

/// The key of an object's origin, or its origins.
const PLACE: &str = "x-origin";

/// How origins are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// Page, line and column at each object.
    #[default]
    Full,
    /// `"3:26:4"`: the number of the page in the table `x-origins`, counted from 0, with line and column; `"26:4"` where the
    /// page is that of the surrounding object, and `"26"` where the column is also the file's usual one.
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
            let mut found = Found(BTreeSet::new());
            walk(file, Place::Node, None, &mut found);
            let numbers = found.0.into_iter().enumerate().map(|(number, page)| (page, number)).collect();
            let mut columns = Columns { numbers, counts: BTreeMap::new() };
            walk(file, Place::Node, None, &mut columns);
            let usual = columns.counts.iter().max_by_key(|&(column, count)| (*count, std::cmp::Reverse(*column)));
            let mut shorten = Shorten { usual: usual.map_or(1, |(column, _)| *column), numbers: columns.numbers };
            walk(file, Place::Node, None, &mut shorten);
            if let (Value::Object(file), false) = (file, shorten.numbers.is_empty()) {
                file.insert(TABLE.to_owned(), table(&shorten));
            }
        }
        Origins::Off => walk(file, Place::Node, None, &mut Remove),
    }
}

/// Writes compact origins of a file in full. An origin whose page is not known is not changed.
pub fn expand(file: &Value) -> Cow<'_, Value> {
    let Some(table) = file.get(TABLE) else { return Cow::Borrowed(file) };
    let root = table.get("root").and_then(Value::as_str).unwrap_or_default();
    let folders = table.get("pages").and_then(Value::as_object);
    let pages = folders.into_iter().flatten().flat_map(|(folder, pages)| {
        let name = move |page: &Value| format!("{root}{folder}{}", page.as_str().unwrap_or_default());
        pages.as_array().into_iter().flatten().map(name)
    });
    let usual = table.get("column").and_then(Value::as_u64).and_then(|column| u32::try_from(column).ok());
    let mut lengthen = Lengthen { pages: pages.collect(), usual: usual.unwrap_or(1) };
    let mut out = file.clone();
    walk(&mut out, Place::Node, None, &mut lengthen);
    if let Value::Object(out) = &mut out {
        out.shift_remove(TABLE);
    }
    Cow::Owned(out)
}

/// The folder of a page, with the `/` behind it, and its file: pages are numbered in this order.
type Page = (String, String);

fn page(path: &str) -> Page {
    let (folder, file) = path.split_at(path.rfind('/').map_or(0, |at| at + 1));
    (folder.to_owned(), file.to_owned())
}

/// The pages by their folders, without the folders that all are in, and the column that places leave out.
fn table(shorten: &Shorten) -> Value {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (folder, file) in shorten.numbers.keys() {
        folders.entry(folder).or_default().push(file);
    }
    let (first, last) = (folders.keys().next(), folders.keys().next_back());
    let root = first.zip(last).map_or("", |(first, last)| {
        // Folders are sorted: what the first and the last begin with, all do.
        let same = first.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count();
        &first[..first.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1)]
    });
    let pages: Map<String, Value> =
        folders.iter().map(|(folder, files)| (folder[root.len()..].to_owned(), json!(files))).collect();
    json!({ "root": root, "column": shorten.usual, "pages": pages })
}

/// What is done with places. An object with one place of its own is on one page, and what lies in it is as a rule on the
/// same one: that page is the scope of all inside.
trait Visit {
    /// The page of a place, by a number.
    fn page(&self, _place: &Value, _scope: Option<usize>) -> Option<usize> {
        None
    }

    /// Visits a place; it is taken out where the answer is no.
    fn visit(&mut self, place: &mut Value, scope: Option<usize>) -> bool;
}

/// Lists the pages of places.
struct Found(BTreeSet<Page>);

impl Visit for Found {
    fn visit(&mut self, place: &mut Value, _scope: Option<usize>) -> bool {
        self.0.extend(full(place).map(|origin| page(&origin.page)));
        true
    }
}

/// Counts the columns of places whose page is that of the scope.
struct Columns {
    numbers: BTreeMap<Page, usize>,
    counts: BTreeMap<u32, usize>,
}

impl Visit for Columns {
    fn page(&self, place: &Value, _scope: Option<usize>) -> Option<usize> {
        self.numbers.get(&page(&full(place)?.page)).copied()
    }

    fn visit(&mut self, place: &mut Value, scope: Option<usize>) -> bool {
        if let Some(Origin { column, .. }) = full(place).filter(|_| scope.is_some() && self.page(place, None) == scope)
        {
            *self.counts.entry(column).or_default() += 1;
        }
        true
    }
}

/// Makes places compact: no page where it is that of the scope, and then no column where it is the usual one.
struct Shorten {
    numbers: BTreeMap<Page, usize>,
    usual: u32,
}

impl Visit for Shorten {
    fn page(&self, place: &Value, _scope: Option<usize>) -> Option<usize> {
        self.numbers.get(&page(&full(place)?.page)).copied()
    }

    fn visit(&mut self, place: &mut Value, scope: Option<usize>) -> bool {
        if let (Some(number), Some(Origin { line, column, .. })) = (self.page(place, None), full(place)) {
            *place = Value::String(match scope == Some(number) {
                true if column == self.usual => line.to_string(),
                true => format!("{line}:{column}"),
                false => format!("{number}:{line}:{column}"),
            });
        }
        true
    }
}

/// Writes compact places in full.
struct Lengthen {
    pages: Vec<String>,
    usual: u32,
}

impl Visit for Lengthen {
    fn page(&self, place: &Value, scope: Option<usize>) -> Option<usize> {
        compact(place.as_str()?, scope, self.usual)?.0.into()
    }

    fn visit(&mut self, place: &mut Value, scope: Option<usize>) -> bool {
        let read = place.as_str().and_then(|text| compact(text, scope, self.usual));
        if let Some((number, line, column)) = read
            && let Some(page) = self.pages.get(number)
        {
            *place = super::schema_object::origin(&Origin { page: page.as_str().into(), line, column });
        }
        true
    }
}

struct Remove;

impl Visit for Remove {
    fn visit(&mut self, _place: &mut Value, _scope: Option<usize>) -> bool {
        false
    }
}

fn full(place: &Value) -> Option<Origin> {
    let number = |key: &str| place.get(key).and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
    Some(Origin { page: place.get("page")?.as_str()?.into(), line: number("line")?, column: number("column")? })
}

/// Page, line and column of a compact place.
fn compact(text: &str, scope: Option<usize>, usual: u32) -> Option<(usize, u32, u32)> {
    let mut parts = text.split(':');
    let (first, second, third) = (parts.next()?, parts.next(), parts.next());
    let number = |part: &str| part.parse::<u32>().ok();
    match (second, third, parts.next()) {
        (None, None, None) => Some((scope?, number(first)?, usual)),
        (Some(second), None, None) => Some((scope?, number(first)?, number(second)?)),
        (Some(second), Some(third), None) => Some((first.parse().ok()?, number(second)?, number(third)?)),
        _ => None,
    }
}

/// What a value contains, as far as origins are concerned.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// An object of the format, whose keys are its keywords.
    Node,
    /// An object whose keys are names: fields, paths, statuses.
    Names,
}

/// Visits all origins.
fn walk(value: &mut Value, place: Place, scope: Option<usize>, visit: &mut dyn Visit) {
    match value {
        Value::Object(map) if place == Place::Names => {
            map.values_mut().for_each(|inner| walk(inner, Place::Node, scope, visit));
        }
        Value::Object(map) => node(map, scope, visit),
        Value::Array(elements) => elements.iter_mut().for_each(|element| walk(element, Place::Node, scope, visit)),
        _ => {}
    }
}

fn node(map: &mut Map<String, Value>, outer: Option<usize>, visit: &mut dyn Visit) {
    // With several places, none is that of all inside.
    let scope = match map.get(PLACE) {
        Some(own) => visit.page(own, outer),
        None => outer,
    };
    let all = |places: &mut Value, visit: &mut dyn Visit| {
        places.as_array_mut().into_iter().flatten().fold(true, |_, each| visit.visit(each, None))
    };
    map.retain(|key, inner| match (key.as_str(), &*inner) {
        (PLACE | "origin", Value::Array(_)) => all(inner, visit),
        (PLACE, _) => visit.visit(inner, outer),
        ("origin", _) => visit.visit(inner, scope),
        // Without origins, it must still be visible that something was not read.
        ("x-incomplete", Value::Array(_)) => {
            if !all(inner, visit) {
                *inner = json!(true);
            }
            true
        }
        // Data of the pages.
        (
            "value" | "values" | "default" | "enum" | "const" | "example" | "x-default" | "x-enum-meanings"
            | "x-enum-deprecated" | TABLE,
            _,
        )
        | ("examples", Value::Array(_)) => true,
        (
            "properties" | "$defs" | "schemas" | "securitySchemes" | "paths" | "responses" | "headers" | "content"
            | "examples" | "variables",
            _,
        ) => {
            walk(inner, Place::Names, scope, visit);
            true
        }
        _ => {
            walk(inner, Place::Node, scope, visit);
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
                "x-origin": [place("in/b.md", 1), place("a.md", 2)],
                "x-incomplete": [place("in/b.md", 9)],
                "x-fixups": [{ "what": "type", "why": "", "origin": place("fixups.toml", 3) }],
                "responses": { "default": { "x-origin": place("in/b.md", 5), "content": { "application/json": {
                    "examples": { "value": { "x-origin": place("in/b.md", 7), "value": { "x-origin": place("data", 1) } } }
                } } } }
            } } },
            "schema": { "x-origin": place("in/b.md", 8), "properties": {
                "x-origin": { "x-origin": { "page": "in/b.md", "line": 9, "column": 1 }, "default": { "x-origin": place("data", 1) } },
                "origin": { "type": "string", "enum": [place("data", 1)] },
                "other": { "x-origin": place("a.md", 6) },
            } },
        })
    }

    #[test]
    fn places_are_numbers_of_a_table() {
        let mut written = file();
        write(&mut written, Origins::Compact);
        assert_eq!(
            written["x-origins"],
            json!({
                "root": "", "column": 1, "pages": { "": ["a.md", "fixups.toml"], "in/": ["b.md"] },
            })
        );
        let get = &written["paths"]["/x-origin"]["get"];
        assert_eq!(get["x-origin"], json!(["2:1:4", "0:2:4"]));
        assert_eq!(get["x-fixups"][0]["origin"], "1:3:4");
        let answer = &get["responses"]["default"];
        assert_eq!(answer["x-origin"], "2:5:4", "several places are no scope");
        assert_eq!(answer["content"]["application/json"]["examples"]["value"]["x-origin"], "7:4");
        let fields = &written["schema"]["properties"];
        assert_eq!(fields["x-origin"]["x-origin"], "9");
        assert_eq!(fields["other"]["x-origin"], "0:6:4");
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
    fn the_table_has_the_folders_of_all_pages_once() {
        let place = |page: &str| json!({ "x-origin": { "page": page, "line": 1, "column": 1 } });
        let file = json!({ "a": place("x/y/a/1.md"), "b": place("x/y/a/2.md"), "c": place("x/y/ab/1.md") });
        let mut written = file.clone();
        write(&mut written, Origins::Compact);
        let pages = json!({ "a/": ["1.md", "2.md"], "ab/": ["1.md"] });
        assert_eq!(written["x-origins"], json!({ "root": "x/y/", "column": 1, "pages": pages }));
        assert_eq!(*expand(&written), file);
    }

    #[test]
    fn a_place_whose_page_is_not_known_stays_as_it_is() {
        let file = |places: [Value; 5]| {
            let [first, second, outer, inner, innermost] = places;
            json!({
                "a": { "x-origin": first }, "b": { "x-origin": second },
                "c": { "x-origin": outer, "d": { "x-origin": inner, "e": { "x-origin": innermost } } },
            })
        };
        let mut written = file([json!("1:1:1"), json!("7:1"), json!("0:2:3"), json!("8"), json!("0:1:2:3")]);
        written["x-origins"] = json!({ "root": "in/", "column": 5, "pages": { "": ["a.md"] } });
        let place = |line: u32, column: u32| json!({ "page": "in/a.md", "line": line, "column": column });
        assert_eq!(*expand(&written), file([json!("1:1:1"), json!("7:1"), place(2, 3), place(8, 5), json!("0:1:2:3")]));
    }
}
