//! The engine in a thread of its own.

fn main() {}
