//! Every operation of the API. A test compares this table with the routes.

use domain::wire::customers::{Profile, Resolve, Resolved};
use domain::wire::engine::{Answer, Explanation};
use domain::wire::import::{Choice, PushOrders};
use domain::wire::session::{ChangePassword, ChangeShop, Me, NewShop, NewUser, Shop, SignIn, User};
use domain::wire::sync::{Changes, PushEdits, Pushed};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Content, Operation};
use crate::failure::Failure;

/// An example that is a value of `T` for certain: read as one and written again, with what it had left out.
fn example<T: DeserializeOwned + Serialize>(value: Value) -> Result<Content, Failure> {
    let name = std::any::type_name::<T>();
    let short = name
        .rsplit("::")
        .next()
        .unwrap_or(name)
        .trim_end_matches('>');
    let value: T = serde_json::from_value(value)?;
    Ok(Content::Json(short, serde_json::to_value(value)?))
}

impl Operation {
    fn new(method: &'static str, path: &'static str, summary: &'static str) -> Operation {
        Operation {
            method,
            path,
            summary,
            open: false,
            query: &[],
            takes: None,
            gives: None,
            status: 200,
        }
    }

    fn open(mut self) -> Operation {
        self.open = true;
        self
    }

    fn query(mut self, names: &'static [&'static str]) -> Operation {
        self.query = names;
        self
    }

    fn takes(mut self, content: Content) -> Operation {
        self.takes = Some(content);
        self
    }

    fn gives(mut self, content: Content) -> Operation {
        self.gives = Some(content);
        self
    }

    fn status(mut self, status: u16) -> Operation {
        self.status = status;
        self
    }
}

/// All operations.
pub(super) fn all() -> Result<Vec<Operation>, Failure> {
    let mut all = vec![
        Operation::new("GET", "/health", "Whether the server is there")
            .open()
            .gives(Content::Of("text/plain")),
        Operation::new("GET", "/api/openapi.json", "This description")
            .gives(Content::Named("OpenAPI")),
    ];
    all.extend(people()?);
    all.extend(shops()?);
    all.extend(documents()?);
    all.extend(segments()?);
    all.extend(imports()?);
    all.extend(campaigns());
    Ok(all)
}

fn user() -> Value {
    json!({"id": 1, "name": "Anna", "sign_in": "anna", "role": "CRM"})
}

fn shop() -> Value {
    json!({"id": 1, "name": "Pine", "platform": "TMALL", "currency": "CNY", "decimals": 2, "time_zone": "Asia/Shanghai",
        "pinned_day": null, "today": "2026-11-11", "facts_revision": 7})
}

fn people() -> Result<Vec<Operation>, Failure> {
    let me = json!({"contract": 1, "user": user(), "shops": [shop()]});
    Ok(vec![
        Operation::new("POST", "/api/sign-in", "Begin a session; the cookie is in the answer")
            .open()
            .takes(example::<SignIn>(json!({"sign_in": "anna", "password": "correct horse"}))?)
            .gives(example::<Me>(me.clone())?),
        Operation::new("POST", "/api/sign-out", "End the session").open().status(204),
        Operation::new("GET", "/api/me", "Who is signed in, and all shops").gives(example::<Me>(me)?),
        Operation::new("PUT", "/api/me/password", "Change the own password; other sessions end")
            .takes(example::<ChangePassword>(json!({"current": "correct horse", "new": "battery staple"}))?)
            .status(204),
        Operation::new("GET", "/api/users", "All users").gives(example::<Vec<User>>(json!([user()]))?),
        Operation::new("POST", "/api/users", "Make a user; for the owner")
            .takes(example::<NewUser>(
                json!({"name": "Anna", "sign_in": "anna", "role": "CRM", "password": "correct horse"}),
            )?)
            .gives(example::<User>(user())?)
            .status(201),
    ])
}

fn shops() -> Result<Vec<Operation>, Failure> {
    let profile = json!({"row": 0, "revision": 7, "id": "t***1", "name": "张*", "phone": "138****1234", "email": "a***@x.com",
        "country": null, "region": "浙江省", "city": "杭州市", "member_level": 2, "gender": null, "added": "2025-11-11",
        "tags": ["vip"], "email_status": "NOT_SUBSCRIBED", "sms_status": "SUBSCRIBED", "more_orders": false, "refunds": [],
        "orders": [{"number": "3512", "day": "2025-11-11", "state": "COMPLETED", "amount_minor": 9900, "refunded_minor": 0,
            "valid": true, "channel": null,
            "lines": [{"product": "M-200", "title": "Mask", "quantity": 1, "amount_minor": 9900, "real": true}]}]});
    Ok(vec![
        Operation::new("GET", "/api/shops", "All shops").gives(example::<Vec<Shop>>(json!([shop()]))?),
        Operation::new("POST", "/api/shops", "Make a shop")
            .takes(example::<NewShop>(
                json!({"name": "Pine", "platform": "TMALL", "currency": "CNY", "time_zone": "Asia/Shanghai"}),
            )?)
            .gives(example::<Shop>(shop())?)
            .status(201),
        Operation::new("GET", "/api/shops/{shop}", "One shop").gives(example::<Shop>(shop())?),
        Operation::new("PUT", "/api/shops/{shop}", "Change a shop; what is left out stays")
            .takes(example::<ChangeShop>(json!({"pinned_day": "2011-12-10", "settings": {}}))?)
            .gives(example::<Shop>(shop())?),
        Operation::new(
            "GET",
            "/api/shops/{shop}/snapshot",
            "The frozen facts as bytes, without anything that identifies a person; ETag, brotli",
        )
        .gives(Content::Of("application/octet-stream")),
        Operation::new("POST", "/api/shops/{shop}/customers/resolve", "The rows of buyers in the newest snapshot")
            .takes(example::<Resolve>(json!({"ids": ["17850"]}))?)
            .gives(example::<Resolved>(json!({"rows": {"17850": 4}, "revision": 7}))?),
        Operation::new("GET", "/api/shops/{shop}/customers/{row}", "One customer, masked, with orders")
            .query(&["revision"])
            .gives(example::<Profile>(profile)?),
    ])
}

fn documents() -> Result<Vec<Operation>, Failure> {
    let edit = json!({"id": "8f1c", "document": "c-1", "kind": "campaign", "shop": 1, "path": "name", "value": "Spring", "base": 0});
    let change =
        json!({"seq": 12, "edit": edit, "crossed": null, "by": "Anna", "at": 1_794_369_600});
    Ok(vec![
        Operation::new("POST", "/api/edits", "Send edits of documents; sending one twice changes nothing")
            .takes(example::<PushEdits>(json!({"edits": [edit]}))?)
            .gives(example::<Pushed>(json!({"changes": [change], "refused": [{"edit": "8f1d", "code": "edit.server_field"}]}))?),
        Operation::new("GET", "/api/changes", "What was agreed to after a place in the log")
            .query(&["since"])
            .gives(example::<Changes>(json!({"changes": [change], "upto": 12, "more": false}))?),
        Operation::new("GET", "/api/documents/{document}/history", "Everything that was written into a document")
            .query(&["path"])
            .gives(example::<Vec<domain::document::Change>>(json!([change]))?),
        Operation::new("GET", "/api/events", "What happens, as it happens: server-sent events, each a JSON object")
            .gives(Content::Of("text/event-stream")),
    ])
}

fn segments() -> Result<Vec<Operation>, Failure> {
    let query = "last_order_date < -180d AND amount_spent >= 500";
    let answer = serde_json::to_value(Answer::default())?;
    Ok(vec![
        Operation::new(
            "POST",
            "/api/segments/evaluate",
            "Who is in a segment, and what they are worth",
        )
        .takes(Content::Json(
            "Evaluate",
            json!({"shop": 1, "query": query, "as_of": "2026-11-11"}),
        ))
        .gives(example::<Answer>(answer)?),
        Operation::new(
            "POST",
            "/api/segments/explain",
            "Why a customer is in a segment or not",
        )
        .takes(Content::Json(
            "Explain",
            json!({"shop": 1, "query": query, "customer_id": "17850"}),
        ))
        .gives(example::<Explanation>(
            json!({"row": 4, "holds": true, "nodes": []}),
        )?),
    ])
}

fn imports() -> Result<Vec<Operation>, Failure> {
    Ok(vec![
        Operation::new(
            "POST",
            "/api/imports",
            "Bring a file in; nothing is written yet",
        )
        .query(&["shop", "name"])
        .takes(Content::Of("application/octet-stream"))
        .gives(Content::Named("Sniffed")),
        Operation::new("GET", "/api/imports", "The batches of a shop")
            .query(&["shop"])
            .gives(Content::Named("Vec<Batch>")),
        Operation::new(
            "POST",
            "/api/imports/{import}/sniff",
            "Look at the file again, at another sheet or with another mapping",
        )
        .takes(example::<Choice>(json!({"sheet": "Orders"}))?)
        .gives(Content::Named("Sniffed")),
        Operation::new(
            "POST",
            "/api/imports/{import}/preview",
            "What an import of the file would do",
        )
        .takes(example::<Choice>(json!({"mapping_name": "Our export"}))?)
        .gives(Content::Named("Preview")),
        Operation::new("POST", "/api/imports/{import}/run", "Import the file")
            .takes(example::<Choice>(json!({}))?)
            .gives(Content::Named("Batch")),
        Operation::new("GET", "/api/imports/{import}", "One batch").gives(Content::Named("Batch")),
        Operation::new(
            "GET",
            "/api/imports/{import}/rejects.csv",
            "The rows that did not land, with reasons",
        )
        .gives(Content::Of("text/csv")),
        Operation::new("POST", "/api/imports/{import}/undo", "Take a batch back")
            .gives(Content::Named("Batch")),
        Operation::new("GET", "/api/mappings", "The saved mappings")
            .gives(Content::Named("Vec<SavedMapping>")),
        Operation::new("POST", "/api/mappings", "Save a mapping under a name")
            .takes(Content::Named("SavedMapping"))
            .gives(Content::Named("SavedMapping")),
        Operation::new("DELETE", "/api/mappings/{mapping}", "Forget a mapping").status(204),
        Operation::new(
            "POST",
            "/api/orders",
            "Send orders; sending one twice changes nothing",
        )
        .takes(example::<PushOrders>(json!({"shop": 1, "orders": [
            {"number": "3512", "buyer": "17850", "paid_at": 1_794_369_600, "amount_minor": 9900}
        ]}))?)
        .gives(Content::Named("PushedOrders")),
    ])
}

fn campaigns() -> Vec<Operation> {
    let command =
        |path, summary| Operation::new("POST", path, summary).gives(Content::Named("Commanded"));
    let show =
        |path, summary, named| Operation::new("GET", path, summary).gives(Content::Named(named));
    vec![
        show(
            "/api/campaigns/{id}/readiness",
            "What a campaign lacks before it can be approved",
            "ReadinessAnswer",
        ),
        show(
            "/api/campaigns/{id}/lengths",
            "How long each group's text messages are, measured over its members",
            "Lengths",
        ),
        command(
            "/api/campaigns/{id}/approve",
            "Freeze the groups into the ledger",
        )
        .takes(Content::Json("Approve", json!({"seen": 12, "reason": ""}))),
        command("/api/campaigns/{id}/start", "Begin to send"),
        command("/api/campaigns/{id}/stop", "Hold all that has not left"),
        command("/api/campaigns/{id}/resume", "Go on sending"),
        command("/api/campaigns/{id}/cancel", "Call it off before it runs"),
        command("/api/campaigns/{id}/close", "Close it with its evaluation"),
        show(
            "/api/campaigns/{id}/live",
            "The numbers while it runs",
            "Live",
        ),
        show(
            "/api/campaigns/{id}/report",
            "What it sold and what its messages brought about",
            "Report",
        ),
        Operation::new(
            "GET",
            "/api/campaigns/{id}/report.csv",
            "The report as a table",
        )
        .gives(Content::Of("text/csv")),
        Operation::new(
            "GET",
            "/api/campaigns/{id}/report.html",
            "The report to print",
        )
        .gives(Content::Of("text/html")),
        show(
            "/api/campaigns/{id}/unknown",
            "Messages that may have left or not",
            "UnknownList",
        ),
        command("/api/campaigns/{id}/unknown", "Decide what became of them").takes(Content::Json(
            "DecideUnknown",
            json!({"ledger": [7], "decision": "SENT"}),
        )),
        Operation::new(
            "GET",
            "/api/campaigns/{id}/groups/{group}/audience.csv",
            "The audience for a platform's own console",
        )
        .gives(Content::Of("text/csv")),
        Operation::new(
            "POST",
            "/api/campaigns/{id}/test-send",
            "One message to an own address",
        )
        .takes(Content::Json(
            "TestSend",
            json!({"group": "g1", "to": "anna@example.com"}),
        ))
        .gives(Content::Named("TestSent")),
        Operation::new(
            "GET",
            "/api/sending",
            "How messages leave, as the server was started; without secrets",
        )
        .gives(Content::Json("SendingSetup", json!({
            "public_url": "https://crm.example.com",
            "mail": {"server": "mail.example.com:587", "from": "Pine <news@example.com>", "encrypted": true},
            "hours": {"from_minute": 540, "until_minute": 1230},
            "caps": {"per_campaign": 2, "per_day": 1, "per_30_days": 4},
        }))),
        Operation::new(
            "GET",
            "/u/{token}",
            "The page to refuse messages; does not refuse by itself",
        )
        .open()
        .gives(Content::Of("text/html")),
        Operation::new("POST", "/u/{token}", "Refuse messages (RFC 8058)")
            .open()
            .gives(Content::Of("text/html")),
    ]
}
