//! Checkpoint 5: what each group reads, as it arrives, with what is wrong with it.

use domain::message::lint::{self, similar_pairs};
use domain::message::template::{Reader, Template, Variable};
use domain::message::{Medium, sms};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::counter::Counter;
use super::fields::{TextField, entry, place_id, t_string};
use super::names;
use crate::format;
use crate::locales::{Word, campaign_content as words, fill, t, use_lang};
use crate::problems::message;
use crate::state::campaigns::{OpenCampaign, use_campaign};
use crate::state::use_shop;
use crate::ui::{Badge, Banner, Button, Card, Choice, Glyph, Icon, Segmented, Tone};

/// All groups' contents.
#[component]
pub fn Content() -> impl IntoView {
    let open = use_campaign();
    let ids = Memo::new(move |_| {
        open.campaign
            .read()
            .groups
            .iter()
            .map(|one| one.id.clone())
            .collect::<Vec<_>>()
    });
    view! {
        <SameTexts />
        <For each=move || ids.get() key=|id| id.clone() children=|id| view! { <OneContent id /> } />
    }
    .into_any()
}

/// Two groups that are told nearly the same.
#[component]
fn SameTexts() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let pairs = Memo::new(move |_| {
        let campaign = open.campaign.read();
        let written: Vec<_> = campaign
            .groups
            .iter()
            .filter(|group| !group.body.trim().is_empty())
            .collect();
        let bodies: Vec<&str> = written.iter().map(|group| group.body.as_str()).collect();
        let pairs = similar_pairs(&bodies);
        pairs
            .into_iter()
            .map(|(one, other, share)| {
                (
                    written[one].name.clone(),
                    written[other].name.clone(),
                    share,
                )
            })
            .collect::<Vec<_>>()
    });
    let one = move |(one, other, share): (String, String, f64)| {
        let said = move || {
            let share = format::percent(share);
            fill(
                words::same_text(lang.get()),
                &[("one", &one), ("other", &other), ("share", &share)],
            )
        };
        view! { <li>{said}</li> }
    };
    view! {
        <Show when=move || !pairs.read().is_empty()>
            <Banner tone=Tone::Warn>
                <p>{t(words::same_text_lead)}</p>
                <ul>{move || pairs.get().into_iter().map(one).collect_view()}</ul>
            </Banner>
        </Show>
    }
}

#[component]
fn OneContent(id: String) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let group = {
        let id = id.clone();
        Memo::new(move |_| open.campaign.read().group(&id).cloned())
    };
    let medium = Memo::new(move |_| {
        group
            .read()
            .as_ref()
            .and_then(|group| group.medium)
            .unwrap_or(Medium::Sms)
    });
    let name = open.text(entry("groups", &id, "name"));
    let summary = move || {
        let lang = lang.get();
        let group = group.read();
        let group = group.as_ref()?;
        let campaign = open.campaign.read();
        let points: Vec<String> = campaign
            .points
            .iter()
            .filter(|point| group.points.contains(&point.id))
            .map(|point| point.text.clone())
            .collect();
        let when = group
            .send_at
            .map(|at| format::local_time(&domain::document::reading::write_local_time(at), lang));
        let cell = |text: &str| {
            if text.trim().is_empty() {
                words::cell_open(lang).to_string()
            } else {
                text.to_string()
            }
        };
        let rows = [
            (words::objective as Word, cell(&group.objective)),
            (words::offer, cell(&group.offer)),
            (words::points, cell(&points.join(" · "))),
            (
                words::send_at,
                when.unwrap_or_else(|| words::cell_open(lang).to_string()),
            ),
        ];
        Some(
            rows.into_iter()
                .map(|(word, text)| view! { <div><dt>{word(lang)}</dt><dd>{text}</dd></div> })
                .collect_view(),
        )
    };
    let (subject_id, body_id) = (
        entry("groups", &id, "subject"),
        entry("groups", &id, "body"),
    );
    view! {
        <Card>
            <div class="entry-head content-head">
                <h2 class="entry-name">{name}</h2>
                <Badge>{move || names::medium(medium.get())(lang.get())}</Badge>
            </div>
            <dl class="strategy-brief">{summary}</dl>
            <div class="content-panes">
                <div class="content-write">
                    <Show when=move || medium.get() == Medium::Email>
                        <TextField path=subject_id.clone() label=words::subject />
                    </Show>
                    <TextField path=body_id.clone() label=words::body placeholder=words::body_hint rows=6 />
                    <Chips path=body_id.clone() />
                    <Show when=move || medium.get() == Medium::Sms>
                        <Counter group=group />
                    </Show>
                    <Findings group=group />
                </div>
                <Preview group=group />
            </div>
        </Card>
    }
}

/// Variables to put into the text, where the cursor stands.
#[component]
fn Chips(path: String) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let chip = move |variable: Variable| {
        let path = path.clone();
        let empty = Memo::new(move |_| {
            variable.is_imprint() && brand_word(open, variable).trim().is_empty()
        });
        let insert = move |_| {
            let token = if variable.is_of_brand() {
                format!("{{{}}}", variable.name())
            } else {
                format!(
                    "{{{}|{}}}",
                    variable.name(),
                    words::variable_fallback(lang.get_untracked())
                )
            };
            insert_at_cursor(open, &path, &token);
        };
        let title = move || {
            if empty.get() {
                words::variable_empty(lang.get()).to_string()
            } else {
                brand_word(open, variable)
            }
        };
        view! {
            <button type="button" class="chip chip-button" class:is-quiet=empty disabled=open.frozen title=title on:click=insert>
                {move || message::variable(variable)(lang.get())}
            </button>
        }
    };
    view! {
        <div class="variables" role="group" aria-label=t(words::variables)>
            <span class="variables-lead">{t(words::variables)}</span>
            {Variable::ALL.map(chip).into_iter().collect_view()}
        </div>
    }
}

fn brand_word(open: OpenCampaign, variable: Variable) -> String {
    let brand = open.brand.read();
    match variable {
        Variable::Salutation => brand.salutation.clone(),
        Variable::FanName => brand.fan_name.clone(),
        Variable::Slogan => brand.slogan.clone(),
        Variable::Imprint => brand.imprint.clone(),
        _ => String::new(),
    }
}

/// Puts text into the text area of a field, at its cursor; at the end where it has none.
fn insert_at_cursor(open: OpenCampaign, path: &str, token: &str) {
    let area = document()
        .get_element_by_id(&place_id(path))
        .and_then(|place| place.query_selector("textarea").ok().flatten())
        .and_then(|area| area.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    let Some(area) = area else {
        return;
    };
    let value = area.value();
    let units: Vec<u16> = value.encode_utf16().collect();
    let end = units.len() as u32;
    let at = |place: Result<Option<u32>, _>| place.ok().flatten().unwrap_or(end).min(end) as usize;
    let (from, to) = (at(area.selection_start()), at(area.selection_end()));
    let mut text = String::from_utf16_lossy(&units[..from.min(to)]);
    text.push_str(token);
    let cursor = text.encode_utf16().count() as u32;
    text.push_str(&String::from_utf16_lossy(&units[to.max(from)..]));
    open.edit(path, text.clone());
    area.set_value(&text);
    // A text area that lost its focus meanwhile keeps the text all the same.
    let _ = area.focus();
    let _ = area.set_selection_range(cursor, cursor);
}

/// What is wrong with the text, each with its mending where there is one.
#[component]
fn Findings(group: Memo<Option<domain::campaign::Group>>) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let findings = Memo::new(move |_| {
        let group = group.read();
        let Some(group) = group.as_ref().filter(|group| !group.body.trim().is_empty()) else {
            return Vec::new();
        };
        let content = lint::Content {
            medium: group.medium.unwrap_or(Medium::Sms),
            subject: &group.subject,
            body: &group.body,
            in_china: open.facts.read().in_china,
        };
        lint::check(&content, &open.brand.read())
    });
    let one = move |finding: lint::Finding| {
        let blocks = finding.severity == lint::Severity::Blocks;
        let said = message::finding(&finding, lang.get());
        let fix = finding.fix.clone().map(|fix| {
            let lang = lang.get();
            // `{salutation}` is the document's word for it; people read its name.
            let token = fix
                .text
                .strip_prefix('{')
                .and_then(|text| text.strip_suffix('}'));
            let shown = token.map_or_else(
                || fix.text.clone(),
                |name| message::variable_named(name, lang),
            );
            let label = if fix.text.is_empty() {
                words::fix_remove(lang).to_string()
            } else if fix.range.is_empty() {
                fill(words::fix_add(lang), &[("text", &shown)])
            } else {
                fill(words::fix_to(lang), &[("text", &shown)])
            };
            let part = finding.part;
            let mend = move |()| {
                let Some(group) = group.get_untracked() else {
                    return;
                };
                let (name, text) = match part {
                    lint::Part::Subject => ("subject", &group.subject),
                    lint::Part::Body => ("body", &group.body),
                };
                open.edit(group.path(name), fix.apply(text));
            };
            view! { <Button small=true disabled=open.frozen on_press=mend>{label}</Button> }
        });
        view! {
            <li class="finding" class:is-blocking=blocks>
                <Icon glyph=if blocks { Glyph::Problem } else { Glyph::Warning } />
                <span class="finding-words">
                    {said}
                    {blocks.then(|| view! { <span class="visually-hidden">" – "{words::finding_blocks(lang.get())}</span> })}
                </span>
                {fix}
            </li>
        }
    };
    view! {
        <section class="findings" role="group" aria-label=t(words::findings)>
            <Show
                when=move || !findings.read().is_empty()
                fallback=move || view! {
                    <Show when=move || group.read().as_ref().is_some_and(|group| !group.body.trim().is_empty())>
                        <p class="all-well"><Icon glyph=Glyph::Done />{t(words::findings_none)}</p>
                    </Show>
                }
            >
                <ul>{move || findings.get().into_iter().map(one).collect_view()}</ul>
            </Show>
        </section>
    }
}

/// The message as it arrives.
#[component]
fn Preview(group: Memo<Option<domain::campaign::Group>>) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let shop = use_shop();
    let reader = RwSignal::new("known".to_string());
    let choices = Signal::derive(move || {
        let lang = lang.get();
        vec![
            Choice::new("known", words::preview_known(lang)),
            Choice::new("unknown", words::preview_unknown(lang)),
        ]
    });
    let filled = move |text: &str| {
        let lang = lang.get();
        let shop = shop
            .read()
            .as_ref()
            .map(|shop| shop.name.clone())
            .unwrap_or_default();
        let known = reader.get() == "known";
        let reader = Reader {
            name: known.then(|| words::sample_name(lang)),
            last_product: known.then(|| words::sample_product(lang)),
            city: known.then(|| words::sample_city(lang)),
            days_since_last: known.then_some(46),
            shop: Some(&shop),
        };
        Template::parse(text).fill(&open.brand.read(), &reader)
    };
    let medium = move || {
        group
            .read()
            .as_ref()
            .and_then(|group| group.medium)
            .unwrap_or(Medium::Sms)
    };
    let title = Signal::derive(move || {
        let word = match medium() {
            Medium::Sms => words::preview_sms,
            Medium::Email => words::preview_mail,
            Medium::Platform => words::preview_platform,
        };
        word(lang.get()).to_string()
    });
    let message = move || {
        let group = group.get()?;
        if group.body.trim().is_empty() {
            return None;
        }
        let brand = open.brand.read();
        Some(filled(&group.body).map(|body| match medium() {
            Medium::Sms => (
                String::new(),
                sms::assemble(&brand.signature, &body, &brand.opt_out_text),
            ),
            Medium::Email => (
                filled(&group.subject).unwrap_or_else(|_| group.subject.clone()),
                body,
            ),
            Medium::Platform => (String::new(), body),
        }))
    };
    view! {
        <figure class="message-preview" aria-label=title>
            <figcaption>{title}</figcaption>
            <Segmented legend=t_string(words::preview_reader) choices value=reader on_change=move |value| reader.set(value) />
            <div class="phone" class:is-mail=move || medium() == Medium::Email>
                {move || match message() {
                    None => view! { <p class="phone-empty">{t(words::preview_empty)}</p> }.into_any(),
                    Some(Ok((subject, body))) => view! {
                        {(!subject.is_empty()).then(|| view! { <p class="mail-subject">{subject}</p> })}
                        <p class="bubble">{body}</p>
                    }.into_any(),
                    Some(Err(unresolved)) => {
                        let lang = lang.get();
                        let list: Vec<&str> = unresolved
                            .names
                            .iter()
                            .map(|name| Variable::from_name(name).map_or(name.as_str(), |variable| message::variable(variable)(lang)))
                            .collect();
                        let said = fill(words::unresolved(lang), &[("names", &list.join(", "))]);
                        view! { <p class="phone-problem"><Icon glyph=Glyph::Problem />{said}</p> }.into_any()
                    }
                }}
            </div>
        </figure>
    }
}
