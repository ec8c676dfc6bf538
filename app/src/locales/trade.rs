//! The trade's own terms: stages, RFM groups, media, member levels, and what a chart's bar is called.

use super::{Lang, Word, fill, words};

words! {
    prospect: "潜客", "Prospect";
    new_customer: "新客", "New";
    active: "活跃", "Active";
    loyal: "忠诚", "Loyal";
    at_risk: "预流失", "At risk";
    dormant: "沉睡", "Dormant";
    churned: "流失", "Churned";
    champions: "重要价值", "Champions";
    rfm_loyal: "忠诚", "Loyal";
    rfm_active: "活跃", "Active";
    rfm_new: "新客", "New";
    promising: "有潜力", "Promising";
    needs_attention: "需关注", "Needs attention";
    rfm_at_risk: "有流失风险", "At risk";
    previously_loyal: "曾经忠诚", "Previously loyal";
    almost_lost: "即将流失", "Almost lost";
    rfm_dormant: "沉睡", "Dormant";
    prospects: "潜客", "Prospects";
    sms: "短信", "SMS";
    email: "邮件", "E-mail";
    platform: "平台消息", "Platform message";
    subscribed: "已订阅", "Subscribed";
    unsubscribed: "已退订", "Opted out";
    not_subscribed: "未订阅", "Never asked";
    invalid: "无可用地址", "No usable address";
    observe: "观察期", "Observe";
    buy: "购买期", "Buy";
    experience: "体验期", "Experience";
    in_use: "使用期", "Use";
    run_out: "结束期", "Run-out";
    repurchase: "回购期", "Repurchase";
    sent: "已发送", "Sent";
    delivered: "已送达", "Delivered";
    opened: "已打开", "Opened";
    clicked: "已点击", "Clicked";
    ordered: "已购买", "Bought";
    refused: "已退订", "Opted out";
    held_out: "留作对照", "Held out";
    any_state: "任何状态", "Any state";
    unpaid: "待付款", "Unpaid";
    deposit_paid: "已付定金", "Deposit paid";
    paid: "已付款", "Paid";
    part_shipped: "部分发货", "Part shipped";
    shipped: "已发货", "Shipped";
    completed: "交易成功", "Completed";
    closed_unpaid: "未付款关闭", "Closed unpaid";
    closed_refunded: "退款关闭", "Closed by refund";
    on_hold: "平台冻结", "On hold";
    unknown_state: "未知状态", "Unknown state";
    never_bought: "未购买", "Never bought";
    no_value: "没有数据", "Unknown";
    other: "其他", "Other";
    once: "买过一次", "Bought once";
    again: "买过多次", "Bought again";
    level: "{n} 级会员", "Level {n}";
    no_level: "非会员", "No level";
    day_range: "{from}–{to} 天", "{from}–{to} days";
    days_over: "{from} 天以上", "{from} days and more";
    under: "{to} 以下", "under {to}";
    at_least: "{from} 及以上", "{from} and more";
}

/// The name of a lifecycle stage's code.
pub fn stage(code: &str) -> Option<Word> {
    Some(match code {
        "PROSPECT" => prospect,
        "NEW" => new_customer,
        "ACTIVE" => active,
        "LOYAL" => loyal,
        "AT_RISK" => at_risk,
        "DORMANT" => dormant,
        "CHURNED" => churned,
        _ => return None,
    })
}

/// The name of an RFM group's code.
pub fn rfm_group(code: &str) -> Option<Word> {
    Some(match code {
        "CHAMPIONS" => champions,
        "LOYAL" => rfm_loyal,
        "ACTIVE" => rfm_active,
        "NEW" => rfm_new,
        "PROMISING" => promising,
        "NEEDS_ATTENTION" => needs_attention,
        "AT_RISK" => rfm_at_risk,
        "PREVIOUSLY_LOYAL" => previously_loyal,
        "ALMOST_LOST" => almost_lost,
        "DORMANT" => rfm_dormant,
        "PROSPECTS" => prospects,
        _ => return None,
    })
}

/// The name of a product-cycle stage's code.
pub fn cycle_stage(code: &str) -> Option<Word> {
    Some(match code {
        "OBSERVE" => observe,
        "BUY" => buy,
        "EXPERIENCE" => experience,
        "USE" => in_use,
        "RUN_OUT" => run_out,
        "REPURCHASE" => repurchase,
        _ => return None,
    })
}

/// The name of what someone had to do with a campaign, by its code.
pub fn activity(code: &str) -> Option<Word> {
    Some(match code {
        "SENT" => sent,
        "DELIVERED" => delivered,
        "OPENED" => opened,
        "CLICKED" => clicked,
        "ORDERED" => ordered,
        "UNSUBSCRIBED" => refused,
        "HELD_OUT" => held_out,
        _ => return None,
    })
}

/// The name of an order state's code.
pub fn order_state(code: &str) -> Option<Word> {
    Some(match code {
        "ANY" => any_state,
        "UNPAID" => unpaid,
        "DEPOSIT_PAID" => deposit_paid,
        "PAID" => paid,
        "PART_SHIPPED" => part_shipped,
        "SHIPPED" => shipped,
        "COMPLETED" => completed,
        "CLOSED_UNPAID" => closed_unpaid,
        "CLOSED_REFUNDED" => closed_refunded,
        "ON_HOLD" => on_hold,
        "UNKNOWN" => unknown_state,
        _ => return None,
    })
}

/// The name of a medium's code.
pub fn medium(code: &str) -> Option<Word> {
    Some(match code {
        "SMS" => sms,
        "EMAIL" => email,
        "PLATFORM" => platform,
        _ => return None,
    })
}

/// The name of a subscription status.
pub fn subscription(code: &str) -> Option<Word> {
    Some(match code {
        "SUBSCRIBED" => subscribed,
        "UNSUBSCRIBED" => unsubscribed,
        "NOT_SUBSCRIBED" => not_subscribed,
        "INVALID" => invalid,
        _ => return None,
    })
}

/// The keys that every spread shares.
fn shared(key: &str) -> Option<Word> {
    Some(match key {
        "OTHER" => other,
        "NONE" => no_value,
        "ONCE" => once,
        "AGAIN" => again,
        _ => return None,
    })
}

/// What a bar of days is called: `31-60`, `731-`.
pub fn days_bar(key: &str, lang: Lang) -> String {
    if key == "NONE" {
        return never_bought(lang).into();
    }
    match key.split_once('-') {
        Some((from, "")) => fill(days_over(lang), &[("from", from)]),
        Some((from, to)) => fill(day_range(lang), &[("from", from), ("to", to)]),
        None => key.into(),
    }
}

/// What a bar of amounts is called: `-50`, `50-100`, `1000-`.
pub fn band_bar(key: &str, lang: Lang) -> String {
    match key.split_once('-') {
        Some(("", to)) => fill(under(lang), &[("to", to)]),
        Some((from, "")) => fill(at_least(lang), &[("from", from)]),
        Some((from, to)) => format!("{from}–{to}"),
        None => bar(key, no_codes, lang),
    }
}

/// What a bar of member levels is called.
pub fn level_bar(key: &str, lang: Lang) -> String {
    match key {
        "0" => no_level(lang).into(),
        "OTHER" | "NONE" => shared(key)
            .map(|word| word(lang))
            .unwrap_or_default()
            .into(),
        level_number => fill(level(lang), &[("n", level_number)]),
    }
}

/// What any other bar is called: a stage, an RFM group, a medium, a shared key, or the name itself.
pub fn bar(key: &str, names: fn(&str) -> Option<Word>, lang: Lang) -> String {
    names(key)
        .or_else(|| shared(key))
        .map_or_else(|| key.to_string(), |word| word(lang).to_string())
}

/// For spreads whose keys are names.
pub fn no_codes(_: &str) -> Option<Word> {
    None
}
