//! `bench-store --customers N [--snapshot FILE] [--columns FOLDER] [--csv FILE]` writes a made-up store down.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{fs, io};

use bench_store::{Columns, Export, Frozen, Store};

const HELP: &str = "\
bench-store --customers N    a made-up store of N customers, the same every time
  --snapshot FILE            as Huitou's snapshot
  --columns FOLDER           as plain columns with columns.json
  --csv FILE                 as an order export";

#[derive(Debug, Default)]
struct Options {
    customers: u32,
    snapshot: Option<PathBuf>,
    columns: Option<PathBuf>,
    csv: Option<PathBuf>,
}

fn main() -> ExitCode {
    let Some(options) = read(std::env::args().skip(1)) else {
        eprintln!("{HELP}");
        return ExitCode::FAILURE;
    };
    match write(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn read(mut words: impl Iterator<Item = String>) -> Option<Options> {
    let mut options = Options::default();
    while let Some(word) = words.next() {
        let value = words.next()?;
        match word.as_str() {
            "--customers" => options.customers = value.parse().ok()?,
            "--snapshot" => options.snapshot = Some(value.into()),
            "--columns" => options.columns = Some(value.into()),
            "--csv" => options.csv = Some(value.into()),
            _ => return None,
        }
    }
    (options.customers > 0).then_some(options)
}

fn write(options: &Options) -> io::Result<()> {
    let store = Store::default();
    let mut frozen = options
        .snapshot
        .as_ref()
        .map(|path| (path, Frozen::new(&store.catalogue)));
    let mut columns = match &options.columns {
        Some(folder) => Some(Columns::new(folder, &store.catalogue)?),
        None => None,
    };
    let mut export = match &options.csv {
        Some(path) => Some(Export::new(path, &store.catalogue)?),
        None => None,
    };
    let (mut orders, mut lines) = (0, 0);
    for row in 0..options.customers {
        let customer = store.customer(row);
        orders += customer.orders.len();
        lines += customer
            .orders
            .iter()
            .map(|order| order.lines.len())
            .sum::<usize>();
        if let Some((_, frozen)) = &mut frozen {
            frozen.add(&customer);
        }
        if let Some(columns) = &mut columns {
            columns.add(&customer)?;
        }
        if let Some(export) = &mut export {
            export.add(&customer)?;
        }
    }
    if let Some((path, frozen)) = frozen {
        fs::write(path, frozen.finish())?;
    }
    if let Some(columns) = columns {
        columns.finish()?;
    }
    if let Some(export) = export {
        export.finish()?;
    }
    println!(
        "{} customers, {orders} orders, {lines} lines",
        options.customers
    );
    Ok(())
}
