//! Where a campaign stands, and which moves are legal.

use serde::{Deserialize, Serialize};

use super::{Campaign, Decision};
use crate::document::reading::Reader;

/// A campaign's state (§9). Up to `ContentReady` it follows from what is written; from `Approved` on the server says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Being written.
    Draft,
    /// The brief is handed over.
    Briefed,
    /// It does not suit repeat customers.
    NoGo,
    /// It suits them, and there is a selling point.
    Analysed,
    /// There are groups.
    Grouped,
    /// Each group has its content.
    ContentReady,
    /// Approved: groups are frozen.
    Approved,
    /// Being sent.
    Running,
    /// Sending is stopped by a person.
    Stopped,
    /// All is sent; orders are watched until the window ends.
    Monitoring,
    /// The evaluation is saved.
    Evaluated,
    /// Done.
    Closed,
    /// Given up before it ran.
    Cancelled,
}

/// What moves a campaign on once its groups are frozen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Freeze the groups.
    Approve,
    /// Begin to send.
    Start,
    /// Stop sending now.
    Stop,
    /// Go on sending.
    Resume,
    /// Nothing is left to send: watch.
    FinishSending,
    /// What was learned is saved, and the window has ended.
    Evaluate,
    /// Close for good.
    Close,
    /// Give up before it runs.
    Cancel,
}

impl State {
    /// All states.
    pub const ALL: [State; 13] = [
        State::Draft,
        State::Briefed,
        State::NoGo,
        State::Analysed,
        State::Grouped,
        State::ContentReady,
        State::Approved,
        State::Running,
        State::Stopped,
        State::Monitoring,
        State::Evaluated,
        State::Closed,
        State::Cancelled,
    ];

    /// The state after a command; `None` where the command is not legal.
    ///
    /// ```
    /// use domain::campaign::status::{Command, State};
    /// assert_eq!(State::Approved.after(Command::Start), Some(State::Running));
    /// assert_eq!(State::Running.after(Command::Cancel), None);
    /// ```
    pub fn after(self, command: Command) -> Option<State> {
        use State::{
            Analysed, Approved, Briefed, Cancelled, Closed, ContentReady, Draft, Evaluated,
            Grouped, Monitoring, NoGo, Running, Stopped,
        };
        match (self, command) {
            (ContentReady, Command::Approve) => Some(Approved),
            (Approved, Command::Start) => Some(Running),
            (Running, Command::Stop) => Some(Stopped),
            (Stopped, Command::Resume) => Some(Running),
            (Running | Stopped, Command::FinishSending) => Some(Monitoring),
            (Monitoring, Command::Evaluate) => Some(Evaluated),
            (Evaluated, Command::Close) => Some(Closed),
            (
                Draft | Briefed | NoGo | Analysed | Grouped | ContentReady | Approved,
                Command::Cancel,
            ) => Some(Cancelled),
            _ => None,
        }
    }

    /// Whether the groups are frozen.
    pub fn is_frozen(self) -> bool {
        matches!(
            self,
            State::Approved
                | State::Running
                | State::Stopped
                | State::Monitoring
                | State::Evaluated
                | State::Closed
        )
    }

    /// Whether messages have begun to leave.
    pub fn has_run(self) -> bool {
        self.is_frozen() && self != State::Approved
    }

    /// Whether all messages have left or never will.
    pub fn is_sent(self) -> bool {
        matches!(self, State::Monitoring | State::Evaluated | State::Closed)
    }

    /// The code as it is stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "DRAFT",
            State::Briefed => "BRIEFED",
            State::NoGo => "NO_GO",
            State::Analysed => "ANALYSED",
            State::Grouped => "GROUPED",
            State::ContentReady => "CONTENT_READY",
            State::Approved => "APPROVED",
            State::Running => "RUNNING",
            State::Stopped => "STOPPED",
            State::Monitoring => "MONITORING",
            State::Evaluated => "EVALUATED",
            State::Closed => "CLOSED",
            State::Cancelled => "CANCELLED",
        }
    }

    /// The state that a code means.
    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The state of a campaign: the server's word where it has one, else what the document amounts to.
    pub fn of(campaign: &Campaign) -> State {
        if let Some(state) = campaign.status.state {
            return state;
        }
        let briefed = campaign.brief.submitted
            || (campaign.origin == Some(super::Origin::CrmLed)
                && !super::problem::any_blocks(&campaign.brief.check()));
        if !briefed {
            return State::Draft;
        }
        match campaign.fit.decision {
            None => return State::Briefed,
            Some(Decision::NoGo) => return State::NoGo,
            Some(Decision::Go | Decision::Partly) => {}
        }
        let analysed = campaign
            .points
            .iter()
            .any(|point| !point.text.trim().is_empty());
        if !analysed {
            return State::Briefed;
        }
        if campaign.groups.is_empty() {
            return State::Analysed;
        }
        let has_content = |group: &super::Group| !group.body.trim().is_empty();
        if campaign.groups.iter().all(has_content) {
            State::ContentReady
        } else {
            State::Grouped
        }
    }
}

/// What the server says of a campaign; only the server writes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// The state, from approval on.
    pub state: Option<State>,
    /// When it was approved, in seconds since 1970.
    pub approved_at: Option<i64>,
    /// Who approved it.
    pub approved_by: String,
    /// When sending began.
    pub started_at: Option<i64>,
    /// When the window ends: the first instant that no longer counts.
    pub window_ends_at: Option<i64>,
    /// When it was closed.
    pub closed_at: Option<i64>,
}

impl Status {
    pub(super) fn read(read: Reader<'_>) -> Status {
        Status {
            state: read.code("status.state"),
            approved_at: read.whole("status.approved_at"),
            approved_by: read.text("status.approved_by"),
            started_at: read.whole("status.started_at"),
            window_ends_at: read.whole("status.window_ends_at"),
            closed_at: read.whole("status.closed_at"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaign_is_cancelled_only_before_it_runs() {
        for state in State::ALL {
            let legal = state.after(Command::Cancel).is_some();
            let before = state < State::Running;
            assert_eq!(legal, before, "{state:?}");
            assert_eq!(State::from_code(state.code()), Some(state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.code());
        }
    }

    #[test]
    fn nothing_but_an_approved_campaign_starts() {
        for state in State::ALL {
            let starts = state.after(Command::Start).is_some();
            assert_eq!(starts, state == State::Approved, "{state:?}");
        }
    }

    #[test]
    fn the_whole_way_is_legal_and_has_no_way_back() {
        let way = [
            Command::Approve,
            Command::Start,
            Command::Stop,
            Command::Resume,
            Command::FinishSending,
            Command::Evaluate,
            Command::Close,
        ];
        let mut state = State::ContentReady;
        for command in way {
            state = state.after(command).unwrap();
        }
        assert_eq!(state, State::Closed);
        assert!(way.iter().all(|command| state.after(*command).is_none()));
    }
}
