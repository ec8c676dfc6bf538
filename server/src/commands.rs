//! The command line: `huitou serve`, `huitou import`, `huitou segment`, ...

pub mod demo;
pub mod import;
pub mod segment;
pub mod serve;
pub mod shop;
pub mod user;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::db::Store;
use crate::failure::Failure;

/// Huitou: a workbench for the people who look after a shop's repeat customers.
#[derive(Parser)]
#[command(name = "huitou", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the server and the application.
    Serve(serve::Serve),
    /// Bring in a file of orders.
    Import(import::Import),
    /// Make the demo shop.
    Demo(demo::Demo),
    /// Show who is in a segment and what they are worth.
    Segment(segment::Segment),
    /// List and make shops, and pin their days.
    Shop(shop::ShopCommand),
    /// List and make users, and change passwords.
    User(user::UserCommand),
}

/// Where the data lies; every command takes it.
#[derive(Args, Clone, Debug)]
pub struct DataFolder {
    /// The folder that holds the business's data.
    #[arg(
        long = "data",
        value_name = "DIR",
        env = "HUITOU_DATA",
        default_value = "huitou-data"
    )]
    pub data: PathBuf,
}

impl DataFolder {
    /// The store that is there: a folder that was named by mistake is not made.
    pub fn store(&self) -> Result<Store, Failure> {
        if Store::is_in(&self.data) {
            return Store::open(&self.data);
        }
        Err(Failure::missing(
            "data.none",
            "There is no data of Huitou in this folder; name another one by --data, or begin here with `huitou serve` or `huitou shop add`",
        )
        .with("folder", self.data.display().to_string()))
    }
}

/// Writes to standard output. A reader that has gone away, such as `head`, has seen enough.
fn say(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let answer = match Cli::parse().command {
        Command::Serve(serve) => serve.run(),
        Command::Import(import) => import.run(),
        Command::Demo(demo) => demo.run(),
        Command::Segment(segment) => segment.run(),
        Command::Shop(shop) => shop.run(),
        Command::User(user) => user.run(),
    };
    match answer {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("huitou: {failure}");
            match failure {
                Failure::Problem(_) => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
    }
}
