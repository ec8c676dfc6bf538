//! Clock, randomness and what the browser keeps or says of itself.

use leptos::prelude::window;

pub mod clipboard;
pub mod secret;
pub mod time_zones;
pub mod zone;

/// Seconds since 1970 in UTC.
pub fn now() -> i64 {
    (js_sys::Date::now() / 1000.0) as i64
}

/// Milliseconds since 1970 in UTC.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// A new id: 128 random bits as 32 hexadecimal digits, begun with a letter so that it may stand in a field's path.
pub fn new_id() -> String {
    let mut bytes = [0u8; 16];
    let filled = window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    if filled.is_err() {
        bytes
            .iter_mut()
            .for_each(|byte| *byte = (js_sys::Math::random() * 256.0) as u8);
    }
    let mut id = String::with_capacity(33);
    id.push('d');
    bytes
        .iter()
        .for_each(|byte| id.push_str(&format!("{byte:02x}")));
    id
}

/// A short id for an entry of a list in a document: `groups.<id>.name`.
pub fn new_entry_id() -> String {
    new_id()[..9].to_string()
}

/// Shows another address of the same page, without a new entry in the browser's history.
pub fn show_address(path: &str) {
    let shown = window().history().and_then(|history| {
        history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path))
    });
    if shown.is_err() {
        // The page works the same under its old address.
        leptos::logging::warn!("the address could not follow");
    }
}

/// Whether the browser believes that there is a network.
pub fn online() -> bool {
    window().navigator().on_line()
}

/// Forgets the facts of shops that the engine's thread keeps on this device.
pub async fn forget_facts() {
    // Where there is no such store (plain HTTP), nothing was kept.
    if let Ok(caches) = window().caches() {
        let _ = wasm_bindgen_futures::JsFuture::from(caches.delete("huitou-facts")).await;
    }
}

/// Small things kept on this device: language, theme, chosen shop. Where the browser keeps nothing, nothing is kept.
pub mod storage {
    use leptos::prelude::window;

    fn area() -> Option<web_sys::Storage> {
        window().local_storage().ok().flatten()
    }

    /// What was kept under a name.
    pub fn read(name: &str) -> Option<String> {
        area()?.get_item(name).ok().flatten()
    }

    /// Keeps a text under a name.
    pub fn write(name: &str, text: &str) {
        if let Some(area) = area() {
            // A full or forbidden storage costs a preference, not work.
            let _ = area.set_item(name, text);
        }
    }

    /// Forgets a name.
    pub fn forget(name: &str) {
        if let Some(area) = area() {
            let _ = area.remove_item(name);
        }
    }
}
