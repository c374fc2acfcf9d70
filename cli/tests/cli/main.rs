//! The program as a user meets it: arguments in, bytes and exit codes out.

mod call;
mod check;
mod generate;
mod inform;
mod paths;
mod sign;
mod support;
mod usage;
