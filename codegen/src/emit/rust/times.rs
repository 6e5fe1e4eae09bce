//! Texts that are dates, times or durations: the type of the `support` module for each, and the types that a crate
//! needs.
//!
//! A type keeps the text byte for byte; the text is only interpreted with the feature `jiff`. Every crate has types for
//! dates in the form of RFC 3339 and for durations. Each other form of a page's dates (`yyyy-MM-dd HH:mm:ss`) has its
//! own type, which reads and writes that form. A field whose form is not understood remains a text.

use std::collections::BTreeMap;

use super::names;
use super::plan;
use crate::ir::{Api, Format, Kind, Schema};

/// The meaning of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Time {
    /// An instant in the form of RFC 3339.
    Instant,
    /// A duration, in the form of ISO 8601 or as a number with a unit.
    Duration,
    /// A date, with or without a time, in a form of its own.
    Written(Form),
}

/// The form of a date.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form {
    /// In the letters of `yyyy-MM-dd'T'HH:mm:ss`, whatever letters the page uses.
    pub(super) template: String,
    /// In the letters of `strftime`.
    pub(super) strftime: String,
    pub(super) zone: Zone,
    pub(super) has_time: bool,
}

/// What the form states about the time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Zone {
    /// Nothing.
    None,
    /// `Z`, or a zero offset: UTC.
    Utc,
    /// An offset in the text.
    Offset,
}

impl Time {
    /// The type's name in the `support` module.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Instant => "DateTime".to_owned(),
            Self::Duration => "Duration".to_owned(),
            Self::Written(form) => {
                // Hyphens and colons are expected; all other characters are part of the name.
                let words = form.template.replace('/', " slash ").replace('.', " dot ").replace("+0000", " offset");
                let words = words.replace("±hh:mm", " offset with colon").replace("±hhmm", " any offset");
                let words = words.replace(" T", " blank T").replace('T', " t ").replace('Z', " z");
                format!("Written{}", names::type_(&words))
            }
        }
    }
}

/// The meaning of a schema's text; `None` where it is an ordinary text, or one of listed values.
pub(super) fn of(schema: &Schema) -> Option<Time> {
    let Kind::String { format: Some(Format { name, template }) } = &schema.kind else { return None };
    if plan::is_values(schema) {
        return None;
    }
    match (name.as_str(), template.as_deref()) {
        ("date-time", None) => Some(Time::Instant),
        ("duration", _) => Some(Time::Duration),
        ("date", None) => form("yyyy-MM-dd").map(Time::Written),
        ("date-time" | "date", Some(template)) => form(template).map(|form| {
            // The form of RFC 3339 is an instant, whatever letters the page uses for it.
            let is_instant = matches!(form.template.as_str(), "yyyy-MM-ddTHH:mm:ssZ" | "yyyy-MM-ddTHH:mm:ss±hh:mm");
            if is_instant { Time::Instant } else { Time::Written(form) }
        }),
        _ => None,
    }
}

/// The forms that services use, by the name of their type.
pub(super) fn forms(apis: &[&Api]) -> BTreeMap<String, Form> {
    let mut found = BTreeMap::new();
    let mut visit = |schema: &Schema| {
        schema.walk(&mut |schema| {
            if let Some(time @ Time::Written(form)) = &of(schema) {
                found.insert(time.name(), form.clone());
            }
        });
    };
    for api in apis {
        api.schemas.values().for_each(&mut visit);
        for operation in &api.operations {
            plan::roots(operation, &mut |_, schema, _| visit(schema));
        }
    }
    found
}

/// Parses a page's template as a form. Letters are read by the meaning they must have, since pages mix cases.
fn form(template: &str) -> Option<Form> {
    let (mut plain, mut strftime) = (String::new(), String::new());
    let (mut year, mut month, mut day, mut hour, mut minute, mut second) = (false, false, false, false, false, false);
    let mut zone = Zone::None;
    let chars: Vec<char> = template.trim().chars().collect();
    let mut index = 0;
    while index < chars.len() {
        let c = chars[index];
        let run = chars[index..].iter().take_while(|other| other.eq_ignore_ascii_case(&c)).count();
        let mut put = |letters: &str, directive: &str| {
            plain.push_str(letters);
            strftime.push_str(directive);
        };
        match (c.to_ascii_lowercase(), run) {
            ('y', 4) if !year => {
                year = true;
                put("yyyy", "%Y");
            }
            // The century separately, as in ISO 8601.
            ('c', 2)
                if !year && chars[index + 2..].iter().take_while(|c| c.eq_ignore_ascii_case(&'y')).count() == 2 =>
            {
                year = true;
                put("yyyy", "%Y");
                index += 2;
            }
            ('m', 2) if year && !month => {
                month = true;
                put("MM", "%m");
            }
            ('d', 2) if month && !day => {
                day = true;
                put("dd", "%d");
            }
            ('h', 2) if day && !hour => {
                hour = true;
                put("HH", "%H");
            }
            ('m', 2) if hour && !minute => {
                minute = true;
                put("mm", "%M");
            }
            ('s', 2) if minute && !second => {
                second = true;
                put("ss", "%S");
            }
            // Fractions of a second.
            ('.', 1) if second => {
                let next = chars.get(index + 1).map(char::to_ascii_lowercase);
                let digits = chars[index + 1..].iter().take_while(|c| Some(c.to_ascii_lowercase()) == next).count();
                if !matches!(next, Some('s' | 'x' | 'f' | 'n')) || !(1..=9).contains(&digits) {
                    return None;
                }
                put(&format!(".{}", "S".repeat(digits)), &format!("%.{digits}f"));
                index += digits;
            }
            ('t', 1) if day && !hour => put("T", "T"),
            ('z', 1) if minute && zone == Zone::None => {
                zone = Zone::Utc;
                put("Z", "Z");
            }
            ('+', 1) if second && chars[index..].iter().collect::<String>() == "+0000" => {
                zone = Zone::Utc;
                put("+0000", "+0000");
                index += 4;
            }
            ('+' | '-' | '±', 1) if minute && zone == Zone::None && offset(&chars[index..]).is_some() => {
                zone = Zone::Offset;
                let (length, colon) = offset(&chars[index..])?;
                if colon {
                    put("±hh:mm", "%:z");
                } else {
                    put("±hhmm", "%z");
                }
                index += length - 1;
            }
            // Quotes and asterisks around a literal letter.
            ('\'' | '"' | '*', _) => {}
            ('-' | '/' | ':' | ' ', 1) => put(&c.to_string(), &c.to_string()),
            _ => return None,
        }
        index += run;
    }
    let has_time = hour || minute || second;
    let whole = year && month && day && (!has_time || (hour && minute));
    whole.then_some(Form { template: plain, strftime, zone, has_time })
}

/// The length of the offset at the end of a template, and whether it has a colon: `+xx:xx`, `±hhmm`, `+/-hh:mm`, or a
/// numeric offset that stands for all.
fn offset(rest: &[char]) -> Option<(usize, bool)> {
    let text: String = rest.iter().flat_map(|c| c.to_lowercase()).collect();
    let behind = text.strip_prefix("+/-").or_else(|| text.strip_prefix(['+', '-', '±']))?;
    // After a hyphen, hours and minutes may be the end of a time span.
    if text.starts_with('-') && !behind.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let digits: String = behind.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let colon = match digits.as_str() {
        "hh:mm" | "xx:xx" | "00:00" => true,
        "hhmm" | "xxxx" | "0000" => false,
        _ => return None,
    };
    Some((rest.len(), colon))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(template: &str) -> Option<(String, String)> {
        let form = form(template)?;
        Some((form.strftime.clone(), Time::Written(form).name()))
    }

    #[test]
    fn templates_are_read_by_what_they_must_mean() {
        let same = written("yyyy-MM-dd HH:mm:ss");
        assert_eq!(same, Some(("%Y-%m-%d %H:%M:%S".into(), "WrittenYyyyMmDdHhMmSs".into())));
        assert_eq!(written("YYYY-MM-DD hh:mm:ss"), same);
        assert_eq!(written("yyyy-MM-dd'T'HH:mm:ss.SSS").map(|found| found.0), Some("%Y-%m-%dT%H:%M:%S%.3f".into()));
        assert_eq!(written("yyyyMMddHHmmss").map(|found| found.0), Some("%Y%m%d%H%M%S".into()));
        assert_eq!(written("YYYY-MM-DDThh:mmZ"), Some(("%Y-%m-%dT%H:%MZ".into(), "WrittenYyyyMmDdTHhMmZ".into())));
        let colon = Some(("%Y-%m-%dT%H:%M:%S%:z".into(), "WrittenYyyyMmDdTHhMmSsOffsetWithColon".into()));
        for template in ["CCYY-MM-DDThh:mm:ss±hh:mm", "YYYY-MM-DDTHH:mm:ss+xx:xx", "yyyy-MM-ddTHH:mm:ss+08:00"] {
            assert_eq!(written(template), colon, "{template}");
        }
        let plain = Some(("%Y-%m-%d %H:%M:%S%z".into(), "WrittenYyyyMmDdHhMmSsAnyOffset".into()));
        assert_eq!(written("yyyy-MM-dd HH:mm:ss+hhmm"), plain);
        assert_eq!(written("yyyy-MM-dd HH:mm:ss+/-hhmm"), plain);
        for unknown in [
            "yyyy-MM-dd HH:mm-HH:mm",
            "yyyy-MM-dd+08:00",
            "yyyy-MM-ddTHH:mm:ss+08:00Z",
            "CCY-MM-dd",
            "",
            "HH:mm",
            "yyyy-MM",
            "week 3",
            "yyyy-MM-dd HH:mm:ss.",
            "yyyy-MM-dd QQ",
        ] {
            assert_eq!(written(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn forms_of_one_shape_have_names_of_their_own() {
        let templates = ["yyyy-MM-dd HH:mm:ss", "yyyy/MM/dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd THH:mm:ss"];
        let names: Vec<String> = templates.iter().filter_map(|template| Some(written(template)?.1)).collect();
        assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), 4, "{names:?}");
    }
}
