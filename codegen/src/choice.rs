//! Values that options and configuration files give by a name out of a few.
//!
//! What the values are stands beside them; this only finds one, and tells all names where there is none.

/// Why a text is not the value that it was to become: a sentence that says what was expected.
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

/// The value of a name.
///
/// # Errors
///
/// A text that is none of the names, with what they are.
pub fn by_name<T: Copy>(all: &[(T, &str)], text: &str) -> Result<T, ParseError> {
    all.iter().find(|(_, name)| *name == text).map(|(value, _)| *value).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|(_, name)| *name).collect();
        let near = nearest(text, names.iter().copied()).map(|name| format!("; did you mean `{name}`?"));
        ParseError(format!("`{text}` is none of {}{}", names.join(", "), near.unwrap_or_default()))
    })
}

/// The known word that is nearest to one that is not, where one is near enough to be meant.
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
    fn a_name_that_there_is_not_is_told_the_others() {
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
