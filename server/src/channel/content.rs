//! Fills a wave's text for one customer: variables, signature, the way to refuse.

use domain::brand::Brand;
use domain::message::Medium;
use domain::message::sms::{self, Rules};
use domain::message::template::{Reader, Template, Unresolved, Variable};

use super::smtp::{escape, html_of};
use crate::db::campaigns::Content;

/// The words of the link by which a reader refuses further mails.
const REFUSE_WORDS: &str = "退订 / Unsubscribe";

/// A text ready to leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// A mail's subject.
    pub subject: String,
    /// The text as it arrives.
    pub text: String,
    /// A mail as HTML.
    pub html: String,
    /// How many units it is billed as: SMS segments, or one.
    pub units: i64,
}

/// A wave's text with its variables found.
#[derive(Clone, Debug)]
pub struct Prepared {
    medium: Medium,
    subject: Template,
    body: Template,
    html: Option<Template>,
}

impl Prepared {
    /// Finds the variables of a text.
    pub fn of(medium: Medium, content: &Content) -> Prepared {
        let html = content.html.trim();
        Prepared {
            medium,
            subject: Template::parse(&content.subject),
            body: Template::parse(&content.body),
            html: (!html.is_empty()).then(|| Template::parse(html)),
        }
    }

    /// Whether readers get different texts.
    pub fn is_personal(&self) -> bool {
        self.subject.is_personal()
            || self.body.is_personal()
            || self.html.as_ref().is_some_and(Template::is_personal)
    }

    /// How long one reader's text message is, and for which variables the reader is told the fallback.
    pub fn measure(
        &self,
        brand: &Brand,
        reader: &Reader<'_>,
    ) -> Result<(sms::Count, Vec<Variable>), Unresolved> {
        let body = self.body.fill(brand, reader)?;
        let text = sms::assemble(&brand.signature, &body, &brand.opt_out_text);
        let count = sms::count(&text, Rules::Mainland);
        Ok((count, self.body.fallbacks(brand, reader)))
    }

    /// Fills it for one reader.
    pub fn fill(
        &self,
        brand: &Brand,
        reader: &Reader<'_>,
        refuse_url: &str,
    ) -> Result<Filled, Unresolved> {
        let body = self.body.fill(brand, reader)?;
        match self.medium {
            Medium::Sms => {
                let text = sms::assemble(&brand.signature, &body, &brand.opt_out_text);
                let units = sms::count(&text, Rules::Mainland).segments as i64;
                Ok(Filled {
                    text,
                    units,
                    ..Filled::default()
                })
            }
            Medium::Platform => Ok(Filled {
                text: body,
                units: 1,
                ..Filled::default()
            }),
            Medium::Email => {
                let subject = self.subject.fill(brand, reader)?;
                let html = match &self.html {
                    None => html_of(&body, refuse_url, REFUSE_WORDS),
                    Some(html) => with_refusal(&fill_html(html, brand, reader)?, refuse_url),
                };
                let text = format!("{body}\n\n{REFUSE_WORDS}: {refuse_url}\n");
                Ok(Filled {
                    subject: subject.replace(['\r', '\n'], " "),
                    text,
                    html,
                    units: 1,
                })
            }
        }
    }
}

/// Fills HTML; what is said of the reader is never read as HTML.
fn fill_html(html: &Template, brand: &Brand, reader: &Reader<'_>) -> Result<String, Unresolved> {
    let [name, last_product, city, shop] =
        [reader.name, reader.last_product, reader.city, reader.shop].map(|text| text.map(escape));
    let safe = Reader {
        name: name.as_deref(),
        last_product: last_product.as_deref(),
        city: city.as_deref(),
        shop: shop.as_deref(),
        days_since_last: reader.days_since_last,
    };
    html.fill(brand, &safe)
}

/// HTML with the way to refuse at its end.
fn with_refusal(html: &str, refuse_url: &str) -> String {
    let link = format!(
        "<p><a href=\"{}\">{}</a></p>",
        escape(refuse_url),
        escape(REFUSE_WORDS)
    );
    match html.rfind("</body>") {
        Some(place) => format!("{}{link}{}", &html[..place], &html[place..]),
        None => format!("{html}{link}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand() -> Brand {
        Brand {
            signature: "松果家".into(),
            salutation: "小松鼠".into(),
            ..Brand::default()
        }
    }

    #[test]
    fn a_text_message_carries_signature_and_refusal() {
        let content = Content {
            body: "{salutation}，{name|朋友}".into(),
            ..Content::default()
        };
        let prepared = Prepared::of(Medium::Sms, &content);
        let filled = prepared.fill(&brand(), &Reader::default(), "").unwrap();
        assert_eq!(filled.text, "【松果家】小松鼠，朋友拒收请回复R");
        assert_eq!(filled.units, 1);
    }

    #[test]
    fn a_name_never_becomes_html_and_the_link_stands_inside_the_body() {
        let content = Content {
            subject: "AD {shop}".into(),
            body: "{name}".into(),
            html: "<body><b>{name}</b></body>".into(),
        };
        let reader = Reader {
            name: Some("<i>"),
            shop: Some("S"),
            ..Reader::default()
        };
        let prepared = Prepared::of(Medium::Email, &content);
        let filled = prepared
            .fill(&brand(), &reader, "https://x.example.com/u/1")
            .unwrap();
        assert!(filled.html.contains("<b>&lt;i&gt;</b>"), "{}", filled.html);
        assert!(filled.html.ends_with("</body>") && filled.html.contains("/u/1"));
        assert!(filled.text.contains("https://x.example.com/u/1"));
        assert!(prepared.fill(&brand(), &Reader::default(), "").is_err());
    }
}
