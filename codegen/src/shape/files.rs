//! Samples and texts from other files.

use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{Attribute, Block, BlockKind, Code as CodeBlock, Element};
use crate::includes::Included;
use crate::parse::{self, Syntax};
use crate::source::Span;

use super::{DEPTH, Shaper};

/// Options that select parts of a file: a truncated sample is not a whole body.
const PARTS: &[&str] = &["lines", "start-after", "start-at", "end-before", "end-at", "pyobject", "diff"];

impl Shaper<'_> {
    /// The file that an attribute names, and the offset at which it was appended to the page. If it is missing, that is
    /// reported at the attribute.
    pub(super) fn file(&mut self, path: &Attribute, severity: Severity) -> Option<(Arc<Included>, usize)> {
        let found = match self.includes.find(self.source, &path.value) {
            Ok(found) => self.source.include(&found.file).map(|offset| (found, offset)).ok_or((
                format!("`{}` is too large to be read with the page", path.value),
                "split the page or the file",
            )),
            Err(refused) => Err((refused.to_string(), refused.help())),
        };
        match found {
            Ok(found) => Some(found),
            Err((message, help)) => {
                let diagnostic = Diagnostic::new(Code::IncludeMissing, self.source, path.span, message).help(help);
                self.diagnostics.push(Diagnostic { severity, ..diagnostic });
                None
            }
        }
    }

    /// A sample: the file as a code block.
    pub(super) fn sample(&mut self, element: &Element, span: Span, out: &mut Vec<Block>) {
        if let Some(part) = element.attributes.iter().find(|attribute| PARTS.contains(&attribute.name.as_str())) {
            let message = format!("only a part of the file is shown (`{}`); it is not read", part.name);
            self.note(Code::MarkupUnknown, part.span, message);
            return;
        }
        let Some(path) = &element.argument else { return };
        let Some((found, base)) = self.file(path, Severity::Warning) else { return };
        let text = found.file.text();
        let mut offset = base;
        let lines = text
            .split_inclusive('\n')
            .map(|line| {
                let start = offset;
                offset += line.len();
                (start, line.trim_end().to_owned())
            })
            .collect();
        let language = element.attribute("language").map(|language| language.value.to_lowercase());
        // The place of the block is its text in the file; if that is empty, its place on the page.
        let span = if text.is_empty() { span } else { Span::new(base, base + text.trim_end().len()) };
        out.push(Block::new(span, BlockKind::Code(CodeBlock { language, lines })));
    }

    /// Inserts another text. A file that is itself a page is read as a page, and not inserted.
    pub(super) fn included(&mut self, element: &Element, out: &mut Vec<Block>) {
        let Some(path) = &element.argument else { return };
        let extension = Path::new(&path.value).extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let is_page = |extension: &String| {
            Syntax::EXTENSIONS.contains(&extension.as_str())
                || self.vocabulary.vendor.pages.extensions.contains_key(extension)
        };
        if extension.as_ref().is_some_and(is_page) {
            return;
        }
        if self.depth == DEPTH {
            self.note(Code::IncludeMissing, path.span, format!("files include each other deeper than {DEPTH} levels"));
            return;
        }
        let Some((found, base)) = self.file(path, Severity::Warning) else { return };
        if let Some(literal) =
            element.attributes.iter().find(|attribute| matches!(attribute.name.as_str(), "literal" | "code"))
        {
            self.note(Code::MarkupUnknown, literal.span, "a text that is included literally is not read");
            return;
        }
        let mut blocks = parse::rst_fragment(found.file.text(), base);
        self.depth += 1;
        self.blocks(&mut blocks);
        self.depth -= 1;
        out.extend(blocks);
    }
}
