//! Records what became of each table row of a page. The entries must add up to the number of rows: `refract check`
//! proves it.

use std::collections::BTreeMap;

use crate::diagnostic::Code;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// A field or parameter of the contract, or of a structure that others link to.
    Field,
    /// Left out for a reason.
    Skipped(Skip),
    /// Could not be used; a diagnostic with this code says why.
    Diagnosed(Code),
}

/// Why a row was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skip {
    /// A status with its meaning: it became a response of the operation.
    Status,
    /// An error code with its meaning.
    ErrorCode,
    /// The operation's method and URI.
    Endpoint,
    /// A row that repeats the column titles.
    Header,
    /// The line that introduces the next table, which follows directly.
    Caption,
    /// A row without text, or with words that mean "nothing".
    Empty,
    /// A row of a table that lists no parameters: none of its columns contains names of fields together with types,
    /// requiredness or descriptions.
    NoParameters,
    /// The row describes the whole value that its table is about, and was applied to it.
    WholeValue,
    /// The row stands for arbitrary keys, and made its object a map.
    MapKey,
    /// The row repeats a field that exists already and does not contradict it.
    Repeated,
}

impl Skip {
    /// The reason's name, in kebab case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::ErrorCode => "error-code",
            Self::Endpoint => "endpoint",
            Self::Header => "header",
            Self::Caption => "caption",
            Self::Empty => "empty",
            Self::NoParameters => "no-parameters",
            Self::WholeValue => "whole-value",
            Self::MapKey => "map-key",
            Self::Repeated => "repeated",
        }
    }
}

/// The rows of one or more pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    entries: BTreeMap<Entry, usize>,
    /// The number of rows of the tables, counted when the tables were found, not when their rows were read.
    expected: usize,
    /// The number of those in tables of parameters on pages with an operation.
    pub parameter_rows: usize,
    /// The number of those that became a field or were left out for a reason.
    pub parameter_rows_read: usize,
}

impl Ledger {
    /// Records that a table with so many rows was found.
    pub fn expect(&mut self, rows: usize) {
        self.expected += rows;
    }

    /// Records a row.
    pub fn enter(&mut self, entry: Entry) {
        self.enter_many(entry, 1);
    }

    /// Records rows with the same result.
    pub fn enter_many(&mut self, entry: Entry, rows: usize) {
        if rows > 0 {
            *self.entries.entry(entry).or_default() += rows;
        }
    }

    /// Records a row of a table of parameters; `of_operation` where its page has an operation. A row with a diagnostic
    /// does not count as read.
    pub fn enter_parameter_row(&mut self, entry: Entry, of_operation: bool) {
        self.enter(entry);
        if of_operation {
            self.parameter_rows += 1;
            self.parameter_rows_read += usize::from(!matches!(entry, Entry::Diagnosed(_)));
        }
    }

    /// The ledger of a page with an error: no operation is emitted, and no row is in a contract.
    #[must_use]
    pub fn without_contract(&self, error: Code) -> Self {
        let mut left = Self { expected: self.expected, parameter_rows: self.parameter_rows, ..Self::default() };
        for (&entry, &rows) in &self.entries {
            left.enter_many(if entry == Entry::Field { Entry::Diagnosed(error) } else { entry }, rows);
        }
        left
    }

    /// Adds the rows of another page.
    pub fn add(&mut self, other: &Self) {
        for (&entry, &rows) in &other.entries {
            self.enter_many(entry, rows);
        }
        self.expected += other.expected;
        self.parameter_rows += other.parameter_rows;
        self.parameter_rows_read += other.parameter_rows_read;
    }

    /// The entries with their numbers of rows, in a fixed order.
    pub fn entries(&self) -> impl Iterator<Item = (Entry, usize)> {
        self.entries.iter().map(|(&entry, &rows)| (entry, rows))
    }

    /// The number of rows recorded.
    pub fn sum(&self) -> usize {
        self.entries.values().sum()
    }

    /// The number of rows of the tables.
    pub fn rows(&self) -> usize {
        self.expected
    }

    /// Whether every row was recorded exactly once.
    pub fn balances(&self) -> bool {
        self.sum() == self.expected
    }

    /// The number of rows that became fields.
    pub fn fields(&self) -> usize {
        self.entries.get(&Entry::Field).copied().unwrap_or(0)
    }
}
