//! One campaign: its head, its steps, and the checkpoint that is worked on.

mod analysis;
mod content;
mod counter;
mod evaluate;
mod fields;
mod follow_up;
mod groups;
mod health;
mod intervals;
mod last_time;
mod ledger;
mod monitor;
pub mod names;
mod overlap;
mod plan;
mod potential;
mod problems;
mod report;
mod rule;
mod send;
mod steps;
mod strategy;
mod unknown;
mod waterfall;

use domain::campaign::State;
use domain::campaign::checkpoint::{Checkpoint, Standing};
use domain::campaign::status::Command as Move;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::{A, Outlet};

use crate::locales::{
    campaign as words, campaign_report as report_words, campaign_send as send_words,
    campaigns as list_words, t, use_lang,
};
use crate::routes::{Page, use_go, use_param};
use crate::state::campaigns::{provide_campaign, use_campaign};
use crate::state::live::{self, Command};
use crate::state::{use_connection, use_documents, use_toasts};
use crate::ui::{
    Badge, Banner, Button, ButtonKind, Card, Dialog, EmptyState, Glyph, Icon, LinkButton, Menu,
    MenuItem, Skeleton, Tone,
};
use fields::t_string;
pub use health::Dots;
use health::HealthLights;
use last_time::LastTime;
use problems::ProblemList;
pub use steps::first_open;
use steps::{Steps, Turn};

/// One campaign: its head and stepper, with a checkpoint or the report below.
#[component]
pub fn CampaignPage() -> impl IntoView {
    let open = provide_campaign(use_param("id"));
    let documents_ready = use_documents().ready();
    let connection = use_connection();
    // On a new device the documents come with the first sync.
    let ready = Memo::new(move |_| {
        documents_ready.get()
            && (connection.agreed_at.read().is_some() || !connection.reachable.get())
    });
    let missing = move || {
        view! {
            <Show when=move || ready.get() fallback=|| view! { <Skeleton lines=6 tall=true /> }>
                <EmptyState glyph=Glyph::Campaign title=t(words::not_found) text=t(words::not_found_text)>
                    <LinkButton href=Page::Campaigns.path()>{t(words::back_to_list)}</LinkButton>
                </EmptyState>
            </Show>
        }
    };
    view! {
        <div class="campaign">
            <Show when=move || open.there.get() fallback=missing>
                <Head />
                <Steps />
                <Outlet />
            </Show>
        </div>
    }
    .into_any()
}

#[component]
fn Head() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let name = open.text("name");
    let title = Signal::derive(move || {
        let name = name.read();
        if name.trim().is_empty() {
            list_words::unnamed(lang.get()).to_string()
        } else {
            name.clone()
        }
    });
    Effect::new(move |_| document().set_title(&format!("{} · 回头 Huitou", title.get())));
    let kind = move || {
        open.campaign
            .read()
            .kind
            .map(|kind| names::kind(kind)(lang.get()))
    };
    let origin = move || {
        open.campaign
            .read()
            .origin
            .map(|origin| names::origin(origin)(lang.get()))
    };
    let tone = Signal::derive(move || state_tone(open.state.get()));
    view! {
        <header class="campaign-head">
            <div class="campaign-title">
                <nav class="crumb" aria-label=t(words::back_to_list)>
                    <A href=Page::Campaigns.path()><Icon glyph=Glyph::Left />{t(words::back_to_list)}</A>
                </nav>
                <h1>{title}</h1>
                <p class="campaign-facts">
                    <Badge tone=tone>{move || names::state(open.state.get())(lang.get())}</Badge>
                    <span>{kind}</span>
                    <span>{origin}</span>
                    <SavedMark />
                </p>
            </div>
            <div class="campaign-deeds">
                <HealthLights />
                <LastTime />
                <More />
            </div>
        </header>
    }
}

/// The tone of a state's badge.
pub fn state_tone(state: State) -> Tone {
    match state {
        State::Running | State::Approved | State::Monitoring => Tone::Good,
        State::ContentReady => Tone::Accent,
        State::Stopped => Tone::Warn,
        State::Draft
        | State::Briefed
        | State::NoGo
        | State::Analysed
        | State::Grouped
        | State::Evaluated
        | State::Closed
        | State::Cancelled => Tone::Plain,
    }
}

/// Whether what is typed here has been agreed by the server.
#[component]
fn SavedMark() -> impl IntoView {
    let open = use_campaign();
    let waiting = open.waiting();
    view! {
        <span class="edit-mark" role="status">
            <Show
                when=move || waiting.get() == 0
                fallback=move || view! { <Icon glyph=Glyph::SavedHere />{t(words::saved_here)} }
            >
                <Icon glyph=Glyph::Check />{t(words::agreed)}
            </Show>
        </span>
    }
}

#[component]
fn More() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let toasts = use_toasts();
    let documents = use_documents();
    let go = use_go();
    let (removing, cancelling) = (RwSignal::new(false), RwSignal::new(false));
    let can_cancel = Memo::new(move |_| open.state.get().after(Move::Cancel).is_some());
    let can_remove = Memo::new(move |_| !open.state.get().is_frozen());
    let remove = move |()| {
        removing.set(false);
        documents.remove(&open.id.get_untracked());
        go(Page::Campaigns);
    };
    let cancel = move |()| {
        cancelling.set(false);
        let (id, lang) = (open.id.get_untracked(), lang.get_untracked());
        spawn_local(async move {
            match live::command(&id, Command::Cancel).await {
                Ok(_) => toasts.done(send_words::done_cancel(lang)),
                Err(why) => toasts.failed(crate::problems::of_failure(&why, lang).line(lang)),
            }
        });
    };
    let print = move |()| {
        // A browser that cannot print says so itself.
        let _ = window().print();
    };
    let remove = Callback::new(remove);
    view! {
        <Menu label=t_string(words::more)>
            <MenuItem icon=Glyph::File on_press=print>{t(words::print)}</MenuItem>
            <Show when=move || can_cancel.get()>
                <MenuItem icon=Glyph::Stop danger=true on_press=move |()| cancelling.set(true)>{t(words::cancel_campaign)}</MenuItem>
            </Show>
            <Show when=move || can_remove.get()>
                <MenuItem icon=Glyph::Delete danger=true on_press=move |()| removing.set(true)>{t(words::remove)}</MenuItem>
            </Show>
        </Menu>
        <Dialog open=removing title=t_string(words::remove)>
            <p>{t(words::remove_text)}</p>
            <div class="dialog-deeds">
                <Button on_press=move |()| removing.set(false)>{t(words::keep)}</Button>
                <Button kind=ButtonKind::Danger icon=Glyph::Delete on_press=remove>{t(words::remove_now)}</Button>
            </div>
        </Dialog>
        <Dialog open=cancelling title=t_string(words::cancel_campaign)>
            <p>{t(words::cancel_text)}</p>
            <div class="dialog-deeds">
                <Button on_press=move |()| cancelling.set(false)>{t(words::keep)}</Button>
                <Button kind=ButtonKind::Danger icon=Glyph::Stop on_press=cancel>{t(words::cancel_now)}</Button>
            </div>
        </Dialog>
    }
}

/// One checkpoint; without a number in the path, the first that wants work.
#[component]
pub fn CheckpointPage() -> impl IntoView {
    let open = use_campaign();
    let shown = steps::use_shown();
    let state = Memo::new(move |_| {
        let at = shown.get();
        open.checkpoints
            .read()
            .iter()
            .find(|one| one.checkpoint == at)
            .cloned()
    });
    let locked = Memo::new(move |_| {
        state
            .read()
            .as_ref()
            .is_some_and(|one| one.standing == Standing::Locked)
    });
    let part = move || {
        if locked.get() {
            return view! { <LockedStep state /> }.into_any();
        }
        match shown.get() {
            Checkpoint::Plan => view! { <plan::Plan /> }.into_any(),
            Checkpoint::Analysis => view! { <analysis::Analysis /> }.into_any(),
            Checkpoint::PotentialCustomers => view! { <potential::Potential /> }.into_any(),
            Checkpoint::Groups => view! { <groups::Groups /> }.into_any(),
            Checkpoint::Content => view! { <content::Content /> }.into_any(),
            Checkpoint::Send => view! { <send::Send /> }.into_any(),
            Checkpoint::FollowUp => view! { <follow_up::FollowUp /> }.into_any(),
            Checkpoint::Monitor => view! { <monitor::Monitor /> }.into_any(),
            Checkpoint::Evaluate => view! { <evaluate::Evaluate /> }.into_any(),
        }
    };
    let writes = Memo::new(move |_| shown.get() <= Checkpoint::Content);
    view! {
        <section class="checkpoint" aria-label=move || names::checkpoint(shown.get())(use_lang().get())>
            <Show when=move || writes.get() && open.frozen.get() && !locked.get()>
                <Banner><p>{t(words::frozen)}</p></Banner>
            </Show>
            <Show when=move || !locked.get() && writes.get()>
                <Missing state />
            </Show>
            {part}
            <Turn />
        </section>
    }
    .into_any()
}

/// What this step lacks, folded away until it is wanted.
#[component]
fn Missing(state: Memo<Option<domain::campaign::checkpoint::CheckpointState>>) -> impl IntoView {
    use domain::campaign::Severity;
    let open = use_campaign();
    let lang = use_lang();
    let problems = Signal::derive(move || {
        state
            .read()
            .as_ref()
            .map(|one| one.problems.clone())
            .unwrap_or_default()
    });
    let many = move || {
        problems
            .read()
            .iter()
            .filter(|one| one.severity == Severity::Blocks)
            .count()
    };
    let summary = move || {
        let lang = lang.get();
        match many() {
            0 => words::notes(lang).to_string(),
            1 => words::to_mend_one(lang).to_string(),
            many => crate::locales::fill(words::to_mend(lang), &[("count", &many.to_string())]),
        }
    };
    view! {
        <Show when=move || !problems.read().is_empty() && !open.frozen.get()>
            <details class="missing" class:is-blocking=move || many() != 0>
                <summary>
                    <Icon glyph=Glyph::Info />
                    <span>{summary}</span>
                </summary>
                <ProblemList problems />
            </details>
        </Show>
    }
}

/// A step that cannot be worked on yet: why, and where to go.
#[component]
fn LockedStep(state: Memo<Option<domain::campaign::checkpoint::CheckpointState>>) -> impl IntoView {
    let problems = Signal::derive(move || {
        state
            .read()
            .as_ref()
            .map(|one| one.problems.clone())
            .unwrap_or_default()
    });
    let no_go = Memo::new(move |_| {
        problems
            .read()
            .iter()
            .any(|one| one.code == domain::campaign::Code::NoGo)
    });
    view! {
        <Card class="locked-step">
            <Icon glyph=Glyph::Lock class="locked-mark" />
            <h2>{move || t(if no_go.get() { words::no_go_title } else { words::locked_title })()}</h2>
            <p>{move || t(if no_go.get() { words::no_go_text } else { words::locked_text })()}</p>
            <ProblemList problems />
        </Card>
    }
}

/// The report of a campaign by itself.
#[component]
pub fn ReportPage() -> impl IntoView {
    view! {
        <section class="checkpoint" aria-label=t(report_words::report)>
            <h2 class="part-title">{t(report_words::report)}</h2>
            <report::ReportPart />
        </section>
    }
    .into_any()
}
