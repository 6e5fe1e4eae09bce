//! What progenitor makes of exported documents. It only has to compile.

include!(concat!(env!("OUT_DIR"), "/all.rs"));
