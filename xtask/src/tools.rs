//! Fetches what is missing: Rust's Wasm target, the npm packages, a Chromium.

use std::env::consts::OS;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::program::hash_of;
use crate::project::Project;
use crate::step::{run, step};

/// The Rust target of the application. `rust-toolchain.toml` names it, so rustup has mostly fetched it already.
pub fn wasm_target(project: &Project) -> Result<()> {
    let asked = Command::new("rustc")
        .current_dir(&project.root)
        .args([
            "--print",
            "target-libdir",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .output()
        .context("cannot start rustc; install Rust from https://rustup.rs")?;
    if Path::new(String::from_utf8_lossy(&asked.stdout).trim()).is_dir() {
        return Ok(());
    }
    step("fetch the Wasm target of Rust", || {
        run(Command::new("rustup").current_dir(&project.root).args([
            "target",
            "add",
            "wasm32-unknown-unknown",
        ]))
    })
}

/// The packages of `end2end/package-lock.json`, exactly; fetched again when that file has changed.
pub fn npm_packages(project: &Project) -> Result<()> {
    let lock = fs::read(project.end2end.join("package-lock.json"))
        .context("end2end/package-lock.json is missing")?;
    let wanted = hash_of([lock.as_slice()]);
    let stamp = project.end2end.join("node_modules/.huitou-lock");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    check_node()?;
    step("fetch the npm packages", || {
        run(Command::new(npm("npm"))
            .current_dir(&project.end2end)
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
        fs::write(stamp, wanted)?;
        Ok(())
    })
}

fn check_node() -> Result<()> {
    let asked = Command::new("node")
        .arg("--version")
        .output()
        .context("Node.js 20 or later is needed, with npm")?;
    let version = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        bail!("Node.js 20 or later is needed; this is {version}");
    }
    Ok(())
}

/// npm's programs have another ending on Windows.
fn npm(name: &str) -> String {
    if cfg!(windows) {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    }
}

/// A Chromium for the browser tests: the one named by `CHROMIUM`, one of the system, or a fetched one.
/// `None` means that Playwright has its own.
pub fn chromium(project: &Project) -> Result<Option<PathBuf>> {
    if let Some(found) = find_chromium()? {
        return Ok(Some(found));
    }
    if OS == "linux" && is_root() && Path::new("/usr/bin/apt-get").exists() {
        step(
            "install Chromium and a Chinese font from the distribution",
            || {
                let apt = |words: &[&str]| {
                    run(Command::new("apt-get")
                        .env("DEBIAN_FRONTEND", "noninteractive")
                        .args(words))
                };
                apt(&["update", "-qq"])?;
                apt(&[
                    "install",
                    "-y",
                    "-qq",
                    "--no-install-recommends",
                    "chromium",
                    "fonts-wqy-microhei",
                ])
            },
        )?;
        if let Some(found) = find_chromium()? {
            return Ok(Some(found));
        }
    }
    let fetched = step("fetch Playwright's Chromium", || {
        run(Command::new(npm("npx"))
            .current_dir(&project.end2end)
            .args(["playwright", "install", "chromium"]))
    });
    match fetched {
        Ok(()) => Ok(None),
        Err(_) => bail!(
            "the browser tests need Chromium. Install it (on Debian or Ubuntu: sudo apt-get install chromium \
             fonts-wqy-microhei), or set CHROMIUM to the path of one, and run this again"
        ),
    }
}

fn find_chromium() -> Result<Option<PathBuf>> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        let named = PathBuf::from(named);
        if !named.exists() {
            bail!("CHROMIUM names {}, which does not exist", named.display());
        }
        return Ok(Some(named));
    }
    let folders: Vec<PathBuf> = std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).collect())
        .unwrap_or_default();
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    let on_path = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let applications =
        ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"].map(PathBuf::from);
    Ok(on_path.chain(applications).find(|path| path.is_file()))
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|asked| asked.stdout.trim_ascii() == b"0")
}
