//! A new campaign: who begins it, of what type, what it is called.

use domain::document::Kind;
use leptos::prelude::*;
use serde_json::json;

use crate::locales::{Word, campaigns as words, t, use_lang};
use crate::pages::campaign::names;
use crate::routes::{Page, use_go};
use crate::state::use_documents;
use crate::ui::{Button, ButtonKind, Choice, Dialog, Field, RadioCards, Select, TextInput};

/// The dialog. The document is made on this device; the network is not asked.
#[component]
pub fn NewCampaign(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open=open title=t(words::new_title)>
            <Form open />
        </Dialog>
    }
}

fn said(word: Word) -> Signal<String> {
    let lang = use_lang();
    Signal::derive(move || word(lang.get()).to_string())
}

#[component]
fn Form(open: RwSignal<bool>) -> impl IntoView {
    let lang = use_lang();
    let documents = use_documents();
    let go = use_go();
    let origin = RwSignal::new("CRM_LED".to_string());
    let kind = RwSignal::new("PLATFORM_EVENT".to_string());
    let (name, event) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let origins = Signal::derive(move || {
        let lang = lang.get();
        vec![
            Choice::new("CRM_LED", words::origin_crm(lang)).note(words::origin_crm_hint(lang)),
            Choice::new("OPS_LED", words::origin_ops(lang)).note(words::origin_ops_hint(lang)),
        ]
    });
    let kinds = Signal::derive(move || {
        names::KINDS
            .iter()
            .map(|(code, word)| Choice::new(*code, word(lang.get())))
            .collect::<Vec<_>>()
    });
    let nameless = Signal::derive(move || name.read().trim().is_empty());
    let make = move |submitted: leptos::ev::SubmitEvent| {
        submitted.prevent_default();
        if nameless.get_untracked() {
            return;
        }
        let mut fields = vec![
            ("name".to_string(), json!(name.get_untracked().trim())),
            ("origin".to_string(), json!(origin.get_untracked())),
            ("type".to_string(), json!(kind.get_untracked())),
            ("scale".to_string(), json!("PARTIAL")),
        ];
        let event = event.get_untracked().trim().to_string();
        if !event.is_empty() {
            fields.push(("event".to_string(), json!(event)));
        }
        let id = documents.create(Kind::Campaign, fields);
        open.set(false);
        go(Page::Checkpoint(id, 1));
    };
    view! {
        <form class="dialog-form" on:submit=make>
            <RadioCards legend=said(words::new_origin) choices=origins value=origin on_change=move |value| origin.set(value) />
            <div class="form-grid">
                <Field label=said(words::new_name) required=true>
                    <TextInput value=name on_input=move |text| name.set(text) placeholder=said(words::new_name_hint) most=120 />
                </Field>
                <Field label=said(words::new_type)>
                    <Select choices=kinds value=kind on_change=move |value| kind.set(value) />
                </Field>
                <Field label=said(words::new_event) hint=said(words::new_event_hint)>
                    <TextInput value=event on_input=move |text| event.set(text) most=60 />
                </Field>
            </div>
            <p class="quiet">{t(words::lessons_follow)}" · "{t(words::offline_note)}</p>
            <div class="dialog-deeds">
                <Button kind=ButtonKind::Primary submits=true disabled=nameless>{t(words::create)}</Button>
            </div>
        </form>
    }
}
