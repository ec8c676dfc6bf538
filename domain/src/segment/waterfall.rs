//! A campaign's rules, cut in order, down to groups that share nobody.

use crate::bitmap::Bitmap;
use crate::holdout;
use crate::message::Medium;
use crate::wire::engine::{Cut, GroupCut, Plan, QueryProblem, Waterfall};

use super::evaluate::{Context, Engine};
use super::parse::parse;

/// The waterfall, and who is in each group.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// What each step lost and left.
    pub waterfall: Waterfall,
    /// The groups by priority.
    pub groups: Vec<SplitGroup>,
}

/// Who is in a group.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitGroup {
    /// The id of its entry.
    pub id: String,
    /// What it is reached by.
    pub medium: Medium,
    /// Everybody in it, whether or not the medium reaches them.
    pub chosen: Bitmap,
    /// Those whom the medium does not reach.
    pub unreachable: Bitmap,
    /// Those who are kept out, all of them reachable; empty where the plan is only being thought about.
    pub held_out: Bitmap,
    /// The others: `chosen` without `unreachable` and `held_out`.
    pub to_send: Bitmap,
}

/// Customers who are left out whatever the plan says, with the id under which the waterfall counts them.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// The id of their exclusion.
    pub id: String,
    /// Who they are.
    pub customers: Bitmap,
}

/// Cuts a plan; those `left_out` are cut after the plan's own exclusions, in order. `held_out` says whether a reachable customer of the group (by its place in the plan) is kept out; where it is
/// `None`, nobody is chosen yet, and the waterfall holds the number that approval will choose: [`holdout::size`].
pub fn split(
    engine: &Engine,
    plan: &Plan,
    context: &Context,
    left_out: &[LeftOut],
    held_out: Option<&dyn Fn(usize, u32) -> bool>,
) -> Result<Split, QueryProblem> {
    let members = |text: &str, part: String| -> Result<Bitmap, QueryProblem> {
        let query = parse(text).map_err(|error| QueryProblem::Parse {
            error,
            part: part.clone(),
        })?;
        let members = engine.members(&query, context);
        members.map_err(|error| QueryProblem::Evaluate { error, part })
    };
    let mut left = members(&plan.scope, "scope".to_owned())?;
    let mut waterfall = Waterfall {
        total: engine.snapshot().customers(),
        scope: left.count(),
        reach: engine
            .sums(&Bitmap::all(engine.snapshot().customers()))
            .reach,
        ..Waterfall::default()
    };
    let mut before = waterfall.scope;
    let mut cut = |id: &str, left: &Bitmap| {
        let lost = before - left.count();
        before -= lost;
        Cut {
            id: id.to_owned(),
            lost,
            left: before,
        }
    };
    for filter in &plan.filters {
        left.keep(&members(&filter.query, format!("filters.{}", filter.id))?);
        waterfall.filters.push(cut(&filter.id, &left));
    }
    for exclusion in &plan.exclusions {
        left.remove(&members(
            &exclusion.query,
            format!("exclusions.{}", exclusion.id),
        )?);
        waterfall.exclusions.push(cut(&exclusion.id, &left));
    }
    for one in left_out {
        left.remove(&one.customers);
        waterfall.exclusions.push(cut(&one.id, &left));
    }
    waterfall.eligible = left.count();
    let eligible = left.clone();
    let mut groups = Vec::with_capacity(plan.groups.len());
    for (at, group) in plan.groups.iter().enumerate() {
        let mut chosen = members(&group.query, format!("groups.{}", group.id))?;
        chosen.keep(&eligible);
        let matching = chosen.count();
        chosen.keep(&left);
        left.remove(&chosen);
        let mut reachable = chosen.clone();
        reachable.keep(engine.reached_by(group.medium));
        let mut unreachable = chosen.clone();
        unreachable.remove(&reachable);
        let kept_out = match held_out {
            Some(held_out) => {
                let rows = reachable.rows().filter(|row| held_out(at, *row));
                Bitmap::from_rows(chosen.len(), rows)
            }
            None => Bitmap::none(chosen.len()),
        };
        let mut to_send = reachable.clone();
        to_send.remove(&kept_out);
        let held = match held_out {
            Some(_) => kept_out.count(),
            None => holdout::size(u64::from(reachable.count()), group.holdout_share) as u32,
        };
        waterfall.groups.push(GroupCut {
            id: group.id.clone(),
            matching,
            taken: matching - chosen.count(),
            chosen: chosen.count(),
            unreachable: unreachable.count(),
            held_out: held,
            to_send: reachable.count() - held,
            sums: engine.sums(&chosen),
        });
        groups.push(SplitGroup {
            id: group.id.clone(),
            medium: group.medium,
            chosen,
            unreachable,
            held_out: kept_out,
            to_send,
        });
    }
    waterfall.ungrouped = left.count();
    Ok(Split { waterfall, groups })
}
