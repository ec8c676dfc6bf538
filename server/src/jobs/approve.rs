//! Approves a campaign: checks that it is ready, freezes its groups and holdouts into the ledger, all at once.

use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use domain::brand::{self, Brand};
use domain::campaign::checkpoint::Facts;
use domain::campaign::readiness::{Readiness, readiness};
use domain::campaign::status::Command;
use domain::campaign::{Campaign, State, plan, window};
use domain::document::Kind;
use domain::holdout;
use domain::message::Medium;
use domain::sending::{Caps, Hours};
use domain::wire::campaign::{Approve, ReadinessAnswer};
use domain::wire::session::{Shop, User};
use rusqlite::Transaction;
use serde_json::json;

use crate::channel::smtp::Smtp;
use crate::clock::zone;
use crate::db::campaigns::{self, Content, Frozen, Run, Wave};
use crate::db::{documents, ledger, shops};
use crate::failure::Failure;
use crate::jobs::audience::{Audience, find_audience};
use crate::jobs::lengths;
use crate::jobs::monitor::write_status;
use crate::password;
use crate::state::AppState;

/// A campaign with everything that its approval rests on.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The document's id.
    pub id: String,
    /// The campaign as its document describes it now.
    pub campaign: Campaign,
    /// The newest change that this campaign knows.
    pub version: u64,
    /// The brand.
    pub brand: Brand,
    /// The shop.
    pub shop: Shop,
}

/// Reads a campaign's document.
pub async fn read_candidate(state: &AppState, id: &str) -> Result<Candidate, Failure> {
    let (id, clock) = (id.to_owned(), state.clock.clone());
    state
        .store
        .read(move |connection| {
            let shop = documents::find_document(connection, &id)?
                .filter(|document| document.kind == Kind::Campaign)
                .and_then(|document| document.shop)
                .ok_or_else(unknown_campaign)?;
            let fields = documents::find_fields(connection, &id)?;
            let brand = documents::find_fields(connection, brand::DOCUMENT_ID)?;
            Ok(Candidate {
                version: campaigns::newest_edit(connection, &id)?,
                campaign: Campaign::from_fields(&fields),
                brand: Brand::from_fields(&brand),
                shop: shops::shop(connection, &clock, shop)?,
                id,
            })
        })
        .await
}

/// The problem that there is no such campaign.
pub fn unknown_campaign() -> Failure {
    Failure::missing("campaign.unknown", "There is no such campaign")
}

/// The list that is gone through before approval, with the server's own counts.
pub async fn check_readiness(
    state: &AppState,
    candidate: &Candidate,
) -> Result<(ReadinessAnswer, Audience), Failure> {
    let audience = find_audience(state, &candidate.shop, &candidate.campaign).await?;
    let counts = plan::counts(&audience.waterfall);
    let lengths = lengths::measure(state, candidate, &audience).await?;
    let cost_minor = lengths.groups.iter().map(|group| group.cost_minor).sum();
    let facts = Facts {
        now: Some(local_now(state, &candidate.shop)),
        brand: candidate.brand.clone(),
        in_china: candidate.shop.currency == "CNY",
        counts: counts.clone(),
        reach: Some(audience.waterfall.reach),
        cost_minor: Some(cost_minor),
        ..Facts::default()
    };
    let answer = ReadinessAnswer {
        readiness: readiness(&candidate.campaign, &facts),
        counts,
        cost_minor,
        facts_revision: audience.facts_revision,
    };
    Ok((answer, audience))
}

/// What a group's wave says.
pub fn content_of(group: &domain::campaign::Group) -> Content {
    Content {
        subject: group.subject.trim().to_owned(),
        body: group.body.trim().to_owned(),
        html: group.html.trim().to_owned(),
    }
}

fn local_now(state: &AppState, shop: &Shop) -> NaiveDateTime {
    let zone = zone(&shop.time_zone).unwrap_or_default();
    let instant = chrono::DateTime::from_timestamp(state.clock.now(), 0).unwrap_or_default();
    zone.from_utc_datetime(&instant.naive_utc()).naive_local()
}

/// The instant of a local time; a time that the clocks skip counts from an hour later.
pub fn instant(zone: Tz, local: NaiveDateTime) -> i64 {
    zone.from_local_datetime(&local)
        .earliest()
        .or_else(|| {
            zone.from_local_datetime(&(local + chrono::TimeDelta::hours(1)))
                .earliest()
        })
        .map_or_else(
            || local.and_utc().timestamp(),
            |instant| instant.timestamp(),
        )
}

/// Approves a campaign: the groups stand from now on, whatever is imported or edited later.
pub async fn approve(
    state: &AppState,
    id: &str,
    user: &User,
    asked: Approve,
) -> Result<(), Failure> {
    let candidate = read_candidate(state, id).await?;
    let standing = State::of(&candidate.campaign);
    if standing.after(Command::Approve).is_none() {
        let code = if standing.is_frozen() {
            "campaign.wrong_state"
        } else {
            "campaign.not_ready"
        };
        return Err(Failure::conflict(
            code,
            "The campaign cannot be approved in its present state",
        )
        .with("state", standing.code()));
    }
    refuse_unseen(candidate.version, asked.seen)?;
    let (answer, audience) = check_readiness(state, &candidate).await?;
    refuse_unready(&answer.readiness)?;
    let has_mail = candidate
        .campaign
        .groups
        .iter()
        .any(|group| group.carrier == domain::message::Carrier::Smtp);
    if has_mail {
        Smtp::of(&state.settings)?;
    }
    let approval = Approval {
        seed: password::hex(&password::random::<16>()?),
        now: state.clock.now(),
        user: user.clone(),
        reason: asked.reason,
        candidate,
        audience,
    };
    state.store.write(move |tx| approval.freeze(tx)).await
}

/// Nobody approves what they have not seen.
fn refuse_unseen(version: u64, seen: u64) -> Result<(), Failure> {
    if version <= seen {
        return Ok(());
    }
    Err(Failure::conflict(
        "campaign.changed_since",
        "The campaign was changed after you looked at it; look again",
    )
    .with("seen", seen)
    .with("newest", version))
}

fn refuse_unready(readiness: &Readiness) -> Result<(), Failure> {
    if readiness.is_ready() {
        return Ok(());
    }
    let obstacles = serde_json::to_value(readiness.obstacles())?;
    Err(Failure::conflict(
        "campaign.not_ready",
        "The campaign is not ready to be approved",
    )
    .with("problems", obstacles))
}

/// An approval on its way into the store.
struct Approval {
    candidate: Candidate,
    audience: Audience,
    seed: String,
    now: i64,
    user: User,
    reason: String,
}

impl Approval {
    /// Freezes everything in one transaction.
    fn freeze(self, tx: &Transaction) -> Result<(), Failure> {
        let Approval {
            candidate,
            audience,
            seed,
            now,
            user,
            reason,
        } = self;
        refuse_unseen(
            campaigns::newest_edit(tx, &candidate.id)?,
            candidate.version,
        )?;
        if campaigns::find_run(tx, &candidate.id)?.is_some() {
            return Err(Failure::conflict(
                "campaign.wrong_state",
                "The campaign is approved already",
            ));
        }
        let zone = zone(&candidate.shop.time_zone).unwrap_or_default();
        let campaign = &candidate.campaign;
        let end = campaign
            .brief
            .end
            .ok_or_else(|| Failure::conflict("campaign.not_ready", "The campaign has no end"))?;
        let mut waterfall = audience.waterfall;
        let mut chosen = Vec::new();
        for ((group, members), cut) in campaign
            .groups
            .iter()
            .zip(&audience.groups)
            .zip(&mut waterfall.groups)
        {
            let held_out = holdout::choose(&seed, &members.reachable, group.holdout_share);
            cut.held_out = held_out.len() as u32;
            cut.to_send = cut.chosen - cut.unreachable - cut.held_out;
            let rows: Vec<(i64, bool)> = members
                .reachable
                .iter()
                .map(|customer| (*customer, held_out.binary_search(customer).is_ok()))
                .collect();
            chosen.push((group, rows));
        }
        let run = Run {
            campaign: candidate.id.clone(),
            shop: candidate.shop.id,
            state: State::Approved,
            frozen: Frozen {
                campaign: campaign.clone(),
                brand: candidate.brand.clone(),
                shop_name: candidate.shop.name.clone(),
                hours: Hours::default(),
                caps: Caps::default(),
                waterfall,
            },
            seed,
            facts_revision: audience.facts_revision,
            as_of: audience.as_of,
            approved_at: now,
            started_at: None,
            window_ends_at: instant(zone, window::window_ends_local(end)),
            report: None,
        };
        campaigns::insert_run(tx, &run, Some(user.id))?;
        for (group, rows) in chosen {
            let wave = Wave {
                id: 0,
                campaign: run.campaign.clone(),
                group: group.id.clone(),
                number: 1,
                medium: group.medium.unwrap_or(Medium::Platform),
                carrier: group.carrier,
                send_at: group.send_at.map_or(now, |local| instant(zone, local)),
                content: content_of(group),
            };
            let wave_id = campaigns::insert_wave(tx, &wave)?;
            ledger::insert_rows(tx, wave_id, &run.campaign, &group.id, &rows)?;
        }
        let audit = json!({ "reason": reason, "facts_revision": run.facts_revision });
        campaigns::insert_audit(tx, user.id, "campaign.approve", &run.campaign, &audit, now)?;
        for (path, value) in [
            ("status.approved_at", json!(now)),
            ("status.approved_by", json!(user.name)),
            ("status.window_ends_at", json!(run.window_ends_at)),
            ("status.state", json!(run.state.code())),
        ] {
            write_status(tx, &run, path, value, Some(user.id), now)?;
        }
        Ok(())
    }
}
