//! Makes sure that the folder whose content is embedded exists, also where the application has not been built.

use std::{env, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    let from = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    println!("cargo:rerun-if-changed=build.rs");
    // A release holds the application and is built again when that changes; a debug build reads it from disk.
    if env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../target/site");
    }
    let site = Path::new(&from).join("../target/site");
    match fs::create_dir_all(&site) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("cannot create {}: {failure}", site.display());
            ExitCode::FAILURE
        }
    }
}
