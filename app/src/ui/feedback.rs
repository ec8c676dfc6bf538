//! What a screen says when there is nothing, not yet anything, or something went wrong.

use leptos::prelude::*;

use super::button::{Button, IconButton};
use super::icon::{Glyph, Icon};
use super::surface::Tone;
use crate::api::Failure;
use crate::locales::{t, ui as words, use_lang};
use crate::problems;
use crate::state::toasts;

/// Nothing here yet: why, and what to do.
#[component]
pub fn EmptyState(
    /// Its icon.
    #[prop(default = Glyph::List)]
    glyph: Glyph,
    /// What is not there.
    #[prop(into)]
    title: Signal<String>,
    /// Why, and what to do.
    #[prop(optional, into)]
    text: Signal<String>,
    /// The deed.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <Icon glyph class="empty-state-icon" />
            <p class="empty-state-title">{title}</p>
            <p class="empty-state-text" hidden=move || text.read().is_empty()>{text}</p>
            {children.map(|children| view! { <div class="empty-state-deed">{children()}</div> })}
        </div>
    }
}

/// Something could not be loaded: it stands where the content would be, with a way to try again.
#[component]
pub fn LoadFailed(
    /// Why.
    #[prop(into)]
    failure: Signal<Failure>,
    /// Tries again.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let lang = use_lang();
    let said = Memo::new(move |_| problems::of_failure(&failure.read(), lang.get()));
    view! {
        <div class="load-failed" role="alert">
            <Icon glyph=Glyph::Problem />
            <div>
                <p class="load-failed-title">{move || said.read().what.clone()}</p>
                <p>{move || said.read().remedy.clone()}</p>
            </div>
            <Button small=true icon=Glyph::Sync on_press=on_retry>{t(words::try_again)}</Button>
        </div>
    }
}

/// A grey form of what is being loaded.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
    /// As high as a chart.
    #[prop(optional)]
    tall: bool,
) -> impl IntoView {
    view! {
        <div class="skeleton" class:skeleton-tall=tall role="status">
            <span class="visually-hidden">{t(words::loading)}</span>
            {(0..lines).map(|_| view! { <span class="skeleton-line" aria-hidden="true"></span> }).collect_view()}
        </div>
    }
}

/// How far something has come.
#[component]
pub fn Progress(
    /// What it is.
    #[prop(into)]
    label: Signal<String>,
    /// From 0 to 1; none while nobody knows.
    #[prop(into)]
    share: Signal<Option<f64>>,
) -> impl IntoView {
    view! {
        <div class="progress">
            <span class="progress-label">{label}</span>
            <progress
                aria-label=label
                max="1"
                value=move || share.get().map(|share| share.clamp(0.0, 1.0).to_string())
            ></progress>
        </div>
    }
}

/// A message in the page that stays: a warning, a note, a success.
#[component]
pub fn Banner(
    /// What it is about.
    #[prop(optional)]
    tone: Tone,
    /// Its words and deeds.
    children: Children,
) -> impl IntoView {
    let glyph = match tone {
        Tone::Bad => Glyph::Problem,
        Tone::Warn => Glyph::Warning,
        Tone::Good => Glyph::Done,
        Tone::Plain | Tone::Accent => Glyph::Info,
    };
    view! {
        <div class=format!("banner {}", tone.class()) role="note">
            <Icon glyph />
            <div class="banner-words">{children()}</div>
        </div>
    }
}

/// The short messages; one for the application.
#[component]
pub fn ToastList() -> impl IntoView {
    let toasts = toasts::use_toasts();
    let one = move |toast: toasts::Toast| {
        let id = toast.id;
        let (class, glyph) = match toast.tone {
            toasts::Tone::Done => ("toast tone-good", Glyph::Done),
            toasts::Tone::Note => ("toast", Glyph::Info),
            toasts::Tone::Failed => ("toast tone-bad", Glyph::Problem),
        };
        let action = toast.action.map(|(label, run)| {
            let press = move |()| {
                run.run(());
                toasts.close(id);
            };
            view! { <Button small=true on_press=press>{label}</Button> }
        });
        view! {
            <li class=class>
                <Icon glyph />
                <span class="toast-text">{toast.text}</span>
                {action}
                <IconButton small=true label=t(words::close) glyph=Glyph::Close on_press=move |()| toasts.close(id) />
            </li>
        }
    };
    view! {
        <ol class="toasts" aria-live="polite" aria-label=t(words::messages)>
            <For each=move || toasts.list().get() key=|toast| toast.id children=one />
        </ol>
    }
}
