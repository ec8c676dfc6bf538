//! The walk through the tree of a query and the saved segments it uses: And, Or and Not over the sets of its leaves.

use std::collections::HashMap;
use std::sync::Arc;

use crate::bitmap::Bitmap;

use super::attribute::Kind;
use super::evaluate::{Context, Engine, EvaluateError};
use super::nearest::nearest;
use super::query::{Clause, Query, Rule, Test};

/// One walk through a tree and the saved segments it uses.
pub(super) struct Evaluation<'a> {
    pub engine: &'a Engine,
    pub context: &'a Context,
    /// Names of the segments we are inside of.
    path: Vec<&'a str>,
    /// Segments that are done; each is evaluated once, however often it is used.
    done: HashMap<&'a str, Arc<Bitmap>>,
}

impl<'a> Evaluation<'a> {
    pub fn new(engine: &'a Engine, context: &'a Context) -> Evaluation<'a> {
        Evaluation {
            engine,
            context,
            path: Vec::new(),
            done: HashMap::new(),
        }
    }

    pub fn query(&mut self, query: &Query) -> Result<Arc<Bitmap>, EvaluateError> {
        match query.rule() {
            None => Ok(Arc::new(Bitmap::all(self.engine.count()))),
            Some(rule) => self.rule(rule, &mut |_, _| {}),
        }
    }

    /// Evaluates a node; `seen` is told every node with its own members, children before their parents.
    pub fn rule(
        &mut self,
        rule: &Rule,
        seen: &mut dyn FnMut(&Rule, &Bitmap),
    ) -> Result<Arc<Bitmap>, EvaluateError> {
        let members = match rule {
            Rule::And(rules) => self.chain(rules, Bitmap::keep, seen, &mut |_, _| {})?,
            Rule::Or(rules) => self.chain(rules, Bitmap::add, seen, &mut |_, _| {})?,
            Rule::Not(rule) => {
                let mut members = Arc::unwrap_or_clone(self.rule(rule, seen)?);
                self.engine.touch(2 * self.engine.set_bytes());
                members.complement();
                Arc::new(members)
            }
            Rule::Clause(clause) => self.clause(clause)?,
        };
        seen(rule, &members);
        Ok(members)
    }

    /// The same for the root; `step` is told each of its steps with those who are left after it.
    pub fn steps(
        &mut self,
        root: &Rule,
        seen: &mut dyn FnMut(&Rule, &Bitmap),
        step: &mut dyn FnMut(&Rule, &Bitmap),
    ) -> Result<Arc<Bitmap>, EvaluateError> {
        let members = match root {
            Rule::And(rules) => {
                let members = self.chain(rules, Bitmap::keep, seen, step)?;
                seen(root, &members);
                members
            }
            root => {
                let members = self.rule(root, seen)?;
                step(root, &members);
                members
            }
        };
        Ok(members)
    }

    /// Combines nodes, of which there are two at least; `so_far` is told each with what they are combined to by then.
    fn chain(
        &mut self,
        rules: &[Rule],
        combine: fn(&mut Bitmap, &Bitmap),
        seen: &mut dyn FnMut(&Rule, &Bitmap),
        so_far: &mut dyn FnMut(&Rule, &Bitmap),
    ) -> Result<Arc<Bitmap>, EvaluateError> {
        let mut members: Option<Bitmap> = None;
        for rule in rules {
            let next = self.rule(rule, seen)?;
            self.engine.touch(2 * self.engine.set_bytes());
            let members = match &mut members {
                None => members.insert(Arc::unwrap_or_clone(next)),
                Some(members) => {
                    combine(members, &next);
                    members
                }
            };
            so_far(rule, members);
        }
        Ok(Arc::new(
            members.unwrap_or_else(|| Bitmap::none(self.engine.count())),
        ))
    }

    fn clause(&mut self, clause: &Clause) -> Result<Arc<Bitmap>, EvaluateError> {
        self.engine.go_on()?;
        if let Clause::Attribute { attribute, test } = clause {
            match (attribute.kind(), test) {
                (Kind::Segments, Test::Contains { not, text }) => {
                    let members = self.segment(text)?;
                    if !not {
                        return Ok(members);
                    }
                    let mut members = Arc::unwrap_or_clone(members);
                    members.complement();
                    return Ok(Arc::new(members));
                }
                // What an id means comes with the question, so it cannot be kept.
                (Kind::Id, _) => {
                    let members = self.engine.evaluate_leaf(clause, self.context);
                    return Ok(Arc::new(members));
                }
                _ => {}
            }
        }
        Ok(self.engine.leaf(clause, self.context))
    }

    fn segment(&mut self, name: &str) -> Result<Arc<Bitmap>, EvaluateError> {
        if let Some(members) = self.done.get(name) {
            return Ok(members.clone());
        }
        let segments = &self.context.segments;
        let Some((name, query)) = segments.get_key_value(name) else {
            let near = nearest(name, segments.keys().map(String::as_str));
            return Err(EvaluateError::UnknownSegment {
                name: name.to_owned(),
                nearest: near.map(str::to_owned),
            });
        };
        if let Some(at) = self.path.iter().position(|one| one == name) {
            let around = self.path[at..].iter().copied().chain([name.as_str()]);
            return Err(EvaluateError::SegmentCircle {
                names: around.map(str::to_owned).collect(),
            });
        }
        self.path.push(name);
        let members = self.query(query)?;
        self.path.pop();
        self.done.insert(name, members.clone());
        Ok(members)
    }
}
