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
        format!("`{text}` is none of {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::by_name;

    #[test]
    fn a_name_that_there_is_not_is_told_the_others() {
        let all = [(1, "one"), (2, "two")];
        assert_eq!(by_name(&all, "two"), Ok(2));
        assert_eq!(by_name(&all, "Two"), Err("`Two` is none of one, two".into()));
    }
}
