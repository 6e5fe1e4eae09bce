//! Brackets in texts: where they close, and which parts are outside of them.
//!
//! All brackets are of one kind here: `(a>` is balanced. The parts are not interpreted.

use std::ops::Range;

/// The number of open brackets after a character; `None` where more are closed than were opened.
fn behind(open: usize, c: char) -> Option<usize> {
    match c {
        '<' | '[' | '(' => Some(open + 1),
        '>' | ']' | ')' => open.checked_sub(1),
        _ => Some(open),
    }
}

/// The index after the bracket that closes the first opened one.
pub fn close_of(text: &[char]) -> Option<usize> {
    let mut open = 0;
    for (at, &c) in text.iter().enumerate() {
        let before = open;
        open = behind(open, c)?;
        if before == 1 && open == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// Whether each bracket of a text is closed, and none is closed without being open.
pub fn balanced(text: &[char]) -> bool {
    text.iter().try_fold(0, |open, &c| behind(open, c)) == Some(0)
}

/// The parts of a text between separators outside brackets; the whole text where there is no separator.
pub fn split(text: &[char], separators: &[Vec<char>]) -> Vec<Range<usize>> {
    let (mut parts, mut start, mut at, mut open) = (Vec::new(), 0, 0, 0);
    while let Some(&c) = text.get(at) {
        let found = separators.iter().find(|words| !words.is_empty() && text[at..].starts_with(words));
        if let Some(words) = found.filter(|_| open == 0) {
            parts.push(start..at);
            at += words.len();
            start = at;
            continue;
        }
        open = behind(open, c).unwrap_or(0);
        at += 1;
    }
    parts.push(start..text.len());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn brackets_close_where_they_were_opened() {
        assert_eq!(close_of(&chars("map<a, list<b>> c>")), Some(15));
        assert_eq!(close_of(&chars("a>b<c>")), None, "one is closed that was not open");
        assert_eq!(close_of(&chars("a<b")), None);
        assert_eq!(close_of(&chars("ab")), None);
        for (text, is) in [("a<b(c)[]>", true), ("", true), (")(", false), ("a<", false)] {
            assert_eq!(balanced(&chars(text)), is, "{text}");
        }
    }

    #[test]
    fn separators_in_brackets_part_nothing() {
        let parts = |text: &str, separators: &[&str]| -> Vec<String> {
            let separators: Vec<Vec<char>> = separators.iter().map(|words| chars(words)).collect();
            let text = chars(text);
            split(&text, &separators).into_iter().map(|part| text[part].iter().collect()).collect()
        };
        assert_eq!(parts("a or b|(c or d)|list<e|f>", &[" or ", "|", ""]), ["a", "b", "(c or d)", "list<e|f>"]);
        assert_eq!(parts("a) or b", &[" or "]), ["a)", "b"]);
        assert_eq!(parts("a or ", &[" or "]), ["a", ""]);
        assert_eq!(parts("", &["|"]), [""]);
    }
}
