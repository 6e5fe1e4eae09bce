//! The words and templates of types of all of a vendor's languages, ready to match.
//!
//! This module never reads a type itself: [`crate::vocabulary::type_expr`] does.

use std::collections::BTreeMap;

use super::{Scalar, Word, Words};
use crate::text::{fold, fold_label};
use crate::vocabulary::texts::Form;

/// The words and forms of types of all of a vendor's languages.
#[derive(Clone, Debug, Default)]
pub struct TypeWords {
    /// The meaning of each word.
    pub words: BTreeMap<String, Word>,
    /// Scalars with names of their own.
    pub named: BTreeMap<String, Scalar>,
    /// The templates, folded, without spaces at their ends.
    pub arrays: Vec<Template>,
    /// Templates of maps.
    pub maps: Vec<Template>,
    /// Templates of named structures.
    pub objects: Vec<Template>,
    /// Templates of maps of which only the keys are stated.
    pub keyed: Vec<Template>,
    /// Templates of parts of named structures.
    pub partials: Vec<Template>,
    /// Templates without an effect.
    pub pointers: Vec<Template>,
    /// Separators in a union, folded, the longest first.
    pub unions: Vec<Vec<char>>,
    /// Templates of scalars with a name.
    pub scalars: Vec<Template>,
    /// See [`super::Types::list_descriptions`].
    pub list_descriptions: Vec<String>,
}

/// A template, divided at its holes: literal, hole, literal, hole, literal.
pub type Template = Vec<Vec<char>>;

impl TypeWords {
    /// Combines the words of several languages. Where they disagree, the first one wins.
    pub fn merge(languages: &[&Words]) -> Self {
        let mut merged = Self::default();
        for language in languages {
            for (word, spellings) in language.types.all() {
                for spelling in spellings {
                    merged.words.entry(fold_label(spelling)).or_insert(word);
                }
            }
            for (name, scalar) in &language.scalars {
                merged.named.entry(fold_label(name)).or_insert_with(|| scalar.clone());
            }
            merged.list_descriptions.extend(language.types.list_descriptions.iter().map(|words| fold(words)));
            let forms = &language.type_forms;
            let templates = |all: &[Form]| -> Vec<Template> {
                all.iter()
                    .map(|form| form.replace("{name}", "{}").split("{}").map(fold_keeping_blanks).collect())
                    .collect()
            };
            merged.arrays.extend(templates(&forms.array));
            merged.maps.extend(templates(&forms.map));
            merged.objects.extend(templates(&forms.object));
            merged.keyed.extend(templates(&forms.keyed));
            merged.partials.extend(templates(&forms.partial));
            merged.pointers.extend(templates(&forms.pointer));
            merged.scalars.extend(templates(&forms.scalar));
            merged.unions.extend(forms.union.iter().map(|words| words.chars().map(crate::text::fold_char).collect()));
            for (plural, singular) in &forms.scalar_plurals {
                let singular = fold_label(singular);
                if let Some(scalar) = merged.named.get(&singular).cloned() {
                    merged.named.entry(fold(plural)).or_insert(scalar);
                }
                if let Some(&word) = merged.words.get(&singular) {
                    merged.words.entry(fold(plural)).or_insert(word);
                }
            }
        }
        merged.unions.sort_by_key(|words: &Vec<char>| std::cmp::Reverse(words.len()));
        merged
    }
}

fn fold_keeping_blanks(text: &str) -> Vec<char> {
    text.chars().map(crate::text::fold_char).collect()
}
