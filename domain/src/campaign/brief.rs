//! What the campaign is, when, for how much: the brief that everybody works from.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::problem::{Code, Problem};
use crate::document::reading::Reader;

/// The brief.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// What it is for.
    pub purpose: String,
    /// What the customer gets.
    pub offer: String,
    /// The products it is about.
    pub products: Vec<String>,
    /// When the first messages may go out, before the start.
    pub preheat_from: Option<NaiveDateTime>,
    /// When the offer begins, in the shop's zone.
    pub start: Option<NaiveDateTime>,
    /// When the offer ends, in the shop's zone.
    pub end: Option<NaiveDateTime>,
    /// The amount it shall bring, in minor units.
    pub target_amount_minor: Option<i64>,
    /// The orders it shall bring.
    pub target_orders: Option<i64>,
    /// What messages may cost, in minor units.
    pub budget_minor: Option<i64>,
    /// Where the offer is seen.
    pub links: String,
    /// Stock, staff, returns.
    pub risks: String,
    /// Whether operations have handed it over.
    pub submitted: bool,
}

impl Brief {
    pub(super) fn read(read: Reader<'_>) -> Brief {
        Brief {
            purpose: read.text("brief.purpose"),
            offer: read.text("brief.offer"),
            products: read.texts("brief.products"),
            preheat_from: read.local_time("brief.preheat_from"),
            start: read.local_time("brief.start"),
            end: read.local_time("brief.end"),
            target_amount_minor: read.whole("brief.target_amount"),
            target_orders: read.whole("brief.target_orders"),
            budget_minor: read.whole("brief.budget_minor"),
            links: read.text("brief.links"),
            risks: read.text("brief.risks"),
            submitted: read.flag("brief.submitted"),
        }
    }

    /// Whether it names a number that the result can be held against.
    pub fn has_target(&self) -> bool {
        self.target_amount_minor.is_some_and(|amount| amount > 0)
            || self.target_orders.is_some_and(|orders| orders > 0)
    }

    /// What it lacks before anyone can work from it.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut need = |missing: bool, code: Code, path: &str| {
            if missing {
                problems.push(Problem::blocks(code, path));
            }
        };
        need(
            self.purpose.trim().is_empty(),
            Code::PurposeMissing,
            "brief.purpose",
        );
        need(
            self.offer.trim().is_empty(),
            Code::OfferMissing,
            "brief.offer",
        );
        need(self.start.is_none(), Code::StartMissing, "brief.start");
        need(self.end.is_none(), Code::EndMissing, "brief.end");
        need(
            self.start
                .zip(self.end)
                .is_some_and(|(start, end)| end <= start),
            Code::EndsBeforeStart,
            "brief.end",
        );
        need(
            self.preheat_from
                .zip(self.start)
                .is_some_and(|(preheat, start)| preheat > start),
            Code::PreheatAfterStart,
            "brief.preheat_from",
        );
        if self.budget_minor.is_none() {
            problems.push(Problem::warns(Code::BudgetMissing, "brief.budget_minor"));
        }
        if !self.has_target() {
            problems.push(Problem::warns(Code::TargetMissing, "brief.target_amount"));
        }
        problems
    }
}
