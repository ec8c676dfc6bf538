//! The store as an order export that `huitou import` knows by its headings: Shopify's, which carries most.

use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::Path;

use domain::day::Day;
use domain::order::State;
use domain::snapshot::Subscription;

use crate::customer::{CHANNELS, REGIONS};
use crate::{Catalogue, Customer, Order};

/// Those of Shopify's headings that a shop's facts are made of.
const HEADINGS: &str = "Name,Email,Financial Status,Paid at,Fulfillment Status,Accepts Marketing,Currency,Shipping,Total,\
Created at,Cancelled at,Refunded Amount,Source,Shipping Country,Shipping Province Name,Lineitem sku,Lineitem name,\
Lineitem quantity,Lineitem price,Lineitem discount";

/// Takes customers in and writes their orders, a row a line of an order.
#[derive(Debug)]
pub struct Export<'a> {
    catalogue: &'a Catalogue,
    file: BufWriter<File>,
    customers: u32,
    orders: u32,
}

impl<'a> Export<'a> {
    /// Begins the file.
    pub fn new(path: &Path, catalogue: &'a Catalogue) -> Result<Self> {
        let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
        writeln!(file, "{HEADINGS}")?;
        Ok(Self {
            catalogue,
            file,
            customers: 0,
            orders: 0,
        })
    }

    /// Adds a customer's orders; who has none is in no order export.
    pub fn add(&mut self, customer: &Customer) -> Result<()> {
        self.customers += 1;
        for order in &customer.orders {
            self.orders += 1;
            self.add_order(customer, order)?;
        }
        Ok(())
    }

    fn add_order(&mut self, customer: &Customer, order: &Order) -> Result<()> {
        for (place, line) in order.lines.iter().enumerate() {
            write!(
                self.file,
                "#{},c{}@example.com",
                self.orders, self.customers
            )?;
            // What is said of the whole order stands in its first row alone.
            if place == 0 {
                self.add_head(customer, order)?;
            } else {
                write!(self.file, ",,,,,,,,,,,,,")?;
            }
            let id = &self.catalogue.products[usize::from(line.product)].id;
            writeln!(
                self.file,
                ",{id},{id},{},{},{}",
                line.quantity,
                money(line.price_minor),
                money(line.discount_minor)
            )?;
        }
        Ok(())
    }

    fn add_head(&mut self, customer: &Customer, order: &Order) -> Result<()> {
        let (status, paid) = match order.state {
            State::ClosedUnpaid => ("voided", false),
            State::Unpaid => ("pending", false),
            State::ClosedRefunded => ("refunded", true),
            _ if order.refunded_minor > 0 => ("partially_refunded", true),
            _ => ("paid", true),
        };
        let fulfilled = matches!(order.state, State::Shipped | State::Completed);
        let created = time(order.day, order.second);
        let region = customer
            .region
            .map_or("", |place| REGIONS[usize::from(place)]);
        write!(
            self.file,
            ",{status},{},{},{},CNY,0.00,{},{created},{},{},{},CN,{region}",
            if paid { &created } else { "" },
            if fulfilled { "fulfilled" } else { "" },
            if customer.email == Subscription::Subscribed {
                "yes"
            } else {
                "no"
            },
            money(order.amount_minor),
            if order.state == State::ClosedUnpaid {
                &created
            } else {
                ""
            },
            money(order.refunded_minor),
            CHANNELS[usize::from(order.channel)],
        )
    }

    /// Ends the file.
    pub fn finish(mut self) -> Result<()> {
        self.file.flush()
    }
}

fn money(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

fn time(day: Day, second: u32) -> String {
    format!(
        "{day} {:02}:{:02}:{:02} +0800",
        second / 3_600,
        second / 60 % 60,
        second % 60
    )
}
