//! Writes one line for each type and request of the generated clients, with an example value, for `tests/serde.rs`.

use specie_codegen::model::{Api, Kind, Type, TypeId};
use specie_codegen::validate::{self, Way};
use specie_codegen::{example_values, json};
use std::fmt::Write;

/// The lines of one client, whose types are in the module `path`.
pub fn lines(path: &str, api: &Api, out: &mut String) -> std::fmt::Result {
    for (id, def) in api.types.iter().enumerate() {
        let received = def.received || !def.sent;
        let (way, call) = match received {
            true => (Way::Received, "received"),
            false => (Way::Sent, "sent"),
        };
        let ty = Type::plain(Kind::Named(TypeId(id)));
        let example = example_values::value(api, &ty, "name", None, way);
        // As it is sent.
        let (example, _) = validate::value(&api.types, &ty, &example, way);
        let example = json::write(&example);
        line(call, path, &def.name, &example, out)?;
    }
    for operation in api.operations.iter().filter(|it| it.has_request()) {
        let params = json::object(&example_values::params(api, operation));
        line("sent", path, &operation.request_name, &params, out)?;
    }
    Ok(())
}

fn line(call: &str, path: &str, name: &str, example: &str, out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "    tally.{call}::<{path}::{name}>({:?}, {example:?});",
        format!("{path}::{name}")
    )
}
