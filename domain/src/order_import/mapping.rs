//! Which column of a file is which field of an order, and how its values are to be read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A field that a column of an export can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Field {
    /// The platform's number of the order.
    OrderNumber,
    /// The platform's number of the line, where it has one.
    LineNumber,
    /// The shop's own id of the buyer.
    Buyer,
    /// Buyer's e-mail address.
    Email,
    /// Buyer's phone.
    Phone,
    /// Buyer's name.
    Name,
    /// The state of the order, as the platform words it.
    State,
    /// Whether the parcel has left, where that is a column of its own.
    Fulfilment,
    /// The state of a return or refund, as the platform words it.
    AfterSale,
    /// When the order was placed.
    CreatedAt,
    /// When it was paid.
    PaidAt,
    /// When it was cancelled.
    CancelledAt,
    /// Goods and shipping of the whole order, to be paid.
    Total,
    /// Goods of the whole order, to be paid, without shipping.
    Goods,
    /// What was paid for the whole order.
    Paid,
    /// Shipping of the whole order.
    Shipping,
    /// Paid back: of the whole order, or of the line where the file has one row a line.
    Refunded,
    /// ISO code of the currency.
    Currency,
    /// The platform's id of the product.
    Product,
    /// The shop's own code of the product or its variant.
    ProductCode,
    /// Title of the product.
    Title,
    /// Category of the product.
    Category,
    /// How many pieces.
    Quantity,
    /// Price of one piece before the order's discounts.
    UnitPrice,
    /// What was paid, or is to be paid, for this line.
    LinePaid,
    /// Discount of this line.
    LineDiscount,
    /// Where the order went: country.
    Country,
    /// Where the order went: province or state.
    Region,
    /// Where the order went: city.
    City,
    /// A whole address, of which only region and city are kept.
    Address,
    /// Where the order came from: phone, desktop, live stream.
    Channel,
    /// Whether the buyer takes marketing e-mail.
    AcceptsMarketing,
    /// The shop's note on the order.
    Note,
}

impl Field {
    /// Every field, in the order in which a page offers them.
    pub const ALL: [Field; 33] = [
        Field::OrderNumber,
        Field::LineNumber,
        Field::Buyer,
        Field::Email,
        Field::Phone,
        Field::Name,
        Field::State,
        Field::Fulfilment,
        Field::AfterSale,
        Field::CreatedAt,
        Field::PaidAt,
        Field::CancelledAt,
        Field::Total,
        Field::Goods,
        Field::Paid,
        Field::Shipping,
        Field::Refunded,
        Field::Currency,
        Field::Product,
        Field::ProductCode,
        Field::Title,
        Field::Category,
        Field::Quantity,
        Field::UnitPrice,
        Field::LinePaid,
        Field::LineDiscount,
        Field::Country,
        Field::Region,
        Field::City,
        Field::Address,
        Field::Channel,
        Field::AcceptsMarketing,
        Field::Note,
    ];
}

/// What one row of the file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Row {
    /// A whole order.
    #[default]
    Order,
    /// A line of an order, with the order's own fields on the first row or on each.
    Line,
    /// A line of an order that another file describes.
    Item,
}

/// Whose words and habits the file follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Platform {
    /// Taobao and Tmall.
    Taobao,
    /// JD.
    Jd,
    /// Pinduoduo.
    Pinduoduo,
    /// Douyin shop.
    Douyin,
    /// Youzan.
    Youzan,
    /// Kuaishou shop.
    Kuaishou,
    /// Shopify.
    Shopify,
    /// WooCommerce.
    Woocommerce,
    /// Any other; states are understood in the words of all of them.
    #[default]
    Other,
}

/// In which zone the times of the file are written, where they carry no offset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Clock {
    /// In the shop's.
    #[default]
    Shop,
    /// In China's, as all of its platforms do.
    China,
    /// In UTC.
    Utc,
}

/// How the values of a file are to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// Whose words the states are.
    pub platform: Platform,
    /// The zone of the times.
    pub clock: Clock,
    /// Order numbers that begin with one of these are cancellations: their amounts are refunds.
    pub cancellation_prefixes: Vec<String>,
    /// Order numbers that begin with one of these are no orders at all.
    pub ignored_prefixes: Vec<String>,
    /// A line at this unit price in minor units or below is a gift, not a product.
    pub gift_price_minor: i64,
    /// `Paid` includes shipping.
    pub paid_includes_shipping: bool,
    /// Where the file names no state and no time of payment, every order was paid when it was placed.
    pub paid_when_created: bool,
}

impl Default for Reading {
    fn default() -> Reading {
        Reading {
            platform: Platform::Other,
            clock: Clock::Shop,
            cancellation_prefixes: Vec::new(),
            ignored_prefixes: Vec::new(),
            gift_price_minor: 1,
            paid_includes_shipping: true,
            paid_when_created: false,
        }
    }
}

/// Which column is which field. Columns are named by their normalised heading, never by position.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    /// The preset that it came from, if any.
    pub preset: Option<String>,
    /// What one row is.
    pub row: Row,
    /// Field → heading.
    pub columns: BTreeMap<Field, String>,
    /// How values are read.
    pub reading: Reading,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_reads_back_from_its_json() {
        let mut mapping = Mapping::default();
        mapping
            .columns
            .insert(Field::OrderNumber, "订单编号".into());
        let json = serde_json::to_string(&mapping).unwrap();
        assert!(json.contains(r#""ORDER_NUMBER":"订单编号""#));
        assert_eq!(serde_json::from_str::<Mapping>(&json).unwrap(), mapping);
        let short: Mapping = serde_json::from_str(r#"{"columns":{"BUYER":"CustomerID"}}"#).unwrap();
        assert_eq!(short.reading, Reading::default());
    }
}
