//! Codes of problems turned into words and a remedy. A code that is not known here is said politely, with the code.

mod campaign;
mod import;
pub mod message;
pub mod query;
mod settings;

use domain::wire::problem::Problem;
use serde_json::Value;

use crate::api::Failure;
use crate::locales::problems as words;
use crate::locales::{Lang, Word, fill};

/// What to say of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What happened.
    pub what: String,
    /// What is safe, and what to do.
    pub remedy: String,
}

impl Said {
    /// Both in one line.
    pub fn line(&self, lang: Lang) -> String {
        let between = if lang == Lang::Zh { "：" } else { ". " };
        format!("{}{between}{}", self.what, self.remedy)
    }
}

/// What to say of a code and its arguments.
pub fn of_code(code: &str, args: &serde_json::Map<String, Value>, lang: Lang) -> Said {
    let (what, remedy) = words_of(code);
    let mut values: Vec<(&str, String)> = args
        .iter()
        .map(|(name, value)| (name.as_str(), plain(value)))
        .collect();
    values.push(("code", code.into()));
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let said = Said {
        what: fill(what(lang), &values),
        remedy: fill(remedy(lang), &values),
    };
    // What stopped a whole file is that of its rows: there is the remedy.
    match args
        .get("reason")
        .and_then(Value::as_str)
        .and_then(import::words_of)
    {
        Some((reason, remedy)) => Said {
            what: fill(
                words::because(lang),
                &[("what", &said.what), ("reason", reason(lang))],
            ),
            remedy: fill(remedy(lang), &values),
        },
        None => said,
    }
}

/// What to say of a code without arguments.
pub fn of_plain_code(code: &str, lang: Lang) -> Said {
    of_code(code, &serde_json::Map::new(), lang)
}

/// What to say of a problem.
pub fn of_problem(problem: &Problem, lang: Lang) -> Said {
    of_code(&problem.code, &problem.args, lang)
}

/// What to say of a request that brought nothing.
pub fn of_failure(failure: &Failure, lang: Lang) -> Said {
    match failure {
        Failure::Problem(problem) => of_problem(problem, lang),
        other => of_plain_code(other.code(), lang),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// The words and the remedy of a code.
fn words_of(code: &str) -> (Word, Word) {
    match code {
        "page.offline" => (words::offline, words::offline_remedy),
        "page.unreadable" => (words::unreadable, words::unreadable_remedy),
        "page.contract" | "engine.contract" | "path.unknown" | "path.method" => {
            (words::contract, words::contract_remedy)
        }
        "engine.stopped" => (words::engine_stopped, words::engine_stopped_remedy),
        "snapshot.offline" => (words::snapshot_offline, words::snapshot_offline_remedy),
        "snapshot.damaged"
        | "snapshot.foreign"
        | "snapshot.inconsistent"
        | "snapshot.other_version" => (words::snapshot_damaged, words::snapshot_damaged_remedy),
        "device.not_kept" => (words::not_kept, words::not_kept_remedy),
        "session.expired" | "session.signed_out" | "session.missing" | "http.401" => {
            (words::expired, words::expired_remedy)
        }
        "session.wrong" | "session.wrong_password" | "sign_in.wrong" => {
            (words::wrong_sign_in, words::wrong_sign_in_remedy)
        }
        "session.too_many" | "sign_in.too_many" | "http.429" => {
            (words::too_many, words::too_many_remedy)
        }
        "session.not_allowed" | "not_allowed" | "http.403" => {
            (words::not_allowed, words::not_allowed_remedy)
        }
        "snapshot.outdated" => (words::outdated, words::outdated_remedy),
        "customer.unknown" => (words::no_customer, words::no_customer_remedy),
        "customers.too_many" | "edits.too_many" => (words::too_much, words::too_much_remedy),
        "shop.unknown" | "user.unknown" | "not_found" | "http.404" => {
            (words::not_found, words::not_found_remedy)
        }
        "request.malformed" | "edit.malformed" | "edit.unknown_shop" | "edit.other_document" => {
            (words::not_taken, words::not_taken_remedy)
        }
        "request.foreign" => (words::foreign, words::foreign_remedy),
        "edit.too_large" => (words::edit_large, words::edit_large_remedy),
        "invalid" | "http.400" | "http.422" => (words::invalid, words::invalid_remedy),
        "edit.server_field" | "document.server_owned" | "sync.server_owned" => {
            (words::server_owned, words::server_owned_remedy)
        }
        "request.too_large" | "http.413" => (words::too_large, words::too_large_remedy),
        "server.failed" | "failure" | "http.500" => (words::failure, words::failure_remedy),
        _ => import::words_of(code)
            .or_else(|| settings::words_of(code))
            .or_else(|| campaign::words_of(code))
            .unwrap_or((words::unknown, words::unknown_remedy)),
    }
}
