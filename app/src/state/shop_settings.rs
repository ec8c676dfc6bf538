//! Changing shops, and how messages leave them.

use domain::wire::sending::SendingSetup;
use domain::wire::session::{ChangeShop, NewShop, Shop};

use super::session::Session;
use crate::api::{self, Answer};

/// Changes a shop; every part of the page sees it as it is then.
pub async fn change_shop(session: Session, shop: i64, change: &ChangeShop) -> Answer<Shop> {
    let shop = api::shops::change_shop(shop, change).await?;
    session.put_shop(shop.clone());
    Ok(shop)
}

/// Makes a shop and works in it from now on.
pub async fn add_shop(session: Session, shop: &NewShop) -> Answer<Shop> {
    let shop = api::shops::add_shop(shop).await?;
    session.put_shop(shop.clone());
    session.choose_shop(shop.id);
    Ok(shop)
}

/// How the server was set up to send.
pub async fn find_sending() -> Answer<SendingSetup> {
    api::sending::find_sending().await
}
