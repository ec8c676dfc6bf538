//! Signing in and out, roles, and what the edge refuses.

mod support;

use domain::wire::session::Me;
use serde_json::json;
use support::{PASSWORD, Server};

#[test]
fn a_person_signs_in_is_known_and_signs_out() {
    let server = Server::start();
    assert_eq!(
        server.nobody().get("/api/me").problem(),
        (401, "session.signed_out".into())
    );
    let owner = server.owner();
    let me: Me = owner.get("/api/me").json();
    assert_eq!((me.user.sign_in.as_str(), me.shops.len()), ("owner", 0));
    let cookie = server
        .nobody()
        .post(
            "/api/sign-in",
            &json!({"sign_in": "owner", "password": PASSWORD}),
        )
        .header("set-cookie")
        .map(str::to_owned)
        .unwrap();
    for part in ["huitou_session=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(owner.post("/api/sign-out", &json!({})).status, 204);
    assert_eq!(owner.get("/api/me").status, 401);
}

#[test]
fn wrong_passwords_and_unknown_names_sound_alike_and_have_to_wait() {
    let server = Server::start();
    let nobody = server.nobody();
    for name in ["owner", "nobody"] {
        let asked = json!({"sign_in": name, "password": "wrong password"});
        for _ in 0..5 {
            assert_eq!(
                nobody.post("/api/sign-in", &asked).problem(),
                (401, "session.wrong_password".into())
            );
        }
        assert_eq!(
            nobody.post("/api/sign-in", &asked).problem(),
            (429, "session.too_many_tries".into())
        );
    }
    server.state.clock.set(support::NOON + 61);
    server.owner();
}

#[test]
fn a_session_ends_by_itself_unless_it_is_used() {
    let server = Server::start();
    let day = 24 * 3600;
    let (used, unused) = (server.owner(), server.owner());
    server.state.clock.set(support::NOON + 20 * day);
    assert_eq!(used.get("/api/me").status, 200);
    server.state.clock.set(support::NOON + 40 * day);
    assert_eq!(used.get("/api/me").status, 200);
    assert_eq!(unused.get("/api/me").status, 401);
}

#[test]
fn a_changed_password_ends_the_other_sessions() {
    let server = Server::start();
    let (here, elsewhere) = (server.owner(), server.owner());
    let change =
        |old: &str, new: &str| here.put("/api/me/password", &json!({"current": old, "new": new}));
    assert_eq!(
        change("wrong password", "another password").problem(),
        (422, "user.wrong_password".into())
    );
    assert_eq!(
        change(PASSWORD, "short").problem(),
        (422, "user.password_too_short".into())
    );
    assert_eq!(change(PASSWORD, "another password").status, 204);
    assert_eq!(here.get("/api/me").status, 200);
    assert_eq!(elsewhere.get("/api/me").status, 401);
    server.sign_in("owner", "another password");
}

#[test]
fn only_the_owner_makes_users() {
    let server = Server::start();
    let owner = server.owner();
    let anna = json!({"name": "Anna", "sign_in": "anna", "role": "CRM", "password": "long enough"});
    assert_eq!(owner.post("/api/users", &anna).status, 201);
    assert_eq!(
        owner.post("/api/users", &anna).problem(),
        (409, "user.sign_in_taken".into())
    );
    let anna = server.sign_in("anna", "long enough");
    let ben = json!({"name": "Ben", "sign_in": "ben", "role": "OWNER", "password": "long enough"});
    assert_eq!(
        anna.post("/api/users", &ben).problem(),
        (403, "session.not_allowed".into())
    );
}

#[test]
fn foreign_writes_unknown_paths_and_broken_bodies_are_refused_with_a_code() {
    let server = Server::start();
    let owner = server.owner();
    let json = ("content-type", "application/json");
    let sent = |headers: &[(&str, &str)], body: &str| {
        owner
            .send("POST", "/api/edits", headers, Some(body.into()))
            .problem()
    };
    assert_eq!(
        sent(&[json, ("origin", "http://evil.example")], "{}"),
        (403, "request.foreign".into())
    );
    assert_eq!(
        sent(&[("content-type", "text/plain")], "{\"edits\":[]}"),
        (403, "request.foreign".into())
    );
    assert_eq!(sent(&[json], "{"), (400, "request.malformed".into()));
    assert_eq!(
        owner.get("/api/nothing").problem(),
        (404, "path.unknown".into())
    );
    assert_eq!(
        owner.get("/api/sign-in").problem(),
        (405, "path.method".into())
    );
    assert_eq!(
        owner.get("/assets/gone.js").problem(),
        (404, "path.unknown".into())
    );
    let health = server.nobody().get("/health");
    assert_eq!((health.status, health.text().as_str()), (200, "ok"));
    let policy = health.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'"));
}

#[test]
fn a_failure_says_its_number_and_nothing_else() {
    let server = Server::start();
    let owner = server.owner();
    server
        .state
        .store
        .write_now(|tx| Ok(tx.execute_batch("PRAGMA defer_foreign_keys = ON; DROP TABLE change;")?))
        .unwrap();
    let answer = owner.get("/api/changes");
    assert_eq!(answer.problem(), (500, "server.failed".into()));
    assert!(!answer.text().contains("change"), "{}", answer.text());
}
