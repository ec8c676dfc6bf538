//! The two campaigns that the demo shop has behind it, acted out on its orders: one with a proven effect, one without.

use std::collections::HashMap;

use domain::day::Day;
use domain::holdout;
use domain::message::Medium;

use super::chance::Chance;
use super::people::{Habit, Person};
use super::purchases::{Purchase, midnight, order};

/// A finished campaign as it was planned.
#[derive(Debug)]
pub struct Past {
    /// The document's id.
    pub id: &'static str,
    /// Days from its start to the demo's as-of day.
    pub days_ago: i64,
    /// Its length in days.
    pub days: i64,
    /// The scope's text, and the same as a rule.
    pub scope: (&'static str, Rule),
    /// The filter's text, and the same as a rule.
    pub filter: (&'static str, Rule),
    /// The exclusion's text, and the same as a rule.
    pub exclusion: (&'static str, Rule),
    /// Its groups by priority.
    pub groups: &'static [PastGroup],
}

/// A rule over what was known of a customer on the day of approval.
pub type Rule = fn(&Known) -> bool;

/// A group of a finished campaign.
#[derive(Debug)]
pub struct PastGroup {
    /// The entry's id.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its text, and the same as a rule.
    pub query: (&'static str, Rule),
    /// What it was reached by.
    pub medium: Medium,
    /// The share held out.
    pub holdout_share: f64,
    /// The local hour of sending.
    pub hour: i64,
    /// In what share of those written to the message brought a purchase about.
    pub uplift: f64,
    /// What conversion was expected.
    pub expected: f64,
    /// What the group was promised.
    pub offer: &'static str,
    /// The subject of a mail.
    pub subject: &'static str,
    /// The text.
    pub body: &'static str,
}

/// What was known of a customer on a day.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known {
    /// Valid purchases.
    pub orders: i64,
    /// Days since the last of them.
    pub silent_days: i64,
    /// Paid, refunds taken off.
    pub spent_minor: i64,
}

/// What became of a finished campaign.
#[derive(Debug)]
pub struct Run {
    /// The plan.
    pub past: &'static Past,
    /// When it was approved.
    pub approved_at: i64,
    /// The day whose facts it was approved on.
    pub as_of: Day,
    /// The first local day.
    pub start: Day,
    /// The last local day.
    pub end: Day,
    /// Customers known on that day.
    pub total: u32,
    /// In the scope.
    pub scope: u32,
    /// Left after the filter.
    pub filtered: u32,
    /// Left after the exclusion.
    pub eligible: u32,
    /// The groups with their members.
    pub groups: Vec<Members>,
}

/// The members of a group as they were frozen.
#[derive(Debug, Default)]
pub struct Members {
    /// Who meets the group's rule among the eligible.
    pub matching: u32,
    /// Not reachable by the group's medium.
    pub unreachable: u32,
    /// Sums over the chosen.
    pub orders: u64,
    /// Sums over the chosen.
    pub spent_minor: i64,
    /// Reachable: the person's number, and whether they were held out.
    pub people: Vec<(usize, bool)>,
}

/// The finished campaigns, the older first.
pub const PASTS: &[Past] = &[
    Past {
        id: "demo-autumn-refill",
        days_ago: 76,
        days: 7,
        scope: ("number_of_orders >= 1", |known| known.orders >= 1),
        filter: ("last_order_date >= -240d", |known| known.silent_days <= 240),
        exclusion: ("last_order_date >= -9d", |known| known.silent_days <= 9),
        groups: &[
            PastGroup {
                id: "g1",
                name: "忠诚松鼠：三单以上",
                query: (
                    "number_of_orders >= 3 AND last_order_date >= -120d",
                    |known| known.orders >= 3 && known.silent_days <= 120,
                ),
                medium: Medium::Sms,
                holdout_share: 0.2,
                hour: 10,
                uplift: 0.085,
                expected: 0.16,
                offer: "老客专享第二件半价",
                subject: "",
                body: "{salutation}，您常用的护肤品该补货了。焕新周老客第二件半价，仅限会员。{slogan}",
            },
            PastGroup {
                id: "g2",
                name: "临近回购：一至两单",
                query: ("last_order_date >= -120d", |known| known.silent_days <= 120),
                medium: Medium::Platform,
                holdout_share: 0.2,
                hour: 11,
                uplift: 0.045,
                expected: 0.08,
                offer: "补货立减20元",
                subject: "",
                body: "{salutation}，上次带走的松果快用完了吧？{fan_name}补货立减20元，本周有效。{slogan}",
            },
            PastGroup {
                id: "g3",
                name: "预流失：四至八个月未回",
                query: ("last_order_date < -120d", |known| known.silent_days > 120),
                medium: Medium::Platform,
                holdout_share: 0.2,
                hour: 12,
                uplift: 0.02,
                expected: 0.04,
                offer: "满199送修护精华小样",
                subject: "",
                body: "{salutation}，好久不见。回来看看，满199送修护精华小样。{slogan}",
            },
        ],
    },
    Past {
        id: "demo-wake-up",
        days_ago: 41,
        days: 5,
        scope: ("number_of_orders >= 1", |known| known.orders >= 1),
        filter: ("last_order_date < -180d", |known| known.silent_days > 180),
        exclusion: ("number_of_orders >= 12", |known| known.orders >= 12),
        groups: &[
            PastGroup {
                id: "g1",
                name: "沉睡高价值",
                query: ("amount_spent >= 500", |known| known.spent_minor >= 50_000),
                medium: Medium::Email,
                holdout_share: 0.15,
                hour: 10,
                uplift: 0.002,
                expected: 0.02,
                offer: "专属唤醒礼：满299送面膜礼盒",
                subject: "AD 给老朋友留的一份唤醒礼",
                body: "{salutation}：\n\n好久不见。我们为老朋友留了一份礼，满299送面膜礼盒，五天内有效。\n\n{slogan}",
            },
            PastGroup {
                id: "g2",
                name: "沉睡一次客",
                query: ("number_of_orders = 1", |known| known.orders == 1),
                medium: Medium::Sms,
                holdout_share: 0.1,
                hour: 11,
                uplift: 0.0,
                expected: 0.015,
                offer: "回头立减15元",
                subject: "",
                body: "{salutation}，松果家给您留了15元，五天内有效。{slogan}",
            },
        ],
    },
];

/// Acts the campaign out: freezes its members as of its first day and adds the purchases that it brought about.
pub fn act_out(
    seed: u64,
    past: &'static Past,
    people: &[Person],
    purchases: &mut Vec<Purchase>,
    today: Day,
) -> Run {
    let start = today.plus_days(-past.days_ago);
    let end = start.plus_days(past.days - 1);
    let as_of = start.plus_days(-1);
    let known = known_on(people.len(), purchases, as_of);
    let mut run = Run {
        past,
        approved_at: midnight(as_of) + 15 * 3_600,
        as_of,
        start,
        end,
        total: 0,
        scope: 0,
        filtered: 0,
        eligible: 0,
        groups: past.groups.iter().map(|_| Members::default()).collect(),
    };
    for (number, person) in people.iter().enumerate() {
        let Some(facts) = known.get(&number) else {
            continue;
        };
        run.total += 1;
        if !(past.scope.1)(facts) {
            continue;
        }
        run.scope += 1;
        if !(past.filter.1)(facts) {
            continue;
        }
        run.filtered += 1;
        if (past.exclusion.1)(facts) {
            continue;
        }
        run.eligible += 1;
        let mut chosen = false;
        for (group, members) in past.groups.iter().zip(&mut run.groups) {
            if !(group.query.1)(facts) {
                continue;
            }
            members.matching += 1;
            if std::mem::replace(&mut chosen, true) {
                continue;
            }
            members.orders += facts.orders as u64;
            members.spent_minor += facts.spent_minor;
            if !reachable(person, group.medium) {
                members.unreachable += 1;
                continue;
            }
            members.people.push((number, false));
        }
    }
    let mut brought = Vec::new();
    for (group, members) in past.groups.iter().zip(&mut run.groups) {
        // The store gives its first customer the number 1.
        let customers: Vec<i64> = members
            .people
            .iter()
            .map(|(number, _)| *number as i64 + 1)
            .collect();
        let held_out = holdout::choose(&seed_of(past), &customers, group.holdout_share);
        for (number, out) in &mut members.people {
            *out = held_out.binary_search(&(*number as i64 + 1)).is_ok();
            if !*out {
                let chance = &mut Chance::of(seed, 40 + past.days_ago as u64, *number);
                brought.extend(answer(chance, past, group, *number, start, today));
            }
        }
    }
    purchases.append(&mut brought);
    run
}

/// The seed of a campaign's holdout.
pub fn seed_of(past: &Past) -> String {
    format!("demo:{}", past.id)
}

/// The purchase that a message brought about, if it did.
fn answer(
    chance: &mut Chance,
    past: &Past,
    group: &PastGroup,
    number: usize,
    start: Day,
    today: Day,
) -> Option<Purchase> {
    if !chance.happens(group.uplift) {
        return None;
    }
    let after = (chance.share() * chance.share() * past.days as f64) as i64;
    let day = start.plus_days(after);
    let mut purchase = order(chance, number, Habit::Regular, day, None, today);
    // Nobody answers a message before it came.
    let sent = midnight(start) + group.hour * 3_600;
    if purchase.created_at < sent + 600 {
        purchase.created_at = sent + chance.between(600, 30_000);
        purchase.paid_at = Some(purchase.created_at + 60);
    }
    Some(purchase)
}

/// Whether a person could be written to: a good address and consent, and nobody said no.
pub fn reachable(person: &Person, medium: Medium) -> bool {
    let code = medium.code();
    let refused = person
        .suppressions
        .iter()
        .any(|(of, _)| of.is_none_or(|of| of == code));
    let consents = || {
        person
            .consents
            .iter()
            .filter(|consent| consent.medium == code)
    };
    if refused || consents().any(|consent| consent.status == "UNSUBSCRIBED") {
        return false;
    }
    let address = match medium {
        Medium::Platform => return true,
        Medium::Sms => person.phone.as_ref().is_some_and(|phone| {
            phone.len() == 11 && phone.bytes().all(|byte| byte.is_ascii_digit())
        }),
        Medium::Email => person
            .email
            .as_ref()
            .is_some_and(|email| email.contains('@')),
    };
    address && consents().any(|consent| consent.status == "SUBSCRIBED")
}

fn known_on(people: usize, purchases: &[Purchase], as_of: Day) -> HashMap<usize, Known> {
    let mut known: HashMap<usize, Known> = HashMap::with_capacity(people);
    for purchase in purchases.iter().filter(|purchase| purchase.day() <= as_of) {
        let silent = i64::from(as_of.since(purchase.day()));
        let entry = known.entry(purchase.person).or_insert(Known {
            silent_days: i64::MAX,
            ..Known::default()
        });
        if purchase.valid() {
            entry.orders += 1;
            entry.spent_minor += purchase.amount_minor - purchase.refunded_minor;
            entry.silent_days = entry.silent_days.min(silent);
        }
    }
    known
}
