//! Chance that repeats itself: the same seed gives the same shop on every machine.

/// A small generator of pseudo-random numbers (SplitMix64); not for secrets.
#[derive(Clone, Debug)]
pub struct Chance {
    state: u64,
}

impl Chance {
    /// A generator that starts at `seed`.
    pub fn new(seed: u64) -> Chance {
        Chance { state: seed }
    }

    /// A generator for one thing of many, so that a change of one leaves the others as they were.
    pub fn of(seed: u64, kind: u64, number: usize) -> Chance {
        let mut mixed = Chance::new(seed ^ kind.wrapping_mul(0x9e6c_63d0_676a_9a99));
        let start = mixed.draw() ^ (number as u64).wrapping_mul(0xd1b5_4a32_d192_ed03);
        let mut chance = Chance::new(start);
        chance.draw();
        chance
    }

    /// The next 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, 1.
    pub fn share(&mut self) -> f64 {
        (self.draw() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True in this share of all cases.
    pub fn happens(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = (high - low).max(0) as u64 + 1;
        low + (self.draw() % width) as i64
    }

    /// One of these, each as likely; there must be at least one.
    pub fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let at = (self.draw() % choices.len().max(1) as u64) as usize;
        &choices[at]
    }

    /// The place of one of these weights, the heavier the likelier.
    pub fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let total: f64 = weights.clone().sum();
        let mut left = self.share() * total;
        let mut last = 0;
        for (at, weight) in weights.enumerate() {
            last = at;
            if left < weight {
                return at;
            }
            left -= weight;
        }
        last
    }

    /// A number around 1, seldom under 0.4 or over 2.2, with its middle at 1.
    pub fn around_one(&mut self) -> f64 {
        let sum: f64 = (0..6).map(|_| self.share()).sum::<f64>() - 3.0;
        (sum * 0.45).exp()
    }
}
