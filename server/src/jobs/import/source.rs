//! A file of any kind, seen as headings and rows.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use domain::order_import::fault::problem;
use domain::order_import::heading::normalise;
use domain::order_import::preset;
use domain::wire::import::{Encoding, FileProblem, Format, Sheet};
use flate2::read::MultiGzDecoder;

use super::{csv_source, xlsx_source};

/// More columns than any export has.
pub const MOST_COLUMNS: usize = 2_000;
/// More bytes than any cell has.
pub const LONGEST_CELL: usize = 256 * 1024;
/// What a packed file may unpack to.
const MOST_UNPACKED: u64 = 4 * 1024 * 1024 * 1024;
/// A packed file that unpacks to more than this many times its size is no file of orders.
const MOST_RATIO: u64 = 200;
/// Rows that a sample shows.
const SAMPLE_ROWS: usize = 20;

/// A row of a file: its cells end to end in one text.
#[derive(Debug, Default)]
pub struct Record {
    /// Line in the file where it begins, counting from 1.
    pub line: u64,
    text: String,
    ends: Vec<usize>,
}

impl Clone for Record {
    fn clone(&self) -> Record {
        let mut copy = Record::default();
        copy.clone_from(self);
        copy
    }

    /// Into the memory that is there.
    fn clone_from(&mut self, other: &Record) {
        self.line = other.line;
        self.text.clone_from(&other.text);
        self.ends.clone_from(&other.ends);
    }
}

impl Record {
    /// No cells.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// Adds to the cell under way.
    pub fn push_str(&mut self, part: &str) {
        self.text.push_str(part);
    }

    /// Ends the cell under way.
    pub fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    /// How many cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is nothing in any cell.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether there is no cell.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// A cell; empty where there is none.
    pub fn cell(&self, at: usize) -> &str {
        let Some(end) = self.ends.get(at) else {
            return "";
        };
        let start = at
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0);
        self.text.get(start..*end).unwrap_or("")
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.cell(at))
    }

    /// The row as one CSV record.
    pub fn to_csv(&self) -> String {
        let mut out = String::with_capacity(self.text.len() + self.ends.len() * 3);
        for (at, cell) in self.cells().enumerate() {
            if at > 0 {
                out.push(',');
            }
            if cell.contains(['"', ',', '\n', '\r', ';', '\t']) {
                out.push('"');
                out.push_str(&cell.replace('"', "\"\""));
                out.push('"');
            } else {
                out.push_str(cell);
            }
        }
        out
    }
}

/// A file whose kind is known.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it lies.
    pub path: PathBuf,
    /// Its size on the disk.
    pub bytes: u64,
    /// Its kind.
    pub format: Format,
    /// Of text: its encoding.
    pub encoding: Option<Encoding>,
    /// Of CSV: what parts the cells.
    pub delimiter: Option<char>,
    /// Of a workbook: its sheets.
    pub sheets: Vec<Sheet>,
    /// The sheet that is surely meant.
    pub sheet: Option<String>,
}

/// Headings and the first rows.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// Normalised headings.
    pub headings: Vec<String>,
    /// The first rows.
    pub sample: Vec<Vec<String>>,
}

/// What a row goes to; answering `false` ends the reading.
pub type Take<'a> = dyn FnMut(&Record) -> Result<bool, FileProblem> + 'a;

impl Source {
    /// Looks at a file and says what it is, or why it cannot be read.
    pub fn open(path: &Path) -> Result<Source, FileProblem> {
        let bytes = std::fs::metadata(path).map_err(unreadable)?.len();
        if bytes == 0 {
            return Err(problem("import.empty", &[]));
        }
        let mut start = Vec::new();
        unpacked(path)?
            .take(64 * 1024)
            .read_to_end(&mut start)
            .map_err(cut_or_unreadable)?;
        if start.is_empty() {
            return Err(problem("import.empty", &[]));
        }
        let mut source = Source {
            path: path.to_owned(),
            bytes,
            format: Format::Csv,
            encoding: None,
            delimiter: None,
            sheets: Vec::new(),
            sheet: None,
        };
        if start.starts_with(b"PK\x03\x04") {
            source.format = Format::Xlsx;
            source.sheets = xlsx_source::sheets(path)?;
            source.sheet = meant(&source.sheets);
            return Ok(source);
        }
        if start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(problem("import.old_excel", &[]));
        }
        let encoding = csv_source::detect(path, &start)?;
        source.encoding = Some(encoding);
        if looks_like_html(&start) {
            source.format = Format::Html;
            return Ok(source);
        }
        source.delimiter = Some(csv_source::delimiter(&start, encoding));
        Ok(source)
    }

    /// Gives every row to `take`, the headings first. `progress` hears how many bytes of the file are read.
    pub fn each_row(
        &self,
        sheet: Option<&str>,
        progress: &dyn Fn(u64),
        take: &mut Take,
    ) -> Result<(), FileProblem> {
        match self.format {
            Format::Csv => csv_source::each_row(self, progress, take),
            Format::Html => csv_source::each_html_row(self, take),
            Format::Xlsx => {
                let sheet = sheet
                    .or(self.sheet.as_deref())
                    .ok_or_else(|| problem("import.choose_sheet", &[]))?;
                xlsx_source::each_row(&self.path, sheet, progress, take)
            }
        }
    }

    /// Headings and the first rows.
    pub fn head(&self, sheet: Option<&str>) -> Result<Head, FileProblem> {
        let mut head = Head::default();
        self.each_row(sheet, &|_| {}, &mut |record| {
            if head.headings.is_empty() {
                head.headings = headings_of(record)?;
                return Ok(true);
            }
            head.sample.push(
                record
                    .cells()
                    .map(|cell| cell.chars().take(500).collect())
                    .collect(),
            );
            Ok(head.sample.len() < SAMPLE_ROWS)
        })?;
        if head.headings.is_empty() {
            return Err(problem("import.empty", &[]));
        }
        Ok(head)
    }
}

/// The headings of a first row.
pub fn headings_of(record: &Record) -> Result<Vec<String>, FileProblem> {
    if record.len() > MOST_COLUMNS {
        let count = record.len().to_string();
        return Err(problem(
            "import.too_many_columns",
            &[("columns", &count), ("line", &record.line.to_string())],
        ));
    }
    let mut headings = normalise(record.cells());
    // Empty columns at the right edge are no columns.
    while headings
        .last()
        .is_some_and(|last| *last == format!("#{}", headings.len()))
    {
        headings.pop();
    }
    Ok(headings)
}

/// The one sheet that is surely meant: the only one with rows, or the only one that a preset knows best.
fn meant(sheets: &[Sheet]) -> Option<String> {
    let full: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.rows > 0).collect();
    if let [only] = full.as_slice() {
        return Some(only.name.clone());
    }
    let known: Vec<&&Sheet> = full.iter().filter(|sheet| sheet.preset.is_some()).collect();
    match known.as_slice() {
        [only] => Some(only.name.clone()),
        _ => None,
    }
}

/// The preset of a sheet's headings.
pub fn preset_of(headings: &[String]) -> Option<String> {
    preset::recognise(headings).map(|preset| preset.code.to_owned())
}

/// The file's bytes, unpacked where it is a gzip file.
pub fn unpacked(path: &Path) -> Result<Box<dyn Read>, FileProblem> {
    let mut file = File::open(path).map_err(unreadable)?;
    let mut magic = [0u8; 2];
    let got = file.read(&mut magic).map_err(unreadable)?;
    let file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let reader = BufReader::with_capacity(256 * 1024, file);
    if got == 2 && magic == [0x1f, 0x8b] {
        return Ok(Box::new(Bounded {
            inner: MultiGzDecoder::new(reader),
            left: (size.saturating_mul(MOST_RATIO)).clamp(64 * 1024 * 1024, MOST_UNPACKED),
        }));
    }
    Ok(Box::new(reader))
}

struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let got = self.inner.read(out)?;
        self.left = self.left.checked_sub(got as u64).ok_or_else(|| {
            std::io::Error::new(std::io::ErrorKind::FileTooLarge, "unpacks to too much")
        })?;
        Ok(got)
    }
}

/// The problem of a file that cannot be read.
pub fn unreadable(why: std::io::Error) -> FileProblem {
    problem("import.unreadable", &[("detail", &why.kind().to_string())])
}

/// The problem of a file that ends too early, or unpacks to too much.
pub fn cut_or_unreadable(why: std::io::Error) -> FileProblem {
    match why.kind() {
        std::io::ErrorKind::UnexpectedEof => problem("import.cut_off", &[]),
        std::io::ErrorKind::FileTooLarge => problem("import.unpacks_to_too_much", &[]),
        _ => unreadable(why),
    }
}

fn looks_like_html(start: &[u8]) -> bool {
    let text: String = start
        .iter()
        .take(4096)
        .filter(|byte| byte.is_ascii() && **byte != 0)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    let text = text.trim_start();
    text.starts_with('<')
        && ["<html", "<table", "<!doctype html"]
            .iter()
            .any(|tag| text.contains(tag))
}
