//! The thread of the segment engine, seen from the page: messages as JSON, in order, none lost.

use std::collections::VecDeque;

use domain::wire::engine::{FromEngine, GIVEN_UP_SLOTS, ToEngine};
use js_sys::{Atomics, Int32Array, SharedArrayBuffer};
use leptos::prelude::document;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

/// Where the page's own description says the worker is.
fn address() -> String {
    let meta = document()
        .query_selector("meta[name='huitou-worker']")
        .ok()
        .flatten();
    meta.and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_else(|| "/worker_loader.js".into())
}

/// Memory that both threads see, for the numbers of questions that are given up.
fn shared() -> Option<Int32Array> {
    let isolated = js_sys::Reflect::get(&js_sys::global(), &"crossOriginIsolated".into());
    if !isolated.is_ok_and(|isolated| isolated.is_truthy()) {
        return None;
    }
    let memory = SharedArrayBuffer::new(GIVEN_UP_SLOTS * 4);
    Some(Int32Array::new(&memory))
}

/// The thread.
pub struct Thread {
    worker: Worker,
    ready: bool,
    queue: VecDeque<String>,
    /// Memory shared with the thread; none where the browser does not give any, as on plain HTTP.
    given_up: Option<Int32Array>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(JsValue)>,
}

impl Thread {
    /// Starts the thread. `hear` is called with each message, `fail` when the thread cannot run.
    pub fn start(hear: impl Fn(FromEngine) + 'static, fail: impl Fn() + 'static) -> Option<Thread> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&address(), &options).ok()?;
        let message = Closure::new(move |message: MessageEvent| {
            let text = message.data().as_string().unwrap_or_default();
            match serde_json::from_str(&text) {
                Ok(message) => hear(message),
                Err(error) => leptos::logging::error!("the engine said something unknown: {error}"),
            }
        });
        let error = Closure::new(move |_| fail());
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Thread {
            worker,
            ready: false,
            queue: VecDeque::new(),
            given_up: shared(),
            _message: message,
            _error: error,
        })
    }

    /// The thread said that it listens: it gets what was asked until now.
    pub fn set_ready(&mut self) {
        self.ready = true;
        if let Some(given_up) = &self.given_up {
            // Without it every question is answered to its end.
            let _ = self.worker.post_message(&given_up.buffer());
        }
        while let Some(text) = self.queue.pop_front() {
            self.post(&text);
        }
    }

    /// Sends a message, now or as soon as the thread listens.
    pub fn send(&mut self, message: &ToEngine) {
        let Ok(text) = serde_json::to_string(message) else {
            return;
        };
        if self.ready {
            self.post(&text);
        } else {
            self.queue.push_back(text);
        }
    }

    /// Tells the thread that nobody waits for the answer of a question any more; it may come nevertheless.
    pub fn give_up(&self, number: u64) {
        if let Some(given_up) = &self.given_up {
            let slot = (number % u64::from(GIVEN_UP_SLOTS)) as u32;
            let _ = Atomics::store(given_up, slot, number as i32);
        }
    }

    fn post(&self, text: &str) {
        // A thread that is gone has said so by `onerror`.
        let _ = self.worker.post_message(&JsValue::from_str(text));
    }
}
