//! Upper bounds on what a page may contain.
//!
//! Pages come from anywhere, and none of them may exhaust a run's time, memory or stack. Beyond a bound there is a
//! diagnostic `limit-exceeded` with the line, and the rest of the page, or of the run, goes on. The bounds are far
//! above real pages: a page that reaches one is artificial or broken.
//!
//! Two bounds protect the stack: recursion over blocks and inlines is at most as deep as [`BLOCK_DEPTH`] and
//! [`INLINE_DEPTH`], so that a thread of a pool is as safe as the main one. Code that follows references from structure
//! to structure uses a list of its own instead of recursion. This module contains only numbers.

/// The bytes of a page. The largest real one has 727 kB.
pub const PAGE_BYTES: usize = 16 << 20;

/// How deep lists, quotes, notes and tables may be nested.
pub const BLOCK_DEPTH: usize = 48;

/// How deep strong text, emphasis and links may be nested.
pub const INLINE_DEPTH: usize = 16;

/// How many nodes (cells, and the blocks and pieces of text in them) may be added to the tables of a page by cells that
/// cover several rows or columns.
pub const COPIED_NODES: usize = 200_000;

/// The rows of all tables of a page.
pub const ROWS: usize = 50_000;

/// The columns of a table.
pub const COLUMNS: usize = 1_000;

/// The fences of a page that are opened and never closed. After the last of them, a fence extends to the page's end.
pub const UNCLOSED_FENCES: usize = 64;

/// The calls, and the headers, of a page from which a vendor's file is drafted. Each is searched for in the whole page.
#[cfg(feature = "propose")]
pub const CALLS: usize = 64;

/// How many tokens of a page's HTML tables are kept between finding the tables' ends and parsing them. Those of further
/// tables are produced again, so that a page of nothing but tags takes no more memory than its blocks do.
pub const KEPT_TOKENS: usize = 100_000;

/// How far a sentence of a description extends to either side of a match in it, in bytes. In a text without sentence
/// ends, what is further away does not affect the match.
pub const SENTENCE: usize = 2_048;

/// The longest description whose statements a run keeps, in bytes. Longer ones seldom occur twice.
pub const KEPT_TEXT: usize = 2_048;

/// The longest title, type or line about which a run keeps an answer, in bytes.
pub const KEPT_TITLE: usize = 160;

/// How many answers of a kind a run keeps about titles, types and lines.
pub const KEPT_TITLES: usize = 8_192;

/// How many statements the description of one field may contain. They are compared pair by pair.
pub const STATEMENTS: usize = 512;

/// How deep lists and maps may be nested in the words of a type.
pub const TYPE_DEPTH: usize = 8;

/// The bytes of the words of a type. Longer text is not a type.
pub const TYPE_BYTES: usize = 4_096;

/// How many names a field's path may have. The IR's JSON form has three levels for each, and JSON parsers accept 127.
pub const FIELD_DEPTH: usize = 32;

/// How many schemas, nested ones included, the structures of a vendor's pages may inherit from those that they extend.
pub const INHERITED: usize = 10_000;

/// How many enclosing structures are used to distinguish a structure's name from others of its page. A longer name
/// would be cut.
pub const NAME_STEPS: usize = 4;

/// How many steps `diff` takes to find a whole value that shows a break: a step is a type or a field.
pub const WITNESS_STEPS: usize = 50_000;

/// How many such steps it takes for all differences of a part of an operation. Each value has all fields that must be there,
/// so that a wide object with a difference in each field has values of the square of its width.
pub const WITNESSES_STEPS: usize = 1_000_000;
