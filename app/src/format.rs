//! Numbers, money, days and times as people of either language read them.

use chrono::{DateTime, Datelike, Timelike, Utc};
use domain::day::Day;
use domain::money::Money;

use crate::locales::Lang;

/// A whole number with separators: `12,345`.
pub fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with one digit after the point, and separators.
pub fn decimal(number: f64, digits: usize) -> String {
    if !number.is_finite() {
        return "–".into();
    }
    let text = format!("{:.*}", digits, number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole
        .parse::<i64>()
        .map(count)
        .unwrap_or_else(|_| whole.into());
    let sign = if number < 0.0 && text.chars().any(|c| ('1'..='9').contains(&c)) {
        "−"
    } else {
        ""
    };
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

/// A large number in few signs: `1.2万`, `3.4亿`, `12.3k`, `1.2m`.
pub fn short_count(number: f64, lang: Lang) -> String {
    let size = number.abs();
    let steps: &[(f64, &str)] = match lang {
        Lang::Zh => &[(1e8, "亿"), (1e4, "万")],
        Lang::En => &[(1e9, "b"), (1e6, "m"), (1e3, "k")],
    };
    match steps.iter().find(|(step, _)| size >= *step) {
        Some((step, unit)) => {
            let scaled = number / step;
            let digits = usize::from(scaled.abs() < 100.0);
            let text = decimal(scaled, digits);
            format!("{}{unit}", text.strip_suffix(".0").unwrap_or(&text))
        }
        None => decimal(
            number,
            if size.fract() == 0.0 || size >= 100.0 {
                0
            } else {
                1
            },
        ),
    }
}

/// The sign of a currency, or its code with a space.
pub fn currency_sign(currency: &str) -> String {
    match currency {
        "CNY" | "JPY" => "¥".into(),
        "USD" => "$".into(),
        "GBP" => "£".into(),
        "EUR" => "€".into(),
        other => format!("{other} "),
    }
}

/// How a shop writes money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyStyle {
    /// ISO 4217 code.
    pub currency: String,
    /// Minor digits.
    pub decimals: u32,
}

impl MoneyStyle {
    /// An amount with all its minor digits: `¥1,234.50`.
    pub fn full(&self, money: Money) -> String {
        let major = Money(money.0.saturating_abs()).to_major(self.decimals);
        let (whole, fraction) = major.split_once('.').unwrap_or((&major, ""));
        let whole = whole
            .parse::<i64>()
            .map(count)
            .unwrap_or_else(|_| whole.into());
        let sign = if money.0 < 0 { "−" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        format!(
            "{sign}{}{whole}{point}{fraction}",
            currency_sign(&self.currency)
        )
    }

    /// An amount without minor digits, rounded: `¥1,235`.
    pub fn round(&self, money: Money) -> String {
        let sign = if money.0 < 0 { "−" } else { "" };
        let major = (self.major(money)).abs().round();
        format!(
            "{sign}{}{}",
            currency_sign(&self.currency),
            count(major as i64)
        )
    }

    /// An amount in few signs for axes and cards: `¥1.2万`.
    pub fn short(&self, money: Money, lang: Lang) -> String {
        let sign = if money.0 < 0 { "−" } else { "" };
        let size = self.major(money).abs();
        format!(
            "{sign}{}{}",
            currency_sign(&self.currency),
            short_count(size.round(), lang)
        )
    }

    /// The amount in major units, for the length of a bar.
    pub fn major(&self, money: Money) -> f64 {
        money.0 as f64 / 10f64.powi(self.decimals as i32)
    }
}

/// A share from 0 to 1 as a percentage: `12.3%`.
pub fn percent(share: f64) -> String {
    if !share.is_finite() {
        return "–".into();
    }
    let size = (share * 100.0).abs();
    let digits = match size {
        0.0 => 0,
        _ if size < 1.0 => 2,
        _ if size >= 99.95 => 0,
        _ => 1,
    };
    format!("{}%", decimal(share * 100.0, digits))
}

/// A part of a whole as a percentage; a dash where there is no whole.
pub fn part(part: i64, whole: i64) -> String {
    if whole == 0 {
        "–".into()
    } else {
        percent(part as f64 / whole as f64)
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A day with its year: `2026年11月11日`, `11 Nov 2026`.
pub fn day(day: Day, lang: Lang) -> String {
    let date = day.date();
    match lang {
        Lang::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Lang::En => format!(
            "{} {} {}",
            date.day(),
            month_name(date.month()),
            date.year()
        ),
    }
}

/// A day without its year: `11月11日`, `11 Nov`.
pub fn short_day(day: Day, lang: Lang) -> String {
    let date = day.date();
    match lang {
        Lang::Zh => format!("{}月{}日", date.month(), date.day()),
        Lang::En => format!("{} {}", date.day(), month_name(date.month())),
    }
}

fn month_name(month: u32) -> &'static str {
    MONTHS.get(month as usize - 1).copied().unwrap_or("")
}

/// An instant (seconds since 1970 in UTC) on this device's clock: `2026年11月11日 20:00`.
pub fn instant(at: i64, lang: Lang) -> String {
    let Some(utc) = DateTime::<Utc>::from_timestamp(at, 0) else {
        return "–".into();
    };
    let local = utc.with_timezone(&chrono::Local);
    let on = Day::from_date(local.date_naive());
    format!(
        "{} {:02}:{:02}",
        day(on, lang),
        local.hour(),
        local.minute()
    )
}

/// A local date-time as people typed it (`2026-11-11T20:00`), written for reading. Anything else stays as it is.
pub fn local_time(text: &str, lang: Lang) -> String {
    match text
        .split_once('T')
        .map(|(date, time)| (date.parse::<Day>(), time))
    {
        Some((Ok(date), time)) => format!("{} {time}", day(date, lang)),
        _ => text.into(),
    }
}

/// A number of days: `30 天`, `30 days`.
pub fn days(number: i64, lang: Lang) -> String {
    match (lang, number) {
        (Lang::Zh, _) => format!("{} 天", count(number)),
        (Lang::En, 1) => "1 day".into(),
        (Lang::En, _) => format!("{} days", count(number)),
    }
}

/// A number of bytes: `1.4 MB`.
pub fn bytes(size: u64) -> String {
    match size {
        0..1_000 => format!("{size} B"),
        1_000..1_000_000 => format!("{} kB", decimal(size as f64 / 1e3, 0)),
        _ => format!("{} MB", decimal(size as f64 / 1e6, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(count(-1234567), "−1,234,567");
        assert_eq!(short_count(12_345.0, Lang::Zh), "1.2万");
        assert_eq!(short_count(12_345.0, Lang::En), "12.3k");
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(0.1234), "12.3%");
    }

    #[test]
    fn money_keeps_its_minor_digits() {
        let style = MoneyStyle {
            currency: "CNY".into(),
            decimals: 2,
        };
        assert_eq!(style.full(Money(-123_456)), "−¥1,234.56");
        assert_eq!(style.round(Money(123_456)), "¥1,235");
    }
}
