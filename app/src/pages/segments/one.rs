//! One segment: its name, its rule, and who is in it.

use std::collections::HashMap;

use domain::document::Kind;
use leptos::prelude::*;
use serde_json::Value;

use super::preview::PreviewPanel;
use super::profile::ProfileCard;
use super::why::WhyCard;
use crate::locales::{fill, segments as words, t, use_lang};
use crate::platform;
use crate::query_editor::{QueryEditor, Surroundings};
use crate::routes::{Page, use_go, use_param, use_query_value};
use crate::state::{use_documents, use_engine};
use crate::ui::button::{Button, ButtonKind, LinkButton};
use crate::ui::dialog::Dialog;
use crate::ui::feedback::{EmptyState, Skeleton};
use crate::ui::field::Field;
use crate::ui::icon::Glyph;
use crate::ui::input::TextInput;
use crate::ui::is_second_press;
use crate::ui::surface::{Card, PageHead};

/// How long the rule must rest before the address follows it.
const ADDRESS_WAITS_MS: u64 = 300;

/// A segment that is not saved yet; it may begin with the query of a bar.
#[component]
fn NewSegment() -> impl IntoView {
    let documents = use_documents();
    let go = use_go();
    let asked = use_query_value("q");
    let query = RwSignal::new(asked.get_untracked().unwrap_or_default());
    Effect::new(move |former: Option<Option<String>>| {
        let asked = asked.get();
        if former.is_some_and(|former| former != asked) {
            query.set(asked.clone().unwrap_or_default());
        }
        asked
    });
    let name = RwSignal::new(String::new());
    let lang = use_lang();
    // The address follows the rule, so that a reload or a copied link finds it as it is now. It waits until a slider rests:
    // browsers refuse an address that changes with every frame.
    let changes = StoredValue::new(0u32);
    Effect::new(move |former: Option<()>| {
        query.track();
        changes.update_value(|changes| *changes += 1);
        let mine = changes.get_value();
        if former.is_some() {
            let follow = move || {
                if changes.try_get_value() == Some(mine) {
                    platform::show_address(&Page::SegmentOf(query.get_untracked()).path());
                }
            };
            set_timeout(follow, std::time::Duration::from_millis(ADDRESS_WAITS_MS));
        }
    });
    let problem = RwSignal::new(String::new());
    let save = move |()| {
        let name = name.get_untracked().trim().to_string();
        if name.is_empty() {
            problem.set(words::name_missing(lang.get_untracked()).into());
            return;
        }
        let fields = [
            ("name", Value::from(name)),
            ("query", Value::from(query.get_untracked())),
        ];
        go(Page::Segment(documents.create(Kind::Segment, fields)));
    };
    view! {
        <PageHead title=t(words::new_segment) note=t(words::lead)>
            <Button kind=ButtonKind::Primary icon=Glyph::Check on_press=Callback::new(save)>{t(words::save)}</Button>
        </PageHead>
        <SegmentBody
            name=name
            on_name=Callback::new(move |text| {
                name.set(text);
                problem.set(String::new());
            })
            problem=problem
            query=query
            on_query=Callback::new(move |text| query.set(text))
        />
    }
    .into_any()
}

/// A saved segment; every edit is kept at once.
#[component]
pub fn SegmentPage() -> impl IntoView {
    let id = use_param("id");
    let documents = use_documents();
    let ready = documents.ready();
    let there = Memo::new(move |_| documents.find(id).read().is_some());
    view! {
        {move || {
            if *id.read() == "new" {
                return view! { <NewSegment /> }.into_any();
            }
            if !ready.get() {
                return view! { <Skeleton lines=4 /> }.into_any();
            }
            if !there.get() {
                return view! {
                    <PageHead title=t(words::not_known) />
                    <EmptyState glyph=Glyph::Segment title=t(words::not_known) text=t(words::not_known_lead)>
                        <LinkButton href=Page::Segments.path()>{t(words::back)}</LinkButton>
                    </EmptyState>
                }
                    .into_any();
            }
            view! { <SavedSegment id=id.get() /> }.into_any()
        }}
    }
    .into_any()
}

#[component]
fn SavedSegment(id: String) -> impl IntoView {
    let lang = use_lang();
    let documents = use_documents();
    let go = use_go();
    let kept = StoredValue::new(id.clone());
    let name = documents.text(id.clone(), "name");
    let query = documents.text(id, "query");
    let title = Signal::derive(move || match name.get() {
        name if name.is_empty() => words::unnamed(lang.get()).to_string(),
        name => name,
    });
    let write = move |path: &'static str| {
        Callback::new(move |text: String| documents.edit(&kept.get_value(), path, text))
    };
    let leave = go.clone();
    // The button to copy stands where the button to save stood.
    let shown_ms = js_sys::Date::now();
    let duplicate = Callback::new(move |()| {
        if is_second_press(shown_ms) {
            return;
        }
        let copy = format!("{} 2", name.get_untracked());
        let fields = [
            ("name", Value::from(copy)),
            ("query", Value::from(query.get_untracked())),
        ];
        go(Page::Segment(documents.create(Kind::Segment, fields)));
    });
    let asking = RwSignal::new(false);
    let remove = Callback::new(move |()| {
        asking.set(false);
        documents.remove(&kept.get_value());
        leave(Page::Segments);
    });
    let question =
        Signal::derive(move || fill(words::delete_title(lang.get()), &[("name", &title.get())]));
    view! {
        <PageHead title=title note=t(words::kept_at_once)>
            <Button kind=ButtonKind::Quiet icon=Glyph::Delete on_press=Callback::new(move |()| asking.set(true))>
                {t(words::delete)}
            </Button>
            <Button icon=Glyph::Copy on_press=duplicate>{t(words::copy)}</Button>
        </PageHead>
        <SegmentBody name=name on_name=write("name") query=query on_query=write("query") />
        <Dialog open=asking title=question>
            <p>{t(words::delete_body)}</p>
            <div class="dialog-buttons">
                <Button on_press=Callback::new(move |()| asking.set(false))>{t(words::cancel)}</Button>
                <Button kind=ButtonKind::Danger on_press=remove>{t(words::delete)}</Button>
            </div>
        </Dialog>
    }
}

/// Name and rule at the left, who is in it at the right.
#[component]
fn SegmentBody(
    #[prop(into)] name: Signal<String>,
    on_name: Callback<String>,
    #[prop(optional, into)] problem: Signal<String>,
    #[prop(into)] query: Signal<String>,
    on_query: Callback<String>,
) -> impl IntoView {
    let documents = use_documents();
    let profiled = RwSignal::new(false);
    let preview = use_engine().preview(query);
    let saved = documents.list(Kind::Segment);
    let names = Signal::derive(move || {
        saved
            .read()
            .iter()
            .map(|segment| segment.text("name").to_string())
            .filter(|one| *one != name.get())
            .collect()
    });
    let counts = Signal::derive(move || {
        let answer = preview.answer.read();
        let nodes = answer
            .as_ref()
            .map(|answer| answer.nodes.as_slice())
            .unwrap_or_default();
        nodes
            .iter()
            .map(|node| (node.path.clone(), node.customers))
            .collect::<HashMap<_, _>>()
    });
    view! {
        <div class="segment-page">
            <div class="segment-rule-side">
                <Card title=t(words::query)>
                    <Field label=t(words::name) problem=problem>
                        <TextInput value=name on_input=on_name placeholder=t(words::name_hint) most=80 />
                    </Field>
                    <QueryEditor
                        query=query
                        on_change=on_query
                        label=t(words::query)
                        around=Surroundings { segments: names, counts }
                    />
                </Card>
                <WhyCard query=query />
            </div>
            <div class="segment-preview-side">
                <PreviewPanel preview=preview />
                // Asked for only while it is open: it reads every order of the segment.
                <details class="card segment-profile" on:toggle=move |_| profiled.update(|open| *open = !*open)>
                    <summary>{t(words::profile)}</summary>
                    <Show when=move || profiled.get()>
                        <ProfileCard query=query />
                    </Show>
                </details>
            </div>
        </div>
    }
}
