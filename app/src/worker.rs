//! The engine in a thread of its own: it holds the facts of one shop and answers questions about them.

#[path = "worker/giving_up.rs"]
mod giving_up;
#[path = "worker/sampling.rs"]
mod sampling;
#[path = "worker/unpacking.rs"]
mod unpacking;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use domain::segment::Counter;
use domain::snapshot::{BadSnapshot, Decoder, Snapshot, Unpacked};
use domain::wire::CONTRACT;
use domain::wire::engine::{FromEngine, QueryProblem, ToEngine};
use unpacking::Helpers;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Cache, DedicatedWorkerGlobalScope, MessageEvent, ReadableStreamDefaultReader, Response,
};

/// Where the bytes of snapshots are kept on this device, by their address. `state/session.rs` forgets them at sign-out.
const KEPT: &str = "huitou-facts";
/// The server's header with the revision of the bytes.
const REVISION: &str = "x-huitou-revision";
/// The server's header with the seal of the bytes that a patch changes.
const BASE: &str = "x-huitou-base";

#[derive(Default)]
struct Thread {
    counter: Option<Counter>,
    shop: Option<i64>,
    /// One customer in so many is held.
    sample: u32,
    /// Questions that came while the former facts were gone and the next not there yet.
    waiting: Vec<ToEngine>,
    loading: bool,
    /// The seal of the bytes that are kept, which a patch may change.
    base: Option<u64>,
    /// Counts what was asked to be opened: only the newest counts.
    opening: u64,
}

type Shared = Rc<RefCell<Thread>>;

fn main() {
    console_error_panic_hook::set_once();
    let thread: Shared = Rc::default();
    let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        if giving_up::take(&message.data()) || unpacking::take(&message.data()) {
            return;
        }
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
    match question {
        ToEngine::Open {
            shop,
            revision,
            sample,
            ..
        } => {
            let (thread, shop, revision) = (thread.clone(), *shop, *revision);
            let sample = (*sample).max(1);
            spawn_local(async move { open(&thread, shop, revision, sample).await });
        }
        ToEngine::Forget {} => {
            if let Some(counter) = &mut thread.borrow_mut().counter {
                counter.forget();
            }
        }
        ToEngine::Measure { number, bytes } => say(&measured(&thread.borrow(), *number, *bytes)),
        question => answer_about_facts(thread, question),
    }
}

fn answer_about_facts(thread: &Shared, question: &ToEngine) {
    let mut thread = thread.borrow_mut();
    let sample = thread.sample.max(1);
    if thread.loading && thread.counter.is_none() {
        thread.waiting.push(question.clone());
        return;
    }
    let began = now();
    giving_up::begin(number_of(question).unwrap_or(0));
    let answer = match &mut thread.counter {
        Some(counter) if sample > 1 => counter
            .answer(&sampling::asked(question, sample))
            .map(|answer| sampling::answered(answer, sample)),
        Some(counter) => counter.answer(question),
        None => number_of(question).map(|number| FromEngine::Problem {
            number,
            problem: QueryProblem::NotOpen,
        }),
    };
    let Some(mut answer) = answer else { return };
    if let FromEngine::Answer { work, .. } = &mut answer {
        work.ms = now() - began;
    }
    say(&answer);
}

/// Milliseconds by the thread's own clock.
fn now() -> f64 {
    scope()
        .performance()
        .map_or(0.0, |performance| performance.now())
}

/// How long a plain sum over so many bytes of the facts takes here.
fn measured(thread: &Thread, number: u64, bytes: u64) -> FromEngine {
    let began = now();
    let counter = thread.counter.as_ref();
    let sum = counter.map_or(0, |counter| counter.snapshot().plain_sum(bytes as usize));
    // It must not be left out because nobody looks at it.
    std::hint::black_box(sum);
    FromEngine::Measured {
        number,
        sum_ms: now() - began,
        memory: memory(),
    }
}

/// Bytes of memory that this program has.
fn memory() -> u64 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
    u64::from(buffer.byte_length())
}

/// The number of a question, read from its own form so that no kind of question is forgotten here.
fn number_of(question: &ToEngine) -> Option<u64> {
    serde_json::to_value(question).ok()?.get("number")?.as_u64()
}

/// Why facts could not be opened.
enum Trouble {
    /// A stable code.
    Code(&'static str),
    /// They are more than this browser can hold.
    TooLarge {
        customers: u32,
        needed: u64,
        limit: u64,
    },
}

impl From<BadSnapshot> for Trouble {
    fn from(why: BadSnapshot) -> Trouble {
        match why {
            BadSnapshot::TooLarge {
                customers,
                needed,
                limit,
            } => Trouble::TooLarge {
                customers,
                needed,
                limit,
            },
            why => {
                web_sys::console::error_1(&why.to_string().into());
                Trouble::Code("snapshot.damaged")
            }
        }
    }
}

/// Opens what is kept on this device at once, then what the server has, where it is another revision.
async fn open(thread: &Shared, shop: i64, revision: i64, sample: u32) {
    let turn = {
        let mut thread = thread.borrow_mut();
        thread.opening += 1;
        if thread.shop != Some(shop) || thread.sample != sample {
            thread.counter = None;
            thread.base = None;
            thread.shop = Some(shop);
            thread.sample = sample;
        }
        thread.opening
    };
    let held = thread.borrow().counter.as_ref().map(revision_of);
    if held == Some(revision) {
        return take(thread, turn, shop, None);
    }
    let address = match sample {
        1 => format!("/api/shops/{shop}/snapshot"),
        sample => format!("/api/shops/{shop}/snapshot?sample={sample}"),
    };
    let opening = Opening {
        shop,
        address,
        cache: cache().await,
    };
    let mut opened = held.is_some();
    if !opened && let Some((snapshot, base)) = opening.kept().await {
        let newest = snapshot.revision() as i64 == revision;
        thread.borrow_mut().base = Some(base);
        take(thread, turn, shop, Some(snapshot));
        opened = true;
        if newest {
            return;
        }
    }
    let base = thread.borrow().base.filter(|_| sample == 1);
    let trouble = match opening.fetch(thread, base).await {
        Ok((snapshot, base)) => {
            thread.borrow_mut().base = Some(base);
            return take(thread, turn, shop, Some(snapshot));
        }
        Err(trouble) => trouble,
    };
    if thread.borrow().opening != turn {
        return;
    }
    if let Trouble::TooLarge {
        customers,
        needed,
        limit,
    } = trouble
    {
        say(&FromEngine::TooLarge {
            shop,
            customers,
            needed,
            limit,
            sample: (needed / limit.max(1) + 1) as u32,
        });
    } else if opened && thread.borrow().counter.is_none() {
        // The network went away after the former facts had gone: they are still kept.
        if let Some((snapshot, base)) = opening.kept().await {
            thread.borrow_mut().base = Some(base);
            return take(thread, turn, shop, Some(snapshot));
        }
        opened = false;
    }
    if let (Trouble::Code(code), false) = (trouble, opened) {
        say(&FromEngine::NotOpened {
            shop,
            code: code.into(),
        });
    }
    // What is open stays open, of an older revision.
    settle(thread);
}

/// Answers what waited for facts.
fn settle(thread: &Shared) {
    let waiting = {
        let mut thread = thread.borrow_mut();
        thread.loading = false;
        std::mem::take(&mut thread.waiting)
    };
    for question in waiting {
        answer_about_facts(thread, &question);
    }
}

fn revision_of(counter: &Counter) -> i64 {
    counter.snapshot().revision() as i64
}

/// Works with these facts from now on (or with those held), unless something else was asked for meanwhile.
fn take(thread: &Shared, turn: u64, shop: i64, snapshot: Option<Snapshot>) {
    {
        let mut thread = thread.borrow_mut();
        if thread.opening != turn {
            return;
        }
        if let Some(snapshot) = snapshot {
            let counter = Counter::new(Arc::new(snapshot));
            thread.counter = Some(counter.watched(giving_up::is_given_up));
        }
        let sample = thread.sample.max(1);
        if let Some(counter) = &thread.counter {
            let customers = counter.snapshot().customers();
            say(&FromEngine::Opened {
                shop,
                revision: revision_of(counter),
                customers,
                sample,
            });
        }
    }
    settle(thread);
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

/// How many bytes of memory facts may take here.
fn limit() -> u64 {
    // What a browser does not tell is taken for a tablet.
    const UNKNOWN_GB: f64 = 4.0;
    let told = js_sys::Reflect::get(&scope().navigator(), &"deviceMemory".into());
    let gigabytes = told
        .ok()
        .and_then(|told| told.as_f64())
        .unwrap_or(UNKNOWN_GB);
    // A sixth: the page, other pages and the system want theirs.
    (gigabytes * (1u64 << 30) as f64 / 6.0) as u64
}

/// Facts on their way.
struct Opening {
    shop: i64,
    address: String,
    cache: Option<Cache>,
}

impl Opening {
    /// Where the patch of what is kept is kept.
    fn patch_address(&self) -> String {
        format!("{}?kept=patch", self.address)
    }

    /// What this device has, and the seal of its bytes without the patch. What cannot be read is forgotten.
    async fn kept(&self) -> Option<(Snapshot, u64)> {
        let cache = self.cache.as_ref()?;
        let response = found(cache, &self.address).await?;
        let patch = match found(cache, &self.patch_address()).await {
            Some(response) => bytes(&response).await,
            None => None,
        };
        match self.decode(&response, patch.as_deref()).await {
            Ok(read) => Some(read),
            Err(_) => {
                self.forget().await;
                None
            }
        }
    }

    async fn forget(&self) {
        if let Some(cache) = &self.cache {
            for address in [self.address.clone(), self.patch_address()] {
                let _ = JsFuture::from(cache.delete_with_str(&address)).await;
            }
        }
    }

    /// Decodes a response while it arrives, and says how far it is. Gives the seal of the bytes without the patch.
    async fn decode(
        &self,
        response: &Response,
        patch: Option<&[u8]>,
    ) -> Result<(Snapshot, u64), Trouble> {
        let offline = || Trouble::Code("snapshot.offline");
        let total = response
            .headers()
            .get("content-length")
            .ok()
            .flatten()
            .and_then(|length| length.parse().ok())
            .unwrap_or(0);
        let mut decoder = match patch {
            Some(patch) => Decoder::patched(limit(), patch)?,
            None => Decoder::new(limit()),
        };
        let stream = response.body().ok_or_else(offline)?;
        let reader: ReadableStreamDefaultReader =
            stream.get_reader().dyn_into().map_err(|_| offline())?;
        let (mut received, mut told) = (0u64, 0.0);
        let helpers = Helpers::start(if patch.is_none() { total } else { 0 }).await;
        loop {
            let piece = JsFuture::from(reader.read()).await.map_err(|_| offline())?;
            let field = |name: &str| js_sys::Reflect::get(&piece, &name.into());
            if field("done").is_ok_and(|done| done.is_truthy()) {
                break;
            }
            let bytes: js_sys::Uint8Array = field("value")
                .and_then(JsCast::dyn_into)
                .map_err(|_| offline())?;
            received += u64::from(bytes.length());
            if let Err(why) = unpack(&mut decoder, &helpers, &bytes.to_vec()).await {
                let _ = reader.cancel();
                return Err(why.into());
            }
            // Some words a second are enough.
            if now() - told > 100.0 {
                told = now();
                say(&FromEngine::Loading {
                    shop: self.shop,
                    received,
                    total,
                });
            }
        }
        finish(&mut decoder, &helpers).await?;
        let base = decoder.seal();
        let snapshot = decoder.finish()?;
        Ok((snapshot, base))
    }

    /// Fetches the newest facts, or what changed since those that are kept, and keeps them.
    async fn fetch(&self, thread: &Shared, base: Option<u64>) -> Result<(Snapshot, u64), Trouble> {
        let address = match base {
            Some(base) => format!("{}?base={base:016x}", self.address),
            None => self.address.clone(),
        };
        let answer = JsFuture::from(scope().fetch_with_str(&address))
            .await
            .map_err(|_| Trouble::Code("snapshot.offline"))?;
        let response: Response = answer
            .dyn_into()
            .map_err(|_| Trouble::Code("snapshot.offline"))?;
        match response.status() {
            200 => {}
            401 => return Err(Trouble::Code("session.expired")),
            502..=504 => return Err(Trouble::Code("snapshot.offline")),
            _ => return Err(Trouble::Code("snapshot.failed")),
        }
        let headers = response.headers();
        // Two of them at once would not fit into a small device: the former facts go before the next come.
        {
            let mut thread = thread.borrow_mut();
            thread.counter = None;
            thread.loading = true;
        }
        if headers.has(BASE).unwrap_or(false) {
            if let Some(read) = self.patched(&response).await {
                return Ok(read);
            }
            // What was kept has gone or does not fit: everything, then.
            self.forget().await;
            return Box::pin(self.fetch(thread, None)).await;
        }
        let copy = response
            .clone()
            .ok()
            .filter(|_| headers.has(REVISION).unwrap_or(false));
        let keeping = match (&self.cache, copy) {
            (Some(cache), Some(copy)) => {
                let _ = JsFuture::from(cache.delete_with_str(&self.patch_address())).await;
                Some(JsFuture::from(cache.put_with_str(&self.address, &copy)))
            }
            _ => None,
        };
        let read = self.decode(&response, None).await;
        if let Some(keeping) = keeping {
            // Full storage costs the previews offline, nothing else.
            let _ = keeping.await;
        }
        if matches!(read, Err(Trouble::Code("snapshot.damaged"))) {
            self.forget().await;
        }
        read
    }

    /// What is kept, changed by a patch that is kept from now on.
    async fn patched(&self, response: &Response) -> Option<(Snapshot, u64)> {
        let cache = self.cache.as_ref()?;
        let copy = response.clone().ok()?;
        let patch = bytes(response).await?;
        let base = found(cache, &self.address).await?;
        let read = self.decode(&base, Some(&patch)).await.ok()?;
        let _ = JsFuture::from(cache.put_with_str(&self.patch_address(), &copy)).await;
        Some(read)
    }
}

/// Unpacks the blocks that are whole with these bytes: here, and in other threads where some help.
async fn unpack(decoder: &mut Decoder, helpers: &Helpers, bytes: &[u8]) -> Result<(), BadSnapshot> {
    for block in decoder.take(bytes)? {
        helpers.tell_head(decoder.head());
        add_done(decoder, helpers)?;
        if let Some(block) = helpers.give(block) {
            decoder.add(block.place, decoder.unpack(&block)?)?;
            if helpers.are_some() {
                unpacking::rest().await;
            }
        }
    }
    Ok(())
}

/// Adds what is still with other threads.
async fn finish(decoder: &mut Decoder, helpers: &Helpers) -> Result<(), BadSnapshot> {
    loop {
        add_done(decoder, helpers)?;
        if let Some(block) = helpers.take_back() {
            decoder.add(block.place, decoder.unpack(&block)?)?;
        } else if !helpers.wait().await {
            return Ok(());
        }
    }
}

fn add_done(decoder: &mut Decoder, helpers: &Helpers) -> Result<(), BadSnapshot> {
    for (place, bytes) in helpers.done() {
        decoder.add(place, Unpacked::from_bytes(&bytes)?)?;
    }
    Ok(())
}

async fn found(cache: &Cache, address: &str) -> Option<Response> {
    let found = JsFuture::from(cache.match_with_str(address)).await.ok()?;
    found.dyn_into().ok()
}

async fn bytes(response: &Response) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(js_sys::Uint8Array::new(&buffer).to_vec())
}
