//! Example values of every operation and type are what `specie call` would take: the check of parameters finds nothing wrong.

#[allow(dead_code, reason = "the build script reads the rest")]
#[path = "../torture/mod.rs"]
mod torture;

use specie_codegen::call_params::Called;
use specie_codegen::model::{Api, Kind, Type, TypeId};
use specie_codegen::validate::{self, Way};
use specie_codegen::{Options, example_values, json, load};
use specie_runtime::signing::plan::Data;
use std::error::Error;
use std::path::{Path, PathBuf};

/// The type of this index, as a type in use.
fn named(id: usize) -> Type {
    Type::plain(Kind::Named(TypeId(id)))
}

/// Checks all operations and types of a model; returns how many there are.
fn check(what: &str, api: &Api) -> usize {
    for operation in &api.operations {
        let params = Data::Object(example_values::params(api, operation).into());
        let called = Called::find(&api.operations, &operation.name).expect("an operation");
        let placed = called.place(&api.types, Some(params.clone()));
        let shown = json::write(&params);
        match placed {
            Ok(placed) => assert!(placed.unlisted.is_empty(), "{what}: {shown}: {placed:?}"),
            Err(error) => panic!("{what}: {shown}: {error}"),
        }
    }
    for (id, def) in api.types.iter().enumerate() {
        for way in [Way::Sent, Way::Received] {
            let value = example_values::value(api, &named(id), "name", None, way);
            let (_, mismatches) = validate::value(&api.types, &named(id), &value, way);
            let shown = json::write(&value);
            let name = &def.name;
            assert!(
                mismatches.is_empty(),
                "{what}: {name} {shown}: {mismatches:?}"
            );
        }
    }
    api.operations.len() + api.types.len()
}

fn model(path: &Path) -> Result<Api, Box<dyn Error>> {
    let options = Options {
        draft: true,
        skip_vectors: true,
    };
    let shown = path.display().to_string();
    let loaded = load(&shown, std::fs::read(path)?, &options);
    loaded
        .api
        .ok_or_else(|| format!("{shown} has errors").into())
}

fn specs() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut specs = Vec::new();
    for entry in std::fs::read_dir(root.join("../specs"))? {
        specs.push(entry?.path());
    }
    for entry in std::fs::read_dir(root.join("golden"))? {
        specs.push(entry?.path().join("spec.yaml"));
    }
    specs.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    Ok(specs)
}

#[test]
fn values_of_real_specs_fit() -> Result<(), Box<dyn Error>> {
    let mut count = 0;
    for path in specs()? {
        count += check(&path.display().to_string(), &model(&path)?);
    }
    assert!(count > 200, "{count}");
    Ok(())
}

#[test]
fn values_of_every_type_in_every_position_fit() {
    let modules = torture::modules();
    let count: usize = modules
        .iter()
        .map(|module| check(&module.name, &module.api))
        .sum();
    assert!(count > 1_000, "{count}");
}

/// The example values of the single operation of a spec, as JSON.
fn params_of(rest: &str) -> String {
    let api = torture::Spec::new(rest).model();
    let api = api.unwrap_or_else(|codes| panic!("{codes:?}\n{rest}"));
    check(rest, &api);
    let params = example_values::params(&api, &api.operations[0]);
    json::object(&params)
}

#[test]
fn values_are_within_their_bounds() {
    let cases = [
        ("text 12..16 -- d", r#""axaxaxaxaxax""#),
        ("text 1..1 -- d", r#""a""#),
        ("secret 3..3 -- d", r#""axa""#),
        ("int 5..9 -- d", "5"),
        ("int -9..-5 -- d", "-5"),
        ("decimal 10.5.. -- d", r#""10.5""#),
        ("decimal ..0.1 -- d", r#""0.1""#),
        ("text alnum -- d", r#""ax""#),
        ("time.s -- d", "1700000000"),
        ("flag -- d", "1"),
    ];
    for (ty, value) in cases {
        let spec = format!(
            "operations:\n  act: {{ doc: Acts., call: POST act, idempotency: never, answer: none, params: {{ ax: {ty} }} }}\n"
        );
        assert_eq!(params_of(&spec), format!("{{\"ax\":{value}}}"), "{ty}");
    }
}

#[test]
fn received_values_have_their_constants() {
    let spec = torture::Spec::new(
        "operations:\n  get: { doc: Gets., call: GET it, answer: It }\ntypes:\n  It: { doc: D., fields: { kind: \"spot\", n: int -- d } }\n",
    );
    let api = spec.model().expect("a model");
    let of = |way| json::write(&example_values::value(&api, &named(0), "it", None, way));
    assert_eq!(of(Way::Received), r#"{"kind":"spot","n":1}"#);
    assert_eq!(of(Way::Sent), r#"{"n":1}"#);
}

#[test]
fn an_example_of_the_spec_is_taken_and_completed() {
    let spec = "\
operations:
  act:
    doc: Acts.
    call: POST act
    idempotency: never
    answer: none
    params:
      amount: decimal -- d
      note?: text -- d
      other?: text -- d
      kind: \"spot\"
      node: Node -- d
      address?: text -- d
      tag?: text -- d
      paid: Paid -- d
    one_of: { to: [address, tag] }
    examples:
      - params: { amount: \"7.50\", note: hi, tag: t, node: { name: n, below: [ { name: m, below: [] } ] }, paid: { by: card, digits: \"42\" } }
types:
  Node:
    doc: D.
    fields: { name: text -- d, below: \"list<Node> -- d\" }
  Paid:
    doc: D.
    union: by
    variants: { cash: Cash -- d, card: Card -- d }
  Cash: { doc: D., fields: { coins: int -- d } }
  Card: { doc: D., fields: { digits: text -- d } }
";
    let spec = spec.replace("\"list<Node> -- d\"", "list<Node> -- d");
    assert_eq!(
        params_of(&spec),
        concat!(
            r#"{"amount":"7.50","note":"hi","node":{"name":"n","below":[{"name":"m","below":[]}]},"#,
            r#""tag":"t","paid":{"by":"card","digits":"42"}}"#
        )
    );
    // Without it: no optional members, the first of a group and of a union, and a list that does not contain itself.
    let (bare, rest) = spec.split_once("    examples:\n").expect("examples");
    let rest = rest.split_once('\n').expect("one line").1;
    assert_eq!(
        params_of(&format!("{bare}{rest}")),
        concat!(
            r#"{"amount":"0.25","node":{"name":"name","below":[]},"#,
            r#""address":"address","paid":{"by":"cash","coins":1}}"#
        )
    );
}

/// Types that multiply, or form a long chain, end soon.
#[test]
fn values_are_bounded() {
    let mut types = String::new();
    for at in 0..400 {
        let next = at + 1;
        types += &format!(
            "  T{at}: {{ doc: D., fields: {{ a: T{next} -- d, b: T{next} -- d, c: T{next} -- d }} }}\n"
        );
    }
    let spec = torture::Spec::new(&format!(
        "operations:\n  act: {{ doc: Acts., call: POST act, idempotency: never, answer: none, params: {{ t: T0 -- d }} }}\ntypes:\n{types}  T400: {{ doc: D., fields: {{ x: int -- d }} }}\n"
    ));
    let api = spec.model().expect("a model");
    let text = json::object(&example_values::params(&api, &api.operations[0]));
    assert!(text.len() < 100_000, "{}", text.len());
}
