//! Templates of times as regular expressions: `HH:mm:ss` is two digits, a colon, and so on.

/// The expression of a template without a date, or of digits alone; `None` for any other, since digits alone do not
/// describe it.
pub(super) fn digits(template: &str) -> Option<String> {
    if let Some((time, fraction)) = template.split_once(',') {
        return with_comma(time, fraction);
    }
    let folded = template.to_lowercase().replace("24", "");
    let date = folded.contains("yy");
    let whole = !folded.is_empty() && folded.chars().all(|c| "ymdhs".contains(c) || (c == ':' && !date));
    if !whole {
        return None;
    }
    let parts: Vec<String> = folded.split(':').map(|part| format!("\\d{{{}}}", part.len())).collect();
    Some(parts.join(":"))
}

/// Whether a text is a template of a date or a time, or a part of one: `CCYY-MM-DDThh`, `mm:ss`. A single unit is not.
pub(super) fn is_template(text: &str) -> bool {
    let parts = text.to_lowercase();
    let known =
        |part: &str| matches!(part, "yy" | "yyyy" | "ccyy" | "mm" | "dd" | "hh" | "hh24" | "ss" | "ddthh" | "z");
    let mut units = parts.split(['-', '/', ':', ' ', '.']).filter(|part| !part.is_empty());
    units.clone().count() > 1 && units.all(known)
}

/// The expression of a date and time with a comma before its fraction, which RFC 3339 does not allow.
fn with_comma(time: &str, fraction: &str) -> Option<String> {
    let plain = time.eq_ignore_ascii_case("yyyy-mm-ddthh:mm:ss") || time.eq_ignore_ascii_case("yyyy-mm-dd hh:mm:ss");
    let digits = fraction.len();
    let fits = plain && digits > 0 && fraction.chars().all(|c| c.eq_ignore_ascii_case(&'s'));
    let between = time.chars().nth(10)?;
    fits.then(|| format!(r"\d{{4}}-\d{{2}}-\d{{2}}{between}\d{{2}}:\d{{2}}:\d{{2}},\d{{{digits}}}"))
}

#[cfg(test)]
mod tests {
    use super::{digits, is_template};

    #[test]
    fn parts_of_templates_are_known() {
        assert!(["CCYY-MM-DDThh", "yyyy-MM-dd", "mm:ss", "hh-mm"].into_iter().all(is_template));
        assert!(!["mm", "dd-lamp", "all-days", "yy-week"].into_iter().any(is_template));
    }

    #[test]
    fn templates_become_digits() {
        assert_eq!(digits("HH:mm:ss").as_deref(), Some(r"\d{2}:\d{2}:\d{2}"));
        assert_eq!(digits("yyyyMMddHHmmss").as_deref(), Some(r"\d{14}"));
        assert_eq!(digits("yyyy-MM-dd HH:mm:ss"), None);
        let fraction = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2},\d{3}";
        assert_eq!(digits("yyyy-MM-ddTHH:mm:ss,SSS").as_deref(), Some(fraction));
        assert_eq!(digits("yyyy-MM-dd,SSS"), None);
        assert_eq!(digits("yyyy-MM-ddTHH:mm:ssZ"), None);
        assert_eq!(digits("yyyyMMddTHHmmssZ"), None, "letters that stay letters");
    }
}
