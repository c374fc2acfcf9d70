//! Small specs, one feature each, and the Rust generated from them: it is unchanged, and it compiles.
//!
//! `UPDATE_EXPECT=1 cargo test -p specie-tests --test golden` updates it; read the difference like code.

use specie_codegen::emit::rust::emit_module;
use specie_codegen::options::RustOptions;
use specie_codegen::{Options, load};
use std::error::Error;
use std::path::Path;

#[test]
fn the_rust_of_small_specs_is_as_it_was() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut names: Vec<_> = std::fs::read_dir(&folder)?.collect::<Result<_, _>>()?;
    names.sort_by_key(std::fs::DirEntry::file_name);
    assert_eq!(names.len(), 8, "every golden is compiled in tests/lib.rs");
    for entry in names {
        let name = entry.file_name().to_string_lossy().into_owned();
        let spec = std::fs::read(entry.path().join("spec.yaml"))?;
        let options = Options {
            draft: true,
            ..Options::default()
        };
        let loaded = load(&format!("tests/golden/{name}/spec.yaml"), spec, &options);
        let errors: Vec<_> = loaded
            .blocking()
            .into_iter()
            .map(|found| found.message.clone())
            .collect();
        let api = loaded
            .api
            .as_ref()
            .ok_or_else(|| format!("{name}: {errors:?}"))?;
        let rust = RustOptions {
            example_crate: None,
            ..RustOptions::default()
        };
        let made = emit_module(api, &rust);
        assert_eq!(
            made,
            emit_module(api, &rust),
            "{name}: the same spec gives the same bytes"
        );
        let golden = entry.path().join("mod.rs");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&golden, &made)?;
        }
        let expected = std::fs::read_to_string(&golden)?;
        assert!(
            expected == made,
            "{name}: tests/golden/{name}/mod.rs is not what the generator makes; UPDATE_EXPECT=1 writes it anew"
        );
    }
    Ok(())
}

/// What a name of the spec became, used as a user would.
#[test]
fn names_that_are_words_of_rust_can_be_used() {
    use specie_tests::golden::names::{Check, Match, PaginationStyle, Webhook};
    let request = Match::new("a").r#in(3).foo_bar(true);
    let shown = format!("{request:?}");
    assert!(
        shown.contains("in: Some(3)") && shown.contains("foo_bar: Some(true)"),
        "{shown}"
    );
    assert_eq!(PaginationStyle::from("self"), PaginationStyle::Own);
    assert_eq!(
        PaginationStyle::try_parse("1st").ok(),
        Some(PaginationStyle::First)
    );
    let read = |_: &Check, of: &Webhook| of.x_y;
    let _ = read;
}

/// Secrets that are sent and received show neither in requests nor in answers.
#[test]
fn secrets_are_not_shown() {
    use specie::runtime::codec::{EncodeContext, EncodeStruct, decode};
    use specie_tests::golden::secrets::{CreateHook, Hook, Pair};
    let text = br#"{"id":"h1","secret":"s3cret-1","old":["n","s3cret-2"],"by":{"a":"s3cret-3","b":12345}}"#;
    let mut hook: Option<Hook> = None;
    decode(text, &mut hook, specie::runtime::Wire::PLAIN).expect("a hook");
    let hook = hook.expect("a hook");
    assert_eq!(hook.secret.expose(), "s3cret-1");
    assert_eq!(
        hook.by.get("b").map(specie::Secret::expose),
        Some("12345"),
        "a number is read as a text is"
    );
    let shown = format!("{hook:?}");
    assert!(
        !shown.contains("s3cret") && !shown.contains("12345"),
        "{shown}"
    );
    assert_eq!(shown.matches("[redacted]").count(), 4, "{shown}");
    let pair = Pair {
        name: "n".into(),
        secret: "s3cret-2".into(),
    };
    assert_eq!(hook.old, Some(pair));

    let request = CreateHook::new("n", vec!["s3cret-4".into()])
        .secret("s3cret-5")
        .hook(hook);
    let shown = format!("{request:?}");
    assert!(!shown.contains("s3cret"), "{shown}");
    let mut context = EncodeContext::default();
    let sent = specie::runtime::signing::Value::Object(request.members(&mut context));
    assert_eq!(
        sent.to_json().expect("JSON"),
        r#"{"name":"n","secret":"s3cret-5","spare":["s3cret-4"],"hook":{"id":"h1","secret":"s3cret-1","old":["n","s3cret-2"],"by":{"a":"s3cret-3","b":"12345"}}}"#
    );
    let short = CreateHook::new("n", vec![]).secret("s3cret");
    let mut context = EncodeContext::default();
    short.members(&mut context);
    let refusal = context.into_refusal().expect("too short").to_string();
    assert!(
        refusal.contains("secret") && !refusal.contains("s3cret"),
        "{refusal}"
    );
}

#[test]
fn exactly_one_of_a_group_is_given() {
    use specie_tests::golden::payments::{Pay, PayTo, Tag};
    let amount: specie::Amount = "0.5".parse().expect("an amount");
    let pay = Pay::new("a1", "key", amount, PayTo::Tag(Tag::new("bob")));
    let noted = format!("{:?}", pay.clone().note("n"));
    assert!(
        noted.contains("note: Some(\"n\")") && noted.contains("Tag(Tag"),
        "{noted}"
    );
}
