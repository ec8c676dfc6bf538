//! The engine in a thread of its own: it holds the facts of one shop and answers questions about them.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use domain::segment::Counter;
use domain::snapshot::Snapshot;
use domain::wire::CONTRACT;
use domain::wire::engine::{FromEngine, QueryProblem, ToEngine};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Cache, DedicatedWorkerGlobalScope, MessageEvent, Response};

/// Where the bytes of snapshots are kept on this device, by their address. `state/session.rs` forgets them at sign-out.
const KEPT: &str = "huitou-facts";
/// The server's header with the revision of the bytes.
const REVISION: &str = "x-huitou-revision";

#[derive(Default)]
struct Thread {
    counter: Option<Counter>,
    shop: Option<i64>,
    /// Counts what was asked to be opened: only the newest counts.
    opening: u64,
}

type Shared = Rc<RefCell<Thread>>;

fn main() {
    console_error_panic_hook::set_once();
    let thread: Shared = Rc::default();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let text = message.data().as_string().unwrap_or_default();
        match serde_json::from_str::<ToEngine>(&text) {
            Ok(question) => answer(&thread, &question),
            Err(error) => web_sys::console::error_1(
                &format!("the page said something unknown: {error}").into(),
            ),
        }
    });
    scope().set_onmessage(Some(hear.as_ref().unchecked_ref()));
    // It listens as long as the thread lives.
    hear.forget();
    say(&FromEngine::Ready { contract: CONTRACT });
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn say(message: &FromEngine) {
    if let Ok(text) = serde_json::to_string(message) {
        // The page that asked may be gone.
        let _ = scope().post_message(&JsValue::from_str(&text));
    }
}

fn answer(thread: &Shared, question: &ToEngine) {
    if let ToEngine::Open { shop, revision, .. } = question {
        let (thread, shop, revision) = (thread.clone(), *shop, *revision);
        spawn_local(async move { open(&thread, shop, revision).await });
        return;
    }
    let answer = match &mut thread.borrow_mut().counter {
        Some(counter) => counter.answer(question),
        None => number_of(question).map(|number| FromEngine::Problem {
            number,
            problem: QueryProblem::NotOpen,
        }),
    };
    if let Some(answer) = answer {
        say(&answer);
    }
}

/// The number of a question, read from its own form so that no kind of question is forgotten here.
fn number_of(question: &ToEngine) -> Option<u64> {
    serde_json::to_value(question).ok()?.get("number")?.as_u64()
}

/// Opens what is kept on this device at once, then what the server has, where it is another revision.
async fn open(thread: &Shared, shop: i64, revision: i64) {
    let turn = {
        let mut thread = thread.borrow_mut();
        thread.opening += 1;
        if thread.shop != Some(shop) {
            thread.counter = None;
            thread.shop = Some(shop);
        }
        thread.opening
    };
    let held = thread.borrow().counter.as_ref().map(revision_of);
    if held == Some(revision) {
        return take(thread, turn, shop, None);
    }
    let address = format!("/api/shops/{shop}/snapshot");
    let cache = cache().await;
    let mut opened = held.is_some();
    if let (Some(cache), false) = (&cache, opened)
        && let Some(snapshot) = kept(cache, &address).await
    {
        let newest = snapshot.revision() as i64 == revision;
        take(thread, turn, shop, Some(snapshot));
        opened = true;
        if newest {
            return;
        }
    }
    match fetch(&address, cache.as_ref()).await {
        Ok(snapshot) => take(thread, turn, shop, Some(snapshot)),
        Err(code) if !opened && thread.borrow().opening == turn => say(&FromEngine::NotOpened {
            shop,
            code: code.into(),
        }),
        // What is open stays open, of an older revision.
        Err(_) => {}
    }
}

fn revision_of(counter: &Counter) -> i64 {
    counter.snapshot().revision() as i64
}

/// Works with these facts from now on (or with those held), unless something else was asked for meanwhile.
fn take(thread: &Shared, turn: u64, shop: i64, snapshot: Option<Snapshot>) {
    let mut thread = thread.borrow_mut();
    if thread.opening != turn {
        return;
    }
    if let Some(snapshot) = snapshot {
        thread.counter = Some(Counter::new(Arc::new(snapshot)));
    }
    if let Some(counter) = &thread.counter {
        let customers = counter.snapshot().customers();
        say(&FromEngine::Opened {
            shop,
            revision: revision_of(counter),
            customers,
            sample: 1,
        });
    }
}

/// The browser's store; none on plain HTTP or in private windows: then there are no previews offline.
async fn cache() -> Option<Cache> {
    let caches = scope().caches().ok()?;
    JsFuture::from(caches.open(KEPT))
        .await
        .ok()?
        .dyn_into()
        .ok()
}

async fn kept(cache: &Cache, address: &str) -> Option<Snapshot> {
    let found = JsFuture::from(cache.match_with_str(address)).await.ok()?;
    let response: Response = found.dyn_into().ok()?;
    Snapshot::decode(&bytes(&response).await?).ok()
}

/// Fetches the newest facts and keeps them, or says by a code why not.
async fn fetch(address: &str, cache: Option<&Cache>) -> Result<Snapshot, &'static str> {
    let answer = JsFuture::from(scope().fetch_with_str(address))
        .await
        .map_err(|_| "snapshot.offline")?;
    let response: Response = answer.dyn_into().map_err(|_| "snapshot.offline")?;
    match response.status() {
        200 => {}
        401 => return Err("session.expired"),
        502..=504 => return Err("snapshot.offline"),
        _ => return Err("snapshot.failed"),
    }
    let copy = response.clone();
    let bytes = bytes(&response).await.ok_or("snapshot.offline")?;
    let snapshot = Snapshot::decode(&bytes).map_err(|why| {
        web_sys::console::error_1(&format!("{why:?}").into());
        "snapshot.damaged"
    })?;
    if let (Some(cache), Ok(copy)) = (cache, copy)
        && copy.headers().has(REVISION).unwrap_or(false)
    {
        // Full storage costs the previews offline, nothing else.
        let _ = JsFuture::from(cache.put_with_str(address, &copy)).await;
    }
    Ok(snapshot)
}

async fn bytes(response: &Response) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}
