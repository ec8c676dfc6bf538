//! What the people of the demo shop have written: the brand, saved segments, and campaigns.

use domain::day::Day;
use domain::document::Kind;
use domain::message::{Carrier, Medium};
use serde_json::{Value, json};

use super::past::{Past, Run};
use super::purchases::midnight;

/// A document of the demo.
#[derive(Debug)]
pub struct Paper {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Whether it belongs to the shop, not to the whole business.
    pub of_shop: bool,
    /// Its fields, in the order in which they were written.
    pub fields: Vec<(String, Value)>,
    /// When it was written.
    pub at: i64,
}

impl Paper {
    fn new(id: &str, kind: Kind, at: i64) -> Paper {
        Paper {
            id: id.into(),
            kind,
            of_shop: kind != Kind::Brand,
            fields: Vec::new(),
            at,
        }
    }

    fn set(mut self, path: &str, value: impl Into<Value>) -> Paper {
        self.fields.push((path.into(), value.into()));
        self
    }
}

/// The brand and the saved segments.
pub fn standing(today: Day) -> Vec<Paper> {
    let at = midnight(today.plus_days(-200));
    let brand = Paper::new(domain::brand::DOCUMENT_ID, Kind::Brand, at)
        .set("salutation", "小松鼠")
        .set("fan_name", "松果伙伴")
        .set("slogan", "把森林的安静带回家")
        .set("slogan_evidence", "品牌主张，不含排名与功效承诺")
        .set("imprint", "每一颗松果都会回到森林")
        .set("signature", "松果家")
        .set("opt_out_text", "拒收请回复R")
        .set("sms_price_ten_thousandths", 450);
    let segment = |id: &str, name: &str, query: &str, note: &str| {
        Paper::new(id, Kind::Segment, at)
            .set("name", name)
            .set("query", query)
            .set("note", note)
    };
    vec![
        brand,
        segment(
            "demo-segment-refill",
            "面膜该补货了",
            "products_purchased(category: '面膜', date: BETWEEN -75d AND -25d) AND NOT products_purchased(category: '面膜', date: >= -24d)",
            "一盒面膜约用30天，两盒60天；错过这个时间就会去别家",
        ),
        segment(
            "demo-segment-loyal",
            "忠诚高价值",
            "number_of_orders >= 4 AND amount_spent >= 1000 AND last_order_date >= -120d",
            "每次活动先想到他们，但少打扰",
        ),
        segment(
            "demo-segment-dormant",
            "沉睡高价值可短信",
            "last_order_date < -180d AND amount_spent >= 500 AND sms_subscription_status = 'SUBSCRIBED'",
            "唤醒活动的默认范围",
        ),
        segment(
            "demo-segment-once",
            "只买过一次且超过复购中位数",
            "number_of_purchase_days = 1 AND last_order_date BETWEEN -120d AND -45d",
            "第二单是最难的一单",
        ),
        segment(
            "demo-segment-sensitive",
            "敏感肌",
            "customer_tags CONTAINS '敏感肌' OR products_purchased(tag: '敏感肌', count: >= 2)",
            "",
        ),
        segment(
            "demo-segment-birthday",
            "两周内生日",
            "anniversary(date: 'birthday') BETWEEN today AND +14d",
            "",
        ),
    ]
}

/// The document of a finished campaign.
pub fn finished(run: &Run) -> Paper {
    let past = run.past;
    let refill = past.id == "demo-autumn-refill";
    let written = midnight(run.as_of.plus_days(-12));
    let local = |day: Day, time: &str| format!("{day}T{time}");
    let mut paper = Paper::new(past.id, Kind::Campaign, written)
        .set(
            "name",
            if refill {
                "焕新补货周"
            } else {
                "沉睡会员唤醒"
            },
        )
        .set("origin", "CRM_LED")
        .set("type", if refill { "MEMBERS" } else { "WAKE_UP" })
        .set("scale", "PARTIAL")
        .set("event", "")
        .set(
            "brief.purpose",
            if refill {
                "让到了补货时间的老客在本周回来，而不是等到大促"
            } else {
                "唤醒半年以上没有回来的老客"
            },
        )
        .set(
            "brief.offer",
            if refill {
                "老客第二件半价；补货立减20元；满199送小样"
            } else {
                "满299送面膜礼盒；一次客立减15元"
            },
        )
        .set("brief.products", json!(["MASK-01", "SERUM-01", "CREAM-01"]))
        .set("brief.start", local(run.start, "09:00"))
        .set("brief.end", local(run.end, "23:59"))
        .set(
            "brief.target_amount",
            if refill { 6_000_000 } else { 1_500_000 },
        )
        .set("brief.target_orders", if refill { 320 } else { 80 })
        .set("brief.budget_minor", if refill { 80_000 } else { 60_000 })
        .set("brief.links", "https://shop.example.com/refill")
        .set("brief.risks", "客服晚班一人，礼盒库存400份")
        .set("brief.submitted", true)
        .set(
            "points.p1.text",
            if refill {
                "第二件半价，仅老客"
            } else {
                "专属唤醒礼"
            },
        )
        .set("points.p1.kind", if refill { "PRICE" } else { "GIFT" })
        .set("points.p1.evidence", "活动页价格说明")
        .set("points.p1.target", "买过同类的人")
        .set("points.p1.rank", 1)
        .set("points.p2.text", "到货快：48小时内发出")
        .set("points.p2.kind", "SERVICE")
        .set("points.p2.rank", 2)
        .set("fit.decision", "GO")
        .set("fit.reasons", json!(["PAST_RESPONSE"]))
        .set("fit.note", "价格力度适合已经用过的人")
        .set(
            "hypothesis.suits",
            if refill {
                "三单以上、上次购买在四个月内的人最容易回来"
            } else {
                "消费满500元的沉睡客比一次客更容易醒"
            },
        )
        .set("hypothesis.suits_not", "刚买过的人");
    paper = paper
        .set("scope.query", past.scope.0)
        .set("filters.f1.query", past.filter.0)
        .set("filters.f1.rank", 1)
        .set(
            "exclusions.x1.name",
            if refill {
                "九天内刚买过"
            } else {
                "老主顾，另行拜访"
            },
        )
        .set(
            "exclusions.x1.reason",
            if refill { "RECENT_BUYER" } else { "OTHER" },
        )
        .set("exclusions.x1.query", past.exclusion.0)
        .set("exclusions.x1.rank", 1);
    paper = with_groups(paper, past, run.start);
    let window_ends_at = midnight(domain::day::Day(run.end.0 + 2));
    paper
        .set("approval.note", "预算内，文案已看")
        .set(
            "evaluation.kept",
            if refill {
                "短信与平台消息分组发送；忠诚组先发"
            } else {
                "先小范围试，再决定是否扩大"
            },
        )
        .set(
            "evaluation.failed",
            if refill {
                "预流失组的礼品不够有吸引力"
            } else {
                "区间包含零：看不出消息带来了购买"
            },
        )
        .set(
            "evaluation.cause",
            if refill {
                "补货时间点对，理由也对"
            } else {
                "半年以上未回的人对小额优惠没有反应；一次客多半只为大促而来"
            },
        )
        .set(
            "evaluation.next_action",
            if refill {
                "下次把临近回购组提前三天，预流失组换文案"
            } else {
                "改在流失之前（60至120天）联系，不再群发沉睡一次客"
            },
        )
        .set(
            "evaluation.hypothesis",
            if refill { "CONFIRMED" } else { "REFUTED" },
        )
        .set(
            "evaluation.tags",
            if refill {
                json!(["补货", "老客专享"])
            } else {
                json!(["唤醒"])
            },
        )
        .set("evaluation.saved", true)
        .set("status.approved_at", run.approved_at)
        .set("status.approved_by", "松果家")
        .set("status.started_at", midnight(run.start) + 9 * 3_600)
        .set("status.window_ends_at", window_ends_at)
        .set("status.closed_at", window_ends_at + 2 * 86_400)
        .set("status.state", "CLOSED")
}

fn with_groups(mut paper: Paper, past: &Past, start: Day) -> Paper {
    for (rank, group) in past.groups.iter().enumerate() {
        let at = |part: &str| format!("groups.{}.{part}", group.id);
        paper = paper
            .set(&at("name"), group.name)
            .set(&at("query"), group.query.0)
            .set(&at("rank"), rank + 1)
            .set(&at("medium"), group.medium.code())
            .set(&at("carrier"), Carrier::Simulator.code())
            .set(&at("send_at"), format!("{start}T{:02}:00", group.hour))
            .set(&at("objective"), "回购")
            .set(&at("offer"), group.offer)
            .set(&at("points"), json!(["p1"]))
            .set(&at("expected_conversion"), group.expected)
            .set(&at("holdout_share"), group.holdout_share)
            .set(&at("body"), group.body);
        if group.medium == Medium::Email {
            paper = paper.set(&at("subject"), group.subject);
        }
    }
    paper
}

/// A campaign that somebody is working on: the groups stand, one of them has its text.
pub fn in_work(today: Day) -> Paper {
    let start = today.plus_days(6);
    Paper::new(
        "demo-year-end",
        Kind::Campaign,
        midnight(today.plus_days(-3)) + 36_000,
    )
    .set("name", "年末会员感恩")
    .set("origin", "CRM_LED")
    .set("type", "MEMBERS")
    .set("scale", "PARTIAL")
    .set("event", "")
    .set(
        "brief.purpose",
        "在大促之后留住今年新来的人，并感谢忠诚会员",
    )
    .set("brief.offer", "会员满299减40；忠诚会员加赠护手霜")
    .set("brief.products", json!(["CREAM-01", "CREAM-02", "BODY-01"]))
    .set(
        "brief.preheat_from",
        format!("{}T10:00", start.plus_days(-2)),
    )
    .set("brief.start", format!("{start}T10:00"))
    .set("brief.end", format!("{}T23:59", start.plus_days(4)))
    .set("brief.target_amount", 4_000_000)
    .set("brief.target_orders", 220)
    .set("brief.budget_minor", 60_000)
    .set("brief.links", "https://shop.example.com/thanks")
    .set("brief.risks", "护手霜库存300份")
    .set("brief.submitted", true)
    .set("points.p1.text", "会员满299减40，全年最低门槛")
    .set("points.p1.kind", "PRICE")
    .set("points.p1.evidence", "全年活动价格表")
    .set("points.p1.target", "用过面霜的人")
    .set("points.p1.rank", 1)
    .set("points.p2.text", "忠诚会员加赠护手霜一支")
    .set("points.p2.kind", "GIFT")
    .set("points.p2.evidence", "")
    .set("points.p2.target", "四单以上")
    .set("points.p2.rank", 2)
    .set("fit.decision", "PARTLY")
    .set("fit.reasons", json!(["PAST_RESPONSE"]))
    .set("fit.note", "只给活跃与忠诚会员，沉睡客上次没有反应")
    .set("hypothesis.suits", "半年内买过两次以上的人")
    .set(
        "hypothesis.suits_not",
        "半年以上没有回来的人；两周内刚买过的人",
    )
    .set("scope.query", "last_order_date >= -180d")
    .set("filters.f1.query", "amount_spent >= 100")
    .set("filters.f1.rank", 1)
    .set("exclusions.x1.name", "两周内刚买过")
    .set("exclusions.x1.reason", "RECENT_BUYER")
    .set("exclusions.x1.query", "last_order_date >= -14d")
    .set("exclusions.x1.rank", 1)
    .set("exclusions.x2.name", "售后处理中")
    .set("exclusions.x2.reason", "COMPLAINT")
    .set("exclusions.x2.query", "customer_tags CONTAINS '售后处理中'")
    .set("exclusions.x2.rank", 2)
    .set("groups.g1.name", "忠诚会员")
    .set("groups.g1.query", "number_of_orders >= 4")
    .set("groups.g1.rank", 1)
    .set("groups.g1.medium", "SMS")
    .set("groups.g1.carrier", "SIMULATOR")
    .set("groups.g1.send_at", format!("{start}T10:30"))
    .set("groups.g1.objective", "感谢并回购")
    .set("groups.g1.offer", "满299减40，加赠护手霜")
    .set("groups.g1.points", json!(["p1", "p2"]))
    .set("groups.g1.expected_conversion", 0.14)
    .set("groups.g1.holdout_share", 0.1)
    .set(
        "groups.g1.body",
        "{salutation}，谢谢您今年的陪伴。会员满299减40，再送护手霜一支，仅限五天。{slogan}",
    )
    .set("groups.g2.name", "有过一两单的活跃客")
    .set("groups.g2.query", "number_of_orders BETWEEN 1 AND 3")
    .set("groups.g2.rank", 2)
    .set("groups.g2.medium", "PLATFORM")
    .set("groups.g2.carrier", "SIMULATOR")
    .set("groups.g2.objective", "第二单、第三单")
    .set("groups.g2.offer", "满299减40")
    .set("groups.g2.holdout_share", 0.1)
}
