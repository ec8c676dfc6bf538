//! Everything there is to know about a set of customers at once: sums, reach, spreads.

use std::collections::HashMap;

use crate::bitmap::Bitmap;
use crate::lifecycle::Stage;
use crate::message::Medium;
use crate::money::Decimal;
use crate::rfm::Group;
use crate::snapshot::{Snapshot, Subscription};
use crate::wire::engine::{Answer, Bar, NodeCount, Reach, Spreads, Step, Sums};

use super::columns::Columns;
use super::evaluate::{Context, Engine, EvaluateError, Evaluation};
use super::query::{Query, Rule, Value};

/// The last day of each bin of recency; what is longer ago is in one more.
const RECENCY: [i32; 6] = [30, 60, 90, 180, 365, 730];
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
        let mut values: Vec<i64> = Vec::new();
        for row in (0..columns.orders.len()).filter(|row| columns.orders[*row] > 0) {
            let (spent, orders) = (columns.spent(row), i64::from(columns.orders[row]));
            counts[usual.band(spent, orders)] += 1;
            values.push(spent.div_euclid(orders));
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        if most * 5 <= values.len() * 3 {
            return usual;
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

    fn band(&self, spent: i64, orders: i64) -> usize {
        let spent = i128::from(spent);
        self.0
            .partition_point(|edge| i128::from(*edge) * i128::from(orders) <= spent)
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

/// Customers and what they spent, by bin.
#[derive(Debug, Default)]
struct Bins(Vec<(u32, i64)>);

impl Bins {
    fn of(count: usize) -> Bins {
        Bins(vec![(0, 0); count])
    }

    #[inline]
    fn add(&mut self, bin: usize, spent: i64) {
        let (customers, sum) = &mut self.0[bin];
        *customers += 1;
        *sum += spent;
    }

    fn bar(&self, bin: usize, key: impl Into<String>, query: String) -> Bar {
        let (customers, spent_minor) = self.0[bin];
        Bar {
            key: key.into(),
            customers,
            spent_minor,
            query,
        }
    }
}

impl Engine {
    /// Everything about the members of a query.
    pub fn answer(&self, query: &Query, context: &Context) -> Result<Answer, EvaluateError> {
        let mut evaluation = Evaluation::new(self, context);
        let mut counts = HashMap::new();
        let mut steps = Vec::new();
        let members = match query.rule() {
            None => Bitmap::all(self.count()),
            Some(rule) => {
                // Children come before their parents; a chain's own children are its steps.
                let top: Vec<*const Rule> = query.steps().iter().map(std::ptr::from_ref).collect();
                let mut left = Bitmap::all(self.count());
                evaluation.rule(rule, &mut |node, members| {
                    let at = std::ptr::from_ref(node);
                    counts.insert(at, members.count());
                    if top.contains(&at) {
                        left.keep(members);
                        steps.push(Step {
                            text: node.to_string(),
                            customers: left.count(),
                        });
                    }
                })?
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
        let all = self.count();
        let sums = self.sums(&members);
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
            spreads: self.spreads(&members),
            steps,
            nodes,
        })
    }

    /// Whether the medium can reach the customer.
    #[inline]
    pub fn reaches(&self, medium: Medium, row: usize) -> bool {
        let facts = &self.snapshot.customers;
        let subscribed = Subscription::Subscribed as i64;
        match medium {
            Medium::Sms => facts.sms.get(row) == subscribed,
            Medium::Email => facts.email.get(row) == subscribed,
            Medium::Platform => facts.platform.get(row) == 1,
        }
    }

    /// Sums over a set of customers.
    pub fn sums(&self, members: &Bitmap) -> Sums {
        let columns = &self.columns;
        let mut sums = Sums::default();
        let mut reach = Reach::default();
        for row in members.rows().map(|row| row as usize) {
            sums.customers += 1;
            sums.buyers += u32::from(columns.orders[row] > 0);
            sums.orders += u64::from(columns.orders[row]);
            sums.paid_minor += columns.paid[row];
            sums.refunded_minor += columns.refunded[row];
            reach.sms += u32::from(self.reaches(Medium::Sms, row));
            reach.email += u32::from(self.reaches(Medium::Email, row));
            reach.platform += u32::from(self.reaches(Medium::Platform, row));
        }
        sums.spent_minor = sums.paid_minor - sums.refunded_minor;
        sums.aov_minor = divided(sums.spent_minor, sums.orders);
        sums.spend_per_buyer_minor = divided(sums.spent_minor, u64::from(sums.buyers));
        sums.reach = reach;
        sums
    }

    /// How a set of customers spreads; every bar with the query that gives it out of everybody.
    pub fn spreads(&self, members: &Bitmap) -> Spreads {
        let (columns, facts) = (&self.columns, &self.snapshot.customers);
        let by_region = facts.regions.len() > 1;
        let (places, place) = if by_region {
            (&facts.regions, &facts.region)
        } else {
            (&facts.countries, &facts.country)
        };
        let levels = &self.levels;
        let mut recency = Bins::of(RECENCY.len() + 2);
        let mut grid = Bins::of(26);
        let mut groups = Bins::of(Group::ALL.len());
        let mut stages = Bins::of(Stage::ALL.len());
        let mut regions = Bins::of(places.len());
        let mut member_levels = Bins::of(levels.len());
        let mut bands = Bins::of(self.bands.0.len() + 2);
        for row in members.rows().map(|row| row as usize) {
            let spent = columns.spent(row);
            let orders = i64::from(columns.orders[row]);
            if orders > 0 {
                let silent = self.as_of.0 - columns.last_day[row];
                recency.add(RECENCY.partition_point(|edge| *edge < silent), spent);
                let (r, f) = (columns.recency[row], columns.frequency[row]);
                grid.add(usize::from(5 - r) * 5 + usize::from(f) - 1, spent);
                bands.add(self.bands.band(spent, orders), spent);
            } else {
                recency.add(RECENCY.len() + 1, spent);
                grid.add(25, spent);
                bands.add(self.bands.0.len() + 1, spent);
            }
            groups.add(usize::from(columns.group[row]), spent);
            stages.add(usize::from(columns.stage[row]), spent);
            regions.add(place.get(row) as usize, spent);
            let level = facts.member_level.get(row);
            member_levels.add(levels.binary_search(&level).unwrap_or(0), spent);
        }
        let by = if by_region {
            "customer_region"
        } else {
            "customer_country"
        };
        let stage_bar = |(at, stage): (usize, &Stage)| {
            stages.bar(
                at,
                stage.code(),
                format!("lifecycle_stage = '{}'", stage.code()),
            )
        };
        let group_bar = |(at, group): (usize, &Group)| {
            groups.bar(at, group.code(), format!("rfm_group = '{}'", group.code()))
        };
        let level_bar = |(at, level): (usize, &i64)| {
            member_levels.bar(at, level.to_string(), format!("member_level = {level}"))
        };
        Spreads {
            recency: recency_bars(&recency),
            rfm_grid: grid_bars(&grid),
            rfm_groups: Group::ALL.iter().enumerate().map(group_bar).collect(),
            lifecycle: Stage::ALL.iter().enumerate().map(stage_bar).collect(),
            regions: region_bars(&regions, places, by),
            regions_by: by.to_owned(),
            member_levels: levels.iter().enumerate().map(level_bar).collect(),
            spend_bands: self.band_bars(&bands),
        }
    }

    fn band_bars(&self, bins: &Bins) -> Vec<Bar> {
        let decimals = self.snapshot.decimals();
        let edges: Vec<String> = self
            .bands
            .0
            .iter()
            .map(|edge| major(*edge, decimals))
            .collect();
        let name = "average_order_value";
        let mut bars = Vec::new();
        for band in 0..=edges.len() {
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
            bars.push(bins.bar(band, key, query));
        }
        bars.push(bins.bar(edges.len() + 1, "NONE", format!("{name} IS NULL")));
        bars
    }
}

fn recency_bars(bins: &Bins) -> Vec<Bar> {
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
        bars.push(bins.bar(at, key, query));
    }
    let longest = RECENCY[RECENCY.len() - 1];
    let long_ago = format!("last_order_date < -{longest}d");
    bars.push(bins.bar(RECENCY.len(), format!("{}-", longest + 1), long_ago));
    bars.push(bins.bar(
        RECENCY.len() + 1,
        "NONE",
        "last_order_date IS NULL".to_owned(),
    ));
    bars
}

fn grid_bars(bins: &Bins) -> Vec<Bar> {
    let mut bars: Vec<Bar> = (0..25)
        .map(|at| {
            let (r, f) = (5 - at / 5, at % 5 + 1);
            let query = format!("rfm_recency = {r} AND rfm_frequency = {f}");
            bins.bar(at, format!("{r}-{f}"), query)
        })
        .collect();
    bars.push(bins.bar(25, "NONE", "rfm_recency IS NULL".to_owned()));
    bars
}

/// The places with the most customers by name, the others as one, the unknown as another.
fn region_bars(bins: &Bins, places: &[String], by: &str) -> Vec<Bar> {
    let mut named: Vec<usize> = (1..places.len()).filter(|at| bins.0[*at].0 > 0).collect();
    named.sort_by(|one, other| {
        let key = |at: usize| (std::cmp::Reverse(bins.0[at].0), &places[at]);
        key(*one).cmp(&key(*other))
    });
    let quoted = |at: &usize| Value::Text(places[*at].clone()).to_string();
    let (top, others) = named.split_at(named.len().min(TOP_REGIONS));
    let mut bars: Vec<Bar> = top
        .iter()
        .map(|at| bins.bar(*at, &*places[*at], format!("{by} = {}", quoted(at))))
        .collect();
    if !others.is_empty() {
        let list: Vec<String> = top.iter().map(quoted).collect();
        bars.push(Bar {
            key: "OTHER".to_owned(),
            customers: others.iter().map(|at| bins.0[*at].0).sum(),
            spent_minor: others.iter().map(|at| bins.0[*at].1).sum(),
            query: format!("{by} NOT IN ({})", list.join(", ")),
        });
    }
    if bins.0.first().is_some_and(|bin| bin.0 > 0) {
        bars.push(bins.bar(0, "NONE", format!("{by} IS NULL")));
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
