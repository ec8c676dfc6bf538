//! Order lines by what was bought: for a block of customers, the lines of each shelf together, in the order of customers
//! and their orders.
//!
//! A shelf is a category, or a product that has none. So a question about a category or a product reads one run of lines,
//! each customer's beside each other, whatever else they bought.

use super::block::BLOCK;
use super::column::Column;
use super::head::{Bounds, Head};
use super::{Block, Products, Raw, block};

/// Which shelf each product stands on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Shelves {
    /// By product.
    of: Vec<u32>,
    count: u32,
    categories: u32,
}

impl Shelves {
    /// Categories first, by their numbers (number 0, the missing one, stays empty), then the products without one.
    pub fn of(products: &Products) -> Shelves {
        let categories = products.categories.len() as u32;
        let mut count = categories;
        let shelf = |category: &u32| match category {
            0 => {
                count += 1;
                count - 1
            }
            category => *category,
        };
        Shelves {
            of: products.category.iter().map(shelf).collect(),
            categories,
            count,
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// The shelf of a product.
    pub fn of_product(&self, product: usize) -> usize {
        self.of.get(product).map_or(0, |shelf| *shelf as usize)
    }

    /// The category of a shelf; none where it holds a product without one.
    pub fn category(&self, shelf: usize) -> Option<usize> {
        (shelf > 0 && shelf < self.categories as usize).then_some(shelf)
    }
}

/// Whole numbers of two or four bytes, for loops that are made for either.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Either {
    Short(Vec<u16>),
    Long(Vec<u32>),
}

impl Either {
    fn zeros(range: i64, len: usize) -> Either {
        match range {
            0..=0xffff => Either::Short(vec![0; len]),
            _ => Either::Long(vec![0; len]),
        }
    }

    fn scatter(&mut self, values: impl Iterator<Item = i64>, to: &[u32]) {
        let both = values.zip(to);
        match self {
            Either::Short(cells) => both.for_each(|(cell, to)| cells[*to as usize] = cell as u16),
            Either::Long(cells) => both.for_each(|(cell, to)| cells[*to as usize] = cell as u32),
        }
    }

    #[inline]
    pub fn get(&self, at: usize) -> u32 {
        match self {
            Either::Short(cells) => u32::from(cells[at]),
            Either::Long(cells) => cells[at],
        }
    }
}

/// The lines of a block of customers, by shelf.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lines {
    /// Where the lines of each shelf begin; one more entry than shelves.
    pub from: Vec<u32>,
    /// Row of the customer within the block.
    pub row: Vec<u16>,
    /// Day of the order, above the least day of any.
    pub day: Either,
    /// Place of the order among the customer's orders.
    pub place: Column,
    pub product: Either,
    pub quantity: Column,
    pub amount: Column,
}

impl Lines {
    /// The lines of a block, put on their shelves. `first_order` are places of orders in the block by customer.
    pub fn of(facts: &Block, head: &Head, shelves: &Shelves) -> Lines {
        let [product, quantity, amount] = &facts.lines;
        let len = product.len();
        let mut from = vec![0u32; shelves.count() + 1];
        for one in product.iter() {
            from[shelves.of_product(one as usize) + 1] += 1;
        }
        for shelf in 1..from.len() {
            from[shelf] += from[shelf - 1];
        }
        let bounds = |values: &Raw| values.bounds().unwrap_or((0, 0));
        let each = |raw: &Raw| {
            (0..raw.len())
                .map(|at| raw.get(at))
                .collect::<Vec<_>>()
                .into_iter()
        };
        let least_day = head.order[block::DAY].0;
        let range = |(least, most): Bounds| most - least;
        let mut lines = Lines {
            row: vec![0; len],
            day: Either::zeros(range(head.order[block::DAY]), len),
            place: Column::zeros((0, head.most_orders.saturating_sub(1) as i64), len),
            product: Either::zeros(head.products.ids.len() as i64 - 1, len),
            quantity: Column::zeros(bounds(quantity), len),
            amount: Column::zeros(bounds(amount), len),
            from: Vec::new(),
        };
        // Where each line goes, and what its order tells of it.
        let mut next = from.clone();
        let place_of = |one: i64| {
            let at = &mut next[shelves.of_product(one as usize)];
            *at += 1;
            *at - 1
        };
        let to: Vec<u32> = each(product).map(place_of).collect();
        let day = &facts.orders[block::DAY];
        let (mut days, mut places) = (Vec::with_capacity(len), Vec::with_capacity(len));
        let (mut order, mut line) = (0, 0);
        for (row, orders) in facts.orders_of.iter().enumerate() {
            for place in 0..*orders {
                let count = facts.lines_of[order] as usize;
                days.extend(std::iter::repeat_n(day.get(order) - least_day, count));
                places.extend(std::iter::repeat_n(i64::from(place), count));
                for at in &to[line..line + count] {
                    lines.row[*at as usize] = (row % BLOCK) as u16;
                }
                line += count;
                order += 1;
            }
        }
        lines.day.scatter(days.into_iter(), &to);
        lines.place.scatter(places.into_iter(), &to);
        lines.product.scatter(each(product), &to);
        lines.quantity.scatter(each(quantity), &to);
        lines.amount.scatter(each(amount), &to);
        lines.from = from;
        lines
    }

    /// Where the lines of a shelf are.
    #[inline]
    pub fn shelf(&self, shelf: usize) -> std::ops::Range<usize> {
        match (self.from.get(shelf), self.from.get(shelf + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => 0..0,
        }
    }

    /// The lines of one customer on a shelf.
    pub fn of_customer(&self, shelf: usize, row: usize) -> std::ops::Range<usize> {
        let all = self.shelf(shelf);
        let rows = &self.row[all.clone()];
        let from = rows.partition_point(|one| usize::from(*one) < row);
        let to = rows.partition_point(|one| usize::from(*one) <= row);
        all.start + from..all.start + to
    }
}
