//! Where everybody stands: planned = sent + suppressed + held out + failed + unknown + pending, at every moment.

use domain::wire::campaign::Tally;
use leptos::prelude::*;

use super::fields::t_string;
use super::names;
use crate::format;
use crate::locales::{Lang, Word, campaign_send as words, fill, t, use_lang};
use crate::state::campaigns::use_campaign;
use crate::ui::{Card, LoadFailed, Skeleton};

/// The ledger's sum, live.
#[component]
pub fn Ledger() -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let live = open.live;
    let tally = Memo::new(move |_| live.numbers.read().as_ref().map(|live| live.tally.clone()));
    let failed = move || live.failure.get().filter(|_| live.numbers.read().is_none());
    view! {
        <Card title=t_string(words::ledger)>
            <p class="lead">{t(words::ledger_lead)}</p>
            {move || failed().map(|failure| view! { <LoadFailed failure=Signal::stored(failure) on_retry=move |()| live.refresh() /> })}
            <Show
                when=move || tally.read().is_some()
                fallback=move || view! { <Show when=move || live.failure.read().is_none()><Skeleton /></Show> }
            >
                {move || tally.get().map(|tally| view! { <Sum tally lang=lang.get() /> })}
            </Show>
        </Card>
    }
}

fn number(number: u64) -> String {
    format::count(i64::try_from(number).unwrap_or(i64::MAX))
}

fn parts(tally: &Tally) -> [(Word, u64, &'static str); 6] {
    [
        (words::sent, tally.sent, "part-sent"),
        (words::pending, tally.pending, "part-pending"),
        (words::held_out, tally.held_out, "part-held"),
        (
            words::suppressed,
            tally.suppressed_total(),
            "part-suppressed",
        ),
        (words::failed, tally.failed, "part-failed"),
        (words::unknown, tally.unknown, "part-unknown"),
    ]
}

#[component]
fn Sum(tally: Tally, lang: Lang) -> impl IntoView {
    let all = tally.planned.max(1) as f64;
    let bar = parts(&tally).map(|(_, part, class)| {
        let width = format!("inline-size: {:.3}%", part as f64 / all * 100.0);
        view! { <span class=class style=width></span> }
    });
    let stats = parts(&tally).map(|(word, part, class)| {
        view! {
            <div class=format!("ledger-part {class}") class:is-nothing=part.eq(&0)>
                <dt><span class="ledger-mark" aria-hidden="true"></span>{word(lang)}</dt>
                <dd>{number(part)}</dd>
            </div>
        }
    });
    let said = if tally.closes() {
        let values = [
            ("planned", number(tally.planned)),
            ("sent", number(tally.sent)),
            ("suppressed", number(tally.suppressed_total())),
            ("held_out", number(tally.held_out)),
            ("failed", number(tally.failed)),
            ("unknown", number(tally.unknown)),
            ("pending", number(tally.pending)),
        ];
        fill(
            words::sum_closes(lang),
            &values
                .each_ref()
                .map(|(name, value)| (*name, value.as_str())),
        )
    } else {
        words::sum_open(lang).to_string()
    };
    let closes = tally.closes();
    let reasons = (tally.suppressed_total() > 0).then(|| {
        let mut list: Vec<_> = tally.suppressed.iter().filter(|(_, many)| **many > 0).map(|(reason, many)| (*reason, *many)).collect();
        list.sort_by_key(|(_, many)| std::cmp::Reverse(*many));
        let lines = list.into_iter().map(|(reason, many)| {
            view! { <li><span>{names::suppression(reason)(lang)}</span><span class="numeric">{number(many)}</span></li> }
        });
        view! {
            <div class="why-suppressed">
                <h3>{words::suppressed_why(lang)}</h3>
                <ul>{lines.collect_view()}</ul>
            </div>
        }
    });
    view! {
        <div class="ledger-planned"><span>{words::planned(lang)}</span><strong>{number(tally.planned)}</strong></div>
        <div class="ledger-bar" aria-hidden="true">{bar.into_iter().collect_view()}</div>
        <dl class="ledger-parts">{stats.into_iter().collect_view()}</dl>
        <p class="sum" class:is-open=!closes role="status">{said}</p>
        {reasons}
    }
}
