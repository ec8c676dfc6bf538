//! `cargo xtask test`: everything that must hold before a change goes in.

use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::bench;
use crate::options::Options;
use crate::project::Project;
use crate::site::{self, Mode};
use crate::start::build_server;
use crate::step::{cargo, run, step, watch};
use crate::tally::Tally;
use crate::tools;

/// A part of the tests that can be chosen alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// rustfmt.
    Format,
    /// clippy on everything native.
    Clippy,
    /// clippy on what the browser gets.
    ClippyWasm,
    /// Unit, property and integration tests.
    Unit,
    /// The release build of the application.
    Site,
    /// The release build of the server, with the application inside.
    Server,
    /// Playwright in Chromium against that server.
    EndToEnd,
    /// Whether other engines answer as Huitou does, in Chromium.
    Bench,
}

impl Part {
    /// All parts, in the order in which they run: what fails fast comes first.
    pub const ALL: [Self; 8] = [
        Self::Format,
        Self::Clippy,
        Self::ClippyWasm,
        Self::Unit,
        Self::Site,
        Self::Server,
        Self::EndToEnd,
        Self::Bench,
    ];

    /// The part of this name.
    pub fn named(name: &str) -> Result<Self> {
        match Self::ALL.into_iter().find(|part| part.name() == name) {
            Some(part) => Ok(part),
            None => bail!(
                "there is no part {name:?}; there are {}",
                Self::ALL.map(Self::name).join(", ")
            ),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::ClippyWasm => "clippy-wasm",
            Self::Unit => "unit",
            Self::Site => "site",
            Self::Server => "server",
            Self::EndToEnd => "e2e",
            Self::Bench => "bench",
        }
    }
}

/// Runs the chosen parts, all of them even when one fails, and closes with the sum. True when nothing failed.
pub fn pass(project: &Project, options: &Options) -> Result<bool> {
    let begun = Instant::now();
    let mut parts = options.parts.clone();
    if parts.contains(&Part::EndToEnd) && std::env::var_os("HUITOU_BIN").is_none() {
        // The browser tests need the real program; building it when nothing has changed costs seconds.
        let needed =
            |part: &Part| parts.contains(part) || matches!(part, Part::Site | Part::Server);
        parts = Part::ALL.into_iter().filter(needed).collect();
    }
    if parts.contains(&Part::Bench) && !parts.contains(&Part::Site) {
        // The bench runs the built worker.
        let needed = |part: &Part| parts.contains(part) || *part == Part::Site;
        parts = Part::ALL.into_iter().filter(needed).collect();
    }
    let mut total = Tally::default();
    for part in parts {
        println!();
        total.add(match part {
            Part::Format => check("format", || format(project)),
            Part::Clippy => check("clippy", || clippy(project)),
            Part::ClippyWasm => check("clippy-wasm", || clippy_wasm(project)),
            Part::Unit => counted("unit", || unit(project)),
            Part::Site => check("site", || site::build(project, Mode::Release)),
            Part::Server => check("server", || build_server(project)),
            Part::EndToEnd => counted("e2e", || end_to_end(project, &options.rest)),
            Part::Bench => check("bench", || bench::agree(project)),
        });
    }
    println!("\n{:.0} s in all", begun.elapsed().as_secs_f32());
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(total.failed == 0)
}

fn check(name: &str, work: impl FnOnce() -> Result<()>) -> Tally {
    counted(name, || work().map(|()| Tally::of(true)))
}

fn counted(name: &str, work: impl FnOnce() -> Result<Tally>) -> Tally {
    match step(name, work) {
        Ok(tally) => tally,
        Err(failure) => {
            println!("  {failure:#}");
            Tally::of(false)
        }
    }
}

fn format(project: &Project) -> Result<()> {
    run(cargo(&project.root).args(["fmt", "--all", "--check"]))?;
    run(cargo(&project.root.join("xtask")).args(["fmt", "--all", "--check"]))
}

fn clippy(project: &Project) -> Result<()> {
    let strictly = ["--", "-D", "warnings"];
    run(cargo(&project.root)
        .args([
            "clippy",
            "--quiet",
            "--workspace",
            "--exclude",
            "app",
            "--all-targets",
        ])
        .args(strictly))?;
    run(cargo(&project.root.join("xtask"))
        .args([
            "clippy",
            "--quiet",
            "--release",
            "--all-targets",
            "--target-dir",
        ])
        .arg(project.root.join("target/xtask"))
        .args(strictly))
}

fn clippy_wasm(project: &Project) -> Result<()> {
    tools::wasm_target(project)?;
    run(cargo(&project.root)
        .args([
            "clippy",
            "--quiet",
            "--package",
            "app",
            "--package",
            "domain",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args(["--", "-D", "warnings"]))
}

fn unit(project: &Project) -> Result<Tally> {
    let mut tally = Tally::default();
    let builder = ["test", "--release", "--target-dir"];
    let target = project.root.join("target/xtask");
    let runs = [
        cargo(&project.root).args(["test", "--workspace", "--no-fail-fast"]),
        cargo(&project.root.join("xtask")).args(builder).arg(target),
    ]
    .map(|command| watch(command, |line| tally.read_cargo(line)));
    for succeeded in runs {
        // A test that does not compile, or ends the process, has no line that counts it.
        if !succeeded? && tally.failed == 0 {
            tally.failed = 1;
        }
    }
    Ok(tally)
}

fn end_to_end(project: &Project, rest: &[String]) -> Result<Tally> {
    tools::npm_packages(project)?;
    let chromium = tools::chromium(project)?;
    run(Command::new("node").current_dir(&project.end2end).args([
        "node_modules/typescript/bin/tsc",
        "--project",
        ".",
    ]))?;
    let report = project.end2end.join("test-results/report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let mut command = Command::new("node");
    command
        .current_dir(&project.end2end)
        .args([
            "node_modules/@playwright/test/cli.js",
            "test",
            "--reporter=list,json",
        ])
        .args(rest)
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    if std::env::var_os("HUITOU_BIN").is_none() {
        command.env("HUITOU_BIN", project.release_server());
    }
    if let Some(chromium) = chromium {
        command.env("CHROMIUM", chromium);
    }
    let succeeded = command.status()?.success();
    let mut tally = Tally::read_playwright(&report).unwrap_or_default();
    if !succeeded && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}
