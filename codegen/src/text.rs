//! Text in the form in which it is compared: without case, in half-width forms, with one kind of quote, dash and space.
//!
//! Pages mix `：` and `:`, `～` and `~`, `“a”` and `"a"`. Everything that is matched against a vocabulary is folded
//! first. Folding maps a character to a character, so that a match has a position in the original text.

pub mod brackets;

use std::ops::Range;

/// One character, folded.
#[inline]
pub fn fold_char(c: char) -> char {
    match c {
        '`' => '\'',
        '\t' => ' ',
        c if c.is_ascii() => c.to_ascii_lowercase(),
        c if is_han(c) => c,
        c => fold_other(c),
    }
}

/// Folds a character that is neither ASCII nor Han. Most characters are one of these and take a short path.
fn fold_other(c: char) -> char {
    let c = match c {
        '‘' | '’' | '‚' | '\u{ff40}' => '\'',
        // Full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => ' ',
        '“' | '”' | '„' | '«' | '»' => '"',
        '–' | '—' | '−' | '‐' | '‑' | '―' => '-',
        '∼' | '〜' => '~',
        '。' => '.',
        '【' => '[',
        '】' => ']',
        _ => c,
    };
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => c,
    }
}

/// One character, folded for prose: like [`fold_char`], but with the punctuation of Chinese sentences and lists kept
/// apart from that of numbers (`200，201` is not a number, `1。2` is not a decimal).
pub fn fold_prose(c: char) -> char {
    match c {
        '。' | '，' | '、' => c,
        // Quotes of all kinds become one distinctive character.
        '\u{2018}' | '\u{2019}' => '\'',
        '～' => '~',
        c => fold_char(c),
    }
}

/// A word folded for prose.
pub fn fold_prose_str(text: &str) -> String {
    text.chars().map(fold_prose).collect()
}

/// A text folded character by character, trimmed, with single spaces for white space.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        let c = fold_char(c);
        if c.is_whitespace() {
            blank = !out.is_empty();
        } else if c != '\u{200b}' && c != '\u{feff}' {
            if blank {
                out.push(' ');
                blank = false;
            }
            out.push(c);
        }
    }
    out
}

/// A folded text without the punctuation that ends sentences and labels.
pub fn fold_label(text: &str) -> String {
    fold(text).trim_end_matches([':', '.', ';', ',', ' ', '、']).trim_start_matches([':', ' ']).to_owned()
}

/// Whether a character is part of a Latin word or identifier, inside which a phrase may not end.
pub fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || ('\u{400}'..='\u{4ff}').contains(&c)
}

/// Whether a character is a symbol: of no script, and not ASCII, such as `»` and `└`.
pub fn is_sign(c: char) -> bool {
    !c.is_ascii() && !c.is_alphanumeric() && !c.is_whitespace()
}

/// The offset of a name of ASCII letters in a text, where it is not part of a longer one.
pub fn find_name(text: &str, name: &str) -> Option<usize> {
    let ends = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_');
    let whole = |&at: &usize| ends(text[..at].chars().next_back()) && ends(text[at + name.len()..].chars().next());
    text.match_indices(name).map(|(at, _)| at).find(whole)
}

/// The first shortcode of a site generator in a text, in Hugo's syntax: `{{% new %}}`, `{{< new >}}`.
pub fn shortcode(text: &str) -> Option<Range<usize>> {
    let start = ["{{<", "{{%"].iter().filter_map(|open| text.find(open)).min()?;
    Some(start..start + text[start..].find("}}")? + 2)
}

/// The name of the shortcode, where the text is one and nothing else: `required` of `{{<required>}}`.
pub fn shortcode_name(text: &str) -> Option<&str> {
    shortcode(text).filter(|call| *call == (0..text.len()))?;
    let inner = text.get(3..text.len() - 2)?.strip_suffix(['>', '%'])?.trim();
    (!inner.is_empty() && !inner.contains(char::is_whitespace)).then_some(inner)
}

/// A title without shortcodes.
pub fn without_shortcodes(title: &str) -> String {
    let (mut out, mut rest) = (String::new(), title);
    while let Some(call) = shortcode(rest) {
        out.push_str(rest[..call.start].trim_end());
        rest = &rest[call.end..];
    }
    out + rest
}

/// The start of a text: whole characters of at most so many bytes.
pub fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether a text has a Han character.
pub fn has_han(text: &str) -> bool {
    text.chars().any(is_han)
}

/// Whether a character is Han.
pub fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || ('\u{3400}'..='\u{4dbf}').contains(&c)
}

/// The sentences of a text, without the stops at their ends.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(['\n', '。']).flat_map(|line| line.split(". "));
    parts.map(|sentence| sentence.trim().trim_end_matches('.'))
}

/// A number with its noun: `1 page`, `2 pages`, `0 entries`. Of several words, the last is put in the plural.
pub fn count<N: Copy + PartialEq + From<u8> + std::fmt::Display>(number: N, what: &str) -> String {
    if number == N::from(1) { format!("1 {what}") } else { format!("{number} {}", plural(what)) }
}

/// The plural of an English noun.
fn plural(noun: &str) -> String {
    let vowel = |stem: &str| stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    match noun.strip_suffix('y') {
        Some(stem) if !vowel(stem) => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x']) || noun.ends_with("ch") || noun.ends_with("sh") => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

/// A 64-bit FNV-1a hash, the same on every machine and in every version.
pub fn hash(bytes: &[u8]) -> u64 {
    crate::steps::count(bytes.len());
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Whether a character is invisible and changes how the characters around it are read or shown: a control character, a
/// mark of writing direction, a line separator, a byte order mark or a noncharacter.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_is_never_several() {
        assert_eq!(count(1_u64, "operation"), "1 operation");
        assert_eq!(count(0_usize, "operation"), "0 operations");
        for (one, several) in [("body", "bodies"), ("key", "keys"), ("status", "statuses"), ("test case", "test cases")]
        {
            assert_eq!(count(2_u32, one), format!("2 {several}"));
        }
    }

    #[test]
    fn folding_makes_spellings_equal() {
        assert_eq!(fold(" 状态码：　２００ “OK” "), "状态码: 200 \"ok\"");
        assert_eq!(fold_label("Path-Параметры："), "path-параметры");
        assert_eq!(fold("3 ～ 900"), "3 ~ 900");
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(text in "\\PC{0,24}", c in any::<char>()) {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
            prop_assert_eq!(fold_label(&fold_label(&text)), fold_label(&text));
            prop_assert_eq!(fold_prose_str(&fold_prose_str(&text)), fold_prose_str(&text));
            prop_assert_eq!(fold_char(fold_char(c)), fold_char(c));
            prop_assert_eq!(fold_prose(fold_prose(c)), fold_prose(c));
        }

        #[test]
        fn blanks_at_the_edges_and_their_kind_do_not_matter(words in prop::collection::vec("[a-zа-я字符0-9]{1,6}", 0..5)) {
            let plain = fold(&words.join(" "));
            prop_assert_eq!(fold(&format!("\t{}\u{3000}", words.join("\u{a0} \n"))), plain.clone());
            prop_assert!(!plain.contains("  ") && plain.trim() == plain);
        }

        #[test]
        fn case_and_width_do_not_matter(text in "[a-zA-Zа-яА-Я0-9 ,.:;()]{0,16}") {
            let wide: String = text.chars().map(|c| match c {
                '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
                c => c,
            }).collect();
            prop_assert_eq!(fold(&wide), fold(&text));
            prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
        }

        #[test]
        fn prose_is_folded_character_by_character(text in "\\PC{0,24}") {
            prop_assert_eq!(fold_prose_str(&text).chars().count(), text.chars().count());
        }
    }
}
