//! How segments overlap: for each two of them, how many customers are in both.

use crate::bitmap::Bitmap;
use crate::wire::engine::{MOST_OVERLAPS, NamedQuery, Overlap, Plan, QueryProblem};

use super::EVERYBODY;
use super::evaluate::{Context, Engine};
use super::parse::parse;
use super::query::{Query, Rule};

/// The groups of a plan, each among those who are eligible: within the scope, past every filter and exclusion. Where a text
/// cannot be read, the group's own stands, so that the answer says what is wrong with it.
pub fn eligible_groups(plan: &Plan) -> Vec<NamedQuery> {
    let around = || -> Option<Query> {
        let mut around = parse(&plan.scope).ok()?;
        for filter in &plan.filters {
            around = around.and(&parse(&filter.query).ok()?);
        }
        for exclusion in &plan.exclusions {
            let without = match parse(&exclusion.query).ok()?.rule() {
                Some(rule) => Rule::Not(Box::new(rule.clone())),
                // Everybody is left out.
                None => Rule::Not(Box::new(parse(EVERYBODY).ok()?.rule()?.clone())),
            };
            around = around.and(&Query::from_rule(Some(without)).ok()?);
        }
        Some(around)
    };
    let around = around();
    let query = |own: &str| {
        let both = around.as_ref()?.and(&parse(own).ok()?);
        Some(both.to_string())
    };
    plan.groups
        .iter()
        .map(|group| NamedQuery {
            id: group.id.clone(),
            query: query(&group.query).unwrap_or_else(|| group.query.clone()),
        })
        .collect()
}

/// The matrix of the first [`MOST_OVERLAPS`] queries.
pub(super) fn overlap(
    engine: &Engine,
    queries: &[NamedQuery],
    context: &Context,
) -> Result<Overlap, QueryProblem> {
    let queries = &queries[..queries.len().min(MOST_OVERLAPS)];
    let mut sets: Vec<Bitmap> = Vec::with_capacity(queries.len());
    let mut any = Bitmap::none(engine.snapshot().customers());
    for one in queries {
        let part = || format!("groups.{}", one.id);
        let query = parse(&one.query).map_err(|error| QueryProblem::Parse {
            error,
            part: part(),
        })?;
        let members = engine.members(&query, context);
        let members = members.map_err(|error| QueryProblem::Evaluate {
            error,
            part: part(),
        })?;
        any.add(&members);
        sets.push(members);
    }
    let row = |one: &Bitmap| sets.iter().map(|other| one.count_and(other)).collect();
    Ok(Overlap {
        ids: queries.iter().map(|one| one.id.clone()).collect(),
        shared: sets.iter().map(row).collect(),
        any: any.count(),
    })
}
