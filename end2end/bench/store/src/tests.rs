//! That the store is the same every time, and of the shape that is promised.

use super::*;

fn customers(count: u32) -> Vec<Customer> {
    let store = Store::default();
    (0..count).map(|row| store.customer(row)).collect()
}

/// FNV-1a over the numbers of every customer.
fn hash(customers: &[Customer]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |number: i64| {
        for byte in number.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for product in &Store::default().catalogue.products {
        add(i64::from(product.category));
        add(product.lifespan_days.map_or(-1, i64::from));
    }
    for customer in customers {
        add(customer.region.map_or(-1, i64::from));
        add(customer.gender.map_or(-1, i64::from));
        add(customer.birthday.map_or(-1, |day| i64::from(day.0)));
        add(i64::from(customer.level));
        add(customer.sms as i64);
        add(customer.email as i64);
        add(i64::from(customer.platform));
        add(i64::from(customer.added.0));
        customer.tags.iter().for_each(|tag| add(i64::from(*tag)));
        for order in &customer.orders {
            add(order.at());
            add(order.amount_minor);
            add(order.refunded_minor);
            add(order.state as i64);
            add(i64::from(order.valid));
            add(i64::from(order.channel));
            for line in &order.lines {
                add(i64::from(line.product));
                add(i64::from(line.quantity));
                add(line.price_minor);
                add(line.discount_minor);
            }
        }
    }
    hash
}

#[test]
fn it_is_the_same_store_every_time() {
    assert_eq!(hash(&customers(2_000)), 17_785_363_021_251_769_023);
}

#[test]
fn a_small_store_is_the_beginning_of_a_large_one() {
    assert_eq!(customers(50), customers(100)[..50]);
}

#[test]
fn many_order_once_and_few_dozens_of_times() {
    let customers = customers(20_000);
    let share = |holds: fn(usize) -> bool| {
        let found = customers
            .iter()
            .filter(|customer| holds(customer.orders.len()));
        found.count() as f64 / customers.len() as f64
    };
    let orders: usize = customers.iter().map(|customer| customer.orders.len()).sum();
    let average = orders as f64 / customers.len() as f64;
    assert!((4.8..5.2).contains(&average), "{average}");
    assert!((0.05..0.07).contains(&share(|orders| orders == 0)));
    assert!((0.3..0.4).contains(&share(|orders| orders == 1)));
    assert!((0.02..0.05).contains(&share(|orders| orders >= 24)));
}

#[test]
fn an_order_has_two_lines_and_products_sell_by_zipfs_law() {
    let customers = customers(20_000);
    let orders = || customers.iter().flat_map(|customer| &customer.orders);
    let mut sold = vec![0u32; PRODUCTS];
    for line in orders().flat_map(|order| &order.lines) {
        sold[usize::from(line.product)] += 1;
    }
    let lines: u32 = sold.iter().sum();
    let average = f64::from(lines) / orders().count() as f64;
    assert!((1.95..2.05).contains(&average), "{average}");
    // Within an order each product stands once, which takes a little from the first.
    for rank in [1, 2, 5, 10, 50] {
        let expected = f64::from(sold[0]) / rank as f64;
        let found = f64::from(sold[rank - 1]);
        assert!(
            (0.85..1.2).contains(&(found / expected)),
            "p{rank} sold {found} times, not {expected}"
        );
    }
    let categories: std::collections::BTreeSet<u8> = Store::default()
        .catalogue
        .products
        .iter()
        .take(CATEGORIES)
        .map(|product| product.category)
        .collect();
    assert!(categories.len() >= CATEGORIES - 2);
}

#[test]
fn some_orders_go_back_and_some_are_never_paid() {
    let customers = customers(20_000);
    let orders: Vec<&Order> = customers
        .iter()
        .flat_map(|customer| &customer.orders)
        .collect();
    let share = |holds: fn(&Order) -> bool| {
        orders.iter().filter(|order| holds(order)).count() as f64 / orders.len() as f64
    };
    assert!((0.045..0.055).contains(&share(|order| order.refunded_minor > 0)));
    assert!((0.03..0.04).contains(&share(
        |order| !order.state.can_be_paid() && order.state != State::ClosedRefunded
    )));
    assert!((0.93..0.96).contains(&share(|order| order.valid)));
    for order in orders {
        let sum: i64 = order.lines.iter().map(Line::amount_minor).sum();
        assert_eq!(sum, order.amount_minor);
        assert!(order.lines.iter().all(|line| line.amount_minor() > 0));
        assert!((0..=order.amount_minor).contains(&order.refunded_minor));
    }
}

#[test]
fn days_lie_within_three_years_and_festivals_are_busy() {
    let customers = customers(20_000);
    let mut on_days = std::collections::BTreeMap::new();
    for customer in &customers {
        let instants: Vec<_> = customer.orders.iter().map(Order::at).collect();
        assert!(instants.is_sorted_by(|one, next| one < next));
        for order in &customer.orders {
            assert!(customer.added <= order.day);
            assert!((FIRST_DAY..=AS_OF).contains(&order.day));
            *on_days.entry(order.day.to_string()).or_insert(0) += 1;
        }
    }
    assert_eq!(FIRST_DAY.to_string(), "2023-07-01");
    assert_eq!(AS_OF.to_string(), "2026-06-30");
    assert!(on_days["2025-11-11"] > 5 * on_days["2025-10-15"]);
    assert!(on_days["2025-06-18"] > 3 * on_days["2025-05-14"]);
}

#[test]
fn the_product_that_runs_out_and_what_else_the_questions_need_is_there() {
    let store = Store::default();
    let product = &store.catalogue.products[4];
    assert_eq!(
        (product.id.as_str(), product.lifespan_days),
        ("p5", Some(30))
    );
    let customers = customers(20_000);
    let regions: std::collections::BTreeSet<_> = customers
        .iter()
        .filter_map(|customer| customer.region)
        .collect();
    assert_eq!(regions.len(), REGIONS.len());
    for level in 0..=4 {
        assert!(customers.iter().any(|customer| customer.level == level));
    }
    let known = customers
        .iter()
        .filter(|customer| customer.birthday.is_some());
    assert!((6_000..8_000).contains(&known.count()));
}

#[test]
fn the_snapshot_holds_what_was_made() {
    let store = Store::default();
    let mut frozen = Frozen::new(&store.catalogue);
    let made = customers(300);
    made.iter().for_each(|customer| frozen.add(customer));
    assert!(!frozen.finish().is_empty());
}
