//! What each checkpoint lacks: all of it, each with the field to look at.

use chrono::NaiveDateTime;

use super::Facts;
use crate::campaign::points;
use crate::campaign::problem::{Code, Problem};
use crate::campaign::{Campaign, Group, Origin, State};
use crate::message::{Medium, lint};

pub(in crate::campaign) fn plan(campaign: &Campaign) -> Vec<Problem> {
    let mut problems = Vec::new();
    if campaign.name.trim().is_empty() {
        problems.push(Problem::blocks(Code::NameMissing, "name"));
    }
    if campaign.origin.is_none() {
        problems.push(Problem::blocks(Code::OriginMissing, "origin"));
    }
    if campaign.kind.is_none() {
        problems.push(Problem::blocks(Code::TypeMissing, "type"));
    }
    problems.extend(campaign.brief.check());
    if campaign.origin != Some(Origin::CrmLed) && !campaign.brief.submitted {
        problems.push(Problem::blocks(Code::BriefNotSubmitted, "brief.submitted"));
    }
    problems
}

pub(in crate::campaign) fn analysis(campaign: &Campaign) -> Vec<Problem> {
    let mut problems = Vec::new();
    if campaign.points.is_empty() {
        problems.push(Problem::blocks(Code::NoSellingPoint, "points"));
    }
    for point in &campaign.points {
        if point.text.trim().is_empty() {
            let path = format!("points.{}.text", point.id);
            problems.push(Problem::blocks(Code::PointTextMissing, path));
        }
    }
    match campaign.fit.decision {
        None => problems.push(Problem::blocks(Code::FitMissing, "fit.decision")),
        Some(_) => {
            if campaign.fit.reasons.is_empty() && campaign.fit.note.trim().is_empty() {
                problems.push(Problem::blocks(Code::FitReasonMissing, "fit.reasons"));
            }
        }
    }
    problems
}

pub(super) fn potential_customers(campaign: &Campaign) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !campaign.hypothesis.is_written() {
        problems.push(Problem::blocks(Code::HypothesisMissing, "hypothesis.suits"));
    }
    if campaign.scope.trim().is_empty() {
        problems.push(Problem::warns(Code::ScopeMissing, "scope.query"));
    }
    problems
}

pub(in crate::campaign) fn groups(
    campaign: &Campaign,
    facts: &Facts,
    state: State,
) -> Vec<Problem> {
    if campaign.groups.is_empty() {
        return vec![Problem::blocks(Code::NoGroup, "groups")];
    }
    let mut problems: Vec<Problem> = campaign
        .groups
        .iter()
        .flat_map(|group| one_group(campaign, group, facts, state))
        .collect();
    for point in points::uncited(campaign) {
        let path = format!("points.{}.text", point.id);
        problems.push(Problem::warns(Code::PointUncited, path).with("text", point.text.as_str()));
    }
    problems
}

/// An empty cell of a group's strategy blocks approval (A22).
fn one_group(campaign: &Campaign, group: &Group, facts: &Facts, state: State) -> Vec<Problem> {
    let mut problems = Vec::new();
    let named = |problem: Problem| problem.with("group", group.name.as_str());
    let mut need = |missing: bool, code: Code, part: &str| {
        if missing {
            problems.push(named(Problem::blocks(code, group.path(part))));
        }
    };
    let empty = |text: &str| text.trim().is_empty();
    need(empty(&group.name), Code::GroupNameMissing, "name");
    need(group.medium.is_none(), Code::MediumMissing, "medium");
    need(
        group
            .medium
            .is_some_and(|medium| !group.carrier.takes(medium)),
        Code::CarrierCannotTake,
        "carrier",
    );
    need(empty(&group.objective), Code::ObjectiveMissing, "objective");
    need(empty(&group.offer), Code::GroupOfferMissing, "offer");
    need(group.send_at.is_none(), Code::SendAtMissing, "send_at");
    need(
        group.expected_conversion.is_none(),
        Code::ExpectedConversionMissing,
        "expected_conversion",
    );
    let cites = group
        .points
        .iter()
        .any(|id| campaign.points.iter().any(|point| point.id == *id));
    need(!cites, Code::GroupCitesNoPoint, "points");
    need(
        !(0.0..=0.5).contains(&group.holdout_share),
        Code::HoldoutShareOutside,
        "holdout_share",
    );
    if empty(&group.query) {
        problems.push(named(Problem::advises(
            Code::GroupQueryMissing,
            group.path("query"),
        )));
    }
    if let Some(send_at) = group.send_at.filter(|_| !state.has_run()) {
        problems.extend(send_time(campaign, group, send_at, facts).map(named));
    }
    if let Some(count) = facts.counts.get(&group.id) {
        if count.members == 0 {
            problems.push(named(Problem::blocks(
                Code::GroupEmpty,
                group.path("query"),
            )));
        } else {
            problems.extend(
                crate::holdout::advise(count.members, group.holdout_share, &group.id).map(named),
            );
        }
    }
    problems
}

fn send_time(
    campaign: &Campaign,
    group: &Group,
    send_at: NaiveDateTime,
    facts: &Facts,
) -> Option<Problem> {
    let path = group.path("send_at");
    if facts.now.is_some_and(|now| send_at < now) {
        return Some(Problem::warns(Code::SendAtPassed, path));
    }
    if campaign.brief.end.is_some_and(|end| send_at > end) {
        return Some(Problem::blocks(Code::SendAfterEnd, path));
    }
    (!facts.hours.hold(send_at)).then(|| {
        let next = facts.hours.next_legal(send_at);
        let next = crate::document::reading::write_local_time(next);
        Problem::blocks(Code::SendOutsideHours, path).with("next", next)
    })
}

pub(in crate::campaign) fn content(campaign: &Campaign, facts: &Facts) -> Vec<Problem> {
    let mut problems: Vec<Problem> = campaign
        .groups
        .iter()
        .flat_map(|group| group_content(group, facts))
        .collect();
    let bodies: Vec<&str> = campaign
        .groups
        .iter()
        .map(|group| group.body.as_str())
        .collect();
    for (one, other, alike) in lint::similar_pairs(&bodies) {
        let (one, other) = (&campaign.groups[one], &campaign.groups[other]);
        problems.push(
            Problem::warns(Code::SimilarBodies, other.path("body"))
                .with("group", other.name.as_str())
                .with("other", one.name.as_str())
                .with("similarity", alike),
        );
    }
    problems
}

fn group_content(group: &Group, facts: &Facts) -> Vec<Problem> {
    let mut problems = Vec::new();
    let named = |problem: Problem| problem.with("group", group.name.as_str());
    let medium = group.medium.unwrap_or(Medium::Sms);
    if group.body.trim().is_empty() {
        return vec![named(Problem::blocks(
            Code::BodyMissing,
            group.path("body"),
        ))];
    }
    if medium == Medium::Email && group.subject.trim().is_empty() {
        problems.push(named(Problem::blocks(
            Code::SubjectMissing,
            group.path("subject"),
        )));
    }
    let written = lint::Content {
        medium,
        subject: &group.subject,
        body: &group.body,
        in_china: facts.in_china,
    };
    for finding in lint::check(&written, &facts.brand) {
        let part = match finding.part {
            lint::Part::Subject => "subject",
            lint::Part::Body => "body",
        };
        let problem = match finding.severity {
            lint::Severity::Blocks => Problem::blocks(Code::ContentFinding, group.path(part)),
            lint::Severity::Warning => Problem::warns(Code::ContentFinding, group.path(part)),
        };
        let code = serde_json::to_value(finding.code).unwrap_or_default();
        let mut problem = named(problem).with("finding", code);
        problem.args.extend(finding.args);
        problems.push(problem);
    }
    problems
}

pub(super) fn sending(state: State, facts: &Facts) -> Vec<Problem> {
    let code = match state {
        State::Approved => Code::NotStarted,
        State::Stopped => Code::Stopped,
        State::Running => Code::StillSending,
        _ if state.is_sent() => return unknown_messages(facts),
        _ => Code::NotApproved,
    };
    let mut problems = vec![Problem::blocks(code, "status.state")];
    problems.extend(unknown_messages(facts));
    problems
}

fn unknown_messages(facts: &Facts) -> Vec<Problem> {
    let unknown = facts.tally.as_ref().map_or(0, |tally| tally.unknown);
    let problem = || Problem::warns(Code::UnknownMessages, "status.state").with("count", unknown);
    (unknown > 0).then(problem).into_iter().collect()
}

pub(super) fn follow_up(facts: &Facts) -> Vec<Problem> {
    let mut problems = unknown_messages(facts);
    if let Some(tally) = &facts.tally {
        let tried = tally.sent + tally.failed;
        if tally.failed * 10 > tried {
            problems
                .push(Problem::warns(Code::ManyFailed, "status.state").with("count", tally.failed));
        }
    }
    if facts.delivered > 0 && facts.opted_out * 200 >= facts.delivered {
        problems
            .push(Problem::warns(Code::ManyOptOuts, "status.state").with("count", facts.opted_out));
    }
    problems
}
