//! How the business speaks of itself and to its customers.

use serde::{Deserialize, Serialize};

use crate::document::Fields;
use crate::document::reading::Reader;

/// The document id of the brand; there is one for the business.
pub const DOCUMENT_ID: &str = "brand";

/// Words that every other shop says too, and that lose the reader (demand B15).
pub const DEFAULT_AVOID_WORDS: [&str; 8] = [
    "某某先生",
    "某某女士",
    "尊敬的老客户",
    "尊敬的客户",
    "亲爱的客户",
    "亲爱的顾客",
    "亲爱的",
    "亲",
];

/// What a marketing text message must end with in the mainland (§3.3).
pub const DEFAULT_OPT_OUT_TEXT: &str = "拒收请回复R";

/// The price of one text message segment unless the business sets its own, in 1/10000 of the currency's unit.
pub const DEFAULT_SMS_PRICE_TEN_THOUSANDTHS: i64 = 450;

/// The brand's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// How a customer is addressed instead of 亲.
    pub salutation: String,
    /// What the customers are called together.
    pub fan_name: String,
    /// The claim.
    pub slogan: String,
    /// What proves the claim: scope, period, source.
    pub slogan_evidence: String,
    /// The words by which a reader knows the brand.
    pub imprint: String,
    /// The signature of text messages, without 【】.
    pub signature: String,
    /// How to refuse further messages, at the end of a text message.
    pub opt_out_text: String,
    /// Words that messages avoid.
    pub avoid_words: Vec<String>,
    /// The price of one text message segment in 1/10000 of the currency's unit.
    pub sms_price_ten_thousandths: i64,
}

impl Default for Brand {
    fn default() -> Brand {
        Brand::from_fields(&Fields::new())
    }
}

impl Brand {
    /// The brand that the document's fields describe; what is missing takes its default.
    pub fn from_fields(fields: &Fields) -> Brand {
        let read = Reader::new(fields);
        let mut avoid_words = read.texts("avoid_words");
        if !fields.contains_key("avoid_words") {
            avoid_words = DEFAULT_AVOID_WORDS.map(str::to_owned).to_vec();
        }
        let mut opt_out_text = read.text("opt_out_text");
        if opt_out_text.trim().is_empty() {
            opt_out_text = DEFAULT_OPT_OUT_TEXT.to_owned();
        }
        Brand {
            salutation: read.text("salutation"),
            fan_name: read.text("fan_name"),
            slogan: read.text("slogan"),
            slogan_evidence: read.text("slogan_evidence"),
            imprint: read.text("imprint"),
            signature: read
                .text("signature")
                .trim_matches(['【', '】', ' '])
                .to_owned(),
            opt_out_text,
            avoid_words,
            sms_price_ten_thousandths: read
                .whole("sms_price_ten_thousandths")
                .filter(|price| *price >= 0)
                .unwrap_or(DEFAULT_SMS_PRICE_TEN_THOUSANDTHS),
        }
    }

    /// The words that make a text the brand's own, without the empty ones.
    pub fn imprints(&self) -> impl Iterator<Item = &str> {
        [
            &self.salutation,
            &self.fan_name,
            &self.slogan,
            &self.imprint,
        ]
        .into_iter()
        .map(|word| word.trim())
        .filter(|word| !word.is_empty())
    }
}

/// What proves a claim (§3.7). It is kept in one text, `slogan_evidence`, a part a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Of what the claim is true: which goods, which place.
    pub scope: String,
    /// Of when it is true.
    pub period: String,
    /// Who says so.
    pub source: String,
}

impl Evidence {
    /// The parts of a text; a text of one line is all scope.
    ///
    /// ```
    /// use domain::brand::Evidence;
    /// let evidence = Evidence::read("天猫面霜类目\n2025 年\n");
    /// assert_eq!((evidence.period.as_str(), evidence.is_whole()), ("2025 年", false));
    /// ```
    pub fn read(text: &str) -> Evidence {
        let mut lines = text.splitn(3, '\n').map(str::to_owned);
        let mut next = || lines.next().unwrap_or_default();
        Evidence {
            scope: next(),
            period: next(),
            source: next(),
        }
    }

    /// The text of the parts; empty where all are.
    pub fn write(&self) -> String {
        let parts = [&self.scope, &self.period, &self.source];
        let lines: Vec<String> = parts.map(|part| part.replace('\n', " ")).to_vec();
        lines.join("\n").trim_end_matches('\n').to_owned()
    }

    /// Whether scope, period and source are all given.
    pub fn is_whole(&self) -> bool {
        [&self.scope, &self.period, &self.source]
            .iter()
            .all(|part| !part.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn evidence_keeps_its_parts_in_one_text() {
        let evidence = Evidence {
            source: "生意参谋".into(),
            ..Evidence::default()
        };
        assert_eq!(Evidence::read(&evidence.write()), evidence);
        assert_eq!(Evidence::default().write(), "");
        assert_eq!(Evidence::read("品牌主张").scope, "品牌主张");
    }

    #[test]
    fn an_empty_brand_avoids_the_usual_words_and_a_cleared_list_avoids_none() {
        assert!(Brand::default().avoid_words.contains(&"亲".to_owned()));
        let fields: Fields = [("avoid_words".to_owned(), json!([]))].into();
        assert!(Brand::from_fields(&fields).avoid_words.is_empty());
    }

    #[test]
    fn the_signature_is_kept_without_its_brackets() {
        let fields: Fields = [("signature".to_owned(), json!("【松果家】"))].into();
        assert_eq!(Brand::from_fields(&fields).signature, "松果家");
    }
}
