//! A text as a cell of a CSV file that table programs open.

/// The text guarded against formulas, and quoted where needed.
pub fn csv_cell(text: &str) -> String {
    let guarded = match text.as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r') => format!("'{text}"),
        _ => text.to_owned(),
    };
    if guarded.contains([',', '"', '\n', '\r', ';']) {
        format!("\"{}\"", guarded.replace('"', "\"\""))
    } else {
        guarded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_runs_in_a_table_program() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("@x", "'@x"),
            ("-5", "'-5"),
            ("a\"b", "\"a\"\"b\""),
            ("a;b", "\"a;b\""),
        ] {
            assert_eq!(csv_cell(text), expected);
        }
    }
}
