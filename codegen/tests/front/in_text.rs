//! Members whose value is JSON inside a text.

use specie_codegen::{Options, load};
use specie_runtime::Operation;

const SPEC: &str = r#"
provider: acme
docs: https://acme.example/api
sections: { api: { base: "https://acme.example" } }
defaults: { section: api, source: https://acme.example/api }
operations:
  get: { doc: Gets., call: GET it, answer: Outer }
types:
  Outer: { doc: O., fields: { data: Inner as json -- d, plain: Inner -- p } }
  Inner: { doc: I., fields: { token: secret -- t, name: text -- n } }
"#;

#[test]
fn a_secret_in_the_json_of_a_text_hides_the_text() {
    let loaded = load("acme.yaml", SPEC, &Options::default());
    let api = loaded.api.expect("the spec is good");
    let data = specie_codegen::runtime_provider::OperationData::of(&api, &api.operations[0], None);
    let operation: Operation<'_> = data.operation();
    assert_eq!(operation.secrets, ["data", "token"]);
}
