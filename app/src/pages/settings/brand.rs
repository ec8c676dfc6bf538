//! The brand: how it addresses its customers, what it claims, how its text messages are framed. It is one document of
//! the whole business, written on this device first.

use domain::brand::{Brand, DEFAULT_OPT_OUT_TEXT, DOCUMENT_ID, Evidence};
use domain::document::{Fields, Kind};
use domain::message::Medium;
use domain::message::lint::{self, Code};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::avoid_words::AvoidWords;
use super::sample::Sample;
use crate::format::currency_sign;
use crate::locales::{settings as words, t, use_lang};
use crate::problems;
use crate::state::{Documents, use_connection, use_documents, use_money};
use crate::ui::{Card, Field, Glyph, Icon, NumberInput, Skeleton, TextInput};

/// The brand's document, as the fields of this page read and write it.
#[derive(Clone, Copy)]
pub struct BrandDocument {
    documents: Documents,
    fields: Memo<Fields>,
    /// What the fields mean, with the defaults of what is missing.
    pub brand: Memo<Brand>,
}

impl BrandDocument {
    fn open() -> BrandDocument {
        let documents = use_documents();
        let found = documents.find(DOCUMENT_ID.to_string());
        let fields = Memo::new(move |_| found.get().unwrap_or_default());
        let brand = Memo::new(move |_| Brand::from_fields(&fields.read()));
        BrandDocument {
            documents,
            fields,
            brand,
        }
    }

    /// A text as it was written; empty where nothing was.
    fn text(self, path: &'static str) -> Signal<String> {
        Signal::derive(move || {
            let fields = self.fields.read();
            let text = fields.get(path).and_then(Value::as_str);
            text.unwrap_or_default().to_string()
        })
    }

    /// Writes a field; the first one makes the document.
    pub fn write(self, path: &str, value: impl Into<Value>) {
        self.documents
            .create_as(DOCUMENT_ID, Kind::Brand, None, [(path, value.into())]);
    }
}

/// The brand's words, and a message that tries them.
#[component]
pub fn BrandSettings() -> impl IntoView {
    let document = BrandDocument::open();
    let ready = document.documents.ready();
    view! {
        <Show when=move || ready.get() fallback=|| view! { <Skeleton lines=6 tall=true /> }>
            <SavedMark document=document />
            <div class="split-panes">
                <div class="stack">
                    <AddressCard document=document />
                    <SloganCard document=document />
                    <TextMessageCard document=document />
                    <AvoidWords document=document />
                </div>
                <div class="pane-stays">
                    <Sample brand=document.brand />
                </div>
            </div>
        </Show>
    }
    .into_any()
}

/// How far what was written has come.
#[component]
fn SavedMark(document: BrandDocument) -> impl IntoView {
    let connection = use_connection();
    let waiting = document.documents.waiting(DOCUMENT_ID.to_string());
    let state = move || {
        if waiting.get() == 0 {
            view! { <Icon glyph=Glyph::Agreed /><span>{t(words::saved)}</span> }.into_any()
        } else if connection.reachable.get() {
            view! { <Icon glyph=Glyph::SavedHere /><span>{t(words::saved_here)}</span> }.into_any()
        } else {
            view! { <Icon glyph=Glyph::Offline /><span>{t(words::saved_offline)}</span> }.into_any()
        }
    };
    view! { <p class="saved-mark" role="status">{state}</p> }
}

/// One text of the brand.
#[component]
fn BrandText(
    document: BrandDocument,
    path: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: Signal<String>,
    #[prop(optional, into)] problem: Signal<String>,
    #[prop(optional, into)] placeholder: Signal<String>,
    #[prop(default = 60)] most: u32,
) -> impl IntoView {
    view! {
        <Field label hint problem>
            <TextInput
                value=document.text(path)
                on_input=move |text: String| document.write(path, text)
                placeholder
                most
            />
        </Field>
    }
}

#[component]
fn AddressCard(document: BrandDocument) -> impl IntoView {
    view! {
        <Card title=t(words::address)>
            <p class="settings-lead">{t(words::address_lead)}</p>
            <div class="form-grid">
                <BrandText document path="salutation" label=t(words::salutation) hint=t(words::salutation_hint) most=20 />
                <BrandText document path="fan_name" label=t(words::fan_name) hint=t(words::fan_name_hint) most=20 />
                <div class="form-wide">
                    <BrandText document path="imprint" label=t(words::imprint) hint=t(words::imprint_hint) />
                </div>
            </div>
        </Card>
    }
}

#[component]
fn SloganCard(document: BrandDocument) -> impl IntoView {
    let lang = use_lang();
    let text = document.text("slogan_evidence");
    let evidence = Memo::new(move |_| Evidence::read(&text.read()));
    let slogan = Memo::new(move |_| document.brand.read().slogan.clone());
    // The claim is looked at as if nothing proved it; whether something does is told at the evidence.
    let findings = Memo::new(move |_| {
        let brand = Brand {
            slogan_evidence: String::new(),
            ..document.brand.get()
        };
        let content = lint::Content {
            medium: Medium::Platform,
            subject: "",
            body: &brand.slogan,
            in_china: true,
        };
        lint::check(&content, &brand)
    });
    let problem = move || {
        let lang = lang.get();
        let findings = findings.read();
        let found = findings.iter().find(|found| {
            matches!(found.code, Code::ForbiddenWord | Code::AvoidWord)
                || (found.code == Code::ClaimNeedsEvidence && !evidence.read().is_whole())
        });
        found
            .map(|found| problems::message::finding(found, lang))
            .unwrap_or_default()
    };
    let claims = Memo::new(move |_| {
        let claims = |found: &lint::Finding| found.code == Code::ClaimNeedsEvidence;
        !slogan.read().trim().is_empty() && findings.read().iter().any(claims)
    });
    let missing = move |part: &str| {
        let absent = claims.get() && part.trim().is_empty();
        if absent {
            words::evidence_missing(lang.get())
        } else {
            ""
        }
        .to_string()
    };
    let write = move |change: fn(&mut Evidence, String), text: String| {
        let mut evidence = evidence.get_untracked();
        change(&mut evidence, text);
        document.write("slogan_evidence", evidence.write());
    };
    view! {
        <Card title=t(words::slogan)>
            <BrandText document path="slogan" label=t(words::slogan) hint=t(words::slogan_hint) problem=problem />
            <h3 class="settings-part">{t(words::evidence)}</h3>
            <p class="settings-lead">{t(words::evidence_lead)}</p>
            <div class="evidence">
                <Field label=t(words::evidence_scope) hint=t(words::evidence_scope_hint) problem=move || missing(&evidence.read().scope)>
                    <TextInput
                        value=Signal::derive(move || evidence.read().scope.clone())
                        on_input=move |text| write(|evidence, text| evidence.scope = text, text)
                        most=80
                    />
                </Field>
                <Field label=t(words::evidence_period) hint=t(words::evidence_period_hint) problem=move || missing(&evidence.read().period)>
                    <TextInput
                        value=Signal::derive(move || evidence.read().period.clone())
                        on_input=move |text| write(|evidence, text| evidence.period = text, text)
                        most=80
                    />
                </Field>
                <Field label=t(words::evidence_source) hint=t(words::evidence_source_hint) problem=move || missing(&evidence.read().source)>
                    <TextInput
                        value=Signal::derive(move || evidence.read().source.clone())
                        on_input=move |text| write(|evidence, text| evidence.source = text, text)
                        most=80
                    />
                </Field>
            </div>
        </Card>
    }
}

#[component]
fn TextMessageCard(document: BrandDocument) -> impl IntoView {
    let money = use_money();
    let price = Signal::derive(move || {
        Some(document.brand.read().sms_price_ten_thousandths as f64 / 10_000.0)
    });
    let set_price = move |price: Option<f64>| {
        let whole = price.map(|price| (price * 10_000.0).round() as i64);
        document.write("sms_price_ten_thousandths", json!(whole));
    };
    let unit = Signal::derive(move || currency_sign(&money.read().currency).trim().to_string());
    let bare = move |text: String| {
        let text: String = text
            .chars()
            .filter(|letter| !"【】".contains(*letter))
            .collect();
        document.write("signature", text);
    };
    view! {
        <Card title=t(words::text_messages)>
            <div class="form-grid">
                <Field label=t(words::signature) hint=t(words::signature_hint)>
                    <TextInput value=document.text("signature") on_input=bare most=20 />
                </Field>
                <BrandText
                    document
                    path="opt_out_text"
                    label=t(words::opt_out)
                    hint=t(words::opt_out_hint)
                    placeholder=Signal::stored(DEFAULT_OPT_OUT_TEXT.to_string())
                    most=30
                />
                <Field label=t(words::price) hint=t(words::price_hint)>
                    <NumberInput value=price on_change=set_price least=0.0 most=100.0 unit=unit />
                </Field>
            </div>
        </Card>
    }
}
