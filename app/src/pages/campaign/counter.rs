//! How long a text message is, how many segments it is billed as, and what the group's messages cost.

use domain::campaign::Group;
use domain::message::sms;
use domain::money::Money;
use leptos::prelude::*;

use crate::format::count;
use crate::locales::{Word, campaign_content as words, fill, t, use_lang};
use crate::state::campaigns::{lengths, use_campaign};
use crate::state::{use_money, use_shop};

/// The counter of one group's text.
#[component]
pub fn Counter(group: Memo<Option<Group>>) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let money = use_money();
    let shop = use_shop();
    let lengths = Memo::new(move |_| {
        let group = group.read();
        let shop = shop.read();
        let name = shop
            .as_ref()
            .map(|shop| shop.name.as_str())
            .unwrap_or_default();
        lengths(
            group
                .as_ref()
                .map(|group| group.body.as_str())
                .unwrap_or_default(),
            &open.brand.read(),
            name,
        )
    });
    let varies = Memo::new(move |_| lengths.read().least.length != lengths.read().most.length);
    let one = move |label: Word, read: fn(&crate::state::campaigns::Lengths) -> sms::Count| {
        view! {
            <div class="count">
                <dt>{t(label)}</dt>
                <dd>
                    <span>{move || fill(words::counter_length(lang.get()), &[("length", &read(&lengths.read()).length.to_string())])}</span>
                    <strong>{move || segments(read(&lengths.read()).segments, lang.get())}</strong>
                </dd>
            </div>
        }
    };
    let people = move || {
        let group = group.read();
        let facts = open.facts.read();
        let count = facts.counts.get(&group.as_ref()?.id)?;
        Some(count.reachable.saturating_sub(count.held_out))
    };
    let cost = move || {
        let people = i64::try_from(people()?).ok()?;
        let money = money.read();
        let price = open.brand.read().sms_price_ten_thousandths;
        let lengths = lengths.read();
        let of = |count: sms::Count| {
            money.full(sms::minor_of_ten_thousandths(
                price * count.segments as i64 * people,
                money.decimals,
            ))
        };
        let lang = lang.get();
        let (least, typical, most) = (of(lengths.least), of(lengths.typical), of(lengths.most));
        let range = (least != most).then(|| {
            fill(
                words::counter_from_to(lang),
                &[("from", &least), ("to", &most)],
            )
        });
        let each = money
            .full(Money(0))
            .replace("0.00", &format!("{:.4}", price as f64 / 10_000.0));
        let base = fill(
            words::counter_cost_of(lang),
            &[("people", &count(people)), ("price", &each)],
        );
        Some((typical, range, base))
    };
    view! {
        <section class="counter" aria-label=t(words::counter)>
            <dl class="counts">
                <Show
                    when=move || varies.get()
                    fallback=move || view! { {one(words::counter, |lengths| lengths.typical)} }
                >
                    {one(words::counter_min, |lengths| lengths.least)}
                    {one(words::counter_typical, |lengths| lengths.typical)}
                    {one(words::counter_max, |lengths| lengths.most)}
                </Show>
                <div class="count">
                    <dt>{t(words::counter_cost)}</dt>
                    <dd>
                        <strong>{move || cost().map_or("–".to_string(), |(typical, ..)| typical)}</strong>
                        <span>{move || cost().and_then(|(_, range, _)| range)}</span>
                    </dd>
                </div>
            </dl>
            <p class="field-hint">
                {t(words::counter_parts)}
                " · "
                {move || cost().map(|(.., base)| base)}
                <Show when=move || varies.get()>" · "{t(words::counter_brackets)}</Show>
            </p>
        </section>
    }
}

fn segments(segments: usize, lang: crate::locales::Lang) -> String {
    match segments {
        1 => words::counter_segment(lang).into(),
        many => fill(
            words::counter_segments(lang),
            &[("segments", &many.to_string())],
        ),
    }
}
