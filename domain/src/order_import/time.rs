//! Times as files write them.

use chrono::{NaiveDate, NaiveDateTime};

use super::cell::{narrow, text};

/// A time that a file gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Wall-clock time in a zone that the file does not name.
    Local(NaiveDateTime),
    /// Unix seconds: the file gave an offset.
    Instant(i64),
}

/// Reads a time: `2019-04-18 00:03:00.000`, `2020/2/1 0:14`, `2026-11-11T20:00:00+08:00`, `2026年11月11日`, an Excel
/// serial number such as `43573.002`. Fractions of a second are cut off. `Ok(None)` for an empty cell.
///
/// ```
/// use domain::order_import::time::{read, Moment};
/// let Ok(Some(Moment::Local(time))) = read("2020/2/1 0:14") else { panic!() };
/// assert_eq!(time.to_string(), "2020-02-01 00:14:00");
/// assert_eq!(read("1970-01-01T08:00:05+08:00"), Ok(Some(Moment::Instant(5))));
/// ```
pub fn read(raw: &str) -> Result<Option<Moment>, NotATime> {
    let Some(clean) = text(raw) else {
        return Ok(None);
    };
    let clean = narrow(clean);
    if clean.as_ref() == "0000-00-00 00:00:00" {
        return Ok(None);
    }
    parse(&clean)
        .or_else(|| serial(&clean))
        .map(Some)
        .ok_or(NotATime)
}

/// The wall-clock time of an Excel serial number.
pub fn from_serial(days: f64) -> Option<NaiveDateTime> {
    if !(20_000.0..80_000.0).contains(&days) {
        return None;
    }
    let milliseconds = (days * 86_400_000.0).round() as i64;
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_hms_opt(0, 0, 0)?;
    start.checked_add_signed(chrono::TimeDelta::seconds(milliseconds.div_euclid(1000)))
}

/// The minute at which a platform made a file, read from its name: `ExportOrderList201905151650.csv`.
///
/// ```
/// use domain::order_import::time::of_file_name;
/// assert_eq!(of_file_name("ExportOrderList201905151650.csv").unwrap().to_string(), "2019-05-15 16:50:00");
/// assert_eq!(of_file_name("orders.csv"), None);
/// ```
pub fn of_file_name(name: &str) -> Option<NaiveDateTime> {
    let bytes = name.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let run = bytes[start..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if (12..=17).contains(&run) {
            let digits = &name[start..start + run];
            let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
            let date = NaiveDate::from_ymd_opt(part(0, 4)? as i32, part(4, 6)?, part(6, 8)?);
            let second = if run >= 14 { part(12, 14)? } else { 0 };
            if let Some(time) =
                date.and_then(|date| date.and_hms_opt(part(8, 10)?, part(10, 12)?, second))
                && (2003..2100).contains(&(part(0, 4)?))
            {
                return Some(time);
            }
        }
        start += run.max(1);
    }
    None
}

/// The text was no time that we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time")]
pub struct NotATime;

struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    fn number(&mut self, longest: usize) -> Option<u32> {
        let size = self
            .rest
            .bytes()
            .take(longest)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (digits, rest) = self.rest.split_at(size);
        self.rest = rest;
        digits.parse().ok()
    }

    fn one_of(&mut self, signs: &[char]) -> Option<char> {
        let first = self.rest.chars().next()?;
        if !signs.contains(&first) {
            return None;
        }
        self.rest = &self.rest[first.len_utf8()..];
        Some(first)
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }
}

fn parse(clean: &str) -> Option<Moment> {
    let mut scan = Scan { rest: clean };
    let year = scan.number(4)?;
    if year < 1000 {
        return None;
    }
    let date = if let Some(sign) = scan.one_of(&['-', '/', '.', '年']) {
        let month = scan.number(2)?;
        scan.one_of(if sign == '年' {
            &['月']
        } else {
            &['-', '/', '.']
        })?;
        let day = scan.number(2)?;
        scan.one_of(&['日']);
        NaiveDate::from_ymd_opt(year as i32, month, day)?
    } else {
        // 20260701 or 20260701093000, nothing else without separators.
        if !matches!(clean.len(), 8 | 14) || !clean.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (month, day) = (scan.number(2)?, scan.number(2)?);
        let date = NaiveDate::from_ymd_opt(year as i32, month, day)?;
        if scan.rest.is_empty() {
            return Some(Moment::Local(date.and_hms_opt(0, 0, 0)?));
        }
        let time = date.and_hms_opt(scan.number(2)?, scan.number(2)?, scan.number(2)?)?;
        return Some(Moment::Local(time));
    };
    if scan.one_of(&['T', 't']).is_none() {
        scan.skip_blanks();
    }
    if scan.rest.is_empty() {
        return Some(Moment::Local(date.and_hms_opt(0, 0, 0)?));
    }
    let hour = scan.number(2)?;
    scan.one_of(&[':', '时', '点', '：'])?;
    let minute = scan.number(2)?;
    scan.one_of(&['分']);
    let mut second = 0;
    if scan.one_of(&[':', '：']).is_some()
        || scan.rest.starts_with(|one: char| one.is_ascii_digit())
    {
        second = scan.number(2)?;
        scan.one_of(&['秒']);
        if scan.one_of(&['.', ',']).is_some() {
            scan.number(9)?;
        }
    }
    scan.skip_blanks();
    let half = if ["AM", "am", "PM", "pm"]
        .iter()
        .any(|word| scan.rest.starts_with(word))
    {
        let (word, rest) = scan.rest.split_at(2);
        scan.rest = rest.trim_start();
        Some(word.eq_ignore_ascii_case("pm"))
    } else {
        None
    };
    let hour = match half {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    let local = date.and_hms_opt(hour, minute, second.min(59))?;
    let seconds = local.and_utc().timestamp();
    match scan.rest {
        "" => return Some(Moment::Local(local)),
        "Z" | "z" | "UTC" | "GMT" => return Some(Moment::Instant(seconds)),
        _ => {}
    }
    let sign = scan.one_of(&['+', '-'])?;
    let hours = i64::from(scan.number(2)?);
    scan.one_of(&[':']);
    let minutes = i64::from(if scan.rest.is_empty() {
        0
    } else {
        scan.number(2)?
    });
    if !scan.rest.is_empty() || hours > 14 || minutes > 59 {
        return None;
    }
    let offset = hours * 3600 + minutes * 60;
    Some(Moment::Instant(if sign == '+' {
        seconds - offset
    } else {
        seconds + offset
    }))
}

fn serial(clean: &str) -> Option<Moment> {
    let plain = clean
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !plain || clean.len() < 5 {
        return None;
    }
    from_serial(clean.parse().ok()?).map(Moment::Local)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(raw: &str, expected: &str) {
        let read = match read(raw) {
            Ok(Some(Moment::Local(time))) => time.to_string(),
            Ok(Some(Moment::Instant(at))) => format!("@{at}"),
            Ok(None) => "none".into(),
            Err(NotATime) => "error".into(),
        };
        assert_eq!(read, expected, "{raw}");
    }

    #[test]
    fn times_come_in_many_forms() {
        for (raw, expected) in [
            ("2017-07-08 00:42:32", "2017-07-08 00:42:32"),
            ("2020/2/1 0:14", "2020-02-01 00:14:00"),
            ("2019-01-26 00:01:57.252", "2019-01-26 00:01:57"),
            ("43573.00208333333", "2019-04-18 00:03:00"),
            ("43491", "2019-01-26 00:00:00"),
            ("2026-11-11", "2026-11-11 00:00:00"),
            ("2026.11.11 9:05", "2026-11-11 09:05:00"),
            ("2026年11月11日 9时5分", "2026-11-11 09:05:00"),
            ("20261111", "2026-11-11 00:00:00"),
            ("20261111090506", "2026-11-11 09:05:06"),
            ("2026-11-11T20:00", "2026-11-11 20:00:00"),
            ("2026-11-11T20:00:00.123Z", "@1794427200"),
            ("2026-11-11 20:00:00 +0800", "@1794398400"),
            ("2026-11-11T20:00:00-05:00", "@1794445200"),
            ("2026-11-11 08:00:00 PM", "2026-11-11 20:00:00"),
            ("２０２６-11-11 09:00", "2026-11-11 09:00:00"),
            ("\t2026-11-11 09:00:00", "2026-11-11 09:00:00"),
            ("null", "none"),
            ("", "none"),
            ("2026-13-01", "error"),
            ("2026-02-30", "error"),
            ("soon", "error"),
            ("12", "error"),
            ("2026-11-11 25:00", "error"),
            ("#REF!", "error"),
        ] {
            check(raw, expected);
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(raw in any::<String>(), time in "[0-9]{1,5}[-/.年]?[0-9]{0,3}[-/.月]?[0-9]{0,3}[T ]?[0-9:.+Z-]{0,12}") {
            let _ = (read(&raw), read(&time), of_file_name(&raw), of_file_name(&time));
        }
    }
}
