//! What crosses a border between the programs of Bellglass.

pub mod spec;
