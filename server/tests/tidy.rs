//! Rules of the tree itself: where things stand, who may know whom, and how files begin.

#![allow(clippy::unwrap_used)] // a test that cannot go on stops

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the clone.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file below a folder with this ending, as its path from the root and its text.
fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&root().join(folder), ending, &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "target" && name != "node_modules" {
                collect(&path, ending, found);
            }
        } else if name.ends_with(ending) {
            let from_root = path
                .strip_prefix(root())
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            found.push((from_root, fs::read_to_string(&path).unwrap()));
        }
    }
}

fn rust_files() -> Vec<(String, String)> {
    ["domain", "server", "app", "xtask"]
        .iter()
        .flat_map(|folder| files(folder, ".rs"))
        .collect()
}

/// A file's text before its unit tests, without comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines()
        .map(|line| {
            if line.trim_start().starts_with("//") {
                ""
            } else {
                line
            }
        })
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// Fails with one line for each broken rule.
fn check(rule: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

/// The lines of these files that contain one of these words.
fn lines_with(files: &[(String, String)], words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files {
        for (number, line) in code(text).lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                found.push(format!("{path}:{}: {word}", number + 1));
            }
        }
    }
    found
}

#[test]
fn every_file_says_in_its_first_line_what_it_is_for() {
    let silent = rust_files()
        .into_iter()
        .filter(|(_, text)| {
            !text
                .lines()
                .next()
                .is_some_and(|line| line.starts_with("//! "))
        })
        .map(|(path, _)| path);
    check("these files do not begin with `//! …`", silent.collect());
}

#[test]
fn every_file_has_a_name_that_says_something() {
    let nameless = rust_files()
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| {
            let parts = path.trim_end_matches(".rs").split('/');
            parts.clone().any(|part| {
                [
                    "utils", "util", "common", "helpers", "helper", "misc", "types",
                ]
                .contains(&part)
            })
        });
    check("find the name of what is in these", nameless.collect());
}

#[test]
fn the_domain_has_no_clock_no_files_no_network_and_no_database() {
    let domain = files("domain/src", ".rs");
    let broken = lines_with(
        &domain,
        &[
            "Utc::now",
            "Local::now",
            "chrono::Local",
            "std::fs",
            "std::net",
            "std::env",
            "std::time",
            "std::process",
            "std::thread",
            "rusqlite",
            "axum::",
            "leptos",
            "web_sys",
            "js_sys",
        ],
    );
    check("domain works on plain values alone", broken);
}

#[test]
fn the_domain_knows_neither_the_server_nor_the_application() {
    let manifest = fs::read_to_string(root().join("domain/Cargo.toml")).unwrap();
    for unknown in [
        "server",
        "app",
        "huitou",
        "axum",
        "tokio",
        "rusqlite",
        "leptos",
        "wasm-bindgen",
    ] {
        assert!(
            !manifest
                .lines()
                .any(|line| line.starts_with(&format!("{unknown}."))
                    || line.starts_with(&format!("{unknown} "))),
            "domain/Cargo.toml depends on {unknown}"
        );
    }
}

#[test]
fn sql_stands_in_the_database_layer_alone() {
    let elsewhere: Vec<_> = files("server/src", ".rs")
        .into_iter()
        .filter(|(path, _)| !path.starts_with("server/src/db"))
        .collect();
    let broken = lines_with(
        &elsewhere,
        &[
            "\"SELECT ",
            "\"INSERT ",
            "\"UPDATE ",
            "\"DELETE FROM",
            ".prepare(",
            ".prepare_cached(",
            "query_row(",
            "execute_batch(",
        ],
    );
    check("SQL belongs in server/src/db", broken);
}

#[test]
fn pages_talk_to_state_and_the_kit_knows_no_customers() {
    // That a call failed, and how, is a value which everyone may show.
    let showing = |folder| -> Vec<_> {
        let read = files(folder, ".rs").into_iter();
        read.map(|(path, text)| (path, text.replace("crate::api::Failure;", "")))
            .collect()
    };
    let broken = lines_with(
        &showing("app/src/pages"),
        &["crate::api", "gloo_net", "crate::local::", "rexie"],
    );
    check(
        "a page asks app/src/state, not the network or the storage",
        broken,
    );
    let beyond = [
        "crate::pages",
        "crate::api",
        "crate::engine",
        "crate::local::",
        "customer",
    ];
    let broken = lines_with(&showing("app/src/ui"), &beyond);
    check(
        "a component of the kit draws and knows nothing of the trade",
        broken,
    );
}

#[test]
fn raw_colours_stand_among_the_tokens_alone() {
    let mut broken = Vec::new();
    for (path, text) in files("style", ".css") {
        if path == "style/tokens.css" {
            continue;
        }
        for (number, line) in without_css_comments(&text).lines().enumerate() {
            if has_raw_colour(line) {
                broken.push(format!("{path}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    check("a raw colour outside style/tokens.css", broken);
    let drawn = files("app/src", ".rs");
    let broken = lines_with(
        &drawn,
        &[
            "\"#fff",
            "\"#000",
            "fill=\"#",
            "stroke=\"#",
            "rgb(",
            "hsl(",
            "oklch(",
        ],
    );
    check("a raw colour in the application", broken);
}

fn without_css_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        kept.push_str(&rest[..start]);
        let (comment, after) = rest[start..]
            .split_once("*/")
            .unwrap_or((&rest[start..], ""));
        // The lines keep their numbers.
        kept.extend(comment.matches('\n'));
        rest = after;
    }
    kept + rest
}

fn has_raw_colour(line: &str) -> bool {
    let functions = [
        "rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab(", "lch(", "lab(",
    ];
    // A selector like `#main:hover` is not a colour; a value stands behind the colon.
    let value = line.split_once(':').map_or("", |(_, value)| value);
    functions.iter().any(|function| {
        value
            .match_indices(function)
            .any(|(at, _)| !value[..at].ends_with(|c: char| c.is_ascii_alphanumeric()))
    }) || value.match_indices('#').any(|(at, _)| {
        let digits = value[at + 1..]
            .chars()
            .take_while(char::is_ascii_hexdigit)
            .count();
        let ends = value[at + 1 + digits..]
            .chars()
            .next()
            .is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-');
        matches!(digits, 3 | 4 | 6 | 8) && ends && !value.contains('{') && !value.contains("url(")
    })
}

#[test]
fn raw_colours_are_told_from_selectors_and_words() {
    assert!(has_raw_colour("  color: #fff;"));
    assert!(has_raw_colour("  background: rgb(0 0 0 / 50%);"));
    assert!(!has_raw_colour("#add:hover {"));
    assert!(!has_raw_colour("  color: var(--text);"));
    assert!(!has_raw_colour(
        "  background: color-mix(in oklab, var(--a) 50%, var(--b));"
    ));
}

#[test]
fn stylesheets_are_all_linked_and_exist() {
    let page = fs::read_to_string(root().join("app/index.html")).unwrap();
    let linked: Vec<_> = page
        .split("href=\"../")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(path, _)| path.to_owned()))
        .filter(|path| path.ends_with(".css"))
        .collect();
    let present: Vec<_> = files("style", ".css")
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    let lost = present
        .iter()
        .filter(|path| !linked.contains(path))
        .map(|path| format!("{path} is not linked"));
    let missing = linked
        .iter()
        .filter(|path| !present.contains(path))
        .map(|path| format!("{path} does not exist"));
    check(
        "app/index.html links every stylesheet",
        lost.chain(missing).collect(),
    );
}

#[test]
fn nothing_is_left_for_later() {
    let broken = lines_with(&rust_files(), &["todo!(", "unimplemented!(", "dbg!("]);
    let own = "server/tests/tidy.rs";
    check(
        "left for later",
        broken
            .into_iter()
            .filter(|line| !line.starts_with(own))
            .collect(),
    );
}

#[test]
fn nothing_unused_is_hidden() {
    // Words that no screen shows are unused functions, which the compiler finds as long as nobody silences it.
    check(
        "the compiler is silenced",
        lines_with(
            &files("app/src", ".rs"),
            &["allow(dead_code)", "allow(unused"],
        ),
    );
}

#[test]
fn every_problem_of_the_server_has_words() {
    let told: String = files("app/src/problems", ".rs")
        .into_iter()
        .chain(files("app/src", "problems.rs"))
        .map(|(_, text)| text)
        .collect();
    // What the command line alone can say, it says itself, in English sentences.
    let unsaid = |code: &String| !told.contains(&format!("\"{code}\""));
    let of_people: Vec<_> = files("server/src", ".rs")
        .into_iter()
        .filter(|(path, _)| !path.contains("/commands/"))
        .collect();
    let codes: std::collections::BTreeSet<String> = of_people
        .iter()
        .flat_map(|(_, text)| problem_codes(&code(text)))
        .collect();
    assert!(codes.len() > 40, "hardly a code is found: {}", codes.len());
    check(
        "a problem without words in app/src/problems",
        codes.into_iter().filter(unsaid).collect(),
    );
}

/// The codes that a source makes problems of: the first text after each maker of a failure.
fn problem_codes(text: &str) -> Vec<String> {
    const MAKERS: [&str; 5] = [
        "Failure::problem(",
        "Failure::unprocessable(",
        "Failure::missing(",
        "Failure::conflict(",
        "Problem::new(",
    ];
    let mut found = Vec::new();
    for maker in MAKERS {
        for after in text.split(maker).skip(1) {
            let Some(code) = after.split('"').nth(1) else {
                continue;
            };
            let is_code = code.contains('.')
                && code
                    .chars()
                    .all(|letter| letter.is_ascii_lowercase() || "._".contains(letter));
            if is_code {
                found.push(code.to_string());
            }
        }
    }
    found
}

/// The fuzz target is a workspace of its own, which refuses to be built with versions that its lock file does not hold.
#[test]
fn the_fuzz_target_is_locked_to_every_dependency_of_the_domain() {
    let read = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
    let (manifest, lock) = (read("domain/Cargo.toml"), read("domain/fuzz/Cargo.lock"));
    let section = |text: &str, from: &str, to: &str| {
        let (_, rest) = text.split_once(from).unwrap();
        rest.split(to).next().unwrap_or(rest).to_owned()
    };
    let wanted = section(&manifest, "[dependencies]\n", "\n[");
    let locked = section(&lock, "name = \"domain\"\n", "\n[[package]]");
    let names = wanted
        .lines()
        .filter_map(|line| line.split(['.', ' ']).next());
    let missing = names.filter(|name| !name.is_empty() && !locked.contains(&format!(" \"{name}")));
    check(
        "a dependency that domain/fuzz/Cargo.lock does not hold; run `cargo metadata` in domain/fuzz",
        missing.map(str::to_owned).collect(),
    );
}

#[test]
fn every_place_that_the_architecture_names_exists() {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let places = places_named_in(&text);
    assert!(
        places.len() > 100,
        "hardly a place is named: {}",
        places.len()
    );
    let lost = places.iter().filter_map(|(file, function)| {
        let path = root().join(file);
        if !path.exists() {
            return Some(format!("{file} does not exist"));
        }
        let function = function.as_deref()?;
        let defines = format!("fn {function}");
        let is_there = fs::read_to_string(path).unwrap().lines().any(|line| {
            line.split_once(&defines)
                .is_some_and(|(_, rest)| rest.starts_with(['(', '<']))
        });
        (!is_there).then(|| format!("{file} has no function {function}"))
    });
    check("ARCHITECTURE.md names what is not there", lost.collect());
}

/// The files and folders that stand between backticks, each with the function behind `::`.
fn places_named_in(text: &str) -> Vec<(String, Option<String>)> {
    let mut places = Vec::new();
    let mut is_drawing = false;
    for line in text.lines() {
        is_drawing ^= line.starts_with("```");
        if is_drawing {
            continue;
        }
        for named in line.split('`').skip(1).step_by(2) {
            let (file, function) = match named.split_once("::") {
                Some((file, function)) => (file, Some(function.to_owned())),
                None => (named, None),
            };
            let last = file.rsplit('/').next().unwrap_or_default();
            if file.contains('/') && !file.contains(' ') && (last.is_empty() || last.contains('.'))
            {
                places.push((file.to_owned(), function));
            }
        }
    }
    places
}

#[test]
fn named_places_are_told_from_other_words() {
    let named = places_named_in(
        "`a/b.rs::run`, `a/`, `words!`, `POST /api/orders` and `c/d.rs`\n```\n`no/no.rs`\n```",
    );
    let wanted = [("a/b.rs", Some("run")), ("a/", None), ("c/d.rs", None)];
    let wanted: Vec<_> = wanted
        .map(|(file, function): (&str, Option<&str>)| {
            (file.to_owned(), function.map(str::to_owned))
        })
        .into();
    assert_eq!(named, wanted);
}
