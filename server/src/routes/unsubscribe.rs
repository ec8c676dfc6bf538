//! Refusing further messages by the link in a mail: looking changes nothing, posting does, at one click and for ever (RFC 8058).

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use domain::sending::Reason;
use domain::wire::sync::Event;

use crate::channel::refusal::Tokens;
use crate::db::events::{self, EventKind};
use crate::db::{ledger, shops};
use crate::failure::Failure;
use crate::routes::Path;
use crate::state::AppState;

/// The routes of this area; they need no sign-in.
pub fn routes() -> Router<AppState> {
    Router::new().route("/u/{token}", get(show_refusal).post(refuse))
}

/// Shows a page with a button. Programs that look at links for safety change nothing by it.
async fn show_refusal(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    if Tokens::of(&state.store).await?.ledger(&token).is_none() {
        return Ok(page(StatusCode::NOT_FOUND, UNKNOWN));
    }
    Ok(page(StatusCode::OK, ASK))
}

/// Takes the consent back. Doing it again changes nothing and answers the same.
async fn refuse(
    State(state): State<AppState>,
    Path(token): Path<String>,
    body: Bytes,
) -> Result<Response, Failure> {
    let Some(row) = Tokens::of(&state.store).await?.ledger(&token) else {
        return Ok(page(StatusCode::NOT_FOUND, UNKNOWN));
    };
    if !is_one_click(&body) {
        return Ok(page(StatusCode::BAD_REQUEST, ASK));
    }
    let now = state.clock.now();
    let moved = state
        .store
        .write(move |tx| {
            let Some((shop, customer, medium, campaign)) = ledger::find_recipient(tx, row)? else {
                return Ok(None);
            };
            let changed = events::opt_out(tx, shop, customer, medium, Some(&campaign), now)?;
            let told = events::insert_event(tx, row, EventKind::Unsubscribed, now)?;
            let whose = ledger::Whose::Customer(customer, medium);
            ledger::suppress_pending(tx, whose, Reason::OptedOut, now)?;
            if !changed && !told {
                return Ok(None);
            }
            Ok(Some((
                shop,
                shops::bump_facts_revision(tx, shop)?,
                campaign,
            )))
        })
        .await?;
    if let Some((shop, revision, campaign)) = moved {
        state.announce(Event::Facts { shop, revision });
        state.announce(Event::Live { campaign });
    }
    Ok(page(StatusCode::OK, DONE))
}

/// Whether the body says `List-Unsubscribe=One-Click`, as a form of either kind.
fn is_one_click(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    let as_form = text
        .split('&')
        .any(|pair| pair.trim() == "List-Unsubscribe=One-Click");
    as_form || (text.contains("name=\"List-Unsubscribe\"") && text.contains("One-Click"))
}

const ASK: &str = "<h1>退订 / Unsubscribe</h1>\
    <p>按下按钮后，我们不再通过此渠道给您发送消息。</p>\
    <p>Press the button and we will not write to you this way again.</p>\
    <form method=\"post\"><input type=\"hidden\" name=\"List-Unsubscribe\" value=\"One-Click\">\
    <button>退订 / Unsubscribe</button></form>";

const DONE: &str = "<h1>已退订 / Unsubscribed</h1>\
    <p>我们不再通过此渠道给您发送消息。</p><p>We will not write to you this way again.</p>";

const UNKNOWN: &str = "<h1>链接无效 / Unknown link</h1>\
    <p>这个链接不完整或已被更改，请从原邮件中重新打开。</p>\
    <p>This link is incomplete or was changed; please open it again from the mail.</p>";

fn page(status: StatusCode, body: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">\
         <title>退订 / Unsubscribe</title>\
         <style>body{{font:16px/1.6 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem}}\
         button{{font:inherit;padding:.6rem 1.2rem;min-height:44px}}</style></head><body><main>{body}</main></body></html>"
    );
    (status, Html(page)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_form_are_read_and_nothing_else() {
        assert!(is_one_click(b"List-Unsubscribe=One-Click"));
        assert!(is_one_click(
            b"--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--"
        ));
        assert!(!is_one_click(b""));
        assert!(!is_one_click(b"a=List-Unsubscribe"));
    }
}
