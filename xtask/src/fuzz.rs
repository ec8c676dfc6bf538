//! `cargo xtask fuzz`: libFuzzer throws bytes at the decoder of snapshots.
//!
//! The compiler marks the code as `cargo fuzz` would have it, so that the fuzzer sees which bytes lead somewhere new. A
//! stable compiler does that; only its sanitizers would need another, and `domain` has no unsafe code for them to watch.

use std::process::Command;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::step::{cargo, run};

/// How long it takes when nothing else is said, in seconds.
const SECONDS: &str = "-max_total_time=60";

const FLAGS: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cdebug-assertions",
    "-Ccodegen-units=1",
];

/// Builds the fuzzer and lets it run; what it finds is kept in `target/fuzz/found`, its beginnings in `target/fuzz/corpus`.
pub fn throw(project: &Project, words: &[String]) -> Result<()> {
    let target = project.root.join("target").join("fuzz");
    let host = host()?;
    let fuzz = project.root.join("domain").join("fuzz");
    let mut build = cargo(&fuzz);
    build
        .args(["build", "--bin", "decode", "--release", "--locked"])
        .args(["--target", &host, "--target-dir"])
        .arg(&target)
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\x1f"));
    run(&mut build)?;
    let corpus = target.join("corpus");
    let found = target.join("found");
    std::fs::create_dir_all(&found)?;
    // The seeds need none of the marks: a build of their own, with the rest of the project.
    let mut seeds = cargo(&fuzz);
    seeds
        .args([
            "run",
            "--quiet",
            "--release",
            "--locked",
            "--bin",
            "seeds",
            "--target-dir",
        ])
        .arg(target.join("seeds"))
        .arg("--")
        .arg(&corpus);
    run(&mut seeds)?;
    let mut fuzzer = Command::new(target.join(&host).join("release").join("decode"));
    fuzzer
        .arg(&corpus)
        .arg(format!("-artifact_prefix={}/", found.display()))
        .args(["-max_len=65536", "-rss_limit_mb=2048", SECONDS])
        .args(words);
    run(&mut fuzzer)
}

/// The machine's own target, which build scripts must not share flags with.
fn host() -> Result<String> {
    let told = Command::new("rustc").arg("-vV").output()?;
    let told = String::from_utf8(told.stdout)?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host
        .context("rustc does not say what it runs on")?
        .to_owned())
}
