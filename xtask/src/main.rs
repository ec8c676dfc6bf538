//! The commands behind `cargo xtask`: build, start, test and measure Huitou, and fetch what that needs.

mod bench;
mod compress;
mod fuzz;
mod options;
mod page;
mod program;
mod project;
mod site;
mod start;
mod step;
mod suite;
mod tally;
mod tools;

use std::process::ExitCode;

use options::{Options, Task};
use project::Project;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("\n✗ {failure:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does what was asked; false when tests failed.
fn run() -> anyhow::Result<bool> {
    let options = Options::parse(std::env::args().skip(1))?;
    let project = Project::find()?;
    match options.task {
        Task::Start => start::start(&project, &options).map(|()| true),
        Task::Serve => start::serve(&project, &options).map(|()| true),
        Task::Build => site::build(&project, options.mode()).map(|_| true),
        Task::Bench => bench::measure(&project, &options).map(|()| true),
        Task::Fuzz => fuzz::throw(&project, &options.rest).map(|()| true),
        Task::Test => suite::pass(&project, &options),
        Task::Help => {
            println!("{}", options::HELP);
            Ok(true)
        }
    }
}
