//! What a nonce costs: in memory, and in a file that all processes share.

use specie_runtime::signing::plan::Unit;
use specie_runtime::{InProcessNonces, NonceStore};
use std::future::Future;
use std::task::{Context, Poll, Waker};

fn main() {
    divan::main();
}

/// The result of a future that does not wait for long.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    loop {
        if let Poll::Ready(value) = future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        {
            return value;
        }
        std::thread::yield_now();
    }
}

const KEY: &str = "coinpayments-0123456789abcdef0123456789abcdef";

#[divan::bench]
fn in_process(bencher: divan::Bencher<'_, '_>) {
    let store = InProcessNonces::default();
    bencher.bench_local(|| ready(store.next(KEY, Unit::Millis, 1_764_201_600_123)));
}

/// One sample is 8192 nonces, so that each contains the writes that wait for the disk.
#[cfg(feature = "file-store")]
#[divan::bench(sample_size = 8192, sample_count = 20)]
fn file(bencher: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = specie_runtime::FileStore::open(folder.path()).expect("a store");
    bencher.bench_local(|| ready(store.next(KEY, Unit::Millis, 1_764_201_600_123)));
}
