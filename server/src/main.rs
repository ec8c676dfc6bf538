//! The program `huitou`.

fn main() {}
