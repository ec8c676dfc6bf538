//! Says what is being done and how long it took.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Announces a step, does it, and tells the time it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("▸ {name}");
    let begun = Instant::now();
    let result = work();
    let seconds = begun.elapsed().as_secs_f32();
    match &result {
        Ok(_) => println!("  ✓ {name}: {seconds:.1} s"),
        Err(_) => println!("  ✗ {name}: failed after {seconds:.1} s"),
    }
    result
}

/// Cargo, run in this folder. The toolchain of `rust-toolchain.toml` is inherited.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    command
}

/// Runs a program whose output goes to the terminal; a failing program is a failure.
pub fn run(command: &mut Command) -> Result<()> {
    let name = words_of(command);
    let status = command
        .status()
        .with_context(|| format!("cannot start {name}"))?;
    if !status.success() {
        bail!("{name} ended with {status}");
    }
    Ok(())
}

/// Runs a program, passes its output on line by line, and shows each line to `see`. True when it succeeded.
pub fn watch(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool> {
    let name = words_of(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {name}"))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line?;
            println!("{line}");
            see(&line);
        }
    }
    Ok(child.wait()?.success())
}

fn words_of(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}
