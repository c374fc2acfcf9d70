//! A receiver of CoinPayments' messages (IPNs) that loses none and handles each once, also when it runs several times or is killed.
//!
//! `cargo run --example receiver --features coinpayments,file-store`, with the secrets in the environment, behind a proxy that speaks TLS.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use specie::coinpayments::{Client, Credentials, DepositStatus, IpnEvent};
use specie::runtime::{Claim, FileStore};
use specie::{Error, ErrorKind};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

#[derive(Clone)]
struct Shop {
    client: Client,
    /// Where messages are kept that nobody could read.
    unread: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let given = |name: &str| std::env::var(name).map_err(|_| format!("set {name}"));
    let credentials = Credentials::new(given("PUBLIC_KEY")?, given("PRIVATE_KEY")?)
        .ipn_secret(given("IPN_SECRET")?)
        .merchant_id(given("MERCHANT_ID")?);
    let folder = PathBuf::from(given("STATE_FOLDER")?);
    let store = FileStore::open(folder.join("specie"))?;
    let mut builder = Client::builder(credentials.clone()).store(store);
    if let Ok(old) = given("OLD_IPN_SECRET") {
        builder = builder.also_verify_with(credentials.ipn_secret(old));
    }
    let client = builder.build()?;
    let unread = folder.join("unread");
    std::fs::create_dir_all(&unread)?;

    let address = given("ADDRESS").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let shop = Shop { client, unread };
    let app = Router::new().route("/ipn", post(receive)).with_state(shop);
    axum::serve(listener, app).await?;
    Ok(())
}

/// The provider sends a message again until the response is a success: so it is one only when nothing can be lost any more.
async fn receive(State(shop): State<Shop>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let result = handle_once(&shop, &headers, &body).await;
    result.unwrap_or_else(|error| {
        eprintln!("{error}");
        match error.kind() {
            ErrorKind::Verify => StatusCode::UNAUTHORIZED, // not from the provider
            ErrorKind::Decode => keep_unread(&shop, &error),
            ErrorKind::Store => StatusCode::SERVICE_UNAVAILABLE, // the next attempt may find the store
            _ => StatusCode::INTERNAL_SERVER_ERROR, // such as a secret that was not given
        }
    })
}

async fn handle_once(shop: &Shop, headers: &HeaderMap, body: &[u8]) -> Result<StatusCode, Error> {
    let message = shop.client.verify_ipn(headers, body)?;
    let claimed = match message.claim().await? {
        Claim::New(claimed) => claimed,
        Claim::InProgress => return Ok(StatusCode::CONFLICT),
        Claim::Done => return Ok(StatusCode::OK),
    };
    match handle(message.event()) {
        Ok(()) => {
            claimed.finish().await?;
            Ok(StatusCode::OK)
        }
        Err(why) => {
            eprintln!("{why}");
            claimed.release().await?;
            Ok(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// Here the shop does its work. A crash in the middle means that this runs once more for the same message.
fn handle(event: &IpnEvent) -> Result<(), std::io::Error> {
    match event {
        IpnEvent::Deposit(deposit) if deposit.status == DepositStatus::Complete => {
            println!(
                "{} {} to {}",
                deposit.amount, deposit.currency, deposit.address
            );
        }
        other => println!("{other:?}"),
    }
    Ok(())
}

/// A message from the provider that is not as its page says: kept for a person, not sent again for nothing.
fn keep_unread(shop: &Shop, error: &Error) -> StatusCode {
    let Some(message) = error.delivery() else {
        return StatusCode::BAD_REQUEST;
    };
    let id = message
        .id()
        .unwrap_or("without-id")
        .replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    let text = message.event().to_string();
    // Messages without an id, or with similar ones, are different files.
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let file = format!("{id}-{:016x}.json", hasher.finish());
    match std::fs::write(shop.unread.join(file), text) {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
