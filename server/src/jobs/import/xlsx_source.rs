//! Excel workbooks, read cell by cell.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx};
use domain::order_import::fault::problem;
use domain::order_import::time::from_serial;
use domain::wire::import::{FileProblem, Sheet};

use super::source::{LONGEST_CELL, MOST_COLUMNS, Record, Take, headings_of, preset_of, unreadable};

/// What a workbook may unpack to.
const MOST_UNPACKED: u64 = 2 * 1024 * 1024 * 1024;
/// A workbook that unpacks to more than this many times its size is no file of orders.
const MOST_RATIO: u64 = 200;

/// The sheets of a workbook, with the preset that fits each.
pub fn sheets(path: &Path) -> Result<Vec<Sheet>, FileProblem> {
    let mut book = open(path)?;
    let names = book.sheet_names();
    let mut sheets = Vec::with_capacity(names.len());
    for name in names {
        let mut headings = Vec::new();
        let mut filled = 0u64;
        let rows = match book.worksheet_cells_reader(&name) {
            // Sheets that hold a picture only
            Err(_) => 0,
            Ok(reader) => u64::from(reader.dimensions().end.0),
        };
        rows_of(&mut book, &name, &|_| {}, &mut |record| {
            if headings.is_empty() {
                headings = headings_of(record)?;
            } else {
                filled += 1;
            }
            Ok(filled < 1)
        })?;
        sheets.push(Sheet {
            preset: preset_of(&headings),
            rows: if filled == 0 { 0 } else { rows.max(filled) },
            name,
        });
    }
    if sheets.is_empty() {
        return Err(problem("import.empty", &[]));
    }
    Ok(sheets)
}

/// Gives every row of a sheet to `take`; blank rows are no rows.
pub fn each_row(
    path: &Path,
    sheet: &str,
    progress: &dyn Fn(u64),
    take: &mut Take,
) -> Result<(), FileProblem> {
    let mut book = open(path)?;
    if !book.sheet_names().iter().any(|name| name == sheet) {
        return Err(problem("import.unknown_sheet", &[("sheet", sheet)]));
    }
    rows_of(&mut book, sheet, progress, take)
}

fn open(path: &Path) -> Result<Xlsx<BufReader<File>>, FileProblem> {
    refuse_bombs(path)?;
    let file = File::open(path).map_err(unreadable)?;
    Xlsx::new(BufReader::new(file)).map_err(|why| broken(&why))
}

fn broken(why: &dyn std::fmt::Display) -> FileProblem {
    let detail: String = why.to_string().chars().take(200).collect();
    problem("import.broken_workbook", &[("detail", &detail)])
}

fn rows_of(
    book: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    progress: &dyn Fn(u64),
    take: &mut Take,
) -> Result<(), FileProblem> {
    let Ok(mut reader) = book.worksheet_cells_reader(sheet) else {
        return Ok(());
    };
    let mut record = Record::default();
    let mut row = None;
    loop {
        let cell = reader.next_cell().map_err(|why| broken(&why))?;
        let place = cell.as_ref().map(|cell| cell.get_position());
        if place.map(|place| place.0) != row {
            if let Some(done) = row {
                record.line = u64::from(done) + 1;
                if !record.is_blank() && !take(&record)? {
                    return Ok(());
                }
                if done % 1024 == 0 {
                    progress(u64::from(done));
                }
            }
            record.clear();
            row = place.map(|place| place.0);
        }
        let (Some(cell), Some((line, column))) = (cell, place) else {
            return Ok(());
        };
        if column as usize >= MOST_COLUMNS {
            let columns = (column + 1).to_string();
            return Err(problem(
                "import.too_many_columns",
                &[("columns", &columns), ("line", &(line + 1).to_string())],
            ));
        }
        while record.len() < column as usize {
            record.end_cell();
        }
        if record.len() > column as usize {
            return Err(broken(&"cells out of order"));
        }
        match cell.get_value() {
            DataRef::String(text) => push(&mut record, text, line)?,
            DataRef::SharedString(text) => push(&mut record, text, line)?,
            DataRef::Int(number) => record.push_str(&number.to_string()),
            DataRef::Float(number) => record.push_str(&written(*number)),
            DataRef::DateTime(time) => match from_serial(time.as_f64()) {
                Some(local) => record.push_str(&local.format("%Y-%m-%d %H:%M:%S").to_string()),
                None => record.push_str(&written(time.as_f64())),
            },
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                push(&mut record, text, line)?
            }
            DataRef::Bool(yes) => record.push_str(if *yes { "TRUE" } else { "FALSE" }),
            DataRef::Error(error) => record.push_str(&error.to_string()),
            DataRef::Empty => {}
        }
        record.end_cell();
    }
}

fn push(record: &mut Record, text: &str, line: u32) -> Result<(), FileProblem> {
    if text.len() > LONGEST_CELL {
        return Err(problem(
            "import.huge_cell",
            &[("line", &(line + 1).to_string())],
        ));
    }
    record.push_str(text);
    Ok(())
}

/// A number as a person would have typed it. From sixteen digits on the workbook has lost some of them: such a number
/// is written the way that shows it.
fn written(number: f64) -> String {
    if number.abs() >= 1e15 && number.is_finite() {
        let text = format!("{number:.5e}");
        return text.replace('e', "E+");
    }
    number.to_string()
}

/// Reads the list of contents at the end of the archive and refuses what would unpack to too much.
fn refuse_bombs(path: &Path) -> Result<(), FileProblem> {
    let mut file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let tail = size.min(66_000);
    file.seek(SeekFrom::Start(size - tail))
        .map_err(unreadable)?;
    let mut end = Vec::new();
    file.read_to_end(&mut end).map_err(unreadable)?;
    let cut = || problem("import.cut_off", &[]);
    let at = end
        .windows(4)
        .rposition(|four| four == b"PK\x05\x06")
        .ok_or_else(cut)?;
    let start = four(&end, at + 16).ok_or_else(cut)?;
    file.seek(SeekFrom::Start(u64::from(start)))
        .map_err(unreadable)?;
    let mut list = Vec::new();
    file.take(16 * 1024 * 1024)
        .read_to_end(&mut list)
        .map_err(unreadable)?;
    let mut sum = 0u64;
    let mut at = 0;
    while list.get(at..at + 4) == Some(b"PK\x01\x02") {
        sum += four(&list, at + 24).map_or(0, u64::from);
        let part = |from: usize| -> usize {
            list.get(at + from..at + from + 2)
                .map_or(0, |two| usize::from(two[0]) | usize::from(two[1]) << 8)
        };
        at += 46 + part(28) + part(30) + part(32);
    }
    if sum > MOST_UNPACKED || (sum > 100 * 1024 * 1024 && sum / size.max(1) > MOST_RATIO) {
        return Err(problem("import.unpacks_to_too_much", &[]));
    }
    Ok(())
}

fn four(bytes: &[u8], at: usize) -> Option<u32> {
    let part: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_le_bytes(part))
}
