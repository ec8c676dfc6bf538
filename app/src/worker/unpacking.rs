//! Other threads that unpack blocks of facts while this one does so too: where there are more processors than one, facts are
//! there sooner. They are threads of the same program, share no memory with this one, and end when the facts are there.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use domain::snapshot::{Packed, Unpacker};
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::scope;

/// More threads than these are not faster: someone has to put together what they made.
const MOST: usize = 3;
/// Blocks that a thread has at once: it need not wait for the next one.
const AT_ONCE: usize = 2;
/// Bytes of a snapshot that are worth a thread of their own: about two blocks.
const WORTH: u64 = 4 << 20;
/// Milliseconds that are waited for the first thread to listen. Starting takes some fifty, and only while this thread rests.
const START: i32 = 150;
/// Milliseconds that are waited for a word of any thread: a block takes some twenty, on a slow device a few hundred.
const PATIENCE: i32 = 2_000;

thread_local! {
    /// In a thread that helps.
    static UNPACKER: RefCell<Option<Unpacker>> = const { RefCell::new(None) };
}

/// Does what another thread asks for, where the message is that: the bytes of a head, or the place and the bytes of a block.
pub fn take(message: &JsValue) -> bool {
    let Some(message) = message.dyn_ref::<Array>() else {
        return false;
    };
    let bytes = message.get(1).unchecked_into::<Uint8Array>().to_vec();
    let place = message.get(0);
    if place.is_null() {
        UNPACKER.set(Unpacker::new(&bytes).ok());
        return true;
    }
    let unpacked = UNPACKER.with_borrow(|unpacker| unpacker.as_ref()?.unpack(&bytes).ok());
    // What cannot be unpacked is looked at again, and refused, by the thread that asked.
    let answer = match unpacked {
        Some(unpacked) => Uint8Array::from(&unpacked.to_bytes()[..]),
        None => Uint8Array::new_with_length(0),
    };
    let moved = Array::of1(&answer.buffer());
    let _ = scope().post_message_with_transfer(&Array::of2(&place, &answer), &moved);
    true
}

/// Lets what others said be heard.
pub async fn rest() {
    let rested = Promise::new(&mut |wake, _| {
        let _ = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&wake, 0);
    });
    let _ = JsFuture::from(rested).await;
}

/// A thread that helps.
struct Helper {
    worker: Worker,
    listens: bool,
    /// Whether it has the head.
    knows: bool,
    /// The blocks that it has, in the order in which it unpacks them.
    has: VecDeque<Packed>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(JsValue)>,
}

#[derive(Default)]
struct State {
    helpers: Vec<Helper>,
    head: Vec<u8>,
    /// What was unpacked, by the place of the block.
    done: Vec<(usize, Vec<u8>)>,
    /// Blocks that a thread could not unpack.
    back: Vec<Packed>,
    /// To be called at the next message.
    wake: Option<js_sys::Function>,
}

/// The threads that help with one snapshot.
pub struct Helpers(Rc<RefCell<State>>);

impl Helpers {
    /// Starts as many threads as help with a snapshot of so many bytes: none where it is small or the device has one
    /// processor. When this is through, the first of them listens.
    pub async fn start(bytes: u64) -> Helpers {
        let processors = scope().navigator().hardware_concurrency() as usize;
        let count = processors.saturating_sub(1).min(MOST);
        let count = count.min((bytes / WORTH) as usize);
        let state = Rc::new(RefCell::new(State::default()));
        let helpers = (0..count)
            .map_while(|at| Helper::start(&state, at))
            .collect();
        state.borrow_mut().helpers = helpers;
        let helpers = Helpers(state);
        if helpers.are_some() {
            helpers.wakes_within(START).await;
        }
        helpers
    }

    /// Whether any thread helps.
    pub fn are_some(&self) -> bool {
        !self.0.borrow().helpers.is_empty()
    }

    /// Tells all threads the head that the blocks stand behind.
    pub fn tell_head(&self, head: &[u8]) {
        let mut state = self.0.borrow_mut();
        if state.head.is_empty() {
            state.head = head.to_vec();
            for at in 0..state.helpers.len() {
                state.tell_head(at);
            }
        }
    }

    /// Gives a block to a thread that has time for it; it comes back where none has.
    pub fn give(&self, block: Packed) -> Option<Packed> {
        let mut state = self.0.borrow_mut();
        let free = state.helpers.iter_mut().filter(|helper| helper.knows);
        let free = free.filter(|helper| helper.has.len() < AT_ONCE);
        let Some(helper) = free.min_by_key(|helper| helper.has.len()) else {
            return Some(block);
        };
        let bytes = Uint8Array::from(&block.bytes[..]);
        let message = Array::of2(&JsValue::from(block.place as u32), &bytes);
        match helper.worker.post_message(&message) {
            Ok(()) => {
                helper.has.push_back(block);
                None
            }
            Err(_) => Some(block),
        }
    }

    /// What was unpacked since this was asked last, by the place of the block.
    pub fn done(&self) -> Vec<(usize, Vec<u8>)> {
        std::mem::take(&mut self.0.borrow_mut().done)
    }

    /// A block that is better unpacked here: one that a thread could not unpack, or has not begun with.
    pub fn take_back(&self) -> Option<Packed> {
        let mut state = self.0.borrow_mut();
        if let Some(block) = state.back.pop() {
            return Some(block);
        }
        let waits = |helper: &&mut Helper| helper.has.len() > 1;
        state.helpers.iter_mut().find(waits)?.has.pop_back()
    }

    /// Waits until a thread has said something; false where all are done. Threads that say nothing for long are not waited
    /// for: their blocks come back.
    pub async fn wait(&self) -> bool {
        {
            let state = self.0.borrow();
            if !state.done.is_empty() || !state.back.is_empty() {
                return true;
            }
            if state.helpers.iter().all(|helper| helper.has.is_empty()) {
                return false;
            }
        }
        if !self.wakes_within(PATIENCE).await {
            let mut state = self.0.borrow_mut();
            for at in 0..state.helpers.len() {
                state.fail(at);
            }
        }
        true
    }

    /// Waits for the next message, so many milliseconds at most; false where none came.
    async fn wakes_within(&self, most: i32) -> bool {
        let wakes = Promise::new(&mut |wake, _| {
            self.0.borrow_mut().wake = Some(wake.clone());
            let _ = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&wake, most);
        });
        let _ = JsFuture::from(wakes).await;
        // Whoever speaks takes it.
        self.0.borrow_mut().wake.take().is_none()
    }
}

impl Drop for Helpers {
    fn drop(&mut self) {
        // They hold what their own closures hold: this ends it.
        for helper in std::mem::take(&mut self.0.borrow_mut().helpers) {
            helper.worker.set_onmessage(None);
            helper.worker.set_onerror(None);
            helper.worker.terminate();
        }
    }
}

impl Helper {
    fn start(state: &Rc<RefCell<State>>, at: usize) -> Option<Helper> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let address = scope().location().href();
        let worker = Worker::new_with_options(&address, &options).ok()?;
        let (heard, failed) = (Rc::downgrade(state), Rc::downgrade(state));
        let message = Closure::new(move |message: MessageEvent| {
            if let Some(state) = heard.upgrade() {
                state.borrow_mut().hear(at, &message.data());
            }
        });
        let error = Closure::new(move |_| {
            if let Some(state) = failed.upgrade() {
                state.borrow_mut().fail(at);
            }
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Some(Helper {
            worker,
            listens: false,
            knows: false,
            has: VecDeque::new(),
            _message: message,
            _error: error,
        })
    }
}

impl State {
    fn hear(&mut self, at: usize, message: &JsValue) {
        let Some(helper) = self.helpers.get_mut(at) else {
            return;
        };
        let Some(answer) = message.dyn_ref::<Array>() else {
            // Its first word, as to any page: it listens.
            helper.listens = true;
            self.tell_head(at);
            return self.wake();
        };
        let place = answer.get(0).as_f64().map(|place| place as usize);
        // What was taken back is not waited for.
        let held = helper
            .has
            .iter()
            .position(|block| Some(block.place) == place);
        if let Some(block) = held.and_then(|held| helper.has.remove(held)) {
            let bytes = answer.get(1).unchecked_into::<Uint8Array>();
            match bytes.length() {
                0 => self.back.push(block),
                _ => self.done.push((block.place, bytes.to_vec())),
            }
        }
        self.wake();
    }

    /// Tells a thread the head, when both are there.
    fn tell_head(&mut self, at: usize) {
        if self.head.is_empty() {
            return;
        }
        if let Some(helper) = self.helpers.get_mut(at).filter(|helper| helper.listens) {
            let head = Uint8Array::from(&self.head[..]);
            let told = helper
                .worker
                .post_message(&Array::of2(&JsValue::NULL, &head));
            helper.knows = told.is_ok();
        }
    }

    fn fail(&mut self, at: usize) {
        if let Some(helper) = self.helpers.get_mut(at) {
            (helper.listens, helper.knows) = (false, false);
            self.back.extend(helper.has.drain(..));
        }
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(wake) = self.wake.take() {
            let _ = wake.call0(&JsValue::NULL);
        }
    }
}
