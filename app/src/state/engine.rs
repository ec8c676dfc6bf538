//! What the page asks the segment engine. Each question has a number, only the newest answer counts, and the former one
//! stays until it is there.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use std::time::Duration;

use domain::document::Kind;
use domain::lifecycle::Setting;
use domain::segment::{Attribute, Query, customer_ids};
use domain::wire::CONTRACT;
use domain::wire::engine::{
    Answer, CustomerBase, Explanation, FromEngine, Ids, NamedQuery, Overlap, Plan, Profile,
    QueryProblem, Question, Suggestion, Surroundings, ToEngine, Vocabulary, Waterfall,
};
use domain::wire::session::Shop;
use domain::wire::sync::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::documents::use_documents;
use super::events::on_event;
use super::session::Session;
use crate::api;
use crate::engine::Thread;
use crate::platform::storage;

/// How long a question may take when a newer one waits.
const PATIENCE: Duration = Duration::from_millis(100);

/// How far the engine has come with the facts of the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facts {
    /// On their way.
    Opening,
    /// On their way, so far.
    Loading {
        /// Bytes that are here.
        received: u64,
        /// Bytes in all; 0 while that is not known.
        total: u64,
    },
    /// More than this browser can hold; a sample would fit.
    TooLarge {
        /// How many customers there are.
        customers: u32,
        /// Bytes of memory that they would need.
        needed: u64,
        /// Bytes of memory that may be used here.
        limit: u64,
        /// One customer in so many would fit.
        sample: u32,
    },
    /// There.
    Open {
        /// The shop.
        shop: i64,
        /// Their revision.
        revision: i64,
        /// How many customers, in the sample where it is one.
        customers: u32,
        /// One customer in so many; 1 is everybody.
        sample: u32,
    },
    /// Not to be had: a code for `problems.rs`.
    Failed(String),
}

/// A question that is asked again whenever what it reads changes.
pub struct Asked<T: Send + Sync + 'static> {
    /// The newest answer; the former one while `stale`.
    pub answer: Signal<Option<T>>,
    /// Whether `answer` belongs to a former question: show it dimmed.
    pub stale: Signal<bool>,
    /// Why there is no answer to the question as it stands.
    pub problem: Signal<Option<QueryProblem>>,
}

impl<T: Send + Sync + 'static> Clone for Asked<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Asked<T> {}

/// What is known about a query as it is being written.
pub type Preview = Asked<Answer>;

type Hear = Box<dyn FnOnce(FromEngine)>;

/// The segment engine.
#[derive(Clone, Copy)]
pub struct Engine {
    facts: RwSignal<Facts>,
    surroundings: Memo<Option<Surroundings>>,
    resolved: RwSignal<Ids>,
    line: StoredValue<Line, LocalStorage>,
    session: Session,
}

#[derive(Default)]
struct Line {
    thread: Option<Thread>,
    number: u64,
    hearing: HashMap<u64, Hear>,
    asked_ids: HashSet<String>,
    asked_for: Option<(i64, i64)>,
}

impl Engine {
    /// How far the engine has come with the facts.
    pub fn facts(self) -> Signal<Facts> {
        self.facts.into()
    }

    /// The count, money, reach and spreads of a query, at every change of it.
    pub fn preview(self, query: impl Into<Signal<String>>) -> Preview {
        let query = query.into();
        self.ask_while(
            move |number| {
                Some(ToEngine::Answer {
                    number,
                    question: self.question(&query.read())?,
                })
            },
            |message| match message {
                FromEngine::Answer { answer, .. } => Some(*answer),
                _ => None,
            },
        )
    }

    /// Why a customer is in or out; nothing is asked while no row is given.
    pub fn explain(
        self,
        query: impl Into<Signal<String>>,
        row: impl Into<Signal<Option<u32>>>,
    ) -> Asked<Explanation> {
        let (query, row) = (query.into(), row.into());
        self.ask_while(
            move |number| {
                Some(ToEngine::Explain {
                    number,
                    row: row.get()?,
                    question: self.question(&query.read())?,
                })
            },
            |message| match message {
                FromEngine::Explanation { explanation, .. } => Some(explanation),
                _ => None,
            },
        )
    }

    /// Rows of customers in a segment, and how many there are in all.
    pub fn members(
        self,
        query: impl Into<Signal<String>>,
        skip: impl Into<Signal<u32>>,
        limit: u32,
    ) -> Asked<(Vec<u32>, u32)> {
        let (query, skip) = (query.into(), skip.into());
        self.ask_while(
            move |number| {
                Some(ToEngine::Members {
                    number,
                    question: self.question(&query.read())?,
                    skip: skip.get(),
                    limit,
                })
            },
            |message| match message {
                FromEngine::Members { rows, total, .. } => Some((rows, total)),
                _ => None,
            },
        )
    }

    /// The waterfall of a campaign, at every change of its plan.
    pub fn split(self, plan: impl Into<Signal<Plan>>) -> Asked<Waterfall> {
        let plan = plan.into();
        self.ask_while(
            move |number| {
                let plan = plan.get();
                let texts = plan
                    .filters
                    .iter()
                    .chain(&plan.exclusions)
                    .map(|part| &part.query);
                let texts = texts
                    .chain(plan.groups.iter().map(|group| &group.query))
                    .chain([&plan.scope]);
                let surroundings = self.around(texts.map(String::as_str))?;
                Some(ToEngine::Split {
                    number,
                    surroundings,
                    plan,
                })
            },
            |message| match message {
                FromEngine::Split { waterfall, .. } => Some(waterfall),
                _ => None,
            },
        )
    }

    /// How many customers each two segments share, at every change of them.
    pub fn overlap(self, queries: impl Into<Signal<Vec<NamedQuery>>>) -> Asked<Overlap> {
        let queries = queries.into();
        self.ask_while(
            move |number| {
                let queries = queries.get();
                let texts = queries.iter().map(|one| one.query.as_str());
                let surroundings = self.around(texts)?;
                Some(ToEngine::Overlap {
                    number,
                    surroundings,
                    queries,
                })
            },
            |message| match message {
                FromEngine::Overlap { overlap, .. } => Some(overlap),
                _ => None,
            },
        )
    }

    /// How a segment behaves, at every change of it.
    pub fn profile(self, query: impl Into<Signal<String>>) -> Asked<Profile> {
        let query = query.into();
        self.ask_while(
            move |number| {
                Some(ToEngine::Profile {
                    number,
                    question: self.question(&query.read())?,
                })
            },
            |message| match message {
                FromEngine::Profile { profile, .. } => Some(*profile),
                _ => None,
            },
        )
    }

    /// The picture of the whole store.
    pub fn customer_base(self) -> Asked<CustomerBase> {
        self.ask_while(
            move |number| {
                Some(ToEngine::CustomerBase {
                    number,
                    surroundings: self.around([])?,
                })
            },
            |message| match message {
                FromEngine::CustomerBase { base, .. } => Some(*base),
                _ => None,
            },
        )
    }

    /// The same picture with other lifecycle thresholds than the shop's own: what a change of them would do.
    pub fn customer_base_with(self, lifecycle: impl Into<Signal<Setting>>) -> Asked<CustomerBase> {
        let lifecycle = lifecycle.into();
        self.ask_while(
            move |number| {
                let surroundings = Surroundings {
                    lifecycle: lifecycle.get(),
                    ..self.around([])?
                };
                Some(ToEngine::CustomerBase {
                    number,
                    surroundings,
                })
            },
            |message| match message {
                FromEngine::CustomerBase { base, .. } => Some(*base),
                _ => None,
            },
        )
    }

    /// Texts that stand in the facts and hold what was typed; nothing is asked while no vocabulary is given.
    pub fn suggest(
        self,
        vocabulary: impl Into<Signal<Option<Vocabulary>>>,
        typed: impl Into<Signal<String>>,
        limit: u32,
    ) -> Asked<Vec<Suggestion>> {
        let (vocabulary, typed) = (vocabulary.into(), typed.into());
        self.ask_while(
            move |number| {
                Some(ToEngine::Suggest {
                    number,
                    vocabulary: vocabulary.get()?,
                    typed: typed.get(),
                    limit,
                })
            },
            |message| match message {
                FromEngine::Suggestions { suggestions, .. } => Some(suggestions),
                _ => None,
            },
        )
    }

    /// The row of a customer by the shop's own id; none where the shop has no such customer.
    pub async fn find_customer(self, id: &str) -> api::Answer<Option<u32>> {
        let Facts::Open { shop, .. } = self.facts.get_untracked() else {
            return Ok(None);
        };
        let resolved = api::shops::resolve_customers(shop, &[id.to_string()]).await?;
        Ok(resolved.rows.get(id).copied())
    }

    /// The row that a person means by the number shown beside an example, counting from 1.
    pub fn row_numbered(self, number: &str) -> Option<u32> {
        let Facts::Open { customers, .. } = self.facts.get_untracked() else {
            return None;
        };
        let number: u32 = number.parse().ok()?;
        (1..=customers).contains(&number).then(|| number - 1)
    }

    /// Fetches the facts again after a failure.
    pub fn open_again(self) {
        self.facts.set(Facts::Opening);
        if let Some(shop) = self.session.shop().get_untracked() {
            self.open(&shop);
        }
    }

    fn question(self, query: &str) -> Option<Question> {
        Some(Question {
            query: query.into(),
            surroundings: self.around([query])?,
        })
    }

    /// What stands around these queries: none while a customer id in them is on its way to the server.
    fn around<'a>(self, queries: impl IntoIterator<Item = &'a str>) -> Option<Surroundings> {
        let mut around = self.surroundings.get()?;
        let mut ids: Vec<String> = queries.into_iter().flat_map(mentioned_ids).collect();
        ids.extend(
            around
                .segments
                .values()
                .flat_map(|text| mentioned_ids(text)),
        );
        if !ids.is_empty() {
            let known = self.resolved.read();
            let open = self
                .line
                .with_value(|line| ids.iter().any(|id| !line.asked_ids.contains(id)));
            around.ids = ids
                .iter()
                .filter_map(|id| Some((id.clone(), *known.get(id)?)))
                .collect();
            if open {
                self.resolve(ids);
                return None;
            }
        }
        Some(around)
    }

    fn resolve(self, ids: Vec<String>) {
        let Facts::Open { shop, .. } = self.facts.get_untracked() else {
            return;
        };
        spawn_local(async move {
            match api::shops::resolve_customers(shop, &ids).await {
                Ok(resolved) => {
                    self.line.update_value(|line| line.asked_ids.extend(ids));
                    self.resolved.update(|known| known.extend(resolved.rows));
                }
                Err(failure) => leptos::logging::warn!("{failure}"),
            }
        });
    }

    /// Asks whenever what `ask` reads changes, or new facts are there.
    fn ask_while<T: Send + Sync + 'static>(
        self,
        ask: impl Fn(u64) -> Option<ToEngine> + 'static,
        read: fn(FromEngine) -> Option<T>,
    ) -> Asked<T> {
        let answer = RwSignal::new(None);
        let stale = RwSignal::new(true);
        let problem = RwSignal::new(None);
        // Of a question that is asked again and again, one is on its way at a time, and after it the newest: what lies
        // between is never asked, so that a slider cannot leave a queue behind.
        let on_its_way = StoredValue::new(None::<u64>);
        let asks_again = StoredValue::new(false);
        let ask = StoredValue::new_local(ask);
        let send = StoredValue::new_local(None::<Rc<dyn Fn()>>);
        let put = move || {
            let number = self.next_number();
            let message = ask.with_value(|ask| ask(number));
            let open = matches!(*self.facts.read_untracked(), Facts::Open { .. });
            stale.set(true);
            let Some(message) = message.filter(|_| open) else {
                on_its_way.set_value(None);
                return;
            };
            if let Some(former) = on_its_way.get_value() {
                if !asks_again.get_value() {
                    asks_again.set_value(true);
                    // What takes long is given up for the newer one; what is quick shows how the numbers move.
                    set_timeout(
                        move || {
                            if on_its_way.try_get_value() == Some(Some(former)) {
                                self.give_up(former);
                            }
                        },
                        PATIENCE,
                    );
                }
                return;
            }
            on_its_way.set_value(Some(number));
            self.send(number, &message, move |message| {
                // The part of the page that asked may be gone, or the facts may be others.
                if on_its_way.try_get_value() != Some(Some(number)) {
                    return;
                }
                on_its_way.set_value(None);
                let newest = !asks_again.get_value();
                asks_again.set_value(false);
                if let FromEngine::Problem { problem: why, .. } = message {
                    problem.set(Some(why));
                } else if let Some(value) = read(message) {
                    problem.set(None);
                    answer.set(Some(value));
                    if newest {
                        stale.set(false);
                    }
                }
                if !newest && let Some(send) = send.get_value() {
                    untrack(|| send());
                }
            });
        };
        send.set_value(Some(Rc::new(put)));
        let former = StoredValue::new(None::<Facts>);
        Effect::new(move |_| {
            let facts = self.facts.get();
            if former.with_value(|former| former.as_ref() != Some(&facts)) {
                // Nothing that was asked of other facts counts.
                former.set_value(Some(facts));
                on_its_way.set_value(None);
                asks_again.set_value(false);
            }
            put();
        });
        // The part of the page that asked goes away.
        on_cleanup(move || {
            if let Some(Some(number)) = on_its_way.try_get_value() {
                self.give_up(number);
            }
        });
        Asked {
            answer: answer.into(),
            stale: stale.into(),
            problem: problem.into(),
        }
    }

    fn give_up(self, number: u64) {
        self.line.with_value(|line| {
            if let Some(thread) = &line.thread {
                thread.give_up(number);
            }
        });
    }

    fn is_asked_for(self, shop: i64) -> bool {
        let asked = self.line.with_value(|line| line.asked_for);
        asked.is_some_and(|(wanted, _)| wanted == shop)
    }

    /// Works with one customer in so many from now on, on this device and for this shop.
    pub fn open_sample(self, every: u32) {
        if let Some(shop) = self.session.shop().get_untracked() {
            storage::write(&sample_key(shop.id), &every.to_string());
            self.open_again();
        }
    }

    fn next_number(self) -> u64 {
        self.line.update_value(|line| line.number += 1);
        self.line.with_value(|line| line.number)
    }

    fn send(self, number: u64, message: &ToEngine, hear: impl FnOnce(FromEngine) + 'static) {
        self.line.update_value(|line| {
            if let Some(thread) = &mut line.thread {
                line.hearing.insert(number, Box::new(hear));
                thread.send(message);
            }
        });
    }

    fn open(self, shop: &Shop) {
        let wanted = (shop.id, shop.facts_revision);
        self.line.update_value(|line| {
            line.asked_for = Some(wanted);
            if let Some(thread) = &mut line.thread {
                thread.send(&ToEngine::Open {
                    contract: CONTRACT,
                    shop: wanted.0,
                    revision: wanted.1,
                    sample: storage::read(&sample_key(wanted.0))
                        .and_then(|every| every.parse().ok())
                        .unwrap_or(1),
                });
            }
        });
    }

    fn hear(self, message: FromEngine) {
        let number = match &message {
            FromEngine::Ready { contract } => {
                if *contract == CONTRACT {
                    self.line.update_value(|line| {
                        if let Some(thread) = &mut line.thread {
                            thread.set_ready();
                        }
                    });
                } else {
                    self.facts.set(Facts::Failed("page.contract".into()));
                }
                return;
            }
            FromEngine::Opened {
                shop,
                revision,
                customers,
                sample,
            } => {
                if self.is_asked_for(*shop) {
                    // Rows are good within one snapshot only.
                    self.line.update_value(|line| line.asked_ids.clear());
                    self.resolved.set(Ids::new());
                    self.facts.set(Facts::Open {
                        shop: *shop,
                        revision: *revision,
                        customers: *customers,
                        sample: *sample,
                    });
                }
                return;
            }
            FromEngine::NotOpened { shop, code } => {
                let held = matches!(*self.facts.read_untracked(), Facts::Open { shop: held, .. } if held == *shop);
                if !held {
                    self.facts.set(Facts::Failed(code.clone()));
                }
                return;
            }
            FromEngine::Loading {
                shop,
                received,
                total,
            } => {
                let waits = !matches!(*self.facts.read_untracked(), Facts::Open { .. });
                if waits && self.is_asked_for(*shop) {
                    self.facts.set(Facts::Loading {
                        received: *received,
                        total: *total,
                    });
                }
                return;
            }
            FromEngine::TooLarge {
                shop,
                customers,
                needed,
                limit,
                sample,
            } => {
                if self.is_asked_for(*shop) {
                    self.facts.set(Facts::TooLarge {
                        customers: *customers,
                        needed: *needed,
                        limit: *limit,
                        sample: *sample,
                    });
                }
                return;
            }
            FromEngine::Answer { number, .. }
            | FromEngine::Overlap { number, .. }
            | FromEngine::Profile { number, .. }
            | FromEngine::Measured { number, .. }
            | FromEngine::Explanation { number, .. }
            | FromEngine::Members { number, .. }
            | FromEngine::Split { number, .. }
            | FromEngine::CustomerBase { number, .. }
            | FromEngine::Suggestions { number, .. }
            | FromEngine::Stopped { number }
            | FromEngine::Problem { number, .. } => *number,
        };
        let mut hear = None;
        self.line
            .update_value(|line| hear = line.hearing.remove(&number));
        if let Some(hear) = hear {
            hear(message);
        }
    }
}

/// Where this device remembers that a shop is looked at by a sample.
fn sample_key(shop: i64) -> String {
    format!("huitou.sample.{shop}")
}

/// The customer ids that stand in a query; a text that is no query has none.
fn mentioned_ids(text: &str) -> Vec<String> {
    // Reading the whole text is spared where the word is not even in it.
    if !text.contains(Attribute::CustomerId.code()) {
        return Vec::new();
    }
    let query = domain::segment::parse(text).unwrap_or_else(|_| Query::everybody());
    customer_ids(&query).into_iter().map(String::from).collect()
}

/// Starts the thread and keeps it on the facts of the shop worked in.
pub(super) fn provide_engine(session: Session) {
    let shop = session.shop();
    let segments = use_documents().list(Kind::Segment);
    let surroundings = Memo::new(move |_| {
        let (as_of, lifecycle) = shop
            .read()
            .as_ref()
            .map(|shop| (shop.as_of(), shop.settings.lifecycle))?;
        let segments = segments.read();
        let named = segments
            .iter()
            .map(|segment| (segment.text("name").into(), segment.text("query").into()));
        Some(Surroundings {
            as_of,
            lifecycle,
            ids: Ids::new(),
            segments: named.collect::<BTreeMap<String, String>>(),
        })
    });
    let engine = Engine {
        facts: RwSignal::new(Facts::Opening),
        surroundings,
        resolved: RwSignal::new(Ids::new()),
        line: StoredValue::new_local(Line::default()),
        session,
    };
    let thread = Thread::start(
        move |message| engine.hear(message),
        move || engine.facts.set(Facts::Failed("engine.stopped".into())),
    );
    if thread.is_none() {
        engine.facts.set(Facts::Failed("engine.stopped".into()));
    }
    engine.line.update_value(|line| line.thread = thread);
    let wanted = Memo::new(move |_| {
        shop.read()
            .as_ref()
            .map(|shop| (shop.id, shop.facts_revision))
    });
    Effect::new(move |former: Option<Option<i64>>| {
        let wanted = wanted.get();
        let id = wanted.map(|(shop, _)| shop);
        if former.is_some_and(|former| former != id) {
            engine.facts.set(Facts::Opening);
        }
        if let Some(shop) = wanted.and_then(|_| shop.get_untracked()) {
            engine.open(&shop);
        }
        id
    });
    on_event(move |event| {
        if let Event::Facts {
            shop: changed,
            revision,
        } = event
            && let Some(shop) = session
                .shops()
                .get_untracked()
                .into_iter()
                .find(|shop| shop.id == changed)
        {
            session.put_shop(Shop {
                facts_revision: revision,
                ..shop
            });
        }
    });
    provide_context(engine);
}

/// The engine. Every page stands below [`super::provide_state`], which provides it.
pub fn use_engine() -> Engine {
    expect_context::<Engine>()
}
