//! What a batch makes and overwrites, kept so that it can be taken back.

use std::collections::BTreeMap;

use rusqlite::{Transaction, params};
use serde::Serialize;

use crate::failure::Failure;

/// Keeps what a batch makes and overwrites; nothing where no batch is at work.
pub(super) struct Images<'a> {
    tx: &'a Transaction<'a>,
    batch: Option<i64>,
    /// By kind, the rows that were made: the first and the last of those that stand one behind the other.
    made: BTreeMap<&'static str, Vec<(i64, i64)>>,
}

impl<'a> Images<'a> {
    pub(super) fn new(tx: &'a Transaction<'a>, batch: Option<i64>) -> Images<'a> {
        Images {
            tx,
            batch,
            made: BTreeMap::new(),
        }
    }

    /// Remembers a row that was made.
    pub(super) fn made(&mut self, kind: &'static str, row: i64) {
        let runs = self.made.entry(kind).or_default();
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => runs.push((row, row)),
        }
    }

    /// Keeps what stands in a row before it is overwritten for the first time.
    pub(super) fn overwrites(
        &self,
        kind: &'static str,
        row: i64,
        before: &impl Serialize,
    ) -> Result<(), Failure> {
        let Some(batch) = self.batch else {
            return Ok(());
        };
        let runs = self.made.get(kind).into_iter().flatten();
        // Of what the batch made itself nothing stood there before.
        if runs
            .into_iter()
            .any(|(first, last)| (*first..=*last).contains(&row))
        {
            return Ok(());
        }
        self.tx
            .prepare_cached("INSERT OR IGNORE INTO batch_image (batch_id, kind, row_id, before) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![batch, kind, row, serde_json::to_string(before)?])?;
        Ok(())
    }

    /// Writes down which rows were made.
    pub(super) fn finish(&self) -> Result<(), Failure> {
        let Some(batch) = self.batch else {
            return Ok(());
        };
        for (kind, runs) in &self.made {
            for (first, last) in runs {
                self.tx
                    .prepare_cached("INSERT INTO batch_made (batch_id, kind, first_id, last_id) VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![batch, kind, first, last])?;
            }
        }
        Ok(())
    }
}
