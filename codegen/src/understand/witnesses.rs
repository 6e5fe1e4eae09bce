//! What the page shows of its structures beside their tables: a skeleton, front matter, examples.
//!
//! 1. [`skeleton`] shows what a table's `object` leaves open, and which fields exclude each other.
//! 2. [`front_matter`] has regular expressions that are printed nowhere else.
//! 3. [`examples`] settle, once operations are assembled, what a type's word leaves open.
//!
//! A witness never changes what a table states; where it contradicts one, a diagnostic reports it.

pub(super) mod examples;
mod front_matter;
mod skeleton;

use super::draft::{DraftSchema, Structures};
use super::ids::StructureId;
use super::notes::Notes;
use super::page::Page;
use super::placement::Placement;

/// Compares structures with what the page shows of them.
pub(super) fn of_structures(
    page: &Page<'_>,
    placement: &Placement,
    structures: Structures,
    notes: &mut Notes<'_>,
) -> Structures {
    let structures = skeleton::compare(page, placement, structures, notes);
    front_matter::compare(page, placement, structures, notes)
}

/// The structures on the current path of a visitor that follows references, each at most once: they may contain
/// themselves.
struct Visited {
    structures: Structures,
    trail: Vec<StructureId>,
}

impl Visited {
    fn new(structures: Structures) -> Self {
        Self { structures, trail: Vec::new() }
    }

    /// Takes a structure's schema out; `None` where it is already being visited.
    fn open(&mut self, id: StructureId) -> Option<DraftSchema> {
        if self.trail.contains(&id) {
            return None;
        }
        self.trail.push(id);
        Some(self.structures.take(id))
    }

    /// Puts the schema of the structure that was opened last back.
    fn close(&mut self, id: StructureId, schema: DraftSchema) {
        self.structures[id].schema = schema;
        self.trail.pop();
    }
}
