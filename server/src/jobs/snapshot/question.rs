//! Questions about the frozen facts, answered by the same engine as in the browser.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::day::Day;
use domain::document::Kind;
use domain::segment::{Context, Engine, EvaluateError, Query, context_of, customer_ids, parse};
use domain::wire::engine::{Answer, Explanation, QueryProblem, Surroundings};
use rusqlite::Connection;
use serde_json::Value;

use super::ShopFacts;
use crate::db::{customers, documents};
use crate::failure::Failure;

impl ShopFacts {
    /// The engine of a day, with the shop's own thresholds; the one asked for last is kept.
    pub fn engine(&self, as_of: Day) -> Arc<Engine> {
        super::lock(&self.counter).engine(as_of, self.shop.settings.lifecycle)
    }

    /// What stands around these query texts: saved segments by name, and the rows of the customers they mention.
    pub fn surroundings(
        &self,
        conn: &Connection,
        as_of: Day,
        texts: &[&str],
    ) -> Result<Surroundings, Failure> {
        let mut segments = std::collections::BTreeMap::new();
        for document in documents::list_documents(conn, Kind::Segment, self.shop.id)? {
            let text = |path: &str| match document.fields.get(path) {
                Some(Value::String(text)) => Some(text.clone()),
                _ => None,
            };
            if let Some(name) = text("name").filter(|name| !name.is_empty()) {
                segments.insert(name, text("query").unwrap_or_default());
            }
        }
        // A text that cannot be read mentions nobody; the answer will say why it cannot be read.
        let queries = texts
            .iter()
            .copied()
            .chain(segments.values().map(String::as_str));
        let mentioned: BTreeSet<String> = queries
            .filter_map(|text| parse(text).ok())
            .flat_map(|query| {
                let ids = customer_ids(&query).into_iter().map(str::to_owned);
                ids.collect::<Vec<_>>()
            })
            .collect();
        let mentioned: Vec<String> = mentioned.into_iter().collect();
        let ids = customers::find_ids(conn, self.shop.id, &mentioned)?
            .into_iter()
            .filter_map(|(key, customer)| Some((key, self.row_of(customer)?)))
            .collect();
        Ok(Surroundings {
            as_of,
            lifecycle: self.shop.settings.lifecycle,
            ids,
            segments,
        })
    }

    /// Everything about the members of a query.
    pub fn answer(
        &self,
        conn: &Connection,
        text: &str,
        as_of: Day,
    ) -> Result<Result<Answer, QueryProblem>, Failure> {
        let (query, context) = match self.read_query(conn, text, as_of)? {
            Ok(read) => read,
            Err(problem) => return Ok(Err(problem)),
        };
        Ok(self
            .engine(as_of)
            .answer(&query, &context)
            .map_err(evaluate_problem))
    }

    /// Why the customer in a row is in or out.
    pub fn explain(
        &self,
        conn: &Connection,
        text: &str,
        as_of: Day,
        row: u32,
    ) -> Result<Result<Explanation, QueryProblem>, Failure> {
        let (query, context) = match self.read_query(conn, text, as_of)? {
            Ok(read) => read,
            Err(problem) => return Ok(Err(problem)),
        };
        if row >= self.snapshot.customers() {
            return Ok(Err(QueryProblem::NoSuchCustomer { row }));
        }
        Ok(self
            .engine(as_of)
            .explain(&query, row, &context)
            .map_err(evaluate_problem))
    }

    /// A checked query and what it may mention.
    pub fn read_query(
        &self,
        conn: &Connection,
        text: &str,
        as_of: Day,
    ) -> Result<Result<(Query, Context), QueryProblem>, Failure> {
        let query = match parse(text) {
            Ok(query) => query,
            Err(error) => {
                return Ok(Err(QueryProblem::Parse {
                    error,
                    part: String::new(),
                }));
            }
        };
        let surroundings = self.surroundings(conn, as_of, &[text])?;
        Ok(context_of(&surroundings, std::slice::from_ref(&query)).map(|context| (query, context)))
    }
}

fn evaluate_problem(error: EvaluateError) -> QueryProblem {
    QueryProblem::Evaluate {
        error,
        part: String::new(),
    }
}

/// A query's problem as the API answers it: the code of its reason, the place, and the whole of it for the page.
pub fn failure_of(problem: &QueryProblem) -> Failure {
    let whole = match serde_json::to_value(problem) {
        Ok(whole) => whole,
        Err(why) => return Failure::Json(why),
    };
    let reason = match problem {
        QueryProblem::Parse { .. } => &whole["error"]["reason"]["code"],
        QueryProblem::Evaluate { .. } => &whole["error"]["code"],
        QueryProblem::NotOpen | QueryProblem::NoSuchCustomer { .. } => &whole["kind"],
    };
    let code = format!("segment.{}", reason.as_str().unwrap_or("unreadable"));
    let failure = Failure::unprocessable(&code, &format!("The query has no answer: {problem}"));
    let failure = match problem {
        QueryProblem::Parse { error, .. } => failure
            .with("line", error.line)
            .with("column", error.column)
            .with("found", error.found.clone()),
        _ => failure,
    };
    failure.with("problem", whole)
}
