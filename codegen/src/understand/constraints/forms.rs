//! Templates of times as expressions: `HH:mm:ss` is two digits, a colon, and so on.

/// The expression of a template without a date, or of digits alone; nothing for any other, which says more than digits do.
pub(super) fn digits(template: &str) -> Option<String> {
    let folded = template.to_lowercase().replace("24", "");
    let date = folded.contains("yy");
    let whole = !folded.is_empty() && folded.chars().all(|c| "ymdhs".contains(c) || (c == ':' && !date));
    if !whole {
        return None;
    }
    let parts: Vec<String> = folded.split(':').map(|part| format!("\\d{{{}}}", part.len())).collect();
    Some(parts.join(":"))
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn templates_become_digits() {
        assert_eq!(digits("HH:mm:ss").as_deref(), Some(r"\d{2}:\d{2}:\d{2}"));
        assert_eq!(digits("yyyyMMddHHmmss").as_deref(), Some(r"\d{14}"));
        assert_eq!(digits("yyyy-MM-dd HH:mm:ss"), None);
        assert_eq!(digits("yyyy-MM-ddTHH:mm:ssZ"), None);
        assert_eq!(digits("yyyyMMddTHHmmssZ"), None, "letters that stay letters");
    }
}
