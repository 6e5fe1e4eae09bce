//! Texts of a vocabulary file that are more than words: patterns, and forms with holes.
//!
//! Each kind is a type of its own. What compiles a pattern takes nothing else, and the published schema says under
//! `x-text` which key has which kind, so that a key whose text is compiled is one that [`super::check`] looks at. Nothing
//! here knows a key or compiles a text.

use std::ops::Deref;

use serde::Deserialize;

macro_rules! texts {
    ($($(#[$about:meta])* $name:ident = $kind:ident $word:literal;)*) => {
        /// What kind of text a key has, as a schema's `x-text` says it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Kind {
            $(#[doc = concat!("See [`", stringify!($name), "`].")] $kind,)*
        }

        impl Kind {
            /// The kind by its word in a schema.
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
    /// A regular expression. `x-groups` of its key lists the groups that are read, of which one must be there;
    /// `x-captures` says that the first group is read, whatever it is called.
    Expression = Expression "expression";
    /// A regular expression over prose, with placeholders and macros.
    ProsePattern = ProsePattern "prose-pattern";
    /// A regular expression over a sentence about a whole operation, with placeholders of its own.
    StatementPattern = StatementPattern "statement-pattern";
    /// A text with a hole: `x-hole` of its key says which, `{}` where it does not, and `x-holes` how often, once where it
    /// does not.
    Form = Form "form";
    /// A word of a language for a type.
    TypeWord = TypeWord "type-word";
    /// The name of a form of texts: `date-time`.
    FormatName = FormatName "format";
    /// Letters and ranges of letters: `a-z`.
    Letters = Letters "letters";
}
