//! Signing in.

use domain::wire::session::SignIn;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use crate::locales::{shell, sign_in as words, t, use_lang};
use crate::problems;
use crate::state::{use_connection, use_session};
use crate::ui::{Banner, Button, ButtonKind, Field, PasswordInput, TextInput, Tone};

/// Name and password; and where the first account comes from.
#[component]
pub fn SignInPage() -> impl IntoView {
    let (session, connection, lang) = (use_session(), use_connection(), use_lang());
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (failure, busy) = (RwSignal::new(None), RwSignal::new(false));
    let problem = Signal::derive(move || {
        let lang = lang.get();
        failure
            .read()
            .as_ref()
            .map(|failure| problems::of_failure(failure, lang).line(lang))
            .unwrap_or_default()
    });
    let form = NodeRef::<leptos::html::Form>::new();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        spawn_local(async move {
            let sign_in = SignIn {
                sign_in: name.get_untracked().trim().into(),
                password: password.get_untracked(),
            };
            // Where it succeeds this page is gone, and nothing of it may be touched any more.
            if let Err(why) = session.sign_in(sign_in).await {
                busy.set(false);
                failure.set(Some(why));
                // The next try begins here, and a screen reader reads the problem with the field.
                if let Some(input) = form
                    .get_untracked()
                    .and_then(|form| form.query_selector("input").ok().flatten())
                    && let Ok(input) = input.dyn_into::<web_sys::HtmlElement>()
                {
                    // A field that cannot take the focus still shows its problem.
                    let _ = input.focus();
                }
            }
        });
    };
    Effect::new(move |_| {
        document().set_title(&format!("{} · 回头 Huitou", words::sign_in(lang.get())))
    });
    view! {
        <main class="sign-in">
            <div class="sign-in-card">
                <svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
                    <path d="M22.5 10.5A8.5 8.5 0 1 0 24.5 16" />
                    <path d="M23.5 5.5v5.5H18" />
                    <circle cx="16" cy="16" r="2.4" />
                </svg>
                <h1>{t(words::title)}</h1>
                <p class="sign-in-lead">{t(words::lead)}</p>
                <Show when=move || !connection.reachable.get()>
                    <Banner tone=Tone::Warn>{t(words::offline)}</Banner>
                </Show>
                <p class="visually-hidden" aria-live="assertive">{problem}</p>
                <form on:submit=send node_ref=form>
                    <Field label=t(words::name) problem=problem>
                        <TextInput value=name on_input=move |text| name.set(text) autocomplete="username" />
                    </Field>
                    <Field label=t(words::password)>
                        <PasswordInput value=password on_input=move |text| password.set(text) />
                    </Field>
                    <Button kind=ButtonKind::Primary submits=true busy=busy>{t(words::sign_in)}</Button>
                </form>
                <details class="sign-in-first">
                    <summary>{t(words::first_start)}</summary>
                    <p>{t(words::first_start_hint)}</p>
                </details>
            </div>
            <button
                type="button"
                class="bar-button sign-in-language"
                lang=move || lang.get().other().tag()
                on:click=move |_| lang.update(|lang| *lang = lang.other())
            >
                {t(shell::language)}
            </button>
        </main>
    }
    .into_any()
}
