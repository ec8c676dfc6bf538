//! A small campaign and every number of its report.

use super::*;
use crate::sending::{LedgerState, Reason};
use std::collections::BTreeMap;

const START: i64 = 1_000 * 3_600;
const DAY: i64 = 86_400;

fn entry(customer: i64, state: LedgerState) -> LedgerRow {
    let is_sent = state == LedgerState::Sent;
    LedgerRow {
        customer,
        group: "a".into(),
        wave: 1,
        state,
        reason: (state == LedgerState::Suppressed).then_some(Reason::OptedOut),
        sent_at: is_sent.then_some(START + 60),
        units: u32::from(is_sent) * 2,
        delivered: is_sent,
        opened: false,
        clicked: false,
        opted_out: false,
    }
}

fn order(customer: i64, paid_at: Option<i64>, amount_minor: i64) -> OrderFacts {
    OrderFacts {
        customer,
        created_at: Some(paid_at.unwrap_or(START + 3_600)),
        paid_at,
        amount_minor,
        lines: vec![OrderLineFacts {
            product: 7,
            quantity: 2,
            amount_minor,
        }],
        ..OrderFacts::default()
    }
}

fn inputs() -> Inputs {
    use LedgerState::{Failed, HeldOut, Sent, Suppressed};
    Inputs {
        campaign: "c".into(),
        name: "双十一".into(),
        groups: vec![GroupPlan {
            id: "a".into(),
            name: "老客".into(),
            medium: Medium::Sms,
            planned_at: START,
            expected_conversion: Some(0.3),
        }],
        ledger: vec![
            entry(1, Sent),
            entry(2, Sent),
            entry(3, Failed),
            entry(4, Suppressed),
            entry(5, HeldOut),
        ],
        orders: vec![
            OrderFacts {
                refunded_minor: 1_000,
                refunded_later_minor: 500,
                ..order(1, Some(START + 2 * 3_600), 10_000)
            },
            order(1, Some(START + 30 * 3_600), 5_000),
            order(1, Some(START - 60), 99_999),
            order(2, None, 3_000),
            order(4, Some(START + 3_600), 2_000),
            order(5, Some(START + 3_600), 4_000),
            order(1, Some(START + 9 * DAY), 77_777),
            order(77, Some(START + 3_600), 88_888),
        ],
        products: BTreeMap::from([(
            7,
            ProductFacts {
                key: "M1".into(),
                title: "面膜".into(),
            },
        )]),
        campaign_products: vec![7],
        window_until: START + 9 * DAY,
        as_of: START + 3 * DAY,
        sms_price_ten_thousandths: 450,
        decimals: 2,
        ..Inputs::default()
    }
}

#[test]
fn every_number_of_a_small_report() {
    let found = report(&inputs());
    let total = found.total().unwrap();
    assert_eq!(
        (total.targeted, total.sent, total.failed, total.suppressed),
        (4, 2, 1, 1)
    );
    let sold = |buyers, orders, amount_minor| Sold {
        buyers,
        orders,
        amount_minor,
    };
    assert_eq!(total.paid, sold(2, 3, 17_000));
    assert_eq!(total.unpaid, sold(1, 1, 3_000));
    assert_eq!(total.ordered, sold(3, 4, 20_000));
    assert_eq!(
        (total.refunded_minor, total.refunded_later_minor),
        (1_000, 500)
    );
    assert_eq!(
        total.conversion,
        Some(0.5),
        "of the assigned, not of the sent"
    );
    assert_eq!(total.conversion_of_delivered, Some(1.0));
    assert_eq!(total.order_value_minor, Some(5_667));
    assert_eq!(total.spend_per_buyer_minor, Some(8_500));
    assert_eq!(total.cost_minor, 18, "four segments at 4.5 fen");
    assert_eq!(
        total.attributed_minor, 14_000,
        "the suppressed had no message"
    );
    assert_eq!(total.revenue_per_message_minor, Some(7_000.0));
    let holdout = found
        .rows
        .iter()
        .find(|row| row.scope == RowScope::Holdout)
        .unwrap();
    assert_eq!((holdout.targeted, holdout.sent), (1, 0));
    assert_eq!(holdout.paid, sold(1, 1, 4_000));
    assert_eq!(
        (holdout.revenue_to_cost, holdout.revenue_per_message_minor),
        (None, None)
    );
    assert_eq!(
        found.goods,
        [Good {
            key: "M1".into(),
            title: "面膜".into(),
            is_of_campaign: true,
            buyers: 2,
            orders: 3,
            quantity: 6,
            amount_minor: 17_000
        }]
    );
    assert!(found.tally.closes() && found.provisional);
    assert_eq!(total.effect.as_ref().unwrap().verdict, Verdict::TooSmall);
}

#[test]
fn the_window_ends_before_its_last_instant() {
    for (paid_at, counts) in [(DAY * 9 - 1, true), (DAY * 9, false)] {
        let mut inputs = inputs();
        inputs.orders = vec![order(2, Some(START + paid_at), 100)];
        assert_eq!(report(&inputs).total().unwrap().paid.orders == 1, counts);
    }
}

#[test]
fn the_last_message_before_a_payment_gets_the_credit() {
    let credited = |other_at: Option<i64>, paid_at: i64| {
        let mut inputs = inputs();
        inputs.orders = vec![order(1, Some(paid_at), 100)];
        inputs.other_touches = other_at
            .map(|at| Touch { customer: 1, at })
            .into_iter()
            .collect();
        let found = report(&inputs);
        (found.total().unwrap().attributed_minor, found.overlap_share)
    };
    let sent = START + 60;
    assert_eq!(credited(None, sent + DAY), (100, Some(0.0)));
    assert_eq!(credited(Some(sent - 1), sent + DAY), (100, Some(0.0)));
    assert_eq!(credited(Some(sent + 1), sent + DAY), (0, Some(1.0)));
    assert_eq!(credited(Some(sent + 2 * DAY), sent + DAY), (100, Some(0.0)));
    assert_eq!(credited(None, sent + 7 * DAY + 1), (0, Some(0.0)));
}

#[test]
fn the_curve_holds_every_paid_order() {
    let found = report(&inputs());
    let paid: u64 = found.hours.iter().map(|hour| hour.paid_orders).sum();
    let amount: i64 = found.hours.iter().map(|hour| hour.paid_minor).sum();
    let total = found.total().unwrap();
    assert_eq!((paid, amount), (total.paid.orders, total.paid.amount_minor));
    assert_eq!(found.hours[0].sent, 2);
    assert_eq!(found.hours[1].holdout_orders, 1);
}

#[test]
fn a_report_without_anything_has_dashes_not_numbers() {
    let found = report(&Inputs::default());
    let total = found.total().unwrap();
    assert_eq!((total.conversion, total.order_value_minor), (None, None));
    assert_eq!(total.effect.as_ref().unwrap().verdict, Verdict::NoHoldout);
    assert!(found.hours.is_empty() && found.overlap_share.is_none());
}

#[test]
fn a_report_travels_unchanged() {
    let found = report(&inputs());
    let text = serde_json::to_string(&found).unwrap();
    let back: Report = serde_json::from_str(&text).unwrap();
    assert_eq!(back.rows.len(), found.rows.len());
    assert_eq!(back.total().unwrap().paid, found.total().unwrap().paid);
}

#[test]
fn what_may_be_said_depends_on_who_was_held_out() {
    use crate::effect::proportion::Proportion;
    for (treated, control, verdict) in [
        ((540, 18_000), (40, 2_000), Verdict::Proven),
        ((40, 2_000), (540, 18_000), Verdict::ProvenLoss),
        ((60, 1_900), (1, 100), Verdict::NotProven),
        ((60, 1_900), (1, 99), Verdict::TooSmall),
        ((9, 300), (1, 100), Verdict::TooSmall),
        ((9, 300), (0, 1), Verdict::TooSmall),
        ((60, 1_900), (0, 0), Verdict::NoHoldout),
        ((0, 0), (0, 0), Verdict::NoHoldout),
    ] {
        let of = |(hits, of)| Proportion { hits, of };
        let arms = Arms {
            treated: of(treated),
            control: of(control),
            ..Arms::default()
        };
        assert_eq!(
            effect_of(&[arms]).verdict,
            verdict,
            "{treated:?} {control:?}"
        );
    }
}

#[test]
fn a_few_buyers_say_nothing_about_amounts() {
    use crate::effect::mean::Sample;
    use crate::effect::proportion::Proportion;
    let spent = |buyers: u64, each: f64, of: u64| {
        let mut sample = Sample::default();
        (0..buyers).for_each(|_| sample.add(each));
        sample.add_zeros(of - buyers);
        sample
    };
    let arms = |control_buyers: u64, each: f64| Arms {
        treated: Proportion {
            hits: 120,
            of: 3_355,
        },
        control: Proportion {
            hits: control_buyers,
            of: 416,
        },
        treated_spend: spent(120, 4_000.0, 3_355),
        control_spend: spent(control_buyers, each, 416),
        ..Arms::default()
    };
    let one = effect_of(&[arms(1, 7_900.0)]);
    // The interval lies above zero, and rests on one person.
    assert!(one.incremental_minor.unwrap().low > 0.0);
    assert_eq!(one.amount_verdict, Verdict::TooSmall);
    assert_eq!(
        effect_of(&[arms(5, 1_580.0)]).amount_verdict,
        Verdict::Proven
    );
    assert_eq!(
        effect_of(&[arms(20, 4_000.0)]).amount_verdict,
        Verdict::NotProven
    );
}

#[test]
fn groups_are_compared_each_with_its_own_holdout() {
    use crate::effect::proportion::Proportion;
    let arms = |hits, of, control_hits, control_of| Arms {
        treated: Proportion { hits, of },
        control: Proportion {
            hits: control_hits,
            of: control_of,
        },
        ..Arms::default()
    };
    // Loyal people buy more and fewer of them are held out: thrown together, a harmful message would look helpful.
    let effect = effect_of(&[arms(1_900, 9_500, 105, 500), arms(95, 9_500, 60, 5_000)]);
    assert!(effect.incremental_buyers.unwrap().value < 0.0);
    let together = difference_thrown_together();
    assert!(together > 0.0);
    assert_eq!(effect.test, None);

    fn difference_thrown_together() -> f64 {
        1_995.0 / 19_000.0 - 165.0 / 5_500.0
    }
}

mod generated {
    use super::*;
    use proptest::prelude::*;

    /// A customer's group, its state, and the hours after the start at which it pays, if it does.
    type Life = (bool, usize, Option<(i64, i64)>);

    fn inputs_of(lives: &[Life]) -> Inputs {
        let plan = |id: &str, medium| GroupPlan {
            id: id.into(),
            name: id.into(),
            medium,
            planned_at: START,
            expected_conversion: None,
        };
        let mut all = Inputs {
            groups: vec![plan("a", Medium::Sms), plan("b", Medium::Email)],
            ledger: Vec::new(),
            orders: Vec::new(),
            ..inputs()
        };
        for (number, (is_first, state, paid)) in lives.iter().enumerate() {
            let customer = number as i64;
            let group = if *is_first { "a" } else { "b" };
            all.ledger.push(LedgerRow {
                group: group.into(),
                ..entry(customer, LedgerState::ALL[*state])
            });
            if let Some((hour, amount)) = paid {
                all.orders
                    .push(order(customer, Some(START + hour * 3_600), *amount));
            }
        }
        all
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_of_groups_and_of_channels(
            lives in prop::collection::vec((any::<bool>(), 0usize..8, prop::option::of((-48i64..300, 1i64..10_000))), 0..60),
        ) {
            let inputs = inputs_of(&lives);
            let found = report(&inputs);
            let total = found.total().unwrap();
            type Part = fn(&Row) -> i64;
            let parts: [(&str, Part); 6] = [
                ("targeted", |row| row.targeted as i64),
                ("sent", |row| row.sent as i64),
                ("buyers", |row| row.paid.buyers as i64),
                ("amount", |row| row.paid.amount_minor),
                ("attributed", |row| row.attributed_minor),
                ("cost", |row| row.cost_minor),
            ];
            for (name, part) in parts {
                let sum_of = |wanted: fn(&RowScope) -> bool| -> i64 {
                    found.rows.iter().filter(|row| wanted(&row.scope)).map(part).sum()
                };
                prop_assert_eq!(sum_of(|scope| matches!(scope, RowScope::Group { .. })), part(total), "{}", name);
                prop_assert_eq!(sum_of(|scope| matches!(scope, RowScope::Channel { .. })), part(total), "{}", name);
            }
            let holdout = found.rows.last().unwrap();
            prop_assert_eq!(total.targeted + holdout.targeted, lives.len() as u64);
            prop_assert!(found.tally.closes());

            // The slow way: every order of everybody not held out, from the group's first sending on.
            let slow: i64 = lives
                .iter()
                .filter(|(_, state, _)| LedgerState::ALL[*state] != LedgerState::HeldOut)
                .filter_map(|(is_first, _, paid)| {
                    let sent = lives.iter().any(|(group, state, _)| {
                        group == is_first && LedgerState::ALL[*state] == LedgerState::Sent
                    });
                    let from = if sent { START + 60 } else { START };
                    let (hour, amount) = (*paid)?;
                    let at = START + hour * 3_600;
                    (from..inputs.window_until).contains(&at).then_some(amount)
                })
                .sum();
            prop_assert_eq!(slow, total.paid.amount_minor);
            let mut shuffled = inputs.clone();
            shuffled.ledger.reverse();
            shuffled.orders.reverse();
            let again = report(&shuffled);
            prop_assert_eq!(format!("{:?}", again.rows), format!("{:?}", found.rows));
        }
    }
}
