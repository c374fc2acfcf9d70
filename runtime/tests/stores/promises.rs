//! What every store promises.

use super::*;
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Checks all promises of a store that is empty.
#[cfg(any(feature = "file-store", feature = "redis"))]
pub async fn check<S>(store: Arc<S>)
where
    S: NonceStore + KeyLock + LimitStore + DedupStore,
{
    nonces(&store).await;
    lock(&store).await;
    limits(&store).await;
    deliveries(&store).await;
}

pub async fn nonces<S: NonceStore>(store: &Arc<S>) {
    let first = store.next("a", Unit::Millis, 5).await.unwrap();
    let mut last = first;
    for clock in [first, first + 1, first - 2, first + 20, first + 20, 0] {
        let nonce = store.next("a", Unit::Millis, clock).await.unwrap();
        assert!(nonce > last && nonce >= clock, "{nonce}: {last}, {clock}");
        last = nonce;
    }
    // Another key counts for itself. Numbers may have more digits than a double.
    for (unit, now) in [
        (Unit::Seconds, 1_764_201_600),
        (Unit::Micros, 1_764_201_600_123_456),
        (Unit::Nanos, 1_764_201_600_123_456_789),
    ] {
        let key = format!("{unit:?}");
        let one = store.next(&key, unit, now).await.unwrap();
        let two = store.next(&key, unit, 0).await.unwrap();
        assert!(one >= now && two > one, "{one} {two}");
    }
    let tasks = (0..8).map(|_| {
        let store = Arc::clone(store);
        tokio::spawn(async move {
            let mut given = Vec::new();
            for _ in 0..50 {
                given.push(store.next("many", Unit::Millis, 1).await.unwrap());
            }
            assert!(given.is_sorted());
            given
        })
    });
    let mut all = HashSet::new();
    for task in tasks.collect::<Vec<_>>() {
        all.extend(task.await.unwrap());
    }
    assert_eq!(all.len(), 400);
}

pub async fn lock<S: KeyLock>(store: &Arc<S>) {
    const LONG: Duration = Duration::from_secs(30);
    let inside = Arc::new(AtomicUsize::new(0));
    let tasks = (0..8).map(|_| {
        let (store, inside) = (Arc::clone(store), Arc::clone(&inside));
        tokio::spawn(async move {
            for _ in 0..10 {
                let guard = store.lock("key", LONG).await.unwrap();
                assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                tokio::task::yield_now().await;
                assert_eq!(inside.fetch_sub(1, Ordering::SeqCst), 1);
                drop(guard);
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let held = store.lock("key", LONG).await.unwrap();
    // Another key is free, and one who stops waiting leaves nothing locked.
    drop(store.lock("other", LONG).await.unwrap());
    let waits = tokio::time::timeout(Duration::from_millis(50), store.lock("key", LONG));
    assert!(waits.await.is_err());
    drop(held);
    let free = tokio::time::timeout(LONG, store.lock("key", LONG));
    drop(free.await.unwrap().unwrap());
}

pub async fn limits<S: LimitStore>(store: &Arc<S>) {
    let size = LimitSize::Window {
        calls: 10,
        per_ms: 60_000,
    };
    let uses = |pool, cost| LimitUse { pool, size, cost };
    let minute = Duration::from_secs(60);
    let now = Admission::After(Duration::ZERO);
    let both = [uses("one", 4), uses("two", 6)];
    assert_eq!(store.take(&both, Duration::ZERO).await.unwrap(), now);
    // Refused by the second pool, so nothing is taken from the first.
    let Admission::NotWithin(wait) = store.take(&both, Duration::from_secs(5)).await.unwrap()
    else {
        panic!("the second pool has room");
    };
    assert!(
        wait > minute - Duration::from_secs(20) && wait < minute + Duration::from_secs(2),
        "{wait:?}"
    );
    // A pool that is named twice is one pool: the call waits until there is room for the sum.
    let twice = [uses("one", 4), uses("other", 1), uses("one", 3)];
    let refused = store.take(&twice, Duration::ZERO).await.unwrap();
    assert!(
        matches!(refused, Admission::NotWithin(wait) if wait > minute / 2),
        "{refused:?}"
    );
    let twice = [uses("twice", 4), uses("twice", 3)];
    assert_eq!(store.take(&twice, Duration::ZERO).await.unwrap(), now);
    assert_ne!(
        store
            .take(&[uses("twice", 4)], Duration::ZERO)
            .await
            .unwrap(),
        now
    );
    assert_eq!(
        store
            .take(&[uses("twice", 3)], Duration::ZERO)
            .await
            .unwrap(),
        now
    );
    let alone = [uses("one", 6)];
    assert_eq!(store.take(&alone, Duration::ZERO).await.unwrap(), now);
    store
        .report("three", size, LimitReport::Left(2))
        .await
        .unwrap();
    let three = [uses("three", 1)];
    for _ in 0..2 {
        assert_eq!(store.take(&three, Duration::ZERO).await.unwrap(), now);
    }
    assert_ne!(store.take(&three, Duration::ZERO).await.unwrap(), now);
    store
        .report("four", size, LimitReport::Closed(minute))
        .await
        .unwrap();
    let four = store.take(&[uses("four", 1)], minute * 2).await.unwrap();
    assert!(
        matches!(four, Admission::After(wait) if wait > minute / 2 && wait <= minute),
        "{four:?}"
    );
    let counter = LimitSize::Counter {
        max: 15,
        decay_thousandths: 330,
        per_ms: 1_000,
    };
    let full = [LimitUse {
        pool: "counter",
        size: counter,
        cost: 15,
    }];
    assert_eq!(store.take(&full, Duration::ZERO).await.unwrap(), now);
    let more = [LimitUse {
        pool: "counter",
        size: counter,
        cost: 10,
    }];
    let waits = store.take(&more, minute).await.unwrap();
    // 10 / 0.33 s.
    assert!(
        matches!(waits, Admission::After(wait) if wait > Duration::from_secs(20) && wait <= Duration::from_secs_f64(30.31)),
        "{waits:?}"
    );
}

pub async fn deliveries<S: DedupStore>(store: &Arc<S>) {
    let long = Duration::from_secs(60);
    let claim = async |delivery, owner, lease| store.claim(delivery, owner, lease).await.unwrap();
    assert_eq!(claim("d", "me", long).await, ClaimState::Claimed);
    assert_eq!(claim("d", "you", long).await, ClaimState::InProgress);
    // Only the owner gives a claim back.
    store.release("d", "you").await.unwrap();
    assert_eq!(claim("d", "you", long).await, ClaimState::InProgress);
    store.release("d", "me").await.unwrap();
    assert_eq!(claim("d", "you", long).await, ClaimState::Claimed);
    store.finish("d", long).await.unwrap();
    store.release("d", "you").await.unwrap();
    assert_eq!(claim("d", "me", long).await, ClaimState::Done);
    // A claim expires, and so does what is remembered.
    let soon = Duration::from_millis(20);
    assert_eq!(claim("e", "me", soon).await, ClaimState::Claimed);
    tokio::time::sleep(soon * 3).await;
    assert_eq!(claim("e", "you", long).await, ClaimState::Claimed);
    store.release("e", "me").await.unwrap();
    assert_eq!(claim("e", "me", long).await, ClaimState::InProgress);
    store.finish("e", soon).await.unwrap();
    assert_eq!(claim("e", "me", long).await, ClaimState::Done);
    tokio::time::sleep(soon * 3).await;
    assert_eq!(claim("e", "me", long).await, ClaimState::Claimed);
    let tasks = (0..8).map(|number| {
        let store = Arc::clone(store);
        tokio::spawn(async move {
            store
                .claim("race", &number.to_string(), long)
                .await
                .unwrap()
        })
    });
    let mut won = 0;
    for task in tasks.collect::<Vec<_>>() {
        won += usize::from(task.await.unwrap() == ClaimState::Claimed);
    }
    assert_eq!(won, 1);
}
