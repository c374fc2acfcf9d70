//! Generated clients and tools use the same values of the runtime: what is printed into a client equals what the model holds.

use specie_codegen::form_event::FormEvent;
use specie_codegen::runtime_provider::{OperationData, webhook};
use specie_codegen::{Options, load, secret_members};
use specie_runtime::stream::plan::StreamPlan;
use specie_runtime::{Operation, Provider, Webhook, Wire};
use std::error::Error;
use std::fmt::Debug;
use std::path::Path;

/// The data in the generated files of a client.
struct Client {
    spec: &'static str,
    provider: &'static Provider,
    operations: &'static [&'static Operation<'static>],
    webhooks: &'static [&'static Webhook<'static>],
    streams: &'static [&'static StreamPlan],
}

include!(concat!(env!("OUT_DIR"), "/emitted.rs"));

fn model(spec: &str) -> Result<specie_codegen::model::Api, Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(spec);
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let loaded = load(spec, std::fs::read(path)?, &options);
    loaded.api.ok_or_else(|| format!("{spec}: no model").into())
}

/// Fails with the first line that differs, and the lines around it.
fn assert_same<T: PartialEq + Debug>(spec: &str, printed: &T, expected: &T) {
    if printed == expected {
        return;
    }
    let (printed, expected) = (format!("{printed:#?}"), format!("{expected:#?}"));
    let pairs = printed.lines().zip(expected.lines());
    let same = pairs.take_while(|(one, other)| one == other).count();
    let around = |text: &str| {
        let lines = text.lines().skip(same.saturating_sub(8)).take(12);
        lines.collect::<Vec<_>>().join("\n")
    };
    panic!(
        "{spec}: the client has\n{}\nand the model\n{}",
        around(&printed),
        around(&expected)
    );
}

#[test]
fn every_generated_client_is_compared() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let specs = std::fs::read_dir(root.join("../specs"))?.collect::<Result<Vec<_>, _>>()?;
    let specs = specs
        .iter()
        .filter(|entry| entry.path().extension().is_some_and(|it| it == "yaml"))
        .count();
    let goldens = std::fs::read_dir(root.join("golden"))?.count();
    assert_eq!(CLIENTS.len(), specs + goldens);
    Ok(())
}

#[test]
fn providers_are_the_value_of_the_model() -> Result<(), Box<dyn Error>> {
    for client in CLIENTS {
        let api = model(client.spec)?;
        assert_same(client.spec, client.provider, &api.runtime);
    }
    Ok(())
}

#[test]
fn operations_are_the_values_of_the_model() -> Result<(), Box<dyn Error>> {
    for client in CLIENTS {
        let api = model(client.spec)?;
        let mut expected = Vec::new();
        for operation in &api.operations {
            expected.push(OperationData::of(&api, operation, None));
            let variants = operation.variants.iter();
            expected
                .extend(variants.map(|variant| OperationData::of(&api, operation, Some(variant))));
        }
        let mut expected: Vec<Operation<'_>> =
            expected.iter().map(OperationData::operation).collect();
        // The wire format is for typed decoding: tools read JSON.
        let mut printed: Vec<Operation<'_>> = client
            .operations
            .iter()
            .map(|operation| Operation {
                wire: Wire::PLAIN,
                ..**operation
            })
            .collect();
        expected.sort_by_key(|operation| operation.name);
        printed.sort_by_key(|operation| operation.name);
        assert_same(client.spec, &printed, &expected);
    }
    Ok(())
}

#[test]
fn streams_are_the_values_of_the_model() -> Result<(), Box<dyn Error>> {
    let mut compared = 0;
    for client in CLIENTS {
        let api = model(client.spec)?;
        let expected: Vec<&StreamPlan> = api.streams.iter().map(|stream| &stream.plan).collect();
        assert_same(client.spec, &client.streams.to_vec(), &expected);
        compared += expected.len();
    }
    assert!(compared > 3, "only {compared} streams were compared");
    Ok(())
}

#[test]
fn webhooks_are_the_values_of_the_model() -> Result<(), Box<dyn Error>> {
    for client in CLIENTS {
        let api = model(client.spec)?;
        assert_eq!(client.webhooks.len(), api.webhooks.len(), "{}", client.spec);
        for (place, declared) in (0u16..).zip(&api.webhooks) {
            let hidden = secret_members::in_event(&api, declared.event);
            let event = FormEvent::of(&api, declared);
            let form = event.nodes();
            let expected = webhook(declared, place, &hidden, &form);
            let found = client.webhooks.iter().find(|known| known.index == place);
            let found = found.ok_or_else(|| format!("{}: {}", client.spec, declared.name))?;
            assert_eq!(
                found.time.map(|(member, _)| member),
                declared.time.as_deref(),
                "{}",
                client.spec
            );
            // The format of the time is for typed decoding.
            let printed = Webhook {
                time: None,
                ..**found
            };
            assert_same(client.spec, &printed, &expected);
        }
    }
    Ok(())
}
