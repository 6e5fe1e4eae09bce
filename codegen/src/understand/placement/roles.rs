//! What each table is to the operation: a root, nested in another, or unplaced.
//!
//! No row is looked at here but for what it refers to; where rows lead is told by the passes before.

use super::{Placing, Role, Target, has_subject, names_place, side_of};
use crate::read::RawTable;
use crate::vocabulary::Place;

impl Placing<'_, '_> {
    /// What each table is.
    pub(super) fn roles(&self, case_of: &[Option<usize>]) -> Vec<Role> {
        let own = |index| if self.is_nested(index, case_of) { Role::Nested } else { self.role_by_itself(index) };
        let mut roles: Vec<Role> = (0..self.tables.len()).map(own).collect();
        // Tables that refer to each other and that no root leads to: the one whose title has no subject is a root that its
        // own fields lead back to. What is still without a root is unplaced with the tables that refer to it.
        let mut reached = self.reached(&roles, case_of);
        while let Some(root) = (0..roles.len()).find(|&index| {
            !reached[index] && roles[index] == Role::Nested && self.role_by_itself(index) == Role::Root && {
                let table = &self.tables[index];
                names_place(table) || !has_subject(table)
            }
        }) {
            roles[root] = Role::Root;
            reached = self.reached(&roles, case_of);
        }
        for (role, reached) in roles.iter_mut().zip(reached) {
            if *role == Role::Nested && !reached {
                *role = Role::Unplaced;
            }
        }
        roles
    }

    fn is_nested(&self, index: usize, case_of: &[Option<usize>]) -> bool {
        self.targeted[index] || case_of[index].is_some()
    }

    /// What a table is as far as no row refers to it.
    fn role_by_itself(&self, index: usize) -> Role {
        let table = &self.tables[index];
        if table.is_structure {
            Role::Unplaced
        } else if names_place(table) || !has_subject(table) {
            if side_of(table).is_some() { Role::Root } else { Role::Unplaced }
        } else {
            // It is about something that no row has. The first table of its part is a root under a title of its own.
            // What goes into headers, path or query takes no body's place.
            let beside = |other: &RawTable| {
                matches!(other.facets.place, Some(Place::Header | Place::Path | Place::Query | Place::Uri))
            };
            let first = !self.tables[..index]
                .iter()
                .any(|other| other.part == table.part && other.facets.status == table.facets.status && !beside(other));
            if first && side_of(table).is_some() { Role::Root } else { Role::Unplaced }
        }
    }

    /// Which tables a root leads to.
    fn reached(&self, roles: &[Role], case_of: &[Option<usize>]) -> Vec<bool> {
        let mut reached = vec![false; roles.len()];
        let mut open: Vec<usize> = (0..roles.len()).filter(|&index| roles[index] == Role::Root).collect();
        while let Some(index) = open.pop() {
            if std::mem::replace(&mut reached[index], true) {
                continue;
            }
            open.extend(self.targets[index].iter().filter_map(|target| match target {
                Some(Target::Table(inner)) => Some(*inner),
                _ => None,
            }));
            open.extend((0..roles.len()).filter(|&case| case_of[case] == Some(index)));
            open.extend(self.implied.iter().filter(|implied| implied.parent == index).map(|implied| implied.table));
        }
        reached
    }
}
