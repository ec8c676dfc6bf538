//! Kill -9 in mid-send, at random moments, and start again: nobody gets a mail twice, nobody is lost, the sum closes.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod sending;
mod support;

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sending::{Sink, add_customers, approve_and_start, live, path, plan};
use serde_json::{Value, json};
use server::clock::zone;
use server::db::{Store, shops};
use support::{Client, PASSWORD};

const PEOPLE: usize = 240;
const KILLS: usize = 4;

/// Mails whose intent is on the disk while the mail server thinks.
const ON_THE_WAY: usize = 8;

struct Program {
    child: Child,
    address: String,
}

impl Program {
    fn serve(folder: &Path, smtp_port: u16) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_huitou"))
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--smtp-from",
                "news@example.com",
            ])
            .args(["--smtp", &format!("smtp://127.0.0.1:{smtp_port}"), "--data"])
            .arg(folder)
            .env("HUITOU_OWNER_PASSWORD", PASSWORD)
            .env_remove("HUITOU_NOW")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its words")).lines();
        let address = loop {
            let line = lines.next().expect("it says where it is").expect("text");
            if let Some((_, address)) = line.split_once("Huitou is at ") {
                break address.trim().to_owned();
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        Program { child, address }
    }

    fn owner(&self) -> Client {
        Client::new(&self.address).signed_in("owner", PASSWORD)
    }

    /// Kill -9.
    fn kill(mut self) {
        self.child.kill().expect("it was alive");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn nobody_gets_a_mail_twice_and_nobody_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let sink = Sink::start(folder.path(), 30);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    // A zone in which it is early afternoon now, so that mails may leave whenever the test runs.
    let ahead = 13 - (now.as_secs() / 3_600 % 24) as i64;
    let time_zone = format!("Etc/GMT{:+}", -ahead);
    let day = server::clock::local_day(now.as_secs() as i64, zone(&time_zone).unwrap());
    let shop = {
        let store = Store::open(folder.path()).unwrap();
        let shop = domain::wire::session::NewShop {
            name: "S".into(),
            platform: "OTHER".into(),
            currency: "CNY".into(),
            time_zone,
            pinned_day: None,
            settings: Default::default(),
        };
        let shop = store
            .write_now(|tx| shops::insert_shop(tx, &shop, 1))
            .unwrap();
        add_customers(&store, shop, PEOPLE);
        shop
    };
    let mut program = Program::serve(folder.path(), sink.port);
    approve_and_start(
        &program.owner(),
        shop,
        &plan(&day.to_string(), "EMAIL", "SMTP", 0.0),
    );

    let mut chance = now.subsec_nanos();
    for _ in 0..KILLS {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        std::thread::sleep(Duration::from_millis(250 + u64::from(chance >> 16) % 900));
        program.kill();
        program = Program::serve(folder.path(), sink.port);
        live(&program.owner());
    }
    let owner = program.owner();
    let began = Instant::now();
    let tally = loop {
        let tally = live(&owner)["tally"].clone();
        if tally["pending"] == json!(0) {
            break tally;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{tally}");
        std::thread::sleep(Duration::from_millis(200));
    };
    let mut taken: HashMap<String, usize> = HashMap::new();
    for (to, _) in sink.mails() {
        *taken.entry(to).or_default() += 1;
    }
    assert!(taken.values().all(|times| *times == 1), "twice: {taken:?}");
    let count = |name: &str| tally[name].as_u64().unwrap() as usize;
    assert_eq!(count("sent") + count("unknown"), PEOPLE, "{tally}");
    assert!(count("unknown") <= KILLS * ON_THE_WAY, "{tally}");
    assert!(
        taken.len() >= count("sent") && taken.len() <= PEOPLE,
        "{} of {tally}",
        taken.len()
    );
    let unknown: Value = owner.get(&path("unknown")).json();
    assert_eq!(
        unknown["total"].as_u64().unwrap() as usize,
        count("unknown")
    );

    // A person decides; only then may one leave again.
    if count("unknown") > 0 {
        let body = json!({ "ledger": [], "decision": "SENT" });
        owner.post(&path("unknown"), &body).json::<Value>();
    }
    assert_eq!(
        live(&owner)["tally"]["sent"].as_u64().unwrap() as usize,
        PEOPLE
    );
    assert_eq!(sink.mails().len(), taken.len(), "nothing more has left");
}
