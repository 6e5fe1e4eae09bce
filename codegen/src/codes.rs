//! The lists of the codes of findings: what every code means, why it is reported and what to do.
//!
//! One macro makes the codes for pages and those for traffic, so that `refract explain` finds the same in both.

/// Makes an enum of codes from their documentation, names and severities. The severity's type follows the enum's name;
/// its variants are the severities.
#[doc(hidden)]
#[macro_export]
macro_rules! codes {
    (
        $(#[$attribute:meta])*
        pub enum $Code:ident: $Severity:ident;
        $($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident;)+
    ) => {
        $(#[$attribute])*
        #[allow(clippy::doc_markdown, reason = "the texts are shown to users")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl $Code {
            /// All codes, in the order in which passes raise them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name shown to users, in kebab case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The severity it has unless configured otherwise.
            pub fn severity(self) -> $Severity {
                match self { $(Self::$variant => $Severity::$severity),+ }
            }

            /// What it means, why it is raised and what to do, as Markdown paragraphs.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc, "\n"),+)),+ }
            }
        }
    };
}
