//! The functions of the language and what their parameters take.

use crate::product_cycle;
use crate::snapshot::Activity;

use super::attribute::Kind;

/// Is there such a thing in the customer's history?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Function {
    /// Order lines.
    ProductsPurchased,
    /// Orders.
    OrdersPlaced,
    /// One purchase after another.
    PurchaseSequence,
    /// A product that comes to its end.
    ProductRunsOut,
    /// A stage of a product cycle.
    ProductCycle,
    /// Events of campaigns.
    CampaignActivity,
}

/// A parameter of a function. The order of the variants is the order in print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Parameter {
    /// Product or campaign id.
    Id,
    /// Product title.
    Title,
    /// Product category.
    Category,
    /// Product tag.
    Tag,
    /// The earlier product.
    First,
    /// The later product.
    Then,
    /// The earlier category.
    FirstCategory,
    /// The later category.
    ThenCategory,
    /// How soon after.
    Within,
    /// A stage of the product cycle.
    Stage,
    /// A kind of campaign event.
    Event,
    /// State of an order.
    Status,
    /// Where an order came from.
    Channel,
    /// The day of the thing.
    Date,
    /// How many.
    Count,
    /// Sum of quantities.
    Quantity,
    /// Sum of line amounts; of one order in `orders_placed`.
    Amount,
    /// Sum of order amounts.
    SumAmount,
    /// Within one and the same category or product.
    Per,
}

impl Function {
    /// Every function.
    pub const ALL: [Function; 6] = [
        Function::ProductsPurchased,
        Function::OrdersPlaced,
        Function::PurchaseSequence,
        Function::ProductRunsOut,
        Function::ProductCycle,
        Function::CampaignActivity,
    ];

    /// The name in a query.
    pub fn code(self) -> &'static str {
        match self {
            Function::ProductsPurchased => "products_purchased",
            Function::OrdersPlaced => "orders_placed",
            Function::PurchaseSequence => "purchase_sequence",
            Function::ProductRunsOut => "product_runs_out",
            Function::ProductCycle => "product_cycle",
            Function::CampaignActivity => "campaign_activity",
        }
    }

    /// The function of a name.
    pub fn from_code(code: &str) -> Option<Function> {
        Function::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The parameters it takes, and what these are.
    pub fn parameters(self) -> &'static [(Parameter, Kind)] {
        use Parameter::*;
        match self {
            Function::ProductsPurchased => &[
                (Id, Kind::Id),
                (Title, Kind::Text),
                (Category, Kind::Text),
                (Tag, Kind::Id),
                (Date, Kind::Date),
                (Count, Kind::Number),
                (Quantity, Kind::Number),
                (Amount, Kind::Money),
                (Per, Kind::Choice(&["category", "product"])),
            ],
            Function::OrdersPlaced => &[
                (Status, Kind::Choice(STATUSES)),
                (Channel, Kind::Text),
                (Date, Kind::Date),
                (Count, Kind::Number),
                (Amount, Kind::Money),
                (SumAmount, Kind::Money),
            ],
            Function::PurchaseSequence => &[
                (First, Kind::Id),
                (Then, Kind::Id),
                (FirstCategory, Kind::Text),
                (ThenCategory, Kind::Text),
                (Within, Kind::Span),
                (Date, Kind::Date),
            ],
            Function::ProductRunsOut => {
                &[(Id, Kind::Id), (Category, Kind::Text), (Date, Kind::Date)]
            }
            Function::ProductCycle => &[
                (Id, Kind::Id),
                (Category, Kind::Text),
                (Stage, Kind::Choice(&product_cycle::Stage::CODES)),
            ],
            Function::CampaignActivity => &[
                (Id, Kind::Id),
                (Event, Kind::Choice(&Activity::CODES)),
                (Date, Kind::Date),
                (Count, Kind::Number),
            ],
        }
    }
}

impl Parameter {
    /// The name in a query.
    pub fn code(self) -> &'static str {
        match self {
            Parameter::Id => "id",
            Parameter::Title => "title",
            Parameter::Category => "category",
            Parameter::Tag => "tag",
            Parameter::First => "first",
            Parameter::Then => "then",
            Parameter::FirstCategory => "first_category",
            Parameter::ThenCategory => "then_category",
            Parameter::Within => "within",
            Parameter::Stage => "stage",
            Parameter::Event => "event",
            Parameter::Status => "status",
            Parameter::Channel => "channel",
            Parameter::Date => "date",
            Parameter::Count => "count",
            Parameter::Quantity => "quantity",
            Parameter::Amount => "amount",
            Parameter::SumAmount => "sum_amount",
            Parameter::Per => "per",
        }
    }
}

/// `ANY`, then the states of orders.
const STATUSES: &[&str] = &[
    "ANY",
    "UNPAID",
    "DEPOSIT_PAID",
    "PAID",
    "PART_SHIPPED",
    "SHIPPED",
    "COMPLETED",
    "CLOSED_UNPAID",
    "CLOSED_REFUNDED",
    "ON_HOLD",
    "UNKNOWN",
];
