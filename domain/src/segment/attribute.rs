//! What can be asked of a customer, and how.

use crate::lifecycle::Stage;
use crate::rfm::Group;

macro_rules! attributes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $kind:expr;)*) => {
        /// What a clause can be about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Attribute { $($(#[$doc])* $name,)* }

        impl Attribute {
            /// Every attribute, in the order of the language's description.
            pub const ALL: &'static [Attribute] = &[$(Attribute::$name,)*];

            /// The name in a query.
            pub fn code(self) -> &'static str {
                match self { $(Attribute::$name => $code,)* }
            }

            /// What its values are.
            pub fn kind(self) -> Kind {
                match self { $(Attribute::$name => $kind,)* }
            }
        }
    };
}

attributes! {
    /// Paid, refunds taken off.
    AmountSpent = "amount_spent", Kind::Money;
    /// Gross payments of paid orders.
    AmountPaid = "amount_paid", Kind::Money;
    /// Refunds, those without an order included.
    AmountRefunded = "amount_refunded", Kind::Money;
    /// Paid orders.
    NumberOfOrders = "number_of_orders", Kind::Number;
    /// Distinct days with a paid order.
    NumberOfPurchaseDays = "number_of_purchase_days", Kind::Number;
    /// Spent ÷ orders.
    AverageOrderValue = "average_order_value", Kind::Money;
    /// Refunded ÷ paid.
    RefundRate = "refund_rate", Kind::Number;
    /// Day of payment of the first paid order.
    FirstOrderDate = "first_order_date", Kind::Date;
    /// Day of payment of the last paid order.
    LastOrderDate = "last_order_date", Kind::Date;
    /// Median gap of purchase days.
    MedianDaysBetweenOrders = "median_days_between_orders", Kind::Number;
    /// Days since the last purchase day ÷ the median gap.
    OverdueRatio = "overdue_ratio", Kind::Number;
    /// First seen.
    CustomerAddedDate = "customer_added_date", Kind::Date;
    /// Where the latest order went.
    CustomerCountry = "customer_country", Kind::Text;
    /// Where the latest order went.
    CustomerRegion = "customer_region", Kind::Text;
    /// Where the latest order went.
    CustomerCity = "customer_city", Kind::Text;
    /// The shop's member level.
    MemberLevel = "member_level", Kind::Number;
    /// As imported.
    Gender = "gender", Kind::Text;
    /// As imported.
    Birthday = "birthday", Kind::Date;
    /// Tags of the customer.
    CustomerTags = "customer_tags", Kind::Set;
    /// The shop's own id.
    CustomerId = "customer_id", Kind::Id;
    /// Permission for e-mail.
    EmailSubscriptionStatus = "email_subscription_status", Kind::Choice(SUBSCRIPTION);
    /// Permission for text messages.
    SmsSubscriptionStatus = "sms_subscription_status", Kind::Choice(SUBSCRIPTION);
    /// Score 1…5.
    RfmRecency = "rfm_recency", Kind::Number;
    /// Score 1…5.
    RfmFrequency = "rfm_frequency", Kind::Number;
    /// Score 1…5.
    RfmMonetary = "rfm_monetary", Kind::Number;
    /// One of eleven groups.
    RfmGroup = "rfm_group", Kind::Choice(RFM_GROUPS);
    /// One of seven stages.
    LifecycleStage = "lifecycle_stage", Kind::Choice(STAGES);
    /// Saved segments by name.
    CustomerSegments = "customer_segments", Kind::Segments;
}

/// What the values of an attribute or a parameter are, and so which tests it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Amounts in major units: all comparisons, `BETWEEN`, `IN`.
    Money,
    /// Numbers: the same.
    Number,
    /// Days: the same.
    Date,
    /// Free texts: `=`, `!=`, `IN`, `CONTAINS`.
    Text,
    /// One of these words: `=`, `!=`, `IN`.
    Choice(&'static [&'static str]),
    /// A set of texts: `CONTAINS`.
    Set,
    /// An id: `=`, `!=`, `IN`.
    Id,
    /// Saved segments: `CONTAINS`, and no `IS NULL`.
    Segments,
    /// A length of time such as `30d`, without an operator.
    Span,
}

impl Kind {
    /// Whether it takes `<`, `<=`, `>`, `>=` and `BETWEEN`.
    pub fn is_ordered(self) -> bool {
        matches!(self, Kind::Money | Kind::Number | Kind::Date)
    }

    /// Whether it takes `=`, `!=` and `IN`.
    pub fn takes_equal(self) -> bool {
        !matches!(self, Kind::Set | Kind::Segments | Kind::Span)
    }

    /// Whether it takes `CONTAINS`.
    pub fn takes_contains(self) -> bool {
        matches!(self, Kind::Text | Kind::Set | Kind::Segments)
    }

    /// Whether it takes `IS NULL`.
    pub fn takes_null(self) -> bool {
        !matches!(self, Kind::Id | Kind::Segments | Kind::Span)
    }
}

impl Attribute {
    /// The attribute of a name.
    pub fn from_code(code: &str) -> Option<Attribute> {
        Attribute::ALL
            .iter()
            .copied()
            .find(|one| one.code() == code)
    }
}

/// The subscription statuses, in the order of [`crate::snapshot::Subscription`].
pub(crate) const SUBSCRIPTION: &[&str] =
    &["SUBSCRIBED", "UNSUBSCRIBED", "NOT_SUBSCRIBED", "INVALID"];

/// The codes of [`Group::ALL`].
const RFM_GROUPS: &[&str] = &{
    let mut codes = [""; Group::ALL.len()];
    let mut at = 0;
    while at < codes.len() {
        codes[at] = Group::ALL[at].code();
        at += 1;
    }
    codes
};

/// The codes of [`Stage::ALL`].
const STAGES: &[&str] = &{
    let mut codes = [""; Stage::ALL.len()];
    let mut at = 0;
    while at < codes.len() {
        codes[at] = Stage::ALL[at].code();
        at += 1;
    }
    codes
};
