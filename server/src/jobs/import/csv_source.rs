//! CSV as people really send it: any of five encodings, three delimiters, line breaks and stray quotes in cells.

use std::io::Read;
use std::path::Path;

use domain::order_import::fault::problem;
use domain::wire::import::{Encoding, FileProblem};
use encoding_rs::{CoderResult, Decoder, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::source::{LONGEST_CELL, Record, Source, Take, cut_or_unreadable, unpacked};

/// How much of a file its encoding is judged by.
const JUDGED_BYTES: u64 = 16 * 1024 * 1024;
/// How much is decoded at once.
const CHUNK_BYTES: usize = 256 * 1024;
/// Records longer than this are no records.
const LONGEST_RECORD: usize = 4 * LONGEST_CELL;

/// The encoding of a text file, or the problem that it is none.
pub fn detect(path: &Path, start: &[u8]) -> Result<Encoding, FileProblem> {
    if start.starts_with(&[0xff, 0xfe]) {
        return Ok(Encoding::Utf16Le);
    }
    if start.starts_with(&[0xfe, 0xff]) {
        return Ok(Encoding::Utf16Be);
    }
    if start.starts_with(&[0xef, 0xbb, 0xbf]) {
        return Ok(Encoding::Utf8Bom);
    }
    if let Some(wide) = wide_text(start)? {
        return Ok(wide);
    }
    let odd = start
        .iter()
        .filter(|byte| **byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1a))
        .count();
    if odd * 100 > start.len() {
        return Err(problem("import.not_text", &[]));
    }
    let mut bytes = Vec::new();
    unpacked(path)?
        .take(JUDGED_BYTES)
        .read_to_end(&mut bytes)
        .map_err(cut_or_unreadable)?;
    let (broken, multi) = broken_utf8(&bytes);
    // A few broken characters do not make it another encoding; those rows are rejected one by one.
    if broken == 0 || broken * 50 < multi {
        return Ok(Encoding::Utf8);
    }
    let (text, _) = GB18030.decode_without_bom_handling(&bytes);
    let (mut wide, mut lost) = (0usize, 0usize);
    for one in text.chars() {
        lost += usize::from(one == '\u{fffd}');
        wide += usize::from(!one.is_ascii());
    }
    if lost * 50 > wide {
        return Err(problem("import.unknown_encoding", &[]));
    }
    Ok(Encoding::Gb18030)
}

/// UTF-16 without its mark shows as zeros at every other place; zeros elsewhere are no text.
fn wide_text(start: &[u8]) -> Result<Option<Encoding>, FileProblem> {
    let zeros = start.iter().filter(|byte| **byte == 0).count();
    if zeros == 0 {
        return Ok(None);
    }
    let odd = start
        .iter()
        .skip(1)
        .step_by(2)
        .filter(|byte| **byte == 0)
        .count();
    if zeros * 4 > start.len() && odd * 10 > zeros * 9 {
        return Ok(Some(Encoding::Utf16Le));
    }
    if zeros * 4 > start.len() && odd * 10 < zeros {
        return Ok(Some(Encoding::Utf16Be));
    }
    Err(problem("import.not_text", &[]))
}

/// How many broken places UTF-8 has, and how many characters of several bytes. A character cut at the very end is not
/// counted: the file is cut, not strange.
fn broken_utf8(bytes: &[u8]) -> (usize, usize) {
    let (mut broken, mut multi) = (0, 0);
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                multi += text.chars().filter(|one| !one.is_ascii()).count();
                return (broken, multi);
            }
            Err(why) => {
                let (good, bad) = rest.split_at(why.valid_up_to());
                multi += std::str::from_utf8(good)
                    .map_or(0, |text| text.chars().filter(|one| !one.is_ascii()).count());
                let Some(size) = why.error_len() else {
                    return (broken, multi);
                };
                broken += 1;
                rest = bad.get(size..).unwrap_or_default();
            }
        }
    }
}

fn decoder(encoding: Encoding) -> Decoder {
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => UTF_8.new_decoder_with_bom_removal(),
        Encoding::Gb18030 => GB18030.new_decoder_without_bom_handling(),
        Encoding::Utf16Le => UTF_16LE.new_decoder_with_bom_removal(),
        Encoding::Utf16Be => UTF_16BE.new_decoder_with_bom_removal(),
    }
}

/// What parts the cells: whichever of comma, tab and semicolon the first line has most of.
pub fn delimiter(start: &[u8], encoding: Encoding) -> char {
    let mut text = String::with_capacity(start.len() * 3);
    let _ = decoder(encoding).decode_to_string(start, &mut text, false);
    let mut counts = [0usize; 3];
    let signs = [',', '\t', ';'];
    let mut quoted = false;
    for one in text.chars() {
        match one {
            '"' => quoted = !quoted,
            '\n' if !quoted => break,
            _ if !quoted => {
                if let Some(at) = signs.iter().position(|sign| *sign == one) {
                    counts[at] += 1;
                }
            }
            _ => {}
        }
    }
    let best = (0..3).rev().max_by_key(|at| counts[*at]).unwrap_or(0);
    signs[best]
}

/// Text of any encoding, decoded piece by piece.
struct Text {
    reader: Box<dyn Read>,
    decoder: Decoder,
    raw: Vec<u8>,
    text: String,
    at: usize,
    ended: bool,
    bytes: u64,
}

impl Text {
    /// Decodes another piece behind what is not yet used.
    fn more(&mut self) -> Result<(), FileProblem> {
        self.text.drain(..self.at);
        self.at = 0;
        let got = self.reader.read(&mut self.raw).map_err(cut_or_unreadable)?;
        self.bytes += got as u64;
        let last = got == 0;
        let mut from = 0;
        loop {
            let need = self
                .decoder
                .max_utf8_buffer_length(got - from)
                .unwrap_or(CHUNK_BYTES * 4);
            self.text.reserve(need);
            let piece = self.raw.get(from..got).unwrap_or_default();
            let (result, read, _) = self.decoder.decode_to_string(piece, &mut self.text, last);
            from += read;
            if result == CoderResult::InputEmpty {
                break;
            }
        }
        self.ended = last;
        Ok(())
    }
}

enum Parsed {
    /// A whole record of so many bytes; whether a line break ended it.
    Whole(usize, bool),
    /// The text ends inside it.
    Open,
    /// A quote at this place never closes.
    StrayQuote(usize),
}

/// Reads one record from the start of `text`. The quotes that open at `strays` are plain characters.
fn parse(text: &str, ended: bool, delimiter: u8, strays: &[usize], record: &mut Record) -> Parsed {
    record.clear();
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        // At the start of a cell
        let plain = strays.len() > 32 || strays.contains(&at);
        if bytes.get(at) == Some(&b'"') && !plain {
            let opened = at;
            at += 1;
            let mut from = at;
            loop {
                let Some(quote) = bytes
                    .get(at..)
                    .and_then(|rest| rest.iter().position(|byte| *byte == b'"'))
                else {
                    if ended || bytes.len() - opened > LONGEST_CELL {
                        return Parsed::StrayQuote(opened);
                    }
                    return Parsed::Open;
                };
                at += quote;
                if at - opened > LONGEST_CELL {
                    return Parsed::StrayQuote(opened);
                }
                match bytes.get(at + 1) {
                    Some(b'"') => {
                        record.push_str(text.get(from..=at).unwrap_or(""));
                        at += 2;
                        from = at;
                    }
                    None if !ended => return Parsed::Open,
                    Some(next) if *next != delimiter && *next != b'\n' && *next != b'\r' => at += 1,
                    _ => {
                        record.push_str(text.get(from..at).unwrap_or(""));
                        at += 1;
                        break;
                    }
                }
            }
        } else {
            let size = bytes
                .get(at..)
                .unwrap_or_default()
                .iter()
                .position(|byte| *byte == delimiter || *byte == b'\n' || *byte == b'\r');
            let Some(size) = size else {
                if !ended {
                    return Parsed::Open;
                }
                record.push_str(text.get(at..).unwrap_or(""));
                record.end_cell();
                return Parsed::Whole(bytes.len(), false);
            };
            record.push_str(text.get(at..at + size).unwrap_or(""));
            at += size;
        }
        record.end_cell();
        match bytes.get(at) {
            None if ended => return Parsed::Whole(at, false),
            None => return Parsed::Open,
            Some(b'\r') => match bytes.get(at + 1) {
                Some(b'\n') => return Parsed::Whole(at + 2, true),
                None if !ended => return Parsed::Open,
                _ => return Parsed::Whole(at + 1, true),
            },
            Some(b'\n') => return Parsed::Whole(at + 1, true),
            Some(_) => at += 1,
        }
    }
}

/// Gives every record of a CSV file to `take`; blank lines are no records.
pub fn each_row(
    source: &Source,
    progress: &dyn Fn(u64),
    take: &mut Take,
) -> Result<(), FileProblem> {
    let encoding = source.encoding.unwrap_or(Encoding::Utf8);
    let delimiter = source.delimiter.map_or(b',', |sign| sign as u8);
    let mut text = Text {
        reader: unpacked(&source.path)?,
        decoder: decoder(encoding),
        raw: vec![0; CHUNK_BYTES],
        text: String::new(),
        at: 0,
        ended: false,
        bytes: 0,
    };
    let mut record = Record::default();
    let mut line = 1u64;
    let mut strays = Vec::new();
    let mut width = 0;
    let mut ragged = false;
    loop {
        let rest = text.text.get(text.at..).unwrap_or("");
        if rest.is_empty() && text.ended {
            return Ok(());
        }
        match parse(rest, text.ended, delimiter, &strays, &mut record) {
            Parsed::StrayQuote(place) => strays.push(place),
            Parsed::Open => {
                if rest.len() > LONGEST_RECORD {
                    return Err(problem("import.huge_cell", &[("line", &line.to_string())]));
                }
                text.more()?;
                progress(text.bytes);
            }
            Parsed::Whole(size, broken) => {
                if size > LONGEST_RECORD {
                    return Err(problem("import.huge_cell", &[("line", &line.to_string())]));
                }
                record.line = line;
                line += rest.get(..size).map_or(0, |used| {
                    used.bytes().filter(|byte| *byte == b'\n').count() as u64
                });
                let last = !broken && text.ended;
                text.at += size;
                strays.clear();
                if record.is_blank() {
                    continue;
                }
                if width == 0 {
                    width = record.len();
                }
                let short = record.len() < width;
                let torn = record.cells().any(|cell| cell.ends_with('\u{fffd}'));
                if last && ((short && !ragged) || torn) {
                    return Err(problem(
                        "import.cut_off",
                        &[("line", &record.line.to_string())],
                    ));
                }
                ragged |= short;
                if !take(&record)? {
                    return Ok(());
                }
            }
        }
    }
}

/// Gives every row of the tables of a web page to `take`.
pub fn each_html_row(source: &Source, take: &mut Take) -> Result<(), FileProblem> {
    let mut bytes = Vec::new();
    unpacked(&source.path)?
        .take(JUDGED_BYTES * 8)
        .read_to_end(&mut bytes)
        .map_err(cut_or_unreadable)?;
    let mut page = String::new();
    let mut decoder = decoder(source.encoding.unwrap_or(Encoding::Utf8));
    page.reserve(
        decoder
            .max_utf8_buffer_length(bytes.len())
            .unwrap_or(bytes.len() * 3),
    );
    let _ = decoder.decode_to_string(&bytes, &mut page, true);
    let lower = page.to_ascii_lowercase();
    if !lower.contains("</table") {
        return Err(problem("import.cut_off", &[]));
    }
    let mut record = Record::default();
    let mut at = 0;
    let mut number = 0;
    while let Some(start) = lower.get(at..).and_then(|rest| rest.find("<tr")) {
        let from = at + start + 3;
        let size = lower.get(from..).and_then(|rest| rest.find("</tr"));
        let Some(size) = size else {
            return Err(problem("import.cut_off", &[]));
        };
        record.clear();
        number += 1;
        record.line = number;
        cells_of(page.get(from..from + size).unwrap_or(""), &mut record);
        at = from + size;
        if !record.is_blank() && !take(&record)? {
            break;
        }
    }
    Ok(())
}

fn cells_of(row: &str, record: &mut Record) {
    let mut rest = row;
    loop {
        let next = rest
            .char_indices()
            .filter(|(_, one)| *one == '<')
            .map(|(at, _)| at)
            .find(|at| {
                let tag = rest.get(at + 1..at + 3).unwrap_or("");
                tag.eq_ignore_ascii_case("td") || tag.eq_ignore_ascii_case("th")
            });
        let Some(after) = next.and_then(|start| {
            let end = rest.get(start..)?.find('>')?;
            rest.get(start + end + 1..)
        }) else {
            return;
        };
        let close = after.find("</").unwrap_or(after.len());
        let mut end = close;
        // Inner tags such as <span> are taken off; the cell ends at its own.
        while let Some(tag) = after.get(end + 2..end + 4) {
            if tag.eq_ignore_ascii_case("td") || tag.eq_ignore_ascii_case("th") {
                break;
            }
            match after.get(end + 2..).and_then(|rest| rest.find("</")) {
                Some(step) => end += 2 + step,
                None => {
                    end = after.len();
                    break;
                }
            }
        }
        let mut inside = false;
        let text: String = after
            .get(..end)
            .unwrap_or("")
            .chars()
            .filter(|one| match one {
                '<' => {
                    inside = true;
                    false
                }
                '>' => !std::mem::replace(&mut inside, false),
                _ => !inside,
            })
            .collect();
        let text = text
            .replace("&nbsp;", " ")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&");
        record.push_str(text.trim());
        record.end_cell();
        rest = after.get(end..).unwrap_or("");
    }
}
