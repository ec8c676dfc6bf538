//! Order lines by what was bought: for a block of customers, the lines of each shelf together, in the order of customers
//! and their orders.
//!
//! A shelf is a category, or a product that has none. So a question about a category or a product reads one run of lines,
//! each customer's beside each other, whatever else they bought.

use super::block::BLOCK;
use super::column::{Column, placed};
use super::head::Head;
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
    /// These numbers, none greater than `most`, each put where `places` says.
    fn placed(most: i64, places: &[u32], numbers: impl Iterator<Item = u32>) -> Either {
        match most {
            ..=0xffff => Either::Short(placed(places, numbers.map(|number| number as u16))),
            _ => Either::Long(placed(places, numbers)),
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
    /// The lines of a block, put on their shelves.
    pub fn of(facts: &Block, head: &Head, shelves: &Shelves) -> Lines {
        let [product, quantity, amount] = &facts.lines;
        let products: Vec<u32> = product.iter().map(|one| one as u32).collect();
        let len = products.len();
        let mut from = vec![0u32; shelves.count() + 1];
        for one in &products {
            from[shelves.of_product(*one as usize) + 1] += 1;
        }
        for shelf in 1..from.len() {
            from[shelf] += from[shelf - 1];
        }
        // Where each line comes: on each shelf they stay in the order of customers and orders.
        let mut next = from.clone();
        let to_place = |one: &u32| {
            let at = &mut next[shelves.of_product(*one as usize)];
            *at += 1;
            *at - 1
        };
        let places: Vec<u32> = products.iter().map(to_place).collect();
        // What a line has of its order and its customer.
        let least_day = head.order[block::DAY].0;
        let (mut rows, mut days, mut orders) = (vec![0u16; len], vec![0u32; len], vec![0u32; len]);
        let mut slots = rows.iter_mut().zip(&mut days).zip(&mut orders);
        let mut day = facts.orders[block::DAY].iter();
        let mut lines_of = facts.lines_of.iter();
        for (row, of_row) in facts.orders_of.iter().enumerate() {
            for order in 0..*of_row {
                let above = day.next().map_or(0, |day| (day - least_day) as u32);
                for _ in 0..lines_of.next().copied().unwrap_or(0) {
                    if let Some(((row_slot, day_slot), order_slot)) = slots.next() {
                        (*row_slot, *day_slot, *order_slot) = ((row % BLOCK) as u16, above, order);
                    }
                }
            }
        }
        let bounds = |values: &Raw| values.bounds().unwrap_or((0, 0));
        let (least, most) = head.order[block::DAY];
        let orders_to = head.most_orders.saturating_sub(1) as i64;
        let last_product = head.products.ids.len() as i64 - 1;
        let orders = orders.iter().map(|order| i64::from(*order));
        Lines {
            row: placed(&places, rows.iter().copied()),
            day: Either::placed(most - least, &places, days.iter().copied()),
            place: Column::placed_from((0, orders_to), &places, orders),
            product: Either::placed(last_product, &places, products.iter().copied()),
            quantity: Column::placed(bounds(quantity), &places, quantity),
            amount: Column::placed(bounds(amount), &places, amount),
            from,
        }
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
