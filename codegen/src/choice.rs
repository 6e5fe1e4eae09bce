//! Values that options and configuration files choose from a few names.
//!
//! The names are defined where the values are. This module finds a value by its name, and lists all names where there
//! is none.

/// Why a text is not one of the names: a sentence with the names that were expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ParseError(String);

impl ParseError {
    /// The error with a sentence.
    #[doc(hidden)]
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// Finds the value of a name.
///
/// # Errors
///
/// A sentence with all names, where the text is none of them.
pub fn by_name<T: Copy>(all: &[(T, &str)], text: &str) -> Result<T, ParseError> {
    all.iter().find(|(_, name)| *name == text).map(|(value, _)| *value).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|(_, name)| *name).collect();
        let near = nearest(text, names.iter().copied()).map(|name| format!("; did you mean `{name}`?"));
        ParseError(format!("`{text}` is none of {}{}", names.join(", "), near.unwrap_or_default()))
    })
}

/// The known word that is most similar to an unknown one; `None` where none is similar enough.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = word.chars().count().div_ceil(3).max(1);
    let word = word.to_lowercase();
    let distances = known.into_iter().map(|candidate| {
        let folded = candidate.to_lowercase();
        let same_beginning = word.chars().count() >= 3 && folded.starts_with(&word);
        (if same_beginning { 1 } else { strsim::osa_distance(&word, &folded) }, candidate)
    });
    distances.filter(|(distance, _)| *distance <= near).min().map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::{ParseError, by_name, nearest};

    #[test]
    fn an_unknown_name_is_reported_with_the_known_ones() {
        let all = [(1, "one"), (2, "two")];
        assert_eq!(by_name(&all, "two"), Ok(2));
        assert_eq!(by_name(&all, "Two"), Err(ParseError::new("`Two` is none of one, two; did you mean `two`?")));
        assert_eq!(by_name(&all, "seven"), Err(ParseError::new("`seven` is none of one, two")));
    }

    #[test]
    fn the_nearest_word() {
        let known = ["name", "titles", "integer", "int64"];
        assert_eq!(nearest("nmae", known), Some("name"));
        assert_eq!(nearest("title", known), Some("titles"));
        assert_eq!(nearest("integr", known), Some("integer"));
        assert_eq!(nearest("integ", known), Some("integer"));
        assert_eq!(nearest("zzz", known), None);
    }
}
