//! Problems of shops, people and passwords, in words.

use crate::locales::{Word, problems as common, settings_problems as words};

/// The words and the remedy of a code of this area.
pub(super) fn words_of(code: &str) -> Option<(Word, Word)> {
    Some(match code {
        "shop.name" => (words::shop_name, words::shop_name_remedy),
        "shop.platform" => (words::shop_platform, words::shop_platform_remedy),
        "shop.currency" => (words::shop_currency, words::shop_currency_remedy),
        "shop.time_zone" => (words::shop_time_zone, words::shop_time_zone_remedy),
        "shop.lifecycle" => (words::shop_lifecycle, words::shop_lifecycle_remedy),
        "data.none" => (words::data_none, words::data_none_remedy),
        "shop.pinned_day" => (words::shop_pinned_day, words::shop_pinned_day_remedy),
        "shop.has_orders" => (words::shop_has_orders, words::shop_has_orders_remedy),
        "user.name_missing" => (words::user_name, words::user_name_remedy),
        "user.sign_in_taken" => (words::sign_in_taken, words::sign_in_taken_remedy),
        "user.password_too_short" => (words::password_short, words::password_short_remedy),
        "user.password_too_long" => (words::password_long, words::password_long_remedy),
        "user.password_differs" => (words::password_differs, words::password_differs_remedy),
        "user.wrong_password" => (words::wrong_password, words::wrong_password_remedy),
        "session.too_many_tries" => (common::too_many, common::too_many_remedy),
        _ => return None,
    })
}
