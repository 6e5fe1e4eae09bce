//! How much of anything a page may have.
//!
//! Pages come from anywhere, and one of them must not take a run's time, memory or stack. Beyond a bound there is a
//! diagnostic `limit-exceeded` with the line, and the rest of the page, or of the run, goes on. The bounds lie far beyond
//! real pages: one that meets them is made, or broken.
//!
//! Two bounds are of the stack: recursion over blocks and inlines is at most as deep as [`BLOCK_DEPTH`] and
//! [`INLINE_DEPTH`], so that a thread of a pool is as safe as the main one. What
//! follows references from structure to structure does so with a list of its own and not by recursion.
//! This module holds numbers only.

/// The bytes of a page. The largest real one has 727 kB.
pub const PAGE_BYTES: usize = 16 << 20;

/// How deep lists, quotes, notes and tables may stand in each other.
pub const BLOCK_DEPTH: usize = 48;

/// How deep strong text, emphasis and links may stand in each other.
pub const INLINE_DEPTH: usize = 16;

/// How many nodes (cells, and the blocks and pieces of text in them) the tables of a page may gain by cells that cover
/// several rows or columns.
pub const COPIED_NODES: usize = 200_000;

/// The rows of all tables of a page.
pub const ROWS: usize = 50_000;

/// The columns of a table.
pub const COLUMNS: usize = 1_000;

/// The fences of a page that are opened and never closed. Behind the last of them a fence goes on to the page's end.
pub const UNCLOSED_FENCES: usize = 64;

/// The calls, and the headers, of a page that a draft of a vendor's file is made from. Each is looked for in all of the page.
#[cfg(feature = "propose")]
pub const CALLS: usize = 64;

/// How many tokens of a page's HTML tables are kept from finding the tables' ends to reading them. Those of further tables are
/// made again, so that a page of nothing but tags takes no more memory than its blocks do.
pub const KEPT_TOKENS: usize = 100_000;

/// How far a sentence of a description reaches to either side of what is read in it, in bytes. What stands further away in
/// a text without an end has no bearing on it.
pub const SENTENCE: usize = 2_048;

/// How many things the description of one field may state. They are held against each other, pair by pair.
pub const STATEMENTS: usize = 512;

/// How deep lists and maps may stand in each other in the words of a type.
pub const TYPE_DEPTH: usize = 8;

/// The bytes of the words of a type. What is longer is no type.
pub const TYPE_BYTES: usize = 4_096;

/// How many names may lead to a field, one inside the other. The IR's JSON form has three levels for each, and readers of
/// JSON take 127.
pub const FIELD_DEPTH: usize = 32;

/// How many schemas, those inside others counted, the structures of a vendor's pages may take over from those that they
/// extend.
pub const INHERITED: usize = 10_000;

/// How many structures above one are looked at to tell its name from others of its page. A longer path would be cut.
pub const NAME_STEPS: usize = 4;
