//! A language server for specs.
//!
//! It speaks the Language Server Protocol over stdin and stdout (`run_stdio`) or over any pair of channels (`serve`), and knows what
//! `specie check` knows: it loads the text of the editor, saved or not, with the same front end.
//!
//! | request | what answers it |
//! |---|---|
//! | diagnostics | all findings, with the second place of a conflict and the page of the rule |
//! | hover | a key, a type, a function, a declared name, a rule; for a step of a plan, what it computes for the first vector |
//! | completion | keys, types, functions, sources and declared names, by position |
//! | definition | types, credentials, sections, plans, operations and everything else that a spec declares by name |
//! | code action | the edit of "did you mean" |
//!
//! # How an edit becomes findings
//!
//! One thread owns the documents and answers in order. After an edit it waits until the editor is quiet for a moment, so that only the
//! newest text is checked; a request that needs the text is answered at once. Findings carry the version of the text, and are dropped if
//! a newer one arrived while it was checked: they are never published out of order.
//!
//! Where a spec is broken, and it usually is while somebody types, positions are found by `cursor`, which reads any text. Names come
//! from the last text that was valid YAML.
// A panic is a bug: no text and no message may reach one.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::unimplemented,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

mod actions;
mod completion;
mod computed;
mod cursor;
mod definition;
mod document;
mod findings;
mod hover;
mod names;
mod positions;
mod resolve;
mod schema;
mod server;
mod transport;

pub use server::{ServerError, serve};
pub use transport::run_stdio;
