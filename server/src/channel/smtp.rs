//! Hands mails to a mail server, each with a way to refuse further ones at one click (RFC 8058).

use std::time::Duration;

use axum::http::StatusCode;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::Message;
use crate::db::ledger::Outcome;
use crate::failure::Failure;
use crate::state::Settings;

/// A mail server that takes our mails.
#[derive(Clone)]
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    sender_host: String,
}

impl Smtp {
    /// The mail server of the settings; the problem that none is set up where it is so.
    pub fn of(settings: &Settings) -> Result<Smtp, Failure> {
        let (Some(url), Some(from)) = (&settings.smtp_url, &settings.smtp_from) else {
            return Err(not_set_up("no mail server or sender is set"));
        };
        let from: Mailbox = from
            .parse()
            .map_err(|_| not_set_up("the sender is not a mail address"))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| {
                not_set_up("the mail server's address is not of the form smtp://host:port")
            })?
            .timeout(Some(Duration::from_secs(30)))
            .build();
        let sender_host = from.email.domain().to_owned();
        Ok(Smtp {
            transport,
            from,
            sender_host,
        })
    }

    /// Whether the server answers now; asked before any intent is recorded.
    pub async fn answers(&self) -> bool {
        self.transport.test_connection().await.unwrap_or(false)
    }

    /// Hands one mail over and waits for the answer.
    pub async fn send(&self, message: &Message) -> Outcome {
        let mail = match self.mail(message) {
            Ok(mail) => mail,
            Err(reason) => {
                return Outcome::Failed {
                    reason: reason.into(),
                };
            }
        };
        match self.transport.send(mail).await {
            Ok(answer) => {
                let words: Vec<&str> = answer.message().collect();
                Outcome::Sent {
                    receipt: format!("{} {}", answer.code(), words.join(" ")),
                }
            }
            // The server said no: the mail did not leave.
            Err(why) => match why.status() {
                Some(code) => Outcome::Failed {
                    reason: format!("SMTP_{code}"),
                },
                None if why.is_client() => Outcome::Failed {
                    reason: "SMTP_CLIENT".into(),
                },
                // The line broke or nobody answered: the server may have taken it.
                None => Outcome::Unknown {
                    reason: "NO_ANSWER".into(),
                },
            },
        }
    }

    /// The mail, text and HTML, under an id that names its row in the ledger.
    fn mail(&self, message: &Message) -> Result<lettre::Message, &'static str> {
        let to: Address = message
            .address
            .as_deref()
            .and_then(|address| address.parse().ok())
            .ok_or("BAD_ADDRESS")?;
        let refuse = format!("<{}>", message.refuse_url);
        let header = |name| HeaderName::new_from_ascii_str(name);
        lettre::Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(message.subject.clone())
            .message_id(Some(format!(
                "<{}.{}@{}>",
                message.ledger, message.wave_number, self.sender_host
            )))
            .raw_header(HeaderValue::new(header("List-Unsubscribe"), refuse))
            .raw_header(HeaderValue::new(
                header("List-Unsubscribe-Post"),
                "List-Unsubscribe=One-Click".to_owned(),
            ))
            .multipart(MultiPart::alternative_plain_html(
                message.text.clone(),
                message.html.clone(),
            ))
            .map_err(|_| "BAD_MAIL")
    }
}

fn not_set_up(detail: &str) -> Failure {
    Failure::problem(
        StatusCode::UNPROCESSABLE_ENTITY,
        "sending.smtp_not_set_up",
        "No mail server is set up; start huitou with --smtp and --smtp-from",
    )
    .with("detail", detail)
}

/// A text as a whole HTML page, with the way to refuse below it.
pub fn html_of(text: &str, refuse_url: &str, refuse_words: &str) -> String {
    let paragraphs: String = escape(text)
        .split("\n\n")
        .map(|paragraph| format!("<p>{}</p>", paragraph.replace('\n', "<br>")))
        .collect();
    format!(
        "<!doctype html><html><body>{paragraphs}<p><a href=\"{}\">{}</a></p></body></html>",
        escape(refuse_url),
        escape(refuse_words)
    )
}

/// A text with nothing in it that HTML would read as its own.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::message::Medium;

    #[tokio::test]
    async fn a_mail_has_both_parts_and_the_way_to_refuse() {
        let settings = Settings {
            public_url: "https://crm.example.com".into(),
            smtp_url: Some("smtp://127.0.0.1:1".into()),
            smtp_from: Some("Songguo <news@example.com>".into()),
        };
        let smtp = Smtp::of(&settings).unwrap();
        let message = Message {
            ledger: 42,
            campaign: "c".into(),
            wave_number: 1,
            customer: 7,
            medium: Medium::Email,
            address: Some("a@example.com".into()),
            subject: "AD hello".into(),
            text: "hello".into(),
            html: html_of("hello", "https://crm.example.com/u/t", "refuse"),
            refuse_url: "https://crm.example.com/u/t".into(),
            units: 1,
        };
        let mail = String::from_utf8(smtp.mail(&message).unwrap().formatted()).unwrap();
        for part in [
            "Message-ID: <42.1@example.com>",
            "List-Unsubscribe: <https://crm.example.com/u/t>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "multipart/alternative",
            "text/plain",
            "text/html",
        ] {
            assert!(mail.contains(part), "{part} in {mail}");
        }
        assert!(Smtp::of(&Settings::default()).is_err());
    }
}
