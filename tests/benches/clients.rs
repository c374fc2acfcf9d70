//! What a client costs, for a platform that has one for each of its merchants: `cargo bench -p specie-tests --bench clients`.
//!
//! The clients of a provider have credentials of their own and are all alive at the end. Connections and root certificates are not in the
//! figures: all clients share them, and they are made when the first request is sent.
#![allow(missing_docs)]

use specie::{Error, calypso, coinpayments, coinpit, coinport};
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

const CLIENTS: u32 = 10_000;
const BATCHES: u32 = 100;
/// The most that a client may take.
const MOST_KIB: f64 = 14.0;
const MOST_MS: f64 = 0.15;

fn main() -> Result<ExitCode, Error> {
    println!("{CLIENTS} clients  KiB each  ms each");
    let mut within = measure("calypso", |id| {
        let credentials = calypso::Credentials::new(id, secret(id));
        calypso::Client::new(credentials.webhook_key("key").webhook_secret(secret(id)))
    })?;
    within &= measure("coinpayments", |id| {
        let credentials = coinpayments::Credentials::new(id, secret(id));
        coinpayments::Client::new(credentials.ipn_secret(secret(id)).merchant_id(id))
    })?;
    within &= measure("coinpit, WIF", |id| {
        let key = "KyT4YgtEx3wb3ChqnSrFeFFeiknvvRjNEYxPVTsfDNgsqnEf7GNQ";
        coinpit::Client::new(coinpit::Credentials::new(key).user_id(format!("1{id}")))
    })?;
    within &= measure("coinport", |id| {
        let credentials = coinport::Credentials::new().api_key(id);
        coinport::Client::new(credentials.secret(secret(id)))
    })?;
    Ok(match within {
        true => ExitCode::SUCCESS,
        false => {
            println!("more than {MOST_KIB} KiB or {MOST_MS} ms");
            ExitCode::FAILURE
        }
    })
}

fn secret(id: &str) -> String {
    format!("a secret of the usual length for the merchant {id}")
}

/// Makes the clients, and says whether each takes as little as it should.
fn measure<C>(name: &str, make: impl Fn(&str) -> Result<C, Error>) -> Result<bool, Error> {
    // What all clients share is made by the first.
    make("first")?;
    let mut clients = Vec::with_capacity(CLIENTS as usize);
    let mut failure = None;
    // Of the batches the fastest counts: whatever else the machine does can only add.
    let mut least = f64::INFINITY;
    let taken = allocation_counter::measure(|| {
        for batch in 0..BATCHES {
            let begun = Instant::now();
            for number in 0..CLIENTS / BATCHES {
                match make(&format!("merchant-{batch}-{number}")) {
                    Ok(client) => clients.push(client),
                    Err(error) => failure = Some(error),
                }
            }
            least = least.min(begun.elapsed().as_secs_f64());
        }
    });
    let ms = least * 1e3 / f64::from(CLIENTS / BATCHES);
    if let Some(error) = failure {
        return Err(error);
    }
    black_box(&clients);
    #[allow(clippy::cast_precision_loss, reason = "a measurement")]
    let kib = taken.bytes_current as f64 / 1024.0 / f64::from(CLIENTS);
    println!("{name:<13}{kib:>10.1}{ms:>9.3}");
    Ok(kib <= MOST_KIB && ms <= MOST_MS)
}
