//! The words for a campaign's codes.

use domain::campaign::checkpoint::Checkpoint;
use domain::campaign::groups::ExclusionReason;
use domain::campaign::points::PointKind;
use domain::campaign::problem::{Code, Problem};
use domain::campaign::{Origin, State, Type};
use domain::message::{Carrier, Medium};
use domain::sending::Reason;
use serde_json::Value;

use crate::format;
use crate::locales::{Lang, Word, campaign, campaign_plan, campaign_send, campaigns, fill};
use crate::problems::message;

/// A state.
pub fn state(state: State) -> Word {
    match state {
        State::Draft => campaigns::state_draft,
        State::Briefed => campaigns::state_briefed,
        State::NoGo => campaigns::state_no_go,
        State::Analysed => campaigns::state_analysed,
        State::Grouped => campaigns::state_grouped,
        State::ContentReady => campaigns::state_content_ready,
        State::Approved => campaigns::state_approved,
        State::Running => campaigns::state_running,
        State::Stopped => campaigns::state_stopped,
        State::Monitoring => campaigns::state_monitoring,
        State::Evaluated => campaigns::state_evaluated,
        State::Closed => campaigns::state_closed,
        State::Cancelled => campaigns::state_cancelled,
    }
}

/// A checkpoint.
pub fn checkpoint(checkpoint: Checkpoint) -> Word {
    match checkpoint {
        Checkpoint::Plan => campaigns::checkpoint_plan,
        Checkpoint::Analysis => campaigns::checkpoint_analysis,
        Checkpoint::PotentialCustomers => campaigns::checkpoint_potential,
        Checkpoint::Groups => campaigns::checkpoint_groups,
        Checkpoint::Content => campaigns::checkpoint_content,
        Checkpoint::Send => campaigns::checkpoint_send,
        Checkpoint::FollowUp => campaigns::checkpoint_follow_up,
        Checkpoint::Monitor => campaigns::checkpoint_monitor,
        Checkpoint::Evaluate => campaigns::checkpoint_evaluate,
    }
}

/// A stage, 1 to 7.
pub fn stage(stage: u8) -> Word {
    match stage {
        1 => campaigns::checkpoint_plan,
        2 => campaigns::checkpoint_analysis,
        3 => campaigns::checkpoint_potential,
        4 => campaigns::checkpoint_groups,
        5 => campaigns::checkpoint_content,
        6 => campaigns::stage_send,
        _ => campaigns::stage_evaluate,
    }
}

/// Who began it.
pub fn origin(origin: Origin) -> Word {
    match origin {
        Origin::OpsLed => campaigns::origin_ops,
        Origin::CrmLed => campaigns::origin_crm,
    }
}

/// A type.
pub fn kind(kind: Type) -> Word {
    match kind {
        Type::PlatformEvent => campaigns::type_platform_event,
        Type::GroupBuy => campaigns::type_group_buy,
        Type::New => campaigns::type_new,
        Type::Clearance => campaigns::type_clearance,
        Type::Members => campaigns::type_members,
        Type::WakeUp => campaigns::type_wake_up,
        Type::Anniversary => campaigns::type_anniversary,
    }
}

/// Types with their codes, for a choice.
pub const KINDS: [(&str, Word); 7] = [
    ("PLATFORM_EVENT", campaigns::type_platform_event),
    ("GROUP_BUY", campaigns::type_group_buy),
    ("NEW", campaigns::type_new),
    ("CLEARANCE", campaigns::type_clearance),
    ("MEMBERS", campaigns::type_members),
    ("WAKE_UP", campaigns::type_wake_up),
    ("ANNIVERSARY", campaigns::type_anniversary),
];

/// Origins with their codes.
pub const ORIGINS: [(&str, Word); 2] = [
    ("OPS_LED", campaigns::origin_ops),
    ("CRM_LED", campaigns::origin_crm),
];

/// Scales with their codes.
pub const SCALES: [(&str, Word); 3] = [
    ("FULL", campaigns::scale_full),
    ("PARTIAL", campaigns::scale_partial),
    ("NICHE", campaigns::scale_niche),
];

/// Media with their codes.
pub const MEDIA: [(&str, Word); 3] = [
    ("SMS", campaigns::medium_sms),
    ("EMAIL", campaigns::medium_email),
    ("PLATFORM", campaigns::medium_platform),
];

/// Carriers with their codes.
pub const CARRIERS: [(&str, Word); 3] = [
    ("SIMULATOR", campaigns::carrier_simulator),
    ("AUDIENCE_FILE", campaigns::carrier_audience_file),
    ("SMTP", campaigns::carrier_smtp),
];

/// Kinds of selling points with their codes.
pub const POINT_KINDS: [(&str, Word); 6] = [
    ("PRICE", campaigns::point_price),
    ("GIFT", campaigns::point_gift),
    ("NEW", campaigns::point_new),
    ("SCARCITY", campaigns::point_scarcity),
    ("SERVICE", campaigns::point_service),
    ("STORY", campaigns::point_story),
];

/// Reasons of exclusions with their codes.
pub const EXCLUSIONS: [(&str, Word); 3] = [
    ("RECENT_BUYER", campaigns::reason_recent_buyer),
    ("COMPLAINT", campaigns::reason_complaint),
    ("OTHER", campaigns::reason_other),
];

/// Reasons of a fit decision with their codes, for it and against it.
pub const FIT_REASONS: [(&str, Word); 11] = [
    ("BOUGHT_CATEGORY", campaign_plan::reason_bought_category),
    ("INTERVAL_DUE", campaign_plan::reason_interval_due),
    ("PRICE_FITS", campaign_plan::reason_price_fits),
    ("DORMANT_TO_WAKE", campaign_plan::reason_dormant_to_wake),
    ("MEMBER_BENEFIT", campaign_plan::reason_member_benefit),
    ("RESPONDED_BEFORE", campaign_plan::reason_responded_before),
    ("JUST_BOUGHT", campaign_plan::reason_just_bought),
    ("PRICE_HURTS", campaign_plan::reason_price_hurts),
    ("FOR_NEWCOMERS", campaign_plan::reason_for_newcomers),
    ("TIRED", campaign_plan::reason_tired),
    ("STOCK_SHORT", campaign_plan::reason_stock_short),
];

/// Why people are left out.
pub fn exclusion(reason: ExclusionReason) -> Word {
    match reason {
        ExclusionReason::RecentBuyer => campaigns::reason_recent_buyer,
        ExclusionReason::Complaint => campaigns::reason_complaint,
        ExclusionReason::Other => campaigns::reason_other,
    }
}

/// A kind of selling point.
pub fn point_kind(kind: PointKind) -> Word {
    match kind {
        PointKind::Price => campaigns::point_price,
        PointKind::Gift => campaigns::point_gift,
        PointKind::New => campaigns::point_new,
        PointKind::Scarcity => campaigns::point_scarcity,
        PointKind::Service => campaigns::point_service,
        PointKind::Story => campaigns::point_story,
    }
}

/// A medium.
pub fn medium(medium: Medium) -> Word {
    match medium {
        Medium::Sms => campaigns::medium_sms,
        Medium::Email => campaigns::medium_email,
        Medium::Platform => campaigns::medium_platform,
    }
}

/// A carrier.
pub fn carrier(carrier: Carrier) -> Word {
    match carrier {
        Carrier::Simulator => campaigns::carrier_simulator,
        Carrier::AudienceFile => campaigns::carrier_audience_file,
        Carrier::Smtp => campaigns::carrier_smtp,
    }
}

/// Why a message was not sent.
pub fn suppression(reason: Reason) -> Word {
    match reason {
        Reason::CampaignOver => campaign_send::why_campaign_over,
        Reason::OptedOut => campaign_send::why_opted_out,
        Reason::Suppressed => campaign_send::why_suppressed,
        Reason::NoConsent => campaign_send::why_no_consent,
        Reason::NoAddress => campaign_send::why_no_address,
        Reason::HeldOut => campaign_send::why_held_out,
        Reason::Excluded => campaign_send::why_excluded,
        Reason::CampaignCap => campaign_send::why_campaign_cap,
        Reason::DayCap => campaign_send::why_day_cap,
        Reason::MonthCap => campaign_send::why_month_cap,
        Reason::UnresolvedVariable => campaign_send::why_unresolved_variable,
    }
}

fn problem_word(code: Code) -> Word {
    match code {
        Code::NameMissing => campaign::problem_name_missing,
        Code::OriginMissing => campaign::problem_origin_missing,
        Code::TypeMissing => campaign::problem_type_missing,
        Code::PurposeMissing => campaign::problem_purpose_missing,
        Code::OfferMissing => campaign::problem_offer_missing,
        Code::StartMissing => campaign::problem_start_missing,
        Code::EndMissing => campaign::problem_end_missing,
        Code::EndsBeforeStart => campaign::problem_ends_before_start,
        Code::PreheatAfterStart => campaign::problem_preheat_after_start,
        Code::BudgetMissing => campaign::problem_budget_missing,
        Code::TargetMissing => campaign::problem_target_missing,
        Code::BriefNotSubmitted => campaign::problem_brief_not_submitted,
        Code::NoSellingPoint => campaign::problem_no_selling_point,
        Code::PointTextMissing => campaign::problem_point_text_missing,
        Code::PointUncited => campaign::problem_point_uncited,
        Code::FitMissing => campaign::problem_fit_missing,
        Code::FitReasonMissing => campaign::problem_fit_reason_missing,
        Code::NoGo => campaign::problem_no_go,
        Code::HypothesisMissing => campaign::problem_hypothesis_missing,
        Code::ScopeMissing => campaign::problem_scope_missing,
        Code::NoGroup => campaign::problem_no_group,
        Code::GroupNameMissing => campaign::problem_group_name_missing,
        Code::GroupQueryMissing => campaign::problem_group_query_missing,
        Code::GroupEmpty => campaign::problem_group_empty,
        Code::MediumMissing => campaign::problem_medium_missing,
        Code::CarrierCannotTake => campaign::problem_carrier_cannot_take,
        Code::ObjectiveMissing => campaign::problem_objective_missing,
        Code::GroupOfferMissing => campaign::problem_group_offer_missing,
        Code::GroupCitesNoPoint => campaign::problem_group_cites_no_point,
        Code::ExpectedConversionMissing => campaign::problem_expected_conversion_missing,
        Code::HoldoutShareOutside => campaign::problem_holdout_share_outside,
        Code::GroupTooSmallForHoldout => campaign::problem_group_too_small_for_holdout,
        Code::HoldoutTooSmall => campaign::problem_holdout_too_small,
        Code::NoHoldout => campaign::problem_no_holdout,
        Code::SendAtMissing => campaign::problem_send_at_missing,
        Code::SendOutsideHours => campaign::problem_send_outside_hours,
        Code::SendAtPassed => campaign::problem_send_at_passed,
        Code::SendAfterEnd => campaign::problem_send_after_end,
        Code::SubjectMissing => campaign::problem_subject_missing,
        Code::BodyMissing => campaign::problem_body_missing,
        Code::ContentFinding => campaign::problem_content_finding,
        Code::SimilarBodies => campaign::problem_similar_bodies,
        Code::SignatureMissing => campaign::problem_signature_missing,
        Code::NobodyReachable => campaign::problem_nobody_reachable,
        Code::OverBudget => campaign::problem_over_budget,
        Code::BudgetZero => campaign::problem_budget_zero,
        Code::NotApproved => campaign::problem_not_approved,
        Code::NotStarted => campaign::problem_not_started,
        Code::Stopped => campaign::problem_stopped,
        Code::StillSending => campaign::problem_still_sending,
        Code::UnknownMessages => campaign::problem_unknown_messages,
        Code::ManyFailed => campaign::problem_many_failed,
        Code::ManyOptOuts => campaign::problem_many_opt_outs,
        Code::StepBefore => campaign::problem_step_before,
        Code::WindowOpen => campaign::problem_window_open,
        Code::EvaluationMissing => campaign::problem_evaluation_missing,
        Code::HypothesisOpen => campaign::problem_hypothesis_open,
        Code::EvaluationNotSaved => campaign::problem_evaluation_not_saved,
        Code::Cancelled => campaign::problem_cancelled,
    }
}

/// A problem in words, with its facts filled in.
pub fn problem(problem: &Problem, money: &format::MoneyStyle, lang: Lang) -> String {
    if problem.code == Code::ContentFinding
        && let Some(code) = problem
            .args
            .get("finding")
            .and_then(|code| serde_json::from_value(code.clone()).ok())
    {
        let group = problem
            .args
            .get("group")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let words = filled(message::finding_word(code), problem, money, lang);
        return if group.is_empty() {
            words
        } else {
            fill(
                campaign::of_group(lang),
                &[("group", group), ("words", &words)],
            )
        };
    }
    filled(problem_word(problem.code), problem, money, lang)
}

fn filled(word: Word, problem: &Problem, money: &format::MoneyStyle, lang: Lang) -> String {
    let values: Vec<(String, String)> = problem
        .args
        .iter()
        .map(|(name, value)| match (name.as_str(), value) {
            ("step", value) => {
                let step = value
                    .as_u64()
                    .and_then(|step| Checkpoint::from_number(step as u8));
                (
                    "name".to_owned(),
                    step.map(|step| checkpoint(step)(lang))
                        .unwrap_or_default()
                        .to_owned(),
                )
            }
            ("next", Value::String(time)) => ("next".to_owned(), format::local_time(time, lang)),
            (_, Value::Number(minor)) if name.ends_with("_minor") => {
                let amount = domain::money::Money(minor.as_i64().unwrap_or_default());
                (
                    name.trim_end_matches("_minor").to_owned(),
                    money.full(amount),
                )
            }
            ("group", Value::String(text)) if text.trim().is_empty() => {
                (name.clone(), campaign::unnamed_group(lang).to_owned())
            }
            (_, Value::Number(number)) => (
                name.clone(),
                number
                    .as_i64()
                    .map_or_else(|| number.to_string(), format::count),
            ),
            ("name", Value::String(text)) => (name.clone(), message::variable_named(text, lang)),
            (_, Value::String(text)) => (name.clone(), text.clone()),
            (_, other) => (name.clone(), other.to_string()),
        })
        .collect();
    let pairs: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    fill(word(lang), &pairs)
}

/// The checkpoint where a field is written; none where it is not a field of the campaign.
pub fn checkpoint_of(path: &str) -> Option<Checkpoint> {
    let head = path.split('.').next().unwrap_or_default();
    Some(match head {
        "name" | "origin" | "type" | "scale" | "event" | "brief" => Checkpoint::Plan,
        "points" | "fit" => Checkpoint::Analysis,
        "hypothesis" | "scope" => Checkpoint::PotentialCustomers,
        "groups"
            if [".body", ".subject", ".html"]
                .iter()
                .any(|end| path.ends_with(end)) =>
        {
            Checkpoint::Content
        }
        "filters" | "exclusions" | "groups" => Checkpoint::Groups,
        "status" | "approval" => Checkpoint::Send,
        "evaluation" => Checkpoint::Evaluate,
        _ => return None,
    })
}
