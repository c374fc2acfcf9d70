//! The commands, one file each.

pub mod call;
pub mod check;
pub mod diff;
pub mod docs;
pub mod explain;
pub mod generate;
pub mod import;
pub mod list;
pub mod lsp;
pub mod mock;
pub mod new;
pub mod schema;
pub mod sign;
pub mod stream;
pub mod update;
pub mod verify;
