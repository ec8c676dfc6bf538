//! Problems of campaigns and their sending, in words.

use crate::locales::{Word, campaign_problems as words};

/// The words and the remedy of a code of this area.
pub(super) fn words_of(code: &str) -> Option<(Word, Word)> {
    Some(match code {
        "campaign.unknown" => (words::unknown, words::unknown_remedy),
        "campaign.not_approved" => (words::not_approved, words::not_approved_remedy),
        "campaign.wrong_state" => (words::wrong_state, words::wrong_state_remedy),
        "campaign.not_ready" => (words::not_ready, words::not_ready_remedy),
        "campaign.changed_since" => (words::changed_since, words::changed_since_remedy),
        "campaign.window_open" => (words::window_open, words::window_open_remedy),
        "campaign.evaluation_not_saved" => (
            words::evaluation_not_saved,
            words::evaluation_not_saved_remedy,
        ),
        "campaign.no_audience_file" => (words::no_audience_file, words::no_audience_file_remedy),
        "campaign.query" => (words::query, words::query_remedy),
        "sending.smtp_not_set_up" => (words::smtp, words::smtp_remedy),
        "sending.bad_address" => (words::bad_address, words::bad_address_remedy),
        "sending.unresolved_variable" => (words::unresolved, words::unresolved_remedy),
        "sending.test_failed" => (words::test_failed, words::test_failed_remedy),
        _ => return None,
    })
}
