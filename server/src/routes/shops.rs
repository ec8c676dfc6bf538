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

/// Refuses a shop that cannot be like this, naming every flaw.
pub fn check_shop(shop: &NewShop) -> Result<(), Failure> {
    let flaws = check(&shop.name, &shop.platform, &shop.currency, &shop.settings);
    let mut flaws: Vec<(&str, String)> = flaws
        .into_iter()
        .map(|flaw| (flaw.code(), flaw.to_string()))
        .collect();
    if zone(&shop.time_zone).is_none() {
        let what = "a time zone has a name such as Asia/Shanghai";
        flaws.push(("shop.time_zone", what.into()));
    }
    let Some((first, what)) = flaws.first() else {
        return Ok(());
    };
    let codes: Vec<&str> = flaws.iter().map(|(code, _)| *code).collect();
    Err(Failure::unprocessable(first, what).with("problems", codes))
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
