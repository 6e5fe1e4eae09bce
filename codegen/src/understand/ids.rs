//! The ids of tables, rows and structures: indexes that do not depend on places in the page.

use std::ops::{Index, IndexMut};

use crate::ir::RowMark;

/// A table of parameters, by its index among those of its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(usize);

impl TableId {
    /// The structure made of the table's rows.
    pub fn structure(self) -> StructureId {
        StructureId(self.0)
    }
}

/// A row as it is understood: a row of a page that has several names counts as several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId {
    /// Its table.
    pub table: TableId,
    /// Its index among the table's rows.
    pub row: usize,
}

impl RowId {
    /// The mark of the values that the row states.
    pub fn mark(self) -> RowMark {
        // A page has fewer bytes than 32 bits count.
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        RowMark { table: number(self.table.0), row: number(self.row) }
    }
}

/// A structure of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StructureId(usize);

impl StructureId {
    /// The structure at an index of [`super::Structures`].
    pub(super) fn new(index: usize) -> Self {
        Self(index)
    }

    pub(super) fn index(self) -> usize {
        self.0
    }
}

/// A value for each table of a page.
#[derive(Clone, Debug)]
pub(super) struct PerTable<T>(Vec<T>);

impl<T> PerTable<T> {
    /// All tables, in order.
    pub(super) fn tables(&self) -> impl DoubleEndedIterator<Item = TableId> + Clone + use<T> {
        (0..self.0.len()).map(TableId)
    }

    /// The value of each table, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (TableId, &T)> {
        self.0.iter().enumerate().map(|(index, of)| (TableId(index), of))
    }
}

impl<T> FromIterator<T> for PerTable<T> {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        Self(all.into_iter().collect())
    }
}

impl<T> Index<TableId> for PerTable<T> {
    type Output = T;

    fn index(&self, table: TableId) -> &T {
        &self.0[table.0]
    }
}

impl<T> IndexMut<TableId> for PerTable<T> {
    fn index_mut(&mut self, table: TableId) -> &mut T {
        &mut self.0[table.0]
    }
}

impl<T> Index<RowId> for PerTable<Vec<T>> {
    type Output = T;

    fn index(&self, id: RowId) -> &T {
        &self.0[id.table.0][id.row]
    }
}

impl<T> IndexMut<RowId> for PerTable<Vec<T>> {
    fn index_mut(&mut self, id: RowId) -> &mut T {
        &mut self.0[id.table.0][id.row]
    }
}

impl<T> PerTable<Vec<T>> {
    /// The rows of a table, in order.
    pub(super) fn rows(&self, table: TableId) -> impl Iterator<Item = (RowId, &T)> {
        self.0[table.0].iter().enumerate().map(move |(row, of)| (RowId { table, row }, of))
    }

    /// The rows of all tables, in order.
    pub(super) fn all_rows(&self) -> impl Iterator<Item = (RowId, &T)> {
        self.tables().flat_map(|table| self.rows(table))
    }

    /// The ids of all rows, in order.
    pub(super) fn row_ids(&self) -> Vec<RowId> {
        self.all_rows().map(|(id, _)| id).collect()
    }
}
