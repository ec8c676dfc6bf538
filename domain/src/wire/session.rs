//! Who is signed in, and the shops they work in.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::shop::Settings;

/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 8;

/// What a person may do; see the roles of the trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Made at the first start; may do everything.
    Owner,
    /// Approves and closes.
    Manager,
    /// Segments, groups, sends, evaluates.
    Crm,
    /// Briefs and stock.
    Operations,
    /// Speaks with customers.
    Service,
}

/// Someone who signs in here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// Number of the user.
    pub id: i64,
    /// Name shown to others.
    pub name: String,
    /// What they type to sign in.
    pub sign_in: String,
    /// What they may do.
    pub role: Role,
}

/// `POST /api/sign-in`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignIn {
    /// What the person types to sign in.
    pub sign_in: String,
    /// The password.
    pub password: String,
}

/// A shop as the page sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shop {
    /// Number of the shop.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its platform: `TAOBAO`, `TMALL`, `JD`, `PINDUODUO`, `DOUYIN`, `YOUZAN`, `SHOPIFY`, `WOOCOMMERCE`, `OTHER`.
    pub platform: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Minor digits of the currency.
    pub decimals: u32,
    /// IANA zone.
    pub time_zone: String,
    /// The as-of day where the shop pins one.
    pub pinned_day: Option<Day>,
    /// Today in the shop's zone when the server answered; the as-of day where none is pinned.
    pub today: Day,
    /// Grows with every change of customers, orders and consents; the snapshot of this revision is the newest.
    pub facts_revision: i64,
    /// Choices that belong to the shop.
    #[serde(default)]
    pub settings: Settings,
}

impl Shop {
    /// The day that `today` means in a query of this shop.
    pub fn as_of(&self) -> Day {
        self.pinned_day.unwrap_or(self.today)
    }
}

/// `GET /api/me`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Me {
    /// The contract of the server.
    pub contract: u32,
    /// Who is signed in.
    pub user: User,
    /// All shops of the business.
    pub shops: Vec<Shop>,
}

/// `PUT /api/me/password`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangePassword {
    /// The password until now.
    pub current: String,
    /// The password from now on.
    pub new: String,
}

/// `POST /api/users`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewUser {
    /// Name shown to others.
    pub name: String,
    /// What they type to sign in.
    pub sign_in: String,
    /// What they may do.
    pub role: Role,
    /// The first password.
    pub password: String,
}

/// `POST /api/shops`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewShop {
    /// Its name.
    pub name: String,
    /// Its platform, one of `domain::shop::PLATFORMS`.
    pub platform: String,
    /// ISO 4217 code.
    pub currency: String,
    /// IANA zone.
    pub time_zone: String,
    /// The as-of day where the shop pins one.
    #[serde(default)]
    pub pinned_day: Option<Day>,
    /// Choices that belong to the shop.
    #[serde(default)]
    pub settings: Settings,
}

/// `PUT /api/shops/{shop}`: what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangeShop {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// ISO 4217 code; only while the shop has no orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// IANA zone; only while the shop has no orders, since their days were counted in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// The as-of day; `null` lets the shop live today.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "given"
    )]
    pub pinned_day: Option<Option<Day>>,
    /// Choices that belong to the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
}

/// Tells `null` from a field that was left out.
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<Day>>, D::Error> {
    Option::<Day>::deserialize(from).map(Some)
}
