//! The inputs put in order: who was assigned where, from when on orders count, and what they come to.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    ATTRIBUTION_DAYS, Arms, Effect, Good, GroupPlan, Hour, Inputs, LedgerRow, MOST_HOURS,
    OrderFacts, Row, RowScope, Sold,
};
use crate::effect::mean::{Sample, quantile};
use crate::effect::proportion::Proportion;
use crate::message::{Medium, sms};
use crate::sending::LedgerState;

/// Whose message came last before a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Credit {
    Own,
    Other,
    Nobody,
}

/// Where a customer was assigned.
struct Assigned<'a> {
    group: &'a GroupPlan,
    is_held_out: bool,
}

/// The inputs, found by customer and by group.
pub(super) struct Book<'a> {
    inputs: &'a Inputs,
    assigned: HashMap<i64, Assigned<'a>>,
    orders: HashMap<i64, Vec<&'a OrderFacts>>,
    /// The first sending of each wave of each group.
    first_sent: BTreeMap<(&'a str, u32), i64>,
    own_touches: HashMap<i64, Vec<i64>>,
    other_touches: HashMap<i64, Vec<i64>>,
    campaign_products: HashSet<i64>,
}

impl<'a> Book<'a> {
    pub(super) fn of(inputs: &'a Inputs) -> Book<'a> {
        let plans: HashMap<&str, &GroupPlan> = inputs
            .groups
            .iter()
            .map(|group| (group.id.as_str(), group))
            .collect();
        let mut assigned = HashMap::new();
        let mut first_sent: BTreeMap<(&str, u32), i64> = BTreeMap::new();
        let mut own_touches: HashMap<i64, Vec<i64>> = HashMap::new();
        for row in &inputs.ledger {
            if let Some(group) = plans.get(row.group.as_str()) {
                assigned.entry(row.customer).or_insert(Assigned {
                    group,
                    is_held_out: row.is_held_out(),
                });
            }
            if row.state == LedgerState::Sent
                && let Some(at) = row.sent_at
            {
                let first = first_sent
                    .entry((row.group.as_str(), row.wave))
                    .or_insert(at);
                *first = at.min(*first);
                own_touches.entry(row.customer).or_default().push(at);
            }
        }
        let mut orders: HashMap<i64, Vec<&OrderFacts>> = HashMap::new();
        for order in &inputs.orders {
            orders.entry(order.customer).or_default().push(order);
        }
        let mut other_touches: HashMap<i64, Vec<i64>> = HashMap::new();
        for touch in &inputs.other_touches {
            other_touches
                .entry(touch.customer)
                .or_default()
                .push(touch.at);
        }
        Book {
            inputs,
            assigned,
            orders,
            first_sent,
            own_touches,
            other_touches,
            campaign_products: inputs.campaign_products.iter().copied().collect(),
        }
    }

    /// Every sending to every group, in order.
    pub(super) fn waves(&self) -> Vec<(&'a GroupPlan, u32)> {
        let numbers: BTreeSet<(&str, u32)> = self
            .inputs
            .ledger
            .iter()
            .map(|row| (row.group.as_str(), row.wave))
            .collect();
        let of_group = |group: &'a GroupPlan| {
            let id = group.id.as_str();
            numbers
                .iter()
                .filter(move |(of, _)| *of == id)
                .map(move |(_, number)| (group, *number))
        };
        self.inputs.groups.iter().flat_map(of_group).collect()
    }

    /// From when on orders of a group's people count: its first sending, or the planned one while nothing has left.
    fn counts_from(&self, group: &GroupPlan) -> i64 {
        let id = group.id.as_str();
        self.first_sent
            .range((id, 0)..=(id, u32::MAX))
            .map(|(_, at)| *at)
            .min()
            .unwrap_or(group.planned_at)
    }

    /// When the window began.
    pub(super) fn window_from(&self) -> Option<i64> {
        self.inputs
            .groups
            .iter()
            .map(|group| self.counts_from(group))
            .min()
    }

    fn orders_of(&self, customer: i64) -> impl Iterator<Item = &'a OrderFacts> + '_ {
        self.orders.get(&customer).into_iter().flatten().copied()
    }

    fn is_paid_since(&self, order: &OrderFacts, from: i64) -> bool {
        order
            .paid_at
            .is_some_and(|at| (from..self.inputs.window_until).contains(&at))
    }

    fn is_left_unpaid_since(&self, order: &OrderFacts, from: i64) -> bool {
        let until = self.inputs.window_until;
        let placed = order
            .created_at
            .is_some_and(|at| (from..until).contains(&at));
        placed && order.paid_at.is_none_or(|at| at >= until)
    }

    /// The two arms of a group.
    pub(super) fn arms(&self, group: &str) -> Arms {
        let mut spends: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
        let mut buyers = [0u64; 2];
        for (customer, assigned) in &self.assigned {
            if assigned.group.id != group {
                continue;
            }
            let arm = usize::from(assigned.is_held_out);
            let from = self.counts_from(assigned.group);
            let mut net = 0;
            let mut bought = false;
            for order in self.orders_of(*customer) {
                if self.is_paid_since(order, from) {
                    bought = true;
                    net += order.amount_minor - order.refunded_minor;
                }
            }
            buyers[arm] += u64::from(bought);
            spends[arm].push(net as f64);
        }
        // The same numbers in the same order, whatever order the map gives them: the report must be reproducible.
        spends
            .iter_mut()
            .for_each(|amounts| amounts.sort_by(f64::total_cmp));
        let cut = quantile(&spends.concat(), 0.995).unwrap_or(0.0);
        let sample = |amounts: &[f64]| Sample::of(amounts.iter().copied());
        let trimmed = |amounts: &[f64]| Sample::of(amounts.iter().map(|amount| amount.min(cut)));
        let [treated, control] = spends;
        Arms {
            treated: Proportion {
                hits: buyers[0],
                of: treated.len() as u64,
            },
            control: Proportion {
                hits: buyers[1],
                of: control.len() as u64,
            },
            treated_spend: sample(&treated),
            control_spend: sample(&control),
            treated_trimmed: trimmed(&treated),
            control_trimmed: trimmed(&control),
        }
    }

    /// One row over the rows of the ledger that belong to it.
    pub(super) fn row(
        &self,
        scope: RowScope,
        effect: Option<Effect>,
        belongs: impl Fn(&LedgerRow) -> bool,
    ) -> Row {
        let mut row = Row::empty(scope, effect);
        let mut people: BTreeSet<i64> = BTreeSet::new();
        let mut opted_out: HashSet<i64> = HashSet::new();
        let mut segments = 0i64;
        let media: HashMap<&str, Medium> = self
            .inputs
            .groups
            .iter()
            .map(|group| (group.id.as_str(), group.medium))
            .collect();
        let (mut mails, mut opened, mut clicked) = (0u64, 0, 0);
        for entry in self.inputs.ledger.iter().filter(|entry| belongs(entry)) {
            people.insert(entry.customer);
            match entry.state {
                LedgerState::Sent => row.sent += 1,
                LedgerState::Failed => row.failed += 1,
                LedgerState::Suppressed => row.suppressed += 1,
                LedgerState::Unknown => row.unknown += 1,
                LedgerState::Pending | LedgerState::Leased | LedgerState::Intent => {
                    row.pending += 1;
                }
                LedgerState::HeldOut => {}
            }
            row.delivered += u64::from(entry.delivered);
            if entry.opted_out {
                opted_out.insert(entry.customer);
            }
            match media.get(entry.group.as_str()) {
                Some(Medium::Sms) if entry.state == LedgerState::Sent => {
                    segments += i64::from(entry.units);
                }
                Some(Medium::Email) => {
                    mails += 1;
                    opened += u64::from(entry.opened);
                    clicked += u64::from(entry.clicked);
                }
                _ => {}
            }
        }
        if mails > 0 && row.sent > 0 {
            (row.opened, row.clicked) = (Some(opened), Some(clicked));
        }
        row.targeted = people.len() as u64;
        row.opted_out = opted_out.len() as u64;
        row.cost_minor = sms::minor_of_ten_thousandths(
            segments.saturating_mul(self.inputs.sms_price_ten_thousandths),
            self.inputs.decimals,
        )
        .0;
        for customer in people {
            self.add_orders(&mut row, customer);
        }
        row.rate();
        row
    }

    fn add_orders(&self, row: &mut Row, customer: i64) {
        let Some(assigned) = self.assigned.get(&customer) else {
            return;
        };
        let from = match &row.scope {
            RowScope::Wave { number, .. } if *number > 1 => self
                .first_sent
                .get(&(assigned.group.id.as_str(), *number))
                .copied()
                .unwrap_or(i64::MAX),
            _ => self.counts_from(assigned.group),
        };
        let (mut paid, mut unpaid) = (Sold::default(), Sold::default());
        for order in self.orders_of(customer) {
            if self.is_paid_since(order, from) {
                paid.add(order.amount_minor);
                row.refunded_minor += order.refunded_minor;
                row.refunded_later_minor += order.refunded_later_minor;
                row.goods_minor += order
                    .lines
                    .iter()
                    .filter(|line| self.campaign_products.contains(&line.product))
                    .map(|line| line.amount_minor)
                    .sum::<i64>();
                if self.credit(order) == Credit::Own {
                    row.attributed_minor += order.amount_minor - order.refunded_minor;
                }
            } else if self.is_left_unpaid_since(order, from) {
                unpaid.add(order.amount_minor);
            }
        }
        row.paid.add_person(paid);
        row.unpaid.add_person(unpaid);
        row.ordered.add_person(Sold {
            buyers: 0,
            orders: paid.orders + unpaid.orders,
            amount_minor: paid.amount_minor + unpaid.amount_minor,
        });
    }

    /// Whose message was the last within the attribution days before a payment.
    fn credit(&self, order: &OrderFacts) -> Credit {
        let Some(paid_at) = order.paid_at else {
            return Credit::Nobody;
        };
        let earliest = paid_at - ATTRIBUTION_DAYS * 86_400;
        let last = |touches: &HashMap<i64, Vec<i64>>| {
            touches
                .get(&order.customer)?
                .iter()
                .copied()
                .filter(|at| (earliest..=paid_at).contains(at))
                .max()
        };
        match (last(&self.own_touches), last(&self.other_touches)) {
            (Some(own), Some(other)) if other > own => Credit::Other,
            (Some(_), _) => Credit::Own,
            (None, Some(_)) => Credit::Other,
            (None, None) => Credit::Nobody,
        }
    }

    /// Paid orders within the window, with whether their buyer was held out.
    fn paid_orders(&self) -> impl Iterator<Item = (&'a OrderFacts, bool)> + '_ {
        self.inputs.orders.iter().filter_map(|order| {
            let assigned = self.assigned.get(&order.customer)?;
            let from = self.counts_from(assigned.group);
            self.is_paid_since(order, from)
                .then_some((order, assigned.is_held_out))
        })
    }

    /// The share of paid orders that another campaign's message came before.
    pub(super) fn overlap_share(&self) -> Option<f64> {
        let (mut overlapping, mut all) = (0u64, 0u64);
        for (order, _) in self.paid_orders().filter(|(_, is_held_out)| !is_held_out) {
            all += 1;
            overlapping += u64::from(self.credit(order) == Credit::Other);
        }
        (all > 0).then(|| overlapping as f64 / all as f64)
    }

    /// The curve, every hour from the window's beginning to its end or to how new the orders are.
    pub(super) fn hours(&self) -> Vec<Hour> {
        let Some(from) = self.window_from() else {
            return Vec::new();
        };
        let hour_of = |at: i64| at.div_euclid(3_600);
        let first = hour_of(from);
        let newest = self.inputs.as_of.min(self.inputs.window_until - 1);
        let last = hour_of(newest).min(first + MOST_HOURS - 1);
        let mut hours: Vec<Hour> = (first..=last)
            .map(|hour| Hour {
                at: hour * 3_600,
                ..Hour::default()
            })
            .collect();
        let place = |at: i64| usize::try_from(hour_of(at) - first).ok();
        for at in self.own_touches.values().flatten() {
            if let Some(hour) = place(*at).and_then(|place| hours.get_mut(place)) {
                hour.sent += 1;
            }
        }
        for (order, is_held_out) in self.paid_orders() {
            let Some(hour) = order
                .paid_at
                .and_then(place)
                .and_then(|place| hours.get_mut(place))
            else {
                continue;
            };
            if is_held_out {
                hour.holdout_orders += 1;
                hour.holdout_minor += order.amount_minor;
            } else {
                hour.paid_orders += 1;
                hour.paid_minor += order.amount_minor;
            }
        }
        hours
    }

    /// What was sold to those written to.
    pub(super) fn goods(&self) -> Vec<Good> {
        let mut sold: BTreeMap<i64, (Good, BTreeSet<i64>)> = BTreeMap::new();
        for (order, _) in self.paid_orders().filter(|(_, is_held_out)| !is_held_out) {
            let mut counted: BTreeSet<i64> = BTreeSet::new();
            for line in &order.lines {
                let (good, buyers) = sold.entry(line.product).or_default();
                good.quantity += line.quantity;
                good.amount_minor += line.amount_minor;
                good.orders += u64::from(counted.insert(line.product));
                buyers.insert(order.customer);
            }
        }
        let mut goods: Vec<Good> = sold
            .into_iter()
            .map(|(product, (good, buyers))| {
                let words = self.inputs.products.get(&product);
                Good {
                    key: words.map_or_else(|| product.to_string(), |words| words.key.clone()),
                    title: words.map(|words| words.title.clone()).unwrap_or_default(),
                    is_of_campaign: self.campaign_products.contains(&product),
                    buyers: buyers.len() as u64,
                    ..good
                }
            })
            .collect();
        goods.sort_by(|one, other| {
            (other.amount_minor, &one.key).cmp(&(one.amount_minor, &other.key))
        });
        goods
    }
}

impl Sold {
    fn add(&mut self, amount_minor: i64) {
        self.orders += 1;
        self.amount_minor += amount_minor;
    }

    /// Adds what one person bought.
    fn add_person(&mut self, bought: Sold) {
        self.buyers += u64::from(bought.orders > 0);
        self.orders += bought.orders;
        self.amount_minor += bought.amount_minor;
    }
}

impl Row {
    fn empty(scope: RowScope, effect: Option<Effect>) -> Row {
        Row {
            scope,
            targeted: 0,
            sent: 0,
            delivered: 0,
            failed: 0,
            suppressed: 0,
            unknown: 0,
            pending: 0,
            opened: None,
            clicked: None,
            opted_out: 0,
            ordered: Sold::default(),
            unpaid: Sold::default(),
            paid: Sold::default(),
            refunded_minor: 0,
            refunded_later_minor: 0,
            goods_minor: 0,
            conversion: None,
            conversion_of_delivered: None,
            pay_through: None,
            order_value_minor: None,
            spend_per_buyer_minor: None,
            cost_minor: 0,
            attributed_minor: 0,
            revenue_to_cost: None,
            revenue_per_message_minor: None,
            effect,
        }
    }

    /// The rates, once the sums are made.
    fn rate(&mut self) {
        let share = |part: u64, of: u64| (of > 0).then(|| part as f64 / of as f64);
        let per =
            |amount: i64, of: u64| (of > 0).then(|| (amount as f64 / of as f64).round() as i64);
        self.conversion = share(self.paid.buyers, self.targeted);
        self.conversion_of_delivered = share(self.paid.buyers, self.delivered);
        self.pay_through = share(self.paid.buyers, self.ordered.buyers);
        self.order_value_minor = per(self.paid.amount_minor, self.paid.orders);
        self.spend_per_buyer_minor = per(self.paid.amount_minor, self.paid.buyers);
        self.revenue_to_cost =
            (self.cost_minor > 0).then(|| self.attributed_minor as f64 / self.cost_minor as f64);
        self.revenue_per_message_minor =
            (self.sent > 0).then(|| self.attributed_minor as f64 / self.sent as f64);
    }
}
