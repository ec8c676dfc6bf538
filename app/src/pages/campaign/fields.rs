//! Fields of the campaign's document: label, control, the problem that stands there, saved as it is typed.

use domain::campaign::problem::{Code, Severity};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::names;
use crate::format;
use crate::locales::{Lang, Word, campaign_content as content_words, t, use_lang};
use crate::state::campaigns::{OpenCampaign, use_campaign};
use crate::state::use_money;
use crate::ui::{
    Choice, DateTimeInput, Field, MoneyInput, NumberInput, RadioCards, Select, TextArea, TextInput,
};

/// The id of the place of a field, for links to it.
pub fn place_id(path: &str) -> String {
    format!("at-{}", path.replace('.', "-"))
}

/// Choices of codes with their words, in the language of the screen.
pub fn choices(codes: &'static [(&'static str, Word)]) -> Signal<Vec<Choice>> {
    let lang = use_lang();
    Signal::derive(move || {
        codes
            .iter()
            .map(|(code, word)| Choice::new(*code, word(lang.get())))
            .collect()
    })
}

/// Whether a code only says that nothing has been written yet: no alarm while one is still writing.
fn is_missing(code: Code) -> bool {
    matches!(
        code,
        Code::NameMissing
            | Code::OriginMissing
            | Code::TypeMissing
            | Code::PurposeMissing
            | Code::OfferMissing
            | Code::StartMissing
            | Code::EndMissing
            | Code::BudgetMissing
            | Code::TargetMissing
            | Code::PointTextMissing
            | Code::PointUncited
            | Code::FitMissing
            | Code::HypothesisMissing
            | Code::HypothesisOpen
            | Code::ScopeMissing
            | Code::GroupNameMissing
            | Code::GroupQueryMissing
            | Code::MediumMissing
            | Code::ObjectiveMissing
            | Code::GroupOfferMissing
            | Code::GroupCitesNoPoint
            | Code::ExpectedConversionMissing
            | Code::SendAtMissing
            | Code::BodyMissing
            | Code::SubjectMissing
            | Code::EvaluationMissing
            | Code::ContentFinding
    )
}

/// What is wrong with what is written in a field, in words; empty while it is only unwritten.
pub fn problem_words(open: OpenCampaign, path: &str) -> Signal<String> {
    let problem = open.problem_at(path);
    let (lang, money) = (use_lang(), use_money());
    Signal::derive(move || match problem.read().as_ref() {
        Some(problem) if !is_missing(problem.code) => {
            names::problem(problem, &money.read(), lang.get())
        }
        _ => String::new(),
    })
}

/// Whether a field must still be written.
pub fn is_open(open: OpenCampaign, path: &str) -> Memo<bool> {
    let problem = open.problem_at(path);
    Memo::new(move |_| {
        problem
            .read()
            .as_ref()
            .is_some_and(|problem| problem.severity == Severity::Blocks && is_missing(problem.code))
    })
}

/// Where a field stands: links to problems find it by its path.
#[component]
pub fn Place(
    /// The field.
    #[prop(into)]
    path: String,
    /// Class besides `place`.
    #[prop(optional)]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let open = use_campaign();
    let is_open = is_open(open, &path);
    view! {
        <div class=format!("field-place {class}") class:is-open=move || is_open.get() && !open.frozen.get() id=place_id(&path)>
            {children()}
        </div>
    }
}

/// A text, in one line or several.
#[component]
pub fn TextField(
    /// The field.
    #[prop(into)]
    path: String,
    /// Its label.
    label: Word,
    /// A word about it.
    #[prop(optional)]
    hint: Option<Word>,
    /// Shown while it is empty.
    #[prop(optional)]
    placeholder: Option<Word>,
    /// Lines; one line where left out.
    #[prop(optional)]
    rows: Option<u32>,
    /// The label is only read aloud.
    #[prop(optional)]
    hidden_label: bool,
    /// Stays writable after the groups are frozen.
    #[prop(optional)]
    always: bool,
) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let value = open.text(path.clone());
    let problem = problem_words(open, &path);
    let disabled = Signal::derive(move || open.frozen.get() && !always);
    let on_input = {
        let path = path.clone();
        Callback::new(move |text: String| open.edit(path.clone(), text))
    };
    let placeholder = Signal::derive(move || {
        placeholder
            .map(|word| word(lang.get()).to_string())
            .unwrap_or_default()
    });
    let hint = Signal::derive(move || {
        hint.map(|word| word(lang.get()).to_string())
            .unwrap_or_default()
    });
    let label = Signal::derive(move || label(lang.get()).to_string());
    view! {
        <Place path=path>
            <Field label hint problem hidden_label>
                {match rows {
                    Some(rows) => view! { <TextArea value on_input placeholder rows disabled /> }.into_any(),
                    None => view! { <TextInput value on_input placeholder disabled /> }.into_any(),
                }}
            </Field>
        </Place>
    }
}

/// One of a list of codes.
#[component]
pub fn CodeField(
    /// The field.
    #[prop(into)]
    path: String,
    /// Its label.
    label: Word,
    /// The codes and their words.
    codes: &'static [(&'static str, Word)],
    /// A word about it.
    #[prop(optional)]
    hint: Option<Word>,
    /// What counts while nothing is chosen.
    #[prop(optional)]
    otherwise: &'static str,
    /// The label is only read aloud.
    #[prop(optional)]
    hidden_label: bool,
) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let text = open.text(path.clone());
    let value = Signal::derive(move || {
        if text.read().is_empty() {
            otherwise.to_string()
        } else {
            text.get()
        }
    });
    let problem = problem_words(open, &path);
    let on_change = {
        let path = path.clone();
        Callback::new(move |code: String| open.edit(path.clone(), code))
    };
    let hint = Signal::derive(move || {
        hint.map(|word| word(lang.get()).to_string())
            .unwrap_or_default()
    });
    view! {
        <Place path=path>
            <Field label=Signal::derive(move || label(lang.get()).to_string()) hint problem hidden_label>
                <Select choices=choices(codes) value on_change placeholder="–" disabled=open.frozen />
            </Field>
        </Place>
    }
}

/// One of a few codes, each with a word about it.
#[component]
pub fn CardField(
    /// The field.
    #[prop(into)]
    path: String,
    /// Its label.
    label: Word,
    /// The codes, their words and notes.
    codes: &'static [(&'static str, Word, Word)],
    /// Stays writable after the groups are frozen.
    #[prop(optional)]
    always: bool,
) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let value = open.text(path.clone());
    let cards = Signal::derive(move || {
        let lang = lang.get();
        codes
            .iter()
            .map(|(code, word, note)| Choice::new(*code, word(lang)).note(note(lang)))
            .collect::<Vec<_>>()
    });
    let on_change = {
        let path = path.clone();
        Callback::new(move |code: String| open.edit(path.clone(), code))
    };
    let disabled = Signal::derive(move || open.frozen.get() && !always);
    view! {
        <Place path=path>
            <RadioCards legend=Signal::derive(move || label(lang.get()).to_string()) choices=cards value on_change disabled />
        </Place>
    }
}

/// A date and time of the shop's zone.
#[component]
pub fn TimeField(
    /// The field.
    #[prop(into)]
    path: String,
    /// Its label.
    label: Word,
    /// A word about it.
    #[prop(optional)]
    hint: Option<Word>,
) -> impl IntoView {
    let open = use_campaign();
    let value = open.text(path.clone());
    let problem = problem_words(open, &path);
    let on_change = {
        let path = path.clone();
        Callback::new(move |text: String| {
            open.edit(
                path.clone(),
                if text.is_empty() {
                    Value::Null
                } else {
                    json!(text)
                },
            )
        })
    };
    let found = open.problem_at(path.clone());
    let lang = use_lang();
    let cure = {
        let path = path.clone();
        move || {
            let next = found
                .read()
                .as_ref()
                .and_then(|problem| problem.args.get("next")?.as_str().map(str::to_string))?;
            let path = path.clone();
            let words = content_words::use_next_legal(lang.get());
            let said =
                crate::locales::fill(words, &[("time", &format::local_time(&next, lang.get()))]);
            Some(view! {
                <button type="button" class="button button-small cure" disabled=open.frozen on:click=move |_| open.edit(path.clone(), next.clone())>
                    {said}
                </button>
            })
        }
    };
    let hint = Signal::derive(move || {
        hint.map(|word| word(lang.get()).to_string())
            .unwrap_or_default()
    });
    view! {
        <Place path=path>
            <Field label=t_string(label) hint problem>
                <DateTimeInput value on_change disabled=open.frozen />
            </Field>
            {cure}
        </Place>
    }
}

/// An amount of money.
#[component]
pub fn MoneyField(
    /// The field, in minor units.
    #[prop(into)]
    path: String,
    /// Its label.
    label: Word,
    /// A word about it.
    #[prop(optional)]
    hint: Option<Word>,
) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let field = open.field(path.clone());
    let value = Signal::derive(move || field.read().as_i64());
    let problem = problem_words(open, &path);
    let on_change = {
        let path = path.clone();
        Callback::new(move |amount: Option<i64>| open.edit(path.clone(), json!(amount)))
    };
    let hint = Signal::derive(move || {
        hint.map(|word| word(lang.get()).to_string())
            .unwrap_or_default()
    });
    view! {
        <Place path=path>
            <Field label=t_string(label) hint problem>
                <MoneyInput value on_change style=use_money() disabled=open.frozen />
            </Field>
        </Place>
    }
}

/// A whole number.
#[component]
pub fn CountField(
    /// The field.
    #[prop(into)]
    path: String,
    /// Its label.
    label: Word,
) -> impl IntoView {
    let open = use_campaign();
    let field = open.field(path.clone());
    let value = Signal::derive(move || field.read().as_f64());
    let problem = problem_words(open, &path);
    let on_change = {
        let path = path.clone();
        Callback::new(move |number: Option<f64>| {
            open.edit(
                path.clone(),
                json!(number.map(|number| number.round() as i64)),
            )
        })
    };
    view! {
        <Place path=path>
            <Field label=t_string(label) problem>
                <NumberInput value on_change least=0.0 disabled=open.frozen />
            </Field>
        </Place>
    }
}

/// A share, typed in per cent.
#[component]
pub fn ShareField(
    /// The field, 0 to 1.
    #[prop(into)]
    path: String,
    /// Its label.
    label: Word,
    /// A word about it.
    #[prop(optional)]
    hint: Option<Word>,
    /// What counts while nothing is written.
    #[prop(optional)]
    otherwise: Option<f64>,
    /// The most, in per cent.
    #[prop(default = 100.0)]
    most: f64,
    /// The label is only read aloud.
    #[prop(optional)]
    hidden_label: bool,
) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let field = open.field(path.clone());
    // Rounded, so that 0.07 shows as 7 and not as 7.000000000000001.
    let percent = |share: f64| (share * 1_000_000.0).round() / 10_000.0;
    let value = Signal::derive(move || field.read().as_f64().or(otherwise).map(percent));
    let problem = problem_words(open, &path);
    let on_change = {
        let path = path.clone();
        Callback::new(move |number: Option<f64>| {
            let share = number.map(|number| (number * 10_000.0).round() / 1_000_000.0);
            open.edit(path.clone(), json!(share));
        })
    };
    let hint = Signal::derive(move || {
        hint.map(|word| word(lang.get()).to_string())
            .unwrap_or_default()
    });
    view! {
        <Place path=path>
            <Field label=t_string(label) hint problem hidden_label>
                <NumberInput value on_change least=0.0 most=most unit="%" disabled=open.frozen />
            </Field>
        </Place>
    }
}

/// A word of the screen as a signal.
pub fn t_string(word: Word) -> Signal<String> {
    let word = t(word);
    Signal::derive(move || word().to_string())
}

/// A word with values as a signal.
pub fn t_filled<const N: usize>(
    word: Word,
    values: impl Fn(Lang) -> [(&'static str, String); N] + Send + Sync + 'static,
) -> Signal<String> {
    let filled = crate::locales::t_with(word, values);
    Signal::derive(filled)
}

/// Tells a group's paths from its id: `groups.<id>.<part>`.
pub fn entry(list: &str, id: &str, part: &str) -> String {
    format!("{list}.{id}.{part}")
}
