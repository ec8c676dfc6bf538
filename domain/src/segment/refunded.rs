//! What went back, of those of whom something did.

use crate::snapshot::{Column, Widening};

/// Those of whom something went back, and how much: few, so that their amounts stand close together.
#[derive(Debug, Default)]
pub(super) struct Refunded {
    who: Vec<u64>,
    /// How many there are before each word of `who`.
    before: Vec<u32>,
    amounts: Column,
}

impl Refunded {
    pub fn of(column: &Column, customers: u32) -> Refunded {
        let mut who = column.within(customers, &[(0, 0)]);
        who.complement();
        let amounts = who.rows().map(|row| column.get(row as usize));
        let amounts: Vec<i64> = amounts.collect();
        let mut narrow = Widening::new(0, amounts.len());
        narrow.extend(&amounts);
        let who = who.words().to_vec();
        let before = who.iter().scan(0, |so_far, word| {
            let before = *so_far;
            *so_far += word.count_ones();
            Some(before)
        });
        Refunded {
            before: before.collect(),
            who,
            amounts: narrow.done(),
        }
    }

    /// What went back of the customers of a word.
    #[inline(always)]
    pub fn sum(&self, at: usize, members: u64) -> i64 {
        let who = self.who[at];
        let mut left = members & who;
        let mut sum = 0;
        while left != 0 {
            let lower = (left & left.wrapping_neg()) - 1;
            let rank = self.before[at] + (who & lower).count_ones();
            sum += self.amounts.get(rank as usize);
            left &= left - 1;
        }
        sum
    }
}
