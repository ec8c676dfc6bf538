//! Three years of orders: what runs out is bought again, and sales days pull purchases toward them.

use domain::day::Day;

use super::chance::Chance;
use super::goods::{ARTICLES, month_factor};
use super::people::Habit;
use super::seasons;
use chrono::Datelike;

/// Seconds that the shop's clock (Asia/Shanghai, no summer time) is ahead of UTC.
pub const AHEAD: i64 = 8 * 3_600;

/// An order of the demo shop.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// Which person, by number.
    pub person: usize,
    /// Seconds since 1970 in UTC.
    pub created_at: i64,
    /// Seconds since 1970 in UTC, where it was paid.
    pub paid_at: Option<i64>,
    /// As `domain::order` names it.
    pub state: &'static str,
    /// `NONE`, `PARTIAL` or `FULL`.
    pub refund_state: &'static str,
    /// Goods paid, or to be paid.
    pub amount_minor: i64,
    /// Shipping.
    pub shipping_minor: i64,
    /// What was given back.
    pub refunded_minor: i64,
    /// Where it was placed.
    pub channel: &'static str,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// A line of an order.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Which article, by place in [`ARTICLES`].
    pub article: usize,
    /// How many.
    pub quantity: i64,
    /// Paid for it.
    pub amount_minor: i64,
}

impl Purchase {
    /// The local day of payment, else of creation.
    pub fn day(&self) -> Day {
        local_day(self.paid_at.unwrap_or(self.created_at))
    }

    /// Whether it counts as a purchase.
    pub fn valid(&self) -> bool {
        self.paid_at.is_some()
            && self.refund_state != "FULL"
            && self.amount_minor > self.refunded_minor
            && self
                .lines
                .iter()
                .any(|line| !ARTICLES[line.article].is_gift())
    }
}

/// The local day of an instant.
pub fn local_day(at: i64) -> Day {
    Day((at + AHEAD).div_euclid(86_400) as i32)
}

/// The instant at which a local day begins.
pub fn midnight(day: Day) -> i64 {
    i64::from(day.0) * 86_400 - AHEAD
}

/// The days of the shop's life and how busy each of them is.
pub struct Calendar {
    first: Day,
    last: Day,
    /// `upto[n]`: the weights of all days before day n.
    upto: Vec<f64>,
}

impl Calendar {
    /// From the first day up to and with the last; a shop grows by half over its years.
    pub fn new(first: Day, last: Day) -> Calendar {
        let days = last.since(first).max(0) + 1;
        let mut upto = vec![0.0];
        let mut sum = 0.0;
        for number in 0..days {
            let growth = 0.75 + 0.5 * f64::from(number) / f64::from(days);
            sum += growth * seasons::factor(first.plus_days(i64::from(number)));
            upto.push(sum);
        }
        Calendar { first, last, upto }
    }

    /// A day between two, the busier the likelier; `None` where none of them is in the calendar.
    pub fn pick(&self, chance: &mut Chance, from: Day, to: Day) -> Option<Day> {
        let low = from.max(self.first).since(self.first);
        let high = to.min(self.last).since(self.first);
        if high < low {
            return None;
        }
        let (start, end) = (self.upto[low as usize], self.upto[high as usize + 1]);
        let wanted = start + chance.share() * (end - start);
        let place = self
            .upto
            .partition_point(|sum| *sum <= wanted)
            .saturating_sub(1) as i32;
        Some(self.first.plus_days(i64::from(place.clamp(low, high))))
    }
}

/// All orders of one person.
pub fn of_person(
    seed: u64,
    number: usize,
    habit: Habit,
    calendar: &Calendar,
    today: Day,
) -> Vec<Purchase> {
    let chance = &mut Chance::of(seed, 3, number);
    let mut purchases = Vec::new();
    let Some(mut day) = calendar.pick(chance, calendar.first, calendar.last) else {
        return purchases;
    };
    if habit == Habit::LooksOn {
        if chance.happens(0.7) {
            let mut tried = order(chance, number, habit, day, None, today);
            unpaid(&mut tried, today);
            purchases.push(tried);
        }
        return purchases;
    }
    let mut again = None;
    loop {
        let mut purchase = order(chance, number, habit, day, again, today);
        if chance.happens(0.055) {
            let mut abandoned = purchase.clone();
            unpaid(&mut abandoned, today);
            purchases.push(abandoned);
            purchase.created_at += chance.between(1_200, 30_000);
            purchase.paid_at = purchase.paid_at.map(|_| purchase.created_at + 70);
        }
        if purchase.day() > calendar.last {
            break;
        }
        let main = purchase.lines[0];
        purchases.push(purchase);
        let (returns, slower) = match habit {
            Habit::LooksOn => (0.0, 1.0),
            Habit::Once => (0.16, 2.6),
            Habit::Sometimes => (0.6, 1.9),
            Habit::Regular => (0.83, 1.2),
            Habit::Devoted => (0.93, 0.9),
        };
        if !chance.happens(returns) {
            // A few of those who left come back much later.
            if !chance.happens(0.11) {
                break;
            }
            let Some(late) = calendar.pick(chance, day.plus_days(170), day.plus_days(480)) else {
                break;
            };
            again = None;
            day = late;
            continue;
        }
        let supply = f64::from(ARTICLES[main.article].lifespan_days.unwrap_or(90));
        let wait = (supply * main.quantity as f64 * slower * chance.around_one()).max(2.0);
        let due = day.plus_days(wait as i64);
        // People wait for a sale that is near and come early for one that is on.
        let Some(next) = calendar.pick(
            chance,
            due.plus_days(-6).max(day.plus_days(1)),
            due.plus_days(12),
        ) else {
            break;
        };
        again = chance.happens(0.62).then_some(main.article);
        day = next;
    }
    purchases
}

/// One paid order on a day.
pub fn order(
    chance: &mut Chance,
    person: usize,
    habit: Habit,
    day: Day,
    again: Option<usize>,
    today: Day,
) -> Purchase {
    let created_at = midnight(day) + second_of_day(chance, day);
    let mut purchase = Purchase {
        person,
        created_at,
        paid_at: Some(created_at + chance.between(20, 900).min(86_399)),
        state: "COMPLETED",
        refund_state: "NONE",
        amount_minor: 0,
        shipping_minor: 0,
        refunded_minor: 0,
        channel: ["手机", "直播", "电脑"][chance.weighted([0.83, 0.11, 0.06].into_iter())],
        lines: lines(chance, habit, day, again),
    };
    purchase.amount_minor = purchase.lines.iter().map(|line| line.amount_minor).sum();
    if purchase.amount_minor < 9_900 {
        purchase.shipping_minor = 800;
    }
    purchase.state = match today.since(day) {
        ..=2 => "PAID",
        3..=9 => "SHIPPED",
        _ => "COMPLETED",
    };
    match chance.weighted([0.945, 0.022, 0.033].into_iter()) {
        1 => {
            purchase.refund_state = "PARTIAL";
            let last = purchase.lines[purchase.lines.len() - 1].amount_minor;
            let part = if purchase.lines.len() > 1 && last > 0 {
                last
            } else {
                purchase.amount_minor / 4
            };
            purchase.refunded_minor = part.min(purchase.amount_minor / 2);
        }
        2 => {
            purchase.refund_state = "FULL";
            purchase.state = "CLOSED_REFUNDED";
            purchase.refunded_minor = purchase.amount_minor;
        }
        _ => {}
    }
    purchase
}

/// Takes the payment away: still open when placed yesterday, closed by the platform when older.
fn unpaid(purchase: &mut Purchase, today: Day) {
    purchase.paid_at = None;
    purchase.refund_state = "NONE";
    purchase.refunded_minor = 0;
    let open = today.since(local_day(purchase.created_at)) <= 1;
    purchase.state = if open { "UNPAID" } else { "CLOSED_UNPAID" };
}

fn second_of_day(chance: &mut Chance, day: Day) -> i64 {
    let opening = seasons::opens_at_midnight(day);
    let weights = seasons::HOURS
        .iter()
        .enumerate()
        .map(move |(hour, weight)| match hour {
            0 if opening => 14.0,
            1 if opening => 3.0,
            _ => *weight,
        });
    let hour = chance.weighted(weights) as i64;
    // A payment follows within a quarter of an hour and stays on the same day.
    hour * 3_600 + chance.between(0, if hour == 23 { 2_600 } else { 3_599 })
}

fn lines(chance: &mut Chance, habit: Habit, day: Day, again: Option<usize>) -> Vec<Line> {
    let more = match habit {
        Habit::LooksOn | Habit::Once => [0.66, 0.25, 0.07, 0.02],
        Habit::Sometimes => [0.5, 0.32, 0.13, 0.05],
        Habit::Regular | Habit::Devoted => [0.36, 0.35, 0.19, 0.10],
    };
    let wanted = chance.weighted(more.into_iter()) + 1;
    let busy = seasons::factor(day) > 2.0;
    let mut lines: Vec<Line> = Vec::with_capacity(wanted + 1);
    while lines.len() < wanted {
        let article = match again {
            Some(article) if lines.is_empty() => article,
            _ => pick_article(chance, day),
        };
        if lines.iter().any(|line| line.article == article) {
            continue;
        }
        let quantity = match chance.weighted([0.78, 0.17, 0.05].into_iter()) {
            0 => 1,
            1 => 2,
            _ => 3,
        } + i64::from(busy && chance.happens(0.3));
        let off = if busy {
            0.8
        } else {
            *chance.one_of(&[1.0, 1.0, 1.0, 0.95, 0.9])
        };
        let price = (ARTICLES[article].price_minor as f64 * off / 10.0) as i64 * 10;
        lines.push(Line {
            article,
            quantity,
            amount_minor: price * quantity,
        });
    }
    if busy || chance.happens(0.25) {
        let gifts: Vec<usize> = (0..ARTICLES.len())
            .filter(|at| ARTICLES[*at].is_gift())
            .collect();
        lines.push(Line {
            article: *chance.one_of(&gifts),
            quantity: 1,
            amount_minor: 0,
        });
    }
    lines
}

fn pick_article(chance: &mut Chance, day: Day) -> usize {
    let month = day.date().month();
    chance.weighted(ARTICLES.iter().map(|article| match article.category {
        Some(category) => article.weight * month_factor(category, month),
        None => 0.0,
    }))
}
