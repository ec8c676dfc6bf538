//! The texts that stand in the facts, to choose from while a clause is made.

use crate::wire::engine::{Suggestion, Vocabulary};

use super::Snapshot;

impl Snapshot {
    /// Texts of a list that contain what was typed, without regard to case; those that begin with it first.
    pub fn suggest(&self, vocabulary: Vocabulary, typed: &str, limit: usize) -> Vec<Suggestion> {
        let texts: &[String] = match vocabulary {
            Vocabulary::Countries => &self.texts.countries,
            Vocabulary::Regions => &self.texts.regions,
            Vocabulary::Cities => &self.texts.cities,
            Vocabulary::Genders => &self.texts.genders,
            Vocabulary::CustomerTags => &self.texts.tags,
            Vocabulary::Products => &self.products.ids,
            Vocabulary::Titles => &self.products.titles,
            Vocabulary::Categories => &self.products.categories,
            Vocabulary::ProductTags => &self.products.tags,
            Vocabulary::Channels => &self.texts.channels,
        };
        let wanted = typed.to_lowercase();
        let mut found: Vec<(bool, &str, &str)> = Vec::new();
        for (at, text) in texts
            .iter()
            .enumerate()
            .filter(|(_, text)| !text.is_empty())
        {
            let title = match vocabulary {
                Vocabulary::Products => self.products.titles[at].as_str(),
                _ => "",
            };
            let lower = text.to_lowercase();
            if lower.contains(&wanted) || title.to_lowercase().contains(&wanted) {
                found.push((!lower.starts_with(&wanted), text, title));
            }
        }
        found.sort_unstable();
        found.dedup();
        let suggestions = found.into_iter().take(limit);
        suggestions
            .map(|(_, text, title)| Suggestion {
                text: text.to_owned(),
                title: title.to_owned(),
            })
            .collect()
    }
}
