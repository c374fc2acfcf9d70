//! The program as a user runs it: arguments in, bytes and exit codes out.

mod call;
mod canaries;
mod check;
mod diff;
mod generate;
mod import;
mod import_page;
mod inform;
mod lsp;
mod mock;
mod new;
mod own_crate;
mod paths;
mod readme;
mod sign;
mod site;
mod stream;
mod support;
mod update;
mod usage;
mod verify;
