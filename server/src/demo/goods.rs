//! What the demo shop sells: invented skin care in eight categories, and what it gives away.

/// A product of the demo shop.
#[derive(Clone, Copy, Debug)]
pub struct Article {
    /// The shop's product id.
    pub key: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Its category; gifts have none.
    pub category: Option<&'static str>,
    /// Price in fen; 0 for a gift.
    pub price_minor: i64,
    /// How long one unit lasts.
    pub lifespan_days: Option<i32>,
    /// How often it is chosen.
    pub weight: f64,
    /// Its tags.
    pub tags: &'static [&'static str],
}

impl Article {
    /// Whether it is given away and so no product line.
    pub fn is_gift(&self) -> bool {
        self.price_minor == 0
    }
}

const fn sold(
    key: &'static str,
    title: &'static str,
    category: &'static str,
    price_minor: i64,
    lifespan_days: Option<i32>,
    weight: f64,
    tags: &'static [&'static str],
) -> Article {
    Article {
        key,
        title,
        category: Some(category),
        price_minor,
        lifespan_days,
        weight,
        tags,
    }
}

const fn gift(key: &'static str, title: &'static str) -> Article {
    Article {
        key,
        title,
        category: None,
        price_minor: 0,
        lifespan_days: None,
        weight: 1.0,
        tags: &["赠品"],
    }
}

/// Everything the shop has ever listed.
pub const ARTICLES: &[Article] = &[
    sold(
        "MASK-01",
        "松针补水面膜 10片",
        "面膜",
        8_900,
        Some(30),
        10.0,
        &["补水", "爆款"],
    ),
    sold(
        "MASK-02",
        "积雪草舒缓面膜 10片",
        "面膜",
        9_900,
        Some(30),
        7.0,
        &["舒缓", "敏感肌"],
    ),
    sold(
        "MASK-03",
        "玻尿酸夜间面膜 5片",
        "面膜",
        5_900,
        Some(20),
        6.0,
        &["补水"],
    ),
    sold(
        "MASK-04",
        "白泥清洁面膜 120g",
        "面膜",
        7_900,
        Some(60),
        4.0,
        &["控油"],
    ),
    sold(
        "MASK-05",
        "松果多效面膜礼盒 20片",
        "面膜",
        16_900,
        Some(60),
        3.0,
        &["礼盒"],
    ),
    sold(
        "SERUM-01",
        "松果修护精华 30ml",
        "精华",
        19_900,
        Some(45),
        7.0,
        &["修护", "爆款"],
    ),
    sold(
        "SERUM-02",
        "烟酰胺亮肤精华 30ml",
        "精华",
        16_900,
        Some(45),
        5.0,
        &["亮肤"],
    ),
    sold(
        "SERUM-03",
        "视黄醇晚间精华 20ml",
        "精华",
        22_900,
        Some(45),
        3.0,
        &["抗皱"],
    ),
    sold(
        "SERUM-04",
        "维C晨间精华 15ml",
        "精华",
        13_900,
        Some(30),
        3.0,
        &["亮肤"],
    ),
    sold(
        "CREAM-01",
        "松果保湿面霜 50g",
        "面霜",
        15_900,
        Some(60),
        6.0,
        &["补水"],
    ),
    sold(
        "CREAM-02",
        "神经酰胺修护面霜 50g",
        "面霜",
        18_900,
        Some(60),
        5.0,
        &["修护", "敏感肌"],
    ),
    sold(
        "CREAM-03",
        "清爽凝霜 50g",
        "面霜",
        12_900,
        Some(60),
        3.0,
        &["控油"],
    ),
    sold(
        "CREAM-04",
        "松露紧致面霜 30g",
        "面霜",
        35_900,
        Some(50),
        1.5,
        &["抗皱"],
    ),
    sold(
        "CLEAN-01",
        "氨基酸洁面乳 120g",
        "洁面",
        6_900,
        Some(60),
        8.0,
        &["爆款"],
    ),
    sold(
        "CLEAN-02",
        "洁面慕斯 150ml",
        "洁面",
        7_900,
        Some(50),
        4.0,
        &["敏感肌"],
    ),
    sold(
        "CLEAN-03",
        "卸妆油 200ml",
        "洁面",
        9_900,
        Some(75),
        4.0,
        &[],
    ),
    sold(
        "CLEAN-04",
        "卸妆湿巾 30片",
        "洁面",
        2_900,
        Some(30),
        2.0,
        &[],
    ),
    sold(
        "TONER-01",
        "松针爽肤水 200ml",
        "爽肤水",
        8_900,
        Some(60),
        5.0,
        &["补水"],
    ),
    sold(
        "TONER-02",
        "积雪草舒缓水 200ml",
        "爽肤水",
        9_900,
        Some(60),
        4.0,
        &["舒缓", "敏感肌"],
    ),
    sold(
        "TONER-03",
        "果酸焕肤水 150ml",
        "爽肤水",
        10_900,
        Some(60),
        2.0,
        &["控油"],
    ),
    sold(
        "SUN-01",
        "清透防晒乳 SPF50 60ml",
        "防晒",
        11_900,
        Some(45),
        5.0,
        &["爆款"],
    ),
    sold(
        "SUN-02",
        "物理防晒霜 SPF40 50g",
        "防晒",
        12_900,
        Some(45),
        3.0,
        &["敏感肌"],
    ),
    sold(
        "SUN-03",
        "防晒喷雾 150ml",
        "防晒",
        7_900,
        Some(40),
        2.0,
        &[],
    ),
    sold(
        "EYE-01",
        "松果紧致眼霜 15g",
        "眼霜",
        16_900,
        Some(60),
        3.0,
        &["抗皱"],
    ),
    sold(
        "EYE-02",
        "咖啡因眼部精华 15ml",
        "眼霜",
        13_900,
        Some(45),
        2.0,
        &[],
    ),
    sold(
        "EYE-03",
        "眼膜 60片",
        "眼霜",
        9_900,
        Some(30),
        2.0,
        &["补水"],
    ),
    sold(
        "BODY-01",
        "松针护手霜 3支装",
        "身体护理",
        4_900,
        Some(60),
        4.0,
        &["礼盒"],
    ),
    sold(
        "BODY-02",
        "身体乳 300ml",
        "身体护理",
        6_900,
        Some(45),
        3.0,
        &["补水"],
    ),
    sold(
        "BODY-03",
        "润唇膏 2支装",
        "身体护理",
        3_900,
        Some(60),
        3.0,
        &[],
    ),
    sold(
        "BODY-04",
        "木质香薰礼盒",
        "身体护理",
        19_900,
        None,
        1.0,
        &["礼盒"],
    ),
    gift("GIFT-01", "赠品 松针面膜单片"),
    gift("GIFT-02", "赠品 修护精华小样 5ml"),
    gift("GIFT-03", "赠品 旅行化妆包"),
];

/// How much a category sells in a month (1…12), against its own year.
pub fn month_factor(category: &str, month: u32) -> f64 {
    match (category, month) {
        ("防晒", 4..=8) => 2.4,
        ("防晒", 11 | 12 | 1 | 2) => 0.2,
        ("面霜" | "身体护理", 10..=12 | 1 | 2) => 1.7,
        ("面霜" | "身体护理", 6..=8) => 0.6,
        ("面膜", 6..=9) => 1.2,
        _ => 1.0,
    }
}
