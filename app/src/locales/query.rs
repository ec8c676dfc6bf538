//! The words of the query editor: attributes, functions, comparisons and what is wrong with a text.

use super::{Word, words};

words! {
    all_of: "同时满足", "All of these";
    any_of: "满足任一", "Any of these";
    not: "排除", "Not";
    add_clause: "加一个条件", "Add a clause";
    add_group: "加一个“或者”", "Add an alternative";
    or_here: "或", "or";
    and_here: "且", "and";
    or_here_title: "在这里加一个“或者”条件", "Add an alternative to this clause";
    and_here_title: "在这里加一个“并且”条件", "Add a further condition to this clause";
    remove: "去掉这个条件", "Remove this clause";
    attribute: "属性", "Attribute";
    operator: "比较", "Comparison";
    value: "值", "Value";
    drag_value: "拖动取值，现为 {value}", "Drag the value, now {value}";
    given_up: "这个问题已被更新的问题取代", "A newer question took the place of this one";
    choose_campaign: "选择活动", "Choose a campaign";
    value_to: "到", "and";
    parameter: "限定", "Parameter";
    add_parameter: "加限定", "Add a parameter";
    text_label: "规则文本", "Rule as text";
    text_hint: "例如：last_order_date < -180d AND amount_spent >= 500", "For example: last_order_date < -180d AND amount_spent >= 500";
    by_hand: "这一部分请用文本修改", "Edit this part as text";
    everybody: "没有条件：全部客户", "No clauses: everybody";
    builder_waits: "文本改正之后，条件会重新出现", "The builder comes back when the text is right";
    toggle_not: "取反", "Negate";
    list_hint: "多个值用逗号隔开", "Separate values by commas";
    date_hint: "日期 2026-11-11，或 -90d、-3m、today", "A date 2026-11-11, or -90d, -3m, today";
    unexpected: "这里是 {found}", "found {found}";
    unknown_attribute: "没有 {found} 这个属性", "{found} is not an attribute";
    unknown_function: "没有 {found} 这个函数", "{found} is not a function";
    unknown_parameter: "{of} 没有 {found} 这个参数", "{found} is not a parameter of {of}";
    repeated_parameter: "{found} 写了两次", "{found} is given twice";
    not_taken: "{of} 不能用 {found} 比较", "{of} does not take {found}";
    unknown_value: "{of} 没有 {found} 这个值", "{found} is not a value of {of}";
    wrong_type: "{found} 不能和 {of} 比较", "{found} does not compare with {of}";
    unfinished_text: "文字缺少右引号", "the text has no closing quote";
    not_a_day: "{found} 不是日期", "{found} is not a day";
    number_too_long: "数字位数太多", "the number has too many digits";
    too_deep: "括号或 NOT 嵌套太深", "parentheses or NOT nest too deep";
    not_open: "客户数据还在载入", "The customers are still being loaded";
    no_such_customer: "没有这位客户", "There is no such customer";
    unknown_segment: "没有名为“{name}”的细分", "there is no segment named “{name}”";
    segment_circle: "这些细分互相引用，成了一圈：{names}", "these segments use each other in a circle: {names}";
    too_long: "规则太长", "the rule is too long";
    could_stand: "这里可以写：{list}", "here could stand: {list}";
    an_attribute: "属性", "an attribute";
    a_function: "函数", "a function";
    a_number: "数字", "a number";
    a_text: "带引号的文字", "a text in quotes";
    a_day: "日期（2026-11-11、today、-30d）", "a day (2026-11-11, today, -30d)";
    a_span: "时长（30d）", "a length of time (30d)";
    did_you_mean: "是不是 {name}？", "did you mean {name}?";
    place: "第 {line} 行第 {column} 列", "Line {line}, column {column}";
    text_end: "结尾", "the end";
    count_here: "{count} 人", "{count}";
    equals: "等于", "is";
    differs: "不等于", "is not";
    less: "小于", "less than";
    at_most: "至多", "at most";
    greater: "大于", "more than";
    at_least: "至少", "at least";
    between: "介于", "between";
    is_in: "属于", "is one of";
    is_not_in: "不属于", "is none of";
    contains: "包含", "contains";
    contains_not: "不包含", "does not contain";
    is_null: "为空", "has no value";
    is_not_null: "不为空", "has a value";
    before: "早于", "before";
    until: "不晚于", "until";
    after: "晚于", "after";
    since: "不早于", "since";
    family_shopping: "购物", "Shopping";
    family_dates: "日期", "Dates";
    family_value: "价值", "Value";
    family_person: "客户资料", "Profile";
    family_reach: "触达", "Reach";
    family_behaviour: "行为", "Behaviour";
    happens: "成立", "is true";
    happens_not: "不成立", "is not true";
}

/// The name of an attribute or function; the name in the language itself where we have none.
pub fn name(code: &str) -> Option<Word> {
    Some(match code {
        "amount_spent" => names::amount_spent,
        "amount_paid" => names::amount_paid,
        "amount_refunded" => names::amount_refunded,
        "number_of_orders" => names::number_of_orders,
        "number_of_purchase_days" => names::number_of_purchase_days,
        "average_order_value" => names::average_order_value,
        "refund_rate" => names::refund_rate,
        "first_order_date" => names::first_order_date,
        "last_order_date" => names::last_order_date,
        "median_days_between_orders" => names::median_days_between_orders,
        "overdue_ratio" => names::overdue_ratio,
        "customer_added_date" => names::customer_added_date,
        "customer_country" => names::customer_country,
        "customer_region" => names::customer_region,
        "customer_city" => names::customer_city,
        "member_level" => names::member_level,
        "gender" => names::gender,
        "birthday" => names::birthday,
        "customer_tags" => names::customer_tags,
        "customer_id" => names::customer_id,
        "email_subscription_status" => names::email_subscription_status,
        "sms_subscription_status" => names::sms_subscription_status,
        "rfm_recency" => names::rfm_recency,
        "rfm_frequency" => names::rfm_frequency,
        "rfm_monetary" => names::rfm_monetary,
        "rfm_group" => names::rfm_group,
        "lifecycle_stage" => names::lifecycle_stage,
        "customer_segments" => names::customer_segments,
        "products_purchased" => names::products_purchased,
        "orders_placed" => names::orders_placed,
        "purchase_sequence" => names::purchase_sequence,
        "product_runs_out" => names::product_runs_out,
        "product_cycle" => names::product_cycle,
        "campaign_activity" => names::campaign_activity,
        "anniversary" => names::anniversary,
        "id" => names::id,
        "title" => names::title,
        "category" => names::category,
        "tag" => names::tag,
        "date" => names::date,
        "count" => names::count,
        "quantity" => names::quantity,
        "amount" => names::amount,
        "per" => names::per,
        "status" => names::status,
        "channel" => names::channel,
        "sum_amount" => names::sum_amount,
        "first" => names::first,
        "then" => names::then,
        "first_category" => names::first_category,
        "then_category" => names::then_category,
        "within" => names::within,
        "stage" => names::stage,
        "event" => names::event,
        "campaign" => names::campaign,
        "product" => names::product,
        _ => return None,
    })
}

mod names {
    use super::words;

    words! {
        amount_spent: "净消费", "Amount spent";
        amount_paid: "实付金额", "Amount paid";
        amount_refunded: "退款金额", "Amount refunded";
        number_of_orders: "订单数", "Number of orders";
        number_of_purchase_days: "购买天数", "Purchase days";
        average_order_value: "笔单价", "Average order value";
        refund_rate: "退款率", "Refund rate";
        first_order_date: "首次购买", "First order";
        last_order_date: "最近购买", "Last order";
        median_days_between_orders: "个人回购间隔（中位数）", "Median days between orders";
        overdue_ratio: "超期倍数", "Overdue ratio";
        customer_added_date: "首次出现", "Customer since";
        customer_country: "国家", "Country";
        customer_region: "省份", "Region";
        customer_city: "城市", "City";
        member_level: "会员等级", "Member level";
        gender: "性别", "Gender";
        birthday: "生日", "Birthday";
        customer_tags: "标签", "Tags";
        customer_id: "客户标识", "Customer id";
        email_subscription_status: "邮件订阅", "E-mail subscription";
        sms_subscription_status: "短信订阅", "SMS subscription";
        rfm_recency: "R 分", "RFM recency";
        rfm_frequency: "F 分", "RFM frequency";
        rfm_monetary: "M 分", "RFM monetary";
        rfm_group: "RFM 人群", "RFM group";
        lifecycle_stage: "生命周期", "Lifecycle stage";
        customer_segments: "已存细分", "Saved segment";
        products_purchased: "买过商品", "Products purchased";
        orders_placed: "下过订单", "Orders placed";
        purchase_sequence: "先后购买", "Purchase sequence";
        product_runs_out: "商品用完", "Product runs out";
        product_cycle: "产品周期", "Product cycle";
        campaign_activity: "活动响应", "Campaign activity";
        anniversary: "周年纪念", "Anniversary";
        id: "商品编号", "Product id";
        title: "商品标题", "Product title";
        category: "类目", "Category";
        tag: "商品标签", "Product tag";
        date: "日期", "Date";
        count: "次数", "Count";
        quantity: "件数", "Quantity";
        amount: "金额", "Amount";
        per: "按同一", "Within one";
        status: "订单状态", "Order state";
        channel: "渠道", "Channel";
        sum_amount: "金额合计", "Sum of amounts";
        first: "先买", "First";
        then: "后买", "Then";
        first_category: "先买类目", "First category";
        then_category: "后买类目", "Then category";
        within: "间隔不超过", "Within";
        stage: "阶段", "Stage";
        event: "事件", "Event";
        campaign: "活动", "Campaign";
        product: "商品", "Product";
    }
}
