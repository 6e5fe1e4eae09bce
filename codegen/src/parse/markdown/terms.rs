//! Terms of definition lists that begin with a colon, as variables of paths do: `:id`.
//!
//! A definition needs a blank behind its colon, and pulldown-cmark does not: it takes the term for one more definition. In a copy
//! of the text another character stands for the term's colon, so that every offset stays true.
//! What is a definition, pulldown-cmark says.

use std::borrow::Cow;

/// Stands for the colon that a term begins with.
pub(super) const COLON: char = '\u{2}';

/// A text whose terms begin with no colon: pulldown-cmark takes `:id` for a definition, which needs a blank behind its colon.
/// It is as long as before.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if text.contains(COLON) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut kept = 0;
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let is_term = line.strip_prefix(':').is_some_and(|rest| !rest.starts_with(char::is_whitespace));
        if is_term && lines.peek().is_some_and(|next| next.starts_with(": ")) {
            out.push_str(&text[kept..at]);
            out.push(COLON);
            kept = at + 1;
        }
        at += line.len();
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colon_of_a_term_is_no_mark() {
        for (text, colons) in [
            (":id\n: Which.\n\n:room\n: Which room.\n", 2),
            ("id\n: Which.\n:x\n", 0),
            (":id\n:x\n", 0),
            (": Which.\n: More.\n", 0),
        ] {
            let shown = shown(text);
            assert_eq!((shown.len(), shown.matches(COLON).count()), (text.len(), colons), "{text}");
        }
    }
}
