//! What a page is laid out with: its head, cards, numbers, badges.

use leptos::prelude::*;

use super::menu::Definition;

/// What a mark or a message is about; the words beside it say it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// The application's own colour.
    Accent,
    /// Well.
    Good,
    /// Look here.
    Warn,
    /// Wrong.
    Bad,
}

impl Tone {
    /// Its class.
    pub fn class(self) -> &'static str {
        match self {
            Tone::Plain => "tone-plain",
            Tone::Accent => "tone-accent",
            Tone::Good => "tone-good",
            Tone::Warn => "tone-warn",
            Tone::Bad => "tone-bad",
        }
    }
}

/// The head of a page: what it is, a word about it, its deeds.
#[component]
pub fn PageHead(
    /// What the page is; also the window's title.
    #[prop(into)]
    title: Signal<String>,
    /// A word about it.
    #[prop(optional, into)]
    note: Signal<String>,
    /// Its deeds, the most important last.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    Effect::new(move |_| document().set_title(&format!("{} · 回头 Huitou", title.get())));
    view! {
        <header class="page-head">
            <div class="page-head-words">
                <h1>{title}</h1>
                <p hidden=move || note.read().is_empty()>{note}</p>
            </div>
            {children.map(|children| view! { <div class="page-head-deeds">{children()}</div> })}
        </header>
    }
}

/// A framed part of a page.
#[component]
pub fn Card(
    /// What it is about.
    #[prop(optional, into)]
    title: Signal<String>,
    /// What is meant by the title, opened by an `i` beside it.
    #[prop(optional, into)]
    definition: Signal<String>,
    /// Class besides `card`.
    #[prop(optional)]
    class: &'static str,
    /// Dims the content: it belongs to a former question.
    #[prop(optional, into)]
    stale: Signal<bool>,
    /// What stands at the right of the title.
    #[prop(optional, into)]
    deeds: Option<ViewFn>,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("card {class}") class:is-stale=stale aria-busy=move || stale.get().then_some("true")>
            <header class="card-head" hidden=move || title.read().is_empty()>
                <h2 class="card-title">{title}</h2>
                {move || {
                    (!definition.read().is_empty()).then(|| view! { <Definition of=title text=definition /> })
                }}
                {deeds.map(|deeds| view! { <div class="card-deeds">{deeds.run()}</div> })}
            </header>
            {children()}
        </section>
    }
}

/// A number with its label, and what it means.
#[component]
pub fn Stat(
    /// What is counted.
    #[prop(into)]
    label: Signal<String>,
    /// The number, written out.
    #[prop(into)]
    value: Signal<String>,
    /// A word below it, such as its share.
    #[prop(optional, into)]
    note: Signal<String>,
    /// What the number means.
    #[prop(optional, into)]
    definition: Signal<String>,
    /// Dims it: it belongs to a former question.
    #[prop(optional, into)]
    stale: Signal<bool>,
) -> impl IntoView {
    view! {
        <div class="stat" class:is-stale=stale>
            <div class="stat-label">
                <span>{label}</span>
                {move || {
                    (!definition.read().is_empty()).then(|| view! { <Definition of=label text=definition /> })
                }}
            </div>
            <div class="stat-value">{value}</div>
            <div class="stat-note" hidden=move || note.read().is_empty()>{note}</div>
        </div>
    }
}

/// A word in a frame: a state, a kind.
#[component]
pub fn Badge(
    /// What it is about.
    #[prop(optional, into)]
    tone: Signal<Tone>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    view! { <span class=move || format!("badge {}", tone.get().class())>{children()}</span> }
}
