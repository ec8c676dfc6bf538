//! The exports we know, recognised by their headings.

mod known;

use std::collections::HashMap;

use super::heading::key;
use super::mapping::{Clock, Field, Mapping, Platform, Reading, Row};

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

/// The preset whose signature the headings carry; of several, the one that explains most headings.
pub fn recognise(headings: &[String]) -> Option<&'static Preset> {
    let keys = Keys::of(headings);
    known::PRESETS
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
    known::PRESETS
        .iter()
        .find(|preset| preset.code.eq_ignore_ascii_case(code))
}

/// All codes.
pub fn codes() -> impl Iterator<Item = &'static str> {
    known::PRESETS.iter().map(|preset| preset.code)
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
}
