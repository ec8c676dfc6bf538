//! The shops of the business.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, put};
use axum::{Json, Router};
use domain::shop::{check, currency_code};
use domain::wire::session::{ChangeShop, NewShop, Role, Shop};
use domain::wire::sync::Event;

use crate::clock::zone;
use crate::db::shops;
use crate::failure::Failure;
use crate::routes::session::Signed;
use crate::routes::{Body, Path};
use crate::state::AppState;

/// The routes of this area.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/shops", get(list_shops).post(make_shop))
        .route("/api/shops/{shop}", put(change_shop).get(show_shop))
}

async fn list_shops(State(state): State<AppState>, _: Signed) -> Result<Json<Vec<Shop>>, Failure> {
    let clock = state.clock.clone();
    let shops = state
        .store
        .read(move |conn| shops::list_shops(conn, &clock))
        .await?;
    Ok(Json(shops))
}

async fn show_shop(
    State(state): State<AppState>,
    _: Signed,
    Path(shop): Path<i64>,
) -> Result<Json<Shop>, Failure> {
    let clock = state.clock.clone();
    let shop = state
        .store
        .read(move |conn| shops::shop(conn, &clock, shop))
        .await?;
    Ok(Json(shop))
}

/// What is wrong with a shop, for the terminal and for people who read the API.
fn flaw_title(code: &str) -> &'static str {
    match code {
        "shop.name" => "A shop needs a name, of no more than 100 letters",
        "shop.platform" => "There is no such platform",
        "shop.currency" => {
            "There is no such currency: give its code of ISO 4217, such as CNY or USD"
        }
        "shop.time_zone" => "There is no such time zone: give its name, such as Asia/Shanghai",
        "shop.lifecycle" => "The days of the lifecycle must rise from A to C",
        _ => "A shop cannot be like this",
    }
}

/// Refuses a shop that cannot be like this, naming every flaw.
pub fn check_shop(shop: &NewShop) -> Result<(), Failure> {
    let mut codes: Vec<&str> = check(&shop.name, &shop.platform, &shop.currency, &shop.settings)
        .into_iter()
        .map(|flaw| flaw.code())
        .collect();
    if zone(&shop.time_zone).is_none() {
        codes.push("shop.time_zone");
    }
    match codes.first() {
        None => Ok(()),
        Some(first) => {
            Err(Failure::unprocessable(first, flaw_title(first)).with("problems", codes.clone()))
        }
    }
}

async fn make_shop(
    State(state): State<AppState>,
    signed: Signed,
    Body(mut asked): Body<NewShop>,
) -> Result<(StatusCode, Json<Shop>), Failure> {
    signed.require(&[Role::Manager, Role::Crm])?;
    asked.name = asked.name.trim().to_owned();
    asked.currency = currency_code(&asked.currency);
    check_shop(&asked)?;
    let clock = state.clock.clone();
    let shop = state
        .store
        .write(move |tx| {
            let id = shops::insert_shop(tx, &asked, clock.now())?;
            shops::shop(tx, &clock, id)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(shop)))
}

async fn change_shop(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<i64>,
    Body(asked): Body<ChangeShop>,
) -> Result<Json<Shop>, Failure> {
    signed.require(&[Role::Manager, Role::Crm])?;
    let clock = state.clock.clone();
    let shop = state
        .store
        .write(move |tx| {
            let held = shops::shop(tx, &clock, id)?;
            let wanted = NewShop {
                name: asked.name.map_or(held.name, |name| name.trim().to_owned()),
                platform: asked.platform.unwrap_or(held.platform),
                currency: asked
                    .currency
                    .map_or_else(|| held.currency.clone(), |code| currency_code(&code)),
                time_zone: asked.time_zone.unwrap_or_else(|| held.time_zone.clone()),
                pinned_day: asked.pinned_day.unwrap_or(held.pinned_day),
                settings: asked.settings.unwrap_or(held.settings),
            };
            check_shop(&wanted)?;
            let counted_anew =
                wanted.currency != held.currency || wanted.time_zone != held.time_zone;
            if counted_anew && shops::has_orders(tx, id)? {
                return Err(Failure::conflict(
                    "shop.has_orders",
                    "Currency and time zone cannot change once a shop has orders",
                ));
            }
            shops::update_shop(tx, id, &wanted)?;
            shops::shop(tx, &clock, id)
        })
        .await?;
    // The facts are as they were, but other screens hold the shop's day and thresholds.
    state.announce(Event::Facts {
        shop: shop.id,
        revision: shop.facts_revision,
    });
    Ok(Json(shop))
}
