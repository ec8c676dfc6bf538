//! Small stores to begin with.

use domain::day::Day;
use domain::order::State;
use domain::snapshot::{
    Builder, CustomerFacts, LineFacts, OrderFacts, ProductFacts, ShopFacts, Subscription,
};

/// How many customers the snapshot has that patches are for.
pub const OLDER: u32 = 40;

/// The snapshot of a store of so many customers; those of a larger one are those of a smaller one and others.
pub fn snapshot(customers: u32) -> Vec<u8> {
    let mut builder = Builder::new(ShopFacts {
        decimals: 2,
        revision: u64::from(customers),
    });
    let products: Vec<u32> = (0..6)
        .map(|number: u32| {
            builder.product(ProductFacts {
                id: &format!("P{number}"),
                title: "面膜",
                category: [None, Some("a"), Some("b")][number as usize % 3],
                tags: &["x"],
                lifespan_days: number.is_multiple_of(2).then_some(30),
            })
        })
        .collect();
    for customer in 0..customers {
        builder.customer(CustomerFacts {
            region: Some(["浙江", "江苏", "上海"][customer as usize % 3]),
            birthday: customer.is_multiple_of(4).then_some(Day(9_000)),
            tags: if customer.is_multiple_of(5) {
                &["vip"]
            } else {
                &[]
            },
            member_level: i64::from(customer % 4),
            sms: Subscription::ALL[customer as usize % 4],
            ..CustomerFacts::default()
        });
        for order in 0..customer % 7 {
            let price = [990, 19_900, 5_995][(customer + order) as usize % 3];
            let lines = [LineFacts {
                product: products[(customer * 5 + order) as usize % 6],
                quantity: i64::from(order % 3 + 1),
                amount_minor: i64::from(order % 3 + 1) * price,
                real: true,
            }];
            let day = 19_500 + (customer * 37 + order * 91) as i32 % 900;
            builder.order(OrderFacts {
                day: Day(day),
                at: i64::from(day) * 86_400,
                hour: Some((customer % 24) as u8),
                amount_minor: lines[0].amount_minor,
                refunded_minor: if order == 3 { 500 } else { 0 },
                state: State::ALL[order as usize % 3],
                valid: order != 1,
                channel: Some(["app", "web"][order as usize % 2]),
                lines: &lines,
            });
        }
        if customer % 11 == 3 {
            builder.refund(Day(20_000), 700);
        }
    }
    builder.encode()
}
