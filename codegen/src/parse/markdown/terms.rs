//! Terms of definition lists that begin with a colon, as variables of paths do: `:id`.
//!
//! A definition needs a space after its colon, but pulldown-cmark does not require it and takes such a term for one
//! more definition. A copy of the text has another character in place of the term's colon, so that every offset stays
//! valid. Pulldown-cmark decides what is a definition.

use std::borrow::Cow;

/// Replaces the colon with which a term begins.
pub(super) const COLON: char = '\u{2}';

/// A text in which no term begins with a colon: pulldown-cmark takes `:id` for a definition, which needs a space after
/// its colon. Its length is unchanged.
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
