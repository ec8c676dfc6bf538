//! The store as plain columns, one file each, for the engines that Huitou is held beside.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Result, Write};
use std::path::{Path, PathBuf};

use domain::order::State;

use crate::calendar::AS_OF;
use crate::customer::{CHANNELS, GENDERS, REGIONS};
use crate::{Catalogue, Customer};

/// What stands for a missing code.
const MISSING: u8 = 255;
/// What stands for a missing day.
const NO_DAY: i32 = i32::MIN;

const SUBSCRIPTIONS: [&str; 4] = ["SUBSCRIBED", "UNSUBSCRIBED", "NOT_SUBSCRIBED", "INVALID"];

/// One column on its way into its file: little-endian numbers, nothing else.
#[derive(Debug)]
struct Column {
    table: &'static str,
    name: &'static str,
    kind: &'static str,
    dictionary: Vec<String>,
    file: BufWriter<File>,
    rows: u64,
}

/// Takes customers in and writes them down.
#[derive(Debug)]
pub struct Columns {
    folder: PathBuf,
    columns: Vec<Column>,
    customers: u32,
    orders: u32,
}

/// The tables and their columns, in the order in which [`Columns::add`] fills them.
const CUSTOMERS: [(&str, &str); 8] = [
    ("region", "u8"),
    ("gender", "u8"),
    ("birthday", "i32"),
    ("level", "u8"),
    ("sms", "u8"),
    ("email", "u8"),
    ("platform", "u8"),
    ("added", "i32"),
];
const ORDERS: [(&str, &str); 9] = [
    ("customer", "u32"),
    ("day", "i32"),
    ("second", "i32"),
    ("turn", "u8"),
    ("amount", "i32"),
    ("refunded", "i32"),
    ("valid", "u8"),
    ("state", "u8"),
    ("channel", "u8"),
];
const LINES: [(&str, &str); 4] = [
    ("order", "u32"),
    ("product", "u16"),
    ("quantity", "u8"),
    ("amount", "i32"),
];
const PRODUCTS: [(&str, &str); 2] = [("category", "u8"), ("lifespan", "i32")];

impl Columns {
    /// Begins the files in this folder, and writes the products.
    pub fn new(folder: &Path, catalogue: &Catalogue) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let mut columns = Vec::new();
        let tables: [(&'static str, &[(&'static str, &'static str)]); 4] = [
            ("customers", &CUSTOMERS),
            ("orders", &ORDERS),
            ("lines", &LINES),
            ("products", &PRODUCTS),
        ];
        for (table, of_table) in tables {
            for (name, kind) in of_table {
                let file = File::create(folder.join(format!("{table}.{name}.bin")))?;
                columns.push(Column {
                    table,
                    name,
                    kind,
                    dictionary: dictionary(table, name),
                    file: BufWriter::with_capacity(1 << 16, file),
                    rows: 0,
                });
            }
        }
        let mut begun = Self {
            folder: folder.to_owned(),
            columns,
            customers: 0,
            orders: 0,
        };
        let first = CUSTOMERS.len() + ORDERS.len() + LINES.len();
        for product in &catalogue.products {
            let lifespan = product.lifespan_days.unwrap_or(0) as i32;
            begun.put(first, &[&[product.category - 1], &lifespan.to_le_bytes()])?;
        }
        Ok(begun)
    }

    /// Writes one row of the table whose first column this is.
    fn put(&mut self, first: usize, values: &[&[u8]]) -> Result<()> {
        for (column, value) in self.columns[first..].iter_mut().zip(values) {
            column.file.write_all(value)?;
            column.rows += 1;
        }
        Ok(())
    }

    /// Adds a customer.
    pub fn add(&mut self, customer: &Customer) -> Result<()> {
        let birthday = customer.birthday.map_or(NO_DAY, |day| day.0);
        self.put(
            0,
            &[
                &[customer.region.unwrap_or(MISSING)],
                &[customer.gender.unwrap_or(MISSING)],
                &birthday.to_le_bytes(),
                &[customer.level],
                &[customer.sms as u8],
                &[customer.email as u8],
                &[u8::from(customer.platform)],
                &customer.added.0.to_le_bytes(),
            ],
        )?;
        for (turn, order) in customer.orders.iter().enumerate() {
            let state = State::ALL.iter().position(|one| *one == order.state);
            self.put(
                CUSTOMERS.len(),
                &[
                    &self.customers.to_le_bytes(),
                    &order.day.0.to_le_bytes(),
                    &(order.second as i32).to_le_bytes(),
                    &[turn as u8],
                    &(order.amount_minor as i32).to_le_bytes(),
                    &(order.refunded_minor as i32).to_le_bytes(),
                    &[u8::from(order.valid)],
                    &[state.unwrap_or(0) as u8],
                    &[order.channel],
                ],
            )?;
            for line in &order.lines {
                self.put(
                    CUSTOMERS.len() + ORDERS.len(),
                    &[
                        &self.orders.to_le_bytes(),
                        &line.product.to_le_bytes(),
                        &[line.quantity],
                        &(line.amount_minor() as i32).to_le_bytes(),
                    ],
                )?;
            }
            self.orders += 1;
        }
        self.customers += 1;
        Ok(())
    }

    /// Ends the files and writes `columns.json`, which says what is in them.
    pub fn finish(mut self) -> Result<()> {
        let mut told = format!(
            "{{\n  \"asOf\": {},\n  \"asOfText\": \"{AS_OF}\",\n  \"columns\": [",
            AS_OF.0
        );
        for (place, column) in self.columns.iter_mut().enumerate() {
            column.file.flush()?;
            let words: Vec<String> = column
                .dictionary
                .iter()
                .map(|word| format!("\"{word}\""))
                .collect();
            // Writing into a text cannot fail.
            let _ = write!(
                told,
                "{}\n    {{ \"table\": \"{}\", \"name\": \"{}\", \"type\": \"{}\", \"rows\": {}, \"file\": \"{}.{}.bin\", \"dictionary\": [{}] }}",
                if place == 0 { "" } else { "," },
                column.table,
                column.name,
                column.kind,
                column.rows,
                column.table,
                column.name,
                words.join(", ")
            );
        }
        told.push_str("\n  ]\n}\n");
        fs::write(self.folder.join("columns.json"), told)
    }
}

/// What the codes of a column mean; empty where they are numbers.
fn dictionary(table: &str, name: &str) -> Vec<String> {
    let of = |words: &[&str]| words.iter().map(ToString::to_string).collect();
    match (table, name) {
        ("customers", "region") => of(&REGIONS),
        ("customers", "gender") => of(&GENDERS),
        ("customers", "sms" | "email") => of(&SUBSCRIPTIONS),
        ("orders", "channel") => of(&CHANNELS),
        ("orders", "state") => of(&State::ALL.map(State::code)),
        ("products", "category") => (1..=crate::CATEGORIES)
            .map(|number| format!("c{number}"))
            .collect(),
        _ => Vec::new(),
    }
}
