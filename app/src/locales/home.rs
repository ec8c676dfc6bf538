//! Words of the first page.

super::words! {
    morning: "早上好，{name}", "Good morning, {name}";
    afternoon: "下午好，{name}", "Good afternoon, {name}";
    evening: "晚上好，{name}", "Good evening, {name}";
    waits: "等你处理", "Waiting for you";
    waits_none: "没有进行中的活动", "No campaign under way";
    waits_none_text: "从一个想法开始：给谁，说什么，怎样知道有没有用", "Begin with an idea: for whom, with what words, and how you will know that it worked";
    new_campaign: "新建活动", "New campaign";
    unnamed: "未命名活动", "Unnamed campaign";
    unsynced: "{count} 处修改还没发送", "{count} edits not sent yet";
    closed: "{count} 个活动已结束", "{count} campaigns finished";
    base: "客户全貌", "Customer base";
    open_base: "查看全貌", "See all of it";
    customers: "客户", "Customers";
    customers_def: "店铺里见过的所有买家，包括只登记或下单未付款的", "Everybody the shop has seen, those without a paid order included";
    buyers: "买过的客户", "Buyers";
    buyers_def: "至少有一笔有效购买：已付款、没有全额退款、有真实商品", "With at least one valid purchase: paid, not refunded in full, with a real product";
    spent: "净消费", "Net spend";
    spent_def: "全部客户的付款减去退款", "All payments of customers, refunds taken off";
    aov: "笔单价", "Average order value";
    aov_def: "净消费 ÷ 有效订单数。与客单价（÷ 买家数）不同", "Net spend ÷ valid orders; not the same as spend per buyer";
    repeat: "年复购率", "Repeat rate, one year";
    repeat_def: "最近 365 天内买过两次及以上的买家 ÷ 同期买家", "Buyers with two or more orders in the last 365 days ÷ buyers of those days";
    reach: "可触达", "Reachable";
    reach_def: "已同意接收、地址有效、且没有退订的客户", "With consent, a usable address, and not opted out";
    reach_note: "短信 {sms} · 邮件 {email}", "SMS {sms} · e-mail {email}";
    lifecycle: "客户生命周期", "Lifecycle";
    lifecycle_def: "按购买次数和沉默天数划分，分界取自本店的购买节奏", "By number of purchases and days of silence; the lines follow the shop's own rhythm";
    import_title: "先带进订单", "Bring your orders in first";
    import_text: "导入平台导出的订单文件，几秒后就能看到客户全貌", "Import an order export of your platform; the customer base is there seconds later";
    import: "导入订单…", "Import orders…";
    shop_title: "建一家店铺", "Make a shop";
    shop_text: "名称、平台、币种和时区，之后所有数字都按它来算", "Its name, platform, currency and time zone; every number follows them";
    shop_done: "已建好", "Done";
    make_shop: "去建店铺…", "Make the shop…";
    base_title: "看看你的客户", "See your customers";
    base_text: "生命周期、复购、触达一目了然，点任意一条就能圈出一个细分", "Lifecycle, repurchase and reach at a glance; press any bar and it opens as a segment";
    segments: "客户细分", "Segments";
    unnamed_segment: "未命名细分", "Unnamed segment";
    not_found: "没有这一页", "There is no such page";
    not_found_text: "地址可能写错了，或内容已被移走", "The address may be wrong, or the content was moved";
    go_home: "回到今日", "Go to today";
}
