//! Puts the application together in `target/site`: programs, styles, page, service worker.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::page::{Ask, Page};
use crate::program::{bind, compile, hash_of, read_into};
use crate::project::Project;
use crate::step::step;
use crate::{compress, tools};

/// Files by their path below the site's root, without a leading `/`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// For whom the application is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// For those who change the code: quick to build.
    Dev,
    /// For those who use it: small, fast, opens without a network.
    Release,
}

impl Mode {
    /// Cargo's profile for the page, or for the worker.
    pub fn profile(self, worker: bool) -> &'static str {
        match (self, worker) {
            (Self::Dev, _) => "dev",
            (Self::Release, false) => "web",
            (Self::Release, true) => "engine",
        }
    }
}

/// The part of boot.js that stands in its own file and is completed here.
const BOOT: &str = include_str!("boot.js");

/// Builds the whole site.
pub fn build(project: &Project, mode: Mode) -> Result<()> {
    // Two builds at once would mix their files.
    let lock = File::create(project.kept.join("lock"))?;
    lock.lock()?;
    tools::wasm_target(project)?;
    if mode == Mode::Release {
        tools::npm_packages(project)?;
    }
    let page = Page::read(&project.root.join("app/index.html"))?;
    for ask in page.asks() {
        if let Ask::Program { name, worker, .. } = ask {
            compile(project, name, *worker, mode)?;
        }
    }

    let mut files = Files::new();
    let mut programs = Vec::new();
    for ask in page.asks() {
        match ask {
            Ask::Program {
                name,
                worker,
                level,
            } => {
                let mut parts = bind(project, name, *worker, level, mode)?;
                if *worker {
                    parts.insert(
                        "loader.js".into(),
                        format!("import init from \"./{name}.js\";\ninit();\n").into(),
                    );
                } else {
                    let boot = BOOT.replace("./app.js", &format!("./{name}.js"));
                    let keeps = if mode == Mode::Release {
                        "true"
                    } else {
                        "false"
                    };
                    parts.insert(
                        "boot.js".into(),
                        boot.replace("KEEPS_FOR_OFFLINE", keeps).into(),
                    );
                }
                let hash = hash_of(
                    parts
                        .iter()
                        .flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]),
                );
                let home = format!("assets/{name}-{hash}/");
                files.extend(
                    parts
                        .into_iter()
                        .map(|(part, bytes)| (format!("{home}{part}"), bytes)),
                );
                programs.push((name.clone(), *worker, home));
            }
            Ask::Folder(folder) => read_into(&mut files, folder, "")?,
            Ask::File(path) => {
                let name = path
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned())
                    .unwrap_or_default();
                files.insert(name, fs::read(path)?);
            }
            Ask::Style(_) => {}
        }
    }

    let style = read_styles(&page)?;
    let style_path = format!("assets/style-{}.css", hash_of([style.as_bytes()]));
    files.insert(style_path.clone(), style.into());

    let loader = programs
        .iter()
        .find(|(_, worker, _)| *worker)
        .map(|(_, _, home)| format!("/{home}loader.js"));
    let mut style_linked = false;
    let rendered = page.render(loader.as_deref().unwrap_or_default(), |ask| match ask {
        Ask::Program { name, worker, .. } => match programs.iter().find(|(found, ..)| found == name) {
            Some((_, _, home)) if !*worker => start_of(name, home),
            Some((_, _, home)) => format!("<link rel=\"prefetch\" href=\"/{home}{name}_bg.wasm\" as=\"fetch\" crossorigin />"),
            None => String::new(),
        },
        Ask::Style(_) if !style_linked => {
            style_linked = true;
            format!("<link rel=\"stylesheet\" href=\"/{style_path}\" />")
        }
        _ => String::new(),
    });
    files.insert("index.html".into(), rendered.into());
    keep_for_offline(&mut files, mode)?;
    let siblings = match mode {
        Mode::Release => step("compress", || compress::siblings(project, &files))?,
        Mode::Dev => compress::quick_siblings(&files)?,
    };
    files.extend(siblings);
    write(&files, &project.site)?;
    say_sizes(&files, mode);
    Ok(())
}

/// The lines that start the page's own program, its Wasm asked for before the script that needs it is read.
fn start_of(name: &str, home: &str) -> String {
    format!(
        "<link rel=\"modulepreload\" href=\"/{home}{name}.js\" />\n    \
         <link rel=\"preload\" href=\"/{home}{name}_bg.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin />\n    \
         <script type=\"module\" src=\"/{home}boot.js\"></script>"
    )
}

/// All stylesheets in the page's order, in one file.
fn read_styles(page: &Page) -> Result<String> {
    let mut all = String::new();
    for ask in page.asks() {
        if let Ask::Style(path) = ask {
            let style = fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            if style.contains("@import") {
                bail!(
                    "{}: link each sheet in app/index.html instead of @import",
                    path.display()
                );
            }
            all.push_str(style.trim_end());
            all.push('\n');
        }
    }
    Ok(all)
}

/// Writes the list of files into the service worker, and for readers into `assets.json`.
fn keep_for_offline(files: &mut Files, mode: Mode) -> Result<()> {
    let kept: Vec<String> = files
        .keys()
        .filter(|name| name.as_str() != "sw.js")
        .map(|name| format!("/{name}"))
        .collect();
    let version = hash_of(
        files
            .iter()
            .flat_map(|(name, bytes)| [name.as_bytes(), bytes.as_slice()]),
    );
    let list = serde_json::json!({ "version": version, "files": kept });
    files.insert("assets.json".into(), serde_json::to_vec_pretty(&list)?);
    if mode == Mode::Release {
        let source = files.get("sw.js").context("public/sw.js is missing")?;
        let source = String::from_utf8(source.clone()).context("public/sw.js is not text")?;
        let filled = source
            .replace(
                "const VERSION = \"development\";",
                &format!("const VERSION = \"{version}\";"),
            )
            .replace(
                "const FILES = [];",
                &format!("const FILES = {};", serde_json::to_string(&kept)?),
            );
        if !filled.contains(&version) || filled.contains("const FILES = [];") {
            bail!("public/sw.js has lost the two lines which the builder fills in");
        }
        files.insert("sw.js".into(), filled.into());
    }
    Ok(())
}

/// Makes the folder hold exactly these files. What has not changed is left alone, so that the server is not built again for nothing.
fn write(files: &Files, folder: &Path) -> Result<()> {
    let mut present = Files::new();
    if folder.is_dir() {
        read_into(&mut present, folder, "")?;
    }
    for (name, bytes) in files {
        if present.get(name) != Some(bytes) {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    for name in present.keys().filter(|name| !files.contains_key(*name)) {
        fs::remove_file(folder.join(name))?;
    }
    remove_empty(folder)
}

fn remove_empty(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_empty(&path)?;
            if fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(path)?;
            }
        }
    }
    Ok(())
}

fn say_sizes(files: &Files, mode: Mode) {
    let kib = |bytes: usize| bytes as f64 / 1024.0;
    let plain: usize = files
        .iter()
        .filter(|(name, _)| !is_sibling(name))
        .map(|(_, bytes)| bytes.len())
        .sum();
    if mode == Mode::Dev {
        println!("  target/site: {:.0} KiB, a development build", kib(plain));
        return;
    }
    let first_visit: usize = files
        .keys()
        .filter(|name| name.starts_with("assets/") || *name == "index.html")
        .filter(|name| !is_sibling(name))
        .map(|name| {
            files
                .get(&format!("{name}.br"))
                .or_else(|| files.get(name))
                .map_or(0, Vec::len)
        })
        .sum();
    println!(
        "  target/site: {:.0} KiB; a first visit loads {:.0} KiB in brotli",
        kib(plain),
        kib(first_visit)
    );
}

fn is_sibling(name: &str) -> bool {
    name.ends_with(".br") || name.ends_with(".gz")
}
