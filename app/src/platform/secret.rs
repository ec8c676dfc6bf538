//! A first password for someone else: random, and easy to read out.

use leptos::prelude::window;

/// Letters and digits that nobody mistakes for one another; 32 of them, so that a byte chooses evenly.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Four times four signs, about 80 random bits; nothing where the browser has no randomness.
pub fn new_password() -> Option<String> {
    let mut bytes = [0u8; 16];
    window()
        .crypto()
        .ok()?
        .get_random_values_with_u8_array(&mut bytes)
        .ok()?;
    let mut password = String::with_capacity(19);
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            password.push('-');
        }
        password.push(char::from(SIGNS[usize::from(byte % 32)]));
    }
    Some(password)
}
