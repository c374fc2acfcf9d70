//! Calypso: the provider's own snippets, in Python and JavaScript.

use crate::programs::{Result, changed, credential, mock, node, printed, python, verdicts};
use serde_json::Value;
use specie_mock::{MockProvider, RefusalKind};
use std::process::Command;

/// The calls of the scripts, and the operations that they are.
const CALLS: [(&str, &str); 4] = [
    ("invoice/single/create", "create_single_invoice"),
    ("invoice", "get_invoice"),
    ("rate", "get_rates"),
    ("user/current", "get_current_user"),
];

/// The last call of the scripts: its timestamp is four minutes old.
const STALE: &str = "stale";

const PROGRAMS: [fn() -> Command; 2] = [|| python("call_calypso.py"), || node("call_calypso.js")];

async fn run(
    provider: &MockProvider,
    program: fn() -> Command,
    key: &str,
    secret: &str,
) -> Result<Value> {
    let account = credential(provider, "account")?;
    let arguments = [&provider.base_url(), key, secret, &account].map(str::to_owned);
    printed(program, arguments).await
}

#[tokio::test]
async fn every_call_is_accepted_unless_it_is_stale() -> Result<()> {
    for program in PROGRAMS {
        let provider = mock("calypso").await?;
        let own = |name| credential(&provider, name);
        let responses = run(&provider, program, &own("key")?, &own("secret")?).await?;
        let mut expected: Vec<_> = CALLS
            .map(|(_, operation)| (operation.to_owned(), None))
            .into();
        let stale = Some(RefusalKind::StaleTimestamp);
        expected.push(("get_current_user".to_owned(), stale));
        assert_eq!(verdicts(&provider), expected);
        for (path, _) in CALLS {
            assert_eq!(
                responses[path]["status"], 200,
                "{path}: {}",
                responses[path]
            );
        }
        // "timestamp invalid", in the provider's list of errors.
        assert_eq!(
            responses[STALE]["body"]["errorCode"], "011",
            "{}",
            responses[STALE]
        );
        // The provider prints amounts as numbers.
        let rate = &responses["rate"]["body"]["currencyRates"][0]["rates"];
        assert!(rate.is_number(), "{rate}");
        let created = &responses["invoice/single/create"]["body"];
        assert_eq!(created["currency"], "ETH");
        assert_eq!(responses["invoice"]["body"]["id"], created["id"]);
        let sent = provider.calls().into_iter().next().map(|call| call.params);
        let sent: Value = serde_json::from_str(&sent.unwrap_or_default())?;
        assert_eq!(sent["description"], r#"Café 比 50% "off" / 1"#);
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_or_secret_is_refused_in_the_providers_words() -> Result<()> {
    for program in PROGRAMS {
        let provider = mock("calypso").await?;
        let (key, secret) = (
            credential(&provider, "key")?,
            credential(&provider, "secret")?,
        );
        // 002 is an unknown public key, 003 a wrong sign.
        for (key, secret, code) in [
            (changed(&key), secret.clone(), "002"),
            (key.clone(), changed(&secret), "003"),
        ] {
            let responses = run(&provider, program, &key, &secret).await?;
            for (path, _) in CALLS {
                let found = &responses[path]["body"]["errorCode"];
                assert_eq!(found, code, "{path}: {}", responses[path]);
            }
        }
    }
    Ok(())
}
