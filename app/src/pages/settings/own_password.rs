//! Changing one's own password.

use domain::wire::session::SHORTEST_PASSWORD;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::people::too_short;
use crate::api::Failure;
use crate::locales::{settings_people as words, t, t_with, use_lang};
use crate::problems;
use crate::state::users::change_password;
use crate::state::{use_connection, use_toasts};
use crate::ui::{Banner, Button, Card, Field, PasswordInput, Tone};

/// The form of one's own password.
#[component]
pub fn OwnPassword() -> impl IntoView {
    let (connection, toasts, lang) = (use_connection(), use_toasts(), use_lang());
    let (current, new, again) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let (tried, busy, failure) = (
        RwSignal::new(false),
        RwSignal::new(false),
        RwSignal::new(None::<Failure>),
    );
    let is_short = Memo::new(move |_| new.read().chars().count() < SHORTEST_PASSWORD);
    let new_problem = move || {
        if tried.get() && is_short.get() {
            too_short(lang.get())
        } else {
            String::new()
        }
    };
    let again_problem = move || {
        let lang = lang.get();
        if tried.get() && *again.read() != *new.read() {
            problems::of_plain_code("user.password_differs", lang).line(lang)
        } else {
            String::new()
        }
    };
    let said = move |at_field: bool| {
        let lang = lang.get();
        let failure = failure.read();
        let found = failure
            .as_ref()
            .filter(|failure| (failure.code() == "user.wrong_password") == at_field);
        found
            .map(|failure| problems::of_failure(failure, lang).line(lang))
            .unwrap_or_default()
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        failure.set(None);
        if is_short.get_untracked() || *again.read_untracked() != *new.read_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = change_password(current.get_untracked(), new.get_untracked()).await;
            busy.set(false);
            match answer {
                Ok(()) => {
                    tried.set(false);
                    for held in [current, new, again] {
                        held.set(String::new());
                    }
                    toasts.done(words::changed(lang.get_untracked()));
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    };
    let hindered = Signal::derive(move || {
        !connection.reachable.get() || current.read().is_empty() || new.read().is_empty()
    });
    let hint = t_with(words::new_hint, |_| {
        [("shortest", SHORTEST_PASSWORD.to_string())]
    });
    view! {
        <Card title=t(words::own)>
            <p class="settings-lead">{t(words::own_lead)}</p>
            <form class="stack" on:submit=send>
                <Show when=move || !said(false).is_empty()>
                    <Banner tone=Tone::Bad>{move || said(false)}</Banner>
                </Show>
                <Field label=t(words::current) problem=move || said(true)>
                    <PasswordInput value=current on_input=move |text| current.set(text) />
                </Field>
                <Field label=t(words::new) hint=hint problem=new_problem>
                    <PasswordInput value=new on_input=move |text| new.set(text) autocomplete="new-password" />
                </Field>
                <Field label=t(words::again) problem=again_problem>
                    <PasswordInput value=again on_input=move |text| again.set(text) autocomplete="new-password" />
                </Field>
                <div class="row">
                    <Button submits=true busy=busy disabled=hindered>{t(words::change)}</Button>
                </div>
            </form>
        </Card>
    }
}
