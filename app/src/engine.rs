//! The thread of the segment engine, seen from the page: messages as JSON, in order, none lost.

use std::collections::VecDeque;

use domain::wire::engine::{FromEngine, ToEngine};
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

/// The thread.
pub struct Thread {
    worker: Worker,
    ready: bool,
    queue: VecDeque<String>,
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
            _message: message,
            _error: error,
        })
    }

    /// The thread said that it listens: it gets what was asked until now.
    pub fn set_ready(&mut self) {
        self.ready = true;
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

    fn post(&self, text: &str) {
        // A thread that is gone has said so by `onerror`.
        let _ = self.worker.post_message(&JsValue::from_str(text));
    }
}
