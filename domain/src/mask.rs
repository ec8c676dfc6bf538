//! How what identifies a person is shown: enough to recognise a case, too little to use.

/// A phone number: `138****1234`. A number shorter than seven digits shows nothing of itself.
///
/// ```
/// assert_eq!(domain::mask::phone("13812341234"), "138****1234");
/// ```
pub fn phone(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() < 8 {
        return "****".into();
    }
    let tail: String = letters[letters.len() - 4..].iter().collect();
    let head: String = letters[..3].iter().collect();
    format!("{head}****{tail}")
}

/// A name: `张*`.
///
/// ```
/// assert_eq!(domain::mask::name("张小明"), "张*");
/// ```
pub fn name(text: &str) -> String {
    match text.trim().chars().next() {
        Some(first) => format!("{first}*"),
        None => String::new(),
    }
}

/// An e-mail address: `a***@x.com`.
///
/// ```
/// assert_eq!(domain::mask::email("anna@x.com"), "a***@x.com");
/// ```
pub fn email(text: &str) -> String {
    match text.split_once('@') {
        Some((account, host)) => {
            let first: String = account.chars().take(1).collect();
            format!("{first}***@{host}")
        }
        None => "***".into(),
    }
}

/// The shop's own id of a buyer, which may be a nickname, a phone or an e-mail address: `t***1`.
///
/// ```
/// use domain::mask::buyer;
/// assert_eq!((buyer("tb_nick1"), buyer("ann@x.com"), buyer("ab")), ("t***1".into(), "a***@x.com".into(), "a***".into()));
/// ```
pub fn buyer(text: &str) -> String {
    if text.contains('@') {
        return email(text);
    }
    let letters: Vec<char> = text.trim().chars().collect();
    match letters.as_slice() {
        [] => String::new(),
        [first, .., last] if letters.len() > 2 => format!("{first}***{last}"),
        [first, ..] => format!("{first}***"),
    }
}
