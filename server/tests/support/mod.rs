//! A real server on a free port with a folder of its own, and a client that has signed in.

// Each test file uses a part of this.
#![allow(dead_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop where it fails"
)]

use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;

use domain::wire::session::{NewShop, Role};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use server::clock::Clock;
use server::commands::user::add_user;
use server::db::{Store, shops};
use server::routes;
use server::state::{AppState, Settings};
use tempfile::TempDir;

/// The owner's password in tests.
pub const PASSWORD: &str = "correct horse battery";

/// 2026-11-11 12:00 in Shanghai.
pub const NOON: i64 = 1_794_369_600;

/// A running server; it ends with the value.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// What its requests share; `state.clock.set(…)` moves its time.
    pub state: AppState,
    /// Its data folder.
    pub folder: TempDir,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Server {
    /// A server at `NOON` with the owner's account and nothing else.
    pub fn start() -> Server {
        Server::start_with(Settings::default(), |_| {})
    }

    /// A server with these settings; `started` may start jobs on its runtime.
    pub fn start_with(settings: Settings, started: impl FnOnce(&AppState)) -> Server {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("a store");
        add_user(&store, "Owner", "owner", Role::Owner, PASSWORD).expect("the owner");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let (told, heard) = mpsc::channel();
        let state = AppState::new(store, Clock::fixed(NOON), settings);
        let router = routes::router(state.clone());
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
                .await
                .expect("a port");
            told.send(listener.local_addr().expect("an address"))
                .expect("the test listens");
            axum::serve(listener, router).await.expect("serving");
        });
        let address = heard.recv().expect("the server started");
        {
            let _inside = runtime.enter();
            started(&state);
        }
        Server {
            address,
            state,
            folder,
            runtime: Some(runtime),
        }
    }

    /// A client that has signed in as the owner.
    pub fn owner(&self) -> Client {
        self.sign_in("owner", PASSWORD)
    }

    /// A client that has signed in.
    pub fn sign_in(&self, sign_in: &str, password: &str) -> Client {
        self.nobody().signed_in(sign_in, password)
    }

    /// A client that has not signed in.
    pub fn nobody(&self) -> Client {
        Client::new(&format!("http://{}", self.address))
    }

    /// Makes a shop straight in the store; answers its number.
    pub fn shop(&self, name: &str, currency: &str, time_zone: &str) -> i64 {
        let shop = NewShop {
            name: name.into(),
            platform: "OTHER".into(),
            currency: currency.into(),
            time_zone: time_zone.into(),
            pinned_day: None,
            settings: Default::default(),
        };
        self.state
            .store
            .write_now(|tx| shops::insert_shop(tx, &shop, NOON))
            .expect("a shop")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(1));
        }
    }
}

/// A small HTTP client with one session.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
    base: String,
    cookie: Option<String>,
}

/// An answer, read to its end.
pub struct Answer {
    /// The status.
    pub status: u16,
    headers: ureq::http::HeaderMap,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body of a success as JSON.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert!(
            (200..300).contains(&self.status),
            "{}: {}",
            self.status,
            self.text()
        );
        serde_json::from_slice(&self.body).unwrap_or_else(|why| panic!("{why}: {}", self.text()))
    }

    /// The stable code of a problem, with its status.
    #[track_caller]
    pub fn problem(&self) -> (u16, String) {
        let kind = self.header("content-type").unwrap_or_default();
        assert_eq!(
            kind,
            "application/problem+json",
            "{}: {}",
            self.status,
            self.text()
        );
        let problem: Value = serde_json::from_slice(&self.body).expect("a problem");
        (
            self.status,
            problem["code"].as_str().unwrap_or_default().to_owned(),
        )
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Client {
    /// A client of any server that has not signed in.
    pub fn new(base: &str) -> Client {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(Duration::from_secs(5)))
            .build()
            .into();
        Client {
            agent,
            base: base.to_owned(),
            cookie: None,
        }
    }

    /// The same client after it has signed in.
    pub fn signed_in(mut self, sign_in: &str, password: &str) -> Client {
        let answer = self.post(
            "/api/sign-in",
            &serde_json::json!({"sign_in": sign_in, "password": password}),
        );
        assert_eq!(answer.status, 200, "{}", answer.text());
        let cookie = answer.header("set-cookie").expect("a cookie");
        self.cookie = cookie.split(';').next().map(str::to_owned);
        self
    }

    /// Reads.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    /// Reads with headers of its own.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, None)
    }

    /// Sends JSON.
    pub fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send_json("POST", path, body)
    }

    /// Sends JSON to be put in place.
    pub fn put(&self, path: &str, body: &impl Serialize) -> Answer {
        self.send_json("PUT", path, body)
    }

    /// Takes away.
    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[("x-huitou", "1")], Some(Vec::new()))
    }

    /// Sends bytes, as a file's upload.
    pub fn upload(&self, path: &str, body: Vec<u8>) -> Answer {
        let headers = [
            ("x-huitou", "1"),
            ("content-type", "application/octet-stream"),
        ];
        self.send("POST", path, &headers, Some(body))
    }

    fn send_json(&self, method: &str, path: &str, body: &impl Serialize) -> Answer {
        let body = serde_json::to_vec(body).expect("JSON");
        self.send(
            method,
            path,
            &[("content-type", "application/json")],
            Some(body),
        )
    }

    /// Sends anything.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> Answer {
        let mut response = self.run(method, path, headers, body);
        let bytes = response
            .body_mut()
            .with_config()
            .limit(1 << 30)
            .read_to_vec()
            .expect("a body");
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: bytes,
        }
    }

    /// Opens a stream of lines, such as server-sent events.
    pub fn lines(&self, path: &str) -> impl Iterator<Item = String> {
        use std::io::{BufRead, BufReader};
        let response = self.run("GET", path, &[], None);
        assert_eq!(response.status().as_u16(), 200);
        BufReader::new(response.into_body().into_reader())
            .lines()
            .map_while(Result::ok)
    }

    fn run(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> ureq::http::Response<ureq::Body> {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let answer = match body {
            Some(body) => self.agent.run(request.body(body).expect("a request")),
            None => self.agent.run(request.body(()).expect("a request")),
        };
        answer.expect("an answer")
    }
}
