//! Streams of twelve exchanges: what another program said over its sockets, and what was answered, replayed by our plans.
//!
//! `tests/streams/<exchange>.yaml` has the streams, `tests/streams/recorded/<exchange>.json` the recorded conversations with their origin, and
//! `tests/streams/cases/<exchange>.json` says which channels each recorded call is, and what differs on purpose, with the reason.

mod compare;
mod exchange;
mod expected;
mod replay;
mod rest;
mod talk;

use exchange::Exchange;
use replay::Beside;
use std::collections::BTreeSet;

/// A test for each exchange, with the number of its recorded cases and of those that are left out.
macro_rules! for_each_exchange {
    ($($name:ident $count:literal $left_out:literal),+ $(,)?) => {
        $(
            #[test]
            fn $name() {
                replayed(stringify!($name), $count, $left_out);
            }
        )+

        const NAMES: &[&str] = &[$(stringify!($name)),+];
    };
}

for_each_exchange!(
    binance 35 3, bitfinex 19 1, bitmex 19 0, bitstamp 10 0, bybit 34 2, coinbase 15 0, deribit 22 0, gate 30 1, htx 29 0, kraken 21 2, kucoin 28 0,
    okx 40 2,
);

/// Every recorded case of an exchange: the same address, the same calls before it, the same frames, and the events of what was answered.
fn replayed(name: &str, count: usize, left_out: usize) {
    let exchange = Exchange::load(name);
    assert_eq!(exchange.cases.len(), count, "recorded cases of {name}");
    let skipped = exchange.cases.iter().filter(|case| case.left_out.is_some());
    assert_eq!(
        skipped.count(),
        left_out,
        "cases of {name} that are left out"
    );
    let mut used = BTreeSet::new();
    let mut faults = Vec::new();
    for (index, case) in exchange.cases.iter().enumerate() {
        if case.left_out.is_none()
            && let Err(fault) = replay::run(&exchange, case, Beside::Nothing, &mut used)
        {
            faults.push(format!("case {index}, {}: {fault}", case.name));
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {count} differ\n{}",
        faults.len(),
        faults.join("\n")
    );
    let stale: Vec<&String> = exchange.differences.difference(&used).collect();
    assert!(
        stale.is_empty(),
        "differences of {name} that do not occur: {stale:?}"
    );
}

/// Messages that never arrive are noticed, also by the exchanges where the program that was recorded notices nothing.
#[test]
fn lost_messages_are_noticed() {
    let mut checked = Vec::new();
    for name in NAMES {
        let exchange = Exchange::load(name);
        for lost in &exchange.lost {
            let case = &exchange.cases[lost.case];
            let beside = Beside::Lost(lost);
            let ran = replay::run(&exchange, case, beside, &mut BTreeSet::new());
            assert_eq!(ran.err(), None, "{name}, {}", case.name);
            checked.push(*name);
        }
    }
    assert_eq!(
        checked,
        [
            "binance", "bybit", "coinbase", "deribit", "gate", "gate", "htx", "kraken", "kucoin",
            "okx"
        ]
    );
}

/// A message that cannot be read is told, and the conversation goes on as if it had not been sent.
#[test]
fn broken_messages_change_nothing() {
    for name in NAMES {
        let exchange = Exchange::load(name);
        let cases = exchange.cases.iter().filter(|case| case.left_out.is_none());
        for case in cases {
            let used = &mut BTreeSet::new();
            let ran = replay::run(&exchange, case, Beside::BrokenMessages, used);
            assert_eq!(ran.err(), None, "{name}, {}", case.name);
        }
    }
}

/// Whatever a server says, nothing panics, and no message causes frames or events without an end.
#[test]
fn altered_messages_do_no_harm() {
    for name in NAMES {
        let exchange = Exchange::load(name);
        let cases = exchange.cases.iter().filter(|case| case.left_out.is_none());
        for case in cases {
            assert_eq!(
                replay::alter(&exchange, case),
                Ok(()),
                "{name}, {}",
                case.name
            );
        }
    }
}
