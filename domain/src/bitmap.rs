//! A set of customers: one bit a row.

/// A set of rows `0..len`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    len: u32,
    words: Vec<u64>,
}

impl Bitmap {
    /// No row of `len`.
    pub fn none(len: u32) -> Bitmap {
        Bitmap {
            len,
            words: vec![0; words_for(len)],
        }
    }

    /// Every row of `len`.
    pub fn all(len: u32) -> Bitmap {
        let mut all = Bitmap {
            len,
            words: vec![u64::MAX; words_for(len)],
        };
        all.trim();
        all
    }

    /// The rows for which `holds`.
    pub fn from_fn(len: u32, mut holds: impl FnMut(usize) -> bool) -> Bitmap {
        let (len_rows, mut words) = (len as usize, Vec::with_capacity(words_for(len)));
        let mut start = 0;
        while start < len_rows {
            let end = (start + 64).min(len_rows);
            let mut word = 0u64;
            for (bit, row) in (start..end).enumerate() {
                word |= u64::from(holds(row)) << bit;
            }
            words.push(word);
            start = end;
        }
        Bitmap { len, words }
    }

    /// The given rows of `len`; rows beyond it are left out.
    pub fn from_rows(len: u32, rows: impl IntoIterator<Item = u32>) -> Bitmap {
        let mut set = Bitmap::none(len);
        rows.into_iter().for_each(|row| set.insert(row));
        set
    }

    /// How many rows there could be.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether no row is in it.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// How many rows are in it.
    pub fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// The words, the lowest row in the lowest bit of the first.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The words, to be filled; bits beyond the length must stay 0.
    pub(crate) fn words_mut(&mut self) -> &mut [u64] {
        &mut self.words
    }

    /// How many rows are in one of them and not in the other.
    pub fn count_xor(&self, other: &Bitmap) -> u32 {
        let both = self.words.iter().zip(&other.words);
        both.map(|(mine, theirs)| (mine ^ theirs).count_ones())
            .sum()
    }

    /// How many rows are in both.
    pub fn count_and(&self, other: &Bitmap) -> u32 {
        let both = self.words.iter().zip(&other.words);
        both.map(|(mine, theirs)| (mine & theirs).count_ones())
            .sum()
    }

    /// Whether the row is in it.
    pub fn contains(&self, row: u32) -> bool {
        row < self.len && self.words[row as usize / 64] >> (row % 64) & 1 == 1
    }

    /// Puts the row in; a row beyond the length stays out.
    pub fn insert(&mut self, row: u32) {
        if row < self.len {
            self.words[row as usize / 64] |= 1 << (row % 64);
        }
    }

    /// Puts the row in, or takes it out.
    pub fn put(&mut self, row: u32, is_in: bool) {
        if is_in {
            self.insert(row);
        } else if row < self.len {
            self.words[row as usize / 64] &= !(1 << (row % 64));
        }
    }

    /// Keeps only the rows that are in the other too.
    pub fn keep(&mut self, other: &Bitmap) {
        let both = self.words.iter_mut().zip(&other.words);
        both.for_each(|(mine, theirs)| *mine &= theirs);
    }

    /// Adds the rows of the other.
    pub fn add(&mut self, other: &Bitmap) {
        let both = self.words.iter_mut().zip(&other.words);
        both.for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// Takes the rows of the other out.
    pub fn remove(&mut self, other: &Bitmap) {
        let both = self.words.iter_mut().zip(&other.words);
        both.for_each(|(mine, theirs)| *mine &= !theirs);
    }

    /// Turns it into the rows that were not in it.
    pub fn complement(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        self.trim();
    }

    /// The rows in it, ascending.
    pub fn rows(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let (mut left, base) = (*word, at as u32 * 64);
            std::iter::from_fn(move || {
                if left == 0 {
                    return None;
                }
                let bit = left.trailing_zeros();
                left &= left - 1;
                Some(base + bit)
            })
        })
    }

    fn trim(&mut self) {
        let over = self.len % 64;
        if over != 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << over) - 1;
        }
    }
}

fn words_for(len: u32) -> usize {
    (len as usize).div_ceil(64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complement_of_all_is_none_at_every_length() {
        for len in [0, 1, 63, 64, 65, 200] {
            let mut set = Bitmap::all(len);
            assert_eq!(set.count(), len);
            set.complement();
            assert_eq!(set, Bitmap::none(len));
        }
    }

    #[test]
    fn rows_come_back_in_order() {
        let set = Bitmap::from_rows(130, [129, 0, 64, 63, 500]);
        assert_eq!(set.rows().collect::<Vec<_>>(), [0, 63, 64, 129]);
        assert_eq!(Bitmap::from_fn(130, |row| set.contains(row as u32)), set);
        assert!(!set.contains(130));
    }
}
