//! Texts of a vocabulary file that are more than words: patterns, and forms with holes.
//!
//! Each kind has its own type. The code that compiles a pattern accepts only that type, and the published schema states
//! the kind of each key under `x-text`, so that [`super::check`] checks every text that is compiled. This module knows
//! no keys, and compiles nothing.

use std::ops::Deref;

use serde::Deserialize;

macro_rules! texts {
    ($($(#[$about:meta])* $name:ident = $kind:ident $word:literal;)*) => {
        /// The kind of a key's text, as in the schema's `x-text`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Kind {
            $(#[doc = concat!("See [`", stringify!($name), "`].")] $kind,)*
        }

        impl Kind {
            /// The kind by its name in a schema.
            pub(super) fn named(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$kind),)*
                    _ => None,
                }
            }
        }

        $(
            $(#[$about])*
            #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
            #[serde(transparent)]
            pub struct $name(String);

            impl Deref for $name {
                type Target = str;

                fn deref(&self) -> &str {
                    &self.0
                }
            }

            impl From<&str> for $name {
                fn from(text: &str) -> Self {
                    Self(text.to_owned())
                }
            }

            #[cfg(test)]
            impl schemars::JsonSchema for $name {
                fn inline_schema() -> bool {
                    true
                }

                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    schemars::json_schema!({ "type": "string", "x-text": $word })
                }
            }
        )*
    };
}

texts! {
    /// A regular expression. `x-groups` of its key lists the groups that are read, at least one of which must exist;
    /// `x-captures` states that the first group is read, whatever its name.
    Expression = Expression "expression";
    /// A regular expression over prose, with placeholders and macros.
    ProsePattern = ProsePattern "prose-pattern";
    /// A regular expression over a sentence about a whole operation, with placeholders of its own.
    StatementPattern = StatementPattern "statement-pattern";
    /// A text with a hole: `x-hole` of its key states which (by default `{}`), and `x-holes` how many (by default one).
    Form = Form "form";
    /// A word of a language for a type.
    TypeWord = TypeWord "type-word";
    /// The name of a format of texts: `date-time`.
    FormatName = FormatName "format";
    /// Letters and ranges of letters: `a-z`.
    Letters = Letters "letters";
}
