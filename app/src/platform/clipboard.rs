//! Putting a text on the clipboard.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Puts a text on the clipboard and says whether the browser let us.
pub async fn copy(text: &str) -> bool {
    let Some(writing) = write(text) else {
        return false;
    };
    JsFuture::from(writing).await.is_ok()
}

/// A page that is not served over `https` or from this machine has no clipboard.
fn write(text: &str) -> Option<Promise> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).ok()?;
    let write = Reflect::get(&clipboard, &"writeText".into()).ok()?;
    let write = write.dyn_into::<Function>().ok()?;
    write.call1(&clipboard, &text.into()).ok()?.dyn_into().ok()
}
