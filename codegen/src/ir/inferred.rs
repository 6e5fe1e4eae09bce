//! What was concluded and not stated, and from what: a value, whose sentence is made where it is shown.
//!
//! In the IR's JSON form each has a name of its own ([`Inferred::name`]). Earlier releases wrote the sentence there; such
//! a file is read back, too, and keeps its sentence as [`Inferred::Words`].

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Something that a page does not state, by the evidence from which it was concluded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Inferred {
    /// The field itself: no row lists it, the caption of its table names it, and an example shows it.
    CaptionAndExample,
    /// The fields of an object that the page shows in several cases: those of all of them.
    Cases,
    /// That the value is an object, as the type's word stands for a list as well.
    ObjectOrList(Settled),
    /// That the value is an object, as the type's word says list: examples show objects.
    ObjectAgainstList,
    /// An object that no row lists: rows list its fields.
    UnlistedParent,
    /// That a value of which no type is stated is an object: rows list its fields.
    ListedFields,
    /// A structure where no type is stated: the description leads to a table of fields.
    DescribedTable,
    /// A structure where the type's word says text: the description leads to a table of fields.
    DescribedTableAgainstType,
    /// A structure where the type's word says a plain value: a table of fields has its name in the caption.
    CaptionedTableAgainstType,
    /// That a body is a list: an example shows one, and the table has the fields of an element.
    ListOfElements,
    /// Which object of a flat table a field stands in: examples show it inside.
    NestedByExample,
    /// That fields are the body's: the URI's table lists them, and examples send them in the body.
    SentInBody,
    /// A parameter that only the path template has.
    PathTemplate,
    /// A parameter that only the query of the URL has.
    UrlQuery,
    /// That values are texts: the page demands a length or form of each.
    ValuesDemanded,
    /// That an object is a map: the page speaks of its keys or values.
    KeysSpokenOf,
    /// A status: that of the status line of an example.
    StatusLine,
    /// The statuses of a row that is said to be returned on errors.
    RowOfFailures,
    /// The statuses of a response that is said to be abnormal.
    AbnormalResponse,
    /// The statuses of a response that the page says all failures have.
    AllFailures,
    /// The statuses of success, where none is given and the response is not called abnormal.
    UnstatedSuccess,
    /// The statuses of success of a response that is said to be empty, where none is given.
    EmptyResponse,
    /// Which fields of a structure are there, where a page speaks of a part of it: examples show them.
    PartByExample,
    /// What the page says to be the same as of another operation.
    SameAs,
    /// A field of a structure: the page says that it has those of another one.
    Extends,
    /// Whether a field must be given: it has none of the marks that the vendor's pages have for it.
    Unmarked,
    /// A body, and all in it: no table describes it, the page's examples show it.
    ExamplesAlone,
    /// What an earlier release wrote down as a sentence.
    Words(String),
}

/// What settled whether a value is an object or a list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Settled {
    /// Nothing: it is taken for an object.
    Open,
    /// An example shows an object.
    ExampleObject,
    /// An example shows a list.
    ExampleList,
    /// Its description calls it a list.
    Description,
}

/// All that have a name, with it and with their sentence.
const NAMED: [(Inferred, &str, &str); 30] = [
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
    /// Its name in the IR's JSON form; nothing for a sentence of an earlier release.
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

    /// What a text of the JSON form means: a name, or a sentence of an earlier release.
    fn from_text(text: String) -> Self {
        let named = NAMED.iter().find(|(_, name, _)| *name == text);
        named.map_or(Self::Words(text), |(known, ..)| known.clone())
    }

    /// All that have a name, in the order of the JSON form's schema.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMED.iter().map(|(known, ..)| known.clone())
    }

    /// The sentences of several, as one; nothing where there are none.
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

/// One text, as earlier releases wrote it, or a list.
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
        // A sentence of an earlier release stays what it says.
        let old: Inferred = serde_json::from_str("\"from what somebody saw\"").expect("any text is read");
        assert_eq!((old.name(), old.sentence()), (None, "from what somebody saw"));
        assert_eq!(serde_json::to_string(&old).expect("it is a text"), "\"from what somebody saw\"");
    }
}
