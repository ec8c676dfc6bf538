//! Orders that another system sends in canonical form.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::routing::post;
use axum::{Json, Router};
use chrono_tz::Tz;
use domain::money::Money;
use domain::order::{RefundState, State as OrderState};
use domain::order_import::canonical::{Gathered, Line, LinesKnown, Order, Product};
use domain::order_import::identity::{self, Buyer};
use domain::order_import::line::is_product;
use domain::order_import::mapping::Platform;
use domain::wire::import::{OrdersPushed, PushOrders, PushedOrder, Reject};
use domain::wire::session::Role;
use domain::wire::sync::Event;

use crate::clock::zone;
use crate::db::orders::{Delivery, write};
use crate::db::shops;
use crate::failure::Failure;
use crate::routes::Body;
use crate::routes::session::Signed;
use crate::state::AppState;

/// The largest body: some tens of thousands of orders.
const BODY_BYTES: usize = 32 * 1024 * 1024;

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/orders", post(push_orders))
        .layer(DefaultBodyLimit::max(BODY_BYTES))
}

async fn push_orders(
    State(state): State<AppState>,
    signed: Signed,
    Body(push): Body<PushOrders>,
) -> Result<Json<OrdersPushed>, Failure> {
    signed.require(&[Role::Manager, Role::Crm, Role::Operations])?;
    let now = state.clock.now();
    let clock = state.clock.clone();
    let shop_id = push.shop;
    let (answer, changed) = state
        .store
        .write(move |tx| {
            let shop = shops::shop(tx, &clock, push.shop)?;
            let mut intake = Intake::new(now);
            for (at, order) in (1u64..).zip(&push.orders) {
                intake.take(at, order);
            }
            let written = write(
                tx,
                &Delivery {
                    shop: shop.id,
                    zone: zone(&shop.time_zone).unwrap_or(Tz::UTC),
                    batch: None,
                    snapshot_at: push.snapshot_at.unwrap_or(now).min(now + 86_400),
                    gathered: &intake.gathered,
                },
                &|_| {},
            )?;
            let changed = written.changed_anything();
            let facts_revision = if changed {
                shops::bump_facts_revision(tx, shop.id)?
            } else {
                shop.facts_revision
            };
            let answer = OrdersPushed {
                imported: written.rows_imported,
                updated: written.rows_updated,
                unchanged: written.rows_unchanged,
                rejected: intake.rejects,
                facts_revision,
            };
            Ok((answer, changed))
        })
        .await?;
    if changed {
        state.announce(Event::Facts {
            shop: shop_id,
            revision: answer.facts_revision,
        });
    }
    Ok(Json(answer))
}

struct Intake {
    now: i64,
    gathered: Gathered,
    rejects: Vec<Reject>,
    buyers: HashMap<String, u32>,
    products: HashMap<String, u32>,
    numbers: HashMap<String, usize>,
}

impl Intake {
    fn new(now: i64) -> Intake {
        Intake {
            now,
            gathered: Gathered::default(),
            rejects: Vec::new(),
            buyers: HashMap::new(),
            products: HashMap::new(),
            numbers: HashMap::new(),
        }
    }

    fn take(&mut self, at: u64, pushed: &PushedOrder) {
        match self.order(pushed) {
            Ok(order) => match self.numbers.get(&order.number) {
                // The same order twice in one request: the later one counts.
                Some(place) => {
                    if let Some(held) = self.gathered.orders.get_mut(*place) {
                        let rows = held.rows + 1;
                        *held = Order { rows, ..order };
                    }
                }
                None => {
                    self.numbers
                        .insert(order.number.clone(), self.gathered.orders.len());
                    self.gathered.orders.push(order);
                }
            },
            Err((code, column, value)) => self.rejects.push(Reject {
                line: at,
                column: Some(column.into()),
                code: code.into(),
                value,
                raw: String::new(),
            }),
        }
    }

    fn order(
        &mut self,
        pushed: &PushedOrder,
    ) -> Result<Order, (&'static str, &'static str, String)> {
        let number = pushed.number.trim().to_owned();
        if number.is_empty() {
            return Err(("row.no_order_number", "number", String::new()));
        }
        let at = pushed.paid_at.or(pushed.created_at);
        let Some(at) = at else {
            return Err(("row.no_time", "created_at", String::new()));
        };
        if !(1_041_292_800..=self.now + 86_400).contains(&at) {
            return Err(("row.time_out_of_range", "created_at", at.to_string()));
        }
        let amounts = [
            pushed.amount_minor.unwrap_or(0),
            pushed.shipping_minor,
            pushed.refunded_minor,
        ];
        let bounds = 0..=1_000_000_000_000;
        if let Some(bad) = amounts.iter().find(|amount| !bounds.contains(*amount)) {
            return Err(("row.bad_money", "amount_minor", bad.to_string()));
        }
        let mut lines = Vec::with_capacity(pushed.lines.len());
        for one in &pushed.lines {
            let key = one.product.trim().to_uppercase();
            if key.is_empty() {
                return Err(("row.no_product", "lines", one.title.clone()));
            }
            if !(1..=1_000_000_000).contains(&one.quantity) {
                return Err(("row.bad_quantity", "lines", one.quantity.to_string()));
            }
            if let Some(bad) = one.amount_minor.filter(|amount| !bounds.contains(amount)) {
                return Err(("row.bad_money", "lines", bad.to_string()));
            }
            let price = one.amount_minor.map(|amount| Money(amount / one.quantity));
            lines.push(Line {
                product: self.product(key, one),
                quantity: one.quantity,
                amount: Money(one.amount_minor.unwrap_or(0)),
                weight: one.amount_minor.unwrap_or(one.quantity),
                real: is_product(&one.title, price, 1),
            });
        }
        let sum: i64 = lines.iter().map(|line| line.amount.0).sum();
        let amount = Money(pushed.amount_minor.unwrap_or(sum));
        let refunded = Money(pushed.refunded_minor.min(amount.0));
        let state = pushed.state.unwrap_or(if pushed.paid_at.is_some() {
            OrderState::Paid
        } else {
            OrderState::Unpaid
        });
        let refund_state = pushed.refund_state.unwrap_or(if refunded.0 == 0 {
            RefundState::None
        } else if refunded >= amount {
            RefundState::Full
        } else {
            RefundState::Partial
        });
        let buyer = match identity::buyer(
            Platform::Taobao,
            pushed.buyer.as_deref().unwrap_or(""),
            "",
            "",
        ) {
            Buyer::Known(key) => Some(self.buyer(key)),
            Buyer::Masked | Buyer::Absent => None,
        };
        let text = |value: &Option<String>| {
            value
                .as_deref()
                .map(str::trim)
                .filter(|value| !value.is_empty())
                .map(Arc::from)
        };
        let mut order = Order {
            number,
            buyer,
            state,
            refund_state,
            created_at: pushed.created_at,
            paid_at: pushed.paid_at,
            amount,
            shipping: Money(pushed.shipping_minor),
            refunded,
            channel: text(&pushed.channel),
            country: text(&pushed.country),
            region: text(&pushed.region),
            city: text(&pushed.city),
            lines_known: if lines.is_empty() {
                LinesKnown::No
            } else {
                LinesKnown::All
            },
            lines,
            name: pushed.name.as_deref().and_then(identity::name),
            phone: pushed.phone.as_deref().and_then(identity::phone),
            email: pushed.email.as_deref().and_then(identity::email),
            accepts_marketing: pushed.accepts_marketing,
            rows: 1,
        };
        if sum != order.amount.0 {
            order.share_among_lines();
        }
        Ok(order)
    }

    fn buyer(&mut self, key: String) -> u32 {
        let list = &mut self.gathered.buyers;
        *self.buyers.entry(key).or_insert_with_key(|key| {
            list.push(key.as_str().into());
            list.len() as u32 - 1
        })
    }

    fn product(&mut self, key: String, line: &domain::wire::import::PushedLine) -> u32 {
        let list = &mut self.gathered.products;
        *self.products.entry(key).or_insert_with_key(|key| {
            list.push(Product {
                key: key.clone(),
                spelling: line.product.trim().to_owned(),
                title: line.title.clone(),
                category: line.category.clone(),
            });
            list.len() as u32 - 1
        })
    }
}
