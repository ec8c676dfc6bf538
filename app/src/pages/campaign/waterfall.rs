//! From all customers down to those who are sent something: every step, and a sum that closes.

use domain::campaign::Campaign;
use domain::wire::engine::Waterfall;
use leptos::prelude::*;

use super::fields::t_string;
use super::names;
use crate::format::count;
use crate::locales::{Lang, Word, campaign_audience as words, fill, t, use_lang};
use crate::pages::facts::FactsState;
use crate::problems::query::query_problem;
use crate::state::campaigns::use_campaign;
use crate::ui::{Banner, Card, Skeleton, Tone, WaterfallChart, WaterfallStep};

/// The waterfall of the open campaign.
#[component]
pub fn WaterfallCard() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let answer = open.waterfall.answer;
    let steps = Signal::derive(move || {
        answer
            .read()
            .as_ref()
            .map(|waterfall| steps(waterfall, &open.campaign.read(), lang.get()))
            .unwrap_or_default()
    });
    let sum = move || {
        answer
            .read()
            .as_ref()
            .map(|waterfall| sum(waterfall, lang.get()))
    };
    let problem = move || {
        open.waterfall
            .problem
            .get()
            .map(|problem| query_problem(&problem, lang.get()))
    };
    view! {
        <FactsState />
        <Card title=t_string(words::waterfall) stale=open.waterfall.stale>
            <p class="lead">{t(words::waterfall_lead)}</p>
            {move || problem().map(|said| view! { <Banner tone=Tone::Warn><p>{said}</p></Banner> })}
            <Show when=move || answer.read().is_some() fallback=|| view! { <Skeleton tall=true /> }>
                <WaterfallChart
                    label=t(words::waterfall)
                    step_head=t(words::step_column)
                    left_head=t(words::left_column)
                    lost_head=t(words::lost_column)
                    steps
                />
                {move || sum().map(|(closes, said)| {
                    view! { <p class="sum" class:is-open=!closes role="status">{said}</p> }
                })}
            </Show>
        </Card>
    }
}

fn lost(number: u32) -> String {
    if number == 0 {
        "0".into()
    } else {
        format!("−{}", count(i64::from(number)))
    }
}

fn steps(waterfall: &Waterfall, campaign: &Campaign, lang: Lang) -> Vec<WaterfallStep> {
    let step = |label: String, left: u32, taken: Option<u32>, tone: Tone| WaterfallStep {
        label,
        left: f64::from(left),
        lost: f64::from(taken.unwrap_or(0)),
        text: count(i64::from(left)),
        lost_text: taken.map(lost).unwrap_or_default(),
        from: 0.0,
        tone,
    };
    let mut steps = vec![
        step(
            words::step_total(lang).into(),
            waterfall.total,
            None,
            Tone::Plain,
        ),
        step(
            words::step_scope(lang).into(),
            waterfall.scope,
            Some(waterfall.total - waterfall.scope),
            Tone::Plain,
        ),
    ];
    for (at, cut) in waterfall.filters.iter().enumerate() {
        let label = fill(words::step_filter(lang), &[("at", &(at + 1).to_string())]);
        steps.push(step(label, cut.left, Some(cut.lost), Tone::Plain));
    }
    for cut in &waterfall.exclusions {
        let named = campaign.exclusions.iter().find(|one| one.id == cut.id);
        let label = named.map_or_else(String::new, |one| {
            let reason = names::exclusion(one.reason)(lang);
            if one.name.trim().is_empty() {
                reason.into()
            } else {
                format!("{} · {reason}", one.name)
            }
        });
        steps.push(step(label, cut.left, Some(cut.lost), Tone::Plain));
    }
    let grouped: u32 = waterfall.groups.iter().map(|group| group.chosen).sum();
    if !waterfall.groups.is_empty() {
        // The groups lie side by side on what is left.
        let mut from = 0.0;
        for cut in &waterfall.groups {
            let named = campaign
                .group(&cut.id)
                .map(|group| group.name.clone())
                .unwrap_or_default();
            let mut one = step(named, cut.chosen, None, Tone::Accent);
            one.from = from;
            from += f64::from(cut.chosen);
            steps.push(one);
        }
        let unreachable: u32 = waterfall.groups.iter().map(|group| group.unreachable).sum();
        let held_out: u32 = waterfall.groups.iter().map(|group| group.held_out).sum();
        let to_send: u32 = waterfall.groups.iter().map(|group| group.to_send).sum();
        if waterfall.ungrouped > 0 {
            let mut one = step(
                words::step_ungrouped(lang).into(),
                waterfall.ungrouped,
                None,
                Tone::Plain,
            );
            one.from = from;
            steps.push(one);
        }
        steps.push(step(
            words::step_reachable(lang).into(),
            grouped - unreachable,
            Some(unreachable),
            Tone::Plain,
        ));
        steps.push(step(
            words::step_to_send(lang).into(),
            to_send,
            Some(held_out),
            Tone::Good,
        ));
    }
    steps
}

/// Whether every customer is counted once, and the sum in words.
fn sum(waterfall: &Waterfall, lang: Lang) -> (bool, String) {
    let filtered: u32 = waterfall.filters.iter().map(|cut| cut.lost).sum();
    let excluded: u32 = waterfall.exclusions.iter().map(|cut| cut.lost).sum();
    let of_groups = |part: fn(&domain::wire::engine::GroupCut) -> u32| {
        waterfall.groups.iter().map(part).sum::<u32>()
    };
    let parts = [
        (
            words::step_out_of_scope as Word,
            waterfall.total - waterfall.scope,
        ),
        (words::filters, filtered),
        (words::exclusions, excluded),
        (words::step_ungrouped, waterfall.ungrouped),
        (
            words::step_unreachable,
            of_groups(|group| group.unreachable),
        ),
        (words::step_held_out, of_groups(|group| group.held_out)),
        (words::step_to_send, of_groups(|group| group.to_send)),
    ];
    let all: u32 = parts.iter().map(|(_, number)| number).sum();
    let shown: Vec<String> = parts
        .iter()
        .filter(|(_, number)| *number > 0)
        .map(|(word, number)| format!("{} {}", count(i64::from(*number)), word(lang)))
        .collect();
    let closes = all == waterfall.total;
    let word = if closes {
        words::sum_closes
    } else {
        words::sum_open
    };
    (
        closes,
        fill(
            word(lang),
            &[
                ("parts", &shown.join(" + ")),
                ("total", &count(i64::from(waterfall.total))),
            ],
        ),
    )
}
