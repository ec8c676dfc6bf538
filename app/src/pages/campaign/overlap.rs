//! How the groups of a campaign overlap before the first of them takes a customer.

use domain::segment::eligible_groups;
use domain::wire::engine::Overlap;
use leptos::prelude::*;

use crate::format;
use crate::locales::{campaign_audience as words, fill, t, use_lang};
use crate::state::campaigns::use_campaign;
use crate::state::use_engine;
use crate::ui::Card;
use crate::ui::chart::{HeatCell, HeatGrid};

/// The matrix of the groups; nothing while there are not two.
#[component]
pub fn OverlapCard() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let queries = Memo::new(move |_| eligible_groups(&open.campaign.read().plan()));
    let names = Memo::new(move |_| {
        let campaign = open.campaign.read();
        let name = |(at, group): (usize, &domain::campaign::Group)| match group.name.trim() {
            "" => fill(
                words::group_new(lang.get()),
                &[("at", &(at + 1).to_string())],
            ),
            name => name.to_owned(),
        };
        campaign
            .groups
            .iter()
            .enumerate()
            .map(name)
            .collect::<Vec<String>>()
    });
    let asked = use_engine().overlap(queries);
    let several = Memo::new(move |_| queries.read().len() > 1);
    let rows = Signal::derive(move || {
        let answer = asked.answer.read();
        answer
            .as_ref()
            .map(|overlap| {
                rows(overlap, &names.read(), |share, group| {
                    fill(
                        words::overlap_cell(lang.get()),
                        &[("share", share), ("group", group)],
                    )
                })
            })
            .unwrap_or_default()
    });
    let columns = Signal::derive(move || {
        let answer = asked.answer.read();
        let count = answer.as_ref().map_or(0, |overlap| overlap.ids.len());
        names.read().iter().take(count).cloned().collect::<Vec<_>>()
    });
    view! {
        <Show when=move || several.get()>
            <Card title=t(words::overlap) stale=asked.stale>
                <p class="lead">{t(words::overlap_lead)}</p>
                <HeatGrid
                    label=t(words::overlap)
                    across=t(words::overlap_across)
                    down=t(words::overlap_down)
                    columns=columns
                    rows=rows
                />
            </Card>
        </Show>
    }
    .into_any()
}

/// A row a group: its size on the diagonal, beside it whom it shares, with the share of its own.
fn rows(
    overlap: &Overlap,
    names: &[String],
    say: impl Fn(&str, &str) -> String,
) -> Vec<(String, Vec<HeatCell>)> {
    let name = |at: usize| names.get(at).cloned().unwrap_or_default();
    let row = |(at, shared): (usize, &Vec<u32>)| {
        let own = shared.get(at).copied().unwrap_or(0);
        let cell = |(other, count): (usize, &u32)| {
            let share = format::part((*count).into(), own.into());
            HeatCell {
                value: (*count).into(),
                text: match other == at {
                    true => format::count((*count).into()),
                    false => format!("{} · {share}", format::count((*count).into())),
                },
                label: match other == at {
                    true => name(at),
                    false => say(&share, &name(at)),
                },
                href: None,
            }
        };
        (name(at), shared.iter().enumerate().map(cell).collect())
    };
    overlap.shared.iter().enumerate().map(row).collect()
}
