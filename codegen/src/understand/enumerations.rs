//! Lists of values that links in types lead to, with the kind of value that they tell.

use super::constraints::typed;
use super::draft::{DraftRef, ListedValues};
use super::page::Page;
use crate::ir::{EnumValue, Enumeration, Kind};
use crate::read::RawEnumeration;

/// The lists of values of a page.
pub(super) fn of(page: &Page<'_>) -> Vec<ListedValues> {
    page.raw.enumerations.iter().filter_map(|listed| of_list(page, listed)).collect()
}

fn of_list(page: &Page<'_>, listed: &RawEnumeration) -> Option<ListedValues> {
    let all = |is: fn(&str) -> bool| listed.values.iter().all(|(value, _)| is(value));
    let (kind, flags) = if all(is_integer) {
        (Kind::integer(), false)
    } else if all(is_flag) {
        (Kind::integer(), true)
    } else if all(is_word) {
        (Kind::string(), false)
    } else {
        return None;
    };
    let of_kind = |(text, meaning): &(String, Option<String>)| {
        Some(EnumValue { value: typed(text, &kind)?, meaning: meaning.clone() })
    };
    // Flags are put together to other numbers.
    let values: Option<Vec<EnumValue>> = if flags { None } else { listed.values.iter().map(of_kind).collect() };
    let values = values.and_then(|values| Enumeration::new(values, false));
    let (anchors, origin) = (listed.anchors.clone(), page.origin(listed.span));
    let kind: Kind<DraftRef> = kind;
    Some(ListedValues { anchors, kind, values, origin })
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A bit: a shifted one, or a number in base 16.
fn is_flag(text: &str) -> bool {
    let shifted = text.split_once("<<").is_some_and(|(one, by)| is_integer(one.trim()) && is_integer(by.trim()));
    let hexadecimal = text.split(' ').next().and_then(|word| word.strip_prefix("0x"));
    shifted || hexadecimal.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn is_word(text: &str) -> bool {
    !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_told_from_numbers_and_words() {
        assert!(is_flag("1 << 3") && is_flag("0x0000000000000001 (1 << 0)") && !is_flag("red") && !is_flag("a << 1"));
        assert!(is_integer("-1") && is_integer("20") && !is_integer("-") && !is_integer("2.5"));
        assert!(is_word("dark_red") && !is_word("dark red"));
    }
}
