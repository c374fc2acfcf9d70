//! The events that a case is expected to give.

use crate::exchange::{Case, gaps, list_or_none, text};
use crate::talk::Events;

/// The events of a case, as its file says; by default none.
pub fn events(case: &Case) -> Events {
    let texts = |key: &str| -> Vec<String> {
        let items = list_or_none(&case.ours[key]).iter();
        items.map(|item| text(item).to_owned()).collect()
    };
    Events {
        messages: texts("messages"),
        gaps: gaps(&case.ours["gaps"]),
        refused: texts("refused"),
        login_refused: case.ours["login_refused"] == true,
    }
}
