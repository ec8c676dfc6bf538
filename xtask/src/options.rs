//! What can be asked of `cargo xtask`.

use anyhow::{Result, bail};

use crate::site::Mode;
use crate::suite::Part;

/// Shown by `cargo xtask help`.
pub const HELP: &str = "\
cargo xtask start            build application and server, start them with a demo shop
cargo xtask test             pass all tests
cargo xtask build            build the application for release into target/site
cargo xtask build --dev      the same in seconds, unoptimised
cargo xtask bench --size S   Huitou beside other engines over twelve questions (S: 100,000 customers, L: a million;
                             --customers N: any other number)
cargo xtask fuzz             throw bytes at the decoder of snapshots for a minute (after --: options of libFuzzer)
cargo xtask serve --dev      a development build on a debug server that reads target/site from disk

cargo xtask test --only e2e,unit      some of: format, clippy, clippy-wasm, unit, site, server, e2e, bench
cargo xtask test --skip e2e           all but these
cargo xtask start -- --listen 0.0.0.0:80    what follows -- is given to the server (with test to Playwright, with bench to run.mjs, with fuzz to libFuzzer)";

/// The command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Everything for a first look.
    Start,
    /// The same for those who change the code.
    Serve,
    /// The application alone.
    Build,
    /// All tests.
    Test,
    /// Times beside those of other engines.
    Bench,
    /// Hostile bytes for the decoder of snapshots.
    Fuzz,
    /// What there is.
    Help,
}

/// The command with what was said about it.
#[derive(Debug)]
pub struct Options {
    /// The command.
    pub task: Task,
    /// Unoptimised, for those who change the code.
    pub dev: bool,
    /// The parts of the tests to run, in their order.
    pub parts: Vec<Part>,
    /// How large the store of the bench is, as its options.
    pub size: Vec<String>,
    /// What followed `--`.
    pub rest: Vec<String>,
}

impl Options {
    /// Reads the words of the command line.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Self> {
        let mut options = Self {
            task: Task::Help,
            dev: false,
            parts: Part::ALL.to_vec(),
            size: Vec::new(),
            rest: Vec::new(),
        };
        let mut words = words;
        if let Some(word) = words.next() {
            options.task = match word.as_str() {
                "start" => Task::Start,
                "serve" => Task::Serve,
                "build" => Task::Build,
                "test" => Task::Test,
                "bench" => Task::Bench,
                "fuzz" => Task::Fuzz,
                "help" | "--help" | "-h" => Task::Help,
                other => bail!("there is no command {other:?}\n\n{HELP}"),
            };
        }
        while let Some(word) = words.next() {
            match word.as_str() {
                "--dev" => options.dev = true,
                "--only" => {
                    let chosen = read_parts(words.next())?;
                    options.parts.retain(|part| chosen.contains(part));
                }
                "--skip" => {
                    let left_out = read_parts(words.next())?;
                    options.parts.retain(|part| !left_out.contains(part));
                }
                "--size" | "--customers" => {
                    options.size.push(word);
                    options.size.extend(words.next());
                }
                "--" => options.rest.extend(words.by_ref()),
                other => bail!("there is no option {other:?}\n\n{HELP}"),
            }
        }
        if options.task == Task::Bench && options.size.is_empty() {
            bail!("name the size, for example --size S\n\n{HELP}");
        }
        Ok(options)
    }

    /// How the application is to be built.
    pub fn mode(&self) -> Mode {
        if self.dev { Mode::Dev } else { Mode::Release }
    }
}

fn read_parts(names: Option<String>) -> Result<Vec<Part>> {
    let Some(names) = names else {
        bail!("name the parts, for example --only e2e,unit")
    };
    names
        .split(',')
        .map(|name| Part::named(name.trim()))
        .collect()
}
