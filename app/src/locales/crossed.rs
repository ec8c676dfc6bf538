//! The fields of documents in words, for the notice that two people wrote one.

use super::Word;

super::words! {
    group: "分组", "Group";
    point: "卖点", "Selling point";
    filter: "筛选", "Filter";
    exclusion: "排除", "Exclusion";
    name: "名称", "Name";
    rule: "规则", "Rule";
    note: "备注", "Note";
    origin: "由谁发起", "Who begins it";
    kind: "类型", "Kind";
    scale: "规模", "Scale";
    event: "日历节点", "Calendar event";
    purpose: "目的", "Purpose";
    offer: "优惠机制", "Offer";
    products: "活动商品", "Products";
    dates: "时间", "Dates";
    target: "目标", "Target";
    budget: "发送预算", "Budget";
    links: "链接", "Links";
    risks: "风险", "Risks";
    submitted: "提交活动单", "Handing the brief over";
    fit: "是否适合老客", "Fit for returning customers";
    hypothesis: "假设", "Hypothesis";
    scope: "主题范围", "Scope";
    approval: "批准说明", "Note of approval";
    evaluation: "复盘", "Evaluation";
    text: "文字", "Text";
    evidence: "依据", "Evidence";
    order: "顺序", "Order";
    removal: "删除", "Removal";
    reason: "原因", "Reason";
    medium: "触达方式", "Medium";
    carrier: "发送渠道", "Carrier";
    send_at: "发送时间", "Time of sending";
    objective: "目标", "Objective";
    expected: "预期转化率", "Expected conversion";
    holdout: "对照组比例", "Share of the holdout";
    subject: "邮件标题", "Subject";
    body: "正文", "Content";
    salutation: "称谓", "Salutation";
    fan_name: "粉丝称谓", "Name of the fans";
    slogan: "口号", "Slogan";
    imprint: "品牌印记", "Imprint";
    signature: "短信签名", "Signature";
    opt_out: "退订语", "Words for opting out";
    avoid_words: "避免的词", "Words to avoid";
    price: "短信单价", "Price of an SMS";
    other: "其他内容", "Another field";
}

/// A field of a document.
pub fn field(path: &str) -> Word {
    match path {
        "name" => name,
        "query" => rule,
        "note" => note,
        "origin" => origin,
        "type" => kind,
        "scale" => scale,
        "event" => event,
        "brief.purpose" => purpose,
        "brief.offer" => offer,
        "brief.products" => products,
        "brief.preheat_from" | "brief.start" | "brief.end" => dates,
        "brief.target_amount" | "brief.target_orders" => target,
        "brief.budget_minor" => budget,
        "brief.links" => links,
        "brief.risks" => risks,
        "brief.submitted" => submitted,
        "scope.query" => scope,
        "approval.note" => approval,
        "gone" => removal,
        "salutation" => salutation,
        "fan_name" => fan_name,
        "slogan" | "slogan_evidence" => slogan,
        "imprint" => imprint,
        "signature" => signature,
        "opt_out_text" => opt_out,
        "avoid_words" => avoid_words,
        "sms_price_ten_thousandths" => price,
        _ if path.starts_with("fit.") => fit,
        _ if path.starts_with("hypothesis.") => hypothesis,
        _ if path.starts_with("evaluation.") => evaluation,
        _ => other,
    }
}

/// A field of an entry: of a group, a selling point, a filter, an exclusion.
pub fn entry_field(field: &str) -> Word {
    match field {
        "name" => name,
        "query" => rule,
        "rank" => order,
        "gone" => removal,
        "reason" => reason,
        "text" => text,
        "kind" => kind,
        "evidence" => evidence,
        "target" => target,
        "medium" => medium,
        "carrier" => carrier,
        "send_at" => send_at,
        "objective" => objective,
        "offer" => offer,
        "points" => point,
        "expected_conversion" => expected,
        "holdout_share" => holdout,
        "subject" => subject,
        "body" | "html" => body,
        _ => other,
    }
}
