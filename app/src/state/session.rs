//! Who is signed in, and the shop they work in.

use domain::wire::session::{Me, Shop, SignIn, User};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::connection::{Connection, use_connection};
use crate::api::{self, Answer, Failure};
use crate::format::MoneyStyle;
use crate::platform::storage;

/// How far the application has come in knowing who is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Asking.
    Opening,
    /// Nobody.
    SignedOut,
    /// Someone; perhaps from memory, while no server answers.
    SignedIn,
}

/// Who is here.
#[derive(Clone, Copy)]
pub struct Session {
    me: RwSignal<Option<Me>>,
    stage: RwSignal<Stage>,
    chosen: RwSignal<Option<i64>>,
    connection: Connection,
}

const ME: &str = "huitou.me";
const SHOP: &str = "huitou.shop";

impl Session {
    /// How far we are. It speaks up only when that changes: a refresh must not build the page anew.
    pub fn stage(self) -> Memo<Stage> {
        Memo::new(move |_| self.stage.get())
    }

    /// The person signed in.
    pub fn user(self) -> Memo<Option<User>> {
        Memo::new(move |_| self.me.read().as_ref().map(|me| me.user.clone()))
    }

    /// The number of the person signed in.
    pub fn user_id(self) -> Memo<Option<i64>> {
        Memo::new(move |_| self.me.read().as_ref().map(|me| me.user.id))
    }

    /// All shops.
    pub fn shops(self) -> Memo<Vec<Shop>> {
        Memo::new(move |_| {
            self.me
                .read()
                .as_ref()
                .map(|me| me.shops.clone())
                .unwrap_or_default()
        })
    }

    /// The shop worked in.
    pub fn shop(self) -> Memo<Option<Shop>> {
        Memo::new(move |_| {
            let chosen = self.chosen.get();
            let me = self.me.read();
            let shops = &me.as_ref()?.shops;
            shops
                .iter()
                .find(|shop| Some(shop.id) == chosen)
                .or_else(|| shops.first())
                .cloned()
        })
    }

    /// Works in another shop from now on.
    pub fn choose_shop(self, shop: i64) {
        storage::write(SHOP, &shop.to_string());
        self.chosen.set(Some(shop));
    }

    /// Takes in a shop that changed (a new revision of its facts, new settings).
    pub fn put_shop(self, shop: Shop) {
        let mut me = self.me.get_untracked();
        if let Some(me) = &mut me {
            match me.shops.iter_mut().find(|held| held.id == shop.id) {
                Some(held) => *held = shop,
                None => me.shops.push(shop),
            }
        }
        self.hold(me);
    }

    /// Signs in.
    pub async fn sign_in(self, sign_in: SignIn) -> Answer<()> {
        let me = api::session::sign_in(&sign_in).await?;
        self.connection.trouble.set(None);
        self.connection.reachable.set(true);
        self.hold(Some(me));
        self.stage.set(Stage::SignedIn);
        Ok(())
    }

    /// Signs out. What was not sent yet stays on this device for the next time.
    pub async fn sign_out(self) -> Answer<()> {
        let answer = api::session::sign_out().await;
        if let Err(failure) = answer
            && !failure.signed_out()
        {
            return Err(failure);
        }
        crate::platform::forget_facts().await;
        self.forget();
        Ok(())
    }

    /// The server no longer knows this session.
    pub fn expired(self) {
        if self.stage.get_untracked() == Stage::SignedIn {
            self.connection.trouble.set(Some("session.expired".into()));
        }
    }

    /// Opens with the last session of this device, then asks the server.
    pub(super) fn open(self) {
        let kept: Option<Me> = storage::read(ME).and_then(|text| serde_json::from_str(&text).ok());
        if kept.is_some() {
            self.me.set(kept);
            self.stage.set(Stage::SignedIn);
        }
        self.refresh();
    }

    /// Asks the server who is here, and how the shops are.
    pub fn refresh(self) {
        spawn_local(async move {
            match api::session::me().await {
                Ok(me) => {
                    self.connection.reachable.set(true);
                    let contract = me.contract;
                    self.hold(Some(me));
                    self.stage.set(Stage::SignedIn);
                    if contract != domain::wire::CONTRACT {
                        self.connection.trouble.set(Some("page.contract".into()));
                    }
                }
                Err(failure) if failure.signed_out() => self.forget(),
                Err(failure) => {
                    if failure == Failure::Offline {
                        self.connection.reachable.set(false);
                    }
                    if self.me.read_untracked().is_none() {
                        self.stage.set(Stage::SignedOut);
                    }
                }
            }
        });
    }

    fn hold(self, me: Option<Me>) {
        match me.as_ref().and_then(|me| serde_json::to_string(me).ok()) {
            Some(text) => storage::write(ME, &text),
            None => storage::forget(ME),
        }
        if *self.me.read_untracked() != me {
            self.me.set(me);
        }
    }

    fn forget(self) {
        self.connection.trouble.set(None);
        self.hold(None);
        self.stage.set(Stage::SignedOut);
    }
}

/// Provides the session.
pub(super) fn provide_session() -> Session {
    let session = Session {
        me: RwSignal::new(None),
        stage: RwSignal::new(Stage::Opening),
        chosen: RwSignal::new(storage::read(SHOP).and_then(|text| text.parse().ok())),
        connection: use_connection(),
    };
    provide_context(session);
    session
}

/// The session. Every page stands below [`super::provide_state`].
pub fn use_session() -> Session {
    use_context::<Session>().unwrap_or_else(provide_session)
}

/// The shop worked in.
pub fn use_shop() -> Memo<Option<Shop>> {
    use_session().shop()
}

/// How the shop worked in writes money; yuan until a shop is known.
pub fn use_money() -> Memo<MoneyStyle> {
    let shop = use_shop();
    Memo::new(move |_| match shop.read().as_ref() {
        Some(shop) => MoneyStyle {
            currency: shop.currency.clone(),
            decimals: shop.decimals,
        },
        None => MoneyStyle {
            currency: "CNY".into(),
            decimals: 2,
        },
    })
}
