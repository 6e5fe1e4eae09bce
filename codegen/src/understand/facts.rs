//! What the cells of a row say, each by itself: the path of names, the type, the requiredness, the prose.

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{FlatText, LinkTarget, MarkKind};
use crate::ir::Required;
use crate::read::{RawPage, RawRow, RawTable};
use crate::source::{Source, Span};
use crate::vocabulary::language::Word;
use crate::vocabulary::{RequiredWord, Vocabulary};

use super::type_expr::{self, TypeExpr};

/// What a row says.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// The names from the structure that the table describes down to the field; more than one where the row itself
    /// leads deeper.
    pub(super) path: Vec<Step>,
    /// What the row is about, where it is no field.
    pub(super) about: About,
    /// The type's words.
    pub(super) type_: Option<TypeExpr>,
    /// What stands in parentheses behind the type (`int64`).
    pub(super) format: Option<String>,
    /// The greatest length of a text that stands in its type: `String(255)`.
    pub(super) length: Option<u64>,
    /// A link inside the type.
    pub(super) type_link: Option<(LinkTarget, Span)>,
    pub(super) required: Required,
    /// The words of the condition in the column of requiredness.
    pub(super) condition: Option<(String, Span)>,
    /// The cell of a column of defaults.
    pub(super) default: Option<FlatText>,
    /// The prose, without the type and the word for required in front of it.
    pub(super) description: FlatText,
    /// Where the name stands.
    pub(super) name_span: Span,
    pub(super) span: Span,
}

/// One name of a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) name: String,
    /// Whether the name itself says that it is a list (`items[]`).
    pub(super) list: bool,
    /// Whether an index behind the name says so (`Ids.N`): the type is then that of the elements, or the list's own.
    pub(super) indexed: bool,
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// A field.
    Field,
    /// The whole value that the table describes.
    Whole,
    /// The keys of a map, and the values behind them.
    Key,
    /// Nothing: the name cell is empty.
    Nothing,
}

impl Fact {
    /// The last name of the path.
    pub(super) fn name(&self) -> &str {
        self.path.last().map_or("", |step| step.name.as_str())
    }
}

/// The facts of all rows of all tables of parameters, table by table. A row whose name cell has several names gives one
/// fact for each.
pub(super) fn of(source: &Source, raw: &RawPage, vocabulary: &Vocabulary) -> (Vec<Vec<Fact>>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut reader = Reader { source, vocabulary, diagnostics: &mut diagnostics };
    let facts =
        raw.tables.iter().map(|table| table.rows.iter().flat_map(|row| reader.row(table, row)).collect()).collect();
    (facts, diagnostics)
}

/// What a type says: its words, what stands in parentheses behind it, its link, and the prose without all of it.
type TypeCell = (Option<TypeExpr>, Option<String>, Option<(LinkTarget, Span)>, FlatText);

struct Reader<'a> {
    source: &'a Source,
    vocabulary: &'a Vocabulary,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn row(&mut self, table: &RawTable, row: &RawRow) -> Vec<Fact> {
        let (type_, format, type_link, prose) = self.type_(row);
        let (required, condition, prose) = self.required(table, row, prose);
        let description = description(row, prose);
        let length = row.type_.as_ref().and_then(|cell| sized(&cell.one_line()));
        let (about, paths) = self.paths(row);
        let fact = |path: Vec<Step>| Fact {
            path,
            about,
            type_: type_.clone(),
            format: format.clone(),
            length,
            type_link: type_link.clone(),
            required,
            condition: condition.clone(),
            default: row.default.clone().filter(|cell| !self.vocabulary.is_none(&cell.text)),
            description: description.clone(),
            name_span: row.name_span(),
            span: row.span,
        };
        if let [_] = paths.as_slice() {
            return paths.into_iter().map(fact).collect();
        }
        // One of several names is required, not each of them.
        let alternative = if required == Required::Always { Required::Conditional } else { required };
        paths.into_iter().map(|path| Fact { required: alternative, ..fact(path) }).collect()
    }

    /// The type, and the prose without it where the type stands in front of the prose.
    fn type_(&mut self, row: &RawRow) -> TypeCell {
        if let Some(cell) = &row.type_ {
            let link = cell.links().next().map(|(target, range)| (target.clone(), cell.span(range)));
            let text = cell.one_line();
            // A paragraph below the type is about it.
            let first = cell.text.lines().next().unwrap_or("").trim();
            let alone = first != text && type_expr::is_known(first, self.vocabulary);
            let whole = type_expr::is_known(&text, self.vocabulary) || !alone;
            let type_ =
                (!text.is_empty()).then(|| type_expr::parse(if whole { &text } else { first }, self.vocabulary));
            let type_ = match type_ {
                // The prose may say what kind of object it is.
                Some(TypeExpr::Word(Word::Object)) => self.map_in(&row.description.text).or(type_),
                other => other,
            };
            return (type_, None, link, row.description.clone());
        }
        if !self.vocabulary.vendor.nesting.type_first {
            return (None, None, None, row.description.clone());
        }
        let prose = &row.description;
        let Some(mark) = prose.marks.iter().find(|mark| mark.kind == MarkKind::Strong && mark.range.start == 0) else {
            return (None, None, None, prose.clone());
        };
        let end = mark.range.end;
        let text = prose.text[..end].trim().to_owned();
        let link = prose
            .links()
            .find(|(_, range)| range.end <= end)
            .map(|(target, range)| (target.clone(), prose.span(range)));
        let mut rest = end;
        let mut format = None;
        let behind = prose.text[end..].trim_start_matches(' ');
        if behind.starts_with('(')
            && let Some(close) = closing(behind)
        {
            format = Some(behind[1..close].trim().to_owned());
            rest = prose.text.len() - behind.len() + close + 1;
        }
        let type_ = match (&link, &format) {
            (Some(_), _) => TypeExpr::Named(text),
            (None, Some(inner)) if inner.starts_with("map<") => type_expr::parse(inner, self.vocabulary),
            _ => type_expr::parse(&text, self.vocabulary),
        };
        (Some(type_), format, link, prose.slice(rest..prose.text.len()).trim())
    }

    /// The map that a text spells out: `Map<String, Object>`.
    fn map_in(&self, text: &str) -> Option<TypeExpr> {
        let lower = text.to_ascii_lowercase();
        let start = lower.find("map<")?;
        let mut depth = 0_usize;
        for (at, c) in text[start..].char_indices() {
            match c {
                '<' => depth += 1,
                '>' if depth == 1 => {
                    let found = type_expr::parse(&text[start..=start + at], self.vocabulary);
                    return matches!(found, TypeExpr::Map(_)).then_some(found);
                }
                '>' => depth = depth.checked_sub(1)?,
                '\n' | '。' => return None,
                _ => {}
            }
        }
        None
    }

    /// The requiredness, and the prose without the words for it where they stand in front.
    fn required(
        &mut self,
        table: &RawTable,
        row: &RawRow,
        prose: FlatText,
    ) -> (Required, Option<(String, Span)>, FlatText) {
        let prefix = self.vocabulary.required_prefix(&prose.text);
        let (stated, prose) = if prefix > 0 {
            (Required::Always, prose.slice(prefix..prose.text.len()).trim())
        } else if self.vocabulary.required_sentence(&prose.text) {
            (Required::Always, prose)
        } else {
            (Required::Unstated, prose)
        };
        let Some(cell) = &row.required else {
            return (stated, None, prose);
        };
        let text = cell.one_line();
        let words = || Some((text.clone(), cell.span(0..cell.text.len())));
        let (required, condition) = match self.vocabulary.required(&text) {
            RequiredWord::Yes => (Required::Always, None),
            RequiredWord::No => (Required::Optional, None),
            RequiredWord::Unstated => (stated, None),
            RequiredWord::Conditional => (Required::Conditional, words()),
            RequiredWord::NoWithWords => (Required::Optional, words()),
            RequiredWord::Unknown => {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::RequiredUnknown,
                        self.source,
                        cell.span(0..cell.text.len()),
                        format!("`{text}` does not say whether `{}` is required", row.name.one_line()),
                    )
                    .help("add the word to the language's vocabulary if it does"),
                );
                (stated, words())
            }
        };
        let _ = table;
        (required, condition, prose)
    }

    /// The steps of a dotted name. A step that stands for an index (`Ids.N`) makes a list of the step before it.
    fn dotted(&self, name: &str) -> Vec<Step> {
        let index = self.vocabulary.patterns.index.as_ref();
        let mut path: Vec<Step> = Vec::new();
        for name in name.split('.').filter(|name| !name.is_empty()) {
            match path.last_mut().filter(|_| index.is_some_and(|index| index.is_match(name))) {
                Some(list) => list.indexed = true,
                None => path.push(step(name)),
            }
        }
        path
    }

    /// The paths of names that a name cell gives.
    fn paths(&self, row: &RawRow) -> (About, Vec<Vec<Step>>) {
        let text = row.name.one_line();
        if let Some(child) = &row.child {
            let steps = [text.as_str(), &child.one_line()].map(|name| step(&tidy_name(name)));
            return (About::Field, vec![steps.to_vec()]);
        }
        if self.vocabulary.is_none(&text) {
            let about = if text.is_empty() { About::Nothing } else { About::Whole };
            return (about, vec![Vec::new()]);
        }
        let bare = text.trim_matches('*').trim();
        let elements =
            self.vocabulary.lines.element_names.iter().any(|pattern| pattern.is_match(&crate::text::fold(bare)));
        if elements || (bare.starts_with('[') && bare.ends_with(']')) {
            return (About::Whole, vec![Vec::new()]);
        }
        let placeholder =
            (bare.starts_with('{') && bare.ends_with('}')) || (bare.starts_with('<') && bare.ends_with('>'));
        if placeholder && !bare[1..bare.len() - 1].contains(['{', '<']) {
            return (About::Key, vec![vec![step(bare)]]);
        }
        if self.vocabulary.lines.key_names.iter().any(|pattern| pattern.is_match(bare)) {
            return (About::Key, vec![vec![step(bare)]]);
        }
        if self.vocabulary.vendor.nesting.dotted_names {
            return (About::Field, vec![self.dotted(&tidy_name(&text))]);
        }
        (
            About::Field,
            names(&text, &self.vocabulary.name_separators).into_iter().map(|name| vec![step(&name)]).collect(),
        )
    }
}

/// The prose with the cells of other columns below it.
fn description(row: &RawRow, prose: FlatText) -> FlatText {
    let mut all = prose;
    for cell in row.constraint.iter().chain(row.location.iter()) {
        all = all.with_line("", cell);
    }
    for (title, cell) in &row.other {
        all = all.with_line(title, cell);
    }
    all
}

fn step(name: &str) -> Step {
    match name.strip_suffix("[]") {
        Some(name) if !name.is_empty() => Step { name: name.into(), list: true, indexed: false },
        _ => Step { name: name.into(), list: false, indexed: false },
    }
}

/// A name without the blanks that layout put into it (`protocol _id`, `func_vpc. subnet_id`).
fn tidy_name(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let glues = |word: &str, ends: bool| {
        if ends { word.ends_with(['_', '-', '.', ':', '/']) } else { word.starts_with(['_', '-', '.', ':', '/', '[']) }
    };
    let mut out = String::new();
    for (index, word) in words.iter().enumerate() {
        if index > 0 && !glues(words[index - 1], true) && !glues(word, false) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The names of a cell: one, or several with a language's separators between them, where each looks
/// like a name.
fn names(text: &str, separators: &[String]) -> Vec<String> {
    let tidy = tidy_name(text);
    if type_expr::is_identifier(&tidy) {
        return vec![tidy];
    }
    for separator in separators {
        let parts: Vec<String> = tidy.split(separator.as_str()).map(|part| part.trim().to_owned()).collect();
        if parts.len() > 1 && parts.iter().all(|part| type_expr::is_identifier(part)) {
            return parts;
        }
    }
    vec![tidy]
}

/// The number in the parentheses at the end of a type's word.
fn sized(type_: &str) -> Option<u64> {
    let (word, rest) = type_.split_once(['(', '（'])?;
    let digits = rest.trim_end().strip_suffix([')', '）'])?.trim();
    word.trim().chars().all(char::is_alphabetic).then(|| digits.parse().ok())?
}

/// The place of the parenthesis that closes the first one.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_of_a_cell() {
        let names = |text: &str| super::names(text, &[" or ".to_owned()]);
        assert_eq!(names("protocol _id"), ["protocol_id"]);
        assert_eq!(names("scaling_ configuration _id"), ["scaling_configuration_id"]);
        assert_eq!(names("domain_name or domain_id"), ["domain_name", "domain_id"]);
        assert_eq!(names("router:external"), ["router:external"]);
        assert_eq!(names("User defined"), ["User defined"]);
        assert_eq!(names("alpha.cce/NodeImageID"), ["alpha.cce/NodeImageID"]);
    }
}
