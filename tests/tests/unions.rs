//! Unions of real APIs: the examples of their OpenAPI documents decode as the form that the document means, are sent again as they were, and
//! the check of plain data agrees. The types are those of `tests/golden/unions/spec.yaml`; the values are copied from the documents.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use specie_codegen::json::{self, Names};
use specie_codegen::model::{Api, Kind, Response, Type};
use specie_codegen::validate::{self, MismatchKind, Way};
use specie_runtime::codec::{Decode, EncodeContext, EncodeStruct, EncodeValue, decode};
use specie_runtime::signing::Value;
use specie_runtime::{Json, Wire};
use specie_tests::golden::unions::*;
use std::sync::LazyLock;

static API: LazyLock<Api> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/unions/spec.yaml");
    let options = specie_codegen::Options {
        draft: true,
        ..specie_codegen::Options::default()
    };
    let loaded = specie_codegen::load("unions.yaml", std::fs::read(path).unwrap(), &options);
    loaded.api.unwrap()
});

fn reads<T: Decode>(text: &str) -> T {
    let mut value = T::blank();
    let done = decode(text.as_bytes(), &mut value, Wire::PLAIN);
    done.unwrap_or_else(|problem| panic!("{problem}: {text}"));
    value
}

fn fails<T: Decode>(text: &str) -> String {
    let mut value = T::blank();
    decode(text.as_bytes(), &mut value, Wire::PLAIN)
        .unwrap_err()
        .to_string()
}

/// What is sent, as JSON.
fn sends(value: &dyn EncodeValue) -> String {
    let mut context = EncodeContext::default();
    let text = value.encode(&mut context, Wire::PLAIN).to_json().unwrap();
    assert_eq!(context.into_refusal(), None);
    text
}

/// Spaces between tokens do not matter.
fn same_json(a: &str, b: &str) {
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(parse(a), parse(b));
}

fn named(name: &str) -> Type {
    let id = API.types.iter().position(|def| def.name == name).unwrap();
    Type {
        kind: Kind::Named(specie_codegen::model::TypeId(id)),
        ..text()
    }
}

fn text() -> Type {
    let operation = API
        .operations
        .iter()
        .find(|one| one.name == "get_payout_target");
    match &operation.unwrap().response {
        Response::Type(ty) => ty.clone(),
        _ => panic!("an answer"),
    }
}

/// The wire form and the findings of plain data.
fn checked(name: &str, value: &str, way: Way) -> (String, Vec<MismatchKind>) {
    let data = json::read(value.as_bytes(), Names::Shown).unwrap();
    let (data, mismatches) = validate::value(&API.types, &named(name), &data, way);
    let kinds = mismatches.iter().map(|one| one.kind).collect();
    (json::write(&data), kinds)
}

/// Plain data is checked as the type is read: it has a form.
fn fits(name: &str, value: &str) {
    let (_, kinds) = checked(name, value, Way::Received);
    let wrong = |kind: &&MismatchKind| **kind != MismatchKind::Unknown;
    assert_eq!(kinds.iter().find(wrong), None, "{name}: {value}");
}

/// Read, sent again, and checked as what a caller gives: always the same bytes.
fn round<T: Decode + EncodeValue>(name: &str, value: &str) -> T {
    let read: T = reads(value);
    same_json(&sends(&read), value);
    let (wire, kinds) = checked(name, value, Way::Sent);
    assert_eq!(kinds, [], "{name}: {value}");
    same_json(&wire, value);
    read
}

#[test]
fn binance_mixes_integers_and_texts_in_a_list() {
    let candle = r#"[[1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1499644799999,
        "2434.19055334",308,"1756.87402397","28.46694368","17928899.62484339"]]"#;
    let candles: Vec<Vec<KlinesResponse>> = reads(candle);
    let shown: Vec<String> = candles[0]
        .iter()
        .map(|value| match value {
            KlinesResponse::Int(value) => format!("int {value}"),
            KlinesResponse::Decimal(value) => format!("decimal {value}"),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(shown[0], "int 1499040000000");
    assert_eq!(shown[1], "decimal 0.01634790");
    assert_eq!(shown[8], "int 308");
    assert_eq!(
        shown.iter().filter(|text| text.starts_with("int")).count(),
        3
    );
}

#[test]
fn binance_answers_one_or_many() {
    let one = r#"{"symbol":"BNBBTC","price":"0.17160000"}"#;
    let TickerPriceResponse::Price(price) = reads(one) else {
        panic!("one")
    };
    assert_eq!(
        (price.symbol.as_str(), price.price.as_str()),
        ("BNBBTC", "0.17160000")
    );
    let TickerPriceResponse::List(prices) = reads(&format!("[{one},{one}]")) else {
        panic!("many")
    };
    assert_eq!(prices.len(), 2);
    fits("TickerPriceResponse", one);
    // The kind decides: what does not match is an error with its path, not an unknown value.
    assert!(
        fails::<TickerPriceResponse>(r#"[{"symbol":"BNBBTC"}]"#).starts_with("$[0].price: missing")
    );
    assert!(
        matches!(reads("\"down\""), TickerPriceResponse::Unknown(Json::Text(text)) if text == "down")
    );
    assert!(matches!(
        reads("null"),
        TickerPriceResponse::Unknown(Json::Null)
    ));
}

#[test]
fn binance_orders_are_told_apart_by_their_members() {
    let ack = r#"{"symbol":"BTCUSDT","orderId":28,"orderListId":-1,"clientOrderId":"6gCrw2kRUAF9CvJDGP16IP","transactTime":1507725176595}"#;
    let result = format!(
        r#"{},"price":"0.00000000","origQty":"10.00000000","executedQty":"10.00000000","status":"FILLED"}}"#,
        ack.trim_end_matches('}')
    );
    let full = format!(
        r#"{},"fills":[{{"price":"4000.00000000","qty":"1.00000000","commission":"4.00000000","commissionAsset":"USDT"}}]}}"#,
        result.trim_end_matches('}')
    );
    assert!(matches!(reads(ack), NewOrderResponse::OrderAck(ack) if ack.order_id == 28));
    assert!(
        matches!(reads(&result), NewOrderResponse::OrderResult(order) if order.status == "FILLED")
    );
    assert!(
        matches!(reads(&full), NewOrderResponse::OrderFull(order) if order.fills[0].price.as_str() == "4000.00000000")
    );
    for value in [ack, &result, &full] {
        fits("NewOrderResponse", value);
    }
}

#[test]
fn binance_cancels_orders_and_lists() {
    let both = r#"[{"symbol":"BNBBTC","origClientOrderId":"msXkySR3u5uYwpvRMFsi3u","orderId":28,"orderListId":-1},
        {"orderListId":1929,"contingencyType":"OCO","listStatusType":"ALL_DONE","symbol":"BNBBTC",
         "orders":[{"symbol":"BNBBTC","orderId":2,"clientOrderId":"pO9ufTiFGg3nw2fOdgeOXa"}]}]"#;
    let read: Vec<CancelOpenOrdersResponse> = reads(both);
    assert!(
        matches!(&read[0], CancelOpenOrdersResponse::CancelledOrder(order) if order.order_id == 28)
    );
    assert!(
        matches!(&read[1], CancelOpenOrdersResponse::CancelledList(list) if list.orders[0].order_id == 2)
    );
}

#[test]
fn btcpay_gives_a_text_or_one_of_two_objects() {
    assert!(matches!(reads("\"0200ff\""), CreateTransactionResponse::Text(hex) if hex == "0200ff"));
    let unsigned = reads(r#"{"psbt":"cHNidP8="}"#);
    assert!(
        matches!(unsigned, CreateTransactionResponse::UnsignedTransaction(it) if it.psbt == "cHNidP8=")
    );
    let sent = reads(r#"{"transactionHash":"ab12","amount":"-0.5","labels":[]}"#);
    assert!(
        matches!(sent, CreateTransactionResponse::SentTransaction(it) if it.transaction_hash == "ab12")
    );
    // An object that is none of them is kept whole.
    let other = r#"{"error":{"code":[1,2.50]}}"#;
    let CreateTransactionResponse::Unknown(kept) = reads(other) else {
        panic!("unknown")
    };
    assert_eq!(kept.to_string(), other);
    assert_eq!(
        checked("CreateTransactionResponse", other, Way::Received).1,
        [MismatchKind::Unlisted]
    );
}

#[test]
fn circle_decides_by_a_member() {
    let transfer = r#"{"source":{"type":"wallet","id":"12345"},
        "destination":{"type":"blockchain","address":"0x8381470ED67C3802402dbbFa0058E8871F017A6F","addressTag":"123456789","chain":"ALGO"}}"#;
    let transfer: Transfer = reads(transfer);
    assert!(matches!(transfer.source, Location::Wallet(wallet) if wallet.id == "12345"));
    assert!(matches!(transfer.destination, Location::Blockchain(to) if to.chain == "ALGO"));
    let payments = r#"[
        {"id":"b8627ae8-732b-4d25-b947-1df8f4007a29","type":"payment","merchantId":"fc988ed5-c129-4f70-a064-e5beb7eb8e32",
         "amount":{"amount":"3.14","currency":"USD"},"source":{"id":"b8627ae8-732b-4d25-b947-1df8f4007a29","type":"card"},"status":"pending"},
        {"id":"b8627ae8-732b-4d25-b947-1df8f4007a29","type":"payment","amount":{"amount":"3.14","currency":"USD"},"status":"pending",
         "depositAddress":{"chain":"ALGO","address":"0x97de855690955e0da79ce5c1b6804847e7070c7f","addressTag":"123456789"}},
        {"id":"b8627ae8-732b-4d25-b947-1df8f4007a29","type":"cancel","source":{"id":"b8627ae8-732b-4d25-b947-1df8f4007a29","type":"card"}},
        {"id":"b8627ae8-732b-4d25-b947-1df8f4007a29","type":"refund","source":{"id":"b8627ae8-732b-4d25-b947-1df8f4007a29","type":"card"}},
        {"id":"b8627ae8-732b-4d25-b947-1df8f4007a29","type":"dispute"}]"#;
    let payments: Vec<ListPaymentsResponse> = reads(payments);
    assert!(
        matches!(&payments[0], ListPaymentsResponse::FiatPayment(paid) if paid.source.r#type == "card")
    );
    assert!(
        matches!(&payments[1], ListPaymentsResponse::CryptoPayment(paid) if paid.deposit_address.is_some())
    );
    assert!(matches!(&payments[2], ListPaymentsResponse::FiatCancel(_)));
    assert!(matches!(&payments[3], ListPaymentsResponse::FiatRefund(_)));
    // A new value of the constant is not taken for a known one.
    assert!(matches!(&payments[4], ListPaymentsResponse::Unknown(_)));
}

#[test]
fn circle_takes_one_of_two_bodies() {
    let iban = CreateWireWire::WireIban(WireIban::new(
        "ba943ff1-ca16-49b2-ba55-1057e70ca5c7",
        "DE31100400480532013000",
    ));
    let body = r#"{"idempotencyKey":"ba943ff1-ca16-49b2-ba55-1057e70ca5c7","iban":"DE31100400480532013000"}"#;
    assert_eq!(sends(&iban), body);
    assert_eq!(
        checked("CreateWireWire", body, Way::Sent),
        (body.to_owned(), vec![])
    );
    let numbers = r#"{"idempotencyKey":"ba943ff1-ca16-49b2-ba55-1057e70ca5c7","accountNumber":"12340010","routingNumber":"121000248"}"#;
    assert_eq!(
        checked("CreateWireWire", numbers, Way::Sent),
        (numbers.to_owned(), vec![])
    );
    let neither = r#"{"idempotencyKey":"ba943ff1-ca16-49b2-ba55-1057e70ca5c7"}"#;
    assert_eq!(
        checked("CreateWireWire", neither, Way::Sent).1,
        [MismatchKind::Value]
    );
    let short = CreateWireWire::WireIban(WireIban::new("k", "DE31"));
    let mut context = EncodeContext::default();
    short.encode(&mut context, Wire::PLAIN);
    assert_eq!(
        context.into_refusal().unwrap().to_string(),
        "parameter `iban`: 4 characters: expected 15 to 34"
    );
}

#[test]
fn coinbase_policies_are_sent_as_they_were_received() {
    let rule = r#"{"operation":"signEvmTransaction","action":"accept","criteria":[{"type":"ethValue","ethValue":"1000000","operator":">="},
        {"type":"evmAddress","addresses":["0x742d35Cc6634C0532925a3b844Bc454e4438f44e"],"operator":"in"},
        {"type":"evmData","abi":"erc20","conditions":[{"function":"approve"},{"function":"transfer","params":[
            {"name":"value","operator":"<=","value":"10000"},
            {"name":"to","operator":"in","values":["0x742d35Cc6634C0532925a3b844Bc454e4438f44e"]}]}]},
        {"type":"evmData","abi":[{"type":"function","name":"balanceOf"},{"type":"constructor"}],"conditions":[]}]}"#;
    let Rule::SignEvmTransaction(read) = round("Rule", rule) else {
        panic!("a rule")
    };
    let Criterion::EvmData(data) = &read.criteria[2] else {
        panic!("data")
    };
    assert_eq!(data.abi, EvmDataAbi::KnownAbi(KnownAbi::Erc20));
    let params = data.conditions[1].params.as_deref().unwrap();
    assert!(matches!(&params[0], ParamCondition::OneValue(one) if one.value == "10000"));
    assert!(matches!(&params[1], ParamCondition::AnyValue(any) if any.values.len() == 1));
    let Criterion::EvmData(data) = &read.criteria[3] else {
        panic!("data")
    };
    assert!(matches!(&data.abi, EvmDataAbi::List(entries) if entries.len() == 2));
    // A text that is not listed is a value of the enum; a value of no form and a rule of a new operation are kept.
    let new = r#"{"operation":"signEvmTransaction","action":"accept","criteria":[{"type":"evmData","abi":"erc4626","conditions":[{"function":"f","params":[{"name":"x"},true]}]}]}"#;
    let read: Rule = reads(new);
    same_json(&sends(&read), new);
    let new = r#"{"operation":"signSolMessage","action":"reject","extra":[1,"x",true]}"#;
    let read: Rule = reads(new);
    assert_eq!(sends(&read), new);
}

#[test]
fn coinbase_targets_are_told_apart_by_required_members() {
    for (value, form) in [
        (
            r#"{"accountId":"account_af2937b0-9846-4fe7-bfe9-ccc22d935114","asset":"usdc"}"#,
            "Account",
        ),
        (
            r#"{"paymentMethodId":"paymentMethod_af2937b0-9846-4fe7-bfe9-ccc22d935114","asset":"usd"}"#,
            "Method",
        ),
        (
            r#"{"address":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","network":"base","asset":"usdc"}"#,
            "Address",
        ),
        (
            r#"{"email":"recipient@example.com","asset":"usd"}"#,
            "Email",
        ),
        (r#"{"phone":"+12055555555","asset":"usd"}"#, "Unknown"),
    ] {
        let read: TransferTarget = reads(value);
        let shown = format!("{read:?}");
        assert!(shown.starts_with(&format!("{form}(")), "{value}: {shown}");
    }
    // The form is chosen before the value is decoded, so that a fault has its path.
    let fault = fails::<TransferTarget>(r#"{"address":"0x83","network":"base"}"#);
    assert!(fault.starts_with("$.asset: missing"), "{fault}");
}

#[test]
fn x402_echoes_a_text_or_an_integer() {
    let read: McpRequest = reads(r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}"#);
    assert_eq!(read.id, Some(McpRequestId::Int(1)));
    let read: McpRequest = reads(r#"{"jsonrpc":"2.0","id":"1","method":"tools/list"}"#);
    assert_eq!(read.id, Some(McpRequestId::Text("1".to_owned())));
    let read: McpRequest = reads(r#"{"jsonrpc":"2.0","id":null,"method":"tools/list"}"#);
    assert_eq!(read.id, None);
    let read: McpRequest = reads(r#"{"jsonrpc":"2.0","id":[true],"method":"m"}"#);
    assert!(matches!(read.id, Some(McpRequestId::Unknown(kept)) if kept.to_string() == "[true]"));
    assert_eq!(sends(&ToolsId::Text("1".to_owned())), "\"1\"");
    assert_eq!(sends(&ToolsId::Int(1)), "1");
}

/// The client sends constants by itself, so a caller need not give them.
#[test]
fn plain_data_may_leave_out_the_constants_that_tell() {
    let file = r#"{"name":"README.md","size":5362,"content":"encoded content ..."}"#;
    assert_eq!(checked("GetContentResponse", file, Way::Sent).1, []);
    assert_eq!(
        checked("GetContentResponse", file, Way::Received).1,
        [MismatchKind::Unlisted]
    );
    let neither = r#"{"name":"README.md","size":5362}"#;
    assert_eq!(
        checked("GetContentResponse", neither, Way::Sent).1,
        [MismatchKind::Value]
    );
}

#[test]
fn github_contents_are_a_list_or_an_object_by_its_type() {
    let folder = r#"[{"type":"file","size":625,"name":"octokit.rb","path":"lib/octokit.rb"},
        {"type":"dir","size":0,"name":"octokit","path":"lib/octokit"}]"#;
    assert!(
        matches!(reads(folder), GetContentResponse::List(entries) if entries[1].r#type == "dir")
    );
    let file = r#"{"type":"file","encoding":"base64","size":5362,"name":"README.md","path":"README.md","content":"encoded content ..."}"#;
    assert!(matches!(reads(file), GetContentResponse::File(file) if file.size == 5362));
    let link = r#"{"type":"symlink","target":"/path/to/symlink/target","size":23,"name":"some-symlink","path":"bin/some-symlink"}"#;
    assert!(
        matches!(reads(link), GetContentResponse::Symlink(link) if link.target == "/path/to/symlink/target")
    );
    let module = r#"{"type":"submodule","submodule_git_url":"git://github.com/jquery/qunit.git","size":0,"name":"qunit"}"#;
    assert!(
        matches!(reads(module), GetContentResponse::Submodule(module) if module.name == "qunit")
    );
    for value in [folder, file, link, module] {
        fits("GetContentResponse", value);
    }
}

#[test]
fn github_labels_are_texts_or_objects() {
    let issue =
        r#"{"number":1347,"labels":["bug",{"name":"enhancement","color":"84b6eb"},{"name":null}]}"#;
    let issue: Issue = reads(issue);
    assert_eq!(issue.labels[0], IssueLabel::Text("bug".to_owned()));
    assert!(
        matches!(&issue.labels[1], IssueLabel::NamedLabel(label) if label.color.as_deref() == Some("84b6eb"))
    );
    let request = CreateIssue::new(CreateIssueTitle::Int(7))
        .labels(issue.labels)
        .public(CreateIssuePublic::TrueText(TrueText::False));
    let mut context = EncodeContext::default();
    let sent = Value::Object(EncodeStruct::members(&request, &mut context))
        .to_json()
        .unwrap();
    assert_eq!(
        sent,
        r#"{"title":7,"labels":["bug",{"name":"enhancement","color":"84b6eb"},{}],"public":"false"}"#
    );
    assert_eq!(
        checked("CreateIssuePublic", "\"false\"", Way::Sent).0,
        "\"false\""
    );
    assert_eq!(checked("CreateIssuePublic", "false", Way::Sent).0, "false");
}

#[test]
fn stripe_has_words_beside_numbers_and_booleans() {
    let at = "2026-01-01T00:00:00Z".parse().unwrap();
    assert_eq!(sends(&SubscribeTrialEnd::Time(at)), "1767225600");
    assert_eq!(sends(&SubscribeTrialEnd::Now(Now::Now)), "\"now\"");
    assert_eq!(sends(&SubscribeOffSession::Bool(true)), "true");
    assert_eq!(
        sends(&SubscribeOffSession::OffSession(OffSession::OneOff)),
        "\"one_off\""
    );
    assert_eq!(
        checked("SubscribeTrialEnd", "\"soon\"", Way::Sent).1,
        [MismatchKind::Value]
    );
    assert_eq!(
        sends(&SourceRef::Card(Card::new("4242"))),
        r#"{"object":"card","number":"4242"}"#
    );
    assert_eq!(
        checked("SourceRef", r#"{"number":"4242"}"#, Way::Sent).1,
        []
    );

    let subscription = |customer: &str, metadata: &str| -> Subscription {
        reads(&format!(
            r#"{{"customer":{customer},"metadata":{metadata}}}"#
        ))
    };
    let read = subscription("\"cus_1\"", r#"{"order":"6735","n":1.50,"live":true}"#);
    assert!(matches!(read.customer, SubscriptionCustomer::Text(id) if id == "cus_1"));
    let metadata = read.metadata.unwrap();
    assert!(matches!(metadata.get("n"), Some(MetadataValue::Decimal(n)) if n.as_str() == "1.50"));
    assert!(matches!(
        metadata.get("live"),
        Some(MetadataValue::Bool(true))
    ));
    let read = subscription(r#"{"id":"cus_1","object":"customer","email":null}"#, "\"\"");
    assert!(
        matches!(read.customer, SubscriptionCustomer::Customer(customer) if customer.id == "cus_1")
    );
    assert_eq!(read.metadata, None);
    let read = subscription(r#"{"id":"cus_1","object":"customer","deleted":true}"#, "{}");
    assert!(
        matches!(read.customer, SubscriptionCustomer::DeletedCustomer(gone) if gone.id == "cus_1")
    );
}

#[test]
fn fireblocks_and_adyen_have_a_type_for_other_values() {
    let settlement = r#"{"type":"DVP","sourceAccount":{"type":"VAULT_ACCOUNT","id":"vault_acc_3f7e1d9b2c5a8e4f"},
        "destinationAccount":{"type":"VAULT_ACCOUNT","id":"vault_acc_7b2e5d8f1c4a9e3b"}}"#;
    assert!(
        matches!(reads(settlement), Settlement::Dvp(dvp) if dvp.source_account.id.as_deref() == Some("vault_acc_3f7e1d9b2c5a8e4f"))
    );
    assert!(matches!(
        reads(r#"{"type":"POST_ORDER"}"#),
        Settlement::Post(_)
    ));
    let new = r#"{"type":"NETTED","destinationAccount":{"type":"VAULT_ACCOUNT","accountId":"vault_acc_9f4e2d8b1c6a5e73"}}"#;
    let Settlement::Other(other) = reads(new) else {
        panic!("other")
    };
    assert_eq!(other.r#type, "NETTED");
    assert!(other.destination_account.is_some());
    // Without the member, nothing is known.
    assert!(matches!(reads(r#"{"note":"x"}"#), Settlement::Unknown(_)));
    fits("Settlement", new);

    let payment = r#"{"resultCode":"IdentifyShopper","action":{"paymentData":"Ab02b4c0!BQABAgCuZFJrQOjSsl\/zt+...","paymentMethodType":"scheme",
        "subtype":"fingerprint","token":"eyJ0aHJlZURTTWV0aG9kTm90aWZpY...","type":"threeDS2"}}"#;
    let payment: Payment = reads(payment);
    assert!(
        matches!(payment.action, Some(Action::Other(action)) if action.r#type == "threeDS2" && action.subtype.as_deref() == Some("fingerprint"))
    );
}

#[test]
fn a_union_may_contain_itself() {
    let filter = r#"["paid",["btc",{"from":1,"to":["eth",{"from":5,"to":9}]}]]"#;
    let Filter::All(all) = round("Filter", filter) else {
        panic!("all")
    };
    let Filter::All(inner) = &all[1] else {
        panic!("all")
    };
    assert!(
        matches!(&inner[1], Filter::Range(range) if matches!(range.to, Some(RangeTo::List(_))))
    );
    // Depth is bounded, as for any value.
    let deep = "[".repeat(5_000) + &"]".repeat(5_000);
    assert!(fails::<Filter>(&deep).contains("nested too deep"));
}
