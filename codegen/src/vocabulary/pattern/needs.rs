//! Determines what a text must contain for a pattern to match it, from the pattern's form alone.
//!
//! The result is a necessary condition, never a sufficient one: where a form shows nothing, nothing is needed.

use regex_syntax::ast::{self, Ast, GroupKind, RepetitionKind, RepetitionRange};

/// Literals, one of which a text must contain.
pub(in crate::vocabulary) type Clause = Vec<Box<str>>;

/// The clauses of literals that every match of an expression fulfils.
pub(super) fn needs(form: &Ast) -> Vec<Clause> {
    let mut run = Run::default();
    run.add(form);
    run.end();
    run.clauses.retain(|clause| strength(clause) > 1);
    run.clauses
}

/// Consecutive characters, and the clauses before them.
#[derive(Default)]
struct Run {
    literal: String,
    clauses: Vec<Clause>,
    /// Flags change which characters match from here on: nothing more can be determined.
    flags: bool,
}

impl Run {
    fn end(&mut self) {
        if !self.literal.is_empty() {
            self.clauses.push(vec![std::mem::take(&mut self.literal).into()]);
        }
    }

    fn add(&mut self, form: &Ast) {
        match form {
            Ast::Empty(_) | Ast::Assertion(_) => {}
            Ast::Literal(literal) if !self.flags => self.literal.push(literal.c),
            Ast::Flags(flags) => self.flags |= changes_letters(&flags.flags),
            Ast::Literal(_) | Ast::Dot(_) | Ast::ClassUnicode(_) | Ast::ClassPerl(_) | Ast::ClassBracketed(_) => {
                self.end();
            }
            Ast::Repetition(repetition) => {
                self.end();
                if least(&repetition.op.kind) > 0 {
                    self.add(&repetition.ast);
                    self.end();
                }
            }
            Ast::Group(group) => {
                let outer = self.flags;
                if let GroupKind::NonCapturing(flags) = &group.kind {
                    self.flags |= changes_letters(flags);
                }
                self.add(&group.ast);
                self.flags = outer;
            }
            Ast::Concat(concat) => concat.asts.iter().for_each(|part| self.add(part)),
            Ast::Alternation(alternation) => {
                self.end();
                // Flags also apply to the branches after them.
                let mut best = |branch: &Ast| {
                    let mut run = Self { flags: self.flags, ..Self::default() };
                    run.add(branch);
                    run.end();
                    self.flags = run.flags;
                    run.clauses.into_iter().max_by_key(strength)
                };
                let branches: Vec<Option<Clause>> = alternation.asts.iter().map(&mut best).collect();
                let best: Option<Vec<Clause>> = branches.into_iter().collect();
                self.clauses.extend(best.map(|best| best.into_iter().flatten().collect::<Clause>()));
            }
        }
    }
}

/// Whether flags change which characters a letter matches, or which characters are letters of the expression.
fn changes_letters(flags: &ast::Flags) -> bool {
    flags.flag_state(ast::Flag::CaseInsensitive) == Some(true)
        || flags.flag_state(ast::Flag::IgnoreWhitespace) == Some(true)
}

/// The minimum number of times that a part is repeated.
fn least(kind: &RepetitionKind) -> u32 {
    match kind {
        RepetitionKind::ZeroOrOne | RepetitionKind::ZeroOrMore => 0,
        RepetitionKind::OneOrMore => 1,
        RepetitionKind::Range(
            RepetitionRange::Exactly(least) | RepetitionRange::AtLeast(least) | RepetitionRange::Bounded(least, _),
        ) => *least,
    }
}

/// How selective a clause is: the length of its shortest literal.
fn strength(clause: &Clause) -> usize {
    clause.iter().map(|literal| literal.len()).min().unwrap_or(0)
}
