//! The steps of a campaign: seven stages that hold nine checkpoints.

use domain::campaign::checkpoint::{Checkpoint, CheckpointState, Standing};
use leptos::prelude::*;

use super::fields::t_string;
use super::names;
use crate::locales::{Word, campaign as words, fill, t, use_lang};
use crate::platform::storage;
use crate::routes::{Page, use_path};
use crate::state::campaigns::{OpenCampaign, use_campaign};
use crate::ui::{
    ButtonKind, Choice, Glyph, LinkButton, Segmented, Step, StepState, Stepper, TabItem, Tabs,
};

/// The checkpoint that is shown: the one in the path, else the first that wants work.
pub fn use_shown() -> Memo<Checkpoint> {
    let open = use_campaign();
    let path = use_path();
    Memo::new(move |_| {
        let path = path.read();
        let last = path
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        if last == "report" {
            return Checkpoint::Evaluate;
        }
        let named = last.parse::<u8>().ok().and_then(Checkpoint::from_number);
        named.unwrap_or_else(|| current(open))
    })
}

/// The first checkpoint that wants work; the last one where none does.
fn current(open: OpenCampaign) -> Checkpoint {
    first_open(&open.checkpoints.read_untracked())
}

/// The first checkpoint that is neither done nor locked; the last that is not locked where all are done.
pub fn first_open(states: &[CheckpointState]) -> Checkpoint {
    let open = states.iter().find(|one| one.standing == Standing::Open);
    let reached = states
        .iter()
        .rev()
        .find(|one| one.standing != Standing::Locked);
    open.or(reached)
        .map_or(Checkpoint::Plan, |one| one.checkpoint)
}

fn step_state(standing: Standing) -> (StepState, Word) {
    match standing {
        Standing::Done => (StepState::Done, words::step_done),
        Standing::Open => (StepState::Open, words::step_open),
        Standing::Attention => (StepState::Attention, words::step_attention),
        Standing::Locked => (StepState::Locked, words::step_locked),
    }
}

/// How two checkpoints of one stage stand together: the stage is as far as the less far of those that are open.
fn together(states: &[&CheckpointState]) -> Standing {
    let any = |standing: Standing| states.iter().any(|one| one.standing == standing);
    if states.iter().all(|one| one.standing == Standing::Locked) {
        Standing::Locked
    } else if any(Standing::Open) || any(Standing::Locked) {
        Standing::Open
    } else if any(Standing::Attention) {
        Standing::Attention
    } else {
        Standing::Done
    }
}

const KEPT_AS: &str = "huitou.steps";

/// The stepper, in seven stages or nine checkpoints.
#[component]
pub fn Steps() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let shown = use_shown();
    let nine = RwSignal::new(storage::read(KEPT_AS).as_deref() == Some("9"));
    let steps = Signal::derive(move || {
        let lang = lang.get();
        let states = open.checkpoints.read();
        let id = open.id.get();
        let href =
            |checkpoint: Checkpoint| Page::Checkpoint(id.clone(), checkpoint.number()).path();
        let step = |checkpoint: Checkpoint, label: &str, standing: Standing, here: bool| {
            let (state, word) = step_state(standing);
            Step {
                href: href(checkpoint),
                label: label.into(),
                state,
                shown: here,
                state_words: format!(" ({})", word(lang)),
            }
        };
        if nine.get() {
            return states
                .iter()
                .map(|one| {
                    step(
                        one.checkpoint,
                        names::checkpoint(one.checkpoint)(lang),
                        one.standing,
                        one.checkpoint == shown.get(),
                    )
                })
                .collect::<Vec<_>>();
        }
        (1..=7)
            .filter_map(|stage| {
                let held: Vec<&CheckpointState> = states
                    .iter()
                    .filter(|one| one.checkpoint.stage() == stage)
                    .collect();
                let first = held
                    .iter()
                    .find(|one| one.standing == Standing::Open)
                    .or(held.first())?;
                let here = shown.get().stage() == stage;
                Some(step(
                    first.checkpoint,
                    names::stage(stage)(lang),
                    together(&held),
                    here,
                ))
            })
            .collect()
    });
    let choices = Signal::derive(move || {
        let lang = lang.get();
        vec![
            Choice::new("7", words::show_seven(lang)),
            Choice::new("9", words::show_nine(lang)),
        ]
    });
    let value = Signal::derive(move || {
        if nine.get() {
            "9".to_string()
        } else {
            "7".to_string()
        }
    });
    let choose = move |value: String| {
        storage::write(KEPT_AS, &value);
        nine.set(value == "9");
    };
    // In seven stages the two last hold two checkpoints each.
    let inner = Signal::derive(move || {
        let lang = lang.get();
        let stage = shown.get().stage();
        let held = Checkpoint::ALL
            .into_iter()
            .filter(|one| one.stage() == stage);
        held.map(|one| TabItem {
            href: Page::Checkpoint(open.id.get(), one.number()).path(),
            label: names::checkpoint(one)(lang).into(),
        })
        .collect::<Vec<_>>()
    });
    view! {
        <div class="steps">
            <Stepper label=t(words::steps) steps />
            <Segmented legend=t_string(words::how_many_steps) choices value on_change=choose />
        </div>
        <Show when=move || !nine.get() && (inner.read().len() > 1)>
            <Tabs label=t(words::parts) items=inner />
        </Show>
    }
}

/// Back and on.
#[component]
pub fn Turn() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let shown = use_shown();
    let beside = move |by: i16| {
        let number = i16::from(shown.get().number()) + by;
        u8::try_from(number).ok().and_then(Checkpoint::from_number)
    };
    let href =
        move |checkpoint: Checkpoint| Page::Checkpoint(open.id.get(), checkpoint.number()).path();
    let said = move |word: Word, checkpoint: Checkpoint| {
        fill(
            word(lang.get()),
            &[("name", names::checkpoint(checkpoint)(lang.get()))],
        )
    };
    view! {
        <nav class="turn" aria-label=t(words::turn)>
            {move || beside(-1).map(|one| view! { <LinkButton href=href(one) icon=Glyph::Left>{move || said(words::previous_step, one)}</LinkButton> })}
            {move || beside(1).map(|one| view! { <span class="turn-on"><LinkButton href=href(one) kind=ButtonKind::Primary icon=Glyph::Right>{move || said(words::next_step, one)}</LinkButton></span> })}
        </nav>
    }
}
