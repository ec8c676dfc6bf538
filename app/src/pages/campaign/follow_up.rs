//! Checkpoint 7: who ordered without paying, and which group deserves a second word.

use domain::campaign::suggestion::{Progress, Suggestion, suggestions};
use domain::document::Kind;
use domain::money::Money;
use domain::wire::campaign::LiveGroup;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::fields::t_string;
use super::groups::members_query;
use super::unknown::UnknownCard;
use crate::format::{self, count};
use crate::locales::{Lang, Word, campaign_send as words, fill, t, use_lang};
use crate::platform::{now, zone};
use crate::routes::{Page, use_go};
use crate::state::campaigns::{OpenCampaign, use_campaign};
use crate::state::{use_documents, use_money, use_toasts};
use crate::ui::{Button, ButtonKind, Card, Dialog, Glyph, Icon, LoadFailed, Skeleton};

/// Unpaid orders, and advice for each group.
#[component]
pub fn FollowUp() -> impl IntoView {
    let open = use_campaign();
    let live = open.live;
    let there = Memo::new(move |_| live.numbers.read().is_some());
    let failed = move || live.failure.get().filter(|_| !there.get());
    view! {
        <UnknownCard />
        {move || failed().map(|failure| view! { <LoadFailed failure=Signal::stored(failure) on_retry=move |()| live.refresh() /> })}
        <Show when=move || there.get() fallback=move || view! { <Show when=move || live.failure.read().is_none()><Skeleton tall=true /></Show> }>
            <Unpaid />
            <SecondWave />
        </Show>
    }
    .into_any()
}

fn number(number: u64) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX))
}

#[component]
fn Unpaid() -> impl IntoView {
    let open = use_campaign();
    let (lang, money) = (use_lang(), use_money());
    let said = move || {
        let live = open.live.numbers.read();
        let groups = live
            .as_ref()
            .map(|live| live.groups.as_slice())
            .unwrap_or_default();
        let people: u64 = groups.iter().map(|group| group.unpaid.buyers).sum();
        let amount: i64 = groups.iter().map(|group| group.unpaid.amount_minor).sum();
        if people == 0 {
            return words::unpaid_none(lang.get()).to_string();
        }
        let values = [
            ("people", number(people)),
            ("amount", money.read().full(Money(amount))),
        ];
        fill(
            words::unpaid_text(lang.get()),
            &values
                .each_ref()
                .map(|(name, value)| (*name, value.as_str())),
        )
    };
    let rows = move || {
        let live = open.live.numbers.read();
        let groups = live
            .as_ref()
            .map(|live| live.groups.clone())
            .unwrap_or_default();
        let with = groups.into_iter().filter(|group| group.unpaid.buyers > 0);
        with.map(|group| {
            view! {
                <li>
                    <span>{group.name}</span>
                    <span class="numeric">{number(group.unpaid.buyers)}</span>
                    <span class="numeric">{money.read().full(Money(group.unpaid.amount_minor))}</span>
                </li>
            }
        })
        .collect_view()
    };
    view! {
        <Card title=t_string(words::unpaid_title)>
            <p>{said}</p>
            <ul class="unpaid-list">{rows}</ul>
            <p class="quiet">{t(words::unpaid_note)}</p>
        </Card>
    }
}

fn advice(suggestion: Suggestion) -> Word {
    match suggestion {
        Suggestion::StopGroup => words::advice_stop,
        Suggestion::CheckDelivery => words::advice_low_delivery,
        Suggestion::RemindUnpaid => words::advice_unpaid,
        Suggestion::SecondWave => words::advice_second_wave,
        Suggestion::UseReserve => words::advice_on_track,
    }
}

fn progress(open: OpenCampaign, group: &LiveGroup) -> Progress {
    let campaign = open.campaign.read();
    let here = zone::local(now(), &open.zone.read());
    let hours_left = campaign
        .brief
        .end
        .zip(here)
        .map_or(0, |(end, here)| (end - here).num_hours());
    let assigned = group.tally.planned.saturating_sub(group.tally.held_out);
    let spent: i64 = open
        .live
        .numbers
        .read()
        .as_ref()
        .map_or(0, |live| live.groups.iter().map(|one| one.cost_minor).sum());
    Progress {
        sent: group.tally.sent,
        delivered: group.delivered,
        opted_out: group.opted_out,
        assigned,
        buyers: group.paid.buyers,
        orders: group.ordered.orders,
        unpaid_orders: group.unpaid.orders,
        remaining: assigned
            .saturating_sub(group.ordered.buyers + group.opted_out + group.tally.failed),
        expected_conversion: group.expected_conversion,
        hours_left,
        has_budget: campaign
            .brief
            .budget_minor
            .is_none_or(|budget| spent + group.cost_minor <= budget),
    }
}

#[component]
fn SecondWave() -> impl IntoView {
    let lang = use_lang();
    let open = use_campaign();
    let groups = Memo::new(move |_| {
        open.live
            .numbers
            .read()
            .as_ref()
            .map(|live| live.groups.clone())
            .unwrap_or_default()
    });
    let asked = RwSignal::new(None::<(String, String)>);
    let shown = RwSignal::new(false);
    let one = move |group: LiveGroup| {
        let progress = progress(open, &group);
        let found = suggestions(&progress);
        let lang = lang.get();
        let too_early = progress.sent == 0 || group.send_at + 2 * 3_600 > now();
        let lines: Vec<(&str, bool)> = if too_early {
            vec![(words::advice_wait(lang), false)]
        } else if found.is_empty() && progress.expected_conversion.is_none() {
            vec![(words::advice_no_expectation(lang), false)]
        } else if found.is_empty() {
            vec![(words::advice_nothing(lang), false)]
        } else {
            found
                .iter()
                .map(|one| (advice(*one)(lang), *one != Suggestion::UseReserve))
                .collect()
        };
        let lines = lines.into_iter().map(|(said, urgent)| {
            let glyph = if urgent { Glyph::Warning } else { Glyph::Info };
            view! { <li class:is-warning=urgent><Icon glyph />{said}</li> }
        });
        let facts = [
            (words::assigned as Word, number(progress.assigned)),
            (words::delivered, number(progress.delivered)),
            (words::paid, number(progress.buyers)),
            (
                words::conversion,
                format::part(progress.buyers as i64, progress.assigned as i64),
            ),
            (
                words::expected,
                progress
                    .expected_conversion
                    .map_or("–".into(), format::percent),
            ),
            (words::unpaid, number(progress.unpaid_orders)),
            (words::opt_out, number(progress.opted_out)),
            (words::non_buyers, number(progress.remaining)),
        ];
        let facts = facts.into_iter().map(|(word, value)| view! { <div class="number"><dt>{word(lang)}</dt><dd>{value}</dd></div> });
        let label = fill(words::make_second_wave(lang), &[("name", &group.name)]);
        let (id, name) = (group.id.clone(), group.name.clone());
        view! {
            <li class="entry">
                <div class="entry-head"><span class="entry-name">{group.name}</span></div>
                <ul class="advice-list">{lines.collect_view()}</ul>
                <dl class="numbers">{facts.collect_view()}</dl>
                <Button small=true icon=Glyph::Plus disabled=too_early on_press=move |()| {
                    asked.set(Some((id.clone(), name.clone())));
                    shown.set(true);
                }>{label}</Button>
            </li>
        }
    };
    view! {
        <Card title=t_string(words::second_wave)>
            <p class="lead">{t(words::second_wave_lead)}</p>
            <ol class="entries">{move || groups.get().into_iter().map(one).collect_view()}</ol>
            <Dialog open=shown title=t_string(words::second_wave)>
                <MakeWave asked shown />
            </Dialog>
        </Card>
    }
}

#[component]
fn MakeWave(asked: RwSignal<Option<(String, String)>>, shown: RwSignal<bool>) -> impl IntoView {
    let open = use_campaign();
    let documents = use_documents();
    let toasts = use_toasts();
    let lang = use_lang();
    let go = use_go();
    let make = move |()| {
        let Some((group, name)) = asked.get_untracked() else {
            return;
        };
        let fields = second_wave(open, &group, &name, lang.get_untracked());
        let id = documents.create(Kind::Campaign, fields);
        shown.set(false);
        toasts.done(words::second_wave_made(lang.get_untracked()));
        go(Page::Checkpoint(id, 4));
    };
    view! {
        <p>{t(words::second_wave_lead)}</p>
        <p class="quiet">{t(words::second_wave_holdout)}</p>
        <div class="dialog-deeds">
            <Button kind=ButtonKind::Primary icon=Glyph::Plus on_press=make>
                {move || asked.get().map(|(_, name)| fill(words::second_wave_name(lang.get()), &[("name", &name)]))}
            </Button>
        </div>
    }
}

/// The plan of a second wave: what the first one says, to those of the group who have not bought since it began.
fn second_wave(open: OpenCampaign, group: &str, name: &str, lang: Lang) -> Vec<(String, Value)> {
    let kept = [
        "origin",
        "type",
        "scale",
        "event",
        "brief.",
        "points.",
        "fit.",
        "hypothesis.",
    ];
    let mut fields: Vec<(String, Value)> = open
        .fields_now()
        .into_iter()
        .filter(|(path, _)| kept.iter().any(|head| path.starts_with(head)))
        .collect();
    let campaign = open.campaign.read_untracked();
    let since = campaign.status.started_at.map(|at| open.local(at));
    let since = since
        .as_deref()
        .and_then(|local| local.split_once('T'))
        .map(|(day, _)| day.to_string());
    let mut scope = members_query(&campaign, group);
    if let Some(day) = since {
        scope = format!("({scope}) AND NOT last_order_date >= {day}");
    }
    fields.push((
        "name".into(),
        json!(fill(
            words::second_wave_name(lang),
            &[("name", &format!("{} · {name}", campaign.name))]
        )),
    ));
    fields.push(("follows".into(), json!(open.id.get_untracked())));
    fields.push(("scope.query".into(), json!(scope)));
    if let Some(first) = campaign.group(group) {
        let at = |part: &str| format!("groups.second.{part}");
        let medium = first.medium.map(domain::message::Medium::code);
        fields.push((at("name"), json!(name)));
        fields.push((at("query"), json!(domain::segment::EVERYBODY)));
        fields.push((at("medium"), json!(medium)));
        fields.push((at("carrier"), json!(first.carrier.code())));
        fields.push((at("points"), json!(first.points)));
        fields.push((at("rank"), json!(1)));
    }
    fields
}
