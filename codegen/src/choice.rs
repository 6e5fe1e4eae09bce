//! Values that options and configuration files give by a name out of a few.
//!
//! What the values are stands beside them; this only finds one, and tells all names where there is none.

/// The value of a name.
///
/// # Errors
///
/// A text that is none of the names, with what they are.
pub fn by_name<T: Copy>(all: &[(T, &str)], text: &str) -> Result<T, String> {
    all.iter().find(|(_, name)| *name == text).map(|(value, _)| *value).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|(_, name)| *name).collect();
        let near = nearest(names.iter().copied(), text).map(|name| format!("; did you mean `{name}`?"));
        format!("`{text}` is none of {}{}", names.join(", "), near.unwrap_or_default())
    })
}

/// The name that a text is most likely a slip of, if any: alike enough that a person would see it.
pub fn nearest<'n>(names: impl IntoIterator<Item = &'n str>, text: &str) -> Option<&'n str> {
    // As clap has it for commands and flags.
    const ALIKE: f64 = 0.8;
    let alike = |name: &str| strsim::jaro_winkler(&name.to_lowercase(), &text.to_lowercase());
    let near = names.into_iter().map(|name| (alike(name), name)).filter(|(alike, _)| *alike > ALIKE);
    near.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::by_name;

    #[test]
    fn a_name_that_there_is_not_is_told_the_others() {
        let all = [(1, "one"), (2, "two")];
        assert_eq!(by_name(&all, "two"), Ok(2));
        assert_eq!(by_name(&all, "Two"), Err("`Two` is none of one, two; did you mean `two`?".into()));
        assert_eq!(by_name(&all, "seven"), Err("`seven` is none of one, two".into()));
    }
}
