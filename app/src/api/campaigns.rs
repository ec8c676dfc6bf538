//! Commands and numbers of campaigns.

use domain::wire::campaign::{
    Approve, Commanded, DecideUnknown, Lengths, Live, Report, TestSend, TestSent, UnknownList,
};

use super::{Answer, act, fetch, send};

/// Freezes the groups into the ledger.
pub async fn approve(id: &str, approve: &Approve) -> Answer<Commanded> {
    send(&format!("/api/campaigns/{id}/approve"), approve).await
}

/// Starts sending.
pub async fn start(id: &str) -> Answer<Commanded> {
    act(&format!("/api/campaigns/{id}/start")).await
}

/// Stops sending at once.
pub async fn stop(id: &str) -> Answer<Commanded> {
    act(&format!("/api/campaigns/{id}/stop")).await
}

/// Goes on sending.
pub async fn resume(id: &str) -> Answer<Commanded> {
    act(&format!("/api/campaigns/{id}/resume")).await
}

/// Calls the campaign off.
pub async fn cancel(id: &str) -> Answer<Commanded> {
    act(&format!("/api/campaigns/{id}/cancel")).await
}

/// Closes an evaluated campaign.
pub async fn close(id: &str) -> Answer<Commanded> {
    act(&format!("/api/campaigns/{id}/close")).await
}

/// The numbers of this moment.
pub async fn live(id: &str) -> Answer<Live> {
    fetch(&format!("/api/campaigns/{id}/live")).await
}

/// Each group's text messages, measured over its members.
pub async fn lengths(id: &str) -> Answer<Lengths> {
    fetch(&format!("/api/campaigns/{id}/lengths")).await
}

/// The report.
pub async fn report(id: &str) -> Answer<Report> {
    fetch(&format!("/api/campaigns/{id}/report")).await
}

/// Where the report is to be downloaded, `csv` or `html`.
pub fn report_path(id: &str, form: &str) -> String {
    format!("/api/campaigns/{id}/report.{form}")
}

/// Where a group's audience file is to be downloaded.
pub fn audience_path(id: &str, group: &str) -> String {
    format!("/api/campaigns/{id}/groups/{group}/audience.csv")
}

/// The messages whose fate nobody knows.
pub async fn unknown(id: &str) -> Answer<UnknownList> {
    fetch(&format!("/api/campaigns/{id}/unknown")).await
}

/// Decides on messages whose fate nobody knows.
pub async fn decide_unknown(id: &str, decision: &DecideUnknown) -> Answer<Commanded> {
    send(&format!("/api/campaigns/{id}/unknown"), decision).await
}

/// Sends one message of a group to an address of one's own.
pub async fn test_send(id: &str, test: &TestSend) -> Answer<TestSent> {
    send(&format!("/api/campaigns/{id}/test-send"), test).await
}
