//! The role of each table in the operation: a root, nested in another, or unplaced.
//!
//! Rows matter here only for what they refer to, which the previous steps determined.

use std::collections::BTreeMap;

use super::{Alternative, Cases, Evidence, Placed, Placing, Role, Target, Weighed, has_subject, names_place};
use crate::ir::Status;
use crate::read::RawTable;
use crate::understand::heads::Head;
use crate::understand::ids::{PerTable, TableId};
use crate::vocabulary::Place;

impl Placing<'_> {
    /// The role of each table, with the evidence.
    pub(super) fn placed(&self, cases: &Cases) -> PerTable<Placed> {
        let own = self.by_itself();
        let mut roles: PerTable<(Role, Evidence)> = self
            .tables
            .tables()
            .map(|table| self.nested(table, cases).map_or(own[table], |evidence| (Role::Nested, evidence)))
            .collect();
        // Tables that refer to each other and that no root leads to: the one whose title has no subject is a root that
        // its own fields lead back to. What is still without a root is unplaced, with the tables that refer to it.
        let inside = self.inside(cases);
        let mut reached: PerTable<bool> = roles.iter().map(|_| false).collect();
        flood(&inside, roles.tables().filter(|&table| roles[table].0 == Role::Root).collect(), &mut reached);
        let leads_back = |table: TableId, roles: &PerTable<(Role, Evidence)>, reached: &PerTable<bool>| {
            let raw = self.tables[table];
            !reached[table]
                && roles[table].0 == Role::Nested
                && own[table].0 == Role::Root
                && (names_place(raw) || !has_subject(raw))
        };
        for table in self.tables.tables() {
            if leads_back(table, &roles, &reached) {
                roles[table] = (Role::Root, Evidence::LeadsBack);
                flood(&inside, vec![table], &mut reached);
            }
        }
        self.tables
            .tables()
            .map(|table| {
                let (role, evidence) = roles[table];
                let role = if role == Role::Nested && !reached[table] { Role::Unplaced } else { role };
                let mut against = self.against[table].clone();
                if role == Role::Nested && own[table].0 == Role::Root {
                    against.push(Weighed { evidence: own[table].1, for_: Alternative::Root });
                }
                Placed {
                    role,
                    evidence,
                    rows: self.referrers[table].keys().copied().collect(),
                    case_of: cases[table].map(|(other, _)| other),
                    against,
                }
            })
            .collect()
    }

    /// The evidence that a table lists the fields of something in another.
    fn nested(&self, table: TableId, cases: &Cases) -> Option<Evidence> {
        let by_row = self.referrers[table].values().next().copied();
        let implied =
            || self.implied.iter().any(|implied| implied.table == table).then_some(Evidence::CaptionAndExample);
        by_row.or_else(implied).or(cases[table].map(|(_, evidence)| evidence))
    }

    /// The role of each table as long as no row refers to it.
    pub(super) fn by_itself(&self) -> PerTable<(Role, Evidence)> {
        // The first table of a part that goes into the body.
        let mut first: BTreeMap<(usize, Option<Status>), TableId> = BTreeMap::new();
        let beside = |table: &RawTable| {
            matches!(table.facets.place, Some(Place::Header | Place::Path | Place::Query | Place::Uri))
        };
        for (index, table) in self.tables.iter().filter(|(_, table)| !beside(table)) {
            first.entry((table.part, table.facets.status)).or_insert(index);
        }
        self.tables
            .iter()
            .map(|(index, table)| {
                if table.is_structure || self.page.side(index).is_none() {
                    (Role::Unplaced, Evidence::Nothing)
                } else if names_place(table) {
                    (Role::Root, Evidence::OwnPlace)
                } else if self.heads[index] == Head::Whole {
                    (Role::Root, Evidence::WholePaths)
                } else if !has_subject(table) {
                    (Role::Root, Evidence::Surroundings)
                // It is about something that no row has. The first table of its part is a root under a title of its
                // own. Tables of headers, path or query do not take the place of a body.
                } else if first.get(&(table.part, table.facets.status)).is_none_or(|&other| other >= index) {
                    (Role::Root, Evidence::FirstOfPart)
                } else {
                    (Role::Unplaced, Evidence::Nothing)
                }
            })
            .collect()
    }

    /// The tables to which each table leads.
    fn inside(&self, cases: &Cases) -> PerTable<Vec<TableId>> {
        let of_rows = |rows: &Vec<Option<Target>>| {
            let table = |target: &Option<Target>| match target {
                Some(Target::Table(inner)) => Some(*inner),
                _ => None,
            };
            rows.iter().filter_map(table).collect()
        };
        let mut inside: PerTable<Vec<TableId>> = self.targets.iter().map(|(_, rows)| of_rows(rows)).collect();
        for (case, of) in cases.iter() {
            if let Some((of, _)) = of {
                inside[*of].push(case);
            }
        }
        for implied in &self.implied {
            inside[implied.parent].push(implied.table);
        }
        inside
    }
}

/// Marks all tables that can be reached from some tables.
fn flood(inside: &PerTable<Vec<TableId>>, mut open: Vec<TableId>, reached: &mut PerTable<bool>) {
    while let Some(table) = open.pop() {
        if !std::mem::replace(&mut reached[table], true) {
            open.extend(&inside[table]);
        }
    }
}
