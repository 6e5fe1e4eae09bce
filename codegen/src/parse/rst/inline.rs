//! Inline markup of reStructuredText: strong, emphasis, literals, references, escapes.
//!
//! Start and end strings are recognised by docutils' rules (by the characters before and after them), so that `2*3*4`
//! and `{*Endpoint*}` have the same result as in docutils. Unknown roles keep their text.

use super::{Line, label};
use crate::document::{Inline, Inlines, LinkTarget};
use crate::limits;
use crate::parse::bounds::Bounds;
use crate::source::Span;

/// The end strings that are searched for.
const MARKS: [&str; 4] = ["**", "*", "``", "`"];

/// The maximum length in bytes of a role's name, including the colons inside it.
const LONGEST_ROLE: usize = 64;

/// A part of the text whose marks are being parsed.
struct Part {
    start: usize,
    end: usize,
    depth: usize,
    /// For each of the [`MARKS`], whether it ends nothing from here on, so that it is not searched for again.
    unclosed: [bool; MARKS.len()],
}

/// Parses the inline content of a paragraph's lines.
pub(super) fn parse(lines: &[Line<'_>], bounds: &Bounds<'_>) -> Inlines {
    let mut text = String::new();
    let mut places = Vec::with_capacity(lines.len());
    for line in lines {
        if !text.is_empty() {
            text.push('\n');
        }
        places.push((text.len(), line.offset));
        text.push_str(line.text.trim_end());
    }
    Scanner { text: &text, places: &places, bounds }.inlines(0, text.len(), 0)
}

struct Scanner<'t> {
    bounds: &'t Bounds<'t>,
    text: &'t str,
    /// For each line, its start in `text` and in the page.
    places: &'t [(usize, usize)],
}

impl Scanner<'_> {
    fn offset(&self, at: usize) -> usize {
        let index = self.places.partition_point(|&(start, _)| start <= at).max(1) - 1;
        let (start, offset) = self.places[index];
        offset + (at - start)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let from = self.offset(start);
        Span::new(from, if end > start { self.offset(end - 1) + 1 } else { from }.max(from))
    }

    fn inlines(&self, start: usize, end: usize, depth: usize) -> Inlines {
        let mut out = Vec::new();
        if depth > limits::INLINE_DEPTH {
            self.bounds.marks_too_deep(self.span(start, end));
            self.push_text(start, end, &mut out);
            return Inlines(out);
        }
        let mut part = Part { start, end, depth, unclosed: [false; MARKS.len()] };
        let mut run = start;
        let mut at = start;
        while at < end {
            let rest = &self.text[at..end];
            match rest.as_bytes()[0] {
                b'\\' => {
                    self.push_text(run, at, &mut out);
                    let escaped = rest[1..].chars().next();
                    at += 1;
                    run = at;
                    if let Some(c) = escaped {
                        at += c.len_utf8();
                        // An escaped space joins the text on both sides.
                        if c.is_whitespace() {
                            run = at;
                        }
                    }
                }
                b'*' | b'`' | b'|' | b':' => match self.markup(at, &mut part) {
                    Some((inline, next)) => {
                        self.push_text(run, at, &mut out);
                        out.extend(inline);
                        at = next;
                        run = at;
                    }
                    None => at += rest.bytes().take_while(|&b| b == rest.as_bytes()[0]).count(),
                },
                _ => at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        self.push_text(run, end, &mut out);
        Inlines(out)
    }

    fn push_text(&self, start: usize, end: usize, out: &mut Vec<Inline>) {
        // A line end is white space; the run is split there because the next line is elsewhere in the page.
        let mut from = start;
        for (index, line) in self.text[start..end].split('\n').enumerate() {
            if index > 0 {
                out.push(Inline::Text { text: " ".into(), span: Span::at(self.offset(from.saturating_sub(1))) });
            }
            if !line.is_empty() {
                out.push(Inline::Text { text: line.into(), span: self.span(from, from + line.len()) });
            }
            from += line.len() + 1;
        }
    }

    /// Markup that starts at `at`: its content (`None` for a dropped substitution) and its end.
    fn markup(&self, at: usize, part: &mut Part) -> Option<(Option<Inline>, usize)> {
        let rest = &self.text[at..part.end];
        if !self.may_start(at, part.start) {
            return None;
        }
        let inner = part.depth + 1;
        if rest.starts_with("**") {
            let close = self.find_end(at + 2, "**", part)?;
            return Some((Some(Inline::Strong(self.inlines(at + 2, close, inner))), close + 2));
        }
        if rest.starts_with('*') {
            let close = self.find_end(at + 1, "*", part)?;
            return Some((Some(Inline::Emphasis(self.inlines(at + 1, close, inner))), close + 1));
        }
        if rest.starts_with("``") {
            let close = self.find_end(at + 2, "``", part)?;
            let text = self.text[at + 2..close].to_owned();
            return Some((Some(Inline::Code { text, span: self.span(at + 2, close) }), close + 2));
        }
        if rest.starts_with('`') {
            return self.interpreted(at, at + 1, "", part);
        }
        if let Some(behind) = rest.strip_prefix('|') {
            // A substitution: on these pages always an image.
            let name = behind.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let close = at + 1 + name;
            let closed = behind[name..].starts_with('|') && self.is_end(at + 1, close, "|", part.end);
            return closed.then_some((None, close + 1));
        }
        let role = rest.strip_prefix(':')?;
        let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':');
        let length = role.bytes().take(LONGEST_ROLE).take_while(plain).count();
        let name = role[..length].strip_suffix(':').filter(|name| !name.is_empty())?;
        role[length..].starts_with('`').then(|| self.interpreted(at, at + length + 2, name, part)).flatten()
    }

    /// Text in single backticks: of a role, a link, or the default role.
    fn interpreted(&self, at: usize, from: usize, role: &str, part: &mut Part) -> Option<(Option<Inline>, usize)> {
        let close = self.find_end(from, "`", part)?;
        let (end, inner) = (part.end, part.depth + 1);
        let mut next = close + 1;
        let content = &self.text[from..close];
        let (text_end, target) = match content.rfind('<').filter(|_| content.ends_with('>')) {
            Some(open) => (from + content[..open].trim_end().len(), Some(&content[open + 1..content.len() - 1])),
            None => (close, None),
        };
        let underscores = self.text[next..end].bytes().take(2).take_while(|&b| b == b'_').count();
        if role.is_empty() {
            next += underscores;
        }
        let text = || self.inlines(from, text_end, inner);
        let span = self.span(at, next);
        let inline = match role {
            "ref" | "numref" | "any" => {
                Inline::Link { target: LinkTarget::Label(label(target.unwrap_or(content))), text: text(), span }
            }
            "doc" => Inline::Link { target: LinkTarget::Url(target.unwrap_or(content).to_owned()), text: text(), span },
            "literal" | "code" | "samp" | "kbd" | "file" => {
                Inline::Code { text: text().text(), span: self.span(from, text_end) }
            }
            "strong" => Inline::Strong(text()),
            // `2\ :sup:`32`` is a power, not 232.
            "sup" | "superscript" if self.is_power(at, content) => {
                Inline::Text { text: format!("^{content}"), span: self.span(from, close) }
            }
            "" if underscores > 0 => match target {
                Some(url) => Inline::Link { target: LinkTarget::Url(url.replace('\\', "")), text: text(), span },
                None => Inline::Link { target: LinkTarget::Label(label(content)), text: text(), span },
            },
            _ => Inline::Emphasis(self.inlines(from, close, inner)),
        };
        Some((Some(inline), next))
    }

    /// Whether a superscript is the exponent of the number before it.
    fn is_power(&self, at: usize, content: &str) -> bool {
        let base = self.text[..at].trim_end_matches("\\ ").strip_suffix(|c: char| c.is_ascii_digit());
        base.is_some() && !content.is_empty() && content.bytes().all(|b| b.is_ascii_digit())
    }

    /// Whether markup may start here: white space or opening punctuation before it, no white space after it.
    fn may_start(&self, at: usize, start: usize) -> bool {
        let Some(before) = self.text[start..at].chars().next_back() else {
            return true;
        };
        if self.text[start..at].ends_with("\\ ") {
            return true;
        }
        before.is_whitespace()
            || matches!(before, '\'' | '"' | '(' | '[' | '{' | '<' | '-' | '/' | ':')
            || (!before.is_ascii() && !before.is_alphanumeric())
    }

    /// The position of the end string.
    fn find_end(&self, from: usize, mark: &str, part: &mut Part) -> Option<usize> {
        let end = part.end;
        if self.text[from..end].is_empty() || self.text[from..end].starts_with(char::is_whitespace) {
            return None;
        }
        let unclosed = &mut part.unclosed[MARKS.iter().position(|known| *known == mark)?];
        if *unclosed {
            return None;
        }
        let mut at = from;
        while let Some(found) = self.text[at..end].find(mark) {
            let close = at + found;
            if self.is_end(from, close, mark, end) {
                return Some(close);
            }
            // One of two or three stars does not end emphasis.
            let double = mark == "*" && self.text[close + 1..end].starts_with('*');
            at = close + if double { 2 } else { 1 };
            while at < end && !self.text.is_char_boundary(at) {
                at += 1;
            }
            if at >= end {
                break;
            }
        }
        *unclosed = true;
        None
    }

    /// Whether an end string ends what began at `from`: no white space and no escape before it, no word character after
    /// it.
    fn is_end(&self, from: usize, close: usize, mark: &str, end: usize) -> bool {
        let literal = mark == "``";
        let before = &self.text[from..close];
        let behind = self.text[close + mark.len()..end].chars().next();
        let escaped = !literal && before.bytes().rev().take_while(|&b| b == b'\\').count() % 2 == 1;
        let sound = !before.is_empty() && (literal || !before.ends_with(char::is_whitespace)) && !escaped;
        let closed = behind.is_none_or(|c| {
            c.is_whitespace() || "'\")]}>-/\\:.,;!?".contains(c) || (!c.is_ascii() && !c.is_alphanumeric())
        }) || (mark == "`" && behind == Some('_'));
        let part = mark == "*" && (behind == Some('*') || before.ends_with('*'));
        sound && closed && !part
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn show(text: &str) -> String {
        fn inner(inlines: &Inlines, out: &mut String) {
            for inline in &inlines.0 {
                match inline {
                    Inline::Text { text, .. } => out.push_str(text),
                    Inline::Code { text, .. } => *out += &format!("<c>{text}</c>"),
                    Inline::Strong(i) => wrap("b", i, out),
                    Inline::Emphasis(i) => wrap("i", i, out),
                    Inline::Link { target, text, .. } => {
                        *out += &match target {
                            LinkTarget::Label(l) => format!("<ref {l}>"),
                            LinkTarget::Url(u) => format!("<a {u}>"),
                        };
                        inner(text, out);
                        *out += "</>";
                    }
                    Inline::Break(_) => {}
                }
            }
        }
        fn wrap(tag: &str, inlines: &Inlines, out: &mut String) {
            *out += &format!("<{tag}>");
            inner(inlines, out);
            *out += &format!("</{tag}>");
        }
        let mut out = String::new();
        let source = Source::from_text("t.rst", text);
        inner(&parse(&[Line { text, offset: 0 }], &Bounds::new(&source)), &mut out);
        out
    }

    #[test]
    fn marks_follow_docutils() {
        assert_eq!(show("**a** and *b*, ``c\\d`` 2*3*4"), "<b>a</b> and <i>b</i>, <c>c\\d</c> 2*3*4");
        assert_eq!(show(r"obs:::bucket:\* a\_b c\ **d**"), "obs:::bucket:* a_b c<b>d</b>");
        assert_eq!(show("https://{*Endpoint*}/v3"), "https://{<i>Endpoint</i>}/v3");
        assert_eq!(show("vpc:``*``:get\\*"), "vpc:<c>*</c>:get*");
    }

    #[test]
    fn references_keep_their_target() {
        assert_eq!(show(":ref:`Table 4 <ID__Tab>` object"), "<ref id__tab>Table 4</> object");
        assert_eq!(show("see `here <https://x.y/z>`__."), "see <a https://x.y/z>here</>.");
        assert_eq!(show(":literal:`a``b` x"), "<c>a``b</c> x");
        assert_eq!(show("|image1| x || y"), " x || y");
    }

    #[test]
    fn places_are_those_of_the_page() {
        let source = Source::from_text("t.rst", "");
        let lines = [Line { text: r"a\_b", offset: 100 }, Line { text: "c", offset: 200 }];
        let inlines = parse(&lines, &Bounds::new(&source));
        let flat = inlines.flat();
        assert_eq!(flat.text, "a_b c");
        assert_eq!(flat.span(1..3), Span::new(102, 104));
        assert_eq!(flat.span(4..5), Span::new(200, 201));
    }
}
