//! Words of what each group is told: strategy, content, findings.

use super::words;

words! {
    matrix_lead: "每组一行，空格表示还没定", "One row a group; an empty cell is still open";
    people: "将发送", "To be sent";
    strategy: "策略", "Strategy";
    objective: "目标", "Objective";
    objective_hint: "例如：让 30–60 天没来的人回来一次", "For example: bring back those silent for 30–60 days";
    offer: "给什么", "Offer";
    offer_hint: "例如：满 199 减 30，限三天", "For example: 30 off from 199, three days";
    points: "引用的卖点", "Points cited";
    points_missing: "先在“计划”里写卖点", "Write selling points in the plan first";
    carrier: "发送渠道", "Carrier";
    send_at: "发送时间", "Send at";
    send_at_hint: "店铺时间；营销消息 9:00–20:30", "Shop time; marketing goes out 9:00–20:30";
    use_next_legal: "改为 {time}", "Use {time}";
    expected: "预期转化率", "Expected conversion";
    expected_hint: "将付款的人 ÷ 入组的人，例如 2.5%", "Those who pay ÷ those assigned, such as 2.5%";
    expected_means: "约 {people} 人付款", "about {people} would pay";
    subject: "邮件标题", "Subject";
    body: "正文", "Text";
    body_hint: "写给这一组的话", "What you say to this group";
    variables: "插入变量", "Insert a variable";
    variable_salutation: "称谓", "Salutation";
    variable_fan_name: "粉丝称谓", "Fan name";
    variable_slogan: "口号", "Slogan";
    variable_imprint: "品牌印记", "Imprint";
    variable_name: "姓名", "Name";
    variable_last_product: "上次买的商品", "Last product";
    variable_city: "城市", "City";
    variable_days_since_last: "距上次天数", "Days since last";
    variable_shop: "店名", "Shop";
    variable_fallback: "您", "you";
    variable_empty: "品牌设置里还没填", "Not set in the brand yet";
    preview_sms: "手机短信预览", "As it arrives on a phone";
    preview_mail: "邮件预览", "As it arrives by mail";
    preview_platform: "平台消息预览", "As the platform shows it";
    preview_empty: "写下正文，这里显示收到的样子", "Write the text and see here how it arrives";
    preview_reader: "示例读者", "Sample reader";
    preview_known: "资料齐全的客户", "A customer we know well";
    preview_unknown: "资料缺失的客户", "A customer we know little of";
    unresolved: "这位客户收不到：缺 {names}", "This customer would get nothing: no value for {names}";
    sample_name: "林小满", "Lin Xiaoman";
    sample_product: "修护精华 30ml", "Repair serum 30 ml";
    sample_city: "杭州", "Hangzhou";

    counter: "短信计费", "Text message count";
    counter_length: "{length} 字", "{length} characters";
    counter_segments: "{segments} 条计费", "{segments} segments";
    counter_segment: "1 条计费", "1 segment";
    counter_parts: "含签名与退订语", "with signature and opt-out";
    counter_min: "最短", "Shortest";
    counter_typical: "常见", "Typical";
    counter_max: "最长", "Longest";
    counter_brackets: "按变量的常见长度估计，服务器算好后换成真实成员的数字", "By the usual widths of the variables, until the server has measured the real members";
    counter_measured: "按 {people} 位真实成员逐条计算", "Measured over the {people} real members, one by one";
    counter_fallbacks: "{people} 人没有“{variable}”，用备用词", "{people} without “{variable}” are told the fallback";
    counter_unresolved: "{people} 人缺变量又没有备用词，不会发送", "{people} with a gap in their text get nothing";
    counter_cost: "预计成本", "Expected cost";
    counter_cost_of: "{people} 人 × {price} 每条", "{people} people × {price} a segment";
    counter_from_to: "{from} 至 {to}", "{from} to {to}";

    findings: "检查", "Findings";
    findings_none: "没有发现问题", "Nothing found";
    fix_to: "改为“{text}”", "Change to “{text}”";
    fix_remove: "删去", "Remove it";
    fix_add: "补上“{text}”", "Add “{text}”";
    finding_avoid_word: "“{word}”人人都在用，换成自己的说法", "“{word}” is what everybody says; use your own words";
    finding_claim_needs_evidence: "“{word}”需要写明范围、时间和出处", "“{word}” needs scope, period and source";
    finding_forbidden_word: "“{word}”是广告法禁用词", "“{word}” is forbidden by advertising law";
    finding_no_imprint: "读不出是谁写的：加入称谓、口号或品牌印记", "Nothing says who writes: add the salutation, slogan or imprint";
    finding_signature_brackets: "正文里不能有【】，签名由网关添加", "【】 belong to the signature, which the gateway adds";
    finding_opt_out_missing: "缺少退订方式", "It does not say how to refuse";
    finding_subject_prefix_missing: "标题要以 AD 或 广告 开头", "The subject must begin with AD or 广告";
    finding_unknown_variable: "没有变量 {name}", "There is no variable {name}";
    finding_brand_word_missing: "品牌设置里没有 {name}，也没有备用文字", "The brand has no {name}, and there is no fallback";
    finding_no_fallback: "变量 {name} 可能为空，写上备用文字，否则那些人收不到", "{name} may be unknown; give a fallback or those customers get nothing";
    finding_rare_character: "“{word}”可能被网关拒收", "“{word}” may be refused by gateways";
    finding_too_long: "{length} 字，超过 {longest} 字上限", "{length} characters, over the limit of {longest}";
    finding_blocks: "不修正不能发送", "Must be mended before sending";

    same_text: "“{one}”和“{other}”说的几乎一样（相似 {share}）", "“{one}” and “{other}” say nearly the same ({share} alike)";
    same_text_lead: "分组是为了说不一样的话", "Groups exist to be told different things";
    cell_open: "未定", "open";
    cost_of_budget: "预算 {budget} 的 {share}", "{share} of the budget of {budget}";
}
