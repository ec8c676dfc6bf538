//! Reads the facts of a shop in the order of its customers and freezes them.

use std::cell::RefCell;
use std::collections::HashMap;

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;
use domain::day::Day;
use domain::message::Medium;
use domain::order::State;
use domain::reach::{platform_reaches, standing};
use domain::sending::{Consent, Suppression};
use domain::snapshot::{
    Activity, Builder, CustomerFacts, EncodedBlock, EventFacts, Finished, FullBlock, LineFacts,
    OrderFacts, ProductFacts, ShopFacts, Subscription,
};
use domain::wire::session::Shop;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::clock::zone;
use crate::failure::Failure;

/// Where frozen facts go while they are read.
pub trait Sink {
    /// Takes bytes that follow those taken before.
    fn take(&mut self, bytes: &[u8]) -> Result<(), Failure>;
    /// Hears how many customers are done, of how many.
    fn progress(&mut self, done: usize, all: usize);
}

/// What is known when all facts are read.
pub struct Frozen {
    /// What stands before and after the bytes that the sink got.
    pub finished: Finished,
    /// `customer.id` by row, ascending.
    pub customers: Vec<i64>,
}

/// The customers of a shop in the order of a snapshot's rows.
pub fn list_customer_ids(conn: &Connection, shop: i64) -> Result<Vec<i64>, Failure> {
    let mut query = conn.prepare("SELECT id FROM customer WHERE shop_id = ?1 ORDER BY id")?;
    let ids = query.query_map([shop], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Freezes the facts of a shop as they are at this moment. Reads every table once, side by side, in the order of the
/// customers, and hands them on as they are encoded, so that no more than some thousands of them are held.
pub fn freeze(conn: &Connection, shop: &Shop, sink: &mut dyn Sink) -> Result<Frozen, Failure> {
    let mut builder = Builder::new(ShopFacts {
        decimals: shop.decimals,
        revision: shop.facts_revision.unsigned_abs(),
    });
    let products = add_products(conn, shop.id, &mut builder)?;

    let mut customer_query = conn.prepare(
        "SELECT c.id, c.added_day, c.country, c.region, c.city, c.member_level, c.gender, c.birthday,
                coalesce(p.email, '') <> '' AS has_email, coalesce(p.phone, '') <> '' AS has_phone
         FROM customer c LEFT JOIN contact p ON p.customer_id = c.id WHERE c.shop_id = ?1 ORDER BY c.id",
    )?;
    let mut tag_query = conn.prepare(
        "SELECT t.customer_id, t.tag FROM customer_tag t JOIN customer c ON c.id = t.customer_id
         WHERE c.shop_id = ?1 ORDER BY t.customer_id, t.tag",
    )?;
    let mut consent_query = conn.prepare(
        "SELECT n.customer_id, n.medium, n.status FROM consent n JOIN customer c ON c.id = n.customer_id
         WHERE c.shop_id = ?1 ORDER BY n.customer_id",
    )?;
    let mut suppression_query = conn.prepare(
        "SELECT customer_id, medium, reason FROM suppression WHERE shop_id = ?1 ORDER BY customer_id",
    )?;
    // Without the hint the orders would be sorted anew; the index has them by customer and day already.
    let mut order_query = conn.prepare(
        "SELECT o.customer_id, o.id, o.day, coalesce(o.paid_at, o.created_at, o.day * 86400), o.amount_minor,
                o.refunded_minor, o.state, o.valid, o.channel, l.product_id, l.quantity, l.amount_minor, l.real
         FROM shop_order o INDEXED BY shop_order_by_customer LEFT JOIN order_line l ON l.order_id = o.id
         WHERE o.customer_id IS NOT NULL AND o.shop_id = ?1 ORDER BY o.customer_id, o.day, o.id",
    )?;
    let mut refund_query = conn.prepare(
        "SELECT customer_id, day, amount_minor FROM refund
         WHERE shop_id = ?1 AND customer_id IS NOT NULL ORDER BY customer_id, day, id",
    )?;

    let mut event_query = conn.prepare(EVENTS)?;

    let channels = Channels::default();
    let mut tags = Ahead::new(
        tag_query.query_map([shop.id], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?,
    )?;
    let mut consents = Ahead::new(consent_query.query_map([shop.id], read_consent)?)?;
    let mut suppressions = Ahead::new(suppression_query.query_map([shop.id], read_suppression)?)?;
    let mut last_order = i64::MIN;
    let mut orders = Ahead::new(order_query.query_map([shop.id], |row| {
        Ok((
            row.get(0)?,
            read_order_line(row, &mut last_order, &channels, &products)?,
        ))
    })?)?;
    let mut refunds = Ahead::new(refund_query.query_map([shop.id], |row| {
        Ok((row.get(0)?, (Day(row.get(1)?), row.get::<_, i64>(2)?)))
    })?)?;

    let mut events = Ahead::new(event_query.query_map([shop.id], read_event)?)?;

    add_anonymous_orders(conn, shop.id, &mut builder)?;
    let all = count_customers(conn, shop.id)?;
    let mut hours = Hours::of(&shop.time_zone);
    let mut customers = Vec::with_capacity(all);
    let mut rows = customer_query.query([shop.id])?;
    // Customers are encoded on a thread of their own, while the next ones are read.
    std::thread::scope(|threads| {
        let mut encoding: Option<std::thread::ScopedJoinHandle<'_, EncodedBlock>> = None;
        let mut give_back = |builder: &mut Builder, next: Option<FullBlock>| {
            if let Some(encoded) = encoding.take() {
                builder.give_back(&encoded.join().map_err(|_| Failure::Stopped)?);
            }
            encoding = next.map(|full| threads.spawn(|| full.encode()));
            Ok::<(), Failure>(())
        };
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            customers.push(id);
            let tags = tags.of(id)?;
            let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
            let permissions = Permissions {
                consents: consents.of(id)?,
                suppressions: suppressions.of(id)?,
            };
            let (has_email, has_phone): (bool, bool) = (row.get(8)?, row.get(9)?);
            let (email, sms, platform) = (
                permissions.of_medium(Medium::Email),
                permissions.of_medium(Medium::Sms),
                permissions.of_medium(Medium::Platform),
            );
            builder.customer(CustomerFacts {
                added: row.get::<_, Option<i32>>(1)?.map(Day),
                country: text(row, 2)?,
                region: text(row, 3)?,
                city: text(row, 4)?,
                member_level: row.get(5)?,
                gender: text(row, 6)?,
                birthday: row.get::<_, Option<i32>>(7)?.map(Day),
                tags: &tags,
                email: standing(has_email, email.0, &email.1),
                sms: standing(has_phone, sms.0, &sms.1),
                platform_reachable: platform_reaches(platform.0, &platform.1),
            });
            add_orders(&mut builder, &orders.of(id)?, &channels, &mut hours);
            for (day, amount_minor) in refunds.of(id)? {
                builder.refund(day, amount_minor);
            }
            for event in events.of(id)? {
                let day = event.day.unwrap_or_else(|| hours.day(event.at));
                builder.event(EventFacts {
                    campaign: &event.campaign,
                    activity: event.activity,
                    medium: event.medium,
                    day,
                });
            }
            if let Some(full) = builder.take_full() {
                give_back(&mut builder, Some(full))?;
                sink.take(&builder.take_bytes())?;
            }
            if customers.len().is_multiple_of(PROGRESS_STEP) {
                sink.progress(customers.len(), all);
            }
        }
        give_back(&mut builder, None)?;
        sink.take(&builder.take_bytes())?;
        sink.progress(customers.len(), all);
        Ok(Frozen {
            finished: builder.finish_bytes(),
            customers,
        })
    })
}

/// How many customers lie between two words about the progress.
const PROGRESS_STEP: usize = 10_000;

fn count_customers(conn: &Connection, shop: i64) -> Result<usize, Failure> {
    let count: i64 = conn.query_row(
        "SELECT count(*) FROM customer WHERE shop_id = ?1",
        [shop],
        |row| row.get(0),
    )?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// What customers had to do with the campaigns of a shop, by customer: customer, campaign, activity, instant, medium, and
/// the day where it is known. A message that a mail server or a platform's console took counts as delivered, as in the report; a
/// campaign from which someone was held out counts once, however many waves it has; orders are paid ones after the first
/// message and before the end of the window.
const EVENTS: &str = "
    WITH mine AS MATERIALIZED (
        SELECT l.id, l.campaign_id, l.customer_id, l.state, l.done_at, w.send_at, w.carrier, w.medium,
               r.window_ends_at
        FROM campaign_run r JOIN ledger l ON l.campaign_id = r.campaign_id JOIN wave w ON w.id = l.wave_id
        WHERE r.shop_id = ?1 AND l.state IN ('SENT', 'HELD_OUT'))
    SELECT customer_id, campaign_id, kind, at, day, medium FROM (
        SELECT customer_id, campaign_id, 'SENT' AS kind, done_at AS at, NULL AS day, medium, id AS place
        FROM mine WHERE state = 'SENT'
        UNION ALL
        SELECT customer_id, campaign_id, 'DELIVERED', done_at, NULL, medium, id FROM mine
        WHERE state = 'SENT' AND carrier <> 'SIMULATOR'
          AND NOT EXISTS (SELECT 1 FROM event e WHERE e.ledger_id = mine.id AND e.kind = 'DELIVERED')
        UNION ALL
        SELECT customer_id, campaign_id, 'HELD_OUT', min(send_at), NULL, medium, min(id) FROM mine
        WHERE state = 'HELD_OUT' GROUP BY customer_id, campaign_id
        UNION ALL
        SELECT e.customer_id, e.campaign_id, e.kind, e.at, NULL, w.medium, e.ledger_id
        FROM campaign_run r JOIN event e ON e.campaign_id = r.campaign_id
        JOIN ledger l ON l.id = e.ledger_id JOIN wave w ON w.id = l.wave_id WHERE r.shop_id = ?1
        UNION ALL
        SELECT s.customer_id, s.campaign_id, 'ORDERED', coalesce(o.paid_at, o.created_at, o.day * 86400), o.day,
            s.medium, o.id
        FROM (SELECT customer_id, campaign_id, min(done_at) AS sent_at, medium, window_ends_at FROM mine
              WHERE state = 'SENT' GROUP BY customer_id, campaign_id) s
        JOIN shop_order o ON o.customer_id = s.customer_id AND o.valid = 1
          AND coalesce(o.paid_at, o.created_at, o.day * 86400) >= s.sent_at
          AND coalesce(o.paid_at, o.created_at, o.day * 86400) < s.window_ends_at)
    WHERE kind <> 'BOUNCED' AND at IS NOT NULL ORDER BY customer_id, at, kind, place";

struct CampaignEvent {
    campaign: String,
    activity: Activity,
    medium: Medium,
    at: i64,
    day: Option<Day>,
}

fn read_event(row: &Row) -> rusqlite::Result<(i64, CampaignEvent)> {
    use rusqlite::Error::InvalidColumnType;
    use rusqlite::types::Type;

    let (activity, medium) = (row.get_ref(2)?.as_str()?, row.get_ref(5)?.as_str()?);
    let event = CampaignEvent {
        campaign: row.get(1)?,
        activity: Activity::from_code(activity)
            .ok_or_else(|| InvalidColumnType(2, activity.to_owned(), Type::Text))?,
        medium: read_medium(medium)
            .ok_or_else(|| InvalidColumnType(5, medium.to_owned(), Type::Text))?,
        at: row.get(3)?,
        day: row.get::<_, Option<i32>>(4)?.map(Day),
    };
    Ok((row.get(0)?, event))
}

/// Hours of the day in a shop's zone.
struct Hours {
    zone: Option<Tz>,
    /// Seconds that the zone is ahead, by hour since 1970: zones change on the hour.
    ahead: HashMap<i64, i64>,
}

impl Hours {
    fn of(time_zone: &str) -> Hours {
        Hours {
            zone: zone(time_zone),
            ahead: HashMap::new(),
        }
    }

    /// Seconds since 1970 by the clocks of the zone.
    fn local(&mut self, zone: Tz, at: i64) -> i64 {
        let ahead = self.ahead.entry(at.div_euclid(3_600)).or_insert_with(|| {
            let instant = DateTime::from_timestamp(at, 0).unwrap_or_default();
            let local = zone.offset_from_utc_datetime(&instant.naive_utc());
            i64::from(local.fix().local_minus_utc())
        });
        at + *ahead
    }

    /// The hour of an instant; none at midnight sharp, which is what a date without a time becomes.
    fn hour(&mut self, at: i64) -> Option<u8> {
        let second = self.local(self.zone?, at).rem_euclid(86_400);
        (second != 0).then_some((second / 3_600) as u8)
    }

    /// The day of an instant.
    fn day(&mut self, at: i64) -> Day {
        let local = self.zone.map_or(at, |zone| self.local(zone, at));
        Day(local.div_euclid(86_400) as i32)
    }
}

/// How one customer stands with e-mail and with text messages.
pub fn find_standing(
    conn: &Connection,
    customer: i64,
) -> Result<(Subscription, Subscription), Failure> {
    let permissions = Permissions {
        consents: conn
            .prepare_cached(
                "SELECT customer_id, medium, status FROM consent WHERE customer_id = ?1",
            )?
            .query_map([customer], |row| Ok(read_consent(row)?.1))?
            .collect::<rusqlite::Result<_>>()?,
        suppressions: conn
            .prepare_cached(
                "SELECT customer_id, medium, reason FROM suppression WHERE customer_id = ?1",
            )?
            .query_map([customer], |row| Ok(read_suppression(row)?.1))?
            .collect::<rusqlite::Result<_>>()?,
    };
    let mut addresses = conn.prepare_cached(
        "SELECT coalesce(email, '') <> '', coalesce(phone, '') <> '' FROM contact WHERE customer_id = ?1",
    )?;
    let (has_email, has_phone) = addresses
        .query_row([customer], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .unwrap_or((false, false));
    let (email, sms) = (
        permissions.of_medium(Medium::Email),
        permissions.of_medium(Medium::Sms),
    );
    Ok((
        standing(has_email, email.0, &email.1),
        standing(has_phone, sms.0, &sms.1),
    ))
}

/// Rows of one table, read beside those of another, both in the order of the customers.
struct Ahead<I, T> {
    rows: I,
    next: Option<(i64, T)>,
}

impl<T, I: Iterator<Item = rusqlite::Result<(i64, T)>>> Ahead<I, T> {
    fn new(mut rows: I) -> Result<Ahead<I, T>, Failure> {
        let next = rows.next().transpose()?;
        Ok(Ahead { rows, next })
    }

    /// The rows of a customer; those of customers before are passed over.
    fn of(&mut self, customer: i64) -> Result<Vec<T>, Failure> {
        let mut found = Vec::new();
        while let Some((at, value)) = self.next.take_if(|(at, _)| *at <= customer) {
            if at == customer {
                found.push(value);
            }
            self.next = self.rows.next().transpose()?;
        }
        Ok(found)
    }
}

fn read_medium(code: &str) -> Option<Medium> {
    Medium::ALL.into_iter().find(|one| one.code() == code)
}

fn read_consent(row: &Row) -> rusqlite::Result<(i64, (Option<Medium>, Consent))> {
    let medium = read_medium(row.get_ref(1)?.as_str()?);
    let consent = match row.get_ref(2)?.as_str()? {
        "SUBSCRIBED" => Consent::Subscribed,
        "UNSUBSCRIBED" => Consent::Unsubscribed,
        _ => Consent::Unknown,
    };
    Ok((row.get(0)?, (medium, consent)))
}

/// An entry of the suppression list; without a medium it covers all. A reason that is not known protects like the
/// strongest one.
fn read_suppression(row: &Row) -> rusqlite::Result<(i64, (Option<Medium>, Suppression))> {
    let medium = row.get_ref(1)?.as_str_or_null()?.and_then(read_medium);
    let suppression = match row.get_ref(2)?.as_str()? {
        "BOUNCED" => Suppression::Bounced,
        "COMPLAINED" => Suppression::Complained,
        "BY_HAND" => Suppression::ByHand,
        _ => Suppression::OptedOut,
    };
    Ok((row.get(0)?, (medium, suppression)))
}

struct Permissions {
    consents: Vec<(Option<Medium>, Consent)>,
    suppressions: Vec<(Option<Medium>, Suppression)>,
}

impl Permissions {
    fn of_medium(&self, medium: Medium) -> (Consent, Vec<Suppression>) {
        let consent = self
            .consents
            .iter()
            .find(|(of, _)| *of == Some(medium))
            .map_or(Consent::Unknown, |(_, consent)| *consent);
        let suppressions = self
            .suppressions
            .iter()
            .filter(|(of, _)| of.is_none_or(|of| of == medium))
            .map(|(_, suppression)| *suppression)
            .collect();
        (consent, suppressions)
    }
}

/// Channels by number, so that no text is copied for each order.
#[derive(Default)]
struct Channels {
    names: RefCell<Vec<String>>,
    numbers: RefCell<HashMap<String, usize>>,
}

impl Channels {
    fn number(&self, name: &str) -> usize {
        if let Some(number) = self.numbers.borrow().get(name) {
            return *number;
        }
        let mut names = self.names.borrow_mut();
        names.push(name.to_owned());
        self.numbers
            .borrow_mut()
            .insert(name.to_owned(), names.len() - 1);
        names.len() - 1
    }
}

/// A line of an order; the first of an order has the order with it.
struct OrderLine {
    order: Option<OrderHead>,
    line: Option<LineFacts>,
}

struct OrderHead {
    day: i32,
    at: i64,
    amount_minor: i64,
    refunded_minor: i64,
    state: State,
    valid: bool,
    channel: Option<usize>,
}

fn read_order_line(
    row: &Row,
    last: &mut i64,
    channels: &Channels,
    products: &HashMap<i64, u32>,
) -> rusqlite::Result<OrderLine> {
    let product: Option<i64> = row.get(9)?;
    let line = match product.and_then(|product| products.get(&product)) {
        Some(product) => Some(LineFacts {
            product: *product,
            quantity: row.get(10)?,
            amount_minor: row.get(11)?,
            real: row.get(12)?,
        }),
        None => None,
    };
    let id: i64 = row.get(1)?;
    if std::mem::replace(last, id) == id {
        return Ok(OrderLine { order: None, line });
    }
    let order = OrderHead {
        day: row.get(2)?,
        at: row.get(3)?,
        amount_minor: row.get(4)?,
        refunded_minor: row.get(5)?,
        state: State::from_code(row.get_ref(6)?.as_str()?).unwrap_or(State::Unknown),
        valid: row.get(7)?,
        channel: row
            .get_ref(8)?
            .as_str_or_null()?
            .map(|name| channels.number(name)),
    };
    Ok(OrderLine {
        order: Some(order),
        line,
    })
}

fn add_orders(builder: &mut Builder, rows: &[OrderLine], channels: &Channels, hours: &mut Hours) {
    let names = channels.names.borrow();
    let mut lines: Vec<LineFacts> = Vec::new();
    for rows in rows.chunk_by(|_, next| next.order.is_none()) {
        let Some(order) = rows.first().and_then(|row| row.order.as_ref()) else {
            continue;
        };
        lines.clear();
        lines.extend(rows.iter().filter_map(|row| row.line));
        builder.order(OrderFacts {
            day: Day(order.day),
            at: order.at,
            hour: hours.hour(order.at),
            amount_minor: order.amount_minor,
            refunded_minor: order.refunded_minor,
            state: order.state,
            valid: order.valid,
            channel: order
                .channel
                .and_then(|number| names.get(number))
                .map(String::as_str),
            lines: &lines,
        });
    }
}

/// Adds the products; answers their numbers in the snapshot by `product.id`.
fn add_products(
    conn: &Connection,
    shop: i64,
    builder: &mut Builder,
) -> Result<HashMap<i64, u32>, Failure> {
    let mut tag_query = conn.prepare(
        "SELECT t.product_id, t.tag FROM product_tag t JOIN product p ON p.id = t.product_id
         WHERE p.shop_id = ?1 ORDER BY t.product_id, t.tag",
    )?;
    let mut tags = Ahead::new(
        tag_query.query_map([shop], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?,
    )?;
    let mut query = conn.prepare(
        "SELECT id, spelling, title, category, lifespan_days FROM product WHERE shop_id = ?1 ORDER BY id",
    )?;
    let mut rows = query.query([shop])?;
    let mut numbers = HashMap::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let tags = tags.of(id)?;
        let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
        let number = builder.product(ProductFacts {
            id: text(row, 1)?.unwrap_or_default(),
            title: text(row, 2)?.unwrap_or_default(),
            category: text(row, 3)?,
            tags: &tags,
            lifespan_days: row
                .get::<_, Option<i64>>(4)?
                .and_then(|days| u32::try_from(days).ok())
                .filter(|days| *days > 0),
        });
        numbers.insert(id, number);
    }
    Ok(numbers)
}

/// Sales without a usable buyer.
fn add_anonymous_orders(
    conn: &Connection,
    shop: i64,
    builder: &mut Builder,
) -> Result<(), Failure> {
    let mut query = conn.prepare(
        "SELECT day, amount_minor - refunded_minor FROM shop_order
         WHERE customer_id IS NULL AND shop_id = ?1 AND valid = 1",
    )?;
    let mut rows = query.query([shop])?;
    while let Some(row) = rows.next()? {
        builder.anonymous_order(Day(row.get(0)?), row.get(1)?);
    }
    Ok(())
}

/// A text of a row without a copy; an empty one is none.
fn text<'row>(row: &'row Row, column: usize) -> rusqlite::Result<Option<&'row str>> {
    let held = row.get_ref(column)?.as_str_or_null()?;
    Ok(held.filter(|text| !text.is_empty()))
}
