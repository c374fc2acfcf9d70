//! Signing by a plan beside code written by hand and beside the bare HMAC: first as ratios of one run, then each by itself.
//!
//! `cargo bench -p specie-runtime --bench signing`

mod support;

use divan::{Bencher, black_box};
use std::time::{Duration, Instant};
use support::{Bare, Plans, by_hand, typed};

fn main() {
    ratios();
    divan::main();
}

/// Medians of short turns, taken in turn, so that what else the machine does falls on all alike.
fn ratios() {
    let (plans, bare) = (Plans::new(), Bare::new());
    let (transaction, payout) = (typed::create_transaction(), typed::payout());
    let (coinpayments, calypso) = (by_hand::CoinPayments::new(), by_hand::Calypso::new());
    let form = coinpayments.create_transaction(&transaction).body;
    let json = calypso.payout(&payout).body;
    compare(
        "coinpayments create_transaction",
        [
            &mut || {
                plans.create_transaction(black_box(&transaction), |signed| {
                    black_box(signed);
                })
            },
            &mut || {
                drop(black_box(
                    coinpayments.create_transaction(black_box(&transaction)),
                ))
            },
            &mut || {
                black_box(bare.sign(black_box(&form)));
            },
        ],
    );
    compare(
        "calypso payout",
        [
            &mut || {
                plans.payout(black_box(&payout), |signed| {
                    black_box(signed);
                })
            },
            &mut || drop(black_box(calypso.payout(black_box(&payout)))),
            &mut || {
                black_box(bare.sign(black_box(&json)));
            },
        ],
    );
}

fn compare(name: &str, mut ways: [&mut dyn FnMut(); 3]) {
    const TURNS: usize = 301;
    const CALLS: u32 = 200;
    let mut times: [Vec<Duration>; 3] = Default::default();
    for turn in 0..TURNS + 20 {
        for (way, times) in ways.iter_mut().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..CALLS {
                way();
            }
            if turn >= 20 {
                times.push(start.elapsed() / CALLS);
            }
        }
    }
    let [plan, hand, bare] = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64()
    });
    println!(
        "{name}: plan {:.0} ns, by hand {:.0} ns, bare HMAC {:.0} ns; plan / by hand {:.2}, plan / bare HMAC {:.2}",
        plan * 1e9,
        hand * 1e9,
        bare * 1e9,
        plan / hand,
        plan / bare
    );
}

#[divan::bench]
fn coinpayments_by_plan(bencher: Bencher<'_, '_>) {
    let (plans, request) = (Plans::new(), typed::create_transaction());
    bencher
        .bench_local(|| plans.create_transaction(black_box(&request), |signed| signed.url.len()));
}

#[divan::bench]
fn coinpayments_by_hand(bencher: Bencher<'_, '_>) {
    let (client, request) = (by_hand::CoinPayments::new(), typed::create_transaction());
    bencher.bench_local(|| client.create_transaction(black_box(&request)).url.len());
}

#[divan::bench]
fn calypso_by_plan(bencher: Bencher<'_, '_>) {
    let (plans, request) = (Plans::new(), typed::payout());
    bencher.bench_local(|| plans.payout(black_box(&request), |signed| signed.url.len()));
}

#[divan::bench]
fn calypso_by_hand(bencher: Bencher<'_, '_>) {
    let (client, request) = (by_hand::Calypso::new(), typed::payout());
    bencher.bench_local(|| client.payout(black_box(&request)).url.len());
}

#[divan::bench]
fn clients_made(bencher: Bencher<'_, '_>) {
    bencher.bench_local(Plans::new);
}
