//! Words of a campaign's first checkpoints: the plan and the analysis.

use super::words;

words! {
    brief: "活动单", "Brief";
    brief_lead: "所有人照着它工作：目的、时间、货、优惠、预算", "What everybody works from: purpose, dates, goods, offer, budget";
    origin: "由谁发起", "Origin";
    kind: "类型", "Type";
    scale: "规模", "Scale";
    event: "日历节点", "Calendar event";
    event_hint: "例如 双11、618、七夕；同一节点会互相参考经验", "Such as Singles' Day or 618; campaigns of one event share lessons";
    purpose: "目的", "Purpose";
    purpose_hint: "这次活动要改变什么？", "What shall this campaign change?";
    offer: "优惠机制", "Offer";
    offer_hint: "客户得到什么，门槛是什么，多久有效", "What the customer gets, from what threshold, for how long";
    dates: "时间", "Dates";
    preheat_from: "预热开始", "Preheat from";
    start: "活动开始", "Start";
    end: "活动结束", "End";
    dates_hint: "店铺时区 {zone}；订单统计到结束次日的 24 点", "Shop time, {zone}; orders count until the end of the day after the end";
    goods: "活动商品", "Products";
    goods_add: "添加商品", "Add a product";
    goods_remove: "移除 {name}", "Remove {name}";
    goods_none: "还没有指定商品：按全店计", "No products named: the whole shop counts";
    targets: "目标与预算", "Targets and budget";
    target_amount: "目标金额", "Target amount";
    target_orders: "目标订单数", "Target orders";
    budget: "发送预算", "Message budget";
    budget_hint: "短信、邮件等发送成本的上限", "The most that messages may cost";
    links: "链接", "Links";
    links_hint: "预热页、活动页", "Preheat page, campaign page";
    risks: "风险", "Risks";
    risks_hint: "库存、人手、退换货", "Stock, staff, returns";

    submit: "提交活动单", "Hand the brief over";
    submitted: "活动单已提交", "The brief is handed over";
    submit_ops_hint: "提交后，CRM 的步骤打开", "The CRM steps open once it is handed over";
    take_back: "撤回", "Take back";

    points: "卖点", "Selling points";
    points_lead: "分组和文案都从卖点出发，每个组至少引用一个", "Groups and texts start from these; each group cites at least one";
    point_add: "添加卖点", "Add a selling point";
    point_text: "卖点", "Selling point";
    point_text_hint: "例如：老客专享第二件半价", "For example: second item at half price, members only";
    point_kind: "类型", "Type";
    point_evidence: "依据", "Evidence";
    point_evidence_hint: "价格截图、销量、库存、检测报告…", "Price, sales figures, stock, test report…";
    point_target: "打动谁", "Speaks to";
    point_target_hint: "例如：一年内买过面霜的人", "For example: bought a cream within a year";
    point_remove: "移除卖点 {name}", "Remove selling point {name}";
    point_up: "上移", "Move up";
    point_down: "下移", "Move down";
    points_none_title: "还没有卖点", "No selling points yet";
    points_none_text: "为什么客户要在这几天买？一条一条写下来", "Why should a customer buy in these days? Write the reasons down";
    point_removed: "已移除卖点", "Selling point removed";
    undo: "撤销", "Undo";
    point_cited: "{count} 个组引用", "Cited by {count} groups";
    point_cited_one: "1 个组引用", "Cited by 1 group";
    point_uncited: "还没有组引用", "No group cites it";

    fit: "是否适合老客", "Does it suit returning customers?";
    fit_lead: "不是每次活动都适合老客。由你判断，写下理由", "Not every campaign suits them. You decide, and say why";
    fit_go: "适合", "Go";
    fit_go_hint: "整体适合老客，做全套", "It suits returning customers as a whole";
    fit_partly: "部分适合", "Partly";
    fit_partly_hint: "只适合其中一部分，分组时写清楚", "It suits some of them; the groups will say whom";
    fit_no_go: "不适合", "No-go";
    fit_no_go_hint: "老客不参与，后面的步骤关闭，仍计入统计", "Leave them in peace; later steps close, the decision is kept";
    fit_reasons: "理由", "Reasons";
    fit_note: "补充说明", "In your words";
    fit_note_hint: "看了哪些数据，凭什么这样判断", "Which numbers you looked at, and what they told you";
    look_at_data: "先看数据再决定：", "Look at the data first:";
    open_customer_base: "客户全貌", "Customer base";
    open_segments: "已存的细分", "Saved segments";

    reason_bought_category: "老客常买这个品类", "They buy this category";
    reason_interval_due: "正到回购周期", "Their repurchase is due";
    reason_price_fits: "价格带与老客相符", "The price band fits them";
    reason_dormant_to_wake: "有一批沉睡客可以唤醒", "There are dormant customers to wake";
    reason_member_benefit: "会员权益，应当告知", "It is a member benefit they should know";
    reason_responded_before: "上次类似活动响应好", "They responded to the last one";
    reason_just_bought: "大多刚买过同类商品", "Most have just bought the like";
    reason_price_hurts: "活动价低于他们的买入价，容易引起不满", "The price undercuts what they paid";
    reason_for_newcomers: "为拉新设计，老客无权益", "It is for newcomers; nothing in it for them";
    reason_tired: "近期触达过多，需要休息", "They have heard too much from us lately";
    reason_stock_short: "库存不足以支撑老客", "Stock would not last";

    hypothesis: "假设", "Hypothesis";
    hypothesis_lead: "先写下你认为适合谁、不适合谁，再去查数据；结束时对照", "Write down whom it suits before you look; at the end it is held against the result";
    suits: "适合谁", "Whom it suits";
    suits_hint: "例如：60–120 天前买过精华、客单 200 以上的老客", "For example: bought a serum 60–120 days ago, average order above 200";
    suits_not: "不适合谁", "Whom it does not suit";
    suits_not_hint: "例如：30 天内刚买过同款的人", "For example: bought the same within 30 days";
    hypothesis_opens: "写下“适合谁”之后，人群工具才会打开", "The segment builder opens once this is written";
}
