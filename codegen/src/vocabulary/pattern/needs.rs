//! Determines what a text must contain for a pattern to match it, from the pattern's form alone.
//!
//! The result is a necessary condition, never a sufficient one: where a form shows nothing, nothing is needed.

use std::cmp::Reverse;

use regex_syntax::ast::{self, Ast, ClassSet, ClassSetItem, GroupKind, RepetitionKind, RepetitionRange};

/// How many characters a class may have to be a choice of literals: the digits, and a few more.
const CLASS: usize = 16;

/// Literals, one of which a text must contain.
pub(in crate::vocabulary) type Clause = Vec<Box<str>>;

/// The clauses of literals that every match of an expression fulfils.
pub(super) fn needs(form: &Ast) -> Vec<Clause> {
    let mut run = Run::default();
    run.add(form);
    run.end();
    run.clauses.retain(is_telling);
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
            Ast::ClassBracketed(class) if !self.flags && !class.negated => {
                self.end();
                self.clauses.extend(characters(&class.kind));
            }
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
                let mut clauses = |branch: &Ast| {
                    let mut run = Self { flags: self.flags, ..Self::default() };
                    run.add(branch);
                    run.end();
                    self.flags = run.flags;
                    run.clauses
                };
                let branches: Vec<Vec<Clause>> = alternation.asts.iter().map(&mut clauses).collect();
                self.clauses.extend(of_branches(branches));
            }
        }
    }
}

/// What each of some branches needs: a choice of the best clauses of all, and the clauses that all have.
fn of_branches(branches: Vec<Vec<Clause>>) -> Vec<Clause> {
    let Some((first, others)) = branches.split_first() else { return Vec::new() };
    let is_common = |clause: &&Clause| others.iter().all(|branch| branch.contains(clause));
    let common: Vec<Clause> = first.iter().filter(is_common).cloned().collect();
    let best = |clauses: Vec<Clause>| clauses.into_iter().max_by_key(|it| (strength(it), Reverse(it.len())));
    let choice: Option<Vec<Clause>> = branches.into_iter().map(best).collect();
    let choice = choice.map(|best| best.into_iter().flatten().collect::<Clause>());
    choice.into_iter().chain(common).collect()
}

/// The characters of a class, where it lists a few.
fn characters(class: &ClassSet) -> Option<Clause> {
    let mut all = Vec::new();
    let ClassSet::Item(item) = class else { return None };
    let items = match item {
        ClassSetItem::Union(union) => union.items.as_slice(),
        item => std::slice::from_ref(item),
    };
    for item in items {
        let (first, last) = match item {
            ClassSetItem::Literal(literal) => (literal.c, literal.c),
            ClassSetItem::Range(range) => (range.start.c, range.end.c),
            _ => return None,
        };
        all.extend((first..=last).take(CLASS + 1).map(|c| c.to_string().into_boxed_str()));
        if all.len() > CLASS {
            return None;
        }
    }
    Some(all)
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

/// Whether some texts do not fulfil a clause: nearly each text has blanks and every single letter.
fn is_telling(clause: &Clause) -> bool {
    let is_common = |c: char| c.is_ascii_lowercase() || c.is_whitespace();
    !clause.is_empty() && clause.iter().all(|literal| literal.len() > 1 || !literal.chars().all(is_common))
}
