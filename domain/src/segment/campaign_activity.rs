//! `campaign_activity`: what customers had to do with campaigns.

use crate::bitmap::Bitmap;
use crate::day::Day;
use crate::snapshot::{Activity, Snapshot, places_of};

use super::function::Parameter;
use super::matching::{Found, Parameters, counts, dates, passing, test_of};
use super::range::Ranges;

/// What is asked of a customer's part in campaigns.
pub(super) struct Activities<'a> {
    snapshot: &'a Snapshot,
    /// By activity.
    kinds: Vec<bool>,
    /// By campaign; none where every campaign will do.
    campaigns: Option<Vec<bool>>,
    /// Days up to the as-of day.
    days: Vec<(i64, i64)>,
    count: Ranges,
}

impl<'a> Activities<'a> {
    pub fn new(snapshot: &'a Snapshot, as_of: Day, parameters: &Parameters) -> Activities<'a> {
        let test = |wanted| test_of(parameters, wanted);
        let codes = Activity::CODES.map(str::to_owned);
        let campaigns = &snapshot.texts.campaigns;
        Activities {
            snapshot,
            kinds: test(Parameter::Event).map_or_else(
                || vec![true; codes.len()],
                |test| passing(&codes, test, true),
            ),
            campaigns: test(Parameter::Id).map(|test| passing(campaigns, test, true)),
            days: dates(test(Parameter::Date), as_of).between(i64::MIN, i64::from(as_of.0)),
            count: counts(test(Parameter::Count)),
        }
    }

    fn passes(&self, at: usize) -> bool {
        let events = &self.snapshot.events;
        let day = events.day.get(at);
        let of =
            |passing: &[bool], code: i64| passing.get(code as usize).is_some_and(|passes| *passes);
        self.days
            .iter()
            .any(|(from, to)| *from <= day && day <= *to)
            && of(&self.kinds, events.kind.get(at))
            && self
                .campaigns
                .as_ref()
                .is_none_or(|campaigns| of(campaigns, events.campaign.get(at)))
    }

    /// The customers, and how many bytes were read to find them.
    pub fn members(&self) -> (Bitmap, usize) {
        let all = self.snapshot.customers();
        let rows = &self.snapshot.events.rows;
        // Whoever had nothing to do with any has had 0 of it.
        let mut members = if self.count.contain(0) {
            Bitmap::all(all)
        } else {
            Bitmap::none(all)
        };
        let mut from = 0;
        for own in rows.chunk_by(|one, other| one == other) {
            let count = (from..from + own.len())
                .filter(|at| self.passes(*at))
                .count();
            from += own.len();
            if let Some(row) = own.first() {
                members.put(*row, self.count.contain(count as i64));
            }
        }
        (members, rows.len() * 8)
    }

    /// How many such events a customer has, and when.
    pub fn found(&self, row: usize) -> Found {
        let mut found = Found::default();
        let events = &self.snapshot.events;
        for at in places_of(&events.rows, row).filter(|at| self.passes(*at)) {
            found.count += 1;
            found.on(events.day.get(at) as i32);
        }
        found
    }
}
