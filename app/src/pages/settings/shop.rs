//! The shop worked in: its name, its currency, its day, and what a silence means.

use domain::shop::{PLATFORMS, currency_code};
use domain::wire::session::{Role, Shop};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft::{Draft, How, PRESETS};
use super::lifecycle::LifecycleEffect;
use super::shops::Shops;
use crate::api::Failure;
use crate::format;
use crate::locales::{Lang, Word, settings as common, settings_shop as words, t, t_with, use_lang};
use crate::platform;
use crate::platform::time_zones::time_zones;
use crate::problems;
use crate::state::shop_settings::change_shop;
use crate::state::{Facts, use_connection, use_engine, use_session, use_shop, use_toasts};
use crate::ui::{
    Banner, Button, ButtonKind, Card, Choice, Combobox, DateInput, Field, NumberInput, RadioCards,
    Segmented, Select, TextInput,
};

/// The roles that may change a shop.
pub const MAY_CHANGE: [Role; 3] = [Role::Owner, Role::Manager, Role::Crm];

/// The name of a platform's code.
pub fn platform_word(code: &str) -> Word {
    match code {
        "TAOBAO" => words::taobao,
        "TMALL" => words::tmall,
        "JD" => words::jd,
        "PINDUODUO" => words::pinduoduo,
        "DOUYIN" => words::douyin,
        "YOUZAN" => words::youzan,
        "KUAISHOU" => words::kuaishou,
        "SHOPIFY" => words::shopify,
        "WOOCOMMERCE" => words::woocommerce,
        _ => words::other,
    }
}

/// All platforms to choose from.
pub fn platforms(lang: Lang) -> Vec<Choice> {
    PLATFORMS
        .map(|code| Choice::new(code, platform_word(code)(lang)))
        .to_vec()
}

/// Zones whose name holds what was typed.
pub fn zones_like(zones: &[String], typed: &str) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase().replace(' ', "_");
    zones
        .iter()
        .filter(|zone| zone.to_lowercase().contains(&typed) && **zone != typed)
        .take(8)
        .map(|zone| Choice::new(zone.clone(), zone.clone()))
        .collect()
}

/// The form of the shop worked in, and the list of all shops.
#[component]
pub fn ShopSettings() -> impl IntoView {
    let shop = use_shop();
    let id = Memo::new(move |_| shop.read().as_ref().map(|shop| shop.id));
    view! {
        <div class="stack">
            {move || {
                id.get();
                shop.get_untracked().map(|shop| view! { <ShopForm first=shop /> })
            }}
            <Shops />
        </div>
    }
    .into_any()
}

/// What the cards of the form share.
#[derive(Clone, Copy)]
struct Form {
    draft: RwSignal<Draft>,
    problems: Memo<Vec<&'static str>>,
    locked: Signal<bool>,
    /// The three lines that the setting of the form gives, as soon as they are known.
    lines: RwSignal<Option<[u32; 3]>>,
}

impl Form {
    /// What is wrong at a field, in words; empty where nothing is.
    fn problem(self, code: &'static str) -> Signal<String> {
        let lang = use_lang();
        Signal::derive(move || {
            let lang = lang.get();
            if self.problems.read().contains(&code) {
                problems::of_plain_code(code, lang).line(lang)
            } else {
                String::new()
            }
        })
    }

    fn text(self, read: fn(&Draft) -> &String) -> Signal<String> {
        Signal::derive(move || read(&self.draft.read()).clone())
    }
}

#[component]
fn ShopForm(first: Shop) -> impl IntoView {
    let session = use_session();
    let shop = use_shop();
    let user = session.user();
    let held = Memo::new(move |_| shop.read().as_ref().map(Draft::of));
    let draft = RwSignal::new(Draft::of(&first));
    // What changes elsewhere is taken over, unless it would overwrite what is being written here.
    Effect::new(move |former: Option<Option<Draft>>| {
        let held = held.get();
        if let (Some(held), Some(Some(former))) = (&held, &former)
            && draft.read_untracked() == *former
        {
            draft.set(held.clone());
        }
        held
    });
    let locked = Signal::derive(move || {
        let user = user.read();
        user.as_ref()
            .is_none_or(|user| !MAY_CHANGE.contains(&user.role))
    });
    let form = Form {
        draft,
        problems: Memo::new(move |_| draft.read().problems()),
        locked,
        lines: RwSignal::new(None),
    };
    let setting = Memo::new(move |_| {
        let rises = !form.problems.read().contains(&"shop.lifecycle");
        draft.read().lifecycle().filter(|_| rises)
    });
    view! {
        <Show when=move || locked.get()>
            <Banner>{t(words::read_only)}</Banner>
        </Show>
        <div class="split-panes">
            <div class="stack">
                <BasicsCard form=form />
                <DayCard form=form />
                <LifecycleCard form=form />
            </div>
            <div class="pane-stays">
                <LifecycleEffect setting=setting on_lines=move |lines| form.lines.set(Some(lines)) />
            </div>
        </div>
        <SaveBar form=form held=held />
    }
}

/// Says that something is not saved, and saves it.
#[component]
fn SaveBar(form: Form, held: Memo<Option<Draft>>) -> impl IntoView {
    let (session, connection, toasts, lang) =
        (use_session(), use_connection(), use_toasts(), use_lang());
    let shop = use_shop();
    let draft = form.draft;
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let is_changed = Memo::new(move |_| {
        held.read()
            .as_ref()
            .is_some_and(|held| *held != *draft.read())
    });
    let hindered = Signal::derive(move || {
        form.locked.get() || !connection.reachable.get() || !form.problems.read().is_empty()
    });
    let save = move |()| {
        let Some(shop) = shop.get_untracked() else {
            return;
        };
        busy.set(true);
        spawn_local(async move {
            let answer = change_shop(session, shop.id, &draft.get_untracked().change(&shop)).await;
            busy.set(false);
            match answer {
                Ok(shop) => {
                    failure.set(None);
                    draft.set(Draft::of(&shop));
                    toasts.done(words::saved_shop(lang.get_untracked()));
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    };
    let discard = move |()| {
        failure.set(None);
        if let Some(held) = held.get_untracked() {
            draft.set(held);
        }
    };
    view! {
        <Show when=move || is_changed.get()>
            <div class="save-bar" role="region" aria-label=t(common::unsaved)>
                {move || failure.get().map(|failure| {
                    let lang = lang.get();
                    view! { <p class="save-problem" role="alert">{problems::of_failure(&failure, lang).line(lang)}</p> }
                })}
                <p class="save-state" role="status">
                    {move || {
                        let word: Word = if connection.reachable.get() { common::unsaved } else { common::needs_connection };
                        word(lang.get())
                    }}
                </p>
                <Button kind=ButtonKind::Quiet on_press=discard>{t(common::discard)}</Button>
                <Button kind=ButtonKind::Primary busy=busy disabled=hindered on_press=save>{t(words::save_shop)}</Button>
            </div>
        </Show>
    }
}

#[component]
fn BasicsCard(form: Form) -> impl IntoView {
    let lang = use_lang();
    let draft = form.draft;
    let facts = use_engine().facts();
    // The server has the last word; this spares the way to it.
    let has_orders = Signal::derive(
        move || matches!(*facts.read(), Facts::Open { customers, .. } if customers > 0),
    );
    let fixed = Signal::derive(move || form.locked.get() || has_orders.get());
    let hint = move |word: Word| {
        Signal::derive(move || {
            let word: Word = if has_orders.get() {
                words::fixed_hint
            } else {
                word
            };
            word(lang.get()).to_string()
        })
    };
    let zones = StoredValue::new(time_zones());
    let near = Signal::derive(move || {
        zones.with_value(|zones| zones_like(zones, &draft.read().time_zone))
    });
    let there = move || {
        let lang = lang.get();
        if has_orders.get() {
            return words::fixed_hint(lang).to_string();
        }
        let local = platform::zone::local(platform::now(), &draft.read().time_zone);
        local
            .map(|local| {
                let time = local.format("%H:%M").to_string();
                crate::locales::fill(words::time_zone_now(lang), &[("time", &time)])
            })
            .unwrap_or_default()
    };
    view! {
        <Card title=t(words::basics)>
            <div class="form-grid">
                <Field label=t(words::name) required=true problem=form.problem("shop.name")>
                    <TextInput
                        value=form.text(|draft| &draft.name)
                        on_input=move |text| draft.update(|draft| draft.name = text)
                        disabled=form.locked
                        most=100
                    />
                </Field>
                <Field label=t(words::platform) problem=form.problem("shop.platform")>
                    <Select
                        choices=Signal::derive(move || platforms(lang.get()))
                        value=form.text(|draft| &draft.platform)
                        on_change=move |code| draft.update(|draft| draft.platform = code)
                        disabled=form.locked
                    />
                </Field>
                <Field label=t(words::currency) hint=hint(words::currency_hint) problem=form.problem("shop.currency")>
                    <TextInput
                        value=form.text(|draft| &draft.currency)
                        on_input=move |text: String| draft.update(|draft| draft.currency = currency_code(&text))
                        disabled=fixed
                        most=3
                    />
                </Field>
                <Field label=t(words::time_zone) hint=there problem=form.problem("shop.time_zone")>
                    <Combobox
                        value=form.text(|draft| &draft.time_zone)
                        on_input=move |text: String| draft.update(|draft| draft.time_zone = text.trim().to_string())
                        suggestions=near
                        disabled=fixed
                    />
                </Field>
            </div>
        </Card>
    }
}

#[component]
fn DayCard(form: Form) -> impl IntoView {
    let lang = use_lang();
    let shop = use_shop();
    let draft = form.draft;
    let choices = Signal::derive(move || {
        let lang = lang.get();
        vec![
            Choice::new("TODAY", words::today(lang)),
            Choice::new("PINNED", words::pinned(lang)),
        ]
    });
    let value = Signal::derive(move || {
        if draft.read().is_pinned {
            "PINNED"
        } else {
            "TODAY"
        }
        .to_string()
    });
    let today = t_with(words::today_is, move |lang| {
        let day = shop
            .read()
            .as_ref()
            .map(|shop| format::day(shop.today, lang));
        [("day", day.unwrap_or_default())]
    });
    view! {
        <Card title=t(words::as_of)>
            <p class="settings-lead">{t(words::as_of_lead)}</p>
            <div class="row">
                <Segmented
                    legend=t(words::as_of_kind)
                    choices=choices
                    value=value
                    on_change=move |code: String| draft.update(|draft| draft.is_pinned = code == "PINNED")
                    disabled=form.locked
                />
                <span class="muted small">{today}</span>
            </div>
            <Show when=move || draft.read().is_pinned>
                <div class="pinned-day">
                    <Field label=t(words::pinned_day) problem=form.problem("shop.pinned_day")>
                        <DateInput
                            value=form.text(|draft| &draft.pinned_day)
                            on_change=move |day| draft.update(|draft| draft.pinned_day = day)
                            disabled=form.locked
                        />
                    </Field>
                </div>
            </Show>
        </Card>
    }
}

#[component]
fn LifecycleCard(form: Form) -> impl IntoView {
    let lang = use_lang();
    let draft = form.draft;
    let ways = Signal::derive(move || {
        let lang = lang.get();
        vec![
            Choice::new(How::Derived.code(), words::derived(lang)).note(words::derived_note(lang)),
            Choice::new(How::Fixed.code(), words::fixed(lang)).note(words::fixed_note(lang)),
            Choice::new(How::Chosen.code(), words::chosen(lang)).note(words::chosen_note(lang)),
        ]
    });
    let how = Memo::new(move |_| draft.read().how);
    let presets = Signal::derive(move || {
        let lang = lang.get();
        PRESETS
            .map(|(_, code, word)| Choice::new(code, word(lang)))
            .to_vec()
    });
    let preset = Signal::derive(move || {
        let chosen = draft.read().preset;
        let found = PRESETS.iter().find(|(preset, ..)| *preset == chosen);
        found
            .map(|(_, code, _)| code.to_string())
            .unwrap_or_default()
    });
    let set_preset = move |code: String| {
        if let Some((preset, ..)) = PRESETS.iter().find(|(_, known, _)| *known == code) {
            draft.update(|draft| draft.preset = *preset);
        }
    };
    let line = move |at: usize, label: Word, problem: Signal<String>| {
        let value = Signal::derive(move || draft.read().days[at].map(f64::from));
        let change = move |days: Option<f64>| {
            draft.update(|draft| draft.days[at] = days.map(|days| days.round() as u32));
        };
        view! {
            <Field label=t(label) problem=problem>
                <NumberInput value=value on_change=change least=1.0 most=36500.0 unit=t(words::day_unit) disabled=form.locked />
            </Field>
        }
    };
    // Whoever sets the lines begins with those that hold now.
    let set_how = move |code: String| {
        draft.update(|draft| {
            draft.how = How::of_code(&code);
            if let (How::Chosen, Some(lines)) = (draft.how, form.lines.get_untracked()) {
                draft.days = lines.map(Some);
            }
        });
    };
    let rises = form.problem("shop.lifecycle");
    view! {
        <Card title=t(words::lifecycle)>
            <p class="settings-lead">{t(words::lifecycle_lead)}</p>
            <RadioCards
                legend=t(words::how)
                choices=ways
                value=Signal::derive(move || how.get().code().to_string())
                on_change=set_how
                disabled=form.locked
            />
            <div class="lifecycle-choice">
                {move || match how.get() {
                    How::Chosen => view! {
                        <div class="evidence">
                            {line(0, words::line_a, Signal::stored(String::new()))}
                            {line(1, words::line_b, Signal::stored(String::new()))}
                            {line(2, words::line_c, rises)}
                        </div>
                    }
                    .into_any(),
                    how => {
                        let label: Word = if how == How::Fixed { words::preset } else { words::fallback };
                        view! {
                            <Field label=t(label)>
                                <Select choices=presets value=preset on_change=set_preset disabled=form.locked />
                            </Field>
                        }
                        .into_any()
                    }
                }}
            </div>
        </Card>
    }
}
