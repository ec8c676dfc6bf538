//! Where the parts of the project lie.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folders of this clone.
#[derive(Debug)]
pub struct Project {
    /// The root of the clone.
    pub root: PathBuf,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
    /// The finished application, embedded by the server.
    pub site: PathBuf,
    /// Results of slow steps, kept by the content they were made of.
    pub kept: PathBuf,
    /// Playwright and the npm packages.
    pub end2end: PathBuf,
}

impl Project {
    /// Finds the clone this builder was started for; cargo names its folder.
    pub fn find() -> Result<Self> {
        let own = std::env::var("CARGO_MANIFEST_DIR")
            .unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
        let root = Path::new(&own)
            .parent()
            .context("the builder has no folder above it")?
            .to_path_buf();
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(named) => std::path::absolute(PathBuf::from(named))?,
            None => root.join("target"),
        };
        let kept = root.join("target").join("xtask-kept");
        fs::create_dir_all(&kept).with_context(|| format!("cannot create {}", kept.display()))?;
        Ok(Self {
            site: root.join("target").join("site"),
            end2end: root.join("end2end"),
            root,
            target,
            kept,
        })
    }

    /// The server's program, built for release.
    pub fn release_server(&self) -> PathBuf {
        self.target
            .join("release")
            .join(format!("huitou{}", std::env::consts::EXE_SUFFIX))
    }
}
