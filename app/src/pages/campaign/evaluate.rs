//! Checkpoint 9: the report, and what was learned; saved before the campaign closes.

use domain::campaign::State;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::fields::{CardField, Place, TextField, t_string};
use super::problems::ProblemList;
use super::report::ReportPart;
use crate::format;
use crate::locales::{
    Word, campaign as campaign_words, campaign_report as words, campaign_send as send_words, fill,
    t, use_lang,
};
use crate::problems;
use crate::state::campaigns::use_campaign;
use crate::state::live::{self, Command};
use crate::state::{use_connection, use_toasts};
use crate::ui::{Banner, Button, ButtonKind, Card, Dialog, Field, Glyph, TextInput, Tone};

fn nothing(_: crate::locales::Lang) -> &'static str {
    ""
}

const OUTCOMES: [(&str, Word, Word); 3] = [
    ("CONFIRMED", words::confirmed, nothing),
    ("REFUTED", words::refuted, nothing),
    ("OPEN", words::open, nothing),
];

/// Report and evaluation.
#[component]
pub fn Evaluate() -> impl IntoView {
    view! {
        <ReportPart />
        <EvaluationForm />
    }
    .into_any()
}

#[component]
fn EvaluationForm() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let saved = Memo::new(move |_| open.campaign.read().evaluation.saved);
    let lacks = Signal::derive(move || {
        let campaign = open.campaign.read();
        campaign
            .evaluation
            .check()
            .into_iter()
            .filter(|one| one.severity == domain::campaign::Severity::Blocks)
            .collect::<Vec<_>>()
    });
    let hypothesis = Memo::new(move |_| open.campaign.read().hypothesis.clone());
    let tags = Signal::derive(move || {
        open.campaign
            .read()
            .evaluation
            .tags
            .join(if lang.get() == crate::locales::Lang::Zh {
                "、"
            } else {
                ", "
            })
    });
    let write_tags = move |text: String| {
        let list: Vec<&str> = text
            .split([',', '，', '、', ';', '；'])
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
            .collect();
        open.edit("evaluation.tags", json!(list));
    };
    let is_closed = Memo::new(move |_| open.state.get() == State::Closed);
    view! {
        <Card title=t_string(words::evaluation)>
            <p class="lead">{t(words::evaluation_lead)}</p>
            <Show
                when=move || !saved.get()
                fallback=move || view! {
                    <Banner tone=Tone::Good>
                        <p>{t(words::saved)}</p>
                        <Show when=move || !is_closed.get()>
                            <Button small=true kind=ButtonKind::Quiet on_press=move |()| open.edit("evaluation.saved", false)>{t(words::reopen)}</Button>
                        </Show>
                    </Banner>
                    <Learned />
                }
            >
                <Show when=move || hypothesis.read().is_written()>
                    <p class="look">{t(words::hypothesis_was)}"："<em>{move || hypothesis.read().suits.clone()}</em></p>
                </Show>
                <CardField path="evaluation.hypothesis" label=words::hypothesis codes=&OUTCOMES always=true />
                <div class="form-grid form-grid-wide">
                    <TextField path="evaluation.kept" label=words::kept placeholder=words::kept_hint rows=3 always=true />
                    <TextField path="evaluation.failed" label=words::failed_what placeholder=words::failed_hint rows=3 always=true />
                    <TextField path="evaluation.cause" label=words::cause placeholder=words::cause_hint rows=3 always=true />
                    <TextField path="evaluation.next_action" label=words::next_action placeholder=words::next_hint rows=3 always=true />
                </div>
                <Place path="evaluation.tags">
                    <Field label=t_string(words::tags) hint=t_string(words::tags_hint)>
                        <LateInput value=tags on_done=write_tags />
                    </Field>
                </Place>
                <div class="verdict-line">
                    <ProblemList problems=lacks />
                    <Place path="evaluation.saved">
                        <Button kind=ButtonKind::Primary icon=Glyph::Check disabled=Signal::derive(move || !lacks.read().is_empty()) on_press=move |()| open.edit("evaluation.saved", true)>
                            {t(words::save)}
                        </Button>
                    </Place>
                </div>
            </Show>
            <Closing />
        </Card>
    }
}

/// A line that is taken when one leaves it, because it is read as a list.
#[component]
fn LateInput(value: Signal<String>, #[prop(into)] on_done: Callback<String>) -> impl IntoView {
    let typed = RwSignal::new(None::<String>);
    let shown = Signal::derive(move || typed.get().unwrap_or_else(|| value.get()));
    view! {
        <span on:focusout=move |_| {
            if let Some(text) = typed.get_untracked() {
                on_done.run(text);
                typed.set(None);
            }
        }>
            <TextInput value=shown on_input=move |text| typed.set(Some(text)) />
        </span>
    }
}

/// The saved evaluation, for reading.
#[component]
pub fn Learned() -> impl IntoView {
    let open = use_campaign();
    let evaluation = Memo::new(move |_| open.campaign.read().evaluation.clone());
    view! { <Lessons evaluation=evaluation /> }
}

/// An evaluation, for reading.
#[component]
pub fn Lessons(#[prop(into)] evaluation: Signal<domain::campaign::Evaluation>) -> impl IntoView {
    use domain::campaign::evaluation::Outcome;
    let lang = use_lang();
    let rows = move || {
        let evaluation = evaluation.read();
        let lang = lang.get();
        let outcome = evaluation.hypothesis.map(|outcome| match outcome {
            Outcome::Confirmed => campaign_words::hypothesis_confirmed(lang),
            Outcome::Refuted => campaign_words::hypothesis_refuted(lang),
            Outcome::Open => campaign_words::hypothesis_open(lang),
        });
        let parts = [
            (
                campaign_words::last_next as Word,
                evaluation.next_action.clone(),
            ),
            (campaign_words::last_kept, evaluation.kept.clone()),
            (campaign_words::last_failed, evaluation.failed.clone()),
            (campaign_words::last_cause, evaluation.cause.clone()),
            (words::hypothesis, outcome.unwrap_or_default().to_string()),
            (words::tags, evaluation.tags.join(" · ")),
        ];
        let written = parts
            .into_iter()
            .filter(|(_, text)| !text.trim().is_empty());
        written
            .map(|(word, text)| view! { <div><dt>{word(lang)}</dt><dd>{text}</dd></div> })
            .collect_view()
    };
    view! { <dl class="lessons">{rows}</dl> }
}

#[component]
fn Closing() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let toasts = use_toasts();
    let connection = use_connection();
    let shown = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let waiting = open.waiting();
    let hindrance = Signal::derive(move || {
        let lang = lang.get();
        let campaign = open.campaign.read();
        if !campaign.evaluation.saved {
            return words::close_needs_saved(lang).to_string();
        }
        if !open.facts.read().window_closed {
            let when = campaign
                .status
                .window_ends_at
                .map(|at| format::local_time(&open.local(at), lang))
                .unwrap_or_default();
            return fill(words::close_waits(lang), &[("when", &when)]);
        }
        match waiting.get() {
            _ if !connection.reachable.get() => send_words::approve_needs_network(lang).to_string(),
            0 => String::new(),
            many => fill(
                send_words::approve_waiting(lang),
                &[("count", &many.to_string())],
            ),
        }
    });
    let close = move |()| {
        busy.set(true);
        shown.set(false);
        let (id, lang) = (open.id.get_untracked(), lang.get_untracked());
        spawn_local(async move {
            match live::command(&id, Command::Close).await {
                Ok(_) => toasts.done(send_words::done_close(lang)),
                Err(why) => toasts.failed(problems::of_failure(&why, lang).line(lang)),
            }
            // The page may have been left meanwhile.
            let _ = busy.try_set(false);
        });
    };
    let can_be_closed =
        Memo::new(move |_| matches!(open.state.get(), State::Monitoring | State::Evaluated));
    view! {
        <Show when=move || can_be_closed.get()>
            <div class="verdict-line">
                <span class="quiet">{hindrance}</span>
                <Button icon=Glyph::Lock busy=busy disabled=Signal::derive(move || !hindrance.read().is_empty()) on_press=move |()| shown.set(true)>{t(words::close)}</Button>
            </div>
            <Dialog open=shown title=t_string(words::close_title)>
                <p>{t(words::close_text)}</p>
                <div class="dialog-deeds">
                    <Button kind=ButtonKind::Primary on_press=close>{t(words::close_now)}</Button>
                </div>
            </Dialog>
        </Show>
    }
}
