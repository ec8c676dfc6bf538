//! A text message that tries the brand's words: as it arrives, what it costs, and what is wrong with it.

use domain::brand::Brand;
use domain::message::Medium;
use domain::message::lint::{self, Finding, Severity};
use domain::message::sms::{self, Rules};
use domain::message::template::{Reader, Template};
use leptos::prelude::*;

use crate::format::{self, currency_sign};
use crate::locales::{fill, settings as words, t, t_with, use_lang};
use crate::problems;
use crate::state::{use_money, use_shop};
use crate::ui::{Button, ButtonKind, Card, Field, Glyph, Icon, Stat, TextArea};

/// For so many people the cost is shown.
const PEOPLE: i64 = 10_000;

/// A text to try, and what becomes of it.
#[component]
pub fn Sample(brand: Memo<Brand>) -> impl IntoView {
    let lang = use_lang();
    let shop = use_shop();
    let money = use_money();
    let written = RwSignal::new(None::<String>);
    let text = Memo::new(move |_| {
        written
            .get()
            .unwrap_or_else(|| words::sample_zh(lang.get()).into())
    });
    let in_china = Memo::new(move |_| {
        shop.read()
            .as_ref()
            .is_none_or(|shop| shop.currency == "CNY")
    });
    let filled = Memo::new(move |_| {
        let lang = lang.get();
        let shop = shop
            .read()
            .as_ref()
            .map(|shop| shop.name.clone())
            .unwrap_or_default();
        let reader = Reader {
            name: Some(words::reader_name(lang)),
            last_product: Some(words::reader_product(lang)),
            city: Some(words::reader_city(lang)),
            days_since_last: Some(46),
            shop: Some(&shop),
        };
        let brand = brand.read();
        Template::parse(&text.read())
            .fill(&brand, &reader)
            .map(|body| sms::assemble(&brand.signature, &body, &brand.opt_out_text))
            .map_err(|unresolved| unresolved.names)
    });
    let count = Memo::new(move |_| {
        let rules = if in_china.get() {
            Rules::Mainland
        } else {
            Rules::International
        };
        filled
            .read()
            .as_ref()
            .ok()
            .map(|text| sms::count(text, rules))
    });
    let number =
        move |value: Option<usize>| value.map_or("–".into(), |value| format::count(value as i64));
    let cost = move || {
        let style = money.read();
        let segments = count.get().map(|count| count.segments as i64)?;
        let all = segments * PEOPLE * brand.read().sms_price_ten_thousandths;
        Some(style.round(sms::minor_of_ten_thousandths(all, style.decimals)))
    };
    let price = t_with(words::cost_note, move |_| {
        let price = brand.read().sms_price_ten_thousandths as f64 / 10_000.0;
        let sign = currency_sign(&money.read().currency);
        [("price", format!("{sign}{price}"))]
    });
    let segments_note = Signal::derive(move || {
        let word = if in_china.get() {
            words::segments_note
        } else {
            words::segments_note_abroad
        };
        word(lang.get()).to_string()
    });
    let reset = move || {
        view! {
            <Show when=move || written.read().is_some()>
                <Button small=true kind=ButtonKind::Quiet icon=Glyph::Undo on_press=move |()| written.set(None)>
                    {t(words::sample_reset)}
                </Button>
            </Show>
        }
        .into_any()
    };
    let arrived = move || {
        if text.read().trim().is_empty() {
            return view! { <p class="sample-empty">{t(words::nothing_yet)}</p> }.into_any();
        }
        match filled.get() {
            Ok(text) => view! { <p class="sample-bubble">{text}</p> }.into_any(),
            Err(names) => {
                let said = fill(
                    words::unresolved(lang.get()),
                    &[("names", &names.join(", "))],
                );
                view! { <p class="sample-problem"><Icon glyph=Glyph::Problem />{said}</p> }
                    .into_any()
            }
        }
    };
    view! {
        <Card title=t(words::sample) class="sample" deeds=reset>
            <p class="settings-lead">{t(words::sample_lead)}</p>
            <Field label=t(words::sample_text)>
                <TextArea value=text on_input=move |text| written.set(Some(text)) rows=4 />
            </Field>
            <figure class="sample-phone">
                <figcaption>{t(words::arrives)}</figcaption>
                {arrived}
            </figure>
            <div class="stats">
                <Stat label=t(words::length) value=move || number(count.get().map(|count| count.length)) note=t(words::length_note) />
                <Stat label=t(words::segments) value=move || number(count.get().map(|count| count.segments)) note=segments_note />
                <Stat label=t(words::cost) value=move || cost().unwrap_or_else(|| "–".into()) note=price />
            </div>
            <Findings brand=brand text=text in_china=in_china on_fix=move |text| written.set(Some(text)) />
        </Card>
    }
}

/// What is wrong with the text, each with its mending where there is one.
#[component]
fn Findings(
    brand: Memo<Brand>,
    text: Memo<String>,
    in_china: Memo<bool>,
    #[prop(into)] on_fix: Callback<String>,
) -> impl IntoView {
    let lang = use_lang();
    let findings = Memo::new(move |_| {
        let text = text.read();
        if text.trim().is_empty() {
            return Vec::new();
        }
        let content = lint::Content {
            medium: Medium::Sms,
            subject: "",
            body: &text,
            in_china: in_china.get(),
        };
        lint::check(&content, &brand.read())
    });
    let one = move |finding: Finding| {
        let lang = lang.get();
        let said = problems::message::finding(&finding, lang);
        let blocks = finding.severity == Severity::Blocks;
        let fix = finding.fix.map(|fix| {
            let label = if fix.text.is_empty() {
                words::fix_remove(lang).to_string()
            } else if fix.range.is_empty() {
                fill(words::fix_add(lang), &[("text", &fix.text)])
            } else {
                fill(words::fix_to(lang), &[("text", &fix.text)])
            };
            let mend = move |()| on_fix.run(fix.apply(&text.read_untracked()));
            view! { <Button small=true on_press=mend>{label}</Button> }
        });
        let mark =
            blocks.then(|| view! { <span class="sample-blocks">{words::blocks(lang)}</span> });
        view! {
            <li class="sample-finding" class:is-blocking=blocks>
                <Icon glyph=if blocks { Glyph::Problem } else { Glyph::Warning } />
                <span class="sample-words">{said}" "{mark}</span>
                {fix}
            </li>
        }
    };
    view! {
        <section class="sample-findings" aria-label=t(words::findings)>
            <Show
                when=move || !findings.read().is_empty()
                fallback=move || view! { <p class="sample-well"><Icon glyph=Glyph::Done />{t(words::findings_none)}</p> }
            >
                <ul>{move || findings.get().into_iter().map(one).collect_view()}</ul>
            </Show>
        </section>
    }
}
