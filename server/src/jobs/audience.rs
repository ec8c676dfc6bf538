//! Finds whom a campaign is for: its rules, cut in order by the engine on the newest facts.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use axum::http::StatusCode;
use domain::bitmap::Bitmap;
use domain::campaign::Campaign;
use domain::day::Day;
use domain::document::Kind;
use domain::segment::{Context, Engine, LeftOut, Query, context_of, parse, split};
use domain::wire::engine::{NamedQuery, QueryProblem, Surroundings, Waterfall};
use domain::wire::session::Shop;

use crate::db::ledger::{self, FirstFate};
use crate::db::{customers, documents};
use crate::failure::Failure;
use crate::jobs::snapshot::ShopFacts;
use crate::state::AppState;

/// Whom a campaign is for.
#[derive(Clone, Debug)]
pub struct Audience {
    /// How it came about; it sums.
    pub waterfall: Waterfall,
    /// The groups in the plan's order.
    pub groups: Vec<Members>,
    /// Of which facts this is true.
    pub facts_revision: i64,
    /// The day that `today` meant.
    pub as_of: Day,
}

/// Who is in a group and can be reached by its medium.
#[derive(Clone, Debug)]
pub struct Members {
    /// The customers, ascending.
    pub reachable: Vec<i64>,
}

/// Cuts a campaign's plan on the newest facts of its shop.
pub async fn find_audience(
    state: &AppState,
    shop: &Shop,
    campaign: &Campaign,
) -> Result<Audience, Failure> {
    let plan = campaign.plan();
    let texts = |queries: &[NamedQuery]| queries.iter().map(|one| one.query.clone()).collect();
    let mut queries: Vec<String> = texts(&plan.filters);
    queries.extend::<Vec<String>>(texts(&plan.exclusions));
    queries.extend(plan.groups.iter().map(|group| group.query.clone()));
    queries.push(plan.scope.clone());
    let fates = first_fates(state, campaign).await?;
    let asked = Asked::of(state, shop, queries).await?;
    asked
        .answer(move |engine, context, facts| {
            let left_out = left_out(&fates, facts);
            let cut = split(engine, &plan, context, &left_out, None)?;
            let members = |group: &domain::segment::SplitGroup| Members {
                reachable: group
                    .to_send
                    .rows()
                    .filter_map(|row| facts.customer_of(row))
                    .collect(),
            };
            Ok(Audience {
                groups: cut.groups.iter().map(members).collect(),
                waterfall: cut.waterfall,
                facts_revision: facts.revision(),
                as_of: engine.as_of(),
            })
        })
        .await
}

/// Whom the first wave forbids to the second, of a campaign that follows another.
pub async fn first_fates(
    state: &AppState,
    campaign: &Campaign,
) -> Result<BTreeMap<i64, FirstFate>, Failure> {
    let first = campaign.follows.trim().to_owned();
    if first.is_empty() {
        return Ok(BTreeMap::new());
    }
    state
        .store
        .read(move |connection| ledger::list_not_again(connection, &first))
        .await
}

/// The same as exclusions of the waterfall, by reason.
fn left_out(fates: &BTreeMap<i64, FirstFate>, facts: &ShopFacts) -> Vec<LeftOut> {
    if fates.is_empty() {
        return Vec::new();
    }
    let reasons = [
        ("follows.HELD_OUT", FirstFate::HeldOut),
        ("follows.OPTED_OUT", FirstFate::OptedOut),
        ("follows.FAILED", FirstFate::Failed),
    ];
    let one = |(id, reason): (&str, FirstFate)| {
        let customers = fates.iter().filter(|(_, fate)| **fate == reason);
        let rows = customers.filter_map(|(customer, _)| facts.row_of(*customer));
        LeftOut {
            id: id.to_owned(),
            customers: Bitmap::from_rows(facts.snapshot.customers(), rows),
        }
    };
    reasons.map(one).into()
}

/// The customers whom some queries hold for now: exclusions that came to hold after the groups were frozen.
pub async fn find_members(
    state: &AppState,
    shop: &Shop,
    queries: Vec<String>,
) -> Result<HashSet<i64>, Failure> {
    let asked = Asked::of(state, shop, queries.clone()).await?;
    asked
        .answer(move |engine, context, facts| {
            let mut found = HashSet::new();
            for text in &queries {
                let query = parse(text).map_err(|error| QueryProblem::Parse {
                    error,
                    part: "exclusions".into(),
                })?;
                let members =
                    engine
                        .members(&query, context)
                        .map_err(|error| QueryProblem::Evaluate {
                            error,
                            part: "exclusions".into(),
                        })?;
                found.extend(members.rows().filter_map(|row| facts.customer_of(row)));
            }
            Ok(found)
        })
        .await
}

/// Queries with the facts and surroundings that they need.
struct Asked {
    facts: Arc<ShopFacts>,
    surroundings: Surroundings,
    queries: Vec<Query>,
}

impl Asked {
    async fn of(state: &AppState, shop: &Shop, texts: Vec<String>) -> Result<Asked, Failure> {
        let facts = state.facts(shop.id).await?;
        // What cannot be read is reported by the question itself, with its place.
        let queries: Vec<Query> = texts.iter().filter_map(|text| parse(text).ok()).collect();
        let shop_id = shop.id;
        let held = facts.clone();
        let (ids, segments) = state
            .store
            .read(move |connection| {
                let mut segments = BTreeMap::new();
                for document in documents::list_documents(connection, Kind::Segment, shop_id)? {
                    let text = |path: &str| {
                        document
                            .fields
                            .get(path)
                            .and_then(|value| value.as_str())
                            .map(str::to_owned)
                    };
                    if let (Some(name), Some(query)) = (text("name"), text("query")) {
                        segments.insert(name, query);
                    }
                }
                let of_segments = segments.values().filter_map(|text| parse(text).ok());
                let read: Vec<Query> = texts
                    .iter()
                    .filter_map(|text| parse(text).ok())
                    .chain(of_segments)
                    .collect();
                let mut keys: Vec<String> = read
                    .iter()
                    .flat_map(domain::segment::customer_ids)
                    .map(str::to_owned)
                    .collect();
                keys.sort_unstable();
                keys.dedup();
                let found = customers::find_ids(connection, shop_id, &keys)?;
                let rows = found
                    .into_iter()
                    .filter_map(|(key, id)| Some((key, held.row_of(id)?)));
                Ok((rows.collect(), segments))
            })
            .await?;
        let surroundings = Surroundings {
            as_of: shop.as_of(),
            lifecycle: shop.settings.lifecycle,
            ids,
            segments,
        };
        Ok(Asked {
            facts,
            surroundings,
            queries,
        })
    }

    /// Asks the engine, away from the async threads.
    async fn answer<T: Send + 'static>(
        self,
        ask: impl FnOnce(&Engine, &Context, &ShopFacts) -> Result<T, QueryProblem> + Send + 'static,
    ) -> Result<T, Failure> {
        tokio::task::spawn_blocking(move || {
            let Asked {
                facts,
                surroundings,
                queries,
            } = self;
            let answer = || {
                let context = context_of(&surroundings, &queries)?;
                // The shop's thresholds are those of the facts, whose engine is kept.
                let engine = facts.engine(surroundings.as_of);
                ask(&engine, &context, &facts)
            };
            answer().map_err(query_failure)
        })
        .await
        .map_err(|_| Failure::Stopped)?
    }
}

/// A query that has no answer, as the person can mend it.
fn query_failure(problem: QueryProblem) -> Failure {
    let detail = problem.to_string();
    let failure = Failure::problem(
        StatusCode::UNPROCESSABLE_ENTITY,
        "campaign.query",
        "A rule of the campaign cannot be evaluated",
    );
    match serde_json::to_value(&problem) {
        Ok(value) => failure.with("problem", value).with("detail", detail),
        Err(why) => Failure::Json(why),
    }
}
