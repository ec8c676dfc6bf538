//! Questions that nobody waits for any more: the page says so by memory that both share, since a thread that counts hears no
//! message.

use std::cell::{Cell, RefCell};

use domain::wire::engine::GIVEN_UP_SLOTS;
use js_sys::{Atomics, Int32Array, SharedArrayBuffer};
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static SHARED: RefCell<Option<Int32Array>> = const { RefCell::new(None) };
    /// The number of the question at hand; 0 is none.
    static AT_HAND: Cell<u64> = const { Cell::new(0) };
}

/// Takes the memory, where the message is that.
pub fn take(message: &JsValue) -> bool {
    let Some(memory) = message.dyn_ref::<SharedArrayBuffer>() else {
        return false;
    };
    SHARED.set(Some(Int32Array::new(memory)));
    true
}

/// Names the question that is answered from now on.
pub fn begin(number: u64) {
    AT_HAND.set(number);
}

/// Whether nobody waits for the question at hand.
pub fn is_given_up() -> bool {
    SHARED.with_borrow(|shared| {
        let Some(shared) = shared else { return false };
        let number = AT_HAND.get();
        let slot = (number % u64::from(GIVEN_UP_SLOTS)) as u32;
        Atomics::load(shared, slot).is_ok_and(|held| number != 0 && held == number as i32)
    })
}
