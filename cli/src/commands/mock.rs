//! `specie mock`: the provider on loopback.

use crate::arguments::Mock as Arguments;
use crate::failure::Failure;
use crate::request::{credential_texts, refuse_shared_stdin};
use crate::{input, network, print, spec};
use specie_codegen::diagnostic::render;
use specie_codegen::model::Api;
use specie_codegen::scenario::{self, Scenario};
use specie_mock::{Mock, StartError};
use std::io::IsTerminal;
use std::path::Path;

/// Starts the mock, and runs until the process is interrupted.
///
/// # Errors
/// The spec has errors, the credentials cannot be used, or the port is in use.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let (api, _) = spec::load_for_use(&arguments.spec)?;
    let (credentials, scenario) = (
        arguments.credentials.as_deref(),
        arguments.scenario.as_deref(),
    );
    refuse_shared_stdin(&[("--credentials", credentials), ("--scenario", scenario)])?;
    let credentials = credentials.map(|path| credential_texts(&api.runtime.scheme, path));
    let credentials = credentials.transpose()?;
    let scenario = match scenario {
        Some(path) => read_scenario(path, &api)?,
        None => Scenario::default(),
    };
    let mut mock = Mock::new(api)
        .scenario(scenario)
        .port(arguments.port)
        .seed(arguments.seed)
        .on_call(|call| {
            // A log whose reader is gone ends nothing.
            let _ = print::data(&format!("{call}\n"));
        })
        .on_note(print::note);
    if let Some(credentials) = credentials {
        mock = mock.credentials(credentials);
    }
    network::start()?.block_on(async {
        let provider = mock.start().await.map_err(failure)?;
        let credentials: serde_json::Map<String, serde_json::Value> = provider
            .credentials()
            .iter()
            .map(|(name, value)| (name.clone(), value.clone().into()))
            .collect();
        let credentials = serde_json::Value::Object(credentials);
        print::data(&format!(
            "listening on {}\n{credentials}\n",
            provider.base_url()
        ))?;
        std::future::pending::<()>().await;
        Ok(())
    })
}

/// Reads a scenario, and prints its mistakes as those of a spec.
fn read_scenario(path: &Path, api: &Api) -> Result<Scenario, Failure> {
    let shown = input::shown_path(path);
    let text = String::from_utf8(input::read_bytes(path)?)
        .map_err(|_| Failure::usage(format!("`{shown}` is not UTF-8")))?;
    let (source, scenario, diagnostics) = scenario::read(&shown, text, api);
    let color = std::io::stderr().is_terminal();
    for diagnostic in diagnostics.shown_of(|_| true) {
        print::message(&render::terminal(&source, &diagnostic, color));
    }
    scenario.ok_or_else(|| Failure::findings(format!("`{shown}` has errors")))
}

fn failure(error: StartError) -> Failure {
    match error {
        StartError::Credentials(_) => Failure::usage(error.to_string()),
        _ => Failure::findings(error.to_string()),
    }
}
