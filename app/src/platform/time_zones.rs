//! The time zones that the browser knows.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::JsCast;

/// Names of the IANA zones; a few common ones where the browser does not tell.
pub fn time_zones() -> Vec<String> {
    let known = asked().unwrap_or_default();
    if known.is_empty() {
        return [
            "Asia/Shanghai",
            "Asia/Hong_Kong",
            "Asia/Taipei",
            "Europe/London",
            "America/New_York",
            "UTC",
        ]
        .map(String::from)
        .to_vec();
    }
    known
}

fn asked() -> Option<Vec<String>> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let ask = Reflect::get(&intl, &"supportedValuesOf".into()).ok()?;
    let zones = ask
        .dyn_into::<Function>()
        .ok()?
        .call1(&intl, &"timeZone".into())
        .ok()?;
    let mut zones: Vec<String> = Array::from(&zones)
        .iter()
        .filter_map(|zone| zone.as_string())
        .collect();
    if !zones.iter().any(|zone| zone == "UTC") {
        zones.push("UTC".into());
    }
    Some(zones)
}
