//! The part of decoding that can be done beside the rest, in another thread or on another processor: a block of bytes
//! becomes columns as a snapshot holds them. They travel as bytes of their own, plain, for whoever shares no memory.

use super::block::{self, ADDED, BIRTHDAY, BLOCK, Block, FACTS, LIST_OF, LISTED, LISTS};
use super::column::Cells;
use super::decode::{BadSnapshot, check_head};
use super::head::{Bounds, Head};
use super::pack::{Raw, Reader, varint};
use super::shelves::Either;
use super::{Column, Days, Lines, NO_DAY, Shelves, VALID};

type Read<T> = Result<T, BadSnapshot>;

/// A block of customers as it travels.
#[derive(Clone, Debug)]
pub struct Packed {
    /// Which block it is, from 0 up.
    pub place: usize,
    /// Its bytes, for [`Unpacker::unpack`].
    pub bytes: Vec<u8>,
}

/// Columns with a row an order that are appended as they are.
pub(super) const APPENDED: [usize; 4] = [block::DAY, block::KIND, block::HOUR, block::AMOUNT];

/// The facts of a block of customers, as a snapshot holds them.
#[derive(Clone, Debug)]
pub struct Unpacked {
    pub(super) orders_of: Vec<u32>,
    /// Days are held as in [`Days`].
    pub(super) facts: [Column; FACTS],
    /// In the order of [`APPENDED`].
    pub(super) orders: [Column; APPENDED.len()],
    /// Orders of the block of which something went back, and how much.
    pub(super) refunded_orders: Vec<u32>,
    pub(super) refunded: Vec<i64>,
    /// Rows within the block, and what is listed of them.
    pub(super) list_rows: [Vec<u32>; LISTS],
    pub(super) listed: [Column; LISTED],
    pub(super) lines: Lines,
    /// No less than the sums of all amounts and quantities without their signs.
    pub(super) sums: [i128; 5],
}

/// Unpacks blocks of one snapshot.
#[derive(Debug)]
pub struct Unpacker {
    pub(super) head: Box<Head>,
    /// Numbers of kinds in which those of one meaning stand beside each other, by the numbers of the head.
    kinds: Vec<i64>,
    pub(super) shelves: Shelves,
}

impl Unpacker {
    /// For the blocks behind the head that [`Decoder::head`](super::Decoder::head) gives.
    ///
    /// # Errors
    /// Where the bytes are no head.
    pub fn new(head: &[u8]) -> Result<Unpacker, BadSnapshot> {
        let mut reader = Reader { rest: head };
        let head = Box::new(Head::decode(&mut reader)?);
        check_head(&head)?;
        Ok(Unpacker::of(head))
    }

    pub(super) fn of(mut head: Box<Head>) -> Unpacker {
        Unpacker {
            kinds: in_order(&mut head.texts.kinds),
            shelves: Shelves::of(&head.products),
            head,
        }
    }

    /// The facts of a block.
    ///
    /// # Errors
    /// Where the bytes are no block of this snapshot.
    pub fn unpack(&self, bytes: &[u8]) -> Result<Unpacked, BadSnapshot> {
        self.made_of(&read_block(bytes, &self.head)?)
    }

    pub(super) fn made_of(&self, block: &Block) -> Read<Unpacked> {
        let sums = self.check(block)?;
        let head = &self.head;
        let column = |bounds: Bounds, raw: &Raw| {
            let mut column = Column::with_bounds(bounds, raw.len());
            column.append(raw);
            column
        };
        let facts = std::array::from_fn(|at| match at {
            ADDED | BIRTHDAY => {
                let mut days = Days::with_bounds(head.facts[at], block.customers());
                days.append(&block.facts[at]);
                days.column
            }
            at => column(head.facts[at], &block.facts[at]),
        });
        let orders = APPENDED.map(|at| match at {
            block::KIND => {
                let kinds = block.orders[at].iter();
                let number = |kind: i64| self.kinds.get(kind as usize).copied().unwrap_or(0);
                column(self.kind_bounds(), &Raw::of(kinds.map(number).collect()))
            }
            at => column(head.order[at], &block.orders[at]),
        });
        let (mut refunded_orders, mut refunded) = (Vec::new(), Vec::new());
        for (at, amount) in block.orders[block::REFUNDED].iter().enumerate() {
            if amount != 0 {
                refunded_orders.push(at as u32);
                refunded.push(amount);
            }
        }
        let rows_of = |counts: &Vec<u32>| {
            let mut rows = Vec::new();
            for (row, count) in counts.iter().enumerate() {
                rows.extend(std::iter::repeat_n(row as u32, *count as usize));
            }
            rows
        };
        Ok(Unpacked {
            orders_of: block.orders_of.clone(),
            facts,
            orders,
            refunded_orders,
            refunded,
            list_rows: block.listed_of.each_ref().map(rows_of),
            listed: std::array::from_fn(|at| column(head.list[at], &block.listed[at])),
            lines: Lines::of(block, head, &self.shelves),
            sums,
        })
    }

    pub(super) fn kind_bounds(&self) -> Bounds {
        (0, self.kinds.len() as i64 - 1)
    }

    /// Whether the block keeps to what the head told, so that nothing after it can go wrong; gives its sums.
    fn check(&self, block: &Block) -> Read<[i128; 5]> {
        let bad = BadSnapshot::Inconsistent;
        let head = &self.head;
        let most_orders = block.orders_of.iter().copied().max().unwrap_or(0);
        if u64::from(most_orders) > head.most_orders {
            return Err(bad("totals"));
        }
        let within = |raw: &Raw, (low, high): Bounds, name| match raw.bounds() {
            Some((least, most)) if least < low || most > high => Err(bad(name)),
            _ => Ok(()),
        };
        for (at, (raw, bounds)) in block.facts.iter().zip(head.facts).enumerate() {
            if at == ADDED || at == BIRTHDAY {
                let outside = |day: i64| day != NO_DAY && (day < bounds.0 || day > bounds.1);
                if raw.iter().any(outside) {
                    return Err(bad("days of customers"));
                }
            } else {
                within(raw, bounds, "customers")?;
            }
        }
        let rest = block.orders.iter().zip(head.order);
        let rest = rest.chain(block.lines.iter().zip(head.line));
        for (raw, bounds) in rest.chain(block.listed.iter().zip(head.list)) {
            within(raw, bounds, "bounds")?;
        }
        let summed = [
            &block.orders[block::AMOUNT],
            &block.orders[block::REFUNDED],
            &block.lines[block::QUANTITY],
            &block.lines[block::LINE_AMOUNT],
            &block.listed[block::REFUND_AMOUNT],
        ];
        Ok(summed.map(Raw::sum_at_most))
    }
}

/// A block of these bytes, which hold nothing else.
pub(super) fn read_block(bytes: &[u8], head: &Head) -> Read<Block> {
    let mut reader = Reader { rest: bytes };
    let block = Block::decode(&mut reader, head)?;
    if reader.rest.is_empty() {
        Ok(block)
    } else {
        Err(BadSnapshot::Inconsistent("length of a block"))
    }
}

/// Puts kinds of orders in order, valid ones last, by channel: so that most questions are about a span of them. Gives the
/// new numbers by the old ones.
fn in_order(kinds: &mut Vec<(u8, u32)>) -> Vec<i64> {
    let mut places: Vec<usize> = (0..kinds.len()).collect();
    places.sort_by_key(|place| {
        let (state, channel) = kinds[*place];
        (state & VALID, channel, state)
    });
    let mut numbers = vec![0; kinds.len()];
    for (number, place) in places.iter().enumerate() {
        numbers[*place] = number as i64;
    }
    *kinds = places.into_iter().map(|place| kinds[place]).collect();
    numbers
}

impl Unpacked {
    /// How many customers it is about.
    pub(super) fn customers(&self) -> usize {
        self.orders_of.len()
    }

    /// Whether columns of one thing are of one length.
    pub(super) fn is_whole(&self) -> bool {
        let orders: u64 = self.orders_of.iter().map(|count| u64::from(*count)).sum();
        let lists = self.listed.iter().zip(LIST_OF);
        self.customers() <= BLOCK
            && self.facts.iter().all(|one| one.len() == self.customers())
            && self.orders.iter().all(|one| one.len() as u64 == orders)
            && self.refunded_orders.len() == self.refunded.len()
            && lists
                .into_iter()
                .all(|(one, list)| one.len() == self.list_rows[list].len())
    }

    /// The same as bytes, good for this program alone: whoever shares no memory sends these.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.lines.row.len() * 24);
        list(&mut out, &self.orders_of);
        self.facts.iter().for_each(|one| column(&mut out, one));
        self.orders.iter().for_each(|one| column(&mut out, one));
        list(&mut out, &self.refunded_orders);
        list(&mut out, &self.refunded);
        self.list_rows.iter().for_each(|rows| list(&mut out, rows));
        self.listed.iter().for_each(|one| column(&mut out, one));
        let lines = &self.lines;
        list(&mut out, &lines.from);
        list(&mut out, &lines.row);
        for either in [&lines.day, &lines.product] {
            match either {
                Either::Short(cells) => {
                    out.push(SHORT);
                    list(&mut out, cells);
                }
                Either::Long(cells) => {
                    out.push(LONG);
                    list(&mut out, cells);
                }
            }
        }
        for one in [&lines.place, &lines.quantity, &lines.amount] {
            column(&mut out, one);
        }
        for sum in self.sums {
            out.extend_from_slice(&sum.to_le_bytes());
        }
        out
    }

    /// What [`Unpacked::to_bytes`] wrote.
    ///
    /// # Errors
    /// Where the bytes are something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Unpacked, BadSnapshot> {
        let reader = &mut Reader { rest: bytes };
        let unpacked = Unpacked {
            orders_of: read_list(reader)?,
            facts: read_columns(reader)?,
            orders: read_columns(reader)?,
            refunded_orders: read_list(reader)?,
            refunded: read_list(reader)?,
            list_rows: [
                read_list(reader)?,
                read_list(reader)?,
                read_list(reader)?,
                read_list(reader)?,
            ],
            listed: read_columns(reader)?,
            lines: read_lines(reader)?,
            sums: read_sums(reader)?,
        };
        if reader.rest.is_empty() {
            Ok(unpacked)
        } else {
            Err(BadSnapshot::Inconsistent("length of a block"))
        }
    }
}

/// How wide the cells behind it are.
const SAME: u8 = 0;
const BYTE: u8 = 1;
const SHORT: u8 = 2;
const LONG: u8 = 4;
const WHOLE: u8 = 8;

fn list<T: bytemuck::Pod>(out: &mut Vec<u8>, cells: &[T]) {
    varint(out, cells.len() as u64);
    out.extend_from_slice(bytemuck::cast_slice(cells));
}

fn column(out: &mut Vec<u8>, column: &Column) {
    let (base, cells) = column.parts();
    out.extend_from_slice(&base.to_le_bytes());
    match cells {
        Cells::Same(len) => {
            out.push(SAME);
            varint(out, *len as u64);
        }
        Cells::U8(cells) => {
            out.push(BYTE);
            list(out, cells);
        }
        Cells::U16(cells) => {
            out.push(SHORT);
            list(out, cells);
        }
        Cells::U32(cells) => {
            out.push(LONG);
            list(out, cells);
        }
        Cells::I64(cells) => {
            out.push(WHOLE);
            list(out, cells);
        }
    }
}

fn read_list<T: bytemuck::Pod>(reader: &mut Reader<'_>) -> Read<Vec<T>> {
    let bad = BadSnapshot::Damaged;
    let len = usize::try_from(reader.varint()?).map_err(|_| bad)?;
    let bytes = len.checked_mul(size_of::<T>()).ok_or(bad)?;
    Ok(bytemuck::pod_collect_to_vec(reader.take(bytes)?))
}

fn read_column(reader: &mut Reader<'_>) -> Read<Column> {
    let bad = BadSnapshot::Damaged;
    let base = *reader.take(8)?.first_chunk().ok_or(bad)?;
    let cells = match reader.byte()? {
        SAME => Cells::Same(usize::try_from(reader.varint()?).map_err(|_| bad)?),
        BYTE => Cells::U8(read_list(reader)?),
        SHORT => Cells::U16(read_list(reader)?),
        LONG => Cells::U32(read_list(reader)?),
        WHOLE => Cells::I64(read_list(reader)?),
        _ => return Err(bad),
    };
    Ok(Column::of_parts(i64::from_le_bytes(base), cells))
}

fn read_columns<const N: usize>(reader: &mut Reader<'_>) -> Read<[Column; N]> {
    let mut columns = std::array::from_fn(|_| Column::default());
    for column in &mut columns {
        *column = read_column(reader)?;
    }
    Ok(columns)
}

fn read_either(reader: &mut Reader<'_>) -> Read<Either> {
    match reader.byte()? {
        SHORT => Ok(Either::Short(read_list(reader)?)),
        LONG => Ok(Either::Long(read_list(reader)?)),
        _ => Err(BadSnapshot::Damaged),
    }
}

fn read_lines(reader: &mut Reader<'_>) -> Read<Lines> {
    let (from, row) = (read_list(reader)?, read_list(reader)?);
    let (day, product) = (read_either(reader)?, read_either(reader)?);
    let [place, quantity, amount] = read_columns(reader)?;
    Ok(Lines {
        from,
        row,
        day,
        place,
        product,
        quantity,
        amount,
    })
}

fn read_sums(reader: &mut Reader<'_>) -> Read<[i128; 5]> {
    let mut sums = [0; 5];
    for sum in &mut sums {
        let bytes = reader.take(16)?.first_chunk();
        *sum = i128::from_le_bytes(*bytes.ok_or(BadSnapshot::Damaged)?);
    }
    Ok(sums)
}
