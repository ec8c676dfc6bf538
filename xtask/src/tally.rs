//! Counts what passed and what failed.

use std::fs;
use std::path::Path;

/// Passed and failed tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests and checks that passed.
    pub passed: u64,
    /// Tests and checks that failed, or could not run.
    pub failed: u64,
}

impl Tally {
    /// One check, which passed or did not.
    pub fn of(passed: bool) -> Self {
        Self {
            passed: u64::from(passed),
            failed: u64::from(!passed),
        }
    }

    /// Takes over the counts of another.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Takes over the counts of a line like `test result: ok. 12 passed; 0 failed; …`; other lines count nothing.
    pub fn read_cargo(&mut self, line: &str) {
        let Some(result) = line.trim().strip_prefix("test result:") else {
            return;
        };
        let count = |word: &str| {
            let part = result
                .split([';', '.'])
                .find(|part| part.trim().ends_with(word))?;
            part.split_whitespace().next()?.parse::<u64>().ok()
        };
        self.passed += count("passed").unwrap_or(0);
        self.failed += count("failed").unwrap_or(0);
    }

    /// The counts of Playwright's report, when there is one.
    pub fn read_playwright(report: &Path) -> Option<Self> {
        let report: serde_json::Value = serde_json::from_slice(&fs::read(report).ok()?).ok()?;
        let stats = report.get("stats")?;
        let count = |name: &str| stats.get(name)?.as_u64();
        let files_in_error = report
            .get("errors")
            .and_then(|errors| errors.as_array())
            .map_or(0, Vec::len) as u64;
        Some(Self {
            passed: count("expected")?,
            // A test that passes at the second try is a defect here.
            failed: count("unexpected")? + count("flaky")? + files_in_error,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_cargo_are_summed_and_other_lines_are_not() {
        let mut tally = Tally::default();
        for line in [
            "running 2 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s",
        ] {
            tally.read_cargo(line);
        }
        assert_eq!(
            tally,
            Tally {
                passed: 15,
                failed: 2
            }
        );
    }
}
