//! Four warning lights of a campaign that will not work (A01, §1.4).

use serde::{Deserialize, Serialize};

use super::checkpoint::{Checkpoint, Facts};
use super::{Campaign, Group, Scale, Type};
use crate::message::Medium;
use crate::message::lint::{SIMILAR, similarity};
use crate::segment::EVERYBODY;

/// What goes wrong with campaigns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Light {
    /// Everybody gets it.
    MassSend,
    /// Everybody gets the same.
    NoSegments,
    /// Nobody is told before it starts.
    NoPreheat,
    /// Nobody will know whether it worked.
    NoEffectAnalysis,
}

/// The colour of a light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Colour {
    /// Well.
    Green,
    /// Decided so.
    Amber,
    /// Not well. Does not block; sending on red needs a typed reason.
    Red,
}

/// A light and where its remedy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LightState {
    /// Which.
    pub light: Light,
    /// Its colour.
    pub colour: Colour,
    /// The checkpoint at which it is mended.
    pub remedy: Checkpoint,
}

/// What the lights need to know beyond the campaign's document and [`Facts`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Whether a finished campaign of the shop has had no saved evaluation for more than three days after its window.
    pub has_unevaluated: bool,
    /// Whether it was decided and written down that there is no preheating, for the budget's sake.
    pub decided_against_preheat: bool,
}

/// The part of the reachable customers from which on one group counts as everybody.
const MASS_SHARE: f64 = 0.9;

/// The four lights.
pub fn lights(campaign: &Campaign, facts: &Facts, history: History) -> [LightState; 4] {
    let light = |light, colour, remedy| LightState {
        light,
        colour,
        remedy,
    };
    let red_if = |is_red| if is_red { Colour::Red } else { Colour::Green };
    let without_measure = !campaign.brief.has_target()
        && campaign
            .groups
            .iter()
            .all(|group| group.holdout_share <= 0.0);
    [
        light(
            Light::MassSend,
            red_if(is_mass_send(campaign, facts)),
            Checkpoint::Groups,
        ),
        light(
            Light::NoSegments,
            red_if(campaign.scale != Some(Scale::Niche) && says_one_thing(campaign)),
            Checkpoint::Content,
        ),
        light(
            Light::NoPreheat,
            preheat(campaign, history),
            Checkpoint::Groups,
        ),
        light(
            Light::NoEffectAnalysis,
            red_if(history.has_unevaluated || without_measure),
            Checkpoint::Evaluate,
        ),
    ]
}

/// One group covers nine in ten of the customers whom its medium reaches in the whole shop. What is counted decides, not
/// what is written: a rule that leaves nine in ten of them cuts nobody worth the name.
fn is_mass_send(campaign: &Campaign, facts: &Facts) -> bool {
    campaign.groups.iter().any(|group| {
        let reach = facts
            .reach
            .map(|reach| reach.by(group.medium.unwrap_or(Medium::Sms)));
        match (facts.counts.get(&group.id), reach) {
            (Some(count), Some(reach)) => {
                reach > 0 && count.reachable as f64 >= MASS_SHARE * f64::from(reach)
            }
            _ => names_everybody(campaign, group),
        }
    })
}

/// Not counted yet: a group of everybody covers everybody, unless groups before it take some.
fn names_everybody(campaign: &Campaign, group: &Group) -> bool {
    let filters = campaign.filters.iter().map(|filter| &filter.query);
    campaign.groups.len() == 1
        && filters
            .chain([&campaign.scope, &group.query])
            .all(|query| query.trim().is_empty() || query.trim() == EVERYBODY)
}

fn says_one_thing(campaign: &Campaign) -> bool {
    let written: Vec<&str> = campaign
        .groups
        .iter()
        .map(|group| group.body.as_str())
        .collect();
    let all_alike = written
        .iter()
        .skip(1)
        .all(|body| similarity(written[0], body) >= SIMILAR);
    let someone_written = written.iter().any(|body| !body.trim().is_empty());
    campaign.groups.len() < 2 || (someone_written && all_alike)
}

fn preheat(campaign: &Campaign, history: History) -> Colour {
    let needs_it = matches!(campaign.kind, Some(Type::PlatformEvent | Type::GroupBuy));
    let sends_before = campaign.brief.start.is_some_and(|start| {
        campaign
            .groups
            .iter()
            .any(|group| group.send_at.is_some_and(|at| at < start))
    });
    match (needs_it && !sends_before, history.decided_against_preheat) {
        (false, _) => Colour::Green,
        (true, true) => Colour::Amber,
        (true, false) => Colour::Red,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::checkpoint::GroupCount;
    use crate::document::Fields;
    use crate::wire::engine::Reach;
    use serde_json::{Value, json};

    fn campaign(changes: &[(&str, Value)]) -> Campaign {
        let mut fields: Fields = [
            ("type", json!("PLATFORM_EVENT")),
            ("brief.start", json!("2026-11-11T00:00")),
            ("groups.a.query", json!("")),
            ("groups.a.body", json!("全场八折")),
            ("groups.a.send_at", json!("2026-11-11T10:00")),
            ("groups.a.holdout_share", json!(0)),
        ]
        .into_iter()
        .map(|(path, value)| (path.to_owned(), value))
        .collect();
        for (path, value) in changes {
            fields.insert((*path).to_owned(), value.clone());
        }
        Campaign::from_fields(&fields)
    }

    fn facts(reachable: u64) -> Facts {
        let count = GroupCount {
            members: reachable,
            reachable,
            held_out: 0,
        };
        let reach = Reach {
            sms: 1000,
            email: 600,
            platform: 0,
        };
        Facts {
            counts: [("a".to_owned(), count)].into(),
            reach: Some(reach),
            ..Facts::default()
        }
    }

    #[test]
    fn a_mass_send_is_seen_by_its_counts_whatever_is_written() {
        let colour = |changes: &[(&str, Value)], facts: &Facts| {
            lights(&campaign(changes), facts, History::default())[0].colour
        };
        let everybody = [("groups.a.query", json!("number_of_orders >= 0"))];
        let again = [("groups.a.query", json!("number_of_orders >= 2"))];
        let mail = [("groups.a.medium", json!("EMAIL"))];
        assert_eq!(colour(&everybody, &facts(900)), Colour::Red);
        assert_eq!(colour(&everybody, &facts(899)), Colour::Green);
        assert_eq!(colour(&again, &facts(900)), Colour::Red);
        assert_eq!(colour(&mail, &facts(540)), Colour::Red);
        assert_eq!(colour(&mail, &facts(539)), Colour::Green);
        let platform = [("groups.a.medium", json!("PLATFORM"))];
        assert_eq!(colour(&platform, &facts(0)), Colour::Green);
        let uncounted = Facts::default();
        assert_eq!(colour(&everybody, &uncounted), Colour::Red);
        assert_eq!(colour(&again, &uncounted), Colour::Green);
    }

    fn check(name: &str, changes: &[(&str, Value)], history: History, expected: [Colour; 4]) {
        let reachable = if name == "a filter" { 600 } else { 900 };
        let found =
            lights(&campaign(changes), &facts(reachable), history).map(|light| light.colour);
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn a_mass_send_is_red_all_over_and_each_remedy_turns_its_light() {
        use Colour::{Amber, Green, Red};
        let none = History::default();
        check(
            "everybody, one text, no preheat, no target",
            &[],
            none,
            [Red; 4],
        );
        check(
            "a filter",
            &[("filters.f.query", json!("order_count >= 2"))],
            none,
            [Green, Red, Red, Red],
        );
        check(
            "a second group with its own words",
            &[
                ("groups.b.query", json!("order_count >= 2")),
                ("groups.b.body", json!("老客专享三十元券")),
                ("groups.b.holdout_share", json!(0)),
            ],
            none,
            [Red, Green, Red, Red],
        );
        check(
            "a second group with the same words",
            &[
                ("groups.b.query", json!("order_count >= 2")),
                ("groups.b.body", json!("全场八折！")),
                ("groups.b.holdout_share", json!(0)),
            ],
            none,
            [Red; 4],
        );
        check(
            "one text to few",
            &[("scale", json!("NICHE"))],
            none,
            [Red, Green, Red, Red],
        );
        check(
            "told before the start",
            &[("groups.a.send_at", json!("2026-11-09T10:00"))],
            none,
            [Red, Red, Green, Red],
        );
        check(
            "decided against preheating",
            &[],
            History {
                decided_against_preheat: true,
                ..none
            },
            [Red, Red, Amber, Red],
        );
        check(
            "members need no preheat",
            &[("type", json!("MEMBERS"))],
            none,
            [Red, Red, Green, Red],
        );
        check(
            "a holdout",
            &[("groups.a.holdout_share", json!(0.1))],
            none,
            [Red, Red, Red, Green],
        );
        check(
            "a target",
            &[("brief.target_orders", json!(100))],
            none,
            [Red, Red, Red, Green],
        );
        check(
            "a target, but the last campaign was never evaluated",
            &[("brief.target_orders", json!(100))],
            History {
                has_unevaluated: true,
                ..none
            },
            [Red; 4],
        );
    }
}
