//! Reads the rows of a file in a thread of its own, ahead of whoever takes them.

use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

use domain::order_import::fault::problem;
use domain::wire::import::FileProblem;

use super::source::{Record, Source, Take};

/// Rows that are handed over at once.
const AT_ONCE: usize = 1_000;
/// How many times so many rows are read ahead.
const AHEAD: usize = 4;

/// Rows on their way, and how many bytes of the file were read before them.
#[derive(Default)]
struct Rows {
    records: Vec<Record>,
    /// How many of the records are in use; the others keep their memory for the next.
    count: usize,
    bytes: u64,
}

/// Gives every row to `take`, as [`Source::each_row`] does.
pub fn each_row(
    source: &Source,
    sheet: Option<&str>,
    progress: &dyn Fn(u64),
    take: &mut Take,
) -> Result<(), FileProblem> {
    let (send, receive) = sync_channel(AHEAD);
    let (give_back, taken) = channel();
    thread::scope(|scope| {
        let reading = scope.spawn(move || read(source, sheet, &send, &taken));
        for mut rows in receive {
            let Rows { records, count, .. } = &rows;
            for record in records.iter().take(*count) {
                // With the receiver the reading ends.
                if !take(record)? {
                    return Ok(());
                }
            }
            progress(rows.bytes);
            rows.count = 0;
            // The last ones find nobody who wants them back.
            let _ = give_back.send(rows);
        }
        let read = reading.join();
        read.unwrap_or_else(|_| Err(problem("import.failed", &[])))
    })
}

/// Reads until the end, or until nobody takes the rows any more.
fn read(
    source: &Source,
    sheet: Option<&str>,
    send: &SyncSender<Rows>,
    taken: &Receiver<Rows>,
) -> Result<(), FileProblem> {
    let bytes = std::cell::Cell::new(0);
    let mut rows = Rows::default();
    let read = source.each_row(sheet, &|so_far| bytes.set(so_far), &mut |record| {
        match rows.records.get_mut(rows.count) {
            Some(held) => held.clone_from(record),
            None => rows.records.push(record.clone()),
        }
        rows.count += 1;
        if rows.count < AT_ONCE {
            return Ok(true);
        }
        rows.bytes = bytes.get();
        let full = std::mem::replace(&mut rows, taken.try_recv().unwrap_or_default());
        Ok(send.send(full).is_ok())
    });
    rows.bytes = bytes.get();
    // Rows before the place where the file turned out to be broken count as well.
    let _ = send.send(rows);
    read
}
