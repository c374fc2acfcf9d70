//! Coinpit: npm `loginless`.

use crate::programs::{Result, credential, mock, node, printed, verdicts};
use serde_json::Value;
use specie_mock::{MockProvider, RefusalKind};

/// The calls of the script, and the operations that they are.
const CALLS: [(&str, &str); 6] = [
    ("post", "create_my_orders"),
    ("get", "list_my_orders"),
    ("get with a query", "list_closed_orders"),
    ("put", "update_my_orders"),
    ("patch", "patch_my_orders"),
    ("delete", "cancel_my_orders"),
];

/// A key of testnet that is not the mock's, from the package's own fixtures.
const OTHER_WIF: &str = "cQhxRVxkBpTrwUHZmnv5M7ZvPcgp4cZ8csnenAfFLyoFgEVvN8yy";

/// The responses of all calls; `skew`: how fast the client's clock is, in milliseconds.
async fn run(provider: &MockProvider, wif: &str, skew: &str) -> Result<Value> {
    let arguments = [&provider.base_url(), wif, skew].map(str::to_owned);
    printed(|| node("call_coinpit.js"), arguments).await
}

/// The verdicts, without those of the client's socket, which connects to the same origin when it wants.
fn calls(provider: &MockProvider) -> Vec<(String, Option<RefusalKind>)> {
    let mut calls = verdicts(provider);
    calls.retain(|(operation, _)| operation != "stream events");
    calls
}

#[tokio::test]
async fn the_handshake_and_every_call_are_accepted() -> Result<()> {
    let provider = mock("coinpit").await?;
    let responses = run(&provider, &credential(&provider, "private_key")?, "").await?;
    let mut accepted = vec![("get_server_key".to_owned(), None)];
    for (call, operation) in CALLS {
        assert!(responses[call].is_array(), "{call}: {}", responses[call]);
        accepted.push((operation.to_owned(), None));
    }
    assert_eq!(calls(&provider), accepted);
    let created = &responses["post"][0];
    assert_eq!(created["clientid"], r#"Tea & 茶 "1" \"#);
    assert_eq!(created["orderType"], "LMT");
    assert_eq!(responses["get"][0]["uuid"], created["uuid"]);
    Ok(())
}

#[tokio::test]
async fn a_client_with_a_wrong_clock_is_refused_and_sets_it_by_the_servers_time() -> Result<()> {
    let provider = mock("coinpit").await?;
    let minute = "60000";
    let responses = run(&provider, &credential(&provider, "private_key")?, minute).await?;
    for (call, _) in CALLS {
        assert!(responses[call].is_array(), "{call}: {}", responses[call]);
    }
    let calls = calls(&provider);
    let first = calls.get(1..5).unwrap_or_default();
    let expected = [
        ("create_my_orders", Some(RefusalKind::StaleTimestamp)),
        ("OPTIONS /api/v1/order", None),
        ("create_my_orders", None),
        ("list_my_orders", None),
    ];
    assert_eq!(
        first,
        expected.map(|(name, refusal)| (name.to_owned(), refusal))
    );
    Ok(())
}

/// The package's own socket: it begins by requests, changes to a WebSocket, and signs what it sends.
#[tokio::test]
async fn the_packages_socket_registers_and_places_orders() -> Result<()> {
    let provider = mock("coinpit").await?;
    let wif = credential(&provider, "private_key")?;
    let arguments = [provider.base_url(), wif];
    let seen = printed(|| node("follow_coinpit.js"), arguments).await?;
    assert_eq!(seen["order_add"]["requestid"], "mine", "{seen}");
    assert!(seen["order_add"]["result"][0]["uuid"].is_string(), "{seen}");
    assert!(seen["account"]["account"]["margin"].is_number(), "{seen}");
    assert!(seen["auth_error"].is_null(), "{seen}");
    Ok(())
}

#[tokio::test]
async fn another_key_is_refused() -> Result<()> {
    let provider = mock("coinpit").await?;
    let responses = run(&provider, OTHER_WIF, "").await?;
    for (call, operation) in CALLS {
        assert_eq!(
            responses[call]["status"], 401,
            "{call}: {}",
            responses[call]
        );
        let mut calls = calls(&provider).into_iter();
        let refused = calls.find(|(name, _)| name == operation);
        assert!(
            refused.is_some_and(|(_, refusal)| refusal.is_some()),
            "{call}"
        );
    }
    Ok(())
}
