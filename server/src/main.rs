//! The program `huitou`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::commands::run()
}
