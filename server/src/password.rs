//! Passwords and random tokens: made, hashed and verified.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};
use sha2::{Digest, Sha256};

use crate::failure::Failure;

pub use domain::wire::session::SHORTEST_PASSWORD;

/// The most bytes of a password that are looked at.
pub const LONGEST_PASSWORD: usize = 1024;

/// A fresh random value of `N` bytes.
pub fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|why| Failure::Internal(format!("no randomness: {why}")))?;
    Ok(bytes)
}

/// A password that can be read out: four groups of four letters and digits that do not look alike, 80 bits.
pub fn random_password() -> Result<String, Failure> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letters: Vec<char> = random::<16>()?
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|four| four.iter().collect())
        .collect();
    Ok(groups.join("-"))
}

/// A session's token of 256 random bits, as hexadecimal digits.
pub fn random_token() -> Result<String, Failure> {
    Ok(hex(&random::<32>()?))
}

/// What the store keeps of a token.
pub fn token_hash(token: &str) -> [u8; 32] {
    digest(token.as_bytes())
}

/// The SHA-256 digest of some bytes.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The argon2id hash of a password, with its own salt, as text. Takes tens of milliseconds: never on an async thread.
pub fn hash(password: &str) -> Result<String, Failure> {
    let hashed: PasswordHash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|why| Failure::Internal(format!("argon2: {why}")))?;
    Ok(hashed.to_string())
}

/// Whether a password is the one that was hashed. Takes as long as `hash`.
pub fn verify(password: &str, hashed: &str) -> bool {
    password.len() <= LONGEST_PASSWORD
        && Argon2::default()
            .verify_password(password.as_bytes(), hashed)
            .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_verified_against_its_own_hash_only() {
        let hashed = hash("correct horse").unwrap();
        assert!(hashed.starts_with("$argon2id$"));
        assert!(verify("correct horse", &hashed));
        assert!(!verify("wrong horse", &hashed));
        assert!(!verify("correct horse", "not a hash"));
    }

    #[test]
    fn random_passwords_and_tokens_have_their_form() {
        assert_eq!(random_password().unwrap().len(), 19);
        assert_eq!(random_token().unwrap().len(), 64);
        assert_ne!(random_token().unwrap(), random_token().unwrap());
    }
}
