//! The words of requiredness of all of a vendor's languages, ready to match: for a cell, a sentence or the start of a
//! description.
//!
//! Words that are not known remain unknown: this module never guesses their meaning.

use super::Required;
use crate::text::{fold, fold_label, sentences, shortcode_name};
use crate::vocabulary::RequiredWord;

/// The words of requiredness of all of a vendor's languages.
#[derive(Clone, Debug, Default)]
pub struct RequiredWords {
    yes: Vec<String>,
    no: Vec<String>,
    unstated: Vec<String>,
    nullable: Vec<String>,
    conditional_yes: Vec<String>,
    conditional_no: Vec<String>,
    prefixes: Vec<String>,
    sentences: Vec<String>,
}

impl RequiredWords {
    /// Combines the words of several languages.
    pub fn merge<'a>(files: impl Iterator<Item = &'a Required>) -> Self {
        let mut merged = Self::default();
        let folded = |words: &[String]| words.iter().map(|word| fold_label(word)).collect::<Vec<_>>();
        for file in files {
            merged.yes.extend(folded(&file.yes));
            merged.no.extend(folded(&file.no));
            merged.unstated.extend(folded(&file.unstated));
            merged.nullable.extend(folded(&file.nullable));
            merged.conditional_yes.extend(folded(&file.conditional_yes));
            merged.conditional_no.extend(folded(&file.conditional_no));
            merged.sentences.extend(file.sentences.iter().map(|sentence| fold(sentence)));
            merged.prefixes.extend(file.prefixes.iter().map(|prefix| fold(prefix)));
        }
        merged
    }

    /// The meaning of a cell: of its words, or of the macro call of a site generator.
    pub fn read(&self, text: &str) -> RequiredWord {
        let folded = fold_label(shortcode_name(text.trim()).unwrap_or(text));
        let is = |words: &[String]| words.contains(&folded);
        if folded.is_empty() || is(&self.unstated) {
            return RequiredWord::Unstated;
        }
        if is(&self.yes) {
            return RequiredWord::Yes;
        }
        if is(&self.no) {
            return RequiredWord::No;
        }
        let starts = |words: &[String]| {
            words.iter().any(|word| {
                folded.strip_prefix(word.as_str()).is_some_and(|rest| !rest.starts_with(crate::text::is_word))
            })
        };
        let has_any = |words: &[String]| words.iter().any(|word| has_phrase(&folded, word));
        if starts(&self.no) {
            RequiredWord::NoWithWords
        } else if starts(&self.yes) || has_any(&self.conditional_yes) {
            RequiredWord::Conditional
        } else if has_any(&self.conditional_no) {
            RequiredWord::NoWithWords
        } else {
            RequiredWord::Unknown
        }
    }

    /// Whether a mark states that the value may be `null`.
    pub fn is_nullable(&self, text: &str) -> bool {
        self.nullable.contains(&fold_label(text))
    }

    /// Whether a sentence of a description states that the field is required.
    pub fn in_sentence(&self, text: &str) -> bool {
        sentences(text).any(|sentence| self.sentences.contains(&fold(sentence)))
    }

    /// The length in bytes of the start of a description that states that the field is required.
    pub fn prefix(&self, text: &str) -> usize {
        let head: String = text.chars().take(60).map(crate::text::fold_char).collect();
        let blank = head.len() - head.trim_start().len();
        let found = self.prefixes.iter().find(|prefix| head.trim_start().starts_with(prefix.as_str()));
        found.map_or(0, |prefix| {
            let characters = head[..blank].chars().count() + prefix.chars().count();
            text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
        })
    }
}

/// Whether a phrase occurs in a text, Latin words as whole words.
pub fn has_phrase(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let behind = text[at + phrase.len()..].chars().next();
        let edge = |inside: Option<char>, outside: Option<char>| {
            !(inside.is_some_and(crate::text::is_word) && outside.is_some_and(crate::text::is_word))
        };
        edge(phrase.chars().next(), before) && edge(phrase.chars().next_back(), behind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Library;

    #[test]
    fn cells_of_requiredness() {
        let library = Library::embedded();
        let huawei = library.vendor("huawei").unwrap();
        let read = |text| huawei.required(text);
        assert_eq!(read("是"), RequiredWord::Yes);
        assert_eq!(read("否。"), RequiredWord::No);
        assert_eq!(read("-"), RequiredWord::Unstated);
        assert_eq!(read("type = 2时必选"), RequiredWord::Conditional);
        assert_eq!(read("backend_type = HTTP时选填"), RequiredWord::NoWithWords);
        assert_eq!(read("否 使用AK/SK认证时该字段必选。"), RequiredWord::NoWithWords);
        assert_eq!(read("是（如果卷快照创卷，size为可选。）"), RequiredWord::Conditional);
        assert_eq!(read("Array"), RequiredWord::Unknown);
        let otc = library.vendor("otc").unwrap();
        assert_eq!(otc.required("Yes when func_mounts is not empty."), RequiredWord::Conditional);
        assert_eq!(otc.required("No This parameter is mandatory for AK/SK"), RequiredWord::NoWithWords);
        assert_eq!(otc.required("Note"), RequiredWord::Unknown);
    }

    #[test]
    fn descriptions_that_begin_with_required() {
        let library = Library::embedded();
        let yandex = library.vendor("yandex").unwrap();
        let prefix = |text: &'static str| &text[..yandex.required_prefix(text)];
        assert_eq!(prefix("Обязательное поле. Имя"), "Обязательное поле.");
        assert_eq!(prefix("Required field. ID"), "Required field.");
        assert_eq!(prefix("Requires nothing"), "");
    }

    #[test]
    fn phrases_respect_words() {
        assert!(has_phrase("is mandatory.", "mandatory") && !has_phrase("unmandatory", "mandatory"));
        assert!(has_phrase("时必选", "必选"));
    }
}
