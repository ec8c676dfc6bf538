//! How a segment behaves: what it buys, when, and how it can be written to.

use crate::bitmap::Bitmap;
use crate::message::Medium;
use crate::snapshot::{Activity, BLOCK, Column, NO_HOUR, Subscription};
use crate::wire::engine::{CategoryPart, MOST_CATEGORIES, Profile, Reach, Response};

use super::evaluate::{Context, Engine, EvaluateError};
use super::query::Query;

impl Engine {
    /// The profile of the members of a query.
    pub fn profile(&self, query: &Query, context: &Context) -> Result<Profile, EvaluateError> {
        let members = self.members(query, context)?;
        let scores = |column: &Column| {
            std::array::from_fn(|at| {
                let score = at as i64 + 1;
                members.count_and(&column.within(self.count(), &[(score, score)]))
            })
        };
        let unsubscribed = Subscription::Unsubscribed as i64;
        let refused = |column: &Column| {
            members.count_and(&column.within(self.count(), &[(unsubscribed, unsubscribed)]))
        };
        let facts = &self.snapshot.customers;
        let mut profile = Profile {
            sums: self.sums(&members),
            decimals: self.snapshot.decimals(),
            all: self.count(),
            regions: self.spreads(&members).regions,
            recency: scores(&self.columns.recency),
            frequency: scores(&self.columns.frequency),
            monetary: scores(&self.columns.monetary),
            refused: Reach {
                sms: refused(&facts.sms),
                email: refused(&facts.email),
                platform: 0,
            },
            categories: self.categories_of(&members)?,
            responses: self.responses_of(&members),
            ..Profile::default()
        };
        let orders = &self.snapshot.orders;
        for (at, row) in members.rows().enumerate() {
            if at.is_multiple_of(BLOCK) {
                self.go_on()?;
            }
            for order in self.paid_orders(row as usize) {
                // 1970-01-01 was a Thursday.
                let weekday = (orders.day.get(order) + 3).rem_euclid(7) as usize;
                profile.weekdays[weekday] += 1;
                let hour = orders.hour.get(order);
                if hour != NO_HOUR
                    && let Some(count) = profile.hours.get_mut(hour as usize)
                {
                    *count += 1;
                }
            }
        }
        Ok(profile)
    }

    /// How the members responded to messages, by medium.
    fn responses_of(&self, members: &Bitmap) -> Vec<Response> {
        let events = &self.snapshot.events;
        let today = i64::from(self.as_of.0);
        let mut counts = [[0u32; Activity::ALL.len()]; Medium::ALL.len()];
        let mut from = 0;
        for own in events.rows.chunk_by(|one, other| one == other) {
            let places = from..from + own.len();
            from = places.end;
            if !own.first().is_some_and(|row| members.contains(*row)) {
                continue;
            }
            let mut seen = [[false; Activity::ALL.len()]; Medium::ALL.len()];
            for at in places.filter(|at| events.day.get(*at) <= today) {
                let (medium, kind) = (events.medium.get(at), events.kind.get(at));
                seen[medium as usize][kind as usize] = true;
            }
            for (count, seen) in counts.iter_mut().flatten().zip(seen.iter().flatten()) {
                *count += u32::from(*seen);
            }
        }
        let response = |(medium, counts): (Medium, [u32; Activity::ALL.len()])| {
            let of = |activity: Activity| counts[activity as usize];
            Response {
                medium,
                sent: of(Activity::Sent),
                delivered: of(Activity::Delivered),
                opened: of(Activity::Opened),
                clicked: of(Activity::Clicked),
                ordered: of(Activity::Ordered),
                unsubscribed: of(Activity::Unsubscribed),
            }
        };
        let media = Medium::ALL.into_iter().zip(counts).map(response);
        media.filter(|response| response.sent > 0).collect()
    }

    /// What the members bought by category, those most bought by customers first.
    fn categories_of(&self, members: &Bitmap) -> Result<Vec<CategoryPart>, EvaluateError> {
        let shelves = &self.snapshot.shelves;
        let categories = &self.snapshot.products.categories;
        let seen_until = i64::from(self.as_of.0) - self.snapshot.order_days.0;
        let mut parts: Vec<CategoryPart> = categories
            .iter()
            .map(|category| CategoryPart {
                category: category.clone(),
                ..CategoryPart::default()
            })
            .collect();
        for (block, lines) in self.snapshot.lines.iter().enumerate() {
            self.go_on()?;
            for shelf in 0..shelves.count() {
                let Some(category) = shelves.category(shelf) else {
                    continue;
                };
                let part = &mut parts[category];
                let mut last = None;
                for at in lines.shelf(shelf) {
                    if i64::from(lines.day.get(at)) > seen_until {
                        continue;
                    }
                    let row = lines.row[at];
                    let is_new = last != Some(row);
                    last = Some(row);
                    part.all_customers += u32::from(is_new);
                    if members.contains((block * BLOCK) as u32 + u32::from(row)) {
                        part.customers += u32::from(is_new);
                        part.amount_minor += lines.amount.get(at);
                    }
                }
            }
        }
        parts.retain(|part| part.customers > 0);
        parts.sort_by(|one, other| {
            let key =
                |part: &CategoryPart| (std::cmp::Reverse(part.customers), part.category.clone());
            key(one).cmp(&key(other))
        });
        parts.truncate(MOST_CATEGORIES);
        Ok(parts)
    }
}
