//! The evidence for what a table is taken to be, and the evidence for something else.

use std::fmt;

use crate::understand::ids::{RowId, TableId};

/// The evidence for where the fields of a row are listed, or for a table's role in the operation, ordered by weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Evidence {
    /// A link in the type cell of the row.
    TypeLink,
    /// A link in the name cell.
    NameLink,
    /// A link in the description.
    DescriptionLink,
    /// The name of a structure in the type.
    TypeName,
    /// Caption, label or heading of the table names the field, or its dotted path.
    Caption,
    /// All names of the table's rows begin with the path of the row.
    Head,
    /// A caption that is only `success` or `body`, where a field has that name.
    CaptionWord,
    /// A caption that repeats the row's description of the field.
    CaptionOfDescription,
    /// In one part of the page, one row lacks a table and one table lacks a row.
    Elimination,
    /// The caption of the table, and an example that shows a field of its name, with the table's fields.
    CaptionAndExample,
    /// A caption that differs from that of another table only in the words in parentheses at its end.
    CaptionOfCase,
    /// The row links to this table as well as to another.
    FurtherLink,
    /// Caption or label state the location of the parameters themselves.
    OwnPlace,
    /// The surroundings of the table state the location of its parameters, and nothing says that it is about something
    /// else.
    Surroundings,
    /// Its names are whole paths from the root.
    WholePaths,
    /// It is the first table of its part, under a title of its own.
    FirstOfPart,
    /// Only its own fields lead back to it, and its title names nothing.
    LeadsBack,
    /// Nothing.
    Nothing,
}

impl Evidence {
    /// Whether it is only that names or words are the same.
    pub(super) fn is_of_name(self) -> bool {
        matches!(
            self,
            Self::TypeName | Self::Caption | Self::CaptionWord | Self::CaptionOfDescription | Self::Elimination
        )
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TypeLink => "the link of the type",
            Self::NameLink => "the link of the name",
            Self::DescriptionLink => "a link of the description",
            Self::TypeName => "the name in the type",
            Self::Caption => "the name in caption, label or heading",
            Self::Head => "the path that its names begin with",
            Self::CaptionWord => "the word that the caption consists of",
            Self::CaptionOfDescription => "a caption that repeats the description",
            Self::Elimination => "that no other table of the part lacks a row, and no other row a table",
            Self::CaptionAndExample => "the name in the caption, and an example that shows such a field",
            Self::CaptionOfCase => "a caption that names a case",
            Self::FurtherLink => "a further link of a row",
            Self::OwnPlace => "the place in caption or label",
            Self::Surroundings => "its surroundings",
            Self::WholePaths => "that its names are whole paths",
            Self::FirstOfPart => "that it is the first table of its part",
            Self::LeadsBack => "that only its own fields lead back to it",
            Self::Nothing => "nothing",
        })
    }
}

/// What a table could be instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alternative {
    /// A root of the operation.
    Root,
    /// The list of the fields of this row, which has another table.
    FieldsOf(RowId),
    /// Left out: this table could list the fields of its row.
    Instead(TableId),
}

/// Evidence that did not count, because there was stronger evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weighed {
    pub(crate) evidence: Evidence,
    pub(crate) for_: Alternative,
}
