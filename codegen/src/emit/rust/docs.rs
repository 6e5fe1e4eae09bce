//! Doc comments: the page's text, escaped for rustdoc, followed by the demands and the origin.

use proc_macro2::TokenStream;
use quote::quote;

use super::plan;
use crate::ir::{Condition, Constraints, Inferred, Kind, Schema};
use crate::source::Origin;

/// The lines of a doc comment under construction.
#[derive(Debug, Default)]
pub(super) struct Doc {
    lines: Vec<String>,
}

impl Doc {
    /// An empty comment.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Everything that a page states about a schema: description, demands, what was inferred, and the origin.
    pub(super) fn of_schema(schema: &Schema) -> Self {
        Self::new().description(schema).demands(schema).place(schema.origin.as_ref())
    }

    /// Whether it contains nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Adds a sentence of ours, in Markdown.
    pub(super) fn sentence(mut self, markdown: impl Into<String>) -> Self {
        self.separate();
        self.lines.push(markdown.into());
        self
    }

    /// Adds a page's text.
    pub(super) fn text(mut self, text: &str) -> Self {
        self.separate();
        self.lines.extend(plain(text));
        self
    }

    /// Adds a schema's description.
    pub(super) fn description(self, schema: &Schema) -> Self {
        match &schema.description {
            Some(description) => self.text(description),
            None => self,
        }
    }

    /// Adds a schema's demands, one line each, and what was inferred. Elements, keys and a map's values have no item of
    /// their own, so their demands are added, too.
    pub(super) fn demands(mut self, schema: &Schema) -> Self {
        let mut lines = Vec::new();
        demand_lines("", schema.description.as_deref(), &schema.constraints, &mut lines);
        match &schema.kind {
            Kind::Array { items } => inner_lines("Each ", items, &mut lines),
            Kind::Map { keys, values } => {
                demand_lines("Each key's ", None, keys, &mut lines);
                inner_lines("Each value's ", values, &mut lines);
            }
            Kind::Union { members } => members.iter().for_each(|member| inner_lines("Its ", member, &mut lines)),
            _ => {}
        }
        if !lines.is_empty() {
            self.separate();
        }
        self.lines.append(&mut lines);
        match Inferred::sentences(&schema.inferred) {
            Some(from) => self.sentence(format!("Inferred: {}.", escape(&flat(&from)))),
            None => self,
        }
    }

    /// Adds the origin.
    pub(super) fn place(self, origin: Option<&Origin>) -> Self {
        match origin {
            Some(origin) => self.sentence(format!("From {}.", code(&format!("{}:{}", origin.page, origin.line)))),
            None => self,
        }
    }

    /// The comment as attributes of an item.
    pub(super) fn attributes(&self) -> TokenStream {
        let lines = self.lines.iter().map(|line| visible(line));
        let lines = lines.map(|line| if line.is_empty() { line } else { format!(" {line}") });
        quote!(#(#[doc = #lines])*)
    }

    /// The comment as lines of an inner doc comment.
    pub(super) fn inner(&self) -> String {
        self.lines
            .iter()
            .map(|line| visible(line))
            .map(|line| if line.is_empty() { "//!\n".to_owned() } else { format!("//! {line}\n") })
            .collect()
    }

    fn separate(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(String::new());
        }
    }
}

/// The demands of a nested schema, unless it has a type of its own with its own comment.
fn inner_lines(prefix: &str, schema: &Schema, lines: &mut Vec<String>) {
    if !plan::is_type(schema) {
        demand_lines(prefix, None, &schema.constraints, lines);
    }
}

/// One line per demand. What the description already states is not repeated.
fn demand_lines(prefix: &str, description: Option<&str>, stated: &Constraints, lines: &mut Vec<String>) {
    let mut conditions = stated.conditions.iter();
    for demand in stated.demands() {
        if demand.what.ends_with("under a condition") {
            let line = conditions.next().and_then(|condition| condition_line(condition, description));
            let line = line.map(|line| format!("* {prefix}{line}"));
            if let Some(line) = line.filter(|line| !lines.contains(line)) {
                lines.push(line);
            }
            continue;
        }
        let value = match demand.what {
            "pattern" | "default" | "values" => code(&demand.value),
            _ => escape(&flat(&demand.value)),
        };
        let what = if prefix.is_empty() { capitalised(demand.what) } else { format!("{prefix}{}", demand.what) };
        // Stated, since all other demands are checked.
        let pattern = stated.patterns.iter().find(|pattern| pattern.value.ecma == demand.value);
        let unchecked = demand.what == "pattern" && pattern.is_some_and(|pattern| pattern.value.portable().is_none());
        let note =
            if unchecked { " (`validate()` does not check it: `regex-lite` has no such expressions)" } else { "" };
        lines.push(format!("* {what}: {value}{note}"));
    }
}

/// The conditions: with the names of fields where the condition could be read, and in the page's words unless the
/// description contains them.
fn condition_line(condition: &Condition, description: Option<&str>) -> Option<String> {
    // List marks and punctuation may differ between a description and what was read from it.
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let repeated = description.is_some_and(|description| letters(description).contains(&letters(&condition.words)));
    let words = if repeated { String::new() } else { format!(": {}", escape(&flat(&condition.words))) };
    let when = condition.when.as_ref().map(|when| {
        let values: Vec<String> = when.values.iter().map(|value| code(&value.to_string())).collect();
        let value = if values.is_empty() { "given".to_owned() } else { values.join(" or ") };
        format!("{} is {value}", code(&when.field))
    });
    match (condition.required, when) {
        (true, Some(when)) => Some(format!("Required when {when}{words}")),
        (true, None) if repeated => Some("Required under the condition above".to_owned()),
        (true, None) => Some(format!("Required under a condition{words}")),
        (false, _) if repeated => None,
        (false, Some(when)) => Some(format!("When {when}{words}")),
        (false, None) => Some(format!("Under a condition{words}")),
    }
}

/// Text between as many backticks as it needs.
pub(super) fn code(text: &str) -> String {
    let text = flat(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// A line in which every character is visible: an invisible one is written as its number. The compiler refuses
/// characters that change the writing direction, and a line break would end the comment.
fn visible(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if (c.is_control() && c != '\t') || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            out.push_str(&format!("⟨U+{:04X}⟩", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

fn flat(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A page's text as paragraphs and list items of Markdown. Everything in it that Markdown would read as markup is
/// escaped.
fn plain(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut in_list = false;
    let separate = |lines: &mut Vec<String>| {
        if lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(String::new());
        }
    };
    for line in text.lines() {
        let body = line.trim();
        if body.is_empty() {
            continue;
        }
        if let Some(item) = body.strip_prefix("- ") {
            if !in_list {
                separate(&mut lines);
            }
            in_list = true;
            lines.push(format!("* {}", escape(item.trim_start())));
        } else {
            separate(&mut lines);
            in_list = false;
            lines.push(escape(body));
        }
    }
    lines
}

/// Escapes a text so that Markdown and rustdoc read it as text, and as code where the page has backticks.
fn escape(text: &str) -> String {
    let text = flat(text.trim());
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, inside, after)) = code_span(rest) {
        out.push_str(&escape_plain(before, out.is_empty()));
        out.push_str(&code(inside));
        rest = after;
    }
    out.push_str(&escape_plain(rest, out.is_empty()));
    out
}

/// Finds the first text between one or two backticks on each side, with the text before and after it. More backticks
/// are a fence.
fn code_span(text: &str) -> Option<(&str, &str, &str)> {
    let runs: Vec<(usize, usize)> = {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (at, _) in text.match_indices('`') {
            match runs.last_mut() {
                Some((start, length)) if *start + *length == at => *length += 1,
                _ => runs.push((at, 1)),
            }
        }
        runs
    };
    runs.iter().enumerate().filter(|(_, (_, length))| *length <= 2).find_map(|(index, &(open, length))| {
        let (close, _) = *runs[index + 1..].iter().find(|(_, other)| *other == length)?;
        let inside = text[open + length..close].trim();
        (!inside.is_empty()).then(|| (&text[..open], inside, &text[close + length..]))
    })
}

/// Escapes every character that could be markup. More characters are escaped at the start of a line.
fn escape_plain(text: &str, starts: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.chars().enumerate() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '&' => {
                out.push('\\');
                out.push(c);
            }
            // At the start of a line these begin a list, a quote or a rule.
            '-' | '+' | '=' | ':' if starts && index == 0 => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    // `1.` at the start begins a numbered list, and rustdoc has a lint for bare URLs.
    let digits = out.chars().take_while(char::is_ascii_digit).count();
    if starts && digits > 0 && out[digits..].starts_with(['.', ')']) {
        out.insert(digits, '\\');
    }
    out.replace("://", ":\\//")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    /// The text that Markdown reads in a page's text, or everything else that it reads.
    fn seen(text: &str) -> Result<String, String> {
        let markdown = plain(text).join("\n");
        // The Markdown options of rustdoc, without the replacement of quotes.
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS;
        let mut out = String::new();
        for event in Parser::new_ext(&markdown, options) {
            match event {
                Event::Text(text) | Event::Code(text) => out.push_str(&text),
                Event::SoftBreak => out.push(' '),
                Event::Start(Tag::Paragraph | Tag::List(None) | Tag::Item)
                | Event::End(TagEnd::Paragraph | TagEnd::List(_) | TagEnd::Item) => {}
                other => return Err(format!("{other:?} in {markdown:?}")),
            }
        }
        Ok(letters(&out))
    }

    /// Characters that are neither spaces nor marks of code.
    fn letters(text: &str) -> String {
        text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && *c != '`').collect()
    }

    #[test]
    fn what_a_page_has_between_backticks_is_code() {
        assert_eq!(escape("set `a_b` to `` x`y ``"), "set `a_b` to ``x`y``");
        assert_eq!(escape("`- one` and `two`. - three"), "`- one` and `two`. - three");
        assert_eq!(escape("one ` two"), "one \\` two");
        assert_eq!(escape("```a_b```"), "\\`\\`\\`a\\_b\\`\\`\\`");
        assert_eq!(escape("a_b `` `c`"), "a\\_b \\`\\` `c`");
    }

    #[test]
    fn a_condition_in_the_description_is_not_repeated() {
        let line = |words: &str, description: &str| {
            let origin = Origin { page: "p.md".into(), line: 1, column: 1 };
            let condition = Condition { when: None, required: false, words: words.into(), origin, rule: "r".into() };
            condition_line(&condition, Some(description))
        };
        let words = "If it is lit: • a: one • b: two";
        assert_eq!(line(words, "The lamp.\nIf it is lit:\n- a: one\n- b: two"), None);
        assert_eq!(line(words, "The lamp.").as_deref(), Some("Under a condition: If it is lit: • a: one • b: two"));
    }

    #[test]
    fn words_that_look_like_markup_stay_words() {
        for text in [
            "<b>one</b> [see](nowhere) [`Self`] ```rust\nfn main() {}\n```",
            "1. first",
            "2) second",
            "+ plus\n= equals\n---\n***",
            "    four blanks",
            "| a | b |\n|---|---|\n| c | d |",
            "[^1]: a note",
            "https://example.com/a_b?c=d&amp;e=<f>",
            "~~gone~~ _under_ __twice__ *star* `code` \\ &lt; #hash",
            "# heading\n===\n> quote",
            ": definition",
            "[x] task",
        ] {
            assert_eq!(seen(text), Ok(letters(text)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn rustdoc_sees_nothing_but_text(text in "([-+*#>=|~:.)(\\[\\]<&;_`'\"!0-9a-z\\\\/ \n]|\\PC){0,40}") {
            // List items stay list items.
            prop_assume!(!text.lines().any(|line| line.trim_start().starts_with('-')));
            prop_assert_eq!(seen(&text), Ok(letters(&text)));
        }
    }
}
