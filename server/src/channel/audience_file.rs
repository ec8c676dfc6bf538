//! The audience file: the shop's own ids of a wave's customers, for a platform's own console.

use crate::csv_cell::csv_cell;

/// The file: one column, UTF-8 with a mark so that spreadsheets read it; a cell never starts a formula.
pub fn audience_csv<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut file = String::from("\u{feff}customer_id\r\n");
    for id in ids {
        file.push_str(&csv_cell(id));
        file.push_str("\r\n");
    }
    file.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_starts_a_formula() {
        let file = audience_csv(["a1", "=1+1", "x,\"y"]);
        let text = String::from_utf8(file).unwrap();
        assert_eq!(
            text,
            "\u{feff}customer_id\r\na1\r\n'=1+1\r\n\"x,\"\"y\"\r\n"
        );
    }
}
