//! The calls by hand: what is the same in all of them is kept, and nothing is done twice. Numbers are read as `f64`, which is the cheapest.

use super::{ACCOUNT, AnyError, KEY, SECRET};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha512;
use specie::runtime::reqwest;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "decoded as the client decodes it")]
pub struct Invoice {
    pub id: String,
    pub invoice_address: String,
    pub r#type: String,
    pub amount: Option<f64>,
    pub fee: Option<f64>,
    pub total_debit_amount: Option<f64>,
    pub currency: String,
    pub state: String,
    pub last_deposit_hash: Option<String>,
    pub description: Option<String>,
    pub created_date: String,
    pub idempotency_key: Option<String>,
    pub expiration: Option<String>,
    pub fiat_amount: Option<f64>,
    pub fiat_currency: Option<String>,
    pub last_fiat_updated: Option<String>,
    pub intervention_type: Option<String>,
    pub is_intervention_resolved: Option<bool>,
    pub subscription_enabled: Option<bool>,
    pub return_url: Option<String>,
    pub logo_url: Option<String>,
    pub support_url: Option<String>,
    pub external_id: Option<String>,
    pub lower_bound: Option<f64>,
    pub autoconversion: Option<Autoconversion>,
    pub fiat_available: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "decoded as the client decodes it")]
pub struct Autoconversion {
    pub target_currency: String,
    pub amount: f64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "decoded as the client decodes it")]
pub struct Rate {
    pub rate_id: String,
    pub rate: f64,
    pub fiat_currency: String,
    pub currency: String,
    pub expired_date: String,
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    account: &'a str,
    timestamp: u128,
    payload: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NewInvoice<'a> {
    amount: f64,
    currency: &'a str,
    description: &'a str,
    idempotency_key: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Exchange<'a> {
    fiat_currency: &'a str,
    currency: &'a str,
}

pub struct ByHand {
    http: reqwest::Client,
    base: String,
    schedule: Hmac<Sha512>,
}

impl ByHand {
    pub fn new(base: &str) -> Result<Self, AnyError> {
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(no_tls()?)
            .timeout(Duration::from_secs(30))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self {
            http,
            base: base.to_owned(),
            schedule: schedule(SECRET),
        })
    }

    pub async fn invoice(
        &self,
        amount: f64,
        currency: &str,
        description: &str,
        idempotency_key: &str,
    ) -> Result<Invoice, AnyError> {
        let payload = NewInvoice {
            amount,
            currency,
            description,
            idempotency_key,
        };
        let response = self.post("invoice/single/create", payload).await?;
        Ok(serde_json::from_slice(&response)?)
    }

    pub async fn rate(&self, kind: &str, fiat: &str, currency: &str) -> Result<Rate, AnyError> {
        let payload = Exchange {
            fiat_currency: fiat,
            currency,
        };
        let path = format!("c2f/order/{kind}/rate");
        Ok(serde_json::from_slice(&self.post(&path, payload).await?)?)
    }

    async fn post(&self, path: &str, payload: impl Serialize) -> Result<Vec<u8>, AnyError> {
        let timestamp = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
        let body = serde_json::to_vec(&Envelope {
            account: ACCOUNT,
            timestamp,
            payload,
        })?;
        let response = self
            .http
            .post(format!("{}/api/v1/{path}", self.base))
            .header("Key", KEY)
            .header("Sign", sign(&self.schedule, &body))
            .header("Content-Type", "application/json")
            .header("Accept-Encoding", "gzip, deflate")
            .body(body)
            .send()
            .await?;
        if !response.status().is_success() {
            return Err(format!("status {}", response.status()).into());
        }
        Ok(response.bytes().await?.into())
    }
}

/// A TLS set-up that trusts no certificate: only plain HTTP is sent.
fn no_tls() -> Result<rustls::ClientConfig, AnyError> {
    let primitives = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(primitives)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty());
    Ok(builder.with_no_client_auth())
}

/// The key schedule, which is the same in all calls.
pub fn schedule(secret: &str) -> Hmac<Sha512> {
    Hmac::new_from_slice(secret.as_bytes()).expect("any length will do")
}

/// HMAC-SHA512 in hex.
pub fn sign(schedule: &Hmac<Sha512>, body: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut mac = schedule.clone();
    mac.update(body);
    let mac = mac.finalize().into_bytes();
    let mut hex = String::with_capacity(2 * mac.len());
    for byte in mac {
        hex.push(char::from(DIGITS[usize::from(byte >> 4)]));
        hex.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    hex
}
