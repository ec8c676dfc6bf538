//! How a segment behaves: what it buys, when, and how it can be written to.

use crate::snapshot::Subscription;
use crate::wire::engine::{Profile, Reach};

use super::evaluate::{Context, Engine, EvaluateError};
use super::query::Query;

impl Engine {
    /// The profile of the members of a query.
    pub fn profile(&self, query: &Query, context: &Context) -> Result<Profile, EvaluateError> {
        let members = self.members(query, context)?;
        let mut profile = Profile {
            sums: self.sums(&members),
            decimals: self.snapshot.decimals(),
            all: self.count(),
            regions: self.spreads(&members).regions,
            ..Profile::default()
        };
        let (columns, facts) = (&self.columns, &self.snapshot.customers);
        let unsubscribed = Subscription::Unsubscribed as i64;
        let mut refused = Reach::default();
        for row in members.rows().map(|row| row as usize) {
            for (scores, score) in [
                (&mut profile.recency, columns.recency[row]),
                (&mut profile.frequency, columns.frequency[row]),
                (&mut profile.monetary, columns.monetary[row]),
            ] {
                if let Some(count) = usize::from(score)
                    .checked_sub(1)
                    .and_then(|at| scores.get_mut(at))
                {
                    *count += 1;
                }
            }
            refused.sms += u32::from(facts.sms.get(row) == unsubscribed);
            refused.email += u32::from(facts.email.get(row) == unsubscribed);
        }
        profile.refused = refused;
        Ok(profile)
    }
}
