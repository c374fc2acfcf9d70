//! What a call creates can be read, listed and cancelled; a repeated call with its key creates nothing more; pages end.

#![allow(missing_docs, reason = "tests")]

mod support;

use serde_json::Value;
use specie_codegen::scenario::{Lists, Scenario};
use specie_runtime::ErrorKind;
use std::time::{Duration, Instant};
use support::{Result, call_json as call, core, mock, spec};

fn text<'j>(json: &'j Value, pointer: &str) -> &'j str {
    json.pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_can_be_read_listed_and_cancelled() -> Result<()> {
    let (api, provider) = mock(&spec("coinpayments"), |mock| mock).await?;
    let core = core(&api, &provider)?;
    let params = r#"{"amount":"0.5","currency":"BTC","address":"bc1qexample"}"#;
    let first = call(&core, &api, "create_withdrawal", params).await?;
    let second = call(&core, &api, "create_withdrawal", params).await?;
    let id = text(&first, "/id").to_owned();
    assert_ne!(id, text(&second, "/id"));
    assert_eq!(text(&first, "/amount"), "0.5");

    let read = call(
        &core,
        &api,
        "get_withdrawal_info",
        &format!(r#"{{"id":"{id}"}}"#),
    )
    .await?;
    assert!(read.get("status").is_some(), "{read}");
    let listed = call(&core, &api, "get_withdrawal_history", r#"{"limit":2}"#).await?;
    assert_eq!(text(&listed, "/0/id"), text(&second, "/id"));
    assert_eq!(text(&listed, "/1/id"), id);
    assert!(listed.pointer("/2").is_none(), "{listed}");

    call(
        &core,
        &api,
        "cancel_withdrawal",
        &format!(r#"{{"id":"{id}"}}"#),
    )
    .await?;
    let again = call(
        &core,
        &api,
        "cancel_withdrawal",
        &format!(r#"{{"id":"{id}"}}"#),
    )
    .await;
    assert!(again.is_err(), "{again:?}");
    let unknown = call(&core, &api, "get_withdrawal_info", r#"{"id":"NOSUCH"}"#).await;
    assert!(unknown.is_err(), "{unknown:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_found_by_its_id() -> Result<()> {
    let (api, provider) = mock(&spec("coinpayments"), |mock| mock).await?;
    let core = core(&api, &provider)?;
    let params =
        r#"{"amount":"10","currency1":"USD","currency2":"LTCT","buyer_email":"buyer@example.com"}"#;
    let created = call(&core, &api, "create_transaction", params).await?;
    let id = text(&created, "/txn_id");
    // The example shows that the amount to pay is not the price.
    assert_eq!(text(&created, "/amount"), "0.10000000");
    let ids = call(&core, &api, "get_tx_ids", "{}").await?;
    assert_eq!(text(&ids, "/0"), id);
    let read = call(&core, &api, "get_tx_info", &format!(r#"{{"txid":"{id}"}}"#)).await?;
    assert_eq!(text(&read, "/payment_address"), text(&created, "/address"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_open_until_it_is_cancelled() -> Result<()> {
    let (api, provider) = mock(&spec("coinport"), |mock| mock).await?;
    let core = core(&api, &provider)?;
    let params =
        r#"{"market":"btcaud","side":"buy","volume":"0.1","price":"50000","ord_type":"limit"}"#;
    let created = call(&core, &api, "create_order", params).await?;
    let id = created
        .pointer("/id")
        .map(ToString::to_string)
        .unwrap_or_default();
    assert_eq!(text(&created, "/market"), "btcaud");
    let read = call(&core, &api, "get_order", &format!(r#"{{"id":{id}}}"#)).await?;
    assert_eq!(text(&read, "/side"), "buy");
    assert_eq!(
        read.pointer("/id").map(ToString::to_string),
        Some(id.clone())
    );
    let cancelled = call(&core, &api, "cancel_order", &format!(r#"{{"id":{id}}}"#)).await?;
    assert_eq!(text(&cancelled, "/state"), "cancel", "{cancelled}");
    let unknown = call(&core, &api, "get_order", r#"{"id":1}"#).await;
    let error = unknown.err().ok_or("an unknown order was read")?;
    assert_eq!(error.kind(), ErrorKind::NotFound);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_repeats_the_first_response() -> Result<()> {
    let (api, provider) = mock(&spec("calypso"), |mock| mock).await?;
    let core = core(&api, &provider)?;
    let params = |key: &str| {
        format!(r#"{{"amount":0.5,"currency":"ETH","description":"Tea","idempotencyKey":"{key}"}}"#)
    };
    let first = call(&core, &api, "create_single_invoice", &params("a")).await?;
    let again = call(&core, &api, "create_single_invoice", &params("a")).await?;
    let other = call(&core, &api, "create_single_invoice", &params("b")).await?;
    assert_eq!(first.to_string(), again.to_string());
    assert_ne!(text(&first, "/id"), text(&other, "/id"));
    let read = call(&core, &api, "get_invoice", r#"{"idempotencyKey":"a"}"#).await?;
    assert_eq!(text(&read, "/id"), text(&first, "/id"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_withdrawal_of_a_batch_can_be_read() -> Result<()> {
    let (api, provider) = mock(&spec("coinpayments"), |mock| mock).await?;
    let core = core(&api, &provider)?;
    let params = r#"{"wd":{
        "small":{"amount":"0.25","currency":"BTC","address":"bc1qone"},
        "large":{"amount":"1000","currency":"BTC","address":"bc1qtwo"},
        "other":{"amount":"7","currency":"LTC","address":"ltc1qthree"}}}"#;
    let results = call(&core, &api, "create_mass_withdrawal", params).await?;
    let results = results.as_object().ok_or("a map")?;
    assert_eq!(
        results.keys().collect::<Vec<_>>(),
        ["small", "large", "other"]
    );
    // The provider's own words: https://www.coinpayments.net/apidoc-create-withdrawal
    assert_eq!(
        results["large"],
        serde_json::json!({ "error": "That amount is larger than your balance!" })
    );
    for (key, amount, coin) in [("small", "0.25", "BTC"), ("other", "7", "LTC")] {
        let result = &results[key];
        assert_eq!(text(result, "/error"), "ok");
        assert_eq!(result["status"], 1, "they are not confirmed by e-mail");
        let id = text(result, "/id");
        let params = format!(r#"{{"id":"{id}"}}"#);
        let read = call(&core, &api, "get_withdrawal_info", &params).await?;
        assert_eq!(text(&read, "/amountf"), amount);
        assert_eq!(text(&read, "/coin"), coin);
    }
    assert_ne!(
        text(&results["small"], "/id"),
        text(&results["other"], "/id")
    );
    let listed = call(&core, &api, "get_withdrawal_history", r#"{"limit":2}"#).await?;
    let listed = listed.as_array().ok_or("a list")?.iter();
    let ids: Vec<&str> = listed.map(|one| text(one, "/id")).collect();
    let made = ["other", "small"].map(|key| text(&results[key], "/id"));
    assert_eq!(ids, made);
    // What could not be paid has moved nothing.
    let recorded = provider.recorded(Some("withdrawal"));
    assert_eq!(recorded.len(), 2);
    let available = |currency: &str| {
        let balances = provider.balances();
        let funds = balances.iter().find(|funds| funds.currency == currency);
        funds.map(|funds| funds.available.to_string())
    };
    assert_eq!(available("BTC").as_deref(), Some("1.75"));
    assert_eq!(available("LTC").as_deref(), Some("93"));
    Ok(())
}

/// A provider whose payouts move on by themselves, and whose batches are of lists in objects.
const ACME: &str = r#"
provider: acme
docs: https://acme.example
defaults: { source: https://acme.example }
sections: { api: { base: "https://acme.example", params: { GET: query, else: json } } }
mock: { funds: { BTC: 2 }, resources: { payout: { states: [queued, sending, sent], after: 40ms, takes: { amount: amount, currency: coin } } } }
operations:
  create_payout: { doc: Pays., call: POST payouts, params: { amount: decimal as text -- amount, coin: text -- coin }, answer: Payout }
  create_batch_payout: { doc: Pays., call: POST batch, params: { payouts: list<NewPayout> -- payouts }, answer: Batch }
  get_payout: { doc: Reads., call: "GET payouts/{id}", params: { id: text -- id }, answer: Payout }
  cancel_payout: { doc: Cancels., call: "DELETE payouts/{id}", idempotency: never, params: { id: text -- id }, answer: Payout }
  list_payouts: { doc: Lists., call: GET payouts, params: { page?: int -- page }, paginate: { page: page }, answer: list<Payout> }
types:
  NewPayout: { doc: A payout., fields: { amount: decimal as text -- amount, coin: text -- coin } }
  Payout: { doc: A payout., fields: { id: text -- id, status: Status -- status, amount: decimal as text -- amount, coin: text -- coin } }
  Status: { doc: Status., enum: text, values: { queued: Queued -- waits, sending: Sending -- goes, sent: Sent -- went, cancelled: Cancelled -- undone } }
  Batch: { doc: Payouts., fields: { payouts: list<Payout> -- payouts } }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn what_moves_on_by_itself_does_so_in_time() -> Result<()> {
    let api = support::api_of(ACME)?;
    let provider = specie_mock::Mock::new(api.clone()).start().await?;
    let core = core(&api, &provider)?;
    let begun = Instant::now();
    let params = r#"{"amount":"0.5","coin":"BTC"}"#;
    let created = call(&core, &api, "create_payout", params).await?;
    assert_eq!(text(&created, "/status"), "queued");
    let params = format!(r#"{{"id":"{}"}}"#, text(&created, "/id"));
    let mut seen = vec![("queued".to_owned(), Duration::ZERO)];
    while begun.elapsed() < Duration::from_secs(20) && seen.last().is_none_or(|one| one.0 != "sent")
    {
        let read = call(&core, &api, "get_payout", &params).await?;
        let status = text(&read, "/status").to_owned();
        if seen.last().is_none_or(|one| one.0 != status) {
            seen.push((status, begun.elapsed()));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // A slow machine may miss the one between, but never sees one early, or an order that is not the spec's.
    let order = ["queued", "sending", "sent"];
    for (status, at) in &seen {
        let place = order.iter().position(|known| known == status);
        let place = place.ok_or_else(|| format!("an unknown status {status}"))?;
        let least = Duration::from_millis(40) * u32::try_from(place)?;
        assert!(*at >= least, "{status} after {at:?}");
    }
    assert!(seen.is_sorted_by_key(|one| order.iter().position(|known| *known == one.0)));
    assert_eq!(seen.last().map(|one| one.0.as_str()), Some("sent"));
    let funds = provider.balances();
    let btc = funds.iter().find(|funds| funds.currency == "BTC");
    assert_eq!(
        btc.map(|btc| btc.available.to_string()).as_deref(),
        Some("1.5")
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_created_as_a_whole_where_entries_cannot_say_that_they_failed() -> Result<()> {
    let api = support::api_of(&ACME.replace("after: 40ms, ", ""))?;
    let provider = specie_mock::Mock::new(api.clone()).start().await?;
    let core = core(&api, &provider)?;
    let params = r#"{"payouts":[{"amount":"0.5","coin":"BTC"},{"amount":"0.75","coin":"BTC"}]}"#;
    let created = call(&core, &api, "create_batch_payout", params).await?;
    assert!(created.pointer("/payouts/2").is_none(), "{created}");
    for (at, amount) in [(0, "0.5"), (1, "0.75")] {
        let params = format!(
            r#"{{"id":"{}"}}"#,
            text(&created, &format!("/payouts/{at}/id"))
        );
        let read = call(&core, &api, "get_payout", &params).await?;
        assert_eq!(text(&read, "/amount"), amount);
    }
    let params = r#"{"payouts":[{"amount":"0.5","coin":"BTC"},{"amount":"9","coin":"BTC"}]}"#;
    let refused = call(&core, &api, "create_batch_payout", params).await;
    assert!(refused.is_err(), "{refused:?}");
    assert_eq!(provider.recorded(Some("payout")).len(), 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_that_the_scenario_adds_to_a_list_can_be_read() -> Result<()> {
    let api = support::api_of(&ACME.replace("after: 40ms, ", ""))?;
    let scenario = Scenario {
        lists: Lists {
            entries: 5,
            page_size: Some(5),
        },
        ..Scenario::default()
    };
    let mock = specie_mock::Mock::new(api.clone()).scenario(scenario);
    let provider = mock.start().await?;
    let core = core(&api, &provider)?;
    let params = r#"{"amount":"0.5","coin":"BTC"}"#;
    call(&core, &api, "create_payout", params).await?;
    let listed = call(&core, &api, "list_payouts", "{}").await?;
    let entries = listed.as_array().ok_or("a list")?;
    assert_eq!(entries.len(), 5, "{listed}");
    for entry in entries {
        let params = format!(r#"{{"id":"{}"}}"#, text(entry, "/id"));
        let read = call(&core, &api, "get_payout", &params).await?;
        assert_eq!(&read, entry);
    }
    // One that is cancelled is shown so wherever it is shown, and moves no balance.
    let before = format!("{:?}", provider.balances());
    let last = text(&entries[4], "/id").to_owned();
    let params = format!(r#"{{"id":"{last}"}}"#);
    call(&core, &api, "cancel_payout", &params).await?;
    let again = call(&core, &api, "list_payouts", "{}").await?;
    assert_eq!(text(&again, "/4/id"), last);
    assert_eq!(text(&again, "/4/status"), "cancelled");
    assert_eq!(format!("{:?}", provider.balances()), before);
    assert_eq!(provider.recorded(None).len(), 1, "a call created one");
    let unknown = call(&core, &api, "get_payout", r#"{"id":"NOSUCH"}"#).await;
    let error = unknown.err().ok_or("an unknown payout was read")?;
    assert_eq!(error.kind(), ErrorKind::NotFound);
    Ok(())
}
