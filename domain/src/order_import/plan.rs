//! A mapping fitted to the headings of a file: which column holds which field.

use std::collections::HashMap;

use super::fault::problem;
use super::heading;
use super::mapping::{Field, Mapping, Platform, Row};
use crate::wire::import::FileProblem;

/// A mapping fitted to the headings of a file.
#[derive(Clone, Debug)]
pub struct Plan {
    mapping: Mapping,
    at: [Option<usize>; Field::ALL.len()],
}

impl Plan {
    /// Fits a mapping to headings, or says everything that stands in the way.
    pub fn new(mapping: &Mapping, headings: &[String]) -> Result<Plan, Vec<FileProblem>> {
        let keys: HashMap<String, usize> = headings
            .iter()
            .enumerate()
            .rev()
            .map(|(at, name)| (heading::key(name), at))
            .collect();
        let mut problems = Vec::new();
        let mut at = [None; Field::ALL.len()];
        for (field, name) in &mapping.columns {
            match keys.get(&heading::key(name)) {
                Some(column) => at[*field as usize] = Some(*column),
                None => problems.push(problem("import.heading_missing", &[("heading", name)])),
            }
        }
        let has = |fields: &[Field]| fields.iter().any(|field| at[*field as usize].is_some());
        if mapping.row == Row::Item {
            if !has(&[Field::OrderNumber]) {
                problems.push(problem("import.no_order_number", &[]));
            }
            if !has(&[Field::Product, Field::ProductCode, Field::Title]) {
                problems.push(problem("import.no_product", &[]));
            }
        } else {
            if !has(&[Field::CreatedAt, Field::PaidAt])
                && mapping.reading.platform != Platform::Pinduoduo
            {
                problems.push(problem("import.no_time", &[]));
            }
            if !has(&[
                Field::Paid,
                Field::Total,
                Field::Goods,
                Field::LinePaid,
                Field::UnitPrice,
            ]) {
                problems.push(problem("import.no_amount", &[]));
            }
        }
        if problems.is_empty() {
            Ok(Plan {
                mapping: mapping.clone(),
                at,
            })
        } else {
            Err(problems)
        }
    }

    /// The mapping.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The heading of a field.
    pub fn heading(&self, field: Field) -> Option<&str> {
        self.mapping.columns.get(&field).map(String::as_str)
    }

    /// Whether the file has a column for what a whole order costs.
    pub(super) fn has_own_amounts(&self) -> bool {
        let own = [Field::Paid, Field::Total, Field::Goods];
        own.iter().any(|field| self.column(*field).is_some())
    }

    /// The column of a field.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.at[field as usize]
    }
}
