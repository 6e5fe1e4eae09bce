//! Documented formats of strings.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::contract::Program;
use crate::contract::program::Form;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Whether a text is in a format.
pub(super) fn fits(form: &Form, text: &str, program: &Program) -> bool {
    match form {
        Form::Known(_, leaf) => program.accepts(*leaf, text),
        Form::Base64 => STANDARD.decode(text).is_ok() || URL_SAFE.decode(text).is_ok(),
        Form::Template(template) => fits_template(template, text),
    }
}

/// A format in words.
pub(super) fn words(form: &Form) -> String {
    match form {
        Form::Known(name, _) => name.clone(),
        Form::Base64 => "base64".into(),
        Form::Template(template) => template.clone(),
    }
}

/// Whether a text has the layout of a date's template: a digit for each letter of a number, everything else literally.
///
/// The meaning of `Z` differs between pages: the letter, or an offset. Both are accepted for each sign of a zone, and so
/// are more or fewer digits in a fraction of a second.
fn fits_template(template: &str, text: &str) -> bool {
    let mut text = text.chars().peekable();
    let template: Vec<char> = template.chars().collect();
    let mut at = 0;
    while at < template.len() {
        let letter = template[at];
        at += 1;
        match letter {
            '\'' => {}
            '±' => return is_zone(&text.collect::<String>()),
            '+' | '-' if is_offset(&template[at..]) => return is_zone(&text.collect::<String>()),
            'C' | 'y' | 'Y' | 'M' | 'd' | 'D' | 'h' | 'H' | 'm' | 's' => {
                if !text.next().is_some_and(|c| c.is_ascii_digit()) {
                    return false;
                }
                // Services write a fraction of a second where there is one, whatever the page shows.
                let ends = letter == 's' && template.get(at) != Some(&'s');
                if ends && template.get(at) == Some(&'.') && text.peek() != Some(&'.') {
                    at += 1;
                    while template.get(at).is_some_and(|next| matches!(next, 'S' | 'f' | 'n' | 's')) {
                        at += 1;
                    }
                } else if ends && template.get(at) != Some(&'.') && text.next_if_eq(&'.').is_some() {
                    if !text.next().is_some_and(|c| c.is_ascii_digit()) {
                        return false;
                    }
                    while text.next_if(char::is_ascii_digit).is_some() {}
                }
            }
            'S' | 'f' | 'n' | 'X' | 'x'
                if !matches!(letter, 'X' | 'x') || template.get(at.wrapping_sub(2)) == Some(&'.') =>
            {
                if !text.next().is_some_and(|c| c.is_ascii_digit()) {
                    return false;
                }
                while template.get(at).is_some_and(|next| matches!(next, 'S' | 'f' | 'n' | 'X' | 'x')) {
                    at += 1;
                }
                while text.next_if(char::is_ascii_digit).is_some() {}
            }
            'Z' | 'X' => {
                while template.get(at) == Some(&letter) {
                    at += 1;
                }
                return is_zone(&text.collect::<String>());
            }
            other => {
                if text.next() != Some(other) {
                    return false;
                }
            }
        }
    }
    text.next().is_none()
}

/// Whether a template continues with an offset: `hh:mm` after its sign, or `xx:xx`.
fn is_offset(rest: &[char]) -> bool {
    let rest: String = rest.iter().flat_map(|c| c.to_lowercase()).collect();
    matches!(rest.strip_prefix("/-").unwrap_or(&rest), "hh:mm" | "hhmm" | "xx:xx" | "xxxx")
}

/// Whether a text is a zone: `Z`, or an offset.
fn is_zone(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).map(|rest| rest.replace(':', ""));
    text == "Z" || digits.is_some_and(|d| matches!(d.len(), 2 | 4) && d.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_laid_over_texts() {
        for (template, text, fits) in [
            ("yyyy-MM-ddTHH:mm:ssZ", "2020-01-02T03:04:05Z", true),
            ("yyyy-MM-ddTHH:mm:ssZ", "2020-01-02T03:04:05+0800", true),
            ("yyyy-MM-ddTHH:mm:ssZ", "2020-01-02 03:04:05", false),
            ("yyyy-MM-dd'T'HH:mm:ss.SSS", "2020-01-02T03:04:05.123456", true),
            ("yyyy-MM-ddTHH:mm:ss.SSSSSS", "2020-01-02T03:04:05", true),
            ("yyyy-MM-ddTHH:mm:ssZ", "2020-01-02T03:04:05.678Z", true),
            ("yyyy-MM-ddTHH:mm:ssZ", "2020-01-02T03:04:05.Z", false),
            ("yyyy-MM-dd HH:mm:ss", "2020-01-02 03:04:05", true),
            ("yyyy-MM-dd HH:mm:ss", "2020-01-02 03:04:05Z", false),
            ("yyyy-MM-dd HH:mm:ss", "", false),
            ("YYYY-MM-DDTHH:MM:SS.XXXXXX", "2020-01-02T03:04:05.123456", true),
            ("YYYY-MM-DDTHH:MM:SS.XXXXXX", "2020-01-02T03:04:05.Z", false),
            ("yyyy-mm-ddThh:mm:ss±hhmm", "2020-01-02T03:04:05+0800", true),
            ("yyyy-mm-ddThh:mm:ss±hhmm", "2020-01-02T03:04:05", false),
            ("CCYY-MM-DDThh:mm:ss+xx:xx", "2020-01-02T03:04:05-05:00", true),
            ("YYYY-MM-DDThh:mm:ss+/-hh:mm", "2020-01-02T03:04:05+hh:mm", false),
            ("YYYY-MM-DDThh:mmZ", "2020-01-02T03:04Z", true),
        ] {
            assert_eq!(fits_template(template, text), fits, "{template} {text}");
        }
        let program = Program::default();
        for (text, fits) in [("aGk", true), ("_-8=", true), ("a b", false)] {
            assert_eq!(super::fits(&Form::Base64, text, &program), fits, "{text}");
        }
    }
}
