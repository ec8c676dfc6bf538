//! `cargo xtask bench`: Huitou held beside its peers over twelve questions, in one browser.

use std::process::Command;

use anyhow::Result;

use crate::options::Options;
use crate::project::Project;
use crate::site::{self, Mode};
use crate::step::run;
use crate::tools;

/// Enough for every question to find somebody, and few enough for seconds.
const FEW: &str = "3000";

/// Builds the application for release and measures it.
pub fn measure(project: &Project, options: &Options) -> Result<()> {
    site::build(project, Mode::Release)?;
    start(project, options.size.iter().chain(&options.rest))
}

/// Whether all engines give the same answers on a small store. No time is looked at: other work runs beside it.
pub fn agree(project: &Project) -> Result<()> {
    start(
        project,
        [
            "--customers".to_owned(),
            FEW.to_owned(),
            "--agree".to_owned(),
        ]
        .iter(),
    )
}

fn start<'a>(project: &Project, words: impl Iterator<Item = &'a String>) -> Result<()> {
    tools::npm_packages(project)?;
    let mut command = Command::new("node");
    command
        .current_dir(&project.end2end)
        .arg("bench/run.mjs")
        .args(words);
    if let Some(chromium) = tools::chromium(project)? {
        command.env("CHROMIUM", chromium);
    }
    run(&mut command)
}
