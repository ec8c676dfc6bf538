//! How long a text message is, how many segments it is billed as, and what the group's messages cost: measured by the
//! server over the real members, or estimated by the usual widths while it does not answer.

use std::collections::BTreeMap;

use domain::campaign::Group;
use domain::message::sms;
use domain::message::template::Variable;
use domain::money::Money;
use domain::wire::campaign::GroupLengths;
use leptos::prelude::*;

use crate::format::{MoneyStyle, count};
use crate::locales::{Lang, Word, campaign_content as words, fill, t, use_lang};
use crate::problems::message;
use crate::state::campaigns::{UsualLengths, use_campaign, usual_lengths};
use crate::state::lengths::of_group;
use crate::state::{use_money, use_shop};

/// What the counter shows.
#[derive(Clone, Debug, Default, PartialEq)]
struct Shown {
    least: usize,
    typical: usize,
    most: usize,
    cost: Option<ShownCost>,
    /// Over the real members; else by the usual widths.
    measured: Option<GroupLengths>,
}

/// What the messages cost, in minor units.
#[derive(Clone, Copy, Debug, PartialEq)]
struct ShownCost {
    people: u64,
    least_minor: i64,
    typical_minor: i64,
    most_minor: i64,
}

impl Shown {
    fn of_measured(measured: GroupLengths) -> Shown {
        let messages = &measured.messages;
        let cost = ShownCost {
            people: measured.to_send,
            least_minor: measured.cost_minor,
            typical_minor: measured.cost_minor,
            most_minor: measured.cost_minor,
        };
        Shown {
            least: messages.min().unwrap_or(0),
            typical: messages.typical().unwrap_or(0),
            most: messages.max().unwrap_or(0),
            cost: Some(cost),
            measured: Some(measured),
        }
    }

    fn of_usual(lengths: UsualLengths, people: Option<u64>, price: i64, decimals: u32) -> Shown {
        let minor = |people: u64, count: sms::Count| {
            let segments = i64::try_from(people.saturating_mul(count.segments as u64));
            let billed = segments.unwrap_or(i64::MAX).saturating_mul(price);
            sms::minor_of_ten_thousandths(billed, decimals).0
        };
        let cost = people.map(|people| ShownCost {
            people,
            least_minor: minor(people, lengths.least),
            typical_minor: minor(people, lengths.typical),
            most_minor: minor(people, lengths.most),
        });
        Shown {
            least: lengths.least.length,
            typical: lengths.typical.length,
            most: lengths.most.length,
            cost,
            measured: None,
        }
    }
}

/// The counter of one group's text.
#[component]
pub fn Counter(group: Memo<Option<Group>>) -> impl IntoView {
    let open = use_campaign();
    let lang = use_lang();
    let money = use_money();
    let shop = use_shop();
    let shown = Memo::new(move |_| {
        let group = group.read();
        let Some(group) = group.as_ref() else {
            return Shown::default();
        };
        let measured = of_group(open.lengths.read().as_ref(), &group.id);
        if let Some(measured) = measured.filter(|measured| measured.messages.messages() > 0) {
            return Shown::of_measured(measured);
        }
        let facts = open.facts.read();
        let people = facts
            .counts
            .get(&group.id)
            .map(|count| count.reachable.saturating_sub(count.held_out));
        let (brand, shop) = (open.brand.read(), shop.read());
        let name = shop
            .as_ref()
            .map(|shop| shop.name.as_str())
            .unwrap_or_default();
        let lengths = usual_lengths(&group.body, &brand, name);
        Shown::of_usual(
            lengths,
            people,
            brand.sms_price_ten_thousandths,
            money.read().decimals,
        )
    });
    let varies = Memo::new(move |_| {
        let shown = shown.read();
        shown.least != shown.most
    });
    let one = move |label: Word, read: fn(&Shown) -> usize| {
        let length = move || read(&shown.read());
        view! {
            <div class="count">
                <dt>{t(label)}</dt>
                <dd>
                    <span>{move || fill(words::counter_length(lang.get()), &[("length", &length().to_string())])}</span>
                    <strong>{move || segments(sms::mainland_segments(length()), lang.get())}</strong>
                </dd>
            </div>
        }
    };
    let cost = Memo::new(move |_| {
        let cost = shown.read().cost?;
        let price = open.brand.read().sms_price_ten_thousandths;
        Some(cost_words(cost, price, &money.read(), lang.get()))
    });
    let notes = move || notes(&shown.read(), varies.get(), lang.get());
    view! {
        <section class="counter" role="group" aria-label=t(words::counter)>
            <dl class="counts">
                <Show
                    when=move || varies.get()
                    fallback=move || view! { {one(words::counter, |shown| shown.typical)} }
                >
                    {one(words::counter_min, |shown| shown.least)}
                    {one(words::counter_typical, |shown| shown.typical)}
                    {one(words::counter_max, |shown| shown.most)}
                </Show>
                <div class="count">
                    <dt>{t(words::counter_cost)}</dt>
                    <dd>
                        <strong>{move || cost.get().map_or("–".to_string(), |cost| cost.typical)}</strong>
                        <span>{move || cost.get().and_then(|cost| cost.range)}</span>
                    </dd>
                </div>
            </dl>
            <p class="field-hint">
                {t(words::counter_parts)}
                {move || cost.get().map(|cost| format!(" · {}", cost.base))}
                {move || notes().into_iter().map(|note| format!(" · {note}")).collect::<String>()}
            </p>
        </section>
    }
}

/// What is said of the cost.
#[derive(Clone, Debug, PartialEq)]
struct CostWords {
    typical: String,
    range: Option<String>,
    base: String,
}

fn cost_words(cost: ShownCost, price: i64, money: &MoneyStyle, lang: Lang) -> CostWords {
    let [least, typical, most] =
        [cost.least_minor, cost.typical_minor, cost.most_minor].map(|cost| money.full(Money(cost)));
    let range = (least != most).then(|| {
        fill(
            words::counter_from_to(lang),
            &[("from", &least), ("to", &most)],
        )
    });
    let each = money
        .full(Money(0))
        .replace("0.00", &format!("{:.4}", price as f64 / 10_000.0));
    let people = count(i64::try_from(cost.people).unwrap_or(i64::MAX));
    let base = fill(
        words::counter_cost_of(lang),
        &[("people", &people), ("price", &each)],
    );
    CostWords {
        typical,
        range,
        base,
    }
}

/// Where the numbers come from, and what else was found while measuring.
fn notes(shown: &Shown, varies: bool, lang: Lang) -> Vec<String> {
    let Some(measured) = &shown.measured else {
        let estimated = varies.then(|| words::counter_brackets(lang).to_string());
        return estimated.into_iter().collect();
    };
    let number = |people: u64| count(i64::try_from(people).unwrap_or(i64::MAX));
    let mut notes = vec![fill(
        words::counter_measured(lang),
        &[("people", &number(measured.people))],
    )];
    notes.extend(spread(&measured.messages.segments, lang));
    for (name, people) in &measured.fallbacks {
        let variable = Variable::from_name(name)
            .map_or(name.as_str(), |variable| message::variable(variable)(lang));
        notes.push(fill(
            words::counter_fallbacks(lang),
            &[("people", &number(*people)), ("variable", variable)],
        ));
    }
    if measured.unresolved > 0 {
        notes.push(fill(
            words::counter_unresolved(lang),
            &[("people", &number(measured.unresolved))],
        ));
    }
    notes
}

/// How many messages have each number of segments, where they differ.
fn spread(by_segments: &BTreeMap<usize, u64>, lang: Lang) -> Option<String> {
    let parts = by_segments.iter().map(|(number, people)| {
        let people = count(i64::try_from(*people).unwrap_or(i64::MAX));
        format!("{} × {people}", segments(*number, lang))
    });
    (by_segments.len() > 1).then(|| parts.collect::<Vec<_>>().join(" + "))
}

fn segments(segments: usize, lang: Lang) -> String {
    match segments {
        1 => words::counter_segment(lang).into(),
        many => fill(
            words::counter_segments(lang),
            &[("segments", &many.to_string())],
        ),
    }
}
