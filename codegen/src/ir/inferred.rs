//! What was inferred and not stated, and from which evidence. It is kept as a value; its sentence is made where it is
//! shown.
//!
//! In the IR's JSON form each has a name of its own ([`Inferred::name`]). Earlier releases wrote the sentence there;
//! such a file can still be read, and keeps its sentence as [`Inferred::Words`].

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Something that a page does not state, by the evidence from which it was inferred.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Inferred {
    /// The field itself: no row lists it, the caption of its table names it, and an example shows it.
    CaptionAndExample,
    /// The fields of an object that the page shows in several cases: the fields of all cases.
    Cases,
    /// That the value is an object, although the type's word is used for a list as well.
    ObjectOrList(Settled),
    /// That the value is an object, although the type's word says list: examples show objects.
    ObjectAgainstList,
    /// An object that no row lists: rows list its fields.
    UnlistedParent,
    /// That a value without a stated type is an object: rows list its fields.
    ListedFields,
    /// That a value without a stated type is a structure: the description links to a table of fields.
    DescribedTable,
    /// That a value is a structure, although the type's word says text: the description links to a table of fields.
    DescribedTableAgainstType,
    /// That a value is a structure, although the type's word says a plain value: a table of fields has its name in the
    /// caption.
    CaptionedTableAgainstType,
    /// That a body is a list: an example shows one, and the table has the fields of an element.
    ListOfElements,
    /// Which object of a flat table contains a field: examples show it inside.
    NestedByExample,
    /// That fields belong to the body: the URI's table lists them, and examples send them in the body.
    SentInBody,
    /// A parameter that appears only in the path template.
    PathTemplate,
    /// A parameter that appears only in the query of the URL.
    UrlQuery,
    /// That values are strings: the page states a length or form for each.
    ValuesDemanded,
    /// That an object is a map: the page mentions its keys or values.
    KeysSpokenOf,
    /// That an object is a map: its table has one row, and examples show other keys in its place.
    KeysByExample,
    /// A status: the one in the status line of an example.
    StatusLine,
    /// The statuses of a row that is described as returned on errors.
    RowOfFailures,
    /// The statuses of a response that is described as abnormal.
    AbnormalResponse,
    /// The statuses of a response that, according to the page, all failures have.
    AllFailures,
    /// The statuses of success, where none is given and the response is not described as abnormal.
    UnstatedSuccess,
    /// The statuses of success of a response that is described as empty, where none is given.
    EmptyResponse,
    /// Which fields a structure has, where a page mentions only a part of it: examples show them.
    PartByExample,
    /// What the page describes as the same as that of another operation.
    SameAs,
    /// A field of a structure: the page says that it has the fields of another one.
    Extends,
    /// Whether a field is required: it has none of the marks that the vendor's pages use for it.
    Unmarked,
    /// A body with everything in it: no table describes it, the page's examples show it.
    ExamplesAlone,
    /// A sentence that an earlier release wrote.
    Words(String),
}

/// What decided whether a value is an object or a list of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Settled {
    /// Nothing: it is assumed to be an object.
    Open,
    /// An example shows an object.
    ExampleObject,
    /// An example shows a list.
    ExampleList,
    /// Its description calls it a list.
    Description,
}

/// All that have a name, with the name and the sentence.
const NAMED: [(Inferred, &str, &str); 31] = [
    (
        Inferred::CaptionAndExample,
        "caption-and-example",
        "no row lists it: the caption of its table names it, and the page's example shows it",
    ),
    (Inferred::Cases, "cases", "the page shows the object in several cases; these are the fields of all of them"),
    (
        Inferred::ObjectOrList(Settled::Open),
        "object-or-list",
        "the type's word stands for an object as well as for a list of them",
    ),
    (
        Inferred::ObjectOrList(Settled::ExampleObject),
        "object-by-example",
        "the type's word stands for an object as well as for a list of them; the page's example shows an object",
    ),
    (
        Inferred::ObjectOrList(Settled::ExampleList),
        "list-by-example",
        "the type's word stands for an object as well as for a list of them; the page's example shows a list",
    ),
    (
        Inferred::ObjectOrList(Settled::Description),
        "list-by-description",
        "the type's word stands for an object as well as for a list of them; its description calls it a list",
    ),
    (
        Inferred::ObjectAgainstList,
        "object-against-list",
        "the type's word says list; the page's examples show an object",
    ),
    (Inferred::UnlistedParent, "unlisted-parent", "its fields are listed, it is not"),
    (Inferred::ListedFields, "listed-fields", "its fields are listed, its type is not stated"),
    (Inferred::DescribedTable, "described-table", "the description leads to a table of fields"),
    (
        Inferred::DescribedTableAgainstType,
        "described-table-against-type",
        "the description leads to a table of fields, against the type's word",
    ),
    (
        Inferred::CaptionedTableAgainstType,
        "captioned-table-against-type",
        "the caption of a table of fields names it, against the type's word",
    ),
    (
        Inferred::ListOfElements,
        "list-of-elements",
        "the page's example shows a list, and its table the fields of an element",
    ),
    (
        Inferred::NestedByExample,
        "nested-by-example",
        "the table lists the fields of all levels, and the page's examples show these inside",
    ),
    (
        Inferred::SentInBody,
        "sent-in-body",
        "the URI's table lists the fields, and the page's examples send them in the body",
    ),
    (Inferred::PathTemplate, "path-template", "the path template"),
    (Inferred::UrlQuery, "url-query", "the URL's query"),
    (Inferred::ValuesDemanded, "values-demanded", "the page demands a length or form of each value"),
    (Inferred::KeysSpokenOf, "keys-spoken-of", "the page speaks of its keys or values"),
    (
        Inferred::KeysByExample,
        "keys-by-example",
        "its table has one row, and the page's examples show other keys in its place",
    ),
    (Inferred::StatusLine, "status-line", "the status line of the page's example"),
    (Inferred::RowOfFailures, "row-of-failures", "the row is said to be returned on errors"),
    (Inferred::AbnormalResponse, "abnormal-response", "the response is said to be abnormal"),
    (Inferred::AllFailures, "all-failures", "the page says so of all failures"),
    (
        Inferred::UnstatedSuccess,
        "unstated-success",
        "no status is given; a response that is not called abnormal tells of success",
    ),
    (Inferred::EmptyResponse, "empty-response", "the page says that the response is empty, and gives no status"),
    (
        Inferred::PartByExample,
        "part-by-example",
        "the page speaks of a part of the structure, and its examples show these fields",
    ),
    (Inferred::SameAs, "same-as", "the page says that the operation is the same as another one, which has it"),
    (Inferred::Extends, "extends", "the page says that the structure has the fields of another one"),
    (Inferred::Unmarked, "unmarked", "no mark says whether it may be left out"),
    (Inferred::ExamplesAlone, "examples-alone", "the page's examples alone show it"),
];

impl Inferred {
    /// Its name in the IR's JSON form; `None` for a sentence of an earlier release.
    pub fn name(&self) -> Option<&'static str> {
        NAMED.iter().find(|(known, ..)| known == self).map(|(_, name, _)| *name)
    }

    /// The sentence, without a full stop.
    pub fn sentence(&self) -> &str {
        match self {
            Self::Words(words) => words,
            known => NAMED.iter().find(|(named, ..)| named == known).map_or("", |(.., sentence)| sentence),
        }
    }

    /// The value of a text of the JSON form: a name, or a sentence of an earlier release.
    fn from_text(text: String) -> Self {
        let named = NAMED.iter().find(|(_, name, _)| *name == text);
        named.map_or(Self::Words(text), |(known, ..)| known.clone())
    }

    /// All that have a name, in the order of the JSON form's schema.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMED.iter().map(|(known, ..)| known.clone())
    }

    /// The sentences of several, joined into one; `None` where there are none.
    pub fn sentences(all: &[Self]) -> Option<String> {
        let joined = all.iter().map(Self::sentence).collect::<Vec<_>>().join("; ");
        (!all.is_empty()).then_some(joined)
    }
}

impl fmt::Display for Inferred {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl Serialize for Inferred {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name().unwrap_or(self.sentence()))
    }
}

impl<'de> Deserialize<'de> for Inferred {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from_text)
    }
}

/// One text, as earlier releases wrote it, or a list of texts.
pub(super) fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Inferred>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        One(Inferred),
        Many(Vec<Inferred>),
    }
    Form::deserialize(deserializer).map(|form| match form {
        Form::One(one) => vec![one],
        Form::Many(many) => many,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_and_sentences_are_of_one_each() {
        let names: BTreeSet<_> = NAMED.iter().map(|(_, name, _)| name).collect();
        let sentences: BTreeSet<_> = NAMED.iter().map(|(.., sentence)| sentence).collect();
        let known: std::collections::HashSet<_> = NAMED.iter().map(|(known, ..)| known).collect();
        assert_eq!((names.len(), sentences.len(), known.len()), (NAMED.len(), NAMED.len(), NAMED.len()));
    }

    /// The published schema lists the names.
    #[test]
    fn the_schema_of_the_json_form_has_the_names() {
        let schema: serde_json::Value = serde_json::from_str(crate::ir::json::SCHEMA).expect("it is JSON");
        let listed: Vec<&str> = schema["$defs"]["inferred"]["examples"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(serde_json::Value::as_str)
            .collect();
        assert_eq!(listed, Inferred::all().filter_map(|known| known.name()).collect::<Vec<_>>());
    }

    #[test]
    fn what_was_written_is_read_back() {
        for (known, ..) in NAMED {
            let text = serde_json::to_string(&known).expect("it has a name");
            assert_eq!(serde_json::from_str::<Inferred>(&text).expect("its own text"), known);
        }
        // A sentence of an earlier release is kept unchanged.
        let old: Inferred = serde_json::from_str("\"from what somebody saw\"").expect("any text is read");
        assert_eq!((old.name(), old.sentence()), (None, "from what somebody saw"));
        assert_eq!(serde_json::to_string(&old).expect("it is a text"), "\"from what somebody saw\"");
    }
}
