//! What open screens are told at once: server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event as Message, KeepAlive};
use axum::routing::get;
use domain::wire::sync::Event;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt, once};

use crate::db::documents;
use crate::failure::Failure;
use crate::routes::session::Signed;
use crate::state::AppState;

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new().route("/api/events", get(stream_events))
}

/// Says first how far the change log reaches, then every event. A screen that fell too far behind is cut off: it opens the
/// stream again and learns from the first message what it missed.
async fn stream_events(
    State(state): State<AppState>,
    _: Signed,
) -> Result<Sse<impl Stream<Item = Result<Message, Infallible>>>, Failure> {
    let heard = BroadcastStream::new(state.events.subscribe());
    let upto = state.store.read(documents::newest_change).await?;
    let events = once(Event::Changed { upto })
        .chain(heard.map_while(Result::ok))
        .filter_map(|event| Message::default().json_data(event).ok())
        .map(Ok);
    let alive = KeepAlive::new().interval(Duration::from_secs(15));
    Ok(Sse::new(events).keep_alive(alive))
}
