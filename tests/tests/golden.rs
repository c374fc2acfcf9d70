//! The Rust generated from the small specs in `tests/golden`, used as a user would. That it is unchanged is tested in
//! `codegen/tests/front/golden.rs`, which does not compile it.

/// A client of one operation alone: the other one of its spec has mistakes that only a draft may have.
mod chosen {
    specie::client!("ui/spec/incomplete.yaml", operations = [ping], draft = true);
}

#[test]
fn a_client_of_some_operations_can_be_used() {
    use chosen::acme;
    let client = acme::Client::new(acme::Credentials::new()).expect("no credential is needed");
    drop(client.ping());
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

/// The public key that the client of deliveries requires.
const PEM: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzCJB5yzjqtrHgjhq+Df230KJG9pt\nX9X93ipNySjrzW4mX6KvERxUckr4ajV9qwD4e36CLtY9JFQKkWOmfqSQyQ==\n-----END PUBLIC KEY-----\n";

/// The body is that of PHP's `http_build_query`, which leaves out empty lists; the signature that of Python's `hmac`.
#[test]
fn lists_and_objects_of_a_form_are_typed() {
    use specie_tests::golden::deliveries::{Client, Credentials, InvoicedPayer};
    let client = Client::new(Credentials::new("k1", PEM)).expect("a client");
    let body = "id=p%261&metadata%5Border_id%5D=7&metadata%5B0%5D=zero&items%5B0%5D%5Bname%5D=A&items%5B0%5D%5Bprice%5D=1.5&items%5B0%5D%5Bcodes%5D%5B0%5D=1&payer%5Bname%5D=Z&payer%5Bpaid%5D=1&parent%5Bid%5D=x&parent%5Btags%5D%5B0%5D=y";
    let sign = "3c2db932b0eb8d0c2b9af29624a9c027622f6204c82e49818436ebf130d7c06f";
    let read = client.verify_invoiced(&[("Sign", sign)], body.as_bytes());
    let read = read.expect("a delivery");
    assert_eq!(read.order().map(ToString::to_string), Some("7".to_owned()));
    let invoice = read.into_event();
    assert_eq!(invoice.metadata.get("0").map(String::as_str), Some("zero"));
    assert!(invoice.tags.is_empty());
    let item = &invoice.items.expect("items")[0];
    assert_eq!(
        (item.price.to_string(), &item.codes[..]),
        ("1.5".to_owned(), &[1][..])
    );
    assert!(matches!(invoice.payer, Some(InvoicedPayer::Payer(payer)) if payer.paid));
    assert_eq!(invoice.parent.expect("a parent").tags, ["y"]);
}

/// `time: payment.settled_at` of a union's event has the format of that member, milliseconds as text. The signature is that of Python's `hmac`.
#[test]
fn a_path_has_the_format_of_its_member() {
    use specie_tests::golden::deliveries::{Client, Credentials, Settlement};
    let client = Client::new(Credentials::new("k1", PEM)).expect("a client");
    let body = r#"{"kind":"settled","payment":{"id":"p1","settled_at":"1700000000123"}}"#;
    let sign = "2971225f11e58d9e2ad13c64487c5bd92942c812704c2322367e9c4a328c6160";
    let read = client.verify_settled(&[("Sign", sign)], body.as_bytes());
    let read = read.expect("a delivery");
    assert_eq!(read.id(), Some("p1"));
    assert_eq!(
        read.time().map(|time| time.to_string()),
        Some("2023-11-14T22:13:20.123Z".to_owned())
    );
    assert!(matches!(read.event(), Settlement::Settled(_)), "{read:?}");
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

/// A request in which nothing is required may be `None`, and sends what an empty one does: its constants.
#[test]
fn requests_with_nothing_required_have_a_default() {
    use specie::runtime::codec::{EncodeContext, EncodeStruct};
    use specie_tests::golden::{payments, shapes};
    let sent = |request: &dyn EncodeStruct| {
        let mut context = EncodeContext::default();
        let sent = specie::runtime::signing::Value::Object(request.members(&mut context));
        sent.to_json().expect("JSON")
    };
    assert_eq!(sent(&shapes::ListMarkets::default()), "{}");
    assert_eq!(sent(&payments::ListSome::default()), "{}");
    fn is_called(client: &shapes::Client) {
        drop(client.list_markets(None));
        drop(client.list_markets(&shapes::ListMarkets::default()));
        drop(client.list_markets(&Default::default()));
        let given = shapes::ListMarkets::default();
        drop(client.list_markets(Some(&given)));
    }
    let _ = is_called;
}
