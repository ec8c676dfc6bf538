//! Shops over HTTP.

mod support;

use domain::lifecycle::Setting;
use domain::wire::session::Shop;
use serde_json::json;
use support::Server;

#[test]
fn a_shop_is_made_and_changed() {
    let server = Server::start();
    let owner = server.owner();
    let asked = json!({"name": " Pine ", "platform": "TMALL", "currency": "JPY", "time_zone": "Asia/Tokyo"});
    let made = owner.post("/api/shops", &asked);
    assert_eq!(made.status, 201);
    let shop: Shop = made.json();
    assert_eq!(
        (shop.name.as_str(), shop.decimals, shop.today.to_string()),
        ("Pine", 0, "2026-11-11".into())
    );
    let path = format!("/api/shops/{}", shop.id);
    let change = json!({"pinned_day": "2011-12-10", "settings": {"lifecycle": {"how": "chosen", "a": 60, "b": 120, "c": 240}}});
    let shop: Shop = owner.put(&path, &change).json();
    assert_eq!(shop.as_of().to_string(), "2011-12-10");
    assert_eq!(
        shop.settings.lifecycle,
        Setting::Chosen {
            a: 60,
            b: 120,
            c: 240
        }
    );
    let shop: Shop = owner.put(&path, &json!({"name": "Fir"})).json();
    assert_eq!(
        (shop.name.as_str(), shop.pinned_day.is_some()),
        ("Fir", true)
    );
    let shop: Shop = owner.put(&path, &json!({"pinned_day": null})).json();
    assert_eq!(shop.pinned_day, None);
}

#[test]
fn every_flaw_of_a_shop_is_named() {
    let server = Server::start();
    let owner = server.owner();
    let asked =
        json!({"name": "", "platform": "TMALL", "currency": "yen", "time_zone": "Mars/Olympus"});
    let answer = owner.post("/api/shops", &asked);
    assert_eq!(answer.problem(), (422, "shop.name".into()));
    for code in ["shop.name", "shop.currency", "shop.time_zone"] {
        assert!(answer.text().contains(code), "{}", answer.text());
    }
    assert_eq!(
        owner.put("/api/shops/99", &json!({})).problem(),
        (404, "shop.unknown".into())
    );
}
