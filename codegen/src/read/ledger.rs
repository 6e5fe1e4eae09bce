//! Where each table row of a page went. The sum of the entries is the number of rows: `refract check` proves it.

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
    /// A status and its meaning: it became a response of the operation.
    Status,
    /// An error code and its meaning.
    ErrorCode,
    /// The operation's method and URI.
    Endpoint,
    /// A row that repeats the column titles.
    Header,
    /// The line that leads to the next table, which stands right behind this one.
    Caption,
    /// A row without text, or with words that stand for nothing.
    Empty,
    /// A row of a table that lists no parameters: none of its columns holds names of fields with types, requiredness or
    /// descriptions.
    NoParameters,
    /// The row describes the whole value that its table is about, and was taken as such.
    WholeValue,
    /// The row stands for keys that the user chooses, and made its object a map.
    MapKey,
    /// The row repeats a field that is there already, with nothing that contradicts it.
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

/// The rows of one page or of many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    entries: BTreeMap<Entry, usize>,
    /// How many rows the tables have, counted when the tables were met and not when their rows were read.
    expected: usize,
    /// How many of them are in tables of parameters on pages with an operation.
    pub parameter_rows: usize,
    /// How many of those became a field or were left out for a reason.
    pub parameter_rows_read: usize,
}

impl Ledger {
    /// Notes that a table with so many rows was met.
    pub fn expect(&mut self, rows: usize) {
        self.expected += rows;
    }

    /// Enters a row.
    pub fn enter(&mut self, entry: Entry) {
        self.enter_many(entry, 1);
    }

    /// Enters rows that went the same way.
    pub fn enter_many(&mut self, entry: Entry, rows: usize) {
        if rows > 0 {
            *self.entries.entry(entry).or_default() += rows;
        }
    }

    /// Enters a row of a table of parameters; `of_operation` where its page has an operation. A row of which a diagnostic
    /// tells does not count as read.
    pub fn enter_parameter_row(&mut self, entry: Entry, of_operation: bool) {
        self.enter(entry);
        if of_operation {
            self.parameter_rows += 1;
            self.parameter_rows_read += usize::from(!matches!(entry, Entry::Diagnosed(_)));
        }
    }

    /// What an error leaves of a page: no operation is emitted, and no row is in a contract.
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

    /// How many rows were entered.
    pub fn sum(&self) -> usize {
        self.entries.values().sum()
    }

    /// How many rows the tables have.
    pub fn rows(&self) -> usize {
        self.expected
    }

    /// Whether every row was entered just once.
    pub fn balances(&self) -> bool {
        self.sum() == self.expected
    }

    /// How many rows became fields.
    pub fn fields(&self) -> usize {
        self.entries.get(&Entry::Field).copied().unwrap_or(0)
    }
}
