//! Turns the Rust programs of `app` into Wasm and the JavaScript that loads it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::project::Project;
use crate::site::{Files, Mode};
use crate::step::{cargo, run, step};

/// Changes when this file binds or optimises in another way, so that nothing older is taken for its work.
const RECIPE: &str = "2: wasm-bindgen 0.2.129, binaryen 132";

const TARGET: &str = "wasm32-unknown-unknown";

/// Compiles a program of the package `app`; the worker without what only the page needs.
pub fn compile(project: &Project, name: &str, worker: bool, mode: Mode) -> Result<()> {
    let profile = mode.profile(worker);
    step(&format!("compile {name} to Wasm ({profile})"), || {
        let mut command = cargo(&project.root);
        command
            .args(["build", "--package", "app", "--target", TARGET])
            .args(["--profile", profile, "--bin", name])
            .arg("--target-dir")
            .arg(&project.target);
        if worker && mode == Mode::Release {
            command.arg("--no-default-features");
        }
        run(&mut command)
    })
}

/// The program's files by name: `{name}.js`, `{name}_bg.wasm` and the snippets they need.
/// Bound and optimised once for each content of the compiled program.
pub fn bind(project: &Project, name: &str, worker: bool, level: &str, mode: Mode) -> Result<Files> {
    let profile = mode.profile(worker);
    let folder = if mode == Mode::Dev { "debug" } else { profile };
    let compiled = project
        .target
        .join(TARGET)
        .join(folder)
        .join(format!("{name}.wasm"));
    let bytes =
        fs::read(&compiled).with_context(|| format!("cannot read {}", compiled.display()))?;
    let level = if mode == Mode::Dev { "none" } else { level };
    let made_of = hash_of([bytes.as_slice(), level.as_bytes(), RECIPE.as_bytes()]);
    let kind = format!("{name}-{profile}-");
    let bound = project.kept.join(format!("{kind}{made_of}"));
    if !bound.is_dir() {
        let fresh = project.kept.join(format!("{kind}fresh"));
        if fresh.exists() {
            fs::remove_dir_all(&fresh)?;
        }
        step(&format!("bind {name}"), || {
            Bindgen::new()
                .input_bytes(name, bytes)
                .web(true)?
                .typescript(false)
                .omit_default_module_path(false)
                .keep_debug(false)
                .remove_name_section(mode == Mode::Release)
                .remove_producers_section(true)
                .generate(&fresh)
        })?;
        if mode == Mode::Release {
            step(&format!("optimise {name} (-O{level})"), || {
                optimise(project, &fresh.join(format!("{name}_bg.wasm")), level)
            })?;
        }
        forget_older(project, &kind)?;
        fs::rename(&fresh, &bound)?;
    }
    let mut files = Files::new();
    read_into(&mut files, &bound, "")?;
    Ok(files)
}

fn optimise(project: &Project, wasm: &Path, level: &str) -> Result<()> {
    // npm's, not the distribution's: Debian's old wasm-opt makes modules that die in the browser. And no
    // --all-features, which lets it use what browsers lack; it reads the features from the module itself.
    let wasm_opt = project.end2end.join("node_modules/binaryen/bin/wasm-opt");
    run(Command::new("node")
        .arg(wasm_opt)
        .arg(wasm)
        .arg(format!("-O{level}"))
        .arg("-o")
        .arg(wasm))
}

fn forget_older(project: &Project, kind: &str) -> Result<()> {
    for entry in fs::read_dir(&project.kept)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if name.starts_with(kind) && !name.ends_with("fresh") {
            fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}

/// Reads a folder with everything below it; names are joined by `/` and begin with `prefix`.
pub fn read_into(files: &mut Files, folder: &Path, prefix: &str) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if path.is_dir() {
            read_into(files, &path, &format!("{prefix}{name}/"))?;
        } else {
            files.insert(format!("{prefix}{name}"), fs::read(&path)?);
        }
    }
    Ok(())
}

/// Ten bytes of a SHA-256 over all parts, as hexadecimal digits: enough for a name.
pub fn hash_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize()
        .iter()
        .take(10)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
