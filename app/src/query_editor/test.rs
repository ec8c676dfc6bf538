//! What is asked of a value: the comparison and the fields beside it.

use domain::day::Day;
use domain::segment::Kind;
use domain::segment::edit::Form;
use domain::segment::{Operator, Scale, Test, Value};
use leptos::prelude::*;

use super::Surroundings;
use super::clause::CAMPAIGN;
use crate::locales::{Lang, Word, fill, query as words, t, trade, use_lang};
use crate::state::campaigns::use_campaigns;
use crate::state::use_shop;
use crate::ui::slider::Slider;

/// The day while there is no shop, and so nothing to count.
const EPOCH: Day = Day(0);

/// Days that people ask for most.
const DAYS: &[&str] = &[
    "today",
    "yesterday",
    "-7d",
    "-30d",
    "-60d",
    "-90d",
    "-180d",
    "-365d",
    "+7d",
    "+30d",
];

fn form_code(form: Form) -> &'static str {
    match form {
        Form::Compare(Operator::Equal) => "=",
        Form::Compare(Operator::NotEqual) => "!=",
        Form::Compare(Operator::Less) => "<",
        Form::Compare(Operator::AtMost) => "<=",
        Form::Compare(Operator::Greater) => ">",
        Form::Compare(Operator::AtLeast) => ">=",
        Form::Between => "between",
        Form::In => "in",
        Form::NotIn => "not-in",
        Form::Contains => "contains",
        Form::ContainsNot => "contains-not",
        Form::Null => "null",
        Form::NotNull => "not-null",
    }
}

fn form_word(form: Form, of_days: bool) -> Word {
    match form {
        Form::Compare(Operator::Equal) => words::equals,
        Form::Compare(Operator::NotEqual) => words::differs,
        Form::Compare(Operator::Less) if of_days => words::before,
        Form::Compare(Operator::AtMost) if of_days => words::until,
        Form::Compare(Operator::Greater) if of_days => words::after,
        Form::Compare(Operator::AtLeast) if of_days => words::since,
        Form::Compare(Operator::Less) => words::less,
        Form::Compare(Operator::AtMost) => words::at_most,
        Form::Compare(Operator::Greater) => words::greater,
        Form::Compare(Operator::AtLeast) => words::at_least,
        Form::Between => words::between,
        Form::In => words::is_in,
        Form::NotIn => words::is_not_in,
        Form::Contains => words::contains,
        Form::ContainsNot => words::contains_not,
        Form::Null => words::is_null,
        Form::NotNull => words::is_not_null,
    }
}

/// The word of a code that stands in a choice.
fn choice_word(name: &str, code: &str, lang: Lang) -> String {
    let word = match name {
        "lifecycle_stage" => trade::stage(code),
        "rfm_group" => trade::rfm_group(code),
        "sms_subscription_status" | "email_subscription_status" => trade::subscription(code),
        "stage" => trade::cycle_stage(code),
        "event" => trade::activity(code),
        "status" => trade::order_state(code),
        _ => words::name(code),
    };
    word.map_or_else(|| code.to_string(), |word| word(lang).to_string())
}

/// Codes to choose from, and how they are called.
type Choices = Memo<Vec<(String, String)>>;

/// What a value is chosen from; none where it is written.
fn choices(kind: Kind, name: &'static str, test: Memo<Test>) -> Option<Choices> {
    let lang = use_lang();
    match kind {
        Kind::Choice(codes) => Some(Memo::new(move |_| {
            let word = |code: &&str| (code.to_string(), choice_word(name, code, lang.get()));
            codes.iter().map(word).collect()
        })),
        Kind::Id if name == CAMPAIGN => {
            let campaigns = use_campaigns();
            Some(Memo::new(move |_| {
                let campaigns = campaigns.read();
                let named = campaigns.iter().filter(|one| one.state.has_run());
                let mut choices: Vec<(String, String)> = named
                    .map(|one| (one.id.clone(), one.campaign.name.clone()))
                    .collect();
                // Ids compare without regard to case, and one that stands in the text stays there.
                for value in test.read().values().iter().map(Value::typed) {
                    match choices
                        .iter_mut()
                        .find(|(id, _)| id.eq_ignore_ascii_case(&value))
                    {
                        Some((id, _)) => *id = value,
                        None if value.is_empty() => {
                            choices.insert(0, (value, words::choose_campaign(lang.get()).into()));
                        }
                        None => choices.push((value.clone(), value)),
                    }
                }
                choices
            }))
        }
        _ => None,
    }
}

/// A comparison and its values.
#[component]
pub fn TestEditor(
    kind: Kind,
    forms: Vec<Form>,
    test: Memo<Test>,
    change: Callback<Test>,
    around: Surroundings,
    name: &'static str,
) -> impl IntoView {
    let form = Memo::new(move |_| test.read().form());
    let offered = forms.clone();
    let choose = move |event| {
        let code = event_target_value(&event);
        if let Some(form) = offered.iter().find(|form| form_code(**form) == code) {
            change.run(Test::of(kind, *form, &test.get_untracked().values()));
        }
    };
    let of_days = kind == Kind::Date;
    let several = forms.len() > 1;
    let choices = choices(kind, name, test);
    view! {
        <Show when=move || several>
            <select
                class="query-form"
                aria-label=t(words::operator)
                prop:value=move || form_code(form.get())
                on:change=choose.clone()
            >
                {forms
                    .iter()
                    .map(|one| {
                        let one = *one;
                        view! {
                            <option value=form_code(one) selected=move || form.get() == one>
                                {t(form_word(one, of_days))}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </Show>
        {move || {
            let form = form.get();
            match (form, choices) {
                (Form::Null | Form::NotNull, _) => ().into_any(),
                (Form::In | Form::NotIn, Some(choices)) => {
                    view! { <Chips choices=choices kind=kind test=test change=change /> }.into_any()
                }
                (Form::In | Form::NotIn, _) => view! { <ListInput kind=kind test=test change=change /> }.into_any(),
                (Form::Between, _) => {
                    view! {
                        <ValueInput kind=kind at=0 test=test change=change around=around name=name choices=choices />
                        <span class="query-and">{t(words::value_to)}</span>
                        <ValueInput kind=kind at=1 test=test change=change around=around name=name choices=choices />
                    }
                        .into_any()
                }
                _ => view! { <ValueInput kind=kind at=0 test=test change=change around=around name=name choices=choices /> }.into_any(),
            }
        }}
    }
}

/// One value. What is typed stays as typed while it means the value of the tree.
#[component]
fn ValueInput(
    kind: Kind,
    at: usize,
    test: Memo<Test>,
    change: Callback<Test>,
    around: Surroundings,
    name: &'static str,
    choices: Option<Choices>,
) -> impl IntoView {
    let lang = use_lang();
    let value = Memo::new(move |_| test.read().values().get(at).cloned());
    let put = move |new: Value| {
        let test = test.get_untracked();
        let mut values = test.values();
        if let Some(value) = values.get_mut(at) {
            *value = new;
        }
        change.run(Test::of(kind, test.form(), &values));
    };
    if let Some(choices) = choices {
        let chosen = move || value.get().map(|value| value.typed()).unwrap_or_default();
        return view! {
            <select
                aria-label=t(words::value)
                prop:value=chosen
                on:change=move |event| put(Value::Text(event_target_value(&event)))
            >
                {move || {
                    choices
                        .get()
                        .into_iter()
                        .map(|(code, word)| {
                            let value = code.clone();
                            view! { <option value=value selected=move || chosen() == code>{word}</option> }
                        })
                        .collect_view()
                }}
            </select>
        }
        .into_any();
    }
    let typed = RwSignal::new(
        value
            .get_untracked()
            .map(|value| value.typed())
            .unwrap_or_default(),
    );
    Effect::new(move |_| {
        let held = value.get();
        if Value::from_typed(kind, &typed.get_untracked()) != held {
            typed.set(held.map(|value| value.typed()).unwrap_or_default());
        }
    });
    let wrong = Memo::new(move |_| Value::from_typed(kind, &typed.read()).is_none());
    let input = move |event| {
        let text = event_target_value(&event);
        typed.set(text.clone());
        if let Some(new) = Value::from_typed(kind, text.trim()) {
            put(new);
        }
    };
    let list = match kind {
        Kind::Date => Some("query-days"),
        Kind::Segments => Some("query-segments"),
        _ => None,
    };
    let mode = matches!(kind, Kind::Money | Kind::Number).then_some("decimal");
    let field = view! {
        <input
            class="query-value"
            class:wide=matches!(kind, Kind::Text | Kind::Set | Kind::Id | Kind::Segments)
            type="text"
            inputmode=mode
            list=list
            autocomplete="off"
            aria-label=t(words::value)
            aria-invalid=move || wrong.get().to_string()
            title=move || if kind == Kind::Date { words::date_hint(lang.get()) } else { "" }
            prop:value=typed
            on:input=input
        />
    };
    let days = match kind {
        Kind::Date => {
            view! {
                <datalist id="query-days">
                    {DAYS.iter().map(|day| view! { <option value=*day></option> }).collect_view()}
                </datalist>
            }
                .into_any()
        }
        Kind::Segments => {
            view! {
                <datalist id="query-segments">
                    {move || {
                        around.segments.get().into_iter().map(|name| view! { <option value=name></option> }).collect_view()
                    }}
                </datalist>
            }
                .into_any()
        }
        _ => ().into_any(),
    };
    match Scale::of(kind, name) {
        None => view! { {field} {days} }.into_any(),
        Some(scale) => view! {
            <span class="with-slider">
                {field} {days}
                <ValueSlider scale=scale at=at value=value test=test kind=kind change=change />
            </span>
        }
        .into_any(),
    }
}

/// The same value as a place on a slider. Of two limits, the one that is dragged takes the other along.
#[component]
fn ValueSlider(
    scale: Scale,
    at: usize,
    value: Memo<Option<Value>>,
    test: Memo<Test>,
    kind: Kind,
    change: Callback<Test>,
) -> impl IntoView {
    let lang = use_lang();
    let shop = use_shop();
    let as_of = Memo::new(move |_| {
        let shop = shop.read();
        shop.as_ref().map(|shop| shop.as_of())
    });
    let place_of = move |value: &Value| scale.place(value, as_of.get().unwrap_or(EPOCH));
    let place = Memo::new(move |_| value.read().as_ref().and_then(place_of).unwrap_or(0));
    let slide = move |to: u32| {
        let day = as_of.get_untracked().unwrap_or(EPOCH);
        let test = test.get_untracked();
        let mut values = test.values();
        let Some(like) = values.get(at).cloned() else {
            return;
        };
        let other = values
            .get(1 - at.min(1))
            .and_then(|other| scale.place(other, day));
        let new = scale.value(to, &like, day);
        let crosses = match at {
            0 => other.is_some_and(|other| to > other),
            _ => other.is_some_and(|other| to < other),
        };
        if values.len() == 2 && crosses {
            values = vec![new.clone(), new];
        } else if let Some(value) = values.get_mut(at) {
            *value = new;
        }
        change.run(Test::of(kind, test.form(), &values));
    };
    let text = Signal::derive(move || {
        let value = value.get();
        value.map(|value| value.typed()).unwrap_or_default()
    });
    let label =
        Signal::derive(move || fill(words::drag_value(lang.get()), &[("value", &text.get())]));
    view! { <Slider label=label last=scale.last() place=place text=text on_slide=Callback::new(slide) /> }
}

/// Several values, separated by commas.
#[component]
fn ListInput(kind: Kind, test: Memo<Test>, change: Callback<Test>) -> impl IntoView {
    let read = move |text: &str| -> Option<Vec<Value>> {
        let parts = text
            .split([',', '，', '、'])
            .map(str::trim)
            .filter(|part| !part.is_empty());
        parts
            .map(|part| Value::from_typed(kind, part))
            .collect::<Option<Vec<_>>>()
            .filter(|list| !list.is_empty())
    };
    let write = move |test: &Test| {
        test.values()
            .iter()
            .map(Value::typed)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let typed = RwSignal::new(write(&test.get_untracked()));
    Effect::new(move |_| {
        let held = test.get();
        if read(&typed.get_untracked()) != Some(held.values()) {
            typed.set(write(&held));
        }
    });
    let wrong = Memo::new(move |_| read(&typed.read()).is_none());
    let input = move |event| {
        let text = event_target_value(&event);
        if let Some(values) = read(&text) {
            typed.set(text);
            change.run(Test::of(kind, test.get_untracked().form(), &values));
        } else {
            typed.set(text);
        }
    };
    view! {
        <input
            class="query-value wide"
            type="text"
            autocomplete="off"
            aria-label=t(words::value)
            title=t(words::list_hint)
            aria-invalid=move || wrong.get().to_string()
            prop:value=typed
            on:input=input
        />
    }
}

/// Words to switch on and off; one always stays on.
#[component]
fn Chips(choices: Choices, kind: Kind, test: Memo<Test>, change: Callback<Test>) -> impl IntoView {
    let on = Memo::new(move |_| {
        test.read()
            .values()
            .iter()
            .map(Value::typed)
            .collect::<Vec<_>>()
    });
    let toggle = move |code: &str| {
        let held = on.get_untracked();
        let values: Vec<Value> = choices
            .get_untracked()
            .into_iter()
            .filter(|(one, _)| held.contains(one) != (one == code))
            .map(|(one, _)| Value::Text(one))
            .filter(|one| !one.typed().is_empty())
            .collect();
        if !values.is_empty() {
            change.run(Test::of(kind, test.get_untracked().form(), &values));
        }
    };
    view! {
        <div class="query-chips" role="group" aria-label=t(words::value)>
            <For each=move || choices.get() key=Clone::clone let((code, word))>
                {
                    let held = code.clone();
                    view! {
                        <button
                            type="button"
                            class="choice-chip"
                            aria-pressed=move || on.read().contains(&held).to_string()
                            on:click=move |_| toggle(&code)
                        >
                            {word}
                        </button>
                    }
                }
            </For>
        </div>
    }
}
