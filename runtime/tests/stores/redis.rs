//! The store in a Redis server: between processes, and when the server forgets, is replaced or is not there.

use super::*;
use specie_runtime::redis::{Client, Commands};
use specie_runtime::{ErrorKind, Outcome, RedisStore};
use std::sync::Arc;
use test_server::RedisServer;

fn connect(server: &RedisServer) -> RedisStore {
    RedisStore::connect(&server.url()).unwrap()
}

async fn nonce(store: &RedisStore, least: i128) -> i128 {
    store.next("k", Unit::Millis, least).await.unwrap()
}

fn now() -> i128 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i128::try_from(since.unwrap().as_millis()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_in_a_server_keeps_its_promises() {
    let server = RedisServer::start();
    promises::check(Arc::new(connect(&server))).await;
}

#[tokio::test]
async fn stores_of_one_server_share_all_that_they_have() {
    let server = RedisServer::start();
    let (one, two) = (connect(&server), connect(&server));
    let mut given = Vec::new();
    for _ in 0..5 {
        given.push(nonce(&one, 0).await);
        given.push(nonce(&two, 0).await);
    }
    assert!(given.is_sorted_by(|a, b| a < b), "{given:?}");
    let apart = RedisStore::with_prefix(Client::open(server.url()).unwrap(), "other:");
    let long = Duration::from_secs(60);
    let claimed = one.claim("d", "me", long).await.unwrap();
    assert_eq!(claimed, ClaimState::Claimed);
    assert_eq!(
        two.claim("d", "you", long).await.unwrap(),
        ClaimState::InProgress
    );
    assert_eq!(
        apart.claim("d", "you", long).await.unwrap(),
        ClaimState::Claimed
    );
    let held = one.lock("k", long).await.unwrap();
    let waits = tokio::time::timeout(Duration::from_millis(50), two.lock("k", long));
    assert!(waits.await.is_err());
    drop(held);
    drop(
        tokio::time::timeout(long, two.lock("k", long))
            .await
            .unwrap()
            .unwrap(),
    );
}

/// A process that starts after the loss knows nothing of what was issued before.
#[tokio::test]
async fn nonces_do_not_go_back_when_the_server_forgets_them() {
    let mut server = RedisServer::start();
    let mut highest = 0;
    for round in 0..4 {
        // The clock of one machine is ahead, so its nonces are ahead of the next machine's clock.
        let ahead = now() + 20_000 * (round % 2);
        let store = connect(&server);
        for _ in 0..20 {
            let next = nonce(&store, ahead).await;
            assert!(next > highest, "round {round}: {next} after {highest}");
            highest = next;
        }
        server.start_again();
        // The process that lived through the loss goes on, too.
        let next = nonce(&store, 0).await;
        assert!(next > highest, "round {round}: {next} after {highest}");
        highest = next;
        // As when the server is replaced by a copy that was behind.
        let mut plain = Client::open(server.url()).unwrap();
        let old = format!(
            "{} {} 0123456789abcdef",
            (highest - 5000) / 1_000_000_000,
            (highest - 5000) % 1_000_000_000
        );
        let () = plain.set("specie:nonce:k", old).unwrap();
    }
}

#[tokio::test]
async fn nonces_stay_near_the_clock_of_the_server() {
    let server = RedisServer::start();
    let store = connect(&server);
    let first = nonce(&store, 0).await;
    assert!(
        (now() + 50_000..=now() + 60_000).contains(&first),
        "{first}"
    );
    // A machine whose clock is wrong by an hour is refused; it would take all other machines with it.
    let error = store
        .next("k", Unit::Millis, now() + 3_600_000)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Store, Outcome::NotSent)
    );
    assert!(
        error.to_string().contains("too far ahead of the clock"),
        "{error}"
    );
    assert!(nonce(&store, 0).await > first);
}

#[tokio::test]
async fn a_server_that_is_not_there_or_has_something_else_is_an_error_of_the_store() {
    let mut server = RedisServer::start();
    let store = connect(&server);
    let first = nonce(&store, 0).await;
    server.kill();
    let error = store.next("k", Unit::Millis, 0).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Store, Outcome::NotSent)
    );
    assert!(std::error::Error::source(&error).is_some());
    assert!(store.lock("k", Duration::from_secs(1)).await.is_err());
    assert!(
        store
            .claim("d", "me", Duration::from_secs(1))
            .await
            .is_err()
    );
    // It comes back, and the store needs no help.
    server.start_again();
    assert!(nonce(&store, 0).await > first);
    let mut plain = Client::open(server.url()).unwrap();
    let _: i64 = plain
        .lpush("specie:nonce:list", "of somebody else")
        .unwrap();
    let error = store.next("list", Unit::Millis, 0).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Store);
    // Neither the message nor the debug output shows the password of an address.
    let error = RedisStore::connect("redis://user:hunter2@").unwrap_err();
    assert!(
        !format!("{error} {error:?}").contains("hunter2"),
        "{error:?}"
    );
    let secret = RedisStore::connect("redis://user:hunter2@127.0.0.1/").unwrap();
    assert!(!format!("{secret:?}").contains("hunter2"));
}

/// The lock of a process that died expires when its call can no longer be in progress, and not before.
#[tokio::test]
async fn the_lock_of_a_process_that_died_expires_with_its_call() {
    let server = RedisServer::start();
    let (dead, other) = (connect(&server), connect(&server));
    let lease = Duration::from_millis(300);
    let start = std::time::Instant::now();
    std::mem::forget(dead.lock("k", lease).await.unwrap());
    // One who waited and died stands in the way only until it has been silent for a while.
    let gone = connect(&server);
    let mut waiting = Box::pin(gone.lock("k", lease));
    assert!(
        tokio::time::timeout(Duration::from_millis(50), &mut waiting)
            .await
            .is_err()
    );
    std::mem::forget(waiting);
    let guard = tokio::time::timeout(Duration::from_secs(20), other.lock("k", lease));
    drop(guard.await.unwrap().unwrap());
    assert!(start.elapsed() >= lease);
}
