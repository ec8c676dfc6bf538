//! Makes sure that the folder whose content is embedded exists, also where the application has not been built.

use std::{env, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    let site =
        Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../target/site");
    // Built again when the application changes, and not otherwise.
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../target/site");
    match fs::create_dir_all(&site) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("cannot create {}: {failure}", site.display());
            ExitCode::FAILURE
        }
    }
}
