//! Every code a diagnostic can have, with what it means, why it is raised and what to do.
//!
//! `refract explain CODE` prints these texts and CONTRIBUTING.md describes how to add one. Codes are never reused.

use serde::{Serialize, Serializer};

use super::Severity;

crate::codes! {
    /// The kind of a diagnostic: a stable name that scripts and baselines may rely on.
    pub enum Code: Severity;

    /// The file could not be read from disk.
    ///
    /// Either the path does not exist, or you lack the permission to read it. Nothing of the file is in the contract.
    /// Check the path and its permissions, then run the command again.
    ///
    /// ```text
    /// specs/create.md: No such file or directory
    /// ```
    UnreadableFile = "unreadable-file", Error;

    /// The file contains a NUL byte, so it is binary data and not a page.
    ///
    /// Images and archives are often in the same folder as pages, and reading one as text would give nonsense. Nothing
    /// of the file is in the contract. Give only pages, or folders whose other files have other extensions.
    ///
    /// ```text
    /// $ refract check pages/logo.md     # a PNG that was saved under the name of a page
    /// ```
    BinaryFile = "binary-file", Error;

    /// The file is not encoded in UTF-8.
    ///
    /// A guess at the encoding could change names and values in silence, so nothing of the file is read. Convert it
    /// first.
    ///
    /// ```text
    /// $ iconv -f GB18030 -t UTF-8 old/create.md > pages/create.md
    /// ```
    NotUtf8 = "not-utf8", Error;

    /// The file is empty.
    ///
    /// A page that could not be downloaded often leaves an empty file behind. An empty page that passed in silence
    /// would look like an operation that was removed. Download the page again, or remove the file.
    ///
    /// ```text
    /// $ ls -l pages/create.md
    /// -rw-r--r-- 1 me me 0 May 20 09:30 pages/create.md
    /// ```
    EmptyPage = "empty-page", Error;

    /// The page has more of something than a page may have: bytes, rows, depth, structures or operations.
    ///
    /// The limits are far above real pages, and keep one page from using up the time, memory or stack of a run. Where
    /// the text is kept and only its nesting is lost, this is a warning; where anything is left out, the operations of
    /// the page are not in the contract. Split the page, or correct what made it so large.
    ///
    /// ```text
    /// a list in a list in a list, 200 levels deep
    /// ```
    LimitExceeded = "limit-exceeded", Error;

    /// Nothing on the page or in its path shows which vendor wrote it.
    ///
    /// The vendor decides which words and layouts a page is read by, so nothing is read without one. Name the vendor
    /// with `--vendor`, or under `[pages]` in `refract.toml`. For a vendor that Refract does not know, `refract init
    /// PAGES` drafts a vendor file.
    ///
    /// ```text
    /// $ refract check --vendor otc pages/create.rst
    /// ```
    UnknownVendor = "unknown-vendor", Error;

    /// The page documents no operation: there is no method with a URL where the vendor's pages have it.
    ///
    /// This is expected for overviews, indexes and data models, and tables on such a page can still be linked to. If
    /// the page does document an operation, name the form of its request line under `[request-lines]` in the vendor's
    /// file.
    ///
    /// ```text
    /// # About quotas
    ///
    /// Each project has a quota of 400 functions.
    /// ```
    NoOperation = "no-operation", Note;

    /// The pages have tables of requests and responses, and none of the vendor's pages states a method with a URL.
    ///
    /// A contract needs to know what a request is sent to, so nothing can be made of these pages. If another page
    /// states method and URL, put them under `[endpoint]` in the vendor's file; if they are in a form that is not read,
    /// `[request-lines]` names that form. `refract init` drafts both.
    ///
    /// ```text
    /// # CreateLamp
    ///
    /// ## Request parameters          (no line such as `POST /v1/lamps` above the table)
    ///
    /// | Name | Type |
    /// ```
    EndpointMissing = "endpoint-missing", Error;

    /// The page has the heading under which a method and a URL belong, and they could not be read there.
    ///
    /// Without them the operation can't be in the contract, although the page clearly documents one. Correct the line
    /// on the page if it has a slip. If it is in a form that this vendor uses, add the form to `[request-lines]` in the
    /// vendor's file.
    ///
    /// ```text
    /// ## URI
    ///
    /// See the console for the address.
    /// ```
    EndpointUnread = "endpoint-unread", Error;

    /// Several operations share tables, and none of them has a section of its own, so it is open which table belongs to
    /// which.
    ///
    /// A guess could give an operation the fields of another, so none of them is in the contract. Give each operation
    /// a heading of its own, or state in the vendor's file (`[request-lines]`) where its request lines are.
    ///
    /// ```text
    /// POST /v1/lamps
    /// PUT /v1/lamps/{id}
    ///
    /// | Name | Type |                (whose parameters are these?)
    /// ```
    EndpointsShare = "endpoints-share", Error;

    /// A line that looks like a method with its path made no operation.
    ///
    /// It may be an example, or a reference to another page; but if it documents an operation, that operation is
    /// missing. If it is one, add its form to `request-lines.forms` in the vendor's file.
    ///
    /// ```text
    /// Send a DELETE /v1/lamps/{id} request to remove the lamp.
    /// ```
    RequestLineUnread = "request-line-unread", Warning;

    /// Nothing could be read of a section that by its title is a part of an operation: the operation is marked as
    /// incomplete.
    ///
    /// Its contract lacks what that section says, for example a body or a response. Look at the section: often a table
    /// has titles, or the section a layout, that the vocabulary does not know. `refract vocabulary list PAGE` shows the
    /// words in force.
    ///
    /// ```text
    /// ## Response body
    ///
    /// The fields are shown in the picture below.
    /// ```
    SectionUnread = "section-unread", Warning;

    /// A table breaks off before its end: the closing line or tag is missing.
    ///
    /// The page was most likely cut off while it was downloaded, so fields may be missing. Its operations are not in
    /// the contract. Download the page again.
    ///
    /// ```text
    /// <table><tr><td>name</td><td>String</td>
    ///                                (the file ends here)
    /// ```
    TableCut = "table-cut", Error;

    /// A row does not fit the columns of its table.
    ///
    /// The cells were assigned as far as the shape of the table allows, which may be wrong for this row. Compare the
    /// row with the contract (`refract explain FILE:LINE`), and correct the page or add a fixup if it was read wrongly.
    ///
    /// ```text
    /// | Name | Type | Required |
    /// |---|---|---|
    /// | id | String |                 (two cells for three columns)
    /// ```
    RowShape = "row-shape", Warning;

    /// A name ends or begins with a mark (`?`, `*`, `[1]`) whose meaning no data states.
    ///
    /// The field is read by its name without the mark, and what the mark says is lost. State in the vendor's file
    /// (`marks`) what it means: that the field is optional, required or nullable, or that the mark leads to a footnote.
    ///
    /// ```text
    /// | Name | Type |
    /// |---|---|
    /// | size? | Integer |
    /// ```
    MarkUnknown = "mark-unknown", Warning;

    /// A code block is opened and never closed.
    ///
    /// It was taken to end before the next heading, so that the rest of the page is read. The text between is read as
    /// code: if it is a table, its rows are missing. Close the block on the page.
    ///
    /// ```text
    /// ~~~ json
    /// {"id": "a1"}
    ///
    /// ## Response                     (there is no closing ~~~ above)
    /// ```
    FenceUnclosed = "fence-unclosed", Warning;

    /// Markup that the reader does not know was read as text.
    ///
    /// Most such markup is decoration, and nothing is lost. If it contains tables or parameters, check with `refract
    /// explain PAGE` that these were read; for components, the vendor's file can say what they are.
    ///
    /// ```text
    /// <Fancy kind="note">Only in region north.</Fancy>
    /// ```
    MarkupUnknown = "markup-unknown", Note;

    /// A file that the page includes, or takes parameters, statuses or samples from, can't be used: it does not exist,
    /// is outside the folders that are read, or does not have the expected content.
    ///
    /// What it contains is missing from the contract, and a page without its file of parameters gives no operations.
    /// Download the file to where the page looks for it, or give the folder that contains both the page and the file.
    ///
    /// ```text
    /// .. include:: ../shared/headers.inc
    /// ```
    IncludeMissing = "include-missing", Warning;

    /// Parameters are not in the contract, as they belong to another version of the API than the one that is read.
    ///
    /// The page documents several versions together, and the vendor's file says which one is read: the first, the last,
    /// or all. Change that if you need the other version.
    ///
    /// ```text
    /// | Name | Type | Version |
    /// |---|---|---|
    /// | tags | Array | from 2.26 on |
    /// ```
    VersionLeftOut = "version-left-out", Note;

    /// A table has none of the column titles that the vocabulary knows for parameters, and is none of the other known
    /// kinds.
    ///
    /// Its rows count as unread. Most such tables are about other things, such as quotas or prices. If it lists fields,
    /// add its column titles to the language's or the vendor's vocabulary.
    ///
    /// ```text
    /// | Region | Price |
    /// |---|---|
    /// | north | 3 |
    /// ```
    TableUnknown = "table-unknown", Note;

    /// A table of parameters belongs to no request and no response: no link, caption, heading or example leads to it.
    ///
    /// Its fields are in no contract. Usually the field that it belongs to is called differently in its table than in
    /// the caption. Link to the table from the field's description, or use the field's name in the caption.
    ///
    /// ```text
    /// Table 4 LampColour              (no field has the type LampColour, or links here)
    ///
    /// | Parameter | Type | Description |
    /// ```
    TableUnplaced = "table-unplaced", Warning;

    /// A row of a table of parameters could not become a field.
    ///
    /// The contract lacks it. Most often the cell for the name is empty or contains a sentence. `refract explain
    /// FILE:LINE` shows how the row was read; correct the page, or add the field with a fixup (`action = "add"`).
    ///
    /// ```text
    /// | Name | Type |
    /// |---|---|
    /// |  | String |
    /// ```
    RowUnread = "row-unread", Warning;

    /// Two rows of one structure have the same name.
    ///
    /// The first one is in the contract, and what the second one says is not. If the two are fields of different
    /// objects, the page has lost the object's row between them. Correct the page, or the field with a fixup.
    ///
    /// ```text
    /// | Name | Type |
    /// |---|---|
    /// | id | String |
    /// | id | Integer |
    /// ```
    FieldTwice = "field-twice", Warning;

    /// The words of a type are not in the vocabulary.
    ///
    /// The field accepts any value, so that wrong values are not noticed. Add the words to the language's types
    /// (`types.toml`) or to the vendor's file, or state the type with a fixup.
    ///
    /// ```text
    /// | Name | Type |
    /// |---|---|
    /// | colour | Colour code |
    /// ```
    TypeUnknown = "type-unknown", Warning;

    /// The type column says one thing, and the link in the description, the caption or the skeleton says another.
    ///
    /// The statement with more weight was taken, which the message names. Compare it with the example on the page or
    /// with recorded traffic, and state the right type with a fixup if it was the other one.
    ///
    /// ```text
    /// | Name | Type | Description |
    /// |---|---|---|
    /// | owner | String | The owner. See [Table 3](#table3). |
    /// ```
    TypeContradiction = "type-contradiction", Warning;

    /// The word in the column that says whether a field is required is not in the vocabulary.
    ///
    /// The field is optional in the contract, as nothing else is certain. Add the word to the language's file
    /// (`required`), or state `required` with a fixup.
    ///
    /// ```text
    /// | Name | Type | Required |
    /// |---|---|---|
    /// | id | String | as needed |
    /// ```
    RequiredUnknown = "required-unknown", Warning;

    /// A link to a table, on this page or another one, leads to nothing in the given pages.
    ///
    /// The field accepts any value until the table is found. Add the page that the link leads to, or correct the link.
    ///
    /// ```text
    /// | owner | [Owner](owner.md#fields) object |     (owner.md is not among the pages)
    /// ```
    LinkUnresolved = "link-unresolved", Warning;

    /// An object has no table that lists its fields.
    ///
    /// It accepts any fields, and values in it are not checked. That is right for free-form maps. If the page lists the
    /// fields elsewhere, a link from the field's description to that table is enough.
    ///
    /// ```text
    /// | Name | Type | Description |
    /// |---|---|---|
    /// | settings | Object | The settings. |
    /// ```
    ObjectOpen = "object-open", Note;

    /// The path template has a variable that no table documents.
    ///
    /// It is in the contract as a required text without any constraint. Add a row to the page, or state what is known
    /// with a fixup (`in = "path"`).
    ///
    /// ```text
    /// GET /v1/lamps/{lamp_id}         (no row is called lamp_id)
    /// ```
    PathVariableUndocumented = "path-variable-undocumented", Warning;

    /// A table documents a path variable that the path template does not have.
    ///
    /// The row is not in the contract, as there is no place to put its value. Often the template or the row has a slip
    /// in the name. Correct the page, or rename the parameter with a fixup.
    ///
    /// ```text
    /// GET /v1/lamps/{lamp_id}
    ///
    /// | Path parameter | Type |
    /// |---|---|
    /// | lampid | String |
    /// ```
    PathVariableUnknown = "path-variable-unknown", Warning;

    /// Two statements about one field can't both hold.
    ///
    /// The one with more weight was taken, and the message names the other. Look at both places, and state the right
    /// one with a fixup if it was the other one.
    ///
    /// ```text
    /// | limit | Integer | The number of lamps. Value range: 1 to 50. Default: 100. |
    /// ```
    ConstraintContradiction = "constraint-contradiction", Warning;

    /// A sentence states a rule that could not become a constraint, for example because it depends on another field.
    ///
    /// The sentence stays in the description, and values are not checked against it. If the rule can be stated as a
    /// constraint, do so with a fixup.
    ///
    /// ```text
    /// | name | String | At most 64 characters, or 32 if `kind` is `old`. |
    /// ```
    ConstraintUnused = "constraint-unused", Note;

    /// A regular expression has no equivalent in ECMA 262, or is not a valid one.
    ///
    /// JSON Schema and OpenAPI take expressions of ECMA 262 only, so it stays in the description and is not checked.
    /// State an equivalent one with a fixup (`pattern`).
    ///
    /// ```text
    /// | name | String | Must match `^[a-z(]+$)`. |
    /// ```
    PatternUnusable = "pattern-unusable", Warning;

    /// An example is not valid JSON, even after the corrections that are safe (comments, trailing commas).
    ///
    /// It is in no contract, and the tables are not checked against it. Correct the example on the page: most often a
    /// quote or a bracket is missing.
    ///
    /// ```text
    /// {
    ///   "id": "a1"
    ///   "name": "desk"               (a comma is missing above)
    /// }
    /// ```
    ExampleUnreadable = "example-unreadable", Warning;

    /// An example needed a correction, such as removing a comment or a trailing comma, before it could be read as JSON.
    ///
    /// The contract has the corrected example. Nothing has to be done; correct the page if it is yours, so that its
    /// readers can copy the example.
    ///
    /// ```text
    /// {
    ///   "id": "a1",     // the lamp
    /// }
    /// ```
    ExampleRepaired = "example-repaired", Note;

    /// An example on the page contradicts the tables of the page.
    ///
    /// One of the two is wrong, and a client that follows the table may fail. The contract follows the table. Compare
    /// with recorded traffic (`refract conform`), and correct the table with a fixup if the example is right.
    ///
    /// ```text
    /// | size | Integer |
    ///
    /// {"size": "large"}
    /// ```
    ExampleContradiction = "example-contradiction", Warning;

    /// An example on the page has a field that no table of the page lists.
    ///
    /// The field is not in the contract: its type, and whether it is required, are unknown. If the service does send
    /// it, add it with a fixup (`action = "add"`).
    ///
    /// ```text
    /// | id | String |
    ///
    /// {"id": "a1", "colour": "red"}   (colour is in no table)
    /// ```
    ExampleUndocumented = "example-undocumented", Note;

    /// The skeleton and the table of one body disagree about a field.
    ///
    /// A skeleton shows a body with types in place of values. The statement with more weight was taken. Look at both,
    /// and correct the contract with a fixup if the other one is right.
    ///
    /// ```text
    /// {"size": "string"}              (the skeleton)
    ///
    /// | size | Integer |              (the table)
    /// ```
    SkeletonContradiction = "skeleton-contradiction", Warning;

    /// The page names the operation, in the constant of the request that selects it, in two ways.
    ///
    /// The first place in the order of the vendor's file was taken. If the other one is right, requests select the
    /// wrong operation: correct the page, or the value with a fixup.
    ///
    /// ```text
    /// | Action | String | The constant CreateLamp. |
    ///
    /// ?Action=CreateLight&…          (the example)
    /// ```
    SelectorsDiffer = "selectors-differ", Warning;

    /// Two language editions of one operation disagree.
    ///
    /// One of them is out of date or mistranslated. The contract has one of the two, which the message names. Compare
    /// with recorded traffic, and correct the contract with a fixup if needed.
    ///
    /// ```text
    /// en/create.md:21   | size | Integer | required |
    /// zh/create.md:23   | size | Integer | optional |
    /// ```
    EditionContradiction = "edition-contradiction", Warning;

    /// Two operations would have the same id, so both got a longer one.
    ///
    /// Ids are names of types and modules, and must be unique in a service. Nothing has to be done; a fixup (`name`)
    /// gives one of them an id of your own.
    ///
    /// ```text
    /// v1/create.md and v2/create.md both document `create_lamp`
    /// ```
    OperationIdTaken = "operation-id-taken", Note;

    /// Two pages document one method and path.
    ///
    /// Both are in the contract. An OpenAPI document has one operation for a method and path, so it combines the two
    /// there. If one of the pages is out of date, leave it out.
    ///
    /// ```text
    /// create.md         POST /v1/lamps
    /// create-many.md    POST /v1/lamps
    /// ```
    OperationShared = "operation-shared", Note;

    /// Pages that document one method and path state one of its parameters differently.
    ///
    /// An OpenAPI document has one operation for them, whose parameter accepts what any of the pages accepts. If one of
    /// the pages is wrong, correct it in a `fixups.toml`.
    ///
    /// ```text
    /// create.md:12        | limit | Integer |
    /// create-many.md:9    | limit | String |
    /// ```
    ParameterContradiction = "parameter-contradiction", Note;

    /// A fixup can't be understood or applied: a key or type does not exist, or the constraint does not fit the type of
    /// the field.
    ///
    /// A fixup that was left out in silence would leave the error on the page in the contract, so nothing is written.
    /// `refract schema fixups` describes the form of the file.
    ///
    /// ```text
    /// [[fixup]]
    /// operation = "create_lamp"
    /// field = "size"
    /// type = "integr"
    /// ```
    FixupInvalid = "fixup-invalid", Error;

    /// A fixup matches nothing: the pages have no such operation, place, field or structure.
    ///
    /// The page has changed, or the target has a slip. Correct the target, or remove the fixup. `refract explain
    /// OPERATION FIELD` shows what fields are called.
    ///
    /// ```text
    /// [[fixup]]
    /// operation = "create_lmap"
    /// field = "size"
    /// required = true
    /// ```
    FixupStale = "fixup-stale", Error;

    /// A fixup changes nothing, as the page says the same by now.
    ///
    /// Fixups are there only for what pages have wrong: one that stays for longer would hide a later change of the
    /// page. Remove it.
    ///
    /// ```text
    /// [[fixup]]
    /// operation = "create_lamp"
    /// field = "size"
    /// required = true                 # the page says `required`, too
    /// ```
    FixupUseless = "fixup-useless", Error;
}

impl Code {
    /// The code of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// The first paragraph of the explanation, on one line.
    pub fn summary(self) -> String {
        let first = self.explanation().split("\n\n").next().unwrap_or_default();
        first.split_whitespace().collect::<Vec<_>>().join(" ")
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
            assert!(code.summary().ends_with('.'), "{}", code.name());
        }
    }
}
