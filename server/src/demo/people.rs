//! The customers of the demo shop: invented names, numbers that cannot be dialled, addresses at example.com.

use domain::day::Day;

use super::chance::Chance;

/// Someone who bought, or nearly bought, in the demo shop.
#[derive(Clone, Debug)]
pub struct Person {
    /// The shop's own id of the buyer.
    pub key: String,
    /// How the person came to buy.
    pub habit: Habit,
    /// An invented name.
    pub name: String,
    /// A number of a form that is not given out, a masked one, or none.
    pub phone: Option<String>,
    /// An address at example.com, a broken one, or none.
    pub email: Option<String>,
    /// Province.
    pub region: &'static str,
    /// City.
    pub city: &'static str,
    /// `女` or `男`, where known.
    pub gender: Option<&'static str>,
    /// Where known.
    pub birthday: Option<Day>,
    /// Free tags.
    pub tags: Vec<&'static str>,
    /// What the person agreed to or refused.
    pub consents: Vec<Consent>,
    /// Who must not be written to, and why: medium (`None` for all) and reason.
    pub suppressions: Vec<(Option<&'static str>, &'static str)>,
}

/// How somebody buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// Put something in the cart, or asked.
    LooksOn,
    /// Came for an offer and left.
    Once,
    /// Returns now and then.
    Sometimes,
    /// Returns when a product runs out.
    Regular,
    /// Buys everything here.
    Devoted,
}

/// A consent or a refusal with its evidence.
#[derive(Clone, Copy, Debug)]
pub struct Consent {
    /// `SMS`, `EMAIL` or `PLATFORM`.
    pub medium: &'static str,
    /// `SUBSCRIBED` or `UNSUBSCRIBED`.
    pub status: &'static str,
    /// Where and under which text it was given.
    pub how: &'static str,
    /// Days after the first purchase.
    pub days_after: i64,
}

const PLACES: &[(&str, &[&str], f64)] = &[
    ("广东省", &["广州市", "深圳市", "东莞市", "佛山市"], 13.0),
    ("浙江省", &["杭州市", "宁波市", "温州市", "金华市"], 12.0),
    ("江苏省", &["苏州市", "南京市", "无锡市", "南通市"], 11.0),
    ("上海市", &["上海市"], 9.0),
    ("北京市", &["北京市"], 8.0),
    ("山东省", &["济南市", "青岛市", "烟台市"], 7.0),
    ("四川省", &["成都市", "绵阳市"], 6.0),
    ("湖北省", &["武汉市", "宜昌市"], 5.0),
    ("河南省", &["郑州市", "洛阳市"], 5.0),
    ("福建省", &["福州市", "厦门市", "泉州市"], 5.0),
    ("湖南省", &["长沙市", "株洲市"], 4.0),
    ("安徽省", &["合肥市", "芜湖市"], 3.0),
    ("河北省", &["石家庄市", "唐山市"], 3.0),
    ("辽宁省", &["沈阳市", "大连市"], 3.0),
    ("陕西省", &["西安市"], 3.0),
    ("重庆市", &["重庆市"], 3.0),
    ("江西省", &["南昌市"], 2.0),
    ("云南省", &["昆明市"], 2.0),
    ("黑龙江省", &["哈尔滨市"], 1.5),
    ("新疆维吾尔自治区", &["乌鲁木齐市"], 0.8),
];

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "邓", "冯", "欧阳", "上官",
];

const GIVEN: &[&str] = &[
    "静怡", "欣然", "雨桐", "思琪", "梦瑶", "佳慧", "晓彤", "若曦", "可馨", "雅琳", "婉清", "芷若",
    "丽", "敏", "婷", "雪", "倩", "芳", "燕", "娟", "浩然", "子轩", "俊杰", "志强", "明", "磊",
];

const SKINS: &[&str] = &["敏感肌", "干皮", "油皮", "混合肌"];

/// Makes the person of this number.
pub fn make(seed: u64, number: usize, today: Day) -> Person {
    let chance = &mut Chance::of(seed, 1, number);
    let habit = habit(chance);
    let place = &PLACES[chance.weighted(PLACES.iter().map(|(_, _, weight)| *weight))];
    let known = !matches!(habit, Habit::LooksOn | Habit::Once) || chance.happens(0.55);
    let phone = (known || chance.happens(0.4)).then(|| phone(chance, number));
    let email = chance
        .happens(if known { 0.52 } else { 0.2 })
        .then(|| email(chance, number));
    let gender = chance
        .happens(0.62)
        .then(|| if chance.happens(0.86) { "女" } else { "男" });
    let birthday = chance
        .happens(if known { 0.38 } else { 0.1 })
        .then(|| today.plus_days(-(chance.between(18 * 365, 52 * 365))));
    let mut tags = Vec::new();
    if chance.happens(0.45) {
        tags.push(*chance.one_of(SKINS));
    }
    if chance.happens(0.12) {
        tags.push("直播来客");
    }
    if habit == Habit::Devoted && chance.happens(0.3) {
        tags.push("晒单达人");
    }
    if chance.happens(0.008) {
        tags.push("售后处理中");
    }
    let consents = consents(chance, known, phone.is_some(), email.is_some());
    let suppressions = suppressions(chance, &consents);
    Person {
        key: key(seed, number),
        habit,
        name: format!("{}{}", chance.one_of(SURNAMES), chance.one_of(GIVEN)),
        phone,
        email,
        region: place.0,
        city: chance.one_of::<&str>(place.1),
        gender,
        birthday,
        tags,
        consents,
        suppressions,
    }
}

fn habit(chance: &mut Chance) -> Habit {
    let weights = [0.04, 0.44, 0.28, 0.17, 0.07];
    match chance.weighted(weights.into_iter()) {
        0 => Habit::LooksOn,
        1 => Habit::Once,
        2 => Habit::Sometimes,
        3 => Habit::Regular,
        _ => Habit::Devoted,
    }
}

/// Twelve letters and digits, as a platform gives out instead of a name.
fn key(seed: u64, number: usize) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut mixed = Chance::of(seed, 2, number);
    let mut key = String::from("sg");
    let mut bits = mixed.draw();
    for _ in 0..6 {
        key.push(char::from(LETTERS[(bits % 32) as usize]));
        bits /= 32;
    }
    // The number itself makes the id unique.
    let mut left = number;
    for _ in 0..4 {
        key.push(char::from(LETTERS[left % 32]));
        left /= 32;
    }
    key
}

fn phone(chance: &mut Chance, number: usize) -> String {
    match chance.weighted([0.965, 0.02, 0.015].into_iter()) {
        0 => format!("199{:08}", number % 100_000),
        1 => format!("199****{:04}", number % 10_000),
        _ => format!("1990{:05}", number % 100_000),
    }
}

fn email(chance: &mut Chance, number: usize) -> String {
    if chance.happens(0.97) {
        format!("songguo{number:05}@example.com")
    } else {
        format!("songguo{number:05}#example.com")
    }
}

fn consents(chance: &mut Chance, known: bool, phone: bool, email: bool) -> Vec<Consent> {
    let mut given = Vec::new();
    let mut ask = |chance: &mut Chance, medium, share: f64, how| {
        if chance.happens(if known { share } else { share * 0.5 }) {
            let refused = chance.happens(0.07);
            given.push(Consent {
                medium,
                status: if refused {
                    "UNSUBSCRIBED"
                } else {
                    "SUBSCRIBED"
                },
                how: if refused { "退订" } else { how },
                days_after: if refused {
                    chance.between(20, 200)
                } else {
                    chance.between(0, 10)
                },
            });
        }
    };
    if phone {
        ask(chance, "SMS", 0.72, "会员中心勾选，短信告知文本 v2");
    }
    if email {
        ask(chance, "EMAIL", 0.62, "邮件双重确认，告知文本 v1");
    }
    if chance.happens(0.015) {
        given.push(Consent {
            medium: "PLATFORM",
            status: "UNSUBSCRIBED",
            how: "客服记录",
            days_after: chance.between(5, 300),
        });
    }
    given
}

fn suppressions(
    chance: &mut Chance,
    consents: &[Consent],
) -> Vec<(Option<&'static str>, &'static str)> {
    let mut reasons: Vec<(Option<&'static str>, &'static str)> = consents
        .iter()
        .filter(|consent| consent.status == "UNSUBSCRIBED")
        .map(|consent| (Some(consent.medium), "OPTED_OUT"))
        .collect();
    let mail = consents
        .iter()
        .any(|one| one.medium == "EMAIL" && one.status == "SUBSCRIBED");
    if mail && chance.happens(0.02) {
        reasons.push((Some("EMAIL"), "BOUNCED"));
    }
    if chance.happens(0.002) {
        reasons.push((None, "BY_HAND"));
    }
    reasons
}
