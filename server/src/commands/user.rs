//! `huitou user`: lists and makes users, and changes passwords.

use std::io::{BufRead, IsTerminal, Write};

use clap::{Args, Subcommand};
use domain::wire::session::Role;

use crate::clock::Clock;
use crate::commands::DataFolder;
use crate::db::{Store, sessions, users};
use crate::failure::Failure;
use crate::password;
use crate::routes::session::check_password;

/// What `huitou user` takes.
#[derive(Args)]
pub struct UserCommand {
    #[command(subcommand)]
    deed: Deed,
}

#[derive(Subcommand)]
enum Deed {
    /// Show who signs in here.
    List {
        #[command(flatten)]
        folder: DataFolder,
    },
    /// Make a user; a password is made and shown unless one comes in on standard input.
    Add {
        #[command(flatten)]
        folder: DataFolder,
        /// What they type to sign in.
        sign_in: String,
        /// Name shown to others; the sign-in name when left out.
        #[arg(long)]
        name: Option<String>,
        /// owner, manager, crm, operations or service.
        #[arg(long, default_value = "crm", value_parser = parse_role)]
        role: Role,
    },
    /// Change a user's password: typed at the prompt, or read from standard input.
    Password {
        #[command(flatten)]
        folder: DataFolder,
        /// What they type to sign in.
        sign_in: String,
    },
}

fn parse_role(text: &str) -> Result<Role, String> {
    serde_json::from_value(serde_json::Value::String(text.to_uppercase()))
        .map_err(|_| "one of owner, manager, crm, operations, service".to_owned())
}

impl UserCommand {
    /// Does what was asked.
    pub fn run(self) -> Result<(), Failure> {
        match self.deed {
            Deed::List { folder } => {
                let store = folder.store()?;
                for user in store.read_now(users::list_users)? {
                    println!("{}\t{:?}\t{}", user.sign_in, user.role, user.name);
                }
                Ok(())
            }
            Deed::Add {
                folder,
                sign_in,
                name,
                role,
            } => {
                let store = Store::open(&folder.data)?;
                let given = if std::io::stdin().is_terminal() {
                    None
                } else {
                    read_line()?
                };
                let (secret, shown) = match given {
                    Some(secret) => (secret, false),
                    None => (password::random_password()?, true),
                };
                check_password(&secret)?;
                let name = name.unwrap_or_else(|| sign_in.clone());
                add_user(&store, &name, &sign_in, role, &secret)?;
                if shown {
                    println!("Made {sign_in} with the password {secret}");
                } else {
                    println!("Made {sign_in}");
                }
                Ok(())
            }
            Deed::Password { folder, sign_in } => {
                let store = folder.store()?;
                if std::io::stdin().is_terminal() {
                    print!("New password for {sign_in} (shown as you type): ");
                    std::io::stdout().flush()?;
                }
                let secret = read_line()?.unwrap_or_default();
                check_password(&secret)?;
                set_password(&store, &sign_in, &secret)?;
                println!("Changed; all sessions of {sign_in} have ended");
                Ok(())
            }
        }
    }
}

fn read_line() -> Result<Option<String>, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let line = line.trim_end_matches(['\r', '\n']);
    Ok((!line.is_empty()).then(|| line.to_owned()))
}

/// Makes a user, or says that the name is taken.
pub fn add_user(
    store: &Store,
    name: &str,
    sign_in: &str,
    role: Role,
    secret: &str,
) -> Result<(), Failure> {
    let hashed = password::hash(secret)?;
    let now = Clock::system().now();
    let made = store.write_now(|tx| users::insert_user(tx, name, sign_in, role, &hashed, now))?;
    match made {
        Some(_) => Ok(()),
        None => Err(Failure::conflict(
            "user.sign_in_taken",
            "This sign-in name is taken",
        )),
    }
}

/// Changes a password and ends the user's sessions.
pub fn set_password(store: &Store, sign_in: &str, secret: &str) -> Result<(), Failure> {
    let hashed = password::hash(secret)?;
    store.write_now(|tx| {
        let Some((user, _)) = users::find_sign_in(tx, sign_in)? else {
            return Err(Failure::missing("user.unknown", "There is no such user"));
        };
        users::update_password(tx, user.id, &hashed)?;
        sessions::delete_other_sessions(tx, user.id, &[])
    })
}
