//! The token in a link by which a reader refuses further messages: opaque, signed, and good for one ledger row.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::db::Store;
use crate::db::secrets::{find_secret, keep_secret};
use crate::failure::Failure;
use crate::password;

/// The name of the secret in the store.
const SECRET: &str = "refusal";

/// How many bytes of the signature stand in the token.
const SIGNATURE: usize = 16;

/// Makes and reads tokens.
#[derive(Clone)]
pub struct Tokens {
    secret: Vec<u8>,
}

impl Tokens {
    /// With the secret of this data folder, made where there is none.
    pub async fn of(store: &Store) -> Result<Tokens, Failure> {
        if let Some(secret) = store
            .read(|connection| find_secret(connection, SECRET))
            .await?
        {
            return Ok(Tokens { secret });
        }
        let fresh = password::random::<32>()?;
        let secret = store
            .write(move |tx| keep_secret(tx, SECRET, &fresh))
            .await?;
        Ok(Tokens { secret })
    }

    /// The token of a ledger row.
    pub fn token(&self, ledger: i64) -> String {
        let number = ledger.to_be_bytes();
        let mut token = password::hex(&number);
        token.push_str(&password::hex(&self.sign(&number)));
        token
    }

    /// The ledger row of a token; `None` for one that we did not make.
    pub fn ledger(&self, token: &str) -> Option<i64> {
        if token.len() != (8 + SIGNATURE) * 2 || !token.is_ascii() {
            return None;
        }
        let mut number = [0u8; 8];
        for (place, byte) in number.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&token[place * 2..place * 2 + 2], 16).ok()?;
        }
        let given = &token.as_bytes()[16..];
        let right = password::hex(&self.sign(&number));
        // Compares all of it, so that the time taken tells nothing.
        let differs = given
            .iter()
            .zip(right.as_bytes())
            .fold(0u8, |sum, (one, other)| sum | (one ^ other));
        (differs == 0).then(|| i64::from_be_bytes(number))
    }

    fn sign(&self, number: &[u8]) -> [u8; SIGNATURE] {
        let mut signature = [0u8; SIGNATURE];
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.secret) {
            mac.update(b"refusal:");
            mac.update(number);
            signature.copy_from_slice(&mac.finalize().into_bytes()[..SIGNATURE]);
        }
        signature
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_tokens_are_read() {
        let tokens = Tokens {
            secret: vec![7; 32],
        };
        let token = tokens.token(42);
        assert_eq!(tokens.ledger(&token), Some(42));
        let other = Tokens {
            secret: vec![8; 32],
        };
        assert_eq!(other.ledger(&token), None);
        let forged = format!("{:016x}{}", 43, &token[16..]);
        assert_eq!(tokens.ledger(&forged), None);
        assert_eq!(tokens.ledger("münchen"), None);
        assert_eq!(tokens.ledger(""), None);
    }
}
