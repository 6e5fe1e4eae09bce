//! Lists of values that are targets of links in types and descriptions, with the kind of their values.
//!
//! A link in a type always refers to its list. One in a description may be about anything: it counts where it has the
//! field's own name and only words come before it.

use heck::ToSnakeCase as _;

use super::constraints::typed;
use super::draft::{DraftRef, ListedValues, NamesakeLink};
use super::facts::{Fact, Facts};
use super::page::Page;
use crate::document::LinkTarget;
use crate::ir::{EnumValue, Enumeration, Kind, RowMark};
use crate::read::RawEnumeration;
use crate::vocabulary::type_expr::TypeExpr;

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
        Some(EnumValue { meaning: meaning.clone(), ..EnumValue::of(typed(text, &kind)?) })
    };
    // Flags are combined to other numbers.
    let values: Option<Vec<EnumValue>> = if flags { None } else { listed.values.iter().map(of_kind).collect() };
    let values = values.and_then(|values| Enumeration::new(values, false));
    let (anchors, origin) = (listed.anchors.clone(), page.origin(listed.span));
    let kind: Kind<DraftRef> = kind;
    Some(ListedValues { anchors, kind, values, origin })
}

/// The links in descriptions that have the names of their fields: `[type of channel](#channel-types)` of `type`.
pub(super) fn links(facts: &Facts) -> Vec<NamesakeLink> {
    facts.all_rows().filter_map(|(id, fact)| namesake(id.mark(), fact)).collect()
}

/// The first link of a description, if the last word of the field's name is a word of the link or of its anchor. What
/// follows a comma or a full stop is about something else.
fn namesake(row: RowMark, fact: &Fact) -> Option<NamesakeLink> {
    let of_word = match fact.type_.as_ref()? {
        TypeExpr::Word(_) => true,
        TypeExpr::Array(items) => matches!(**items, TypeExpr::Word(_)),
        _ => false,
    };
    let (target, range) = fact.description.links().next().filter(|_| of_word)?;
    let LinkTarget::Url(url) = target else { return None };
    let text = &fact.description.text;
    let leads = |c: char| c.is_alphabetic() || matches!(c, ' ' | '\'' | '’');
    let (_, anchor) = url.split_once('#').filter(|_| text[..range.start].chars().all(leads))?;
    let (name, shown, anchor) = (fact.name().to_snake_case(), text[range].to_snake_case(), anchor.to_snake_case());
    let last = name.rsplit('_').next()?;
    let anchored = anchor.rsplit('_').next().is_some_and(|word| is_same(word, last));
    let named = shown.split('_').chain(anchor.split('_')).any(|word| is_same(word, last));
    named.then(|| NamesakeLink { row, target: target.clone(), anchored })
}

/// Whether two words are the same except for an ending of one or two letters: `type`, `types`.
fn is_same(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    long.len() - short.len() <= 2 && short.len() > 2 && long.starts_with(short)
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A bit: a shifted number, or a number in base 16.
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
    fn words_are_the_same_but_for_an_ending() {
        assert!(is_same("type", "types") && is_same("status", "statuses") && is_same("level", "level"));
        assert!(!is_same("type", "typewriter") && !is_same("id", "ids") && !is_same("tier", "type"));
    }

    #[test]
    fn flags_are_distinguished_from_numbers_and_words() {
        assert!(is_flag("1 << 3") && is_flag("0x0000000000000001 (1 << 0)") && !is_flag("red") && !is_flag("a << 1"));
        assert!(is_integer("-1") && is_integer("20") && !is_integer("-") && !is_integer("2.5"));
        assert!(is_word("dark_red") && !is_word("dark red"));
    }
}
