//! What is wrong with a file, and why a row of it cannot land.

use super::mapping::Field;
use crate::wire::import::FileProblem;

/// A problem of the file that stands in the way.
pub fn problem(code: &str, args: &[(&str, &str)]) -> FileProblem {
    FileProblem {
        code: code.into(),
        args: args
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect(),
        blocking: true,
    }
}

/// Why a row cannot land.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code.
    pub code: &'static str,
    /// The field at fault.
    pub field: Option<Field>,
    /// What stood there.
    pub value: String,
}

/// The fault of one field of a row.
pub(super) fn fault(code: &'static str, field: Field, value: &str) -> Fault {
    Fault {
        code,
        field: Some(field),
        value: value.chars().take(200).collect(),
    }
}
