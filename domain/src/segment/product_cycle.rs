//! `product_cycle`: the stage in which a customer stands for a product today.
//!
//! An order that waits to be paid is the stage of buying, whatever was bought before. Else what was bought counts, as long
//! as it is not lost; else an order that was closed unpaid lately. Each product counts for itself.

use crate::bitmap::Bitmap;
use crate::day::Day;
use crate::product_cycle::{OBSERVE_DAYS, Stage, Supply};
use crate::snapshot::{BLOCK, Lines, Snapshot, places_of};

use super::function::Parameter;
use super::marks::{BLOCK_WORDS, mark};
use super::matching::{LineFilter, Parameters, Wanted, passing, test_of};
use super::range::Ranges;
use super::runs_out::{Held, bought, held_by, hold};

/// What is asked of a customer's cycles.
pub(super) struct Cycles<'a> {
    snapshot: &'a Snapshot,
    filter: LineFilter,
    today: i64,
    /// By stage.
    asked: Vec<bool>,
}

impl<'a> Cycles<'a> {
    pub fn new(snapshot: &'a Snapshot, as_of: Day, parameters: &Parameters) -> Cycles<'a> {
        let test = |wanted| test_of(parameters, wanted);
        let products = [test(Parameter::Id), None, test(Parameter::Category), None];
        let wanted = Wanted::of(snapshot, products);
        let codes = Stage::CODES.map(str::to_owned);
        Cycles {
            snapshot,
            filter: LineFilter::new(snapshot, as_of, wanted, &Ranges::all()),
            today: i64::from(as_of.0),
            asked: test(Parameter::Stage).map_or_else(
                || vec![true; codes.len()],
                |test| passing(&codes, test, true),
            ),
        }
    }

    fn is_asked(&self, stage: Stage) -> bool {
        self.asked.get(stage as usize).is_some_and(|asked| *asked)
    }

    /// The customers, and how many bytes were read to find them.
    pub fn members(&self) -> (Bitmap, usize) {
        let mut members = Bitmap::none(self.snapshot.customers());
        let after_buying = [
            Stage::Experience,
            Stage::Use,
            Stage::RunOut,
            Stage::Repurchase,
        ];
        let mut bytes = 0;
        if after_buying.into_iter().any(|stage| self.is_asked(stage)) {
            bytes += self.mark_holders(&mut members);
        }
        bytes += self.put_open(&mut members);
        (members, bytes)
    }

    /// Marks those who stand in a stage by what they bought.
    fn mark_holders(&self, members: &mut Bitmap) -> usize {
        let (mut marks, mut found, mut held) = (Vec::new(), Vec::new(), Vec::new());
        let mut bytes = 0;
        let blocks = members.words_mut().chunks_mut(BLOCK_WORDS);
        for (lines, words) in self.snapshot.lines.iter().zip(blocks) {
            // All lines of a product lie on one shelf.
            for shelf in self.filter.wanted.shelves() {
                if self.filter.takes_all(shelf) {
                    let all = lines.shelf(shelf.number);
                    bytes += all.len() * 7;
                    self.judge(lines, all.len(), |at| all.start + at, &mut held, words);
                } else {
                    bytes += self.filter.find(lines, shelf, &mut marks, &mut found);
                    bytes += found.len() * 7;
                    self.judge(
                        lines,
                        found.len(),
                        |at| found[at] as usize,
                        &mut held,
                        words,
                    );
                }
            }
        }
        bytes
    }

    /// Marks those of whom so many lines, which come in the order of customers and orders, tell a stage that is asked for.
    fn judge(
        &self,
        lines: &Lines,
        count: usize,
        place: impl Fn(usize) -> usize,
        held: &mut Vec<Held>,
        words: &mut [u64],
    ) {
        let mut from = 0;
        while from < count {
            let first = place(from);
            let row = lines.row[first];
            let mut to = from + 1;
            while to < count && lines.row[place(to)] == row {
                to += 1;
            }
            let asked = if to == from + 1 {
                // Most customers have bought of a shelf once.
                bought(self.snapshot, lines, first)
                    .is_some_and(|(_, day, lasts)| self.asks_for(Supply::after(None, day, lasts)))
            } else {
                hold(self.snapshot, lines, (from..to).map(&place), held);
                held.iter().any(|one| self.asks_for(one.supply))
            };
            if asked {
                mark(words, usize::from(row));
            }
            from = to;
        }
    }

    fn asks_for(&self, supply: Supply) -> bool {
        supply
            .stage(self.today)
            .is_some_and(|stage| self.is_asked(stage))
    }

    /// Puts right those with orders that were not paid for, who are few.
    fn put_open(&self, members: &mut Bitmap) -> usize {
        let rows = &self.snapshot.open.rows;
        let mut from = 0;
        for own in rows.chunk_by(|one, other| one == other) {
            let places = from..from + own.len();
            from = places.end;
            let told = || places.clone().filter_map(|at| self.told_by(at));
            let (Some(row), Some(_)) = (own.first().copied(), told().next()) else {
                continue;
            };
            let buys = told().any(|(_, stage)| stage == Stage::Buy);
            // An open order takes its product out of the stage that a purchase gave it.
            let is_in = match members.contains(row) {
                _ if buys && self.is_asked(Stage::Buy) => true,
                true if !buys => true,
                false if !self.is_asked(Stage::Observe) => false,
                false if !buys => told().any(|(product, _)| !self.holds(row as usize, product)),
                _ => {
                    let stages = self.stages(row as usize);
                    stages.into_iter().any(|(_, stage)| self.is_asked(stage))
                }
            };
            members.put(row, is_in);
        }
        rows.len() * 8
    }

    /// The stage that a line of an order that was not paid for tells, where it still tells one: of its product, if that is
    /// wanted.
    fn told_by(&self, at: usize) -> Option<(u32, Stage)> {
        let open = &self.snapshot.open;
        let (product, day) = (open.product.get(at), open.day.get(at));
        if day > self.today || !self.filter.wanted.has(product as usize) {
            return None;
        }
        match open.closed.get(at) {
            0 => Some((product as u32, Stage::Buy)),
            _ if self.today - day <= OBSERVE_DAYS => Some((product as u32, Stage::Observe)),
            _ => None,
        }
    }

    /// Whether a customer stands in a stage by what they bought of a product.
    fn holds(&self, row: usize, product: u32) -> bool {
        let Some(lines) = self.snapshot.lines.get(row / BLOCK) else {
            return false;
        };
        let shelf = self.snapshot.shelves.of_product(product as usize);
        let own = lines
            .of_customer(shelf, row % BLOCK)
            .filter(|at| lines.product.get(*at) == product && self.filter.passes(lines, *at));
        let mut held = Vec::new();
        hold(self.snapshot, lines, own, &mut held);
        held.iter()
            .any(|one| one.supply.stage(self.today).is_some())
    }

    /// The wanted products in whose cycle a customer stands, and where.
    pub fn stages(&self, row: usize) -> Vec<(u32, Stage)> {
        let held = held_by(self.snapshot, &self.filter, row).into_iter();
        let mut stages: Vec<(u32, Stage)> = held
            .filter_map(|one| Some((one.product, one.supply.stage(self.today)?)))
            .collect();
        let open = places_of(&self.snapshot.open.rows, row);
        for (product, stage) in open.filter_map(|at| self.told_by(at)) {
            match stages.iter_mut().find(|(one, _)| *one == product) {
                Some((_, held)) if stage == Stage::Buy => *held = stage,
                Some(_) => {}
                None => stages.push((product, stage)),
            }
        }
        stages
    }

    /// The stages in which a customer stands for any wanted product, each once, in the order of the cycle.
    pub fn found(&self, row: usize) -> Vec<Stage> {
        let mut found: Vec<Stage> = self
            .stages(row)
            .into_iter()
            .map(|(_, stage)| stage)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
