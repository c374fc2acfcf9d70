//! Deliveries that the mock sends: a receiver with the real verifier accepts them, and refuses those that were tampered with.

#![allow(missing_docs, reason = "tests")]

mod support;

use specie_mock::{Mock, Webhook, WebhookError};
use specie_runtime::signing::{Credentials, Settings, Signer};
use support::{Result, api, http, spec, specs};
use test_server::{Reply, Server};

/// Whether a delivery is the provider's, by the verifier of the runtime.
fn verifies(signer: &Signer, index: usize, delivery: &test_server::Request) -> bool {
    let headers = delivery.headers.iter();
    let headers: Vec<(&str, &str)> = headers
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let index = u16::try_from(index).unwrap_or(u16::MAX);
    signer
        .verify_webhook(index, &headers, &delivery.body)
        .is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_of_every_webhook_verify() -> Result<()> {
    let server = Server::always(Reply::json(200, "{}"));
    let url = format!("{}/hook", server.url());
    let (mut sent, mut unsigned) = (0, Vec::new());
    for path in specs()? {
        let api = api(&path)?;
        let provider = Mock::new(api.clone()).start().await?;
        let credentials: Credentials = provider.credentials().iter().cloned().collect();
        let signer = Signer::new(api.runtime.scheme.clone(), &credentials, &Settings::new())?;
        for (index, webhook) in api.webhooks.iter().enumerate() {
            let what = format!("{}: {}", path.display(), webhook.name);
            match provider
                .send_webhook(&Webhook::new(&webhook.name, &url))
                .await
            {
                Ok(answers) => assert_eq!(answers.first().map(|one| one.status), Some(200)),
                Err(WebhookError::Unsigned(why)) => {
                    unsigned.push(format!("{what}: {why}"));
                    continue;
                }
                Err(error) => return Err(format!("{what}: {error}").into()),
            }
            assert!(verifies(&signer, index, &server.only_request()), "{what}");
            let _ = server.take_requests();
            provider
                .send_webhook(&Webhook::new(&webhook.name, &url).tampered())
                .await?;
            assert!(
                !verifies(&signer, index, &server.only_request()),
                "{what}, tampered"
            );
            let _ = server.take_requests();
            sent += 1;
        }
    }
    assert!(sent >= 5, "{sent}; {unsigned:?}");
    assert_eq!(unsigned, Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_are_sent_on_demand() -> Result<()> {
    let path = spec("coinpayments");
    let provider = specie_mock::start(path).await?;
    let server = Server::always(Reply::json(200, "{\"ok\":true}"));
    let address = format!("{}/_mock/webhooks", provider.base_url());
    let ask = async |body: String| -> Result<(u16, String)> {
        let response = http().post(&address).body(body).send().await?;
        Ok((response.status().as_u16(), response.text().await?))
    };
    let url = server.url();
    let (status, answer) = ask(format!(
        r#"{{"webhook":"ipn","url":"{url}/ipn","times":2}}"#
    ))
    .await?;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer.matches("\"status\":200").count(), 2, "{answer}");
    assert_eq!(server.take_requests().len(), 2);
    for (wrong, expected) in [
        ("[".to_owned(), "not JSON"),
        (
            format!(r#"{{"webhook":"ipm","url":"{url}"}}"#),
            "no webhook `ipm`",
        ),
        (
            r#"{"webhook":"ipn","url":"http://example.com/"}"#.to_owned(),
            "not an address on this machine",
        ),
        (
            r#"{"webhook":"ipn","url":"http://127.0.0.1.example.com/"}"#.to_owned(),
            "not an address on this machine",
        ),
        (
            r#"{"webhook":"ipn","url":"http://127.0.0.1@example.com/"}"#.to_owned(),
            "not an address on this machine",
        ),
        (
            format!(r#"{{"webhook":"ipn","url":"{url}","tmes":2}}"#),
            "unknown member `tmes`",
        ),
        (r#"{"webhook":"ipn"}"#.to_owned(), "`url`"),
    ] {
        let (status, answer) = ask(wrong).await?;
        assert_eq!(status, 400, "{answer}");
        assert!(answer.contains(expected), "{answer}");
    }
    assert_eq!(server.take_requests().len(), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_calls_and_tries_operations() -> Result<()> {
    let path = spec("coinpayments");
    let provider = specie_mock::start(path).await?;
    let page = format!("{}/_mock", provider.base_url());
    let read =
        async |url: &str| -> Result<String> { Ok(http().get(url).send().await?.text().await?) };
    let first = read(&page).await?;
    assert!(
        first.contains("None yet.") && first.contains("create_withdrawal"),
        "{first}"
    );

    let form = "operation=get_withdrawal_info&params=%7B%22id%22%3A%22%3Cb%3E%22%7D";
    let request = http()
        .post(&page)
        .header("Content-Type", "application/x-www-form-urlencoded");
    let tried = request.body(form).send().await?.text().await?;
    assert!(tried.contains("get_withdrawal_info: accepted"), "{tried}");
    assert!(tried.contains("input of hmac_sha512"), "{tried}");
    // What was entered is text, not markup; the secret is in no step.
    assert!(!tried.contains("<b>"), "{tried}");
    let secret = provider
        .credentials()
        .iter()
        .find(|(name, _)| name == "private_key");
    let secret = secret.map(|(_, value)| value.as_str()).unwrap_or_default();
    assert_eq!(
        tried.matches(secret).count(),
        1,
        "only under the account: {tried}"
    );

    let calls = read(&format!("{page}/calls")).await?;
    assert!(
        calls.contains("\"operation\":\"get_withdrawal_info\""),
        "{calls}"
    );
    assert!(
        read(&format!("{page}/nothing"))
            .await?
            .contains("expected /_mock")
    );
    Ok(())
}

/// The page shows credentials and signs calls: a web page of somebody else must not reach it through a browser.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_for_this_machine_only() -> Result<()> {
    let path = spec("coinpayments");
    let provider = specie_mock::start(path).await?;
    let page = format!("{}/_mock", provider.base_url());
    let own = provider.base_url();
    for (name, value, expected) in [
        ("Host", "evil.example", 403),
        ("Host", "127.0.0.1.evil.example", 403),
        ("Origin", "http://evil.example", 403),
        ("Origin", own.as_str(), 200),
        ("Host", "localhost:80", 200),
    ] {
        let response = http().get(&page).header(name, value).send().await?;
        assert_eq!(response.status().as_u16(), expected, "{name}: {value}");
    }
    Ok(())
}
