//! Deliveries proven by a plan, beside the bare HMAC over the same bytes and beside code written by hand: ratios of one run, taken in turn.
//!
//! `cargo bench -p specie-runtime --bench webhook`
//!
//! What it shows is the time of `Core::verify_webhook` on this machine for these bodies, with SHA-512 for two of the three kinds. The hand
//! written way uses `hmac`, `serde_json` and `form_urlencoded`. It says nothing of reading the request from its socket.

#[path = "support/deliveries.rs"]
mod deliveries;

use deliveries::by_hand::{self, Bare};
use deliveries::{IPN, PAYMENT, client, headers, hex, inside, ipn, payment, signed_inside};
use divan::black_box;
use specie_runtime::Json;
use std::time::{Duration, Instant};

fn main() {
    valid();
    refused();
}

fn valid() {
    let (client, bare) = (client(), Bare::new());
    let sign = hex(&bare.mac(PAYMENT));
    compare(
        &format!("a valid delivery of JSON, {} bytes", PAYMENT.len()),
        [
            ("plan", &mut || {
                drop(black_box(payment(&client, &sign, black_box(PAYMENT))));
            }),
            ("HMAC and parse by hand", &mut || {
                drop(black_box(by_hand::payment(
                    &bare,
                    &sign,
                    black_box(PAYMENT),
                )));
            }),
            ("bare HMAC", &mut || {
                black_box(bare.mac(black_box(PAYMENT)));
            }),
        ],
    );
    let sign = hex(&bare.mac(IPN));
    compare(
        &format!("a valid form, {} bytes", IPN.len()),
        [
            ("plan", &mut || {
                drop(black_box(ipn(&client, &sign, black_box(IPN))));
            }),
            ("HMAC and parse by hand", &mut || {
                drop(black_box(by_hand::ipn(&bare, &sign, black_box(IPN))));
            }),
            ("bare HMAC", &mut || {
                black_box(bare.mac(black_box(IPN)));
            }),
        ],
    );
    let (body, schedule) = (inside(), by_hand::schedule());
    compare(
        &format!("a valid delivery signed inside, {} bytes", body.len()),
        [
            ("plan", &mut || {
                drop(black_box(signed_inside(&client, black_box(&body))));
            }),
            ("parse and HMAC by hand", &mut || {
                drop(black_box(by_hand::inside(&schedule, black_box(&body))));
            }),
            ("bare HMAC of SHA-512", &mut || {
                black_box(bare.mac(black_box(&body)));
            }),
        ],
    );
}

fn refused() {
    let (client, bare) = (client(), Bare::new());
    let wrong = hex(&bare.mac(b"something else"));
    let member = "\"k\":\"0123456789abcdef\",";
    let large = format!("{{{}\"z\":1}}", member.repeat(64 * 1024 / member.len()));
    for (name, body) in [
        ("64 kB of members", large),
        ("64 kB that are no text", "\u{ff}".repeat(32 * 1024)),
        ("165 kB of lists", "[".repeat(165 * 1024)),
    ] {
        let body = body.as_bytes();
        let refused = |headers: &[(&str, &str)]| {
            let outcome =
                client.verify_webhook::<Json>(&deliveries::JSON, headers, black_box(body));
            assert!(black_box(outcome).is_err());
        };
        compare(
            &format!("a refused delivery, {name}"),
            [
                ("wrong signature", &mut || refused(&headers(&wrong))),
                ("without the header", &mut || refused(&headers("")[..4])),
                ("bare HMAC", &mut || {
                    black_box(bare.mac(black_box(body)));
                }),
            ],
        );
    }
}

/// Medians of short turns, taken in turn, so that what else the machine does falls on all alike.
fn compare(name: &str, mut ways: [(&str, &mut dyn FnMut()); 3]) {
    const TURNS: usize = 201;
    const WARM: usize = 10;
    // So many calls that a turn takes about a quarter of a millisecond.
    let start = Instant::now();
    ways[2].1();
    let once = start.elapsed().max(Duration::from_nanos(500));
    let calls = u32::try_from(250_000 / once.as_nanos().max(1))
        .unwrap_or(1)
        .clamp(1, 200);
    let mut times: [Vec<Duration>; 3] = Default::default();
    for turn in 0..TURNS + WARM {
        for ((_, way), times) in ways.iter_mut().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..calls {
                way();
            }
            if turn >= WARM {
                times.push(start.elapsed() / calls);
            }
        }
    }
    let medians = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64()
    });
    println!("{name}");
    for ((way, _), median) in ways.iter().zip(medians) {
        println!(
            "  {way:<24} {:>10.0} ns  {:>6.2} × bare HMAC",
            median * 1e9,
            median / medians[2]
        );
    }
    println!(
        "  {} / {}: {:.2}",
        ways[0].0,
        ways[1].0,
        medians[0] / medians[1]
    );
}
