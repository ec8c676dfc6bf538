//! Whole numbers in as few bytes as the largest of them needs.

/// A column of whole numbers.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Added to every cell.
    base: i64,
    cells: Cells,
}

#[derive(Clone, Debug)]
enum Cells {
    Same(usize),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    I64(Vec<i64>),
}

impl Column {
    /// The column of these numbers.
    pub fn of(values: &[i64]) -> Column {
        Column::from_iter(values.len(), || values.iter().copied())
    }

    /// The column of the numbers that the closure gives each time it is called.
    pub fn from_iter<I: Iterator<Item = i64>>(len: usize, values: impl Fn() -> I) -> Column {
        let (mut least, mut most) = (i64::MAX, i64::MIN);
        values().for_each(|value| {
            least = least.min(value);
            most = most.max(value);
        });
        let Some(range) = most.checked_sub(least) else {
            if least > most {
                return Column::default();
            }
            let cells = Cells::I64(values().collect());
            return Column { base: 0, cells };
        };
        if len == 0 {
            return Column::default();
        }
        let cells = match range {
            0 => Cells::Same(len),
            1..=0xff => Cells::U8(values().map(|value| (value - least) as u8).collect()),
            0x100..=0xffff => Cells::U16(values().map(|value| (value - least) as u16).collect()),
            0x1_0000..=0xffff_ffff => {
                Cells::U32(values().map(|value| (value - least) as u32).collect())
            }
            _ => {
                let cells = Cells::I64(values().collect());
                return Column { base: 0, cells };
            }
        };
        Column { base: least, cells }
    }

    pub fn len(&self) -> usize {
        match &self.cells {
            Cells::Same(len) => *len,
            Cells::U8(cells) => cells.len(),
            Cells::U16(cells) => cells.len(),
            Cells::U32(cells) => cells.len(),
            Cells::I64(cells) => cells.len(),
        }
    }

    /// The number in a row; 0 beyond the end.
    #[inline]
    pub fn get(&self, row: usize) -> i64 {
        let cell = match &self.cells {
            Cells::Same(_) => Some(0),
            Cells::U8(cells) => cells.get(row).map(|cell| i64::from(*cell)),
            Cells::U16(cells) => cells.get(row).map(|cell| i64::from(*cell)),
            Cells::U32(cells) => cells.get(row).map(|cell| i64::from(*cell)),
            Cells::I64(cells) => cells.get(row).copied(),
        };
        self.base + cell.unwrap_or(0)
    }

    pub fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// The least and the greatest number; none for an empty column.
    pub fn bounds(&self) -> Option<(i64, i64)> {
        self.iter().fold(None, |bounds, value| {
            let (least, most) = bounds.unwrap_or((value, value));
            Some((least.min(value), most.max(value)))
        })
    }
}

impl Default for Column {
    fn default() -> Column {
        Column {
            base: 0,
            cells: Cells::Same(0),
        }
    }
}

impl PartialEq for Column {
    fn eq(&self, other: &Column) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

/// A column that grows: four bytes a number until one of them needs eight.
#[derive(Debug)]
pub(crate) enum Growing {
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

impl Default for Growing {
    fn default() -> Growing {
        Growing::Narrow(Vec::new())
    }
}

impl Growing {
    pub fn push(&mut self, value: i64) {
        match self {
            Growing::Wide(cells) => cells.push(value),
            Growing::Narrow(cells) => match i32::try_from(value) {
                Ok(cell) => cells.push(cell),
                Err(_) => {
                    let mut wide: Vec<i64> = cells.iter().map(|cell| i64::from(*cell)).collect();
                    wide.push(value);
                    *self = Growing::Wide(wide);
                }
            },
        }
    }

    /// The column, packed.
    pub fn pack(self) -> Column {
        match self {
            Growing::Narrow(cells) => {
                Column::from_iter(cells.len(), || cells.iter().map(|cell| i64::from(*cell)))
            }
            Growing::Wide(cells) => Column::of(&cells),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_whatever_their_width() {
        for values in [
            vec![],
            vec![7, 7],
            vec![-3, 252],
            vec![-3, 253],
            vec![0, 70_000],
            vec![0, 5_000_000_000],
            vec![i64::MIN, i64::MAX],
        ] {
            let column = Column::of(&values);
            assert_eq!(column.iter().collect::<Vec<_>>(), values);
            let mut growing = Growing::default();
            values.iter().for_each(|value| growing.push(*value));
            assert_eq!(growing.pack(), column);
        }
    }
}
