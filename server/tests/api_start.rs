//! The first start of the real program: the owner's account, the lock on the folder, the end.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where it fails"
)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use support::{Answer, Client};

/// A server process that ends with the value.
struct Program {
    child: Child,
    said: Vec<String>,
    address: String,
}

impl Program {
    fn serve(folder: &Path) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_huitou"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .env_remove("HUITOU_OWNER_PASSWORD")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines();
        let mut said = Vec::new();
        let address = loop {
            let line = lines.next().expect("it says where it is").expect("text");
            if let Some((_, address)) = line.split_once("Huitou is at http://") {
                break address.trim().to_owned();
            }
            said.push(line);
        };
        // Someone has to go on listening, or the program's next word would end it.
        std::thread::spawn(move || lines.for_each(drop));
        Program {
            child,
            said,
            address,
        }
    }

    fn sign_in(&self, password: &str) -> Answer {
        Client::new(&format!("http://{}", self.address)).post(
            "/api/sign-in",
            &serde_json::json!({"sign_in": "owner", "password": password}),
        )
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_first_start_says_once_how_to_sign_in() {
    let folder = tempfile::tempdir().unwrap();
    let first = Program::serve(folder.path());
    let said = first.said.join("\n");
    let password = said
        .split_whitespace()
        .skip_while(|word| *word != "password")
        .nth(1)
        .unwrap_or_else(|| panic!("no password in {said:?}"))
        .to_owned();
    assert_eq!(first.sign_in(&password).status, 200);

    let second = Command::new(env!("CARGO_BIN_EXE_huitou"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(!second.status.success());
    let why = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(why.contains("another huitou server already uses"), "{why}");
    drop(first);

    let mut change = Command::new(env!("CARGO_BIN_EXE_huitou"))
        .args(["user", "password", "owner", "--data"])
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    change
        .stdin
        .take()
        .unwrap()
        .write_all(b"battery staple\n")
        .unwrap();
    assert!(change.wait().unwrap().success());

    let again = Program::serve(folder.path());
    assert!(again.said.is_empty(), "{:?}", again.said);
    assert_eq!(again.sign_in(&password).status, 401);
    assert_eq!(again.sign_in("battery staple").status, 200);
}
