//! Twelve exchanges: requests that another program signed, reproduced and verified by our plans.
//!
//! `tests/signing/<exchange>.yaml` has the plans, `tests/vectors/<exchange>.json` the recorded requests with their origin.

mod backwards;
mod direct_path;
mod idle;
mod recorded;
mod replay;
mod tampered;
mod wider;

/// A test for each exchange, with the number of its recorded requests.
#[macro_export]
macro_rules! for_each_exchange {
    ($check:path) => {
        $crate::for_each_exchange!($check:
            backpack 26, binance 73, bybit 21, coinbase 81, cryptocom 24, gate 83, htx 86, kraken 22, kucoin 96, okx 31, upbit 24,
            whitebit 20);
    };
    ($check:path: $($name:ident $count:literal),+) => {
        $(
            #[test]
            fn $name() {
                let exchange = $crate::recorded::Exchange::load(stringify!($name));
                assert_eq!(exchange.requests.len(), $count, "recorded requests of {}", stringify!($name));
                $check(&exchange);
            }
        )+
    };
}
