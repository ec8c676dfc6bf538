//! Brings a file of orders in: looks at it, shows what would happen, and writes it whole or not at all.

mod ahead;
pub mod csv_source;
pub mod run;
pub mod source;
pub mod undo;
pub mod xlsx_source;

use axum::http::StatusCode;
use domain::wire::import::FileProblem;

use crate::clock::Clock;
use crate::db::{Store, imports};
use crate::failure::Failure;

/// Imports that were under way when the process ended came to nothing; says so in their batches.
pub fn close_interrupted(store: &Store, clock: &Clock) -> Result<(), Failure> {
    let problem = domain::order_import::fault::problem("import.interrupted", &[]);
    let now = clock.now();
    store.write_now(|tx| imports::fail_interrupted(tx, &problem, now))
}

/// A problem of a file as an answer.
pub fn refused(problem: &FileProblem) -> Failure {
    let mut failure = Failure::problem(
        StatusCode::UNPROCESSABLE_ENTITY,
        &problem.code,
        title(&problem.code),
    );
    for (name, value) in &problem.args {
        failure = failure.with(name, value.clone());
    }
    failure
}

/// What a file's problem means, for the terminal and for people who read the API.
pub fn title(code: &str) -> &'static str {
    match code {
        "import.empty" => "The file is empty",
        "import.no_rows" => "The file has headings but no rows",
        "import.not_text" => "The file is neither a table of text nor an Excel workbook",
        "import.old_excel" => "The file is an old Excel workbook (.xls); save it as .xlsx or CSV",
        "import.broken_workbook" => "The Excel workbook is damaged or cut off",
        "import.cut_off" => "The file ends in the middle; export or copy it again",
        "import.unknown_encoding" => "The file's text is in an encoding that is not known",
        "import.too_many_columns" => "The file has more columns than any export of orders",
        "import.huge_cell" => {
            "A cell is larger than any export of orders has; a quote may be missing"
        }
        "import.unpacks_to_too_much" => "The file unpacks to far too much",
        "import.unreadable" => "The file cannot be read",
        "import.choose_sheet" => "The workbook has several sheets; choose one",
        "import.unknown_sheet" => "The workbook has no such sheet",
        "import.heading_missing" => "The mapping names a heading that the file does not have",
        "import.no_order_number" => "No column holds the order's number",
        "import.no_product" => "No column holds the product",
        "import.no_time" => "No column holds the time of the order or of its payment",
        "import.no_amount" => "No column holds an amount",
        "import.damaged_ids" => {
            "A table program has rounded the order numbers; export the file again and do not open it before the import"
        }
        "import.interrupted" => "The import was interrupted; nothing of it was written",
        "import.failed" => "The import failed; nothing of it was written",
        "import.too_many_rejects" => {
            "Far too many rows cannot be imported; the mapping does not fit the file"
        }
        "import.nothing_lands" => "No row of the file can be imported",
        _ => "The file cannot be imported",
    }
}

/// Why a row cannot be imported, for the terminal; the code itself where it is not known.
pub fn reject_title(code: &str) -> &str {
    match code {
        "row.too_many_cells" => "more cells than headings",
        "row.bad_money" => "not an amount",
        "row.bad_quantity" => "not a quantity",
        "row.bad_text" => "unreadable characters",
        "row.bad_time" => "not a time",
        "row.time_out_of_range" => "a time in the future or too long ago",
        "row.no_time" => "no time",
        "row.damaged_id" => "a number that a table program has damaged",
        "row.formula" => "a cell is a formula",
        "row.no_order_number" => "no order number",
        "row.no_product" => "no product",
        "row.not_an_order" => "not an order",
        "row.split_parent" => "the parent of split orders, which come by themselves",
        "row.adjustment" => "a stock or price adjustment, not a sale",
        "row.order_refused" => "the first row of the same order cannot be imported",
        "row.other_currency" => "another currency than the shop's",
        other => other,
    }
}
