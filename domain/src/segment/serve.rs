//! Answers the page's questions over one snapshot; the same in the worker and in the server.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::customer_base::customer_base;
use crate::day::Day;
use crate::lifecycle::Setting;
use crate::snapshot::Snapshot;
use crate::wire::engine::{FromEngine, QueryProblem, Question, Surroundings, ToEngine, Work};

use super::evaluate::{Context, Engine, EvaluateError};
use super::overlap::overlap;
use super::parse::parse;
use super::query::{Query, segment_names};
use super::waterfall::split;

/// Holds a snapshot and the engine of the day that was asked about last.
#[derive(Debug)]
pub struct Counter {
    snapshot: Arc<Snapshot>,
    engine: Option<(Day, Setting, Arc<Engine>)>,
    given_up: fn() -> bool,
}

impl Counter {
    /// A counter over a snapshot.
    pub fn new(snapshot: Arc<Snapshot>) -> Counter {
        Counter {
            snapshot,
            engine: None,
            given_up: || false,
        }
    }

    /// Asks `given_up` between the parts of a question whether anybody still waits for its answer.
    #[must_use]
    pub fn watched(self, given_up: fn() -> bool) -> Counter {
        Counter {
            engine: None,
            given_up,
            ..self
        }
    }

    /// The snapshot.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// The engine of a day; made anew only when the day or the setting is another than before.
    pub fn engine(&mut self, as_of: Day, lifecycle: Setting) -> Arc<Engine> {
        if let Some((day, setting, engine)) = &self.engine
            && (*day, *setting) == (as_of, lifecycle)
        {
            return engine.clone();
        }
        let engine = Engine::new(self.snapshot.clone(), as_of, lifecycle);
        let engine = Arc::new(engine.watched(self.given_up));
        self.engine = Some((as_of, lifecycle, engine.clone()));
        engine
    }

    /// Forgets what is kept of former questions.
    pub fn forget(&mut self) {
        if let Some((_, _, engine)) = &self.engine {
            engine.forget();
        }
    }

    /// The answer of a question; none for `Open`, which is about loading.
    pub fn answer(&mut self, question: &ToEngine) -> Option<FromEngine> {
        let number = number_of(question)?;
        let answer = self.try_answer(question, number);
        Some(answer.unwrap_or_else(|problem| match problem {
            QueryProblem::Evaluate {
                error: EvaluateError::Stopped {},
                ..
            } => FromEngine::Stopped { number },
            problem => FromEngine::Problem { number, problem },
        }))
    }

    fn try_answer(&mut self, question: &ToEngine, number: u64) -> Result<FromEngine, QueryProblem> {
        let evaluate = |error| QueryProblem::Evaluate {
            error,
            part: String::new(),
        };
        match question {
            // About loading and measuring: the thread's own business.
            ToEngine::Open { .. } | ToEngine::Forget {} | ToEngine::Measure { .. } => {
                Err(QueryProblem::NotOpen)
            }
            ToEngine::Answer { question, .. } => {
                let (engine, query, context) = self.read(question)?;
                engine.take_touched();
                let answer = engine.answer(&query, &context).map_err(evaluate)?;
                let bytes = engine.take_touched();
                Ok(FromEngine::Answer {
                    number,
                    answer: Box::new(answer),
                    work: Work { ms: 0.0, bytes },
                })
            }
            ToEngine::Explain { question, row, .. } => {
                let (engine, query, context) = self.read(question)?;
                if *row >= self.snapshot.customers() {
                    return Err(QueryProblem::NoSuchCustomer { row: *row });
                }
                let explanation = engine.explain(&query, *row, &context).map_err(evaluate)?;
                Ok(FromEngine::Explanation {
                    number,
                    explanation,
                })
            }
            ToEngine::Members {
                question,
                skip,
                limit,
                ..
            } => {
                let (engine, query, context) = self.read(question)?;
                let members = engine.members(&query, &context).map_err(evaluate)?;
                let rows = members.rows().skip(*skip as usize).take(*limit as usize);
                Ok(FromEngine::Members {
                    number,
                    rows: rows.collect(),
                    total: members.count(),
                })
            }
            ToEngine::Split {
                surroundings, plan, ..
            } => {
                let engine = self.engine(surroundings.as_of, surroundings.lifecycle);
                let filters = plan.filters.iter().chain(&plan.exclusions);
                let texts = filters.map(|one| one.query.as_str());
                let groups = plan.groups.iter().map(|group| group.query.as_str());
                let queries: Vec<Query> = texts
                    .chain(groups)
                    .chain([plan.scope.as_str()])
                    // What cannot be read is reported by the split, with its place in the plan.
                    .filter_map(|text| parse(text).ok())
                    .collect();
                let context = context_of(surroundings, &queries)?;
                let split = split(&engine, plan, &context, &[], None)?;
                Ok(FromEngine::Split {
                    number,
                    waterfall: split.waterfall,
                })
            }
            ToEngine::Suggest {
                vocabulary,
                typed,
                limit,
                ..
            } => Ok(FromEngine::Suggestions {
                number,
                suggestions: self.snapshot.suggest(*vocabulary, typed, *limit as usize),
            }),
            ToEngine::CustomerBase { surroundings, .. } => {
                let engine = self.engine(surroundings.as_of, surroundings.lifecycle);
                Ok(FromEngine::CustomerBase {
                    number,
                    base: Box::new(customer_base(&engine).map_err(evaluate)?),
                })
            }
            ToEngine::Overlap {
                surroundings,
                queries,
                ..
            } => {
                let engine = self.engine(surroundings.as_of, surroundings.lifecycle);
                let parsed: Vec<Query> = queries
                    .iter()
                    .filter_map(|one| parse(&one.query).ok())
                    .collect();
                let context = context_of(surroundings, &parsed)?;
                Ok(FromEngine::Overlap {
                    number,
                    overlap: overlap(&engine, queries, &context)?,
                })
            }
            ToEngine::Profile { question, .. } => {
                let (engine, query, context) = self.read(question)?;
                let profile = engine.profile(&query, &context).map_err(evaluate)?;
                Ok(FromEngine::Profile {
                    number,
                    profile: Box::new(profile),
                })
            }
        }
    }

    fn read(&mut self, question: &Question) -> Result<(Arc<Engine>, Query, Context), QueryProblem> {
        let query = parse(&question.query).map_err(|error| QueryProblem::Parse {
            error,
            part: String::new(),
        })?;
        let surroundings = &question.surroundings;
        let context = context_of(surroundings, std::slice::from_ref(&query))?;
        let engine = self.engine(surroundings.as_of, surroundings.lifecycle);
        Ok((engine, query, context))
    }
}

/// The context of some queries: of the saved segments only those that they use, directly or through each other, are read;
/// so a broken one disturbs nobody else.
pub fn context_of(surroundings: &Surroundings, queries: &[Query]) -> Result<Context, QueryProblem> {
    let mut segments: BTreeMap<String, Query> = BTreeMap::new();
    let names = |query: &Query| {
        segment_names(query)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut wanted: Vec<String> = queries.iter().flat_map(names).collect();
    let uses_any = !wanted.is_empty();
    while let Some(name) = wanted.pop() {
        if segments.contains_key(&name) {
            continue;
        }
        if let Some(text) = surroundings.segments.get(&name) {
            let query = parse(text).map_err(|error| QueryProblem::Parse {
                error,
                part: format!("segments.{name}"),
            })?;
            wanted.extend(names(&query));
            segments.insert(name, query);
        } else if uses_any {
            // Let every readable name be known, so that the error can name the nearest.
            for (other, text) in &surroundings.segments {
                if let Ok(query) = parse(text) {
                    segments.entry(other.clone()).or_insert(query);
                }
            }
        }
    }
    Ok(Context {
        ids: surroundings.ids.clone(),
        segments,
    })
}

fn number_of(question: &ToEngine) -> Option<u64> {
    match question {
        ToEngine::Open { .. } | ToEngine::Forget {} => None,
        ToEngine::Answer { number, .. }
        | ToEngine::Explain { number, .. }
        | ToEngine::Members { number, .. }
        | ToEngine::Split { number, .. }
        | ToEngine::Suggest { number, .. }
        | ToEngine::CustomerBase { number, .. }
        | ToEngine::Overlap { number, .. }
        | ToEngine::Profile { number, .. }
        | ToEngine::Measure { number, .. } => Some(*number),
    }
}
