//! Balances move, orders are filled, and no call that moves money is executed twice, whatever the scenario does to it.

#![allow(missing_docs, reason = "tests")]

mod support;

use serde_json::Value;
use specie_codegen::scenario::{self, Disconnect, Fault, Scenario};
use specie_mock::{Mock, MockProvider, Phase};
use specie_runtime::{Amount, ErrorKind, Outcome, RetryPolicy};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use support::{Result, api, call_json as call, core, mock, spec};
use test_server::{Reply, Server};

/// The text of a member, which may be a number.
fn text(json: &Value, pointer: &str) -> String {
    match json.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// What can be spent and what is reserved of a currency.
fn funds(provider: &MockProvider, currency: &str) -> (String, String) {
    let funds = provider.balances();
    let mut funds = funds.iter().filter(|one| one.currency == currency);
    let funds = funds.next().expect("a balance");
    (funds.available.to_string(), funds.locked.to_string())
}

fn pair(available: &str, locked: &str) -> (String, String) {
    (available.to_owned(), locked.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_reserves_takes_and_gives_back() -> Result<()> {
    let (api, provider) = mock(&spec("coinpayments"), |mock| mock).await?;
    let core = core(&api, &provider)?;
    let withdraw = async |amount: &str, more: &str| {
        let params = format!(r#"{{"amount":"{amount}","currency":"BTC","address":"bc1q"{more}}}"#);
        call(&core, &api, "create_withdrawal", &params).await
    };
    let waiting = withdraw("0.5", "").await?;
    assert_eq!(text(&waiting, "/status"), "0");
    let queued = withdraw("0.25", r#","auto_confirm":1"#).await?;
    assert_eq!(text(&queued, "/status"), "1");
    assert_eq!(funds(&provider, "BTC"), pair("1.25", "0.75"));
    let shown = call(&core, &api, "balances", "{}").await?;
    assert_eq!(text(&shown, "/BTC/balancef"), "1.25");
    assert_eq!(text(&shown, "/BTC/balance"), "125000000");

    // More than is left is refused in the provider's words.
    let refused = withdraw("1.26", "").await.expect_err("too much");
    assert_eq!(refused.kind(), ErrorKind::InsufficientFunds);
    assert_eq!(refused.outcome(), Outcome::Rejected);
    assert_eq!(
        refused.code(),
        Some("That amount is larger than your balance!")
    );
    for amount in ["0", "-1"] {
        assert!(withdraw(amount, "").await.is_err(), "{amount}");
    }
    assert_eq!(funds(&provider, "BTC"), pair("1.25", "0.75"));

    // One that waits for its confirmation can be cancelled, and one that is queued cannot.
    let id = |json: &Value| text(json, "/id");
    let by_id = |json: &Value| format!(r#"{{"id":"{}"}}"#, id(json));
    let refused = call(&core, &api, "cancel_withdrawal", &by_id(&queued)).await;
    assert!(refused.is_err());
    call(&core, &api, "cancel_withdrawal", &by_id(&waiting)).await?;
    assert_eq!(funds(&provider, "BTC"), pair("1.75", "0.25"));
    let read = call(&core, &api, "get_withdrawal_info", &by_id(&waiting)).await?;
    assert_eq!(text(&read, "/status"), "-1");
    assert_eq!(text(&read, "/status_text"), "Cancelled");

    // The last status makes it final. Amounts in both units, and both spellings of the status, agree.
    provider.set_status(&id(&queued), "2")?;
    assert_eq!(funds(&provider, "BTC"), pair("1.75", "0"));
    let read = call(&core, &api, "get_withdrawal_info", &by_id(&queued)).await?;
    assert_eq!(text(&read, "/status"), "2");
    assert_eq!(text(&read, "/status_text"), "Complete");
    assert_eq!(text(&read, "/coin"), "BTC");
    assert_eq!(text(&read, "/amountf"), "0.25");
    assert_eq!(text(&read, "/amount"), "25000000");
    assert!(provider.set_status(&id(&queued), "1").is_err());
    assert!(provider.set_status(&id(&waiting), "7").is_err());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_and_conversions_add_to_a_balance() -> Result<()> {
    let (api, provider) = mock(&spec("coinpayments"), |mock| mock).await?;
    let core = core(&api, &provider)?;
    let params =
        r#"{"amount":"10","currency1":"USD","currency2":"LTCT","buyer_email":"b@example.com"}"#;
    let payment = call(&core, &api, "create_transaction", params).await?;
    let id = text(&payment, "/txn_id");
    assert_eq!(funds(&provider, "LTCT"), pair("100", "0"));
    provider.set_status(&id, "1")?;
    assert_eq!(funds(&provider, "LTCT"), pair("100", "0"));
    provider.set_status(&id, "100")?;
    assert_eq!(funds(&provider, "LTCT"), pair("100.1", "0"));
    let read = call(&core, &api, "get_tx_info", &format!(r#"{{"txid":"{id}"}}"#)).await?;
    assert_eq!(text(&read, "/status"), "100");
    assert_eq!(text(&read, "/amountf"), "0.10000000");
    assert_eq!(text(&read, "/amount"), "10000000");

    // 0.1 BTC are worth 75 LTC: 60000 and 80.
    let sold = r#"{"amount":"0.1","from":"BTC","to":"LTC"}"#;
    let conversion = call(&core, &api, "convert", sold).await?;
    assert_eq!(funds(&provider, "BTC"), pair("1.9", "0"));
    assert_eq!(funds(&provider, "LTC"), pair("175", "0"));
    let by_id = format!(r#"{{"id":"{}"}}"#, text(&conversion, "/id"));
    let read = call(&core, &api, "get_conversion_info", &by_id).await?;
    assert_eq!(text(&read, "/receivedf"), "75");
    assert_eq!(text(&read, "/received"), "7500000000");
    assert_eq!(text(&read, "/amount_sentf"), "0.1");
    assert_eq!(text(&read, "/coin2"), "LTC");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_reserve_fill_and_end() -> Result<()> {
    let (api, provider) = mock(&spec("coinport"), |mock| mock).await?;
    let core = core(&api, &provider)?;
    let place = async |side: &str, rest: &str| {
        let params = format!(r#"{{"market":"btcaud","side":"{side}",{rest}}}"#);
        call(&core, &api, "create_order", &params).await
    };
    let bought = place("buy", r#""volume":"0.1","price":"50000""#).await?;
    assert_eq!(text(&bought, "/state"), "wait");
    assert_eq!(text(&bought, "/origin_volume"), "0.1");
    assert_eq!(text(&bought, "/remaining_volume"), "0.1");
    assert_eq!(text(&bought, "/executed_volume"), "0");
    assert_eq!(funds(&provider, "aud"), pair("45000", "5000"));
    let id = text(&bought, "/id");
    provider.fill(&id, &Amount::new("0.04")?)?;
    assert_eq!(funds(&provider, "aud"), pair("45000", "3000"));
    assert_eq!(funds(&provider, "btc"), pair("2.04", "0"));
    assert!(provider.fill(&id, &Amount::new("0.07")?).is_err());
    let by_id = format!(r#"{{"id":"{id}"}}"#);
    let read = call(&core, &api, "get_order", &by_id).await?;
    assert_eq!(text(&read, "/executed_volume"), "0.04");
    assert_eq!(text(&read, "/avg_price"), "50000");
    // By its UUID too. What was not filled comes back.
    let by_uuid = format!(r#"{{"id":"{}"}}"#, text(&bought, "/uuid"));
    call(&core, &api, "cancel_order", &by_uuid).await?;
    assert_eq!(funds(&provider, "aud"), pair("48000", "0"));

    // A market order is filled at once; a filled order cannot be cancelled.
    let sold = place("sell", r#""volume":"0.5","ord_type":"market""#).await?;
    assert_eq!(text(&sold, "/state"), "done");
    assert_eq!(funds(&provider, "btc"), pair("1.54", "0"));
    assert_eq!(funds(&provider, "aud"), pair("93000", "0"));
    let by_id = format!(r#"{{"id":"{}"}}"#, text(&sold, "/id"));
    let refused = call(&core, &api, "cancel_order", &by_id).await;
    let refused = refused.expect_err("a filled order");
    assert_eq!(refused.kind(), ErrorKind::Conflict);
    let refused = place("sell", r#""volume":"1.55","price":"1""#).await;
    let refused = refused.expect_err("more than there is");
    assert_eq!(refused.kind(), ErrorKind::InsufficientFunds);

    let one = call(&core, &api, "get_balance", r#"{"currency":"aud"}"#).await?;
    assert_eq!(text(&one, "/balance"), "93000");
    let listed = call(&core, &api, "list_balances", "{}").await?;
    let btc = listed.as_array().into_iter().flatten();
    let btc = btc.filter(|one| text(one, "/currency") == "btc");
    assert_eq!(
        btc.map(|one| text(one, "/balance")).collect::<Vec<_>>(),
        ["1.54"]
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_of_contracts_move_positions() -> Result<()> {
    let (api, provider) = mock(&spec("coinpit"), |mock| mock).await?;
    let core = core(&api, &provider)?;
    let order = |side: &str, quantity: u32, kind: &str, price: u32| {
        format!(
            r#"{{"instrument":"BTC1","side":"{side}","quantity":{quantity},"orderType":"{kind}","price":{price},"clientid":"{side}{quantity}","targetPrice":"NONE"}}"#
        )
    };
    let place = async |orders: &[String]| {
        let params = format!(r#"{{"symbol":"BTC1","orders":[{}]}}"#, orders.join(","));
        call(&core, &api, "create_orders", &params).await
    };
    let placed = place(&[order("buy", 3, "LMT", 100), order("buy", 1, "LMT", 200)]).await?;
    let none = call(&core, &api, "list_positions", "{}").await?;
    assert_eq!(none, serde_json::json!({}));
    for at in ["/0/uuid", "/1/uuid"] {
        provider.set_status(&text(&placed, at), "closed")?;
    }
    let long = call(&core, &api, "list_positions", "{}").await?;
    assert_eq!(text(&long, "/BTC1/quantity"), "4");
    assert_eq!(text(&long, "/BTC1/averagePrice"), "125");
    assert_eq!(text(&long, "/BTC1/instrument"), "BTC1");
    let closed = call(&core, &api, "list_closed_orders", r#"{"symbol":"BTC1"}"#).await?;
    assert_eq!(text(&closed, "/0/filled"), "1");
    place(&[order("sell", 6, "MKT", 150)]).await?;
    let short = call(&core, &api, "get_account", "{}").await?;
    assert_eq!(text(&short, "/positions/BTC1/quantity"), "-2");
    assert_eq!(text(&short, "/positions/BTC1/averagePrice"), "150");

    let open = place(&[order("buy", 1, "LMT", 90), order("buy", 2, "LMT", 90)]).await?;
    let ids = format!(
        r#"{{"uuids":"{},{}"}}"#,
        text(&open, "/0/uuid"),
        text(&open, "/1/uuid")
    );
    let cancelled = call(&core, &api, "cancel_my_orders", &ids).await?;
    assert_eq!(cancelled.as_array().map(Vec::len), Some(2), "{cancelled}");

    call(&core, &api, "clear_margin", r#"{"amount":4000000}"#).await?;
    let margin = call(&core, &api, "get_margin", "{}").await?;
    assert_eq!(text(&margin, "/value"), "6000000");
    let account = call(&core, &api, "get_account", "{}").await?;
    assert_eq!(text(&account, "/multisig"), "54000000");
    let refused = call(&core, &api, "clear_margin", r#"{"amount":6000001}"#).await;
    assert!(refused.is_err());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payout_without_funds_fails_as_the_provider_says() -> Result<()> {
    let server = Server::always(Reply::json(200, "{}"));
    let yaml = format!(
        "balances: {{ ETH: 1.5 }}\nwebhooks: {{ to: \"{}/hook\" }}",
        server.url()
    );
    let api = api(&spec("calypso"))?;
    let (_, scenario, findings) = scenario::read("scenario.yaml", yaml, &api);
    let scenario = scenario.ok_or_else(|| format!("{:?}", findings.shown_of(|_| true)))?;
    let provider = Mock::new(api.clone()).scenario(scenario).start().await?;
    let core = core(&api, &provider)?;
    let pay = async |amount: &str| {
        let params = format!(
            r#"{{"depositAddress":"0x1","amount":{amount},"currency":"ETH","idempotencyKey":"{amount}"}}"#
        );
        call(&core, &api, "create_payout", &params).await
    };
    let paid = pay("1").await?;
    assert_eq!(text(&paid, "/state"), "CONFIRMED");
    assert_eq!(funds(&provider, "ETH"), pair("0.5", "1"));
    assert_eq!(text(&pay("0.75").await?, "/state"), "FAILED");
    assert_eq!(funds(&provider, "ETH"), pair("0.5", "1"));
    provider.set_status(&text(&paid, "/id"), "CANCELED")?;
    assert_eq!(funds(&provider, "ETH"), pair("1.5", "0"));

    let invoice = r#"{"amount":0.25,"currency":"ETH","description":"Tea"}"#;
    let invoice = call(&core, &api, "create_single_invoice", invoice).await?;
    provider.set_status(&text(&invoice, "/id"), "COMPLETED")?;
    assert_eq!(funds(&provider, "ETH"), pair("1.75", "0"));
    let sold = r#"{"amount":1,"sourceCurrency":"ETH","destinationCurrency":"USDT"}"#;
    let exchange = call(&core, &api, "create_exchange", sold).await?;
    assert_eq!(text(&exchange, "/sourceAmount"), "1");
    assert_eq!(text(&exchange, "/destinationAmount"), "3000");
    provider.set_status(&text(&exchange, "/id"), "COMPLETED")?;
    assert_eq!(funds(&provider, "USDT"), pair("13000", "0"));
    let account = call(&core, &api, "get_account", "{}").await?;
    let eth = account.pointer("/balances").and_then(Value::as_array);
    let eth = eth.into_iter().flatten();
    let eth = eth.filter(|one| text(one, "/currency") == "ETH");
    assert_eq!(
        eth.map(|one| text(one, "/amount")).collect::<Vec<_>>(),
        ["0.75"]
    );

    // Each change was reported, by an event of its kind. There is none about exchanges.
    let deadline = Instant::now() + Duration::from_secs(10);
    while server.requests().len() < 5 && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let requests = server.take_requests();
    let events = requests.iter().map(|one| {
        let event: Value = serde_json::from_str(one.text()).expect("JSON");
        (text(&event, "/eventType"), text(&event, "/data/type"))
    });
    let mut kinds: Vec<String> = events
        .map(|(kind, of_data)| {
            assert_eq!(kind, of_data);
            kind
        })
        .collect();
    kinds.sort_unstable();
    let invoices = kinds.iter().filter(|kind| kind.starts_with("INVOICE_"));
    assert_eq!(invoices.count(), 2, "{kinds:?}");
    let payouts = kinds.iter().filter(|kind| kind.starts_with("PAYOUT_"));
    assert_eq!(payouts.count(), 3, "{kinds:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_is_changed_over_http() -> Result<()> {
    let (api, provider) = mock(&spec("coinport"), |mock| mock).await?;
    let core = core(&api, &provider)?;
    let http = support::http();
    let post = async |path: &str, body: &str| {
        let url = format!("{}/_mock/{path}", provider.base_url());
        let response = http.post(url).body(body.to_owned()).send().await?;
        let status = response.status().as_u16();
        let body: Value = serde_json::from_slice(&response.bytes().await?)?;
        Ok::<(u16, Value), Box<dyn std::error::Error>>((status, body))
    };
    let (status, body) = post("balances", r#"{"btc":"0.5","aud":7}"#).await?;
    assert_eq!(
        (status, text(&body, "/balances/btc/available")),
        (200, "0.5".to_owned())
    );
    // A deposit arrives without a call, and is in the account when it is accepted.
    let (status, deposit) = post(
        "resources",
        r#"{"resource":"deposit","members":{"currency":"btc","amount":"1.25","txid":"abc"}}"#,
    )
    .await?;
    assert_eq!(
        (status, text(&deposit, "/status")),
        (200, "submitted".to_owned())
    );
    let read = call(&core, &api, "get_deposit", r#"{"txid":"abc"}"#).await?;
    assert_eq!(text(&read, "/amount"), "1.25");
    let id = text(&deposit, "/id");
    let accept = format!(r#"{{"resource":"deposit","id":"{id}","status":"accepted"}}"#);
    let (status, accepted) = post("resources", &accept).await?;
    assert_eq!(
        (status, text(&accepted, "/phase")),
        (200, "complete".to_owned())
    );
    let one = call(&core, &api, "get_balance", r#"{"currency":"btc"}"#).await?;
    assert_eq!(text(&one, "/balance"), "1.75");
    for (path, wrong) in [
        ("balances", r#"{"btc":"-1"}"#),
        ("balances", r#"{"btc":{}}"#),
        ("balances", "[]"),
        (
            "resources",
            r#"{"resource":"deposit","members":{"curency":"btc"}}"#,
        ),
        ("resources", r#"{"resource":"unicorn"}"#),
        ("resources", r#"{"id":"nothing","status":"accepted"}"#),
        ("resources", &accept),
        ("resources", r#"{"id":"1","status":"done","fill":"1"}"#),
    ] {
        let (status, body) = post(path, wrong).await?;
        assert_eq!(status, 400, "{wrong}: {body}");
        assert!(!text(&body, "/error").is_empty());
    }
    Ok(())
}

/// Ten thousand withdrawals, and everything that can go wrong with a response. The state of the mock says how often each was executed.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_withdrawal_is_executed_twice() -> Result<()> {
    const CALLS: usize = 10_000;
    const AT_ONCE: usize = 16;
    let fault = |call: usize| {
        let number = u32::try_from(call).unwrap_or(u32::MAX);
        let fault = Fault {
            on: Some("create_withdrawal".to_owned()),
            calls: Some((number, number)),
            ..Fault::default()
        };
        Some(match call % 9 {
            1 => Fault {
                drop: Some(Disconnect::Before),
                ..fault
            },
            2 => Fault {
                drop: Some(Disconnect::After),
                ..fault
            },
            4 => Fault {
                status: Some(502),
                ..fault
            },
            5 => Fault {
                status: Some(504),
                ..fault
            },
            7 => Fault {
                truncate: Some(20),
                ..fault
            },
            8 => Fault {
                delay_ms: 1,
                ..fault
            },
            _ => return None,
        })
    };
    let api = api(&spec("coinpayments"))?;
    let scenario = Scenario {
        balances: vec![("BTC".to_owned(), "1000000".to_owned())],
        faults: (1..=CALLS).filter_map(fault).collect(),
        ..Scenario::default()
    };
    let provider = Mock::new(api.clone())
        .limits(false)
        .scenario(scenario)
        .start()
        .await?;
    // As users have it: the default policy of retries.
    let core = support::core_with(&api, &provider, RetryPolicy::default())?;
    let mut outcomes: Vec<(usize, Option<Outcome>)> = Vec::new();
    let mut tasks = tokio::task::JoinSet::new();
    for first in 0..AT_ONCE {
        let (core, api) = (core.clone(), api.clone());
        tasks.spawn(async move {
            let mut outcomes = Vec::new();
            for at in (first..CALLS).step_by(AT_ONCE) {
                let params =
                    format!(r#"{{"amount":"0.01","currency":"BTC","address":"A","note":"{at}"}}"#);
                let done = support::call(&core, &api, "create_withdrawal", &params).await;
                outcomes.push((at, done.err().map(|error| error.outcome())));
            }
            outcomes
        });
    }
    while let Some(done) = tasks.join_next().await {
        outcomes.extend(done?);
    }
    assert_eq!(outcomes.len(), CALLS);
    let mut executed: BTreeMap<usize, usize> = BTreeMap::new();
    for one in provider.recorded(Some("withdrawal")) {
        let params: Value = serde_json::from_str(&one.params)?;
        *executed.entry(text(&params, "/note").parse()?).or_default() += 1;
        assert_eq!(one.phase, Phase::Open);
    }
    let (mut done, mut ambiguous, mut lost) = (0, 0, 0);
    for (at, outcome) in &outcomes {
        let times = executed.get(at).copied().unwrap_or(0);
        assert!(times <= 1, "withdrawal {at} was executed {times} times");
        match outcome {
            // Nothing but a whole response claims that it was done, and it was.
            None => {
                done += 1;
                assert_eq!(times, 1, "withdrawal {at} was reported as done");
            }
            Some(Outcome::Ambiguous) => {
                ambiguous += 1;
                lost += usize::from(times == 0);
            }
            // Every byte was received: nothing proves that a call was not executed.
            Some(other) => return Err(format!("withdrawal {at}: {other:?}").into()),
        }
    }
    // What was executed is what was reserved: one hundredth each.
    let executed = executed.len();
    assert_eq!(done + ambiguous, CALLS);
    assert!(
        ambiguous > CALLS / 2 && lost > CALLS / 20,
        "{ambiguous} {lost}"
    );
    let calls = provider.calls();
    let sent = calls
        .iter()
        .filter(|call| call.operation.as_deref() == Some("create_withdrawal"));
    assert_eq!(sent.count(), CALLS, "a withdrawal was sent again");
    let reserved = funds(&provider, "BTC").1;
    assert_eq!(
        reserved,
        Amount::new(format!("{}.{:02}", executed / 100, executed % 100))?.json_digits()
    );
    Ok(())
}
