//! Which customers have bought each product.

use super::{Customers, Lines, Orders, VALID};

/// Rows of customers by product, ascending, each once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Postings {
    from: Vec<u32>,
    rows: Vec<u32>,
}

impl Postings {
    /// Counts first, then fills, so that nothing is sorted.
    pub fn of(customers: &Customers, orders: &Orders, lines: &Lines, products: usize) -> Postings {
        let mut from = vec![0u32; products + 1];
        each(customers, orders, lines, products, |product, _| {
            from[product + 1] += 1
        });
        for at in 1..from.len() {
            from[at] += from[at - 1];
        }
        let mut next = from.clone();
        let mut rows = vec![0u32; from.last().map_or(0, |all| *all as usize)];
        each(customers, orders, lines, products, |product, row| {
            rows[next[product] as usize] = row;
            next[product] += 1;
        });
        Postings { from, rows }
    }

    /// The customers who have bought a product.
    pub fn rows(&self, product: usize) -> &[u32] {
        match (self.from.get(product), self.from.get(product + 1)) {
            (Some(from), Some(to)) => &self.rows[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

/// Calls back once for each product of each customer.
fn each(
    customers: &Customers,
    orders: &Orders,
    lines: &Lines,
    products: usize,
    mut found: impl FnMut(usize, u32),
) {
    let mut last = vec![u32::MAX; products];
    for row in 0..customers.count {
        let (from, to) = (
            customers.orders_from[row as usize],
            customers.orders_from[row as usize + 1],
        );
        for order in from as usize..to as usize {
            if orders.state.get(order) & VALID == 0 {
                continue;
            }
            for line in orders.lines_from[order] as usize..orders.lines_from[order + 1] as usize {
                let product = lines.product.get(line) as usize;
                if last[product] != row {
                    last[product] = row;
                    found(product, row);
                }
            }
        }
    }
}
