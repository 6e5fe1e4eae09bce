//! Lists of values found by their structure alone, however they are introduced: codes with their meanings in either
//! order, values in brackets, and values that are alike.
//!
//! 1. [`codes`] finds what can be a code in a line.
//! 2. [`lined`] reads values that begin lines, [`pairs`] codes with a meaning each, [`labelled`] words after their
//!    meanings, [`parted`] words with a meaning each between semicolons, [`explained`] pairs of which one is in
//!    parentheses, [`plain`] values without meanings.
//!
//! No word of a language is known here: separators between values, units, and words that are not values come from the
//! language's file. A list counts only where all of its items have the same form. What a phrase has read is not read
//! again.

mod codes;
mod explained;
mod labelled;
mod lined;
mod pairs;
mod parted;
mod plain;

use crate::document::FlatText;
use crate::vocabulary::phrases::Phrases;

use super::values::Spelled;

/// A list found by structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Structured {
    /// The rule that matched, as `explain` and the IR show it.
    pub(super) rule: &'static str,
    /// Its place in the flat text.
    pub(super) range: std::ops::Range<usize>,
    /// Its values.
    pub(super) values: Vec<Spelled>,
    /// Whether it may have values that were not read.
    pub(super) open: bool,
}

/// All lists of a text. Each line is read on its own, and at most twice.
pub(super) fn lists(flat: &FlatText, phrases: &Phrases) -> Vec<Structured> {
    let mut found = lined::lists(flat, phrases);
    let mut start = 0;
    for line in flat.text.split_inclusive('\n') {
        let range = start..start + line.trim_end().len();
        start += line.len();
        if range.is_empty() {
            continue;
        }
        let codes = codes::of(flat, range.clone());
        let list = pairs::code_first(flat, range.clone(), &codes, phrases)
            .or_else(|| pairs::code_last(flat, range.clone(), &codes, phrases))
            .or_else(|| pairs::glued(flat, range.clone(), &codes, phrases))
            .or_else(|| labelled::labelled(flat, range.clone(), phrases))
            .or_else(|| parted::pairs(flat, range.clone(), phrases))
            .or_else(|| explained::value_first(flat, range.clone(), phrases))
            .or_else(|| explained::value_last(flat, range.clone(), phrases))
            .or_else(|| plain::bracketed(flat, range.clone(), phrases))
            .or_else(|| plain::alike(flat, range.clone(), phrases))
            .or_else(|| plain::signs(flat, range.clone()))
            .or_else(|| plain::literals(flat, range, phrases));
        found.extend(list);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understand::constraints::examples::flat;
    use crate::vocabulary::Library;

    /// The values of a text's only list, and whether it may have more.
    fn list(text: &str) -> Option<(Vec<String>, bool)> {
        let library = Library::embedded();
        let vocabulary = library.vendor("jdcloud").unwrap();
        let flat = flat(text);
        let mut found = lists(&flat, &vocabulary.phrases).into_iter();
        let list = found.next().map(|list| (list.values.into_iter().map(|value| value.text).collect(), list.open));
        assert_eq!(found.next(), None, "{text}");
        list
    }

    #[test]
    fn structure_shows_lists() {
        for (text, values, open) in [
            // An English word does not belong to a Chinese sentence.
            ("是否亮灯[on,off]", ["on", "off"], false),
            ("灯，Lit(已亮)、Dark(已灭)", ["Lit", "Dark"], false),
            ("灯，Lit(已亮)、Dark(已灭)、(坏了Broken)", ["Lit", "Dark"], true),
            ("灯，亮-on、灭-off", ["on", "off"], false),
            ("灯，亮-on、灭-off、led-x-y", ["on", "off"], true),
            ("亮: on 灭: off", ["on", "off"], false),
            ("灯：全亮=on、全灭=off", ["on", "off"], false),
            ("灯：亮，on；灭，off", ["on", "off"], false),
            ("灯，取值：on，亮；off，灭。", ["on", "off"], false),
            ("灯: \"on\", 亮; \"off\", 灭", ["on", "off"], false),
            ("灯：\n\n> on，亮；\n\n> off，灭；", ["on", "off"], false),
            ("灯：\"on\": 亮，\"off\": 灭", ["on", "off"], false),
            ("灯的状态，亮1灭0", ["1", "0"], false),
            ("亮（ON）、灭（OFF）。", ["ON", "OFF"], false),
            ("亮（on）还是灭（off），默认：on。", ["on", "off"], false),
            ("灯的状态有：on（亮）；off（灭）", ["on", "off"], false),
            ("灯的指标：“on”亮；\"off\" 灭", ["on", "off"], false),
            // Values of several words, and a pair that is written differently.
            ("灯：亮：On；坏：Burnt Out", ["On", "Burnt Out"], false),
            ("灯：亮: On; 灭: Off; 不明(空)： \"\"", ["On", "Off"], true),
            ("灯：亮: On; 灭: Off；默认值: 亮", ["On", "Off"], false),
            ("灯 亮: on 灭: off default: on", ["on", "off"], false),
        ] {
            assert_eq!(list(text), Some((values.map(str::to_owned).to_vec(), open)), "{text}");
        }
        for (text, values) in [
            // A word in the script of the values, and one with a remark, are also a meaning.
            ("灯，亮-on、灭-off、led(小灯)-led", ["on", "off", "led"]),
            ("灯，亮-on、灭-off、Led灯-led", ["on", "off", "led"]),
            ("灯:1亮，2灭，4坏", ["1", "2", "4"]),
            ("灯的比较：<、>=、=", ["<", ">=", "="]),
            ("<=,<,!=", ["<=", "<", "!="]),
            ("`low`、`mid`, `high`。", ["low", "mid", "high"]),
            ("灯 1.亮  2.灭  3.坏", ["1", "2", "3"]),
        ] {
            assert_eq!(list(text), Some((values.map(str::to_owned).to_vec(), false)), "{text}");
        }
        for text in [
            "灯，Lit(已亮)、Dark(已灭)的值",
            "turn it [on, off]",
            "灯[null, none]",
            "灯，亮-on",
            "房间（ROOM）里的灯（LAMP）",
            "亮（on）、灭（off），其他",
            "亮（on）、灭（off）、其他",
            "灯1亮，2灭，4坏",
            "灯1灯2",
            "灯：亮，on，灭，off",
            "灯：on，亮；灭，off",
            "灯：on，亮；off，灭；其他",
            "灯：on，亮；Off，灭",
            "灯：亮：Lit by hand at home；灭：Gone",
            "灯：\n> on，亮；\n其他\n> off，灭；",
            "灯:1亮，2灭，9坏",
            "灯 < 2、> 1、= 0",
            "灯 <、>",
            "`low`、mid",
            "灯 `low`、`mid`",
            "`low`、`mid` 的灯",
            "`low`\n`mid`",
            "`low`、`low`",
            "Lamp: 1. Its name. 2. Its room.",
        ] {
            assert_eq!(list(text), None, "{text}");
        }
    }

    #[test]
    fn a_code_is_separated_from_its_meaning_by_a_mark_or_by_nothing() {
        let library = Library::embedded();
        let vocabulary = library.vendor("jdcloud").unwrap();
        for (text, meanings) in [
            ("灯，1表示已亮 0表示已灭", ["1 已亮", "0 已灭"]),
            ("灯，1已经亮 0已经灭", ["1 已经亮", "0 已经灭"]),
            // The word that is a separator elsewhere is the meaning.
            ("灯，1是 0否", ["1 是", "0 否"]),
        ] {
            let flat = flat(text);
            let found = lists(&flat, &vocabulary.phrases);
            let read = found.iter().flat_map(|list| &list.values);
            let read: Vec<String> =
                read.map(|value| format!("{} {}", value.text, value.meaning.as_deref().unwrap_or("-"))).collect();
            assert_eq!(read, meanings, "{text}");
        }
    }
}
