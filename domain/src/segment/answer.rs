//! Everything there is to know about a set of customers at once: sums, reach, spreads.

use std::collections::HashMap;
use std::sync::Arc;

use crate::bitmap::Bitmap;
use crate::lifecycle::Stage;
use crate::message::Medium;
use crate::money::Decimal;
use crate::rfm::Group;
use crate::snapshot::Snapshot;
use crate::wire::engine::{Answer, Bar, NodeCount, Reach, Spreads, Step, Sums};

use super::columns::{Columns, chunks, whole_average};
use super::evaluate::{Context, Engine, EvaluateError};
use super::query::{Query, Rule, Value};
use super::sums::Both;
use super::tally::{Bin, Facts, Places, Spread, Tally};
use super::walk::Evaluation;

/// The last day of each bin of recency; what is longer ago is in one more.
pub(super) const RECENCY: [i32; 6] = [30, 60, 90, 180, 365, 730];
/// Lower edges of the spend bands, in major units.
const BANDS: [i64; 6] = [50, 100, 200, 300, 500, 1000];
/// How many regions are shown by name.
const TOP_REGIONS: usize = 12;

/// Lower edges of the bands of average order value, in minor units; below the first is one band more.
#[derive(Debug)]
pub(super) struct Bands(Vec<i64>);

impl Bands {
    /// The usual bands; where more than three in five buyers fall into one of them, bands by the shop's own quantiles,
    /// rounded to 1, 2 or 5 × 10ⁿ.
    pub fn of(snapshot: &Snapshot, columns: &Columns) -> Bands {
        let money = 10i64.pow(snapshot.decimals());
        let usual = Bands(BANDS.map(|edge| edge * money).to_vec());
        let mut counts = [0usize; BANDS.len() + 1];
        let mut averages = Both::default();
        for rows in chunks(columns.orders.len()) {
            averages.read(&columns.average, &columns.orders, rows);
            usual.add(&averages, &mut counts);
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        if most * 5 <= counts.iter().sum::<usize>() * 3 {
            return usual;
        }
        let mut values: Vec<i64> = Vec::new();
        for rows in chunks(columns.orders.len()) {
            averages.read(&columns.average, &columns.orders, rows);
            values.extend(averages.of_buyers().map(whole_average));
        }
        values.sort_unstable();
        let mut edges: Vec<i64> = (1..7)
            .filter_map(|seventh| values.get(values.len() * seventh / 7))
            .filter(|value| **value > 0)
            .map(|value| rounded(*value))
            .collect();
        edges.sort_unstable();
        edges.dedup();
        if edges.is_empty() {
            usual
        } else {
            Bands(edges)
        }
    }

    /// Counts buyers by the band of their averages.
    #[inline(never)]
    fn add(&self, averages: &Both, counts: &mut [usize]) {
        for average in averages.of_buyers() {
            if let Some(count) = counts.get_mut(self.band(whole_average(average))) {
                *count += 1;
            }
        }
    }

    /// How many bands there are, with the one for those without an order.
    pub fn count(&self) -> usize {
        self.0.len() + 2
    }

    /// The band of an average. Edges are whole, so the average may be rounded down.
    pub fn band(&self, average: i64) -> usize {
        self.0.partition_point(|edge| *edge <= average)
    }
}

/// The nearest of 1, 2, 5 × 10ⁿ from below.
fn rounded(value: i64) -> i64 {
    let mut ten = 1i64;
    while value / 10 >= ten {
        ten *= 10;
    }
    [5, 2]
        .into_iter()
        .map(|step| step * ten)
        .find(|edge| *edge <= value)
        .unwrap_or(ten)
}

/// The member levels there are, ascending.
pub(super) fn levels(snapshot: &Snapshot) -> Vec<i64> {
    let mut levels: Vec<i64> = Vec::new();
    let mut last = None;
    for level in snapshot.customers.member_level.iter() {
        if last != Some(level) {
            last = Some(level);
            if let Err(at) = levels.binary_search(&level) {
                levels.insert(at, level);
            }
        }
    }
    levels
}

fn bar(bin: Bin, key: impl Into<String>, query: String) -> Bar {
    Bar {
        key: key.into(),
        customers: bin.customers,
        spent_minor: bin.spent,
        query,
    }
}

impl Engine {
    /// Everything about the members of a query.
    pub fn answer(&self, query: &Query, context: &Context) -> Result<Answer, EvaluateError> {
        let mut evaluation = Evaluation::new(self, context);
        let mut counts = HashMap::new();
        let mut steps = Vec::new();
        let members = match query.rule() {
            None => Arc::new(Bitmap::all(self.count())),
            Some(rule) => {
                let mut count = |node: &Rule, members: &Bitmap| {
                    self.touch(self.set_bytes());
                    counts.insert(std::ptr::from_ref(node), members.count());
                };
                let mut step = |node: &Rule, left: &Bitmap| {
                    self.touch(self.set_bytes());
                    steps.push(Step {
                        text: node.to_string(),
                        customers: left.count(),
                    });
                };
                evaluation.steps(rule, &mut count, &mut step)?
            }
        };
        let mut nodes = Vec::new();
        if let Some(rule) = query.rule() {
            each_node(rule, &mut Vec::new(), &mut |path, node| {
                let at = std::ptr::from_ref(node);
                nodes.push(NodeCount {
                    path: path.to_vec(),
                    text: node.to_string(),
                    customers: counts.get(&at).copied().unwrap_or(0),
                });
            });
        }
        self.go_on()?;
        let all = self.count();
        let tally = self.tally(&members);
        let sums = self.summed_up(&members, &tally);
        Ok(Answer {
            query: query.to_string(),
            as_of: Some(self.as_of),
            all,
            share: if all == 0 {
                0.0
            } else {
                f64::from(sums.customers) / f64::from(all)
            },
            sums,
            decimals: self.snapshot.decimals(),
            spreads: self.spread_out(&tally),
            steps,
            nodes,
        })
    }

    /// Whether the medium can reach the customer.
    #[inline]
    pub fn reaches(&self, medium: Medium, row: usize) -> bool {
        self.reached_by(medium).contains(row as u32)
    }

    /// Whom the medium can reach.
    pub fn reached_by(&self, medium: Medium) -> &Bitmap {
        match medium {
            Medium::Sms => &self.reach.sms,
            Medium::Email => &self.reach.email,
            Medium::Platform => &self.reach.platform,
        }
    }

    fn tally(&self, members: &Bitmap) -> Tally {
        let facts = Facts {
            snapshot: &self.snapshot,
            columns: &self.columns,
            bands: &self.bands,
            levels: &self.levels,
            as_of: i64::from(self.as_of.0),
        };
        let (tally, bytes) = self.counter.tally(facts, members);
        // Whom to look at, and who is reached.
        self.touch(bytes + 8 * self.set_bytes());
        tally
    }

    /// Sums over a set of customers.
    pub fn sums(&self, members: &Bitmap) -> Sums {
        self.summed_up(members, &self.tally(members))
    }

    fn summed_up(&self, members: &Bitmap, tally: &Tally) -> Sums {
        let stages = || tally[Spread::Stages].iter();
        let spent_minor: i64 = stages().map(|bin| bin.spent).sum();
        let buyers = members.count_and(&self.reach.buyers);
        Sums {
            customers: stages().map(|bin| bin.customers).sum(),
            buyers,
            orders: tally.orders,
            spent_minor,
            paid_minor: spent_minor + tally.refunded,
            refunded_minor: tally.refunded,
            aov_minor: divided(spent_minor, tally.orders),
            spend_per_buyer_minor: divided(spent_minor, u64::from(buyers)),
            reach: Reach {
                sms: members.count_and(&self.reach.sms),
                email: members.count_and(&self.reach.email),
                platform: members.count_and(&self.reach.platform),
            },
        }
    }

    /// How a set of customers spreads; every bar with the query that gives it out of everybody.
    pub fn spreads(&self, members: &Bitmap) -> Spreads {
        self.spread_out(&self.tally(members))
    }

    fn spread_out(&self, tally: &Tally) -> Spreads {
        let Places {
            texts: places,
            by_region,
            ..
        } = Places::of(&self.snapshot);
        let levels = &self.levels;
        let by = if by_region {
            "customer_region"
        } else {
            "customer_country"
        };
        let stage_bar = |(at, stage): (usize, &Stage)| {
            bar(
                tally[Spread::Stages][at],
                stage.code(),
                format!("lifecycle_stage = '{}'", stage.code()),
            )
        };
        let group_bar = |(at, group): (usize, &Group)| {
            bar(
                tally[Spread::Groups][at],
                group.code(),
                format!("rfm_group = '{}'", group.code()),
            )
        };
        let level_bar = |(at, level): (usize, &i64)| {
            bar(
                tally[Spread::Levels][at],
                level.to_string(),
                format!("member_level = {level}"),
            )
        };
        Spreads {
            recency: recency_bars(&tally[Spread::Recency]),
            rfm_grid: grid_bars(&tally[Spread::Grid]),
            rfm_groups: Group::ALL.iter().enumerate().map(group_bar).collect(),
            lifecycle: Stage::ALL.iter().enumerate().map(stage_bar).collect(),
            regions: region_bars(&tally[Spread::Places], places, by),
            regions_by: by.to_owned(),
            member_levels: levels.iter().enumerate().map(level_bar).collect(),
            spend_bands: self.band_bars(&tally[Spread::Bands]),
        }
    }

    fn band_bars(&self, bins: &[Bin]) -> Vec<Bar> {
        let decimals = self.snapshot.decimals();
        let edges: Vec<String> = self
            .bands
            .0
            .iter()
            .map(|edge| major(*edge, decimals))
            .collect();
        let name = "average_order_value";
        let mut bars = Vec::new();
        for (band, bin) in bins.iter().take(edges.len() + 1).enumerate() {
            let low = band.checked_sub(1).map(|at| &edges[at]);
            let (key, query) = match (low, edges.get(band)) {
                (Some(low), Some(high)) => (
                    format!("{low}-{high}"),
                    format!("{name} >= {low} AND {name} < {high}"),
                ),
                (Some(low), None) => (format!("{low}-"), format!("{name} >= {low}")),
                (None, Some(high)) => (format!("-{high}"), format!("{name} < {high}")),
                (None, None) => continue,
            };
            bars.push(bar(*bin, key, query));
        }
        bars.push(bar(
            bins[edges.len() + 1],
            "NONE",
            format!("{name} IS NULL"),
        ));
        bars
    }
}

fn recency_bars(bins: &[Bin]) -> Vec<Bar> {
    let mut bars = Vec::new();
    for (at, last) in RECENCY.iter().enumerate() {
        let (key, query) = match at.checked_sub(1).map(|before| RECENCY[before] + 1) {
            None => (
                format!("0-{last}"),
                format!("last_order_date BETWEEN -{last}d AND today"),
            ),
            Some(first) => (
                format!("{first}-{last}"),
                format!("last_order_date BETWEEN -{last}d AND -{first}d"),
            ),
        };
        bars.push(bar(bins[at], key, query));
    }
    let longest = RECENCY[RECENCY.len() - 1];
    let long_ago = format!("last_order_date < -{longest}d");
    bars.push(bar(
        bins[RECENCY.len()],
        format!("{}-", longest + 1),
        long_ago,
    ));
    bars.push(bar(
        bins[RECENCY.len() + 1],
        "NONE",
        "last_order_date IS NULL".to_owned(),
    ));
    bars
}

fn grid_bars(bins: &[Bin]) -> Vec<Bar> {
    let mut bars: Vec<Bar> = (0..25)
        .map(|at| {
            let (r, f) = (5 - at / 5, at % 5 + 1);
            let query = format!("rfm_recency = {r} AND rfm_frequency = {f}");
            bar(bins[at], format!("{r}-{f}"), query)
        })
        .collect();
    bars.push(bar(bins[25], "NONE", "rfm_recency IS NULL".to_owned()));
    bars
}

/// The places with the most customers by name, the others as one, the unknown as another.
fn region_bars(bins: &[Bin], places: &[String], by: &str) -> Vec<Bar> {
    let mut named: Vec<usize> = (1..places.len())
        .filter(|at| bins[*at].customers > 0)
        .collect();
    named.sort_by(|one, other| {
        let key = |at: usize| (std::cmp::Reverse(bins[at].customers), &places[at]);
        key(*one).cmp(&key(*other))
    });
    let quoted = |at: &usize| Value::Text(places[*at].clone()).to_string();
    let (top, others) = named.split_at(named.len().min(TOP_REGIONS));
    let mut bars: Vec<Bar> = top
        .iter()
        .map(|at| bar(bins[*at], &*places[*at], format!("{by} = {}", quoted(at))))
        .collect();
    if !others.is_empty() {
        let list: Vec<String> = top.iter().map(quoted).collect();
        bars.push(Bar {
            key: "OTHER".to_owned(),
            customers: others.iter().map(|at| bins[*at].customers).sum(),
            spent_minor: others.iter().map(|at| bins[*at].spent).sum(),
            query: format!("{by} NOT IN ({})", list.join(", ")),
        });
    }
    if bins.first().is_some_and(|bin| bin.customers > 0) {
        bars.push(bar(bins[0], "NONE", format!("{by} IS NULL")));
    }
    bars
}

/// An amount as it is written in a query.
pub(crate) fn major(minor: i64, decimals: u32) -> String {
    let (mut digits, mut scale) = (minor, decimals);
    while scale > 0 && digits % 10 == 0 {
        digits /= 10;
        scale -= 1;
    }
    Value::Number(Decimal { digits, scale }).to_string()
}

/// Rounded half away from zero; none over nothing.
pub(crate) fn divided(sum: i64, over: u64) -> Option<i64> {
    let (sum, over) = (i128::from(sum), i128::from(over));
    if over == 0 {
        return None;
    }
    let rounded = (sum.abs() * 2 + over) / (over * 2) * sum.signum();
    i64::try_from(rounded).ok()
}

/// Every node with its path, the root first.
pub(super) fn each_node<'a>(
    rule: &'a Rule,
    path: &mut Vec<u32>,
    found: &mut dyn FnMut(&[u32], &'a Rule),
) {
    found(path, rule);
    let children = match rule {
        Rule::And(rules) | Rule::Or(rules) => rules.as_slice(),
        Rule::Not(rule) => std::slice::from_ref(&**rule),
        Rule::Clause(_) => &[],
    };
    for (at, child) in children.iter().enumerate() {
        path.push(at as u32);
        each_node(child, path, found);
        path.pop();
    }
}
