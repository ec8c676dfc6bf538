//! Says when the service worker has brought a new version of the application.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::locales::{shell as words, use_lang};
use crate::state::use_toasts;

/// Watches for a new version; the page that is open stays as it is until the person reloads it.
pub fn watch_version() {
    let (lang, toasts) = (use_lang(), use_toasts());
    let navigator = window().navigator();
    // Pages on plain HTTP have no service worker.
    let container = js_sys::Reflect::get(&navigator, &"serviceWorker".into()).ok();
    let Some(container) =
        container.and_then(|value| value.dyn_into::<web_sys::ServiceWorkerContainer>().ok())
    else {
        return;
    };
    let had_one = container.controller().is_some();
    let changed = Closure::<dyn FnMut()>::new(move || {
        if !had_one {
            return;
        }
        let lang = lang.get_untracked();
        let text = format!(
            "{} · {}",
            words::new_version(lang),
            words::new_version_long(lang)
        );
        toasts.offer(text, words::reload(lang), || {
            // A browser that refuses to reload leaves the former version running.
            let _ = window().location().reload();
        });
    });
    container.set_oncontrollerchange(Some(changed.as_ref().unchecked_ref()));
    // It listens as long as the page lives.
    changed.forget();
}
