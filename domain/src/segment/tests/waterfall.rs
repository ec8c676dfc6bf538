//! What a waterfall says before approval is what approval freezes.

use std::sync::Arc;

use crate::day::Day;
use crate::holdout;
use crate::lifecycle::{Preset, Setting};
use crate::message::Medium;
use crate::segment::{Context, Engine, split};
use crate::snapshot::{Builder, CustomerFacts, ShopFacts, Subscription};
use crate::wire::engine::{Plan, PlanGroup, Reach, Waterfall};

/// A shop of whose customers some can be reached by text message, cut into one group of everybody.
fn waterfall(reachable: u32, others: u32, holdout_share: f64) -> Waterfall {
    let mut builder = Builder::new(ShopFacts {
        decimals: 2,
        revision: 1,
    });
    for number in 0..reachable + others {
        let sms = if number < reachable {
            Subscription::Subscribed
        } else {
            Subscription::default()
        };
        builder.customer(CustomerFacts {
            sms,
            ..CustomerFacts::default()
        });
    }
    let setting = Setting::Fixed {
        preset: Preset::General,
    };
    let engine = Engine::new(Arc::new(builder.finish().unwrap()), Day(20_900), setting);
    let group = PlanGroup {
        id: "g".into(),
        query: String::new(),
        medium: Medium::Sms,
        holdout_share,
    };
    let plan = Plan {
        groups: vec![group],
        ..Plan::default()
    };
    let cut = split(&engine, &plan, &Context::default(), &[], None).unwrap();
    cut.waterfall
}

#[test]
fn the_holdout_shown_is_the_holdout_frozen() {
    for (reachable, others, share) in [
        (610, 0, 0.1),
        (610, 90, 0.1),
        (500, 0, 0.1),
        (499, 500, 0.1),
        (3, 0, 0.5),
        (1_005, 0, 0.125),
        (2_000, 0, 0.9),
        (2_000, 0, 0.0),
    ] {
        let group = waterfall(reachable, others, share).groups.remove(0);
        let customers: Vec<i64> = (0..i64::from(reachable)).collect();
        let frozen = holdout::choose("seed", &customers, share).len();
        assert_eq!(
            group.held_out as usize, frozen,
            "{share} of {reachable} and {others}"
        );
        assert_eq!(
            group.chosen,
            group.unreachable + group.held_out + group.to_send
        );
    }
}

#[test]
fn a_waterfall_knows_whom_each_medium_reaches_in_the_whole_shop() {
    let reach = Reach {
        sms: 4,
        ..Reach::default()
    };
    assert_eq!(waterfall(4, 3, 0.1).reach, reach);
}
