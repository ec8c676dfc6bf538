//! Makes one customer: who they are, when and what they bought, and what of it went back.

use domain::day::Day;
use domain::money::Money;
use domain::order::{Payment, State};
use domain::snapshot::Subscription;

use crate::calendar::{self, AS_OF, Calendar, FIRST_DAY, Season, draw_second, season};
use crate::catalogue::Catalogue;
use crate::dice::Dice;
use crate::{Customer, Line, Order};

/// Where customers live, those with most of them first.
pub const REGIONS: [&str; 34] = [
    "广东省",
    "江苏省",
    "浙江省",
    "山东省",
    "上海",
    "北京",
    "四川省",
    "河南省",
    "湖北省",
    "福建省",
    "湖南省",
    "安徽省",
    "河北省",
    "辽宁省",
    "陕西省",
    "江西省",
    "重庆",
    "广西壮族自治区",
    "云南省",
    "天津",
    "山西省",
    "黑龙江省",
    "吉林省",
    "贵州省",
    "内蒙古自治区",
    "新疆维吾尔自治区",
    "甘肃省",
    "海南省",
    "宁夏回族自治区",
    "青海省",
    "西藏自治区",
    "香港特别行政区",
    "澳门特别行政区",
    "台湾省",
];
const REGION_WEIGHTS: [u64; 34] = [
    122, 96, 92, 66, 58, 52, 51, 48, 42, 40, 38, 36, 35, 30, 27, 25, 24, 22, 19, 16, 15, 14, 11,
    11, 9, 8, 6, 5, 3, 2, 1, 2, 1, 1,
];
/// As imported.
pub const GENDERS: [&str; 2] = ["女", "男"];
/// Where orders come from.
pub const CHANNELS: [&str; 4] = ["app", "mini", "live", "web"];
const CHANNEL_WEIGHTS: [u64; 4] = [50, 25, 17, 8];
/// What the shop has noted of customers.
pub const TAGS: [&str; 6] = ["敏感肌", "宝妈", "学生", "企业采购", "爱晒单", "会员日"];

/// Coupons: from so many minor units on, so many off.
const COUPONS: [(i64, i64); 4] = [
    (89_900, 15_000),
    (49_900, 8_000),
    (29_900, 4_000),
    (19_900, 2_000),
];
/// No customer orders more often.
const MOST_ORDERS: usize = 120;

/// The customer in this row.
pub fn make(catalogue: &Catalogue, calendar: &Calendar, row: u32) -> Customer {
    let mut dice = Dice::of(1, u64::from(row));
    let dice = &mut dice;
    let count = draw_order_count(dice);
    let orders = draw_orders(dice, catalogue, calendar, count);
    let begun = match orders.first() {
        Some(first) => first.day,
        None => calendar.draw_day(dice, FIRST_DAY, AS_OF),
    };
    let added = if dice.happens(650) {
        begun
    } else {
        begun.plus_days(-dice.between(0, 90))
    };
    let region = dice.weighted(&REGION_WEIGHTS) as u8;
    Customer {
        region: (count > 0).then_some(region),
        gender: match dice.below(100) {
            0..60 => Some(0),
            60..79 => Some(1),
            _ => None,
        },
        birthday: dice.happens(340).then(|| draw_birthday(dice)),
        level: draw_level(dice, count),
        sms: draw_subscription(dice, &[60, 9, 27, 4]),
        email: draw_subscription(dice, &[30, 5, 45, 20]),
        platform: dice.happens(880),
        added,
        tags: draw_tags(dice),
        orders,
    }
}

/// Some never order, many once, few dozens of times; five on average.
fn draw_order_count(dice: &mut Dice) -> usize {
    match dice.below(100) {
        0..6 => 0,
        6..46 => dice.run(375, MOST_ORDERS),
        46..84 => dice.run(778, MOST_ORDERS),
        _ => dice.run(940, MOST_ORDERS),
    }
}

fn draw_level(dice: &mut Dice, orders: usize) -> u8 {
    if !dice.happens(if orders > 1 { 720 } else { 250 }) {
        return 0;
    }
    let earned = match orders {
        0..=2 => 1,
        3..=6 => 2,
        7..=15 => 3,
        _ => 4,
    };
    // Some were given a level more, some lost one.
    match dice.below(10) {
        0 => (earned + 1).min(4),
        1 => (earned - 1).max(1),
        _ => earned,
    }
}

fn draw_birthday(dice: &mut Dice) -> Day {
    // Most of them were born around 1995.
    let year = 1_960 + dice.below(26) + dice.below(24);
    let born = Day::from_ymd(year as i32, 1, 1).unwrap_or(Day(0));
    born.plus_days(dice.between(0, 364))
}

fn draw_subscription(dice: &mut Dice, weights: &[u64; 4]) -> Subscription {
    Subscription::ALL[dice.weighted(weights)]
}

fn draw_tags(dice: &mut Dice) -> Vec<u8> {
    let count = [0, 1, 2][dice.weighted(&[78, 18, 4])];
    let mut tags: Vec<u8> = Vec::new();
    while tags.len() < count {
        let tag = dice.below(TAGS.len() as u64) as u8;
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

fn draw_orders(
    dice: &mut Dice,
    catalogue: &Catalogue,
    calendar: &Calendar,
    count: usize,
) -> Vec<Order> {
    if count == 0 {
        return Vec::new();
    }
    let mut from = calendar.draw_day(dice, FIRST_DAY, AS_OF);
    if count > 6 {
        // Who has ordered often has mostly been here for long.
        from = from.min(calendar.draw_day(dice, FIRST_DAY, AS_OF));
    }
    let left = AS_OF.since(from);
    let gone = dice.happens(400);
    let to = if gone {
        from.plus_days(dice.between(0, i64::from(left)))
    } else {
        AS_OF
    };
    let mut instants: Vec<(Day, u32)> = Vec::with_capacity(count);
    while instants.len() < count {
        let day = if instants.is_empty() {
            from
        } else {
            calendar.draw_day(dice, from, to)
        };
        let instant = (day, draw_second(dice, day));
        if !instants.contains(&instant) {
            instants.push(instant);
        }
    }
    instants.sort_unstable();
    let usual_channel = dice.weighted(&CHANNEL_WEIGHTS);
    instants
        .into_iter()
        .map(|instant| {
            let channel = if dice.happens(780) {
                usual_channel
            } else {
                dice.weighted(&CHANNEL_WEIGHTS)
            };
            draw_order(dice, catalogue, instant, channel as u8)
        })
        .collect()
}

fn draw_order(
    dice: &mut Dice,
    catalogue: &Catalogue,
    (day, second): (Day, u32),
    channel: u8,
) -> Order {
    let season = season(day);
    let lines = draw_lines(dice, catalogue, season);
    let amount_minor = lines.iter().map(Line::amount_minor).sum();
    let mut order = Order {
        day,
        second,
        amount_minor,
        refunded_minor: 0,
        state: match AS_OF.since(day) {
            0..3 => State::Paid,
            3..11 => State::Shipped,
            _ => State::Completed,
        },
        valid: false,
        channel,
        lines,
    };
    let mut paid = true;
    match dice.below(1_000) {
        0..35 => {
            // The platform closes what nobody pays.
            order.state = if AS_OF.since(day) < 2 {
                State::Unpaid
            } else {
                State::ClosedUnpaid
            };
            paid = false;
        }
        35..55 => {
            order.state = State::ClosedRefunded;
            order.refunded_minor = amount_minor;
        }
        55..85 => order.refunded_minor = draw_partial_refund(dice, &order),
        _ => {}
    }
    order.valid = Payment {
        state: order.state,
        paid,
        amount: Money(order.amount_minor),
        refunded: Money(order.refunded_minor),
        lines: order.lines.len(),
        real_lines: order.lines.len(),
    }
    .is_valid_purchase();
    order
}

/// One line of several; else some whole units of money.
fn draw_partial_refund(dice: &mut Dice, order: &Order) -> i64 {
    if let [first, _, ..] = order.lines.as_slice() {
        return first.amount_minor();
    }
    order.amount_minor * dice.between(15, 60) / 10_000 * 100
}

fn draw_lines(dice: &mut Dice, catalogue: &Catalogue, season: calendar::Season) -> Vec<Line> {
    let count = 1 + dice.weighted(&[45, 28, 14, 8, 5]);
    let mut lines: Vec<Line> = Vec::with_capacity(count);
    while lines.len() < count {
        let product = catalogue.draw(dice);
        if lines.iter().all(|line| line.product != product) {
            lines.push(Line {
                product,
                quantity: 1 + dice.weighted(&[740, 160, 60, 25, 15]) as u8,
                price_minor: catalogue.products[usize::from(product)].draw_price(dice, season),
                discount_minor: 0,
            });
        }
    }
    let with_coupon = dice.happens(if season == Season::Ordinary { 180 } else { 550 });
    let sum: i64 = lines.iter().map(Line::amount_minor).sum();
    let coupon = COUPONS.iter().find(|(from, _)| sum >= *from);
    if let (true, Some((_, off))) = (with_coupon, coupon) {
        share(&mut lines, sum, *off);
    }
    lines
}

/// Takes a coupon off the lines in proportion; what rounding leaves is the last line's.
fn share(lines: &mut [Line], sum: i64, off: i64) {
    let mut left = off;
    let last = lines.len() - 1;
    for (place, line) in lines.iter_mut().enumerate() {
        let part = if place == last {
            left
        } else {
            off * line.amount_minor() / sum
        };
        line.discount_minor = part;
        left -= part;
    }
}
