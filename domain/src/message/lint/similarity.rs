//! Whether two groups are told the same thing (A26).

/// From this similarity on, two texts count as the same.
pub const SIMILAR: f64 = 0.9;

/// How alike two texts are, 0 to 1, whatever their spaces, punctuation and case: one less the edit distance over
/// the longer length.
///
/// ```
/// use domain::message::lint::similarity;
/// assert_eq!(similarity("新品到店，欢迎！", "新品到店 欢迎"), 1.0);
/// assert!(similarity("新品到店", "老客专享") < 0.1);
/// ```
pub fn similarity(one: &str, other: &str) -> f64 {
    let (one, other) = (normalised(one), normalised(other));
    let longest = one.len().max(other.len());
    if longest == 0 {
        return 1.0;
    }
    1.0 - distance(&one, &other) as f64 / longest as f64
}

/// The pairs of texts, by their places in the list, that are at least [`SIMILAR`]; empty texts pair with none.
pub fn similar_pairs(texts: &[&str]) -> Vec<(usize, usize, f64)> {
    let mut pairs = Vec::new();
    for (at, one) in texts.iter().enumerate() {
        for (further, other) in texts.iter().enumerate().skip(at + 1) {
            if one.trim().is_empty() || other.trim().is_empty() {
                continue;
            }
            let alike = similarity(one, other);
            if alike >= SIMILAR {
                pairs.push((at, further, alike));
            }
        }
    }
    pairs
}

fn normalised(text: &str) -> Vec<char> {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Levenshtein's distance, in two rows.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut diagonal = above[0];
        above[0] = row + 1;
        for (column, facing) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != facing);
            diagonal = above[column + 1];
            above[column + 1] = replaced.min(diagonal + 1).min(above[column] + 1);
        }
    }
    above[other.len()]
}
