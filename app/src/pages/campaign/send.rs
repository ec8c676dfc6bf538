//! Checkpoint 6: readiness, approval, sending, and where everybody stands.

use domain::campaign::State;
use domain::campaign::health::Colour;
use domain::campaign::readiness::{Answer, Line, Question};
use domain::document::reading::write_local_time;
use domain::money::Money;
use domain::wire::campaign::{Approve, TestSend, TestSent};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::fields::t_string;
use super::ledger::Ledger;
use super::names;
use super::problems::ProblemList;
use super::unknown::UnknownCard;
use crate::api::Failure;
use crate::format::{self, count};
use crate::locales::{Word, campaign_send as words, fill, t, use_lang};
use crate::problems;
use crate::state::campaigns::use_campaign;
use crate::state::live::{self, Command, audience_path};
use crate::state::{use_connection, use_money, use_toasts};
use crate::ui::{
    Banner, Button, ButtonKind, Card, Choice, Column, Dialog, Field, Glyph, Icon, LinkButton,
    Select, Table, TextArea, TextInput, Tone,
};

/// Readiness before approval; after it, commands and the ledger.
#[component]
pub fn Send() -> impl IntoView {
    let open = use_campaign();
    let frozen = Memo::new(move |_| open.state.get().is_frozen());
    view! {
        <Show when=move || frozen.get() fallback=|| view! { <ReadinessCard /> }>
            <Commands />
            <Ledger />
            <UnknownCard />
        </Show>
        <PlanTable />
        <AudienceFiles />
    }
    .into_any()
}

fn question(question: Question) -> Word {
    match question {
        Question::Brief => words::item_brief,
        Question::Fit => words::item_fit,
        Question::Groups => words::item_groups,
        Question::Content => words::item_content,
        Question::Reach => words::item_reach,
        Question::Hours => words::item_hours,
        Question::Budget => words::item_budget,
        Question::Signature => words::item_signature,
        Question::Holdout => words::item_holdout,
    }
}

#[component]
fn ReadinessCard() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let connection = use_connection();
    let lines = Memo::new(move |_| open.readiness.read().lines.clone());
    let obstacles = Memo::new(move |_| open.readiness.read().obstacles().len());
    let one = move |line: Line| {
        let (class, glyph) = match line.answer {
            Answer::Met => ("ready-line is-met", Glyph::Done),
            Answer::Doubtful => ("ready-line is-doubtful", Glyph::Warning),
            Answer::Unmet => ("ready-line is-unmet", Glyph::Problem),
        };
        let words_for = move || question(line.question)(lang.get());
        let problems = line.problems;
        let fine = problems.is_empty();
        view! {
            <li class=class>
                <Icon glyph />
                <span class="ready-what">{words_for}</span>
                <div class="ready-why">
                    {if fine {
                        view! { <span class="quiet">{t(words::item_ok)}</span> }.into_any()
                    } else {
                        view! { <ProblemList problems=Signal::stored(problems) /> }.into_any()
                    }}
                </div>
            </li>
        }
    };
    let approving = RwSignal::new(false);
    let waiting = open.waiting();
    let hindrance = Signal::derive(move || {
        let lang = lang.get();
        if !connection.reachable.get() {
            return words::approve_needs_network(lang).to_string();
        }
        match waiting.get() {
            0 => String::new(),
            many => fill(
                words::approve_waiting(lang),
                &[("count", &many.to_string())],
            ),
        }
    });
    let cannot = Signal::derive(move || {
        obstacles.get() > 0
            || !hindrance.read().is_empty()
            || open
                .state
                .get()
                .after(domain::campaign::status::Command::Approve)
                .is_none()
    });
    let verdict = move || {
        let lang = lang.get();
        match obstacles.get() {
            0 => words::ready(lang).to_string(),
            1 => words::not_ready_one(lang).to_string(),
            many => fill(words::not_ready(lang), &[("count", &many.to_string())]),
        }
    };
    view! {
        <Card title=t_string(words::readiness)>
            <p class="lead">{t(words::readiness_lead)}</p>
            <ul class="ready-list">{move || lines.get().into_iter().map(one).collect_view()}</ul>
            <div class="verdict-line">
                <strong class:is-good=move || obstacles.get() == 0>{verdict}</strong>
                <span class="quiet">{hindrance}</span>
                <span class="deeds">
                    <TestButton />
                    <Button kind=ButtonKind::Primary icon=Glyph::Lock disabled=cannot on_press=move |()| approving.set(true)>{t(words::approve)}</Button>
                </span>
            </div>
            <Dialog open=approving title=t_string(words::approve_title)>
                <ApproveForm open=approving />
            </Dialog>
        </Card>
    }
}

#[component]
fn ApproveForm(open: RwSignal<bool>) -> impl IntoView {
    let campaign = use_campaign();
    let lang = use_lang();
    let toasts = use_toasts();
    let reason = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None);
    let reds = Memo::new(move |_| {
        campaign
            .lights
            .read()
            .iter()
            .filter(|light| light.colour == Colour::Red)
            .count()
    });
    let lacks_reason =
        Signal::derive(move || reds.get() > 0 && reason.read().trim().chars().count() < 4);
    let red_words = move || {
        let lang = lang.get();
        match reds.get() {
            1 => words::approve_red_one(lang).to_string(),
            many => fill(words::approve_red(lang), &[("count", &many.to_string())]),
        }
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if lacks_reason.get_untracked() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let asked = Approve {
            seen: campaign.seen(),
            reason: reason.get_untracked().trim().to_string(),
        };
        let id = campaign.id.get_untracked();
        spawn_local(async move {
            match live::approve(&id, &asked).await {
                Ok(_) => {
                    open.set(false);
                    toasts.done(words::done_approve(lang.get_untracked()));
                }
                Err(why) => failure.set(Some(why)),
            }
            busy.set(false);
        });
    };
    view! {
        <form class="dialog-form" on:submit=send>
            <p>{t(words::approve_text)}</p>
            <Show when=move || reds.get() != 0>
                <Banner tone=Tone::Bad><p>{red_words}</p></Banner>
            </Show>
            <Field label=Signal::derive(move || {
                let word = if reds.get() > 0 { words::approve_reason } else { words::approve_note };
                word(lang.get()).to_string()
            })>
                <TextArea value=reason on_input=move |text| reason.set(text) rows=3 />
            </Field>
            {move || failure.get().map(|why| view! { <Banner tone=Tone::Bad><p>{problems::of_failure(&why, lang.get()).line(lang.get())}</p></Banner> })}
            <div class="dialog-deeds">
                <Button kind=ButtonKind::Primary submits=true busy=busy disabled=lacks_reason>{t(words::approve_now)}</Button>
            </div>
        </form>
    }
}

#[component]
fn Commands() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let command = move |command: Command, done: Word| {
        let (id, lang) = (open.id.get_untracked(), lang.get_untracked());
        busy.set(true);
        spawn_local(async move {
            match live::command(&id, command).await {
                Ok(_) => toasts.done(done(lang)),
                Err(why) => toasts.failed(problems::of_failure(&why, lang).line(lang)),
            }
            // The page may have been left meanwhile.
            let _ = busy.try_set(false);
        });
    };
    let starting = RwSignal::new(false);
    let history = move || {
        let lang = lang.get();
        let campaign = open.campaign.read();
        let status = &campaign.status;
        let time = |at: i64| format::local_time(&open.local(at), lang);
        let approved = status.approved_at.map(|at| {
            if status.approved_by.is_empty() {
                fill(words::approved_at(lang), &[("when", &time(at))])
            } else {
                fill(
                    words::approved_by(lang),
                    &[("who", &status.approved_by), ("when", &time(at))],
                )
            }
        });
        let started = status
            .started_at
            .map(|at| fill(words::started_at(lang), &[("when", &time(at))]));
        let ends = status
            .window_ends_at
            .map(|at| fill(words::window_ends(lang), &[("when", &time(at))]));
        let closed = status
            .closed_at
            .map(|at| fill(words::closed_at(lang), &[("when", &time(at))]));
        [approved, started, ends, closed]
            .into_iter()
            .flatten()
            .map(|said| view! { <li>{said}</li> })
            .collect_view()
    };
    let state = open.state;
    view! {
        <Card class="command-card">
            <div class="command-line">
                <ul class="history">{history}</ul>
                <span class="deeds">
                    <TestButton />
                    <Show when=move || state.get() == State::Approved>
                        <Button kind=ButtonKind::Primary icon=Glyph::Play busy=busy on_press=move |()| starting.set(true)>{t(words::start)}</Button>
                    </Show>
                    <Show when=move || state.get() == State::Running>
                        <Button kind=ButtonKind::Danger icon=Glyph::Stop busy=busy on_press=move |()| command(Command::Stop, words::done_stop)>{t(words::stop)}</Button>
                    </Show>
                    <Show when=move || state.get() == State::Stopped>
                        <Button kind=ButtonKind::Primary icon=Glyph::Play busy=busy on_press=move |()| command(Command::Resume, words::done_resume)>{t(words::resume)}</Button>
                    </Show>
                </span>
            </div>
            <Show when=move || state.get() == State::Stopped>
                <Banner tone=Tone::Warn><p>{t(words::stopped)}</p></Banner>
            </Show>
            <Dialog open=starting title=t_string(words::start_title)>
                <p>{t(words::start_text)}</p>
                <div class="dialog-deeds">
                    <Button kind=ButtonKind::Primary icon=Glyph::Play busy=busy on_press=move |()| {
                        starting.set(false);
                        command(Command::Start, words::done_start);
                    }>{t(words::start_now)}</Button>
                </div>
            </Dialog>
        </Card>
    }
}

/// Sends one message to oneself.
#[component]
fn TestButton() -> impl IntoView {
    let shown = RwSignal::new(false);
    view! {
        <Button icon=Glyph::Mail on_press=move |()| shown.set(true)>{t(words::test_send)}</Button>
        <Dialog open=shown title=t_string(words::test_title)>
            <TestForm />
        </Dialog>
    }
}

#[component]
fn TestForm() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let groups = Memo::new(move |_| {
        open.campaign
            .read()
            .groups
            .iter()
            .map(|group| Choice::new(group.id.clone(), group.name.clone()))
            .collect::<Vec<_>>()
    });
    let group = RwSignal::new(
        groups
            .read_untracked()
            .first()
            .map(|group| group.value.clone())
            .unwrap_or_default(),
    );
    let to = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let answer = RwSignal::new(None::<Result<TestSent, Failure>>);
    let lacks = Signal::derive(move || to.read().trim().is_empty() || group.read().is_empty());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if lacks.get_untracked() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        let test = TestSend {
            group: group.get_untracked(),
            to: to.get_untracked().trim().to_string(),
        };
        let id = open.id.get_untracked();
        spawn_local(async move {
            let sent = live::test_send(&id, &test).await;
            // The dialog may have been closed meanwhile.
            let _ = answer.try_set(Some(sent));
            let _ = busy.try_set(false);
        });
    };
    view! {
        <form class="dialog-form" on:submit=send>
            <p>{t(words::test_text)}</p>
            <Field label=t_string(words::test_group)>
                <Select choices=groups value=group on_change=move |id| group.set(id) />
            </Field>
            <Field label=t_string(words::test_to)>
                <TextInput value=to on_input=move |text| to.set(text) />
            </Field>
            {move || answer.get().map(|answer| match answer {
                Ok(sent) => view! {
                    <Banner tone=Tone::Good>
                        <p>{t(words::test_done)}" · "{sent.receipt}</p>
                        <p class="bubble">{sent.body}</p>
                    </Banner>
                }.into_any(),
                Err(why) => view! { <Banner tone=Tone::Bad><p>{problems::of_failure(&why, lang.get()).line(lang.get())}</p></Banner> }.into_any(),
            })}
            <div class="dialog-deeds">
                <Button kind=ButtonKind::Primary icon=Glyph::Send submits=true busy=busy disabled=lacks>{t(words::test_now)}</Button>
            </div>
        </form>
    }
}

#[derive(Clone, PartialEq)]
struct PlanRow {
    name: String,
    when: String,
    by: String,
    to_send: Option<u64>,
    held_out: Option<u64>,
}

/// What leaves when, to how many, and what it costs.
#[component]
fn PlanTable() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let money = use_money();
    let rows = Signal::derive(move || {
        let lang = lang.get();
        let facts = open.facts.read();
        let live = open.live.numbers.read();
        let row = |group: &domain::campaign::Group| {
            let ledger = live
                .as_ref()
                .and_then(|live| live.groups.iter().find(|one| one.id == group.id));
            let counted = facts.counts.get(&group.id);
            // Once there is a ledger, it is the truth; before, the engine's count is.
            let held_out = ledger
                .map(|one| one.tally.held_out)
                .or(counted.map(|count| count.held_out));
            let to_send = ledger
                .map(|one| one.tally.planned - one.tally.held_out)
                .or(counted.map(|count| count.reachable.saturating_sub(count.held_out)));
            let medium = group
                .medium
                .map_or("–", |medium| names::medium(medium)(lang));
            PlanRow {
                name: group.name.clone(),
                when: group.send_at.map_or("–".into(), |at| {
                    format::local_time(&write_local_time(at), lang)
                }),
                by: format!("{medium} · {}", names::carrier(group.carrier)(lang)),
                to_send,
                held_out,
            }
        };
        let mut rows: Vec<PlanRow> = open.campaign.read().groups.iter().map(row).collect();
        if rows.len() > 1 {
            let sum =
                |read: fn(&PlanRow) -> Option<u64>| rows.iter().map(read).sum::<Option<u64>>();
            let all = PlanRow {
                name: words::all_groups(lang).into(),
                when: String::new(),
                by: String::new(),
                to_send: sum(|row| row.to_send),
                held_out: sum(|row| row.held_out),
            };
            rows.push(all);
        }
        rows
    });
    let number = |number: Option<u64>| {
        number.map_or("–".to_string(), |number| {
            count(i64::try_from(number).unwrap_or(i64::MAX))
        })
    };
    let columns = vec![
        Column::new(t_string(words::group), |row: &PlanRow| row.name.clone()),
        Column::new(t_string(words::when), |row: &PlanRow| row.when.clone()),
        Column::new(t_string(words::by), |row: &PlanRow| row.by.clone()),
        Column::number(t_string(words::to_send), move |row: &PlanRow| {
            number(row.to_send)
        }),
        Column::number(t_string(words::held_out), move |row: &PlanRow| {
            number(row.held_out)
        }),
    ];
    let cost = Memo::new(move |_| open.cost(money.read().decimals));
    let cost_words = move || {
        let cost = cost.get()?;
        let style = money.read();
        let lang = lang.get();
        let typical = style.full(Money(cost.typical_minor));
        let range = (cost.least_minor != cost.most_minor).then(|| {
            let (from, to) = (
                style.full(Money(cost.least_minor)),
                style.full(Money(cost.most_minor)),
            );
            format!(
                " ({})",
                fill(
                    crate::locales::campaign_content::counter_from_to(lang),
                    &[("from", &from), ("to", &to)]
                )
            )
        });
        let budget = open
            .campaign
            .read()
            .brief
            .budget_minor
            .filter(|budget| *budget > 0)
            .map(|budget| {
                let share = format::part(cost.typical_minor, budget);
                let of = fill(
                    crate::locales::campaign_content::cost_of_budget(lang),
                    &[("budget", &style.full(Money(budget))), ("share", &share)],
                );
                format!(" · {of}")
            });
        Some(format!(
            "{typical}{}{}",
            range.unwrap_or_default(),
            budget.unwrap_or_default()
        ))
    };
    view! {
        <Card title=t_string(words::per_group) stale=open.waterfall.stale>
            <Table caption=t_string(words::per_group) columns rows />
            <p class="cost-line">
                <span>{t(words::cost)}</span>
                <strong>{move || cost_words().unwrap_or_else(|| "–".into())}</strong>
            </p>
        </Card>
    }
}

/// Lists for the platform's own console, of groups that are carried by file.
#[component]
fn AudienceFiles() -> impl IntoView {
    let open = use_campaign();
    let files = Memo::new(move |_| {
        let campaign = open.campaign.read();
        let by_file = campaign
            .groups
            .iter()
            .filter(|group| group.carrier == domain::message::Carrier::AudienceFile);
        by_file
            .map(|group| (group.id.clone(), group.name.clone()))
            .collect::<Vec<_>>()
    });
    let shown = Memo::new(move |_| open.state.get().is_frozen() && !files.read().is_empty());
    view! {
        <Show when=move || shown.get()>
            <Card title=t_string(words::audience_files)>
                <p class="lead">{t(words::audience_files_text)}</p>
                <div class="deeds">
                    {move || files.get().into_iter().map(|(group, name)| {
                        let href = audience_path(&open.id.get(), &group);
                        view! { <LinkButton href icon=Glyph::Download download=true>{name}</LinkButton> }
                    }).collect_view()}
                </div>
            </Card>
        </Show>
    }
}
