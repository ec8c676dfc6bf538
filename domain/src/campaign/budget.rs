//! What a campaign's messages would cost, and what to leave out when that is too much (A15, §4.7).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::checkpoint::GroupCount;
use super::{Campaign, Group};
use crate::brand::Brand;
use crate::message::Medium;
use crate::message::sms::{self, Rules};
use crate::message::template::{Reader, Template};

/// What one group's messages would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupCost {
    /// The group's id.
    pub group: String,
    /// People written to: the reachable without the holdout.
    pub messages: u64,
    /// Text message segments of one message; 0 for other media.
    pub segments: u64,
    /// The cost, in minor units.
    pub cost_minor: i64,
}

/// What all messages would cost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Group by group, in their order.
    pub groups: Vec<GroupCost>,
    /// In all, in minor units.
    pub total_minor: i64,
}

/// A group that could be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The group's id.
    pub group: String,
    /// What that saves, in minor units.
    pub saves_minor: i64,
}

/// The cost before anyone is frozen, with a reader of usual length in each place. The true sum over the real members
/// is [`sms::Distribution`]'s.
pub fn planned_cost(
    campaign: &Campaign,
    brand: &Brand,
    counts: &BTreeMap<String, GroupCount>,
    decimals: u32,
) -> Cost {
    let one = |group: &Group| {
        let count = counts.get(&group.id).copied().unwrap_or_default();
        let messages = count.reachable.saturating_sub(count.held_out);
        let segments = if group.medium == Some(Medium::Sms) {
            usual_segments(group, brand)
        } else {
            0
        };
        let billed = i64::try_from(messages.saturating_mul(segments)).unwrap_or(i64::MAX);
        let price = brand.sms_price_ten_thousandths;
        GroupCost {
            group: group.id.clone(),
            messages,
            segments,
            cost_minor: sms::minor_of_ten_thousandths(billed.saturating_mul(price), decimals).0,
        }
    };
    let groups: Vec<GroupCost> = campaign.groups.iter().map(one).collect();
    let total_minor = groups.iter().map(|group| group.cost_minor).sum();
    Cost {
        groups,
        total_minor,
    }
}

fn usual_segments(group: &Group, brand: &Brand) -> u64 {
    let reader = Reader {
        name: Some("欧阳小明"),
        last_product: Some("十二个字长的一件商品名称"),
        city: Some("石家庄市"),
        days_since_last: Some(180),
        shop: Some("松果家旗舰店"),
    };
    // A text that cannot be filled yet is counted as it stands.
    let body = Template::parse(&group.body)
        .fill(brand, &reader)
        .unwrap_or_else(|_| group.body.clone());
    let text = sms::assemble(&brand.signature, &body, &brand.opt_out_text);
    sms::count(&text, Rules::Mainland).segments as u64
}

/// Which groups to leave out, in order, until the rest is paid for: first those that promise the fewest buyers for
/// their cost. Empty when the budget suffices.
pub fn cuts(campaign: &Campaign, cost: &Cost) -> Vec<Cut> {
    let Some(budget) = campaign.brief.budget_minor else {
        return Vec::new();
    };
    let promise = |one: &GroupCost| {
        let expected = campaign
            .group(&one.group)
            .and_then(|group| group.expected_conversion)
            .unwrap_or(0.0);
        expected * one.messages as f64 / one.cost_minor as f64
    };
    let mut costly: Vec<&GroupCost> = cost
        .groups
        .iter()
        .filter(|group| group.cost_minor > 0)
        .collect();
    costly.sort_by(|one, other| promise(one).total_cmp(&promise(other)));
    let mut left = cost.total_minor;
    let mut cuts = Vec::new();
    for group in costly {
        if left <= budget {
            break;
        }
        left -= group.cost_minor;
        cuts.push(Cut {
            group: group.group.clone(),
            saves_minor: group.cost_minor,
        });
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Fields;
    use serde_json::json;

    fn campaign(budget_minor: i64) -> Campaign {
        let fields: Fields = [
            ("brief.budget_minor", json!(budget_minor)),
            ("groups.a.medium", json!("SMS")),
            ("groups.a.body", json!("新品到店")),
            ("groups.a.expected_conversion", json!(0.05)),
            ("groups.b.medium", json!("SMS")),
            ("groups.b.body", json!("好".repeat(80))),
            ("groups.b.expected_conversion", json!(0.01)),
            ("groups.c.medium", json!("EMAIL")),
            ("groups.c.body", json!("新品到店")),
        ]
        .into_iter()
        .map(|(path, value)| (path.to_owned(), value))
        .collect();
        Campaign::from_fields(&fields)
    }

    #[test]
    fn the_group_that_promises_least_for_its_cost_goes_first() {
        let count = GroupCount {
            members: 1_200,
            reachable: 1_100,
            held_out: 100,
        };
        let counts = ["a", "b", "c"].map(|id| (id.to_owned(), count)).into();
        let cost = |budget| planned_cost(&campaign(budget), &Brand::default(), &counts, 2);
        let found = cost(0);
        let each: Vec<i64> = found.groups.iter().map(|group| group.cost_minor).collect();
        assert_eq!(each, [4_500, 9_000, 0]);
        assert_eq!(found.total_minor, 13_500);
        let cut = |budget| -> Vec<String> {
            cuts(&campaign(budget), &found)
                .into_iter()
                .map(|cut| cut.group)
                .collect()
        };
        assert_eq!(cut(13_500), [""; 0]);
        assert_eq!(cut(5_000), ["b"]);
        assert_eq!(cut(0), ["b", "a"]);
    }
}
