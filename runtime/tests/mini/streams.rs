//! Pages of a list as streams, which need no executor of their own.

use super::*;
use specie_runtime::Stream;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Wake};
use tokio::sync::Notify;

/// What `StreamExt::next` of the usual crates does.
async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

fn orders(ids: &str) -> Reply {
    let orders = ids.chars().map(|id| format!(r#"{{"id":"{id}"}}"#));
    Reply::json(200, format!("[{}]", orders.collect::<Vec<_>>().join(",")))
}

fn ids(orders: &[Order]) -> String {
    orders.iter().map(|order| order.id.as_str()).collect()
}

/// Four entries on two pages, and the empty page that ends them.
fn two_pages() -> Server {
    Server::replying([orders("ab"), orders("cd"), orders("")])
}

#[tokio::test]
async fn pages_and_entries_come_in_order_and_end() {
    let server = two_pages();
    let mut stream = client(&server)
        .list_orders_pages(&ListOrders::new("m"))
        .into_stream();
    let mut pages = Vec::new();
    while let Some(page) = next(&mut stream).await {
        pages.push(ids(&page.unwrap()));
    }
    assert_eq!(pages, ["ab", "cd"]);
    assert!(next(&mut stream).await.is_none(), "it stays at its end");
    assert_eq!(server.requests().len(), 3);

    let server = two_pages();
    let mut stream = client(&server)
        .list_orders_pages(&ListOrders::new("m"))
        .into_entries();
    let mut entries = Vec::new();
    while let Some(entry) = next(&mut stream).await {
        entries.push(entry.unwrap());
    }
    assert_eq!(ids(&entries), "abcd");
    assert!(next(&mut stream).await.is_none());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_page_is_requested_when_it_is_polled_for() {
    let server = two_pages();
    let mut stream = client(&server)
        .list_orders_pages(&ListOrders::new("m"))
        .into_entries();
    assert_eq!(server.connections(), 0, "nothing was polled");
    for (entry, requests) in [("a", 1), ("b", 1), ("c", 2), ("d", 2)] {
        assert_eq!(next(&mut stream).await.unwrap().unwrap().id, entry);
        assert_eq!(server.requests().len(), requests, "at {entry}");
    }
}

#[tokio::test]
async fn an_error_ends_the_stream() {
    let server = Server::replying([orders("ab"), Reply::json(500, ""), orders("cd")]);
    let mut stream = client(&server)
        .list_orders_pages(&ListOrders::new("m"))
        .into_entries();
    for id in ["a", "b"] {
        assert_eq!(next(&mut stream).await.unwrap().unwrap().id, id);
    }
    let error = next(&mut stream).await.unwrap().unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unanswered);
    assert!(next(&mut stream).await.is_none());
    assert_eq!(server.requests().len(), 2);
}

/// A server that gives `orders` by page, and the second page only when it may. It says when it was asked for that one.
struct Held {
    server: Server,
    asked: Arc<Notify>,
    may_reply: Arc<(Mutex<bool>, Condvar)>,
    requests: Arc<AtomicUsize>,
}

impl Held {
    fn new() -> Self {
        let (asked, requests) = (Arc::<Notify>::default(), Arc::<AtomicUsize>::default());
        let may_reply = Arc::<(Mutex<bool>, Condvar)>::default();
        let (ask, gate, count) = (asked.clone(), may_reply.clone(), requests.clone());
        let server = Server::answering(move |_| match count.fetch_add(1, Ordering::SeqCst) {
            0 => orders("ab"),
            1 => {
                ask.notify_one();
                let (may, changed) = &*gate;
                let closed = |may: &mut bool| !*may;
                drop(changed.wait_while(may.lock().unwrap(), closed).unwrap());
                orders("cd")
            }
            _ => orders(""),
        });
        Self {
            server,
            asked,
            may_reply,
            requests,
        }
    }

    fn reply(&self) {
        let (may, changed) = &*self.may_reply;
        *may.lock().unwrap() = true;
        changed.notify_all();
    }
}

/// As in a `select!` with something else that happens first. Nothing here depends on time.
#[tokio::test]
async fn a_wait_that_is_dropped_loses_no_page() {
    let held = Held::new();
    let mut stream = client(&held.server)
        .list_orders_pages(&ListOrders::new("m"))
        .into_stream();
    assert_eq!(ids(&next(&mut stream).await.unwrap().unwrap()), "ab");
    tokio::select! {
        page = next(&mut stream) => panic!("not replied yet: {page:?}"),
        () = held.asked.notified() => {}
    }
    held.reply();
    // Another task, with another waker, waits for the call that goes on.
    let (rest, requests) = tokio::spawn(async move {
        let page = next(&mut stream).await.unwrap().unwrap();
        let end = next(&mut stream).await;
        assert!(end.is_none());
        (ids(&page), held.requests.load(Ordering::SeqCst))
    })
    .await
    .unwrap();
    assert_eq!((rest.as_str(), requests), ("cd", 3), "each page once");
}

/// The reply comes while nobody waits, also not the task that waited before.
#[tokio::test]
async fn a_page_that_came_meanwhile_is_given_at_once() {
    struct Woken(Notify);
    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.notify_one();
        }
    }
    let held = Held::new();
    let mut stream = client(&held.server)
        .list_orders_pages(&ListOrders::new("m"))
        .into_stream();
    assert_eq!(ids(&next(&mut stream).await.unwrap().unwrap()), "ab");
    let woken = Arc::new(Woken(Notify::new()));
    let waker = woken.clone().into();
    let mut context = Context::from_waker(&waker);
    let mut asked = pin!(held.asked.notified());
    // Polled whenever it asks to be, until the server was asked for the page.
    loop {
        assert!(Pin::new(&mut stream).poll_next(&mut context).is_pending());
        tokio::select! {
            () = woken.0.notified() => {}
            () = asked.as_mut() => break,
        }
    }
    held.reply();
    let page = loop {
        match Pin::new(&mut stream).poll_next(&mut context) {
            Poll::Ready(page) => break page,
            Poll::Pending => woken.0.notified().await,
        }
    };
    assert_eq!(ids(&page.unwrap().unwrap()), "cd");
    assert_eq!(held.requests.load(Ordering::SeqCst), 2);
}

#[test]
fn a_stream_shows_what_it_does_and_moves_between_threads() {
    fn is_send<T: Send + Unpin>(_: &T) {}
    let server = Server::replying::<Reply>([]);
    let pages = || client(&server).list_orders_pages(&ListOrders::new("m"));
    let (stream, entries) = (pages().into_stream(), pages().into_entries());
    is_send(&stream);
    is_send(&entries);
    assert_eq!(
        format!("{entries:?}"),
        r#"EntryStream { pages: PageStream(Pages { operation: "list_orders", done: false }), left: 0 }"#
    );
    assert_eq!(entries.size_hint(), (0, None));
}
