//! What a call creates can be read, listed and cancelled; a repeated call with its key creates nothing more; pages end.

#![allow(missing_docs, reason = "tests")]

mod support;

use serde_json::Value;
use specie_runtime::ErrorKind;
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
