//! `cargo xtask start` and `serve`: the application, built, and a server that shows it with a demo shop inside.

use std::process::Command;

use anyhow::Result;

use crate::options::Options;
use crate::project::Project;
use crate::site::{self, Mode};
use crate::step::{cargo, run, step};

/// Builds everything for release and starts it.
pub fn start(project: &Project, options: &Options) -> Result<()> {
    site::build(project, Mode::Release)?;
    build_server(project)?;
    println!("▸ start Huitou with the demo shop; Ctrl-C stops it\n");
    run(Command::new(project.release_server())
        .current_dir(&project.root)
        .args(["serve", "--demo"])
        .args(&options.rest))
}

/// A debug server that reads the site from disk, so that `cargo xtask build --dev` beside it is enough to see a change.
pub fn serve(project: &Project, options: &Options) -> Result<()> {
    site::build(project, options.mode())?;
    run(cargo(&project.root)
        .args(["run", "--package", "huitou", "--", "serve", "--demo"])
        .args(&options.rest))
}

/// The server's one program, with the site inside.
pub fn build_server(project: &Project) -> Result<()> {
    step("build the server (release)", || {
        run(cargo(&project.root)
            .args(["build", "--release", "--package", "huitou", "--target-dir"])
            .arg(&project.target))
    })
}
