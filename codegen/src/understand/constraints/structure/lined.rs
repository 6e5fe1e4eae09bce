//! Values that begin lines, each followed by its meaning: after a colon or an arrow (`0: off` above `1: on`), after a
//! number and a hyphen or a constant without any separator (`1-on`, `ON 亮`), or after a comma in a line that a
//! semicolon ends (`> on，亮；`); and values at the ends of lines, after their meanings or in parentheses (`亮：on；`,
//! `亮（on）`), below a line that introduces them.
//!
//! A line of prose can also begin with a name and a colon. So at least two lines must follow each other with values
//! that are alike, and with meanings in another script unless the values are numbers.

use std::ops::Range;

use super::Structured;
use super::pairs::{are_alike, are_distinct, unquoted};
use crate::document::FlatText;
use crate::understand::constraints::values::scan::{is_number, is_stopped, is_token};
use crate::understand::constraints::values::{Spelled, are_cases};
use crate::vocabulary::phrases::Phrases;

/// The marks of a list's lines where Markdown sees no list.
const MARKS: [char; 3] = ['>', '•', ' '];

/// How many sentences of a line may precede its value.
const SENTENCES: usize = 3;

/// Lines, each with the value that begins it.
type Lines = Vec<(Range<usize>, Spelled)>;

/// The lines of a list read so far.
#[derive(Default)]
struct Reading {
    lines: Lines,
    /// Whether one of the lines has a value that was not read.
    open: bool,
    /// A line after them that has no value.
    behind: Option<Behind>,
    /// How many lines follow each other at the end, and the maximum.
    run: usize,
    longest: usize,
}

/// A line without a value.
#[derive(Clone, Copy)]
enum Behind {
    Blank,
    Words,
    /// It may be another item that is written differently.
    Item,
}

impl Reading {
    /// Takes another line. After a line without a value, it continues the list only if the numbers increase. Returns
    /// the list that it ends.
    fn push(&mut self, line: Range<usize>, value: Spelled, phrases: &Phrases) -> Option<Structured> {
        let goes_on = self.behind.is_none() || self.last_number() < value.text.parse::<i64>().ok();
        let ended = if goes_on { None } else { self.end(false, phrases) };
        self.open |= matches!(self.behind.take(), Some(Behind::Words | Behind::Item));
        self.lines.push((line, value));
        self.run += 1;
        self.longest = self.longest.max(self.run);
        ended
    }

    /// Takes a line without a value. Returns the list that it ends.
    fn pass(&mut self, line: Behind, phrases: &Phrases) -> Option<Structured> {
        self.run = 0;
        if self.behind.is_none() && self.last_number().is_some() {
            self.behind = Some(line);
            return None;
        }
        self.end(matches!(line, Behind::Item), phrases)
    }

    fn last_number(&self) -> Option<i64> {
        self.lines.last()?.1.text.parse().ok()
    }

    /// The list, which an item that is written differently may follow.
    fn end(&mut self, item: bool, phrases: &Phrases) -> Option<Structured> {
        let Self { lines, open, behind, longest, .. } = std::mem::take(self);
        let item = behind.map_or(item, |line| matches!(line, Behind::Item));
        ended(lines, open || item, phrases).filter(|_| longest > 1)
    }
}

/// The lists of a text whose values begin lines. Lines below such a list are not part of it.
pub(super) fn lists(flat: &FlatText, phrases: &Phrases) -> Vec<Structured> {
    let (mut found, mut list, mut parted, mut named) = (Vec::new(), Reading::default(), Lines::new(), Lines::new());
    // The value after a sentence in the line above.
    let mut above: Option<(Range<usize>, Spelled)> = None;
    // Whether the line above is an item that is written differently.
    let mut slipped = false;
    // Whether the lines above say that values follow.
    let mut led_in = false;
    let mut start = 0;
    for line in flat.text.split_inclusive('\n') {
        let range = start..start + line.trim_end().len();
        start += line.len();
        let text = &flat.text[range.clone()];
        if let Some(value) = value(text, phrases) {
            let first = above.take().filter(|(_, first)| {
                is_number(&first.text) == is_number(&value.text)
                    && (is_number(&value.text) || are_alike(&[first.clone(), value.clone()]))
            });
            for (line, value) in first.into_iter().chain([(range.clone(), value)]) {
                found.extend(list.push(line, value, phrases));
            }
        } else {
            let open = is_item(text) || std::mem::take(&mut slipped);
            // A single value above a slip belongs to the list below it.
            slipped = is_item(text) && !list.lines.is_empty();
            let line = match (open, text.trim()) {
                (true, _) => Behind::Item,
                (false, "") => Behind::Blank,
                (false, _) => Behind::Words,
            };
            found.extend(list.pass(line, phrases));
            above = behind_sentence(text, phrases).map(|(at, value)| (range.start + at..range.end, value));
        }
        match super::parted::line(text, !parted.is_empty(), phrases) {
            Some(value) => parted.push((range.clone(), value)),
            // Paragraphs of pairs are one list.
            None if text.trim().is_empty() => {}
            // A word right below may be another value that is written differently.
            None => {
                let open = text.trim_start_matches(MARKS).starts_with(|c: char| c.is_ascii_alphanumeric());
                found.extend(of_pairs(std::mem::take(&mut parted), open));
            }
        }
        let led = led_in.then(|| behind_meaning(text, phrases)).flatten();
        if let Some(value) = led {
            named.push((range, value));
        } else {
            found.extend(ended(std::mem::take(&mut named), is_item(text), phrases));
            led_in = text.ends_with([':', '：']);
        }
    }
    found.extend(list.end(slipped, phrases));
    found.extend(ended(named, false, phrases));
    found.extend(of_pairs(parted, false));
    found
}

/// The value with its meaning after a sentence of a line, and its start: `有两种。on：亮`.
fn behind_sentence(line: &str, phrases: &Phrases) -> Option<(usize, Spelled)> {
    let mut ends = line.match_indices('。').map(|(at, end)| at + end.len()).take(SENTENCES);
    ends.find_map(|end| value(&line[end..], phrases).map(|value| (end, value)))
}

/// The value at the end of a line, after the colon of its meaning or in parentheses: `亮：on；`, `亮（on）`.
fn behind_meaning(line: &str, phrases: &Phrases) -> Option<Spelled> {
    let line = line.trim_start_matches(MARKS).trim_end_matches([';', '；', '。', ' ']);
    let at = line.find([':', '：', '(', '（'])?;
    let rest = &line[at..];
    // `亮（on）`
    let value = match rest.strip_prefix(['(', '（']) {
        Some(inner) => inner.strip_suffix([')', '）'])?,
        None => rest.trim_start_matches([':', '：', ' ']),
    };
    let (meaning, value) = (line[..at].trim(), unquoted(value.trim()));
    let native = meaning.chars().all(|c| phrases.is_native(c)) && !meaning.is_empty();
    let whole = is_token(value) && !is_number(value) && !value.contains(':') && !is_stopped(value, line, phrases);
    (native && whole && phrases.is_foreign(value, meaning)).then(|| Spelled {
        text: value.to_owned(),
        meaning: Some(meaning.to_owned()),
        marked: false,
    })
}

/// The value that begins a line, with its meaning.
fn value(line: &str, phrases: &Phrases) -> Option<Spelled> {
    let line = line.trim_start_matches(MARKS);
    let at = line.find([':', '：']).into_iter().chain(line.find("->")).min();
    let at = unmarked(line, phrases).or(at)?;
    let meaning = line[at..].trim_start_matches([':', '：', '-', '>', ' ']).trim_end_matches([';', '；', ' ']);
    let (value, meaning) = (line[..at].trim(), meaning.trim());
    // `“1”：off`
    let value = unquoted(value);
    let fits = if is_number(value) { !value.contains([',', '.']) } else { phrases.is_foreign(value, meaning) };
    let native = meaning.chars().any(char::is_alphabetic) && !meaning.contains(['{', '}', '[', ']']);
    let whole = is_token(value) && !value.contains(':') && !is_stopped(value, line, phrases);
    (fits && native && whole).then(|| Spelled {
        text: value.to_owned(),
        meaning: Some(meaning.to_owned()),
        marked: false,
    })
}

/// The start of the meaning after a number and a hyphen (`1-on`, `1 - on`), or after a constant and a space (`ON 亮`).
fn unmarked(line: &str, phrases: &Phrases) -> Option<usize> {
    let behind = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = line.len() - behind.len();
    let hyphen = behind.trim_start_matches(' ').strip_prefix('-').map(|rest| rest.trim_start_matches([' ', '-']));
    if number > 0 && hyphen.is_some_and(|meaning| meaning.starts_with(char::is_alphabetic)) {
        return Some(number);
    }
    let constant = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let (word, meaning) = line.split_once(' ').map(|(word, meaning)| (word, meaning.trim_start_matches(' ')))?;
    (word.len() > 2 && word.chars().all(constant) && meaning.starts_with(|c| phrases.is_native(c) && !c.is_ascii()))
        .then_some(word.len())
}

/// Whether a line has the mark of an item: after a list it is another value that is written differently.
fn is_item(line: &str) -> bool {
    line.trim_start().starts_with(['>', '•', '-'])
}

/// The list that consecutive lines are.
fn ended(list: Lines, open: bool, phrases: &Phrases) -> Option<Structured> {
    let range = list.first()?.0.start..list.last()?.0.end;
    let values: Vec<Spelled> = list.into_iter().map(|(_, value)| value).collect();
    let numbers = values.iter().filter(|value| is_number(&value.text)).count();
    let alike = numbers == values.len() || (numbers == 0 && are_alike(&values));
    // `Windows: 至少8位`: a constraint for a case. Product names are written like this.
    let capitalised = |value: &Spelled| value.text.starts_with(|c: char| c.is_ascii_uppercase());
    let limits = |value: &Spelled| value.meaning.as_deref().is_some_and(|it| it.contains(|c: char| c.is_ascii_digit()));
    let cases = are_cases(&values, phrases) || values.iter().all(capitalised) && values.iter().any(limits);
    (values.len() > 1 && are_distinct(&values) && alike && !cases).then_some(Structured {
        rule: "structure/lined",
        range,
        values,
        open,
    })
}

/// The list that consecutive lines are, with a comma after each value.
fn of_pairs(list: Lines, open: bool) -> Option<Structured> {
    let range = list.first()?.0.start..list.last()?.0.end;
    let values: Vec<Spelled> = list.into_iter().map(|(_, value)| value).collect();
    super::parted::is_list(&values).then_some(Structured { rule: "structure/parted", range, values, open })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Library;

    fn values(text: &str) -> Vec<Vec<String>> {
        let library = Library::embedded();
        let vocabulary = library.vendor("jdcloud").unwrap();
        let mut flat = FlatText::default();
        flat.push_run(text, crate::source::Span::default());
        let found = lists(&flat, &vocabulary.phrases);
        found.into_iter().map(|list| list.values.into_iter().map(|value| value.text).collect()).collect()
    }

    #[test]
    fn values_begin_lines() {
        assert_eq!(values("灯\n0：灭\n1：亮\n其他"), [["0", "1"]]);
        assert_eq!(values("灯。取值为：\n“1”：小，至多10盏\n“2”：大，至多50盏"), [["1", "2"]]);
        assert_eq!(values("Lamp\n0: dark\n-1: lit"), [["0", "-1"]]);
        assert_eq!(values("灯\non：亮\noff：灭"), [["on", "off"]]);
        assert_eq!(values("灯。有三种。on：亮。\noff：灭\ndim：暗"), [["on", "off", "dim"]]);
        assert_eq!(values("灯有三种。on：亮。\noff：灭\ndim：暗"), [["on", "off", "dim"]]);
        assert_eq!(values("任务\nLAMP_ON->完成:已亮\nLAMP_OFF->未完成:已灭"), [["LAMP_ON", "LAMP_OFF"]]);
        assert_eq!(values("灯：\n>on：亮\n>off：灭"), [["on", "off"]]);
        assert_eq!(values("灯：\n亮：on；\n灭：off"), [["on", "off"]]);
        assert_eq!(values("灯。Lamp：灯。\n1：亮\n2：灭"), [["1", "2"]]);
        assert_eq!(values("灯，目前支持：\n亮（on）\n灭（off）"), [["on", "off"]]);
        assert_eq!(values("灯：\n> on，亮；\n> off，灭；\n> dim，按时亮"), [["on", "off", "dim"]]);
        assert_eq!(values("灯，值包括：\n1-亮\n2-灭\n3-半亮+闪"), [["1", "2", "3"]]);
        assert_eq!(values("Lamp\n1 - lit\n2 - dark"), [["1", "2"]]);
        assert_eq!(values("灯：\nLAMP 亮的灯\nROOM 灭的灯"), [["LAMP", "ROOM"]]);
        assert_eq!(values("灯\n0-灭\n-亮\n2-闪\n3-坏"), [["0", "2", "3"]]);
        assert_eq!(values("灯\n0-灭\n1-亮\n闪\n3-坏\n4-旧"), [["0", "1", "3", "4"]]);
        assert_eq!(values("灯\n0-灭\n1-亮\n房间：\n0-大\n1-小"), [["0", "1"], ["0", "1"]]);
        assert_eq!(values("灯\n0-灭\n1-亮\n闪\n坏\n3-旧\n4-新"), [["0", "1"], ["3", "4"]]);
        assert_eq!(values("灯\nA：一\nB：二\n其他\nC：三\nD：四"), [["A", "B"], ["C", "D"]]);
    }

    #[test]
    fn other_lines_with_colons_are_no_list() {
        let none: [&str; 11] = [
            "灯\n1-10盏\n2-20盏",
            "灯\n亮（on）\n灭（off）",
            "灯\n单位：MB\n模式：ON",
            "灯\n0：灭",
            "灯\n0：灭\n其他\n1：亮",
            "Lamp\nname: what it is called\nsize: how large it is",
            "密码\nWindows：长度8-26\nLinux：长度6-30",
            "灯\nMySQL：不支持该参数\nOracle：支持",
            "灯\n0：灭\n0：亮",
            "灯\n0：灭\non：亮",
            "00:00-01:00\n01:00-02:00",
        ];
        for text in none {
            assert_eq!(values(text), Vec::<Vec<String>>::new(), "{text}");
        }
    }
}
