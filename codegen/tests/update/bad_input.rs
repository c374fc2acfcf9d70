//! Inputs that do not belong together.

use crate::support::{DRAFT, edited};
use specie_codegen::update::{self, Inputs, UpdateError};

fn error(record: &str, spec: &str, draft: &str) -> UpdateError {
    let inputs = Inputs {
        path: "acme.yaml",
        spec,
        record,
        draft,
        prune: false,
    };
    update::update(&inputs).expect_err("an error")
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let record = update::record("acme.yaml", DRAFT).unwrap();
    let other_provider = record.replace("\"acme\"", "\"other\"");
    let message = error(&other_provider, DRAFT, DRAFT).to_string();
    assert!(
        message.contains("`other`") && message.contains("`acme`"),
        "{message}"
    );

    let calls = [
        ("GET orders", "GET x"),
        ("POST orders", "GET y"),
        ("GET orders/{id}", "GET z/{id}"),
        ("list_orders", "x"),
        ("create_order", "y"),
        ("get_order", "z"),
    ];
    let other = edited(DRAFT, &calls);
    let found = error(&record, DRAFT, &other);
    assert!(
        matches!(found, UpdateError::OtherDocument { operations: 3, .. }),
        "{found}"
    );
    let found = error(&record, &other, DRAFT);
    assert!(matches!(found, UpdateError::OtherRecord { .. }), "{found}");

    let found = error(&record, "a: [", DRAFT).to_string();
    assert!(found.contains("line 1"), "{found}");
}

#[test]
fn what_is_no_record_is_refused() {
    let deep = format!("{}{}", "{\"a\":".repeat(200), "}".repeat(200));
    for (record, why) in [
        ("", "not JSON"),
        ("{}", "`version`"),
        ("{\"version\": 2}", "expected version 1, found 2"),
        ("{\"version\": 1, \"provider\": \"acme\"}", "`imported`"),
        (
            "{\"version\": 1, \"provider\": \"acme\", \"imported\": {\"a\": 1}}",
            "`a`",
        ),
        (&deep, "not JSON"),
    ] {
        let found = error(record, DRAFT, DRAFT);
        assert!(matches!(found, UpdateError::BadRecord { .. }));
        assert!(found.to_string().contains(why), "{found}");
    }
}
