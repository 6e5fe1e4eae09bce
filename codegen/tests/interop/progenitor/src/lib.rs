//! The clients that progenitor makes from exported documents. They only have to compile.

include!(concat!(env!("OUT_DIR"), "/all.rs"));
