//! What the clock on the wall of a shop says, by the browser's own table of time zones.

use chrono::NaiveDateTime;
use js_sys::{Date, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The local date and time in an IANA zone at an instant (seconds since 1970 in UTC); nothing for a zone that the
/// browser does not know.
pub fn local(at: i64, zone: &str) -> Option<NaiveDateTime> {
    let date = Date::new(&JsValue::from_f64(at as f64 * 1000.0));
    let options = Object::new();
    Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
    Reflect::set(&options, &"hourCycle".into(), &"h23".into()).ok()?;
    // An unknown zone makes the browser throw; asking for the format first turns that into nothing.
    let locale = js_sys::Array::of1(&"sv-SE".into());
    let make = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let make = Reflect::get(&make, &"DateTimeFormat".into()).ok()?;
    Reflect::construct(
        make.unchecked_ref::<js_sys::Function>(),
        &js_sys::Array::of2(&locale, &options),
    )
    .ok()?;
    // Sweden writes `2026-11-11 20:00:00`.
    let text = String::from(date.to_locale_string("sv-SE", &options));
    NaiveDateTime::parse_from_str(text.trim(), "%Y-%m-%d %H:%M:%S").ok()
}
