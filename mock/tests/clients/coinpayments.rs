//! CoinPayments: PyPI `coinpayments-py` calls the mock, and npm `coinpayments-ipn` receives its IPNs.

use crate::programs::{
    Result, changed, credential, mock, node, printed, python, received, verdicts,
};
use serde_json::Value;
use specie_mock::{MockProvider, RefusalKind, Webhook};
use test_server::ScriptServer;

const COMMANDS: [&str; 6] = [
    "balances",
    "rates",
    "create_transaction",
    "get_tx_info",
    "create_withdrawal",
    "create_mass_withdrawal",
];

/// The responses of all calls, by command.
async fn run(provider: &MockProvider, public_key: &str, private_key: &str) -> Result<Value> {
    let arguments = [&provider.base_url(), public_key, private_key].map(str::to_owned);
    printed(|| python("call_coinpayments.py"), arguments).await
}

#[tokio::test]
async fn every_call_is_accepted() -> Result<()> {
    let provider = mock("coinpayments").await?;
    let own = |name| credential(&provider, name);
    let responses = run(&provider, &own("public_key")?, &own("private_key")?).await?;
    for command in COMMANDS {
        let response = &responses[command];
        assert_eq!(response["error"], "ok", "{command}: {response}");
        assert!(response["result"].is_object(), "{command}: {response}");
    }
    let accepted: Vec<_> = COMMANDS.map(|name| (name.to_owned(), None)).into();
    let mut verdicts = verdicts(&provider);
    // Variants have names of their own: with all wallets, with all fields.
    for (operation, _) in &mut verdicts {
        let command = COMMANDS
            .iter()
            .find(|command| operation.starts_with(**command));
        *operation = command.map_or(operation.clone(), |command| (*command).to_owned());
    }
    assert_eq!(verdicts, accepted);

    // What was sent is what was understood.
    let created = provider.calls().into_iter().nth(2).map(|call| call.params);
    let created: Value = serde_json::from_str(&created.unwrap_or_default())?;
    assert_eq!(created["item_name"], "Tea & 茶 50% ~off");
    assert_eq!(created["buyer_email"], "jörg+test@example.com");
    // Each item of a mass withdrawal succeeds or fails alone: it has its own `error`.
    let items = &responses["create_mass_withdrawal"]["result"];
    for item in ["wd1", "wd2"] {
        assert!(items[item]["error"].is_string(), "{items}");
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_or_secret_is_refused_in_the_providers_words() -> Result<()> {
    let provider = mock("coinpayments").await?;
    let (public, private) = (
        credential(&provider, "public_key")?,
        credential(&provider, "private_key")?,
    );
    for (public, private, kind) in [
        (changed(&public), private.clone(), RefusalKind::UnknownKey),
        (
            public.clone(),
            changed(&private),
            RefusalKind::WrongSignature,
        ),
    ] {
        let before = provider.calls().len();
        let responses = run(&provider, &public, &private).await?;
        for command in COMMANDS {
            // The text that clients and samples show; see `specs/coinpayments.yaml`.
            let error = &responses[command]["error"];
            assert_eq!(error, "HMAC signature does not match", "{command}");
        }
        let refused = verdicts(&provider).split_off(before);
        assert_eq!(refused.len(), COMMANDS.len());
        assert!(
            refused.iter().all(|(_, found)| *found == Some(kind)),
            "{refused:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn ipns_are_verified_and_tampered_ones_rejected() -> Result<()> {
    let provider = mock("coinpayments").await?;
    let secret = credential(&provider, "ipn_secret")?;
    let receiver = |secret: String| {
        let mut command = node("receive_ipn.js");
        command.arg(secret);
        ScriptServer::start(command)
    };
    let own = receiver(secret.clone());
    let example = Webhook::new("ipn", own.url());
    // As PHP encodes a form: a space is `+`, other characters are escaped by their bytes.
    let merchant = credential(&provider, "merchant_id")?;
    let encoded = Webhook::new("ipn", own.url()).body(format!(
        "ipn_version=1.0&ipn_type=api&ipn_mode=hmac&ipn_id=1&merchant={merchant}&txn_id=T1&status=100\
         &status_text=Complete&item_name=Tea+%26+%E8%8C%B6+50%25&email=j%C3%B6rg%2Btest%40example.com"
    ));
    for ipn in [example, encoded] {
        assert_eq!(received(&provider, &ipn).await?, "accepted", "{ipn:?}");
        let tampered = ipn.tampered();
        assert_eq!(received(&provider, &tampered).await?, "rejected");
    }
    let other = receiver(changed(&secret));
    let ipn = Webhook::new("ipn", other.url());
    assert_eq!(received(&provider, &ipn).await?, "rejected");
    Ok(())
}
