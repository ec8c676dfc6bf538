//! Campaigns as typed views of their documents: what is done, what is missing, whom they reach.

use std::collections::BTreeMap;

use domain::brand::{self, Brand};
use domain::campaign::checkpoint::{CheckpointState, Facts, GroupCount, checkpoints};
use domain::campaign::health::{History, LightState, lights};
use domain::campaign::readiness::{Readiness, readiness};
use domain::campaign::{Campaign, Problem, State, plan};
use domain::document::{Fields, Kind};
use domain::message::{Medium, sms, template};
use domain::sending::Hours;
use domain::wire::campaign::Lengths;
use domain::wire::engine::Waterfall;
use leptos::prelude::*;
use serde_json::Value;

use super::engine::Asked;
use super::lengths::use_lengths;
use super::live::{LiveNumbers, use_live};
use super::{Documents, use_documents, use_engine, use_money, use_shop};
use crate::platform::{now, zone};

/// One campaign of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedCampaign {
    /// Its id.
    pub id: String,
    /// What its document says.
    pub campaign: Campaign,
    /// Where it stands.
    pub state: State,
}

/// All campaigns of the shop worked in; the ones that begin last stand first.
pub fn use_campaigns() -> Memo<Vec<ListedCampaign>> {
    let list = use_documents().list(Kind::Campaign);
    Memo::new(move |_| {
        let mut campaigns: Vec<ListedCampaign> = list
            .read()
            .iter()
            .map(|listed| {
                let campaign = Campaign::from_fields(&listed.fields);
                ListedCampaign {
                    id: listed.id.clone(),
                    state: State::of(&campaign),
                    campaign,
                }
            })
            .collect();
        campaigns.sort_by_key(|one| std::cmp::Reverse(one.campaign.brief.start));
        // What has no date yet is being written now.
        campaigns.sort_by_key(|one| one.campaign.brief.start.is_some());
        campaigns
    })
}

/// The brand of the business.
pub fn use_brand() -> Memo<Brand> {
    let fields = use_documents().find(Signal::stored(brand::DOCUMENT_ID.to_string()));
    Memo::new(move |_| Brand::from_fields(fields.read().as_ref().unwrap_or(&Fields::new())))
}

/// What the shop's other campaigns mean for the lights of one.
pub fn history_of(id: &str, campaigns: &[ListedCampaign], now: i64) -> History {
    let late = |other: &ListedCampaign| {
        let over = other
            .campaign
            .status
            .window_ends_at
            .is_some_and(|end| end + 3 * 86_400 < now);
        other.id != id && other.state.has_run() && over && !other.campaign.evaluation.saved
    };
    History {
        has_unevaluated: campaigns.iter().any(late),
        decided_against_preheat: false,
    }
}

/// One campaign as all parts of its pages share it.
#[derive(Clone, Copy)]
pub struct OpenCampaign {
    /// Its id.
    pub id: Signal<String>,
    /// Whether its document is on this device.
    pub there: Memo<bool>,
    /// What it says.
    pub campaign: Memo<Campaign>,
    /// Where it stands.
    pub state: Memo<State>,
    /// Whether groups and content can no longer be changed.
    pub frozen: Memo<bool>,
    /// The brand.
    pub brand: Memo<Brand>,
    /// Whom it reaches, from all customers down to each group.
    pub waterfall: Asked<Waterfall>,
    /// The text messages as the server measured them; none while it has not measured just these.
    pub lengths: Memo<Option<Lengths>>,
    /// The server's numbers, once it is approved.
    pub live: LiveNumbers,
    /// What the rules need to know beyond the document.
    pub facts: Memo<Facts>,
    /// The nine checkpoints.
    pub checkpoints: Memo<Vec<CheckpointState>>,
    /// The list that is gone through before approval.
    pub readiness: Memo<Readiness>,
    /// The four lights.
    pub lights: Memo<Vec<LightState>>,
    /// The shop's zone.
    pub zone: Memo<String>,
    documents: Documents,
}

impl OpenCampaign {
    /// Writes one field.
    pub fn edit(self, path: impl Into<String>, value: impl Into<Value>) {
        self.documents.edit(&self.id.get_untracked(), path, value);
    }

    /// Writes several fields at once.
    pub fn edit_many<P: Into<String>>(self, fields: impl IntoIterator<Item = (P, Value)>) {
        self.documents.edit_many(&self.id.get_untracked(), fields);
    }

    /// One field as text.
    pub fn text(self, path: impl Into<String>) -> Memo<String> {
        self.documents.text(self.id, path)
    }

    /// One field.
    pub fn field(self, path: impl Into<String>) -> Memo<Value> {
        self.documents.field(self.id, path)
    }

    /// The fields now, without listening.
    pub fn fields_now(self) -> Fields {
        self.documents
            .fields_now(&self.id.get_untracked())
            .unwrap_or_default()
    }

    /// What all messages cost: as the server measured them, or by the usual widths.
    pub fn cost(self, decimals: u32) -> Option<Cost> {
        match &*self.lengths.read() {
            Some(lengths) => Some(Cost::of(lengths)),
            None => cost(
                &self.campaign.read(),
                &self.brand.read(),
                &self.facts.read().counts,
                decimals,
            ),
        }
    }

    /// The newest change of the document that this device has seen.
    pub fn seen(self) -> u64 {
        let document = self
            .documents
            .held
            .read_untracked()
            .get(&self.id.get_untracked())
            .cloned();
        document.map_or(0, |document| {
            document
                .read_untracked()
                .agreed
                .values()
                .map(|field| field.version)
                .max()
                .unwrap_or(0)
        })
    }

    /// How many edits of the document the server has not confirmed.
    pub fn waiting(self) -> Memo<usize> {
        self.documents.waiting(self.id)
    }

    /// What is wrong with one field, the worst first.
    pub fn problem_at(self, path: impl Into<String>) -> Memo<Option<Problem>> {
        let path = path.into();
        Memo::new(move |_| {
            let states = self.checkpoints.read();
            let here = states
                .iter()
                .flat_map(|state| &state.problems)
                .filter(|problem| problem.path == path);
            here.max_by_key(|problem| problem.severity).cloned()
        })
    }

    /// A local date and time of the shop's zone for an instant.
    pub fn local(self, at: i64) -> String {
        let local = zone::local(at, &self.zone.read_untracked());
        local
            .map(domain::document::reading::write_local_time)
            .unwrap_or_default()
    }
}

/// Opens a campaign for all parts below.
pub fn provide_campaign(id: Signal<String>) -> OpenCampaign {
    let documents = use_documents();
    let fields = documents.find(id);
    let there = Memo::new(move |_| fields.read().is_some());
    let campaign =
        Memo::new(move |_| Campaign::from_fields(fields.read().as_ref().unwrap_or(&Fields::new())));
    let state = Memo::new(move |_| State::of(&campaign.read()));
    let frozen = Memo::new(move |_| {
        let state = state.get();
        state.is_frozen() || state == State::Cancelled
    });
    let brand = use_brand();
    let plan = Memo::new(move |_| campaign.read().plan());
    let waterfall = use_engine().split(plan);
    let live = use_live(id, Signal::derive(move || state.get().is_frozen()));
    let shop = use_shop();
    let zone = Memo::new(move |_| {
        shop.read()
            .as_ref()
            .map(|shop| shop.time_zone.clone())
            .unwrap_or_default()
    });
    let in_china = Memo::new(move |_| {
        shop.read()
            .as_ref()
            .is_none_or(|shop| shop.currency == "CNY")
    });
    let money = use_money();
    let lengths = use_lengths(id, campaign, brand);
    let facts = Memo::new(move |_| {
        let counts = waterfall
            .answer
            .read()
            .as_ref()
            .map(plan::counts)
            .unwrap_or_default();
        let campaign = campaign.read();
        let brand = brand.get();
        let cost_minor = match &*lengths.read() {
            Some(lengths) => Some(Cost::of(lengths)),
            None => cost(&campaign, &brand, &counts, money.read().decimals),
        };
        let cost_minor = cost_minor.map(|cost| cost.typical_minor);
        let live = live.numbers.read();
        let at = now();
        Facts {
            now: zone::local(at, &zone.read()),
            hours: Hours::default(),
            brand,
            in_china: in_china.get(),
            reach: waterfall
                .answer
                .read()
                .as_ref()
                .map(|waterfall| waterfall.reach),
            cost_minor,
            tally: live.as_ref().map(|live| live.tally.clone()),
            delivered: live.as_ref().map_or(0, |live| {
                live.groups.iter().map(|group| group.delivered).sum()
            }),
            opted_out: live.as_ref().map_or(0, |live| {
                live.groups.iter().map(|group| group.opted_out).sum()
            }),
            window_closed: campaign.status.window_ends_at.is_some_and(|end| at >= end),
            counts,
        }
    });
    let checkpoints = Memo::new(move |_| checkpoints(&campaign.read(), &facts.read()).to_vec());
    let readiness = Memo::new(move |_| readiness(&campaign.read(), &facts.read()));
    let campaigns = use_campaigns();
    let lights = Memo::new(move |_| {
        let history = history_of(&id.read(), &campaigns.read(), now());
        lights(&campaign.read(), &facts.read(), history).to_vec()
    });
    let open = OpenCampaign {
        id,
        there,
        campaign,
        state,
        frozen,
        brand,
        waterfall,
        lengths,
        live,
        facts,
        checkpoints,
        readiness,
        lights,
        zone,
        documents,
    };
    provide_context(open);
    open
}

/// The campaign that the page shows. Only parts of a campaign's page ask for it.
pub fn use_campaign() -> OpenCampaign {
    use_context::<OpenCampaign>().unwrap_or_else(|| provide_campaign(Signal::stored(String::new())))
}

/// What messages will cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// If every variable takes its least.
    pub least_minor: i64,
    /// As it usually is.
    pub typical_minor: i64,
    /// If every variable takes its most.
    pub most_minor: i64,
}

impl Cost {
    /// As the server measured it over the real members: nothing is left open.
    fn of(lengths: &Lengths) -> Cost {
        let sum = lengths.groups.iter().map(|group| group.cost_minor).sum();
        Cost {
            least_minor: sum,
            typical_minor: sum,
            most_minor: sum,
        }
    }
}

/// What a text's length is, shortest, usual and longest, by the usual widths of its variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsualLengths {
    /// With the shortest values.
    pub least: sms::Count,
    /// With the usual values.
    pub typical: sms::Count,
    /// With the longest values.
    pub most: sms::Count,
}

/// The lengths of a text message, with the widths that variables take in the trade (§3.2). Fixed texts have one.
pub fn usual_lengths(body: &str, brand: &Brand, shop: &str) -> UsualLengths {
    let text = template::Template::parse(body);
    let measure = |name: usize, product: usize, city: usize, days: i64| {
        let word = |width: usize| "字".repeat(width);
        let (name, product, city) = (word(name), word(product), word(city));
        let reader = template::Reader {
            name: Some(&name),
            last_product: Some(&product),
            city: Some(&city),
            days_since_last: Some(days),
            shop: Some(shop),
        };
        let body = text
            .fill(brand, &reader)
            .unwrap_or_else(|_| body.to_string());
        sms::count(
            &sms::assemble(&brand.signature, &body, &brand.opt_out_text),
            sms::Rules::Mainland,
        )
    };
    UsualLengths {
        least: measure(2, 4, 2, 9),
        typical: measure(3, 12, 3, 99),
        most: measure(8, 30, 7, 999),
    }
}

/// What all groups' messages cost by the usual widths; none while a group that is written to has not been counted.
fn cost(
    campaign: &Campaign,
    brand: &Brand,
    counts: &BTreeMap<String, GroupCount>,
    decimals: u32,
) -> Option<Cost> {
    let mut sum = Cost::default();
    for group in &campaign.groups {
        if group.medium != Some(Medium::Sms) {
            continue;
        }
        let count = counts.get(&group.id)?;
        let people = count.reachable.saturating_sub(count.held_out);
        let lengths = usual_lengths(&group.body, brand, "");
        let minor = |count: sms::Count| {
            let price = brand
                .sms_price_ten_thousandths
                .saturating_mul(count.segments as i64);
            sms::minor_of_ten_thousandths(
                price.saturating_mul(i64::try_from(people).unwrap_or(i64::MAX)),
                decimals,
            )
            .0
        };
        sum.least_minor += minor(lengths.least);
        sum.typical_minor += minor(lengths.typical);
        sum.most_minor += minor(lengths.most);
    }
    Some(sum)
}
