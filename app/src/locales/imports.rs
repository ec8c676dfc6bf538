//! The words of the import pages: steps, fields of a mapping, presets, facts about a file, and why a row did not land.

use super::{Word, words};

words! {
    title: "导入", "Imports";
    lead: "把平台后台导出的订单文件拖进来。先预览，再写入；每一批都能撤销。", "Drop in the order export of your platform. Preview first, then write; every batch can be undone.";
    new_import: "导入文件", "Import a file";
    drop: "把订单文件拖到这里", "Drop an order file here";
    drop_or: "或者", "or";
    choose: "选择文件", "Choose a file";
    accepts: "CSV（UTF-8、GBK、GB18030、UTF-16）或 XLSX。淘宝/天猫订单报表与宝贝报表、京东、拼多多、抖店、有赞、快手、Shopify、WooCommerce 会自动识别，其他文件可以自己对应列。", "CSV (UTF-8, GBK, GB18030, UTF-16) or XLSX. Taobao/Tmall order and item exports, JD, Pinduoduo, Douyin, Youzan, Kuaishou, Shopify and WooCommerce are recognised; any other file by mapping its columns.";
    reading: "正在读取 {name}", "Reading {name}";
    file: "文件", "File";
    recognised: "识别为：{preset}", "Recognised as {preset}";
    not_recognised: "没有认出来源，请核对下面的列对应", "The source is not known; please check the columns below";
    sheet: "工作表", "Sheet";
    choose_sheet: "请选择工作表", "Choose a sheet";
    columns: "列对应", "Columns";
    columns_hint: "左边是我们需要的信息，右边选择文件里的列。没有的留空。", "At the left what we need, at the right the column of the file. Leave out what is not there.";
    no_column: "（没有）", "(none)";
    row_kind: "每一行是", "Each row is";
    row_order: "一笔订单", "a whole order";
    row_line: "订单里的一件商品", "a line of an order";
    row_item: "另一份订单文件的商品明细", "an item of an order in another file";
    clock: "时间属于", "Times are in";
    clock_shop: "店铺时区", "the shop's zone";
    clock_china: "中国时间", "China's zone";
    clock_utc: "UTC", "UTC";
    paid_when_created: "文件没有付款时间和状态时，按下单即付款处理", "Where the file has neither payment time nor state, orders count as paid when placed";
    cancellations: "以这些开头的订单号是取消单", "Order numbers that begin with these are cancellations";
    left_out: "以这些开头的订单号不导入", "Order numbers that begin with these are left out";
    sample: "文件的前几行", "First rows of the file";
    saved_mapping: "使用保存过的列对应", "Use a saved mapping";
    save_mapping: "把列对应存起来", "Save this mapping";
    mapping_name: "名称", "Name";
    mapping_saved: "列对应已保存", "Mapping saved";
    preview: "预览", "Preview";
    preview_again: "重新预览", "Preview again";
    no_shop_text: "先建一个店铺，再把它的订单文件拖进来", "Make a shop first, then drag its order file in";
    run_nothing: "没有可写入的内容", "Nothing to import";
    run: "写入 {orders} 笔订单", "Import {orders} orders";
    running: "正在写入", "Importing";
    rows: "行", "Rows";
    rows_read: "读到的行", "Rows read";
    rows_imported: "新的", "New";
    rows_updated: "有更新", "Updated";
    rows_unchanged: "没有变化", "Unchanged";
    rows_rejected: "未能导入", "Rejected";
    orders: "订单", "Orders";
    orders_valid: "有效购买", "Valid purchases";
    orders_anonymous: "没有买家标识", "Without a buyer id";
    customers: "买家", "Buyers";
    customers_new: "新买家", "New buyers";
    paid: "实付金额", "Paid";
    refunds: "单独的退款", "Refunds without an order";
    period: "时间范围", "Period";
    sums_up: "读到 = 新的 + 有更新 + 没有变化 + 未能导入", "Read = new + updated + unchanged + rejected";
    rejected_rows: "未能导入的行", "Rejected rows";
    line: "行号", "Line";
    column: "列", "Column";
    value: "内容", "Value";
    reason: "原因", "Reason";
    download_rejects: "下载未能导入的行", "Download rejected rows";
    facts: "值得知道", "Worth knowing";
    done: "导入完成", "Imported";
    failed: "没有导入，店里的数据没有变化", "Not imported; nothing in the shop has changed";
    see_customers: "看客户全貌", "See the customers";
    another: "再导入一个文件", "Import another file";
    when: "时间", "When";
    who: "操作人", "By";
    state: "状态", "State";
    state_running: "进行中", "Running";
    state_done: "已导入", "Imported";
    state_failed: "失败", "Failed";
    state_undone: "已撤销", "Undone";
    undo: "撤销", "Undo";
    undo_title: "撤销“{name}”？", "Undo “{name}”?";
    undo_body: "这一批新建的订单会删除，改动过的恢复到导入之前的样子。", "Orders of this batch are removed, and changed ones return to what they were before.";
    undone: "已撤销这一批", "The batch was undone";
    cancel: "取消", "Cancel";
    empty: "还没有导入过文件", "Nothing imported yet";
    empty_lead: "从平台后台导出订单报表，直接拖进来就行，不用改任何列。", "Export the order report of your platform and drop it in as it is.";
    preset_note: "来源", "Source";
    other_file: "其他文件", "Other file";
}

/// The name of a preset.
pub fn preset(code: &str) -> Option<Word> {
    Some(match code {
        "TAOBAO_ORDERS" => presets::taobao_orders,
        "TMALL_ORDER_REPORT" => presets::tmall_report,
        "TAOBAO_ITEMS" => presets::taobao_items,
        "TAOBAO_BUYERS" => presets::taobao_buyers,
        "SHOPIFY_ORDERS" => presets::shopify,
        "ONLINE_RETAIL" => presets::online_retail,
        "JD_ORDERS" => presets::jd,
        "PINDUODUO_ORDERS" => presets::pinduoduo,
        "DOUYIN_ORDERS" => presets::douyin,
        "YOUZAN_ORDERS" => presets::youzan,
        "YOUZAN_ITEMS" => presets::youzan_items,
        "KUAISHOU_ORDERS" => presets::kuaishou,
        "WOOCOMMERCE_ORDERS" => presets::woocommerce,
        _ => return None,
    })
}

mod presets {
    use super::words;

    words! {
        taobao_orders: "淘宝/天猫订单报表", "Taobao/Tmall order export";
        tmall_report: "天猫订单报表（简版）", "Tmall order report (short)";
        taobao_items: "淘宝/天猫宝贝报表", "Taobao/Tmall item export";
        taobao_buyers: "淘宝买家订单表", "Taobao orders by buyer";
        shopify: "Shopify 订单导出", "Shopify orders export";
        online_retail: "Online Retail 发票明细", "Online Retail invoices";
        jd: "京东订单导出", "JD order export";
        pinduoduo: "拼多多订单导出", "Pinduoduo order export";
        douyin: "抖店订单导出", "Douyin order export";
        youzan: "有赞订单导出", "Youzan order export";
        youzan_items: "有赞商品明细导出", "Youzan item export";
        kuaishou: "快手小店订单导出", "Kuaishou order export";
        woocommerce: "WooCommerce 订单导出", "WooCommerce order export";
    }
}

/// The name of a field of a mapping.
pub fn field(field: domain::order_import::mapping::Field) -> Word {
    use domain::order_import::mapping::Field::*;
    match field {
        OrderNumber => fields::order_number,
        LineNumber => fields::line_number,
        Buyer => fields::buyer,
        Email => fields::email,
        Phone => fields::phone,
        Name => fields::name,
        State => fields::state,
        Fulfilment => fields::fulfilment,
        AfterSale => fields::after_sale,
        CreatedAt => fields::created_at,
        PaidAt => fields::paid_at,
        CancelledAt => fields::cancelled_at,
        Total => fields::total,
        Goods => fields::goods,
        Paid => fields::paid,
        Shipping => fields::shipping,
        Refunded => fields::refunded,
        Currency => fields::currency,
        Product => fields::product,
        ProductCode => fields::product_code,
        Title => fields::title,
        Category => fields::category,
        Quantity => fields::quantity,
        UnitPrice => fields::unit_price,
        LinePaid => fields::line_paid,
        LineDiscount => fields::line_discount,
        Country => fields::country,
        Region => fields::region,
        City => fields::city,
        Address => fields::address,
        Channel => fields::channel,
        AcceptsMarketing => fields::accepts_marketing,
        Note => fields::note,
    }
}

mod fields {
    use super::words;

    words! {
        order_number: "订单编号", "Order number";
        line_number: "子订单编号", "Line number";
        buyer: "买家标识", "Buyer id";
        email: "邮箱", "E-mail";
        phone: "手机", "Phone";
        name: "姓名", "Name";
        state: "订单状态", "Order state";
        fulfilment: "发货状态", "Fulfilment";
        after_sale: "售后状态", "After-sale state";
        created_at: "下单时间", "Placed at";
        paid_at: "付款时间", "Paid at";
        cancelled_at: "取消时间", "Cancelled at";
        total: "应付总额（含运费）", "Total with shipping";
        goods: "应付货款", "Goods to pay";
        paid: "实付金额", "Paid";
        shipping: "运费", "Shipping";
        refunded: "退款金额", "Refunded";
        currency: "币种", "Currency";
        product: "商品编号", "Product id";
        product_code: "商家编码", "Merchant code";
        title: "商品标题", "Product title";
        category: "类目", "Category";
        quantity: "数量", "Quantity";
        unit_price: "单价", "Unit price";
        line_paid: "本行实付", "Paid for the line";
        line_discount: "本行优惠", "Discount of the line";
        country: "国家", "Country";
        region: "省份", "Region";
        city: "城市", "City";
        address: "地址（只取省市）", "Address (region and city only)";
        channel: "下单渠道", "Channel";
        accepts_marketing: "同意营销邮件", "Accepts marketing";
        note: "备注", "Note";
    }
}

/// What a fact about a file says, without its count.
pub fn fact(code: &str) -> Option<Word> {
    Some(match code {
        "gift_and_fee_lines" => facts::gift_lines,
        "anonymous_orders" => facts::anonymous_orders,
        "masked_buyers" => facts::masked_buyers,
        "orphan_items" => facts::orphan_items,
        "unknown_states" => facts::unknown_states,
        "payment_times_assumed" => facts::payment_times_assumed,
        "unpaid_orders" => facts::unpaid_orders,
        "closed_unpaid_orders" => facts::closed_unpaid,
        "refunded_orders" => facts::refunded,
        "repeated_lines" => facts::repeated_lines,
        "older_than_stored" => facts::older_than_stored,
        _ => return None,
    })
}

mod facts {
    use super::words;

    words! {
        gift_lines: "赠品、补差价、邮费等行不算商品", "Gift, fee and shipping lines are not products";
        anonymous_orders: "订单没有买家标识：计入销售，不计入客户", "Orders without a buyer id count as sales, not as customers";
        masked_buyers: "买家信息被打码，不能用来识别客户", "Masked buyers cannot be recognised as customers";
        orphan_items: "商品明细找不到对应的订单", "Items whose order is not in the shop";
        unknown_states: "订单状态没有认出来，未计入购买", "Order states that are not known, and not counted as purchases";
        payment_times_assumed: "没有付款时间，按下单时间计", "No time of payment; the time of the order is taken";
        unpaid_orders: "未付款订单保留，不计入购买", "Unpaid orders are kept, and not counted as purchases";
        closed_unpaid: "未付款关闭的订单保留，不计入购买", "Orders closed without payment are kept, and not counted as purchases";
        refunded: "全额退款关闭的订单保留，不计入购买", "Fully refunded orders are kept, and not counted as purchases";
        older_than_stored: "店里已有更新的数据，这些订单保持不变", "The shop knows newer facts of these orders; they stay as they are";
        repeated_lines: "内容完全相同的行按文件原样保留", "Identical lines are kept as they stand in the file";
    }
}
