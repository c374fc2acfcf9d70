//! The `specie` program: checks specs, generates clients, signs and explains requests.

#![forbid(unsafe_code)]

mod arguments;
mod client;
mod commands;
mod failure;
mod file_params;
mod git;
mod input;
mod network;
mod own_crate;
mod print;
mod providers;
mod request;
mod skeleton;
mod spec;
mod steps;
mod table;
mod workspace;

use arguments::{Cli, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match &Cli::parse().command {
        Command::Check(arguments) => commands::check::run(arguments),
        Command::Generate(arguments) => commands::generate::run(arguments),
        Command::Sign(arguments) => commands::sign::run(arguments),
        Command::Verify(arguments) => commands::verify::run(arguments),
        Command::Call(arguments) => commands::call::run(arguments),
        Command::Stream(arguments) => commands::stream::run(arguments),
        Command::Mock(arguments) => commands::mock::run(arguments),
        Command::Diff(arguments) => commands::diff::run(arguments),
        Command::List(arguments) => commands::list::run(arguments),
        Command::Docs(arguments) => commands::docs::run(arguments),
        Command::Import(arguments) => commands::import::run(arguments),
        Command::Update(arguments) => commands::update::run(arguments),
        Command::Explain(arguments) => commands::explain::run(arguments),
        Command::New(arguments) => commands::new::run(arguments),
        Command::Schema => commands::schema::run(),
        Command::Lsp => commands::lsp::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            print::failure(&failure);
            failure.exit_code()
        }
    }
}
