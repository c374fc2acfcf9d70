//! The events that a case is expected to give.

use crate::exchange::{Case, Lost, list_or_none, text};
use crate::talk::Events;
use serde_json::Value as Json;

/// The events of a case, as its file says; by default none.
pub fn events(case: &Case, lost: Option<&Lost>) -> Events {
    let texts = |key: &str| -> Vec<String> {
        let items = list_or_none(&case.ours[key]).iter();
        items.map(|item| text(item).to_owned()).collect()
    };
    let gaps = match lost {
        Some(lost) => &lost.gaps,
        None => &case.ours["gaps"],
    };
    Events {
        messages: texts("messages"),
        gaps: list_or_none(gaps).iter().map(Json::as_u64).collect(),
        refused: texts("refused"),
        login_refused: case.ours["login_refused"] == true,
    }
}
