//! A generated store, once as a snapshot and once as tables.

use std::collections::BTreeMap;

use domain::day::Day;
use domain::message::Medium;
use domain::order::State;
use domain::snapshot::{
    Activity, Builder, CustomerFacts, EventFacts, LineFacts, OrderFacts, ProductFacts, ShopFacts,
    Snapshot, Subscription,
};
use proptest::prelude::*;
use rusqlite::{Connection, params};

/// 2023-10-14, so that a 29 February lies in the middle.
pub const FIRST_DAY: i32 = 19_644;
/// 500 days later.
pub const LAST_DAY: i32 = FIRST_DAY + 500;

pub const PLACES: [&str; 4] = ["浙江", "江苏", "Zhe", "O'Neil \\ x"];
pub const PRODUCTS: [&str; 5] = ["A1", "b2", "C3", "d4", "E5"];
pub const TITLES: [&str; 5] = ["补水面膜", "面霜", "", "Cream", "面膜 gift"];
pub const CATEGORIES: [Option<&str>; 5] = [
    Some("mask"),
    Some("cream"),
    None,
    Some("cream"),
    Some("mask"),
];
pub const LIFESPANS: [Option<u32>; 5] = [Some(30), None, Some(7), Some(45), Some(90)];
pub const PRODUCT_TAGS: [&[&str]; 5] = [&["hero"], &[], &["hero", "new"], &["new"], &[]];
pub const TAGS: [&str; 3] = ["vip", "老客", "a'b"];
pub const CHANNELS: [&str; 2] = ["app", "web"];
pub const CAMPAIGNS: [&str; 2] = ["autumn", "11-11"];
pub const STATUSES: [&str; 4] = ["SUBSCRIBED", "UNSUBSCRIBED", "NOT_SUBSCRIBED", "INVALID"];

#[derive(Clone, Debug)]
pub struct Shop {
    customers: Vec<Customer>,
}

#[derive(Clone, Debug)]
struct Customer {
    added: Option<i32>,
    places: [Option<usize>; 3],
    member_level: i64,
    gender: Option<usize>,
    birthday: Option<i32>,
    tags: Vec<usize>,
    email: usize,
    sms: usize,
    orders: Vec<Order>,
    refunds: Vec<(i32, i64)>,
    /// Campaign, activity, day.
    events: Vec<(usize, usize, i32)>,
}

#[derive(Clone, Debug)]
struct Order {
    day: i32,
    at: i64,
    amount: i64,
    refunded: i64,
    state: usize,
    valid: bool,
    channel: Option<usize>,
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    product: usize,
    quantity: i64,
    amount: i64,
    real: bool,
}

prop_compose! {
    fn lines()(product in 0..5usize, quantity in 1i64..4, amount in 1i64..20, real in prop::bool::weighted(0.9)) -> Line {
        Line { product, quantity, amount: amount * 250, real }
    }
}

prop_compose! {
    fn orders()(
        day in prop_oneof![FIRST_DAY..LAST_DAY, FIRST_DAY..FIRST_DAY + 30, FIRST_DAY..FIRST_DAY + 12],
        at in 0i64..3,
        cents in prop_oneof![Just(0i64), 0i64..100],
        refunded in prop_oneof![2 => Just(0i64), 1 => 0i64..3_000],
        state in 0..State::ALL.len(),
        valid in prop::bool::weighted(0.85),
        channel in prop::option::of(0..2usize),
        lines in prop::collection::vec(lines(), 0..4),
    ) -> Order {
        let amount = lines.iter().map(|line| line.amount).sum::<i64>() + cents;
        let valid = valid && amount > 0 && lines.iter().any(|line| line.real);
        Order { day, at: i64::from(day) * 86_400 + at, amount, refunded: refunded.min(amount), state, valid, channel, lines }
    }
}

prop_compose! {
    fn customers()(
        added in prop::option::of(FIRST_DAY - 50..LAST_DAY),
        places in [prop::option::of(0..4usize), prop::option::of(0..4usize), prop::option::of(0..4usize)],
        member_level in prop_oneof![Just(0i64), 0i64..4],
        gender in prop::option::of(0..2usize),
        birthday in prop::option::of(prop_oneof![Just(790i32), 0i32..11_000]),
        tags in prop::sample::subsequence(vec![0usize, 1, 2], 0..=3),
        email in 0..4usize,
        sms in 0..4usize,
        orders in prop::collection::vec(orders(), 0..6),
        refunds in prop::collection::vec((FIRST_DAY..LAST_DAY, 1i64..2_000), 0..2),
        events in prop::collection::vec((0..2usize, 0..7usize, FIRST_DAY..FIRST_DAY + 40), 0..5),
    ) -> Customer {
        Customer { added, places, member_level, gender, birthday, tags, email, sms, orders, refunds, events }
    }
}

/// Any store of up to a dozen customers.
pub fn shops() -> impl Strategy<Value = Shop> {
    prop::collection::vec(customers(), 0..13).prop_map(|customers| Shop { customers })
}

impl Shop {
    pub fn ids(&self) -> BTreeMap<String, u32> {
        (0..self.customers.len() as u32)
            .map(|row| (format!("buyer-{row}"), row))
            .collect()
    }

    pub fn len(&self) -> usize {
        self.customers.len()
    }

    pub fn snapshot(&self) -> Snapshot {
        self.snapshot_of(1)
    }

    /// The same customers so many times over.
    pub fn snapshot_of(&self, times: usize) -> Snapshot {
        let mut builder = Builder::new(ShopFacts {
            decimals: 2,
            revision: 1,
        });
        for at in 0..PRODUCTS.len() {
            builder.product(ProductFacts {
                id: PRODUCTS[at],
                title: TITLES[at],
                category: CATEGORIES[at],
                tags: PRODUCT_TAGS[at],
                lifespan_days: LIFESPANS[at],
            });
        }
        for customer in (0..times).flat_map(|_| &self.customers) {
            let tags: Vec<&str> = customer.tags.iter().map(|tag| TAGS[*tag]).collect();
            let place = |at: usize| customer.places[at].map(|place| PLACES[place]);
            builder.customer(CustomerFacts {
                added: customer.added.map(Day),
                country: place(0),
                region: place(1),
                city: place(2),
                member_level: customer.member_level,
                gender: customer.gender.map(|gender| ["f", "m"][gender]),
                birthday: customer.birthday.map(Day),
                tags: &tags,
                email: Subscription::ALL[customer.email],
                sms: Subscription::ALL[customer.sms],
                platform_reachable: true,
            });
            for order in &customer.orders {
                let lines: Vec<LineFacts> = order
                    .lines
                    .iter()
                    .map(|line| LineFacts {
                        product: line.product as u32,
                        quantity: line.quantity,
                        amount_minor: line.amount,
                        real: line.real,
                    })
                    .collect();
                builder.order(OrderFacts {
                    day: Day(order.day),
                    at: order.at,
                    hour: None,
                    amount_minor: order.amount,
                    refunded_minor: order.refunded,
                    state: State::ALL[order.state],
                    valid: order.valid,
                    channel: order.channel.map(|channel| CHANNELS[channel]),
                    lines: &lines,
                });
            }
            for (day, amount) in &customer.refunds {
                builder.refund(Day(*day), *amount);
            }
            for (campaign, activity, day) in &customer.events {
                builder.event(EventFacts {
                    campaign: CAMPAIGNS[*campaign],
                    activity: Activity::ALL[*activity],
                    medium: Medium::Sms,
                    day: Day(*day),
                });
            }
        }
        builder.finish().unwrap()
    }

    pub fn tables(&self) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE c (row INTEGER PRIMARY KEY, id TEXT, added INTEGER, country TEXT, region TEXT, city TEXT,
                     level INTEGER, gender TEXT, birthday INTEGER, email TEXT, sms TEXT);
                 CREATE TABLE tag (row INTEGER, tag TEXT);
                 CREATE TABLE o (id INTEGER PRIMARY KEY, row INTEGER, day INTEGER, at INTEGER, amount INTEGER,
                     refunded INTEGER, state TEXT, valid INTEGER, channel TEXT);
                 CREATE TABLE l (o INTEGER, product INTEGER, quantity INTEGER, amount INTEGER, real INTEGER);
                 CREATE TABLE e (row INTEGER, campaign TEXT, kind TEXT, day INTEGER);
                 CREATE TABLE r (row INTEGER, day INTEGER, amount INTEGER);
                 CREATE TABLE p (product INTEGER PRIMARY KEY, id TEXT, title TEXT, category TEXT, lifespan INTEGER);
                 CREATE TABLE ptag (product INTEGER, tag TEXT);",
            )
            .unwrap();
        for at in 0..PRODUCTS.len() {
            let title = Some(TITLES[at]).filter(|title| !title.is_empty());
            let row = params![
                at as i64,
                PRODUCTS[at],
                title,
                CATEGORIES[at],
                LIFESPANS[at]
            ];
            connection
                .execute("INSERT INTO p VALUES (?1, ?2, ?3, ?4, ?5)", row)
                .unwrap();
            for tag in PRODUCT_TAGS[at] {
                connection
                    .execute("INSERT INTO ptag VALUES (?1, ?2)", params![at as i64, tag])
                    .unwrap();
            }
        }
        let mut number = 0i64;
        for (row, customer) in self.customers.iter().enumerate() {
            let row = row as i64;
            let place = |at: usize| customer.places[at].map(|place| PLACES[place]);
            let added = customer
                .added
                .or(customer.orders.iter().map(|order| order.day).min());
            let values = params![
                row,
                format!("buyer-{row}"),
                added,
                place(0),
                place(1),
                place(2),
                customer.member_level,
                customer.gender.map(|gender| ["f", "m"][gender]),
                customer.birthday,
                STATUSES[customer.email],
                STATUSES[customer.sms],
            ];
            let statement = "INSERT INTO c VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
            connection.execute(statement, values).unwrap();
            for tag in &customer.tags {
                connection
                    .execute("INSERT INTO tag VALUES (?1, ?2)", params![row, TAGS[*tag]])
                    .unwrap();
            }
            for order in &customer.orders {
                number += 1;
                let values = params![
                    number,
                    row,
                    order.day,
                    order.at,
                    order.amount,
                    order.refunded,
                    State::ALL[order.state].code(),
                    order.valid,
                    order.channel.map(|channel| CHANNELS[channel]),
                ];
                let statement = "INSERT INTO o VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
                connection.execute(statement, values).unwrap();
                for line in &order.lines {
                    let values = params![
                        number,
                        line.product as i64,
                        line.quantity,
                        line.amount,
                        line.real
                    ];
                    connection
                        .execute("INSERT INTO l VALUES (?1, ?2, ?3, ?4, ?5)", values)
                        .unwrap();
                }
            }
            for (campaign, activity, day) in &customer.events {
                let values = params![
                    row,
                    CAMPAIGNS[*campaign],
                    Activity::ALL[*activity].code(),
                    day
                ];
                connection
                    .execute("INSERT INTO e VALUES (?1, ?2, ?3, ?4)", values)
                    .unwrap();
            }
            for (day, amount) in &customer.refunds {
                let values = params![row, day, amount];
                connection
                    .execute("INSERT INTO r VALUES (?1, ?2, ?3)", values)
                    .unwrap();
            }
        }
        connection
    }
}
