//! Scores for recency, frequency and money spent, and the eleven groups made of them.

use serde::{Deserialize, Serialize};

/// The four values a score must exceed to be 2, 3, 4, 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edges([i64; 4]);

impl Edges {
    /// The edges of all values of a shop (in any order; it is rearranged). None without a value.
    ///
    /// With n values, a score is 1 + ⌊5·k/n⌋, k being how many are strictly smaller. k reaches ⌈s·n/5⌉ just for
    /// values greater than the ⌈s·n/5⌉-th smallest; so four of them are enough to score any.
    pub fn of(values: &mut [i64]) -> Option<Edges> {
        if values.is_empty() {
            return None;
        }
        let count = values.len();
        let mut edges = [0; 4];
        // What comes before an edge need not be looked at for the next.
        let mut before = 0;
        for (step, edge) in edges.iter_mut().enumerate() {
            let at = ((step + 1) * count).div_ceil(5) - 1;
            let later = values.get_mut(before..)?;
            *edge = *later.select_nth_unstable(at - before).1;
            before = at;
        }
        Some(Edges(edges))
    }

    /// The score of a value, 1…5.
    pub fn score(&self, value: i64) -> u8 {
        self.0
            .iter()
            .fold(1, |score, edge| score + u8::from(value > *edge))
    }
}

/// The eleven groups, as known from Shopify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[repr(u8)]
pub enum Group {
    /// Bought lately, often and dear.
    Champions,
    /// Buy often and dear.
    Loyal,
    /// Bought lately, and more than a little.
    Active,
    /// Bought lately for the first time, or little.
    New,
    /// Bought not long ago, little.
    Promising,
    /// Were middling, and grow silent.
    NeedsAttention,
    /// Were good, and are silent.
    AtRisk,
    /// Were among the best, and have gone.
    PreviouslyLoyal,
    /// Hardly to be had again.
    AlmostLost,
    /// Bought little, long ago.
    Dormant,
    /// No paid order.
    Prospects,
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Group; 11] = [
        Group::Champions,
        Group::Loyal,
        Group::Active,
        Group::New,
        Group::Promising,
        Group::NeedsAttention,
        Group::AtRisk,
        Group::PreviouslyLoyal,
        Group::AlmostLost,
        Group::Dormant,
        Group::Prospects,
    ];

    /// The code used in queries.
    pub const fn code(self) -> &'static str {
        match self {
            Group::Champions => "CHAMPIONS",
            Group::Loyal => "LOYAL",
            Group::Active => "ACTIVE",
            Group::New => "NEW",
            Group::Promising => "PROMISING",
            Group::NeedsAttention => "NEEDS_ATTENTION",
            Group::AtRisk => "AT_RISK",
            Group::PreviouslyLoyal => "PREVIOUSLY_LOYAL",
            Group::AlmostLost => "ALMOST_LOST",
            Group::Dormant => "DORMANT",
            Group::Prospects => "PROSPECTS",
        }
    }

    /// The group of three scores. With w = (frequency + money) ÷ 2, rounded up:
    ///
    /// | w \ recency | 5 | 4 | 3 | 2 | 1 |
    /// |---|---|---|---|---|---|
    /// | 5 | champions | champions | loyal | at risk | previously loyal |
    /// | 4 | champions | loyal | loyal | at risk | previously loyal |
    /// | 3 | active | active | needs attention | at risk | almost lost |
    /// | 2 | active | promising | needs attention | almost lost | dormant |
    /// | 1 | new | promising | almost lost | dormant | dormant |
    ///
    /// ```
    /// use domain::rfm::Group;
    /// assert_eq!(Group::of(5, 5, 5), Group::Champions);
    /// assert_eq!(Group::of(1, 4, 5), Group::PreviouslyLoyal);
    /// ```
    pub fn of(recency: u8, frequency: u8, monetary: u8) -> Group {
        match (recency, (frequency + monetary).div_ceil(2)) {
            (5, 4..) | (4, 5..) => Group::Champions,
            (4, 4) | (3, 4..) => Group::Loyal,
            (4.., 3) | (5.., 2) => Group::Active,
            (5.., _) => Group::New,
            (4, _) => Group::Promising,
            (3, 2..) => Group::NeedsAttention,
            (2, 3..) => Group::AtRisk,
            (1, 4..) => Group::PreviouslyLoyal,
            (1, 3) | (2, 2) | (3, _) => Group::AlmostLost,
            _ => Group::Dormant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn edges_score_as_the_definition_says(values in prop::collection::vec(-9i64..9, 1..40)) {
            let count = values.len();
            let edges = Edges::of(&mut values.clone()).unwrap();
            for value in &values {
                let smaller = values.iter().filter(|other| *other < value).count();
                prop_assert_eq!(usize::from(edges.score(*value)), 1 + 5 * smaller / count);
            }
        }
    }

    #[test]
    fn every_row_of_the_table_is_as_documented() {
        use Group::*;
        let table = [
            (5, [Champions, Champions, Loyal, AtRisk, PreviouslyLoyal]),
            (4, [Champions, Loyal, Loyal, AtRisk, PreviouslyLoyal]),
            (3, [Active, Active, NeedsAttention, AtRisk, AlmostLost]),
            (2, [Active, Promising, NeedsAttention, AlmostLost, Dormant]),
            (1, [New, Promising, AlmostLost, Dormant, Dormant]),
        ];
        for (worth, groups) in table {
            for (at, group) in groups.into_iter().enumerate() {
                assert_eq!(Group::of(5 - at as u8, worth, worth), group);
            }
        }
    }
}
