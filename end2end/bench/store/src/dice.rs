//! Dice that fall the same on every machine.

/// SplitMix64: small, quick, and good enough for a made-up store. Whole numbers only, since the logarithms and powers of
/// floating point differ from machine to machine.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The dice of one thing: its kind and number choose how they fall.
    pub fn of(kind: u64, number: u64) -> Self {
        let mut dice = Self(kind.wrapping_mul(0xd6e8_feb8_6659_fd93) ^ number);
        // Numbers that differ by one begin far apart.
        Self(dice.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to `end`, which is not among them.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    /// A number from `low` to `high`, both among them.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as u64) as i64
    }

    /// True so many times in a thousand.
    pub fn happens(&mut self, in_thousand: u64) -> bool {
        self.below(1_000) < in_thousand
    }

    /// The place of one of these weights, the heavier the likelier.
    pub fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            if left < *weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    /// How often in a row something goes on that does so `in_thousand` times in a thousand, and once more; `most` at most.
    pub fn run(&mut self, in_thousand: u64, most: usize) -> usize {
        let mut length = 1;
        while length < most && self.happens(in_thousand) {
            length += 1;
        }
        length
    }
}
