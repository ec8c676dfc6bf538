//! All campaigns: how far each has come, how healthy it is, and what it earned.

mod new;

use domain::brand::Brand;
use domain::campaign::State;
use domain::campaign::checkpoint::{Checkpoint, Facts, checkpoints};
use domain::campaign::health::{LightState, lights};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::format;
use crate::locales::{Lang, campaigns as words, fill, t, use_lang};
pub use crate::pages::campaign::{CampaignPage, CheckpointPage, ReportPage};
use crate::pages::campaign::{Dots, first_open, names, state_tone};
use crate::platform::now;
use crate::routes::Page;
use crate::state::campaigns::{ListedCampaign, history_of, use_brand, use_campaigns};
use crate::state::live::use_ratios;
use crate::state::use_documents;
use crate::ui::{
    Badge, Button, ButtonKind, Choice, Column, EmptyState, Field, Glyph, PageHead, Segmented,
    Skeleton, Table, TextInput,
};
use new::NewCampaign;

/// One line of the list.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    id: String,
    name: String,
    kind: String,
    state: State,
    at: Checkpoint,
    dates: String,
    start: Option<chrono::NaiveDateTime>,
    lights: Vec<LightState>,
    ratio: Option<f64>,
}

fn line(
    one: &ListedCampaign,
    all: &[ListedCampaign],
    brand: &Brand,
    ratio: Option<f64>,
    lang: Lang,
) -> Line {
    let facts = Facts {
        brand: brand.clone(),
        in_china: true,
        ..Facts::default()
    };
    let brief = &one.campaign.brief;
    let day =
        |at: chrono::NaiveDateTime| format::short_day(domain::day::Day::from_date(at.date()), lang);
    let dates = match (brief.start, brief.end) {
        (Some(start), Some(end)) => format!("{} – {}", full_day(start, lang), day(end)),
        (Some(start), None) => full_day(start, lang),
        _ => words::no_dates(lang).to_string(),
    };
    let name = if one.campaign.name.trim().is_empty() {
        words::unnamed(lang).to_string()
    } else {
        one.campaign.name.clone()
    };
    Line {
        id: one.id.clone(),
        name,
        kind: one
            .campaign
            .kind
            .map(|kind| names::kind(kind)(lang).to_string())
            .unwrap_or_default(),
        state: one.state,
        at: first_open(&checkpoints(&one.campaign, &facts)),
        dates,
        start: brief.start,
        lights: lights(&one.campaign, &facts, history_of(&one.id, all, now())).to_vec(),
        ratio,
    }
}

fn full_day(at: chrono::NaiveDateTime, lang: Lang) -> String {
    format::day(domain::day::Day::from_date(at.date()), lang)
}

/// What the list shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    Preparing,
    Running,
    Finished,
}

impl Shown {
    fn holds(self, state: State) -> bool {
        let finished = matches!(
            state,
            State::Closed | State::Cancelled | State::NoGo | State::Evaluated
        );
        let running = matches!(
            state,
            State::Approved | State::Running | State::Stopped | State::Monitoring
        );
        match self {
            Shown::All => true,
            Shown::Running => running,
            Shown::Finished => finished,
            Shown::Preparing => !running && !finished,
        }
    }
}

/// All campaigns of the shop.
#[component]
pub fn CampaignsPage() -> impl IntoView {
    let lang = use_lang();
    let ready = use_documents().ready();
    let campaigns = use_campaigns();
    let brand = use_brand();
    let ran = Memo::new(move |_| {
        campaigns
            .read()
            .iter()
            .filter(|one| one.state.has_run())
            .map(|one| one.id.clone())
            .collect::<Vec<_>>()
    });
    let ratios = use_ratios(ran);
    let (shown, search, making) = (
        RwSignal::new(Shown::All),
        RwSignal::new(String::new()),
        RwSignal::new(false),
    );
    let rows = Signal::derive(move || {
        let (all, ratios, brand) = (campaigns.read(), ratios.read(), brand.read());
        let sought = search.read().trim().to_lowercase();
        let fits = |one: &&ListedCampaign| {
            shown.get().holds(one.state) && one.campaign.name.to_lowercase().contains(&sought)
        };
        let lang = lang.get();
        all.iter()
            .filter(fits)
            .map(|one| line(one, &all, &brand, ratios.get(&one.id).copied(), lang))
            .collect::<Vec<_>>()
    });
    let none = Memo::new(move |_| campaigns.read().is_empty());
    let clear = move |()| {
        shown.set(Shown::All);
        search.set(String::new());
    };
    view! {
        <PageHead title=t(words::title) note=t(words::lead)>
            <Button kind=ButtonKind::Primary icon=Glyph::Plus on_press=move |()| making.set(true)>{t(words::new)}</Button>
        </PageHead>
        <Show when=move || ready.get() fallback=|| view! { <Skeleton lines=6 tall=true /> }>
            <Show
                when=move || !none.get()
                fallback=move || view! {
                    <EmptyState glyph=Glyph::Campaign title=t(words::none_title) text=t(words::none_text)>
                        <Button icon=Glyph::Plus on_press=move |()| making.set(true)>{t(words::new)}</Button>
                    </EmptyState>
                }
            >
                <Filters shown search />
                <Show
                    when=move || !rows.read().is_empty()
                    fallback=move || view! {
                        <EmptyState glyph=Glyph::Search title=t(words::none_match_title) text=t(words::none_match_text)>
                            <Button on_press=clear>{t(words::clear)}</Button>
                        </EmptyState>
                    }
                >
                    <List rows />
                </Show>
            </Show>
        </Show>
        <NewCampaign open=making />
    }
    .into_any()
}

#[component]
fn Filters(shown: RwSignal<Shown>, search: RwSignal<String>) -> impl IntoView {
    let lang = use_lang();
    let all = [
        ("all", Shown::All, words::show_all as crate::locales::Word),
        ("preparing", Shown::Preparing, words::show_preparing),
        ("running", Shown::Running, words::show_running),
        ("finished", Shown::Finished, words::show_finished),
    ];
    let choices = Signal::derive(move || {
        all.iter()
            .map(|(code, _, word)| Choice::new(*code, word(lang.get())))
            .collect::<Vec<_>>()
    });
    let value = Signal::derive(move || {
        all.iter()
            .find(|(_, one, _)| *one == shown.get())
            .map(|(code, ..)| code.to_string())
            .unwrap_or_default()
    });
    let choose = move |code: String| {
        if let Some((_, one, _)) = all.iter().find(|(held, ..)| *held == code) {
            shown.set(*one);
        }
    };
    let sought = t(words::search);
    view! {
        <div class="list-filters">
            <Segmented legend=Signal::derive(move || words::show(lang.get()).to_string()) choices value on_change=choose />
            <Field label=t(words::search) hidden_label=true>
                <TextInput value=search on_input=move |text| search.set(text) placeholder=Signal::derive(move || sought().to_string()) kind="search" />
            </Field>
        </div>
    }
}

#[component]
fn List(rows: Signal<Vec<Line>>) -> impl IntoView {
    let lang = use_lang();
    let word =
        move |word: crate::locales::Word| Signal::derive(move || word(lang.get()).to_string());
    let columns = vec![
        Column::new(word(words::name), |line: &Line| {
            let href = Page::Campaign(line.id.clone()).path();
            let (name, kind) = (line.name.clone(), line.kind.clone());
            view! { <A href=href attr:class="campaign-link">{name}</A><span class="campaign-kind">{kind}</span> }
        })
        .sorted_by(|one: &Line, other| one.name.cmp(&other.name)),
        Column::new(word(words::state), move |line: &Line| {
            let state = line.state;
            view! { <Badge tone=Signal::stored(state_tone(state))>{move || names::state(state)(lang.get())}</Badge> }
        })
        .sorted_by(|one: &Line, other| one.state.cmp(&other.state)),
        Column::new(word(words::checkpoint), move |line: &Line| {
            let (at, state) = (line.at, line.state);
            let over = matches!(state, State::Closed);
            let done = if over { 9 } else { at.number() - 1 };
            let dots = (1..=9u8).map(|number| {
                view! { <span class="tick" class:is-done=number <= done class:is-here=!over && number == at.number()></span> }
            });
            let said = move || fill(words::of_nine(lang.get()), &[("at", &at.number().to_string())]);
            view! {
                <span class="reached" title=said>
                    <span class="reached-ticks" aria-hidden="true">{dots.collect_view()}</span>
                    <span>{move || if over { "".to_string() } else { format!("{} {}", at.number(), names::checkpoint(at)(lang.get())) }}</span>
                </span>
            }
        })
        .sorted_by(|one: &Line, other| one.at.cmp(&other.at)),
        Column::new(word(words::dates), |line: &Line| line.dates.clone()).sorted_by(|one: &Line, other| one.start.cmp(&other.start)),
        Column::new(word(words::health), |line: &Line| {
            let lights = line.lights.clone();
            view! { <Dots lights=Signal::stored(lights) /> }
        }),
        Column::number(word(words::ratio), move |line: &Line| {
            line.ratio.map_or("–".to_string(), |ratio| fill(words::ratio_value(lang.get()), &[("ratio", &format::decimal(ratio, 1))]))
        })
        .sorted_by(|one: &Line, other| one.ratio.unwrap_or(-1.0).total_cmp(&other.ratio.unwrap_or(-1.0))),
    ];
    view! { <Table caption=word(words::title) columns rows /> }
}
