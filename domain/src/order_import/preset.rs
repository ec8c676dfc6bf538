//! The exports we know by their headings, and a guess for all others.

use std::collections::HashMap;

use super::heading::key;
use super::mapping::{Clock, Field, Mapping, Platform, Reading, Row};
use super::{cell, time};
use crate::wire::import::Guess;

/// An export that we know.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its code.
    pub code: &'static str,
    /// What one row is.
    pub row: Row,
    /// Whose words it uses.
    pub platform: Platform,
    /// One of each of these headings must be there.
    signature: &'static [&'static [&'static str]],
    /// None of these may be there.
    absent: &'static [&'static str],
    /// Where each field may stand; the first heading that is there is taken.
    columns: &'static [(Field, &'static [&'static str])],
    /// What differs from the usual way of reading.
    adjust: fn(&mut Reading),
}

/// Headings mapped to columns, and how sure we are of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The mapping.
    pub mapping: Mapping,
    /// Field by field, how sure.
    pub guesses: Vec<Guess>,
}

/// The preset whose signature the headings carry; of several, the one that explains most headings.
pub fn recognise(headings: &[String]) -> Option<&'static Preset> {
    let keys = Keys::of(headings);
    PRESETS
        .iter()
        .filter(|preset| preset.fits(&keys))
        .max_by_key(|preset| {
            (
                preset.signature.len(),
                preset
                    .columns
                    .iter()
                    .filter(|(_, names)| keys.first(names).is_some())
                    .count(),
            )
        })
}

/// The preset of a code.
pub fn by_code(code: &str) -> Option<&'static Preset> {
    PRESETS
        .iter()
        .find(|preset| preset.code.eq_ignore_ascii_case(code))
}

/// All codes.
pub fn codes() -> impl Iterator<Item = &'static str> {
    PRESETS.iter().map(|preset| preset.code)
}

impl Preset {
    /// The preset's mapping for these headings.
    pub fn mapping(&self, headings: &[String]) -> Mapping {
        let keys = Keys::of(headings);
        let mut reading = Reading {
            platform: self.platform,
            clock: match self.platform {
                Platform::Shopify | Platform::Woocommerce | Platform::Other => Clock::Shop,
                _ => Clock::China,
            },
            ..Reading::default()
        };
        (self.adjust)(&mut reading);
        Mapping {
            preset: Some(self.code.to_owned()),
            row: self.row,
            columns: self
                .columns
                .iter()
                .filter_map(|(field, names)| Some((*field, keys.first(names)?.to_owned())))
                .collect(),
            reading,
        }
    }

    fn fits(&self, keys: &Keys) -> bool {
        self.signature
            .iter()
            .all(|names| keys.first(names).is_some())
            && keys.first(self.absent).is_none()
    }
}

struct Keys<'a>(HashMap<String, &'a str>);

impl<'a> Keys<'a> {
    fn of(headings: &'a [String]) -> Keys<'a> {
        let mut keys = HashMap::new();
        for heading in headings {
            keys.entry(key(heading)).or_insert(heading.as_str());
        }
        Keys(keys)
    }

    fn first(&self, names: &[&str]) -> Option<&'a str> {
        names
            .iter()
            .find_map(|name| self.0.get(&key(name)).copied())
    }
}

/// The preset's mapping, or a guess from headings and the first rows for a file that nobody knows.
pub fn guess(headings: &[String], sample: &[Vec<String>]) -> Found {
    if let Some(preset) = recognise(headings) {
        let mapping = preset.mapping(headings);
        let guesses = mapping
            .columns
            .iter()
            .map(|(field, heading)| Guess {
                field: *field,
                heading: heading.clone(),
                confidence_share: 1.0,
            })
            .collect();
        return Found { mapping, guesses };
    }
    guess_words(headings, sample)
}

fn guess_words(headings: &[String], sample: &[Vec<String>]) -> Found {
    let mut mapping = Mapping::default();
    let mut guesses = Vec::new();
    let mut taken = vec![false; headings.len()];
    for (field, words) in WORDS {
        let mut best: Option<(usize, f64)> = None;
        for (at, heading) in headings.iter().enumerate() {
            if taken[at] {
                continue;
            }
            let name = key(heading);
            let likeness = words
                .iter()
                .map(|word| {
                    if name == *word {
                        0.95
                    } else if name.contains(word) && word.len() > 3 {
                        0.4 + 0.4 * word.len() as f64 / name.len() as f64
                    } else {
                        0.0
                    }
                })
                .fold(0.0, f64::max);
            // A heading that says it outright is believed even where the first rows are all dirt.
            let sure =
                likeness * evidence(*field, at, sample).max(if likeness > 0.9 { 0.4 } else { 0.0 });
            if sure >= 0.35 && best.is_none_or(|(_, other)| sure > other) {
                best = Some((at, sure));
            }
        }
        if let Some((at, sure)) = best {
            taken[at] = true;
            mapping.columns.insert(*field, headings[at].clone());
            guesses.push(Guess {
                field: *field,
                heading: headings[at].clone(),
                confidence_share: (sure * 100.0).round() / 100.0,
            });
        }
    }
    let has = |field: Field| mapping.columns.contains_key(&field);
    let product = has(Field::Product) || has(Field::Title) || has(Field::ProductCode);
    if product
        && (has(Field::UnitPrice) || has(Field::LinePaid) || repeats(&mapping, headings, sample))
    {
        mapping.row = Row::Line;
    }
    if !has(Field::State) && !has(Field::PaidAt) && has(Field::CreatedAt) {
        mapping.reading.paid_when_created = true;
    }
    if has(Field::Currency) || headings.iter().all(|heading| heading.is_ascii()) {
        mapping.reading.gift_price_minor = 0;
    }
    Found { mapping, guesses }
}

/// Whether the same order number comes twice in the sample.
fn repeats(mapping: &Mapping, headings: &[String], sample: &[Vec<String>]) -> bool {
    let number = mapping.columns.get(&Field::OrderNumber);
    let Some(at) = number.and_then(|name| headings.iter().position(|one| one == name)) else {
        return false;
    };
    let mut seen = std::collections::HashSet::new();
    sample
        .iter()
        .filter_map(|row| row.get(at))
        .any(|value| !value.is_empty() && !seen.insert(value))
}

/// How far the values of a column agree with the field, from 0 to 1.
fn evidence(field: Field, at: usize, sample: &[Vec<String>]) -> f64 {
    let values: Vec<&str> = sample
        .iter()
        .filter_map(|row| row.get(at).map(String::as_str))
        .filter(|value| cell::text(value).is_some())
        .collect();
    if values.is_empty() {
        return 0.8;
    }
    let fits = |value: &&&str| match field {
        Field::CreatedAt | Field::PaidAt | Field::CancelledAt => {
            matches!(time::read(value), Ok(Some(_)))
        }
        Field::Total
        | Field::Goods
        | Field::Paid
        | Field::Shipping
        | Field::Refunded
        | Field::UnitPrice
        | Field::LinePaid
        | Field::LineDiscount => {
            cell::decimal(value).is_ok()
                && !matches!(time::read(value), Ok(Some(time::Moment::Instant(_))))
        }
        Field::Quantity => cell::quantity(value).is_ok(),
        Field::Email => value.contains('@'),
        _ => true,
    };
    values.iter().filter(fits).count() as f64 / values.len() as f64
}

/// Words that headings of unknown files use, as [`key`] writes them; fields in the order in which they choose.
const WORDS: &[(Field, &[&str])] = &[
    (
        Field::OrderNumber,
        &[
            "订单编号",
            "订单号",
            "主订单编号",
            "ordernumber",
            "orderid",
            "orderno",
            "invoiceno",
            "invoice",
            "transactionid",
            "单号",
            "order",
        ],
    ),
    (
        Field::LineNumber,
        &["子订单编号", "lineitemid", "lineid", "linenumber"],
    ),
    (
        Field::Email,
        &[
            "email",
            "e-mail",
            "customeremail",
            "mail",
            "邮箱",
            "电子邮箱",
            "邮件",
        ],
    ),
    (
        Field::Buyer,
        &[
            "买家会员名",
            "买家昵称",
            "会员名",
            "会员号",
            "会员编号",
            "会员id",
            "客户编号",
            "客户id",
            "买家id",
            "用户id",
            "customerid",
            "customernumber",
            "customer",
            "buyerid",
            "buyer",
            "userid",
            "memberid",
            "client",
            "下单帐号",
            "下单账号",
            "昵称",
            "会员",
            "客户",
        ],
    ),
    (
        Field::PaidAt,
        &[
            "付款时间",
            "支付时间",
            "付款日期",
            "支付完成时间",
            "订单付款时间",
            "paidat",
            "paymentdate",
            "paiddate",
            "datepaid",
        ],
    ),
    (
        Field::CreatedAt,
        &[
            "下单时间",
            "创建时间",
            "订单创建时间",
            "下单日期",
            "订单日期",
            "成交时间",
            "订单时间",
            "日期",
            "时间",
            "createdat",
            "orderdate",
            "invoicedate",
            "purchasedate",
            "date",
            "datetime",
            "timestamp",
            "time",
        ],
    ),
    (
        Field::Refunded,
        &[
            "退款金额",
            "已退款金额",
            "refundedamount",
            "refundamount",
            "refunded",
            "refund",
        ],
    ),
    (
        Field::State,
        &[
            "订单状态",
            "交易状态",
            "状态",
            "orderstatus",
            "status",
            "state",
        ],
    ),
    (Field::AfterSale, &["售后状态", "退款状态", "aftersale"]),
    (
        Field::UnitPrice,
        &[
            "单价",
            "商品单价",
            "价格",
            "unitprice",
            "itemprice",
            "priceeach",
            "price",
        ],
    ),
    (
        Field::Quantity,
        &[
            "购买数量",
            "商品数量",
            "数量",
            "quantity",
            "qty",
            "件数",
            "units",
        ],
    ),
    (
        Field::Shipping,
        &["运费", "邮费", "shipping", "postage", "freight"],
    ),
    (
        Field::Paid,
        &[
            "实付金额",
            "实付款",
            "实际支付金额",
            "买家实付金额",
            "支付金额",
            "付款金额",
            "amountpaid",
            "paidamount",
            "paid",
        ],
    ),
    (
        Field::Total,
        &[
            "总金额",
            "订单金额",
            "订单总额",
            "应付金额",
            "金额",
            "ordertotal",
            "totalamount",
            "grandtotal",
            "total",
            "amount",
            "revenue",
            "sales",
            "spend",
        ],
    ),
    (
        Field::Product,
        &[
            "商品id",
            "商品编号",
            "产品编号",
            "productid",
            "itemid",
            "stockcode",
            "productcode",
            "asin",
        ],
    ),
    (
        Field::ProductCode,
        &["商家编码", "货号", "sku", "skuid", "规格编码"],
    ),
    (
        Field::Title,
        &[
            "商品名称",
            "商品标题",
            "宝贝标题",
            "产品名称",
            "标题",
            "商品",
            "productname",
            "itemname",
            "description",
            "producttitle",
            "product",
            "title",
            "item",
        ],
    ),
    (
        Field::Category,
        &["类目", "品类", "分类", "category", "department"],
    ),
    (Field::Country, &["国家", "country", "shippingcountry"]),
    (
        Field::Region,
        &[
            "省份",
            "省",
            "收货省份",
            "region",
            "state/province",
            "province",
        ],
    ),
    (Field::City, &["城市", "市", "收货城市", "city"]),
    (Field::Address, &["收货地址", "地址", "详细地址", "address"]),
    (
        Field::Phone,
        &[
            "买家手机号",
            "手机号",
            "手机",
            "联系手机",
            "电话",
            "phone",
            "mobile",
            "tel",
        ],
    ),
    (
        Field::Name,
        &[
            "买家姓名",
            "收货人姓名",
            "收货人",
            "姓名",
            "customername",
            "fullname",
            "name",
        ],
    ),
    (Field::Currency, &["币种", "货币", "currency"]),
    (Field::Channel, &["订单来源", "渠道", "channel", "source"]),
    (
        Field::AcceptsMarketing,
        &["acceptsmarketing", "emailconsent", "newsletter", "接受营销"],
    ),
];

fn as_usual(_: &mut Reading) {}

/// All presets.
const PRESETS: &[Preset] = &[
    Preset {
        code: "TAOBAO_ORDERS",
        row: Row::Order,
        platform: Platform::Taobao,
        signature: &[
            &["订单编号"],
            &["买家会员名"],
            &["买家实际支付金额", "买家实付金额"],
            &["订单创建时间"],
            &["订单状态", "交易状态"],
        ],
        absent: &["子订单编号"],
        columns: &[
            (Field::OrderNumber, &["订单编号"]),
            (Field::Buyer, &["买家会员名"]),
            (Field::State, &["订单状态", "交易状态"]),
            (Field::AfterSale, &["履约/售后状态"]),
            (Field::CreatedAt, &["订单创建时间"]),
            (Field::PaidAt, &["订单付款时间"]),
            (Field::Total, &["总金额", "总金额(旧版)"]),
            (Field::Goods, &["买家应付货款"]),
            (Field::Shipping, &["买家应付邮费"]),
            (Field::Paid, &["买家实际支付金额", "买家实付金额"]),
            (Field::Refunded, &["退款金额"]),
            (Field::Title, &["宝贝标题", "商品标题"]),
            (Field::Quantity, &["宝贝总数量", "商品总数量"]),
            (Field::Address, &["收货地址"]),
            (Field::Name, &["收货人姓名"]),
            (Field::Phone, &["联系手机"]),
            (Field::Note, &["订单备注"]),
        ],
        adjust: as_usual,
    },
    Preset {
        code: "TMALL_ORDER_REPORT",
        row: Row::Order,
        platform: Platform::Taobao,
        signature: &[
            &["订单编号"],
            &["总金额"],
            &["买家实际支付金额"],
            &["订单创建时间"],
            &["订单付款时间"],
        ],
        absent: &["订单状态", "交易状态", "买家会员名"],
        columns: &[
            (Field::OrderNumber, &["订单编号"]),
            (Field::Total, &["总金额"]),
            (Field::Paid, &["买家实际支付金额"]),
            (Field::Address, &["收货地址"]),
            (Field::CreatedAt, &["订单创建时间"]),
            (Field::PaidAt, &["订单付款时间"]),
            (Field::Refunded, &["退款金额"]),
        ],
        adjust: as_usual,
    },
    Preset {
        code: "TAOBAO_ITEMS",
        row: Row::Item,
        platform: Platform::Taobao,
        signature: &[
            &["主订单编号", "订单编号"],
            &["标题", "商品标题", "宝贝标题"],
            &["价格", "商品价格"],
            &["购买数量"],
        ],
        absent: &["买家会员名", "收货地址"],
        columns: &[
            (Field::OrderNumber, &["主订单编号", "订单编号"]),
            (Field::LineNumber, &["子订单编号"]),
            (Field::Title, &["标题", "商品标题", "宝贝标题"]),
            (Field::UnitPrice, &["价格", "商品价格"]),
            (Field::Quantity, &["购买数量"]),
            (Field::Product, &["商品ID", "宝贝ID"]),
            (Field::ProductCode, &["商家编码", "外部系统编号"]),
            (Field::LinePaid, &["买家实际支付金额", "买家实付金额"]),
            (Field::Refunded, &["退款金额"]),
            (Field::AfterSale, &["退款状态"]),
            (Field::State, &["订单状态"]),
            (Field::CreatedAt, &["订单创建时间", "创建时间"]),
            (Field::PaidAt, &["订单付款时间"]),
        ],
        adjust: as_usual,
    },
    Preset {
        code: "TAOBAO_BUYERS",
        row: Row::Order,
        platform: Platform::Taobao,
        signature: &[&["买家昵称"], &["付款日期"], &["订单状态"], &["实付金额"]],
        absent: &["订单编号", "订单号"],
        columns: &[
            (Field::Buyer, &["买家昵称"]),
            (Field::PaidAt, &["付款日期"]),
            (Field::State, &["订单状态"]),
            (Field::Paid, &["实付金额"]),
            (Field::Shipping, &["邮费"]),
            (Field::Region, &["省份"]),
            (Field::City, &["城市"]),
        ],
        adjust: as_usual,
    },
    Preset {
        code: "SHOPIFY_ORDERS",
        row: Row::Line,
        platform: Platform::Shopify,
        signature: &[
            &["Name"],
            &["Financial Status"],
            &["Lineitem name"],
            &["Lineitem quantity"],
            &["Created at"],
        ],
        absent: &[],
        columns: &[
            (Field::OrderNumber, &["Name"]),
            (Field::Email, &["Email"]),
            (Field::Phone, &["Phone", "Billing Phone", "Shipping Phone"]),
            (Field::Name, &["Billing Name", "Shipping Name"]),
            (Field::State, &["Financial Status"]),
            (Field::Fulfilment, &["Fulfillment Status"]),
            (Field::CreatedAt, &["Created at"]),
            (Field::PaidAt, &["Paid at"]),
            (Field::CancelledAt, &["Cancelled at"]),
            (Field::Total, &["Total"]),
            (Field::Shipping, &["Shipping"]),
            (Field::Refunded, &["Refunded Amount"]),
            (Field::Currency, &["Currency"]),
            (Field::ProductCode, &["Lineitem sku"]),
            (Field::Title, &["Lineitem name"]),
            (Field::Quantity, &["Lineitem quantity"]),
            (Field::UnitPrice, &["Lineitem price"]),
            (Field::LineDiscount, &["Lineitem discount"]),
            (Field::Country, &["Shipping Country", "Billing Country"]),
            (
                Field::Region,
                &["Shipping Province Name", "Shipping Province"],
            ),
            (Field::City, &["Shipping City", "Billing City"]),
            (Field::Channel, &["Source"]),
            (Field::AcceptsMarketing, &["Accepts Marketing"]),
            (Field::Note, &["Notes"]),
        ],
        adjust: |reading| reading.gift_price_minor = 0,
    },
    Preset {
        code: "ONLINE_RETAIL",
        row: Row::Line,
        platform: Platform::Other,
        signature: &[
            &["InvoiceNo", "Invoice"],
            &["StockCode"],
            &["Quantity"],
            &["InvoiceDate"],
            &["UnitPrice", "Price"],
            &["CustomerID", "Customer ID"],
        ],
        absent: &[],
        columns: &[
            (Field::OrderNumber, &["InvoiceNo", "Invoice"]),
            (Field::Buyer, &["CustomerID", "Customer ID"]),
            (Field::CreatedAt, &["InvoiceDate"]),
            (Field::Product, &["StockCode"]),
            (Field::Title, &["Description"]),
            (Field::Quantity, &["Quantity"]),
            (Field::UnitPrice, &["UnitPrice", "Price"]),
            (Field::Country, &["Country"]),
        ],
        adjust: |reading| {
            reading.gift_price_minor = -1;
            reading.paid_when_created = true;
            reading.cancellation_prefixes = vec!["C".into()];
            reading.ignored_prefixes = vec!["A".into()];
        },
    },
    Preset {
        code: "JD_ORDERS",
        row: Row::Line,
        platform: Platform::Jd,
        signature: &[
            &["订单号"],
            &["商品ID"],
            &["订购数量"],
            &["下单时间"],
            &["京东价"],
            &["下单帐号", "下单账号"],
        ],
        absent: &[],
        columns: &[
            (Field::OrderNumber, &["订单号"]),
            (Field::Buyer, &["下单帐号", "下单账号"]),
            (Field::State, &["订单状态"]),
            (Field::CreatedAt, &["下单时间"]),
            (Field::PaidAt, &["付款确认时间"]),
            (Field::Total, &["订单金额"]),
            (Field::Paid, &["应付金额", "商家应收"]),
            (Field::Shipping, &["运费金额"]),
            (Field::Product, &["商品ID"]),
            (Field::ProductCode, &["货号"]),
            (Field::Title, &["商品名称"]),
            (Field::Quantity, &["订购数量"]),
            (Field::UnitPrice, &["京东价"]),
            (Field::Address, &["客户地址"]),
            (Field::Name, &["客户姓名"]),
            (Field::Phone, &["联系电话"]),
            (Field::Channel, &["订单渠道", "订单来源"]),
            (Field::Note, &["商家备注"]),
        ],
        adjust: as_usual,
    },
    Preset {
        code: "PINDUODUO_ORDERS",
        row: Row::Line,
        platform: Platform::Pinduoduo,
        signature: &[
            &["订单号"],
            &["商品总价(元)"],
            &["商家实收金额(元)"],
            &["商品数量(件)"],
        ],
        absent: &[],
        columns: &[
            (Field::OrderNumber, &["订单号"]),
            (Field::State, &["订单状态"]),
            (Field::AfterSale, &["售后状态"]),
            (Field::CreatedAt, &["订单成交时间", "拼单成功时间"]),
            (Field::PaidAt, &["支付时间", "订单成交时间", "拼单成功时间"]),
            (Field::Total, &["商品总价(元)"]),
            (Field::Paid, &["用户实付金额(元)"]),
            (Field::Shipping, &["邮费(元)"]),
            (Field::Product, &["商品id"]),
            (
                Field::ProductCode,
                &["商家编码-商品维度", "商家编码-规格维度"],
            ),
            (Field::Title, &["商品"]),
            (Field::Category, &["商品一级类目"]),
            (Field::Quantity, &["商品数量(件)"]),
            (Field::Region, &["省"]),
            (Field::City, &["市"]),
            (Field::Channel, &["订单来源"]),
            (Field::Note, &["商家备注"]),
        ],
        adjust: as_usual,
    },
    Preset {
        code: "DOUYIN_ORDERS",
        row: Row::Line,
        platform: Platform::Douyin,
        signature: &[
            &["主订单编号"],
            &["选购商品"],
            &["订单应付金额"],
            &["订单提交时间"],
        ],
        absent: &[],
        columns: &[
            (Field::OrderNumber, &["主订单编号"]),
            (Field::LineNumber, &["子订单编号"]),
            (Field::State, &["订单状态"]),
            (Field::AfterSale, &["售后状态"]),
            (Field::CreatedAt, &["订单提交时间"]),
            (Field::PaidAt, &["支付完成时间"]),
            (Field::LinePaid, &["订单应付金额"]),
            (Field::Product, &["商品ID"]),
            (Field::ProductCode, &["商家编码"]),
            (Field::Title, &["选购商品"]),
            (Field::Quantity, &["商品数量"]),
            (Field::UnitPrice, &["商品单价"]),
            (Field::Region, &["省"]),
            (Field::City, &["市"]),
            (Field::Channel, &["流量渠道", "流量来源"]),
            (Field::Note, &["商家备注"]),
        ],
        adjust: as_usual,
    },
    Preset {
        code: "YOUZAN_ORDERS",
        row: Row::Order,
        platform: Platform::Youzan,
        signature: &[
            &["订单号"],
            &["订单实付金额"],
            &["买家付款时间"],
            &["订单状态"],
        ],
        absent: &[],
        columns: &[
            (Field::OrderNumber, &["订单号"]),
            (Field::Phone, &["买家手机号"]),
            (Field::Name, &["买家昵称"]),
            (Field::State, &["订单状态"]),
            (Field::AfterSale, &["订单退款状态"]),
            (Field::CreatedAt, &["订单创建时间"]),
            (Field::PaidAt, &["买家付款时间"]),
            (Field::Total, &["应收订单金额"]),
            (Field::Goods, &["商品金额合计"]),
            (Field::Shipping, &["运费"]),
            (Field::Paid, &["订单实付金额"]),
            (Field::Refunded, &["订单已退款金额"]),
            (Field::Region, &["收货人省份"]),
            (Field::City, &["收货人城市"]),
            (Field::Channel, &["销售渠道", "订单来源"]),
            (Field::Note, &["商家订单备注"]),
        ],
        adjust: as_usual,
    },
    Preset {
        code: "YOUZAN_ITEMS",
        row: Row::Item,
        platform: Platform::Youzan,
        signature: &[&["订单号"], &["订单商品状态"], &["商品名称"], &["商品数量"]],
        absent: &[],
        columns: &[
            (Field::OrderNumber, &["订单号"]),
            (Field::Title, &["商品名称"]),
            (Field::Category, &["商品类目"]),
            (Field::ProductCode, &["商品编码", "规格编码"]),
            (Field::UnitPrice, &["商品单价"]),
            (Field::Quantity, &["商品数量"]),
            (Field::LinePaid, &["商品实际成交金额"]),
            (Field::Refunded, &["商品已退款金额"]),
        ],
        adjust: as_usual,
    },
    Preset {
        code: "KUAISHOU_ORDERS",
        row: Row::Line,
        platform: Platform::Kuaishou,
        signature: &[&["订单号"], &["订单创建时间"], &["实付款"], &["成交数量"]],
        absent: &[],
        columns: &[
            (Field::OrderNumber, &["订单号"]),
            (Field::CreatedAt, &["订单创建时间"]),
            (Field::PaidAt, &["订单支付时间"]),
            (Field::State, &["订单状态"]),
            (Field::AfterSale, &["退货退款"]),
            (Field::Paid, &["实付款"]),
            (Field::Quantity, &["成交数量"]),
            (Field::Title, &["商品名称"]),
            (Field::UnitPrice, &["商品单价"]),
            (Field::Product, &["商品ID"]),
        ],
        adjust: as_usual,
    },
    Preset {
        code: "WOOCOMMERCE_ORDERS",
        row: Row::Line,
        platform: Platform::Woocommerce,
        signature: &[
            &["Order Number", "order_number"],
            &["Order Status", "status"],
            &["Order Date", "order_date"],
            &["Order Total Amount", "order_total"],
        ],
        absent: &[],
        columns: &[
            (Field::OrderNumber, &["Order Number", "order_number"]),
            (Field::Buyer, &["Customer User ID", "customer_id"]),
            (
                Field::Email,
                &["Email (Billing)", "billing_email", "customer_email"],
            ),
            (Field::Phone, &["Phone (Billing)", "billing_phone"]),
            (Field::Name, &["First Name (Billing)", "billing_first_name"]),
            (Field::State, &["Order Status", "status"]),
            (Field::CreatedAt, &["Order Date", "order_date"]),
            (Field::PaidAt, &["Paid Date", "paid_date"]),
            (Field::Total, &["Order Total Amount", "order_total"]),
            (
                Field::Shipping,
                &["Order Shipping Amount", "shipping_total"],
            ),
            (Field::Refunded, &["Order Line Total Refunded"]),
            (Field::Currency, &["order_currency"]),
            (Field::ProductCode, &["SKU"]),
            (Field::Title, &["Name", "Item Name"]),
            (Field::Quantity, &["Quantity"]),
            (Field::UnitPrice, &["Item Cost"]),
            (
                Field::Country,
                &["Country Code (Shipping)", "shipping_country"],
            ),
            (Field::Region, &["State Code (Shipping)", "shipping_state"]),
            (Field::City, &["City (Shipping)", "shipping_city"]),
        ],
        adjust: |reading| reading.gift_price_minor = 0,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order_import::heading::normalise;

    fn check(headings: &[&str], expected: &str) {
        let headings = normalise(headings.iter().copied());
        assert_eq!(
            recognise(&headings).map(|preset| preset.code),
            Some(expected),
            "{headings:?}"
        );
    }

    #[test]
    fn exports_are_known_by_their_headings() {
        check(
            &[
                "订单编号",
                "总金额",
                "买家实际支付金额",
                "收货地址 ",
                "订单创建时间",
                "订单付款时间 ",
                "退款金额",
            ],
            "TMALL_ORDER_REPORT",
        );
        check(
            &[
                "订单编号",
                "标题",
                "价格",
                "购买数量",
                "外部系统编号",
                "商品属性",
                "套餐信息",
                "备注",
                "订单状态",
                "商家编码",
            ],
            "TAOBAO_ITEMS",
        );
        check(
            &[
                "品牌名称",
                "买家昵称",
                "付款日期",
                "订单状态",
                "实付金额",
                "邮费",
                "省份",
                "城市",
                "购买数量",
            ],
            "TAOBAO_BUYERS",
        );
        check(
            &[
                "InvoiceNo",
                "StockCode",
                "Description",
                "Quantity",
                "InvoiceDate",
                "UnitPrice",
                "CustomerID",
                "Country",
            ],
            "ONLINE_RETAIL",
        );
        assert!(recognise(&normalise(["a", "b"])).is_none());
    }

    #[test]
    fn an_unknown_file_is_guessed_from_words_and_values() {
        let headings = normalise(["order id", "client", "Date", "amount", "note"]);
        let sample = vec![
            vec![
                "1".into(),
                "ann".into(),
                "2026-01-02".into(),
                "9.50".into(),
                "x".into(),
            ],
            vec![
                "2".into(),
                "bob".into(),
                "2026-01-03".into(),
                "8".into(),
                "".into(),
            ],
        ];
        let found = guess(&headings, &sample);
        let column = |field| found.mapping.columns.get(&field).map(String::as_str);
        assert_eq!(column(Field::OrderNumber), Some("order id"));
        assert_eq!(column(Field::Buyer), Some("client"));
        assert_eq!(column(Field::CreatedAt), Some("Date"));
        assert_eq!(column(Field::Total), Some("amount"));
        assert!(found.mapping.reading.paid_when_created);
        assert_eq!(found.mapping.row, Row::Order);
    }
}
