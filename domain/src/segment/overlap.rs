//! How segments overlap: for each two of them, how many customers are in both.

use crate::bitmap::Bitmap;
use crate::wire::engine::{MOST_OVERLAPS, NamedQuery, Overlap, QueryProblem};

use super::evaluate::{Context, Engine};
use super::parse::parse;

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
