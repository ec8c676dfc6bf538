//! A campaign on its way, one step a case.

use super::*;
use crate::campaign::readiness::{Answer, Question, readiness};
use crate::document::Fields;
use crate::document::reading::local_time;
use serde_json::{Value, json};

/// A campaign that lacks nothing.
pub(crate) fn whole() -> Vec<(&'static str, Value)> {
    vec![
        ("name", json!("双十一")),
        ("origin", json!("OPS_LED")),
        ("type", json!("PLATFORM_EVENT")),
        ("brief.purpose", json!("老客回购")),
        ("brief.offer", json!("满300减40")),
        ("brief.start", json!("2026-11-10T20:00")),
        ("brief.end", json!("2026-11-11T23:59")),
        ("brief.target_amount", json!(1_000_000)),
        ("brief.budget_minor", json!(50_000)),
        ("brief.submitted", json!(true)),
        ("points.p.text", json!("满300减40")),
        ("fit.decision", json!("GO")),
        ("fit.reasons", json!(["price_fits"])),
        ("hypothesis.suits", json!("用过面膜的老客")),
        ("scope.query", json!("order_count >= 1")),
        ("groups.a.name", json!("老客")),
        ("groups.a.query", json!("order_count >= 2")),
        ("groups.a.medium", json!("SMS")),
        ("groups.a.send_at", json!("2026-11-09T10:00")),
        ("groups.a.objective", json!("回购")),
        ("groups.a.offer", json!("满300减40")),
        ("groups.a.points", json!(["p"])),
        ("groups.a.expected_conversion", json!(0.03)),
        (
            "groups.a.body",
            json!("{salutation}，满300减40，今晚八点开始"),
        ),
    ]
}

fn facts() -> Facts {
    let count = GroupCount {
        members: 2_000,
        reachable: 1_500,
        held_out: 200,
    };
    Facts {
        now: local_time("2026-11-01T10:00"),
        brand: Brand {
            salutation: "松果伙伴".into(),
            signature: "松果家".into(),
            ..Brand::default()
        },
        in_china: true,
        counts: [("a".to_owned(), count)].into(),
        reach: Some(Reach {
            sms: 10_000,
            ..Reach::default()
        }),
        cost_minor: Some(9_000),
        ..Facts::default()
    }
}

fn campaign(without: &[&str], with: &[(&'static str, Value)]) -> Campaign {
    let mut fields: Fields = whole()
        .into_iter()
        .filter(|(path, _)| !without.contains(path))
        .map(|(path, value)| (path.to_owned(), value))
        .collect();
    for (path, value) in with {
        fields.insert((*path).to_owned(), value.clone());
    }
    Campaign::from_fields(&fields)
}

/// The standings as one letter each: L, O, A, D.
fn standings(campaign: &Campaign, facts: &Facts) -> String {
    checkpoints(campaign, facts)
        .iter()
        .map(|one| match one.standing {
            Standing::Locked => 'L',
            Standing::Open => 'O',
            Standing::Attention => 'A',
            Standing::Done => 'D',
        })
        .collect()
}

#[test]
fn the_steps_open_one_after_the_other() {
    let status = |state: &str| vec![("status.state", json!(state))];
    let empty = Campaign::from_fields(&Fields::new());
    assert_eq!(standings(&empty, &facts()), "OLLLLLLLL", "nothing written");
    let check = |name: &str, without: &[&str], with: &[(&'static str, Value)], expected: &str| {
        assert_eq!(
            standings(&campaign(without, with), &facts()),
            expected,
            "{name}"
        );
    };
    check(
        "operations have not handed it over",
        &["brief.submitted"],
        &[],
        "OLLLLLLLL",
    );
    check(
        "led by CRM, nobody hands anything over",
        &["brief.submitted"],
        &[("origin", json!("CRM_LED"))],
        "DDDDDOLLL",
    );
    check("not decided", &["fit.decision"], &[], "DOLLLLLLL");
    check(
        "it does not suit them",
        &[],
        &[("fit.decision", json!("NO_GO"))],
        "DDLLLLLLL",
    );
    check(
        "no hypothesis, no builder",
        &["hypothesis.suits"],
        &[],
        "DDOLLLLLL",
    );
    check("no objective", &["groups.a.objective"], &[], "DDDODLLLL");
    check("nothing to read", &["groups.a.body"], &[], "DDDDOLLLL");
    check(
        "a word of every shop",
        &[],
        &[("groups.a.body", json!("亲，松果伙伴专享"))],
        "DDDDAOLLL",
    );
    check("no target", &["brief.target_amount"], &[], "ADDDDOLLL");
    check("ready", &[], &[], "DDDDDOLLL");
    check("approved", &[], &status("APPROVED"), "DDDDDOLLL");
    check("running", &[], &status("RUNNING"), "DDDDDOOOL");
    check("monitoring", &[], &status("MONITORING"), "DDDDDDDOO");
    check("cancelled", &[], &status("CANCELLED"), "DLLLLLLLL");
}

#[test]
fn two_groups_that_read_the_same_are_named() {
    let twins = campaign(
        &[],
        &[
            ("groups.b.name", json!("新客")),
            (
                "groups.b.body",
                json!("{salutation}，满300减40，今晚八点开始！"),
            ),
        ],
    );
    let content = &checkpoints(&twins, &facts())[4];
    let problem = content
        .problems
        .iter()
        .find(|problem| problem.code == Code::SimilarBodies)
        .unwrap();
    assert_eq!(problem.path, "groups.b.body");
    assert_eq!(problem.args["other"], "老客");
}

#[test]
fn each_lock_says_what_it_waits_for() {
    let locked = |without: &[&str], with: &[(&'static str, Value)], step: usize| {
        let all = checkpoints(&campaign(without, with), &facts());
        let problem = &all[step - 1].problems[0];
        (problem.code, problem.path.clone())
    };
    assert_eq!(
        locked(&["brief.submitted"], &[], 4),
        (Code::BriefNotSubmitted, "brief.submitted".into())
    );
    assert_eq!(
        locked(&["hypothesis.suits"], &[], 4),
        (Code::HypothesisMissing, "hypothesis.suits".into())
    );
    assert_eq!(
        locked(&[], &[("fit.decision", json!("NO_GO"))], 6),
        (Code::NoGo, "fit.decision".into())
    );
    assert_eq!(
        locked(&[], &[], 8),
        (Code::NotStarted, "status.state".into())
    );
}

#[test]
fn what_is_missing_is_all_named() {
    let all = checkpoints(
        &campaign(&["brief.purpose", "brief.end", "name"], &[]),
        &facts(),
    );
    let paths: Vec<&str> = all[0]
        .problems
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    assert_eq!(paths, ["name", "brief.purpose", "brief.end"]);
}

#[test]
fn unknown_messages_and_failures_want_looking_at() {
    let tally = Tally {
        planned: 100,
        sent: 80,
        failed: 18,
        unknown: 2,
        ..Tally::default()
    };
    let facts = Facts {
        tally: Some(tally),
        delivered: 80,
        opted_out: 1,
        window_closed: true,
        ..facts()
    };
    let monitoring = campaign(&[], &[("status.state", json!("MONITORING"))]);
    assert_eq!(standings(&monitoring, &facts), "DDDDDAADO");
    let codes: Vec<Code> = checkpoints(&monitoring, &facts)[6]
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(
        codes,
        [Code::UnknownMessages, Code::ManyFailed, Code::ManyOptOuts]
    );
}

#[test]
fn a_send_is_refused_without_brief_fit_group_or_content() {
    let unmet =
        |without: &[&str], with: &[(&'static str, Value)], facts: &Facts| -> Vec<Question> {
            readiness(&campaign(without, with), facts)
                .lines
                .into_iter()
                .filter(|line| line.answer == Answer::Unmet)
                .map(|line| line.question)
                .collect()
        };
    let facts = facts();
    assert_eq!(unmet(&[], &[], &facts), []);
    assert_eq!(unmet(&["brief.submitted"], &[], &facts), [Question::Brief]);
    assert_eq!(unmet(&["fit.decision"], &[], &facts), [Question::Fit]);
    assert_eq!(
        unmet(&[], &[("fit.decision", json!("NO_GO"))], &facts),
        [Question::Fit]
    );
    assert_eq!(
        unmet(&[], &[("groups.a.gone", json!(true))], &facts),
        [Question::Groups]
    );
    assert_eq!(unmet(&["groups.a.body"], &[], &facts), [Question::Content]);
    assert_eq!(
        unmet(
            &[],
            &[("groups.a.send_at", json!("2026-11-09T21:00"))],
            &facts
        ),
        [Question::Hours]
    );
    assert_eq!(
        unmet(&[], &[("brief.budget_minor", json!(0))], &facts),
        [Question::Budget]
    );
    assert_eq!(
        unmet(&[], &[("groups.a.holdout_share", json!(0.6))], &facts),
        [Question::Holdout]
    );
    let unsigned = Facts {
        brand: Brand {
            signature: String::new(),
            ..facts.brand.clone()
        },
        ..facts.clone()
    };
    assert_eq!(unmet(&[], &[], &unsigned), [Question::Signature]);
    assert!(readiness(&campaign(&[], &[]), &facts).is_ready());
}

#[test]
fn the_last_campaign_of_its_kind_is_found() {
    let evaluated = campaign(
        &[],
        &[("evaluation.saved", json!(true)), ("event", json!("11-11"))],
    );
    let next = campaign(&["type"], &[("event", json!("11-11"))]);
    let other = campaign(&["type"], &[("type", json!("MEMBERS"))]);
    assert!(next.learns_from(&evaluated));
    assert!(!other.learns_from(&evaluated));
    assert!(!evaluated.learns_from(&next));
}
