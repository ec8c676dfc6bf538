//! The store as Huitou's snapshot.

use domain::snapshot::{Builder, CustomerFacts, LineFacts, OrderFacts, ProductFacts, ShopFacts};

use crate::customer::{CHANNELS, GENDERS, REGIONS, TAGS};
use crate::{Catalogue, Customer};

/// Takes customers in and freezes them.
#[derive(Debug)]
pub struct Frozen {
    builder: Builder,
    lines: Vec<LineFacts>,
}

impl Frozen {
    /// With all products and no customers.
    pub fn new(catalogue: &Catalogue) -> Self {
        let mut builder = Builder::new(ShopFacts {
            decimals: 2,
            revision: 1,
        });
        for product in &catalogue.products {
            builder.product(ProductFacts {
                id: &product.id,
                title: &product.id,
                category: Some(&format!("c{}", product.category)),
                tags: &[],
                lifespan_days: product.lifespan_days,
            });
        }
        Self {
            builder,
            lines: Vec::new(),
        }
    }

    /// Adds a customer.
    pub fn add(&mut self, customer: &Customer) {
        let tags: Vec<&str> = customer
            .tags
            .iter()
            .map(|tag| TAGS[usize::from(*tag)])
            .collect();
        self.builder.customer(CustomerFacts {
            added: Some(customer.added),
            country: None,
            region: customer.region.map(|place| REGIONS[usize::from(place)]),
            city: None,
            member_level: i64::from(customer.level),
            gender: customer.gender.map(|place| GENDERS[usize::from(place)]),
            birthday: customer.birthday,
            tags: &tags,
            email: customer.email,
            sms: customer.sms,
            platform_reachable: customer.platform,
        });
        for order in &customer.orders {
            self.lines.clear();
            self.lines.extend(order.lines.iter().map(|line| LineFacts {
                product: u32::from(line.product),
                quantity: i64::from(line.quantity),
                amount_minor: line.amount_minor(),
                real: true,
            }));
            self.builder.order(OrderFacts {
                day: order.day,
                at: order.at(),
                hour: Some((order.second / 3_600) as u8),
                amount_minor: order.amount_minor,
                refunded_minor: order.refunded_minor,
                state: order.state,
                valid: order.valid,
                channel: Some(CHANNELS[usize::from(order.channel)]),
                lines: &self.lines,
            });
        }
    }

    /// The snapshot as it goes over the wire.
    pub fn finish(self) -> Vec<u8> {
        self.builder.encode()
    }
}
