//! Measures each group's text messages over its members as they stand: the template alone does not say what is billed.

use domain::campaign::Group;
use domain::day::Day;
use domain::message::Medium;
use domain::message::sms;
use domain::message::template::Reader;
use domain::wire::campaign::{GroupLengths, Lengths};
use domain::wire::engine::GroupCut;
use rusqlite::Connection;

use crate::channel::content::Prepared;
use crate::clock::{local_day, zone};
use crate::db::readers::{self, Known};
use crate::failure::Failure;
use crate::jobs::approve::{Candidate, content_of};
use crate::jobs::audience::{Audience, Members};
use crate::state::AppState;

/// Measures the groups that are written to by text message.
pub async fn measure(
    state: &AppState,
    candidate: &Candidate,
    audience: &Audience,
) -> Result<Lengths, Failure> {
    let zone = zone(&candidate.shop.time_zone).unwrap_or_default();
    let today = local_day(state.clock.now(), zone);
    let (candidate, audience) = (candidate.clone(), audience.clone());
    state
        .store
        .read(move |connection| {
            let groups = candidate.campaign.groups.iter();
            let counted = audience.groups.iter().zip(&audience.waterfall.groups);
            let groups = groups
                .zip(counted)
                .filter(|(group, _)| group.medium == Some(Medium::Sms))
                .map(|(group, (members, cut))| {
                    measure_group(connection, &candidate, group, members, cut, today)
                })
                .collect::<Result<_, Failure>>()?;
            Ok(Lengths {
                groups,
                facts_revision: audience.facts_revision,
            })
        })
        .await
}

fn measure_group(
    connection: &Connection,
    candidate: &Candidate,
    group: &Group,
    members: &Members,
    cut: &GroupCut,
    today: Day,
) -> Result<GroupLengths, Failure> {
    let prepared = Prepared::of(Medium::Sms, &content_of(group));
    // Days are counted on the day when it will be read.
    let day = group
        .send_at
        .map_or(today, |local| Day::from_date(local.date()))
        .max(today);
    let measure = |known: &Known| {
        let reader = Reader {
            name: known.name.as_deref(),
            last_product: known.last.as_ref().and_then(|last| last.product.as_deref()),
            city: known.city.as_deref(),
            days_since_last: known.last.as_ref().map(|last| i64::from(day.0 - last.day)),
            shop: Some(&candidate.shop.name),
        };
        prepared.measure(&candidate.brand, &reader)
    };
    let mut measured = GroupLengths {
        group: group.id.clone(),
        people: members.reachable.len() as u64,
        to_send: u64::from(cut.to_send),
        ..GroupLengths::default()
    };
    let is_personal = prepared.is_personal();
    let everybody = measure(&Known::default());
    for customer in &members.reachable {
        let one = if is_personal {
            measure(&readers::read_known(connection, *customer)?)
        } else {
            everybody.clone()
        };
        let Ok((count, fallbacks)) = one else {
            measured.unresolved += 1;
            continue;
        };
        measured.messages.add(count);
        for variable in fallbacks {
            let name = variable.name().to_owned();
            *measured.fallbacks.entry(name).or_default() += 1;
        }
    }
    measured.cost_minor = cost_of(&measured, candidate);
    Ok(measured)
}

/// The part of the measured messages that will be sent: the holdout is drawn by lot, so that its messages are neither
/// longer nor shorter than the others.
fn cost_of(measured: &GroupLengths, candidate: &Candidate) -> i64 {
    let price = candidate.brand.sms_price_ten_thousandths;
    let all = i128::from(measured.messages.cost_ten_thousandths(price));
    let people = i128::from(measured.people.max(1));
    let grown = all * i128::from(measured.to_send);
    let part = grown.div_euclid(people) + i128::from(grown.rem_euclid(people) > 0);
    let part = i64::try_from(part).unwrap_or(i64::MAX);
    sms::minor_of_ten_thousandths(part, candidate.shop.decimals).0
}
