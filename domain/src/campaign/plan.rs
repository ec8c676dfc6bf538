//! A campaign's rules as the engine cuts them, on the page and at approval alike.

use std::collections::BTreeMap;

use super::Campaign;
use super::checkpoint::GroupCount;
use crate::message::Medium;
use crate::wire::engine::{GroupCut, NamedQuery, Plan, PlanGroup, Waterfall};

impl Campaign {
    /// The rules in the order in which they cut. A filter or an exclusion that nobody has written yet cuts nothing;
    /// a group without a query takes all that are left.
    pub fn plan(&self) -> Plan {
        let written = |id: &str, query: &str| {
            (!query.trim().is_empty()).then(|| NamedQuery {
                id: id.to_owned(),
                query: query.to_owned(),
            })
        };
        Plan {
            scope: self.scope.clone(),
            filters: self
                .filters
                .iter()
                .filter_map(|one| written(&one.id, &one.query))
                .collect(),
            exclusions: self
                .exclusions
                .iter()
                .filter_map(|one| written(&one.id, &one.query))
                .collect(),
            groups: self
                .groups
                .iter()
                .map(|group| PlanGroup {
                    id: group.id.clone(),
                    query: group.query.clone(),
                    medium: group.medium.unwrap_or(Medium::Sms),
                    holdout_share: group.holdout_share,
                })
                .collect(),
        }
    }
}

/// How many people a waterfall counts in each group, by the group's id.
pub fn counts(waterfall: &Waterfall) -> BTreeMap<String, GroupCount> {
    let count = |cut: &GroupCut| GroupCount {
        members: u64::from(cut.chosen),
        reachable: u64::from(cut.chosen - cut.unreachable),
        held_out: u64::from(cut.held_out),
    };
    waterfall
        .groups
        .iter()
        .map(|cut| (cut.id.clone(), count(cut)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Fields;
    use serde_json::json;

    #[test]
    fn what_is_not_written_yet_cuts_nothing() {
        let fields: Fields = [
            ("scope.query", json!("number_of_orders >= 1")),
            ("filters.a.query", json!(" ")),
            ("filters.b.query", json!("number_of_orders >= 2")),
            ("exclusions.c.name", json!("…")),
            ("groups.g.name", json!("…")),
        ]
        .into_iter()
        .map(|(path, value)| (path.to_owned(), value))
        .collect();
        let plan = Campaign::from_fields(&fields).plan();
        assert_eq!(plan.filters.len(), 1);
        assert_eq!(plan.exclusions.len(), 0);
        assert_eq!(plan.groups[0].query, "");
        assert_eq!(plan.groups[0].holdout_share, 0.1);
    }
}
