//! Every code a diagnostic can have, with what it means, why it is raised and what to do.
//!
//! `refract explain CODE` prints these texts and CONTRIBUTING.md tells how to add one. Codes are never reused.

use serde::{Serialize, Serializer};

use super::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident;)+) => {
        /// The kind of a diagnostic: a stable name that scripts and baselines may rely on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// All codes, in the order of the passes that raise them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name shown to users, in kebab case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The severity it has unless configured otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }

            /// What it means, why it is raised and what to do, as Markdown paragraphs.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc, "\n"),+)),+ }
            }
        }
    };
}

codes! {
    /// The file could not be read from disk.
    ///
    /// Check that the path exists and that you may read it.
    UnreadableFile = "unreadable-file", Error;

    /// The file holds a NUL byte, so it is binary data and no page.
    ///
    /// Name only pages, or the folders that hold them.
    BinaryFile = "binary-file", Error;

    /// The file is not UTF-8.
    ///
    /// Convert it first, for example with `iconv -f GB18030 -t UTF-8`.
    NotUtf8 = "not-utf8", Error;

    /// The file is empty.
    ///
    /// A page that could not be fetched often leaves an empty file behind: fetch it again or remove it.
    EmptyPage = "empty-page", Error;

    /// The page has more of something than a page may have: bytes, rows, depth, structures, operations.
    ///
    /// The bounds lie far beyond real pages and keep one page from taking a run's time, memory or stack. Where text is
    /// kept and only its nesting is lost, this is a warning; where anything is left out, the page's operations are not
    /// emitted. Split the page, or mend what made it so.
    LimitExceeded = "limit-exceeded", Error;

    /// Nothing on the page or in its path tells which vendor wrote it.
    ///
    /// Name the vendor with `--vendor`, or in `refract.toml`, where a vendor file of your own can be named, too.
    UnknownVendor = "unknown-vendor", Error;

    /// The page documents no operation: no method with a URL or URI was found where the vendor's pages have it.
    ///
    /// This is as it should be for overviews, indexes and data models. Tables on such a page can still be linked to.
    NoOperation = "no-operation", Note;

    /// Pages have tables of a request and of a response, and none of the vendor's pages says a method with a URL.
    ///
    /// Nothing can be made of them. Where pages leave method and URL to another page, `[endpoint]` of the vendor's file
    /// says them; where they stand in a form that is not read, `[request-lines]` says which. `refract init` drafts both.
    EndpointMissing = "endpoint-missing", Error;

    /// The page has the heading under which a method and a URL belong, and they could not be read there.
    EndpointUnread = "endpoint-unread", Error;

    /// Several operations share tables, and none of them has a section of its own: which table is whose can't be told.
    ///
    /// None of them is emitted. Give each a heading of its own, or tell in the vendor's file (`request-lines`) where its
    /// request lines stand.
    EndpointsShare = "endpoints-share", Error;

    /// A line that looks like a method with its path made no operation.
    ///
    /// Where it is one, name its form in the vendor's file (`request-lines.forms`).
    RequestLineUnread = "request-line-unread", Warning;

    /// A part of an operation, by its title, of which nothing could be read: the operation is marked as incomplete.
    SectionUnread = "section-unread", Warning;

    /// A table breaks off before its end: the closing line or tag is missing.
    ///
    /// The page was most likely cut while it was fetched. Its operations are not emitted, as fields may be missing.
    TableCut = "table-cut", Error;

    /// A row does not fit its table's columns.
    ///
    /// The cells were put in order as far as the table's own shape tells; the rest is quoted here.
    RowShape = "row-shape", Warning;

    /// A name ends or begins with a mark (`?`, `*`, `[1]`) whose meaning no data tells.
    ///
    /// The field is read by its name without the mark. Say in the vendor's file (`marks`) what the mark means: that the field
    /// may be left out, must be given or may be `null`, or that it leads to a footnote.
    MarkUnknown = "mark-unknown", Warning;

    /// A code block is opened and never closed. It was taken to end before the next heading.
    FenceUnclosed = "fence-unclosed", Warning;

    /// Markup that the reader does not know was taken as text.
    MarkupUnknown = "markup-unknown", Note;

    /// A file that the page includes, or takes parameters, statuses or samples from, can't be had: there is none, it lies
    /// outside of the folders that are read, or it is not what it should be.
    ///
    /// Fetch it to where the page looks for it, or name the folder that holds both the page and the file. A page without
    /// its file of parameters gives no operations.
    IncludeMissing = "include-missing", Warning;

    /// Parameters are left out of the contract, as they are of another version of the API than the one that is read.
    ///
    /// The vendor's file says which version that is: the first, the last, or all together.
    VersionLeftOut = "version-left-out", Note;

    /// A table's columns have none of the titles that the vocabulary knows for a table of parameters, and the table is
    /// none of the other known kinds.
    ///
    /// Its rows are counted as unread. Add the titles to the language's or the vendor's vocabulary if they are fields.
    TableUnknown = "table-unknown", Note;

    /// A table of parameters that no request and no response leads to: by link, caption, heading or example.
    TableUnplaced = "table-unplaced", Warning;

    /// A row of a table of parameters that could not become a field.
    RowUnread = "row-unread", Warning;

    /// Two rows of one structure have the same name; the first one counts.
    FieldTwice = "field-twice", Warning;

    /// A type's words are not in the vocabulary. The field accepts any value.
    TypeUnknown = "type-unknown", Warning;

    /// The type column says one thing and the description's link to a table, or the skeleton, says another.
    TypeContradiction = "type-contradiction", Warning;

    /// The word in the column that tells whether a field is required is not in the vocabulary.
    RequiredUnknown = "required-unknown", Warning;

    /// A link to a table, on this or another page, leads nowhere in the pages given.
    ///
    /// Add the page it leads to. Until then the field accepts any value.
    LinkUnresolved = "link-unresolved", Warning;

    /// An object has no table that lists its fields: it accepts any fields.
    ObjectOpen = "object-open", Note;

    /// The path template has a variable that no table documents.
    PathVariableUndocumented = "path-variable-undocumented", Warning;

    /// A table documents a path variable that the path template does not have.
    PathVariableUnknown = "path-variable-unknown", Warning;

    /// Two statements about one field disagree; the one with more weight was taken.
    ConstraintContradiction = "constraint-contradiction", Warning;

    /// A sentence that states a rule in a way that could not be turned into one, for example because it depends on
    /// another field. It stays in the description.
    ConstraintUnused = "constraint-unused", Note;

    /// A regular expression that has no equal in ECMA 262, or is none at all. It stays in the description.
    PatternUnusable = "pattern-unusable", Warning;

    /// An example is no JSON, even after the repairs that are safe (comments, trailing commas).
    ExampleUnreadable = "example-unreadable", Warning;

    /// An example needed a repair (a comment, a trailing comma) before it could be read.
    ExampleRepaired = "example-repaired", Note;

    /// An example on the page contradicts the page's own tables.
    ExampleContradiction = "example-contradiction", Warning;

    /// An example on the page has a field that no table of the page lists.
    ExampleUndocumented = "example-undocumented", Note;

    /// The skeleton and the table of one body disagree about a field.
    SkeletonContradiction = "skeleton-contradiction", Warning;

    /// The page names the operation, in the constant of the request that chooses it, in two ways. The first place by the
    /// order of the vendor's file counts.
    SelectorsDiffer = "selectors-differ", Warning;

    /// Two language editions of one operation disagree.
    EditionContradiction = "edition-contradiction", Warning;

    /// Two operations would have the same id; both got a longer one.
    OperationIdTaken = "operation-id-taken", Note;

    /// Two pages document one method and path.
    OperationShared = "operation-shared", Note;

    /// Pages that document one method and path state one of its parameters differently.
    ///
    /// A document has one operation of them, whose parameter takes what any of the pages takes. Where one page is wrong, correct
    /// it in a `fixups.toml`.
    ParameterContradiction = "parameter-contradiction", Note;

    /// A correction in a `fixups.toml` can't be understood or applied: a key that is not known, a type that is none, a
    /// demand that the field's type can't have.
    ///
    /// `refract schema fixups` describes the form of the file.
    FixupInvalid = "fixup-invalid", Error;

    /// A correction in a `fixups.toml` matches nothing: the pages have no such operation, place, field or structure.
    ///
    /// Correct the target, or remove the entry if the page has changed.
    FixupStale = "fixup-stale", Error;

    /// A correction in a `fixups.toml` changes nothing, since the page says the same by now.
    ///
    /// Remove it: a correction is there only for what the page has wrong.
    FixupUseless = "fixup-useless", Error;
}

impl Code {
    /// The code of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_explained() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for &code in Code::ALL {
            assert_eq!(Code::from_name(code.name()), Some(code));
            assert!(code.explanation().trim().ends_with('.'), "{}", code.name());
        }
    }
}
