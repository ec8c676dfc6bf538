//! The words of the shop's settings.

super::words! {
    basics: "基本信息", "The shop";
    name: "店铺名称", "Name";
    platform: "平台", "Platform";
    currency: "货币", "Currency";
    currency_hint: "三个字母的代码，例如 CNY、USD", "A code of three letters, such as CNY or USD";
    fixed_hint: "已有订单，不能再改", "Stays, since the shop has orders";
    time_zone: "时区", "Time zone";
    time_zone_now: "当地现在 {time}", "It is {time} there";
    taobao: "淘宝", "Taobao";
    tmall: "天猫", "Tmall";
    jd: "京东", "JD";
    pinduoduo: "拼多多", "Pinduoduo";
    douyin: "抖音小店", "Douyin";
    youzan: "有赞", "Youzan";
    kuaishou: "快手小店", "Kuaishou";
    shopify: "Shopify", "Shopify";
    woocommerce: "WooCommerce", "WooCommerce";
    other: "其他", "Other";

    as_of: "以哪一天为准", "The day of the picture";
    as_of_lead: "“30 天内”“今天”都从这一天算起。数据停在过去时，把它定在最后一天，客户才不会都显得流失了", "What “today” and “within 30 days” mean. Where the data ends in the past, pin its last day, or everybody looks lost";
    as_of_kind: "以哪一天为准", "The day of the picture";
    today: "今天", "Today";
    pinned: "固定的一天", "A pinned day";
    pinned_day: "日期", "Day";
    today_is: "店铺的今天是 {day}", "Today is {day} in the shop";

    lifecycle: "多久不来算什么", "What a silence means";
    lifecycle_lead: "距最近一次购买的天数决定客户处在哪个阶段。各店的回购节奏不同，没有通用的数", "Days since the last purchase decide the stage. Every shop has its own rhythm; no number fits all";
    how: "三条线怎么定", "How the three lines are had";
    derived: "按本店节奏推算", "From the shop's own rhythm";
    derived_note: "取回购间隔的第 80、90、95 百分位，数据变化时自动更新", "80th, 90th and 95th percentile of the repurchase intervals; they move with the data";
    fixed: "行业默认值", "A preset of the trade";
    fixed_note: "数据少、或要和同行对比时", "With little data, or to compare with others";
    chosen: "自己设定", "Your own";
    chosen_note: "你比数据更清楚时", "Where you know better than the data";
    preset: "行业", "Kind of goods";
    fallback: "数据不够时采用", "While there is too little data";
    preset_general: "通用（90 / 180 / 365 天）", "General (90 / 180 / 365 days)";
    preset_food: "食品与消耗品（45 / 90 / 180 天）", "Food and consumables (45 / 90 / 180 days)";
    preset_beauty: "美妆护肤（60 / 120 / 240 天）", "Beauty (60 / 120 / 240 days)";
    preset_apparel: "服饰（90 / 180 / 365 天）", "Apparel (90 / 180 / 365 days)";
    preset_durables: "耐用品（180 / 365 / 730 天）", "Durables (180 / 365 / 730 days)";
    line_a: "A：活跃到第几天", "A: active up to day";
    line_b: "B：预流失到第几天", "B: at risk up to day";
    line_c: "C：沉睡到第几天", "C: dormant up to day";
    day_unit: "天", "days";

    effect: "这样定的结果", "What these lines do";
    line: "{name} 线", "Line {name}";
    line_days: "{days} 天", "{days} days";
    line_return: "之后 90 天内回来 {share}", "{share} come back within 90 days after";
    stages: "各阶段人数", "Customers by stage";
    stages_changed: "{count}（{change}）", "{count} ({change})";
    stages_note: "括号里是和已保存的设定相比", "In brackets: against the saved setting";
    no_purchases: "还没有购买记录", "No purchases yet";
    no_purchases_lead: "导入订单后，这里显示回购间隔和各阶段人数", "Import orders, and the intervals and stages show here";

    save_shop: "保存店铺设置", "Save the shop";
    saved_shop: "店铺设置已保存", "The shop is saved";
    read_only: "你的角色只能查看。店主、主管和会员运营可以修改", "Your role may only look. The owner, managers and customer managers may change it";

    shops: "所有店铺", "All shops";
    working_here: "当前", "Open now";
    work_here: "切换到这里", "Open it";
    add: "新建店铺…", "Add a shop…";
    add_title: "新建店铺", "Add a shop";
    add_deed: "新建", "Add";
    added: "已新建店铺“{name}”", "Shop “{name}” is there";
    cancel: "取消", "Cancel";
    empty: "还没有店铺", "No shop yet";
    empty_lead: "新建一个店铺，再导入它的订单", "Make one, then import its orders";
}
