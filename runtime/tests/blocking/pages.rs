//! Pages of a list as iterators.

use super::*;
use specie_runtime::RetryPolicy;

#[test]
fn pages_and_entries_are_iterators() {
    let replies = || [orders("ab"), orders("cd"), orders("")];
    let server = Server::replying(replies());
    let pages = client(&server).list_orders_pages(&ListOrders::new("m"));
    let pages: Result<Vec<_>, Error> = pages.into_blocking_pages().collect();
    let pages: Vec<String> = pages.unwrap().iter().map(|page| ids(page)).collect();
    assert_eq!(pages, ["ab", "cd"]);

    let server = Server::replying(replies());
    let mut entries = client(&server)
        .list_orders_pages(&ListOrders::new("m"))
        .into_blocking_entries();
    assert_eq!(server.connections(), 0, "nothing was asked for");
    for (id, requests, left) in [("a", 1, 1), ("b", 1, 0), ("c", 2, 1), ("d", 2, 0)] {
        assert_eq!(entries.next().unwrap().unwrap().id, id);
        assert_eq!(
            (server.requests().len(), entries.size_hint()),
            (requests, (left, None))
        );
    }
    assert!(entries.next().is_none() && entries.next().is_none());
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn an_error_ends_an_iterator_but_not_the_pages() {
    let replies = || [Reply::json(500, ""), orders("ab"), orders("")];
    let pages = |server: &Server| {
        let client = builder(server)
            .retries(RetryPolicy::never())
            .build()
            .unwrap();
        client.list_orders_pages(&ListOrders::new("m"))
    };
    let server = Server::replying(replies());
    let mut entries = pages(&server).into_blocking_entries();
    let error = entries.next().unwrap().unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unanswered);
    assert!(entries.next().is_none());
    assert_eq!(server.requests().len(), 1);

    let server = Server::replying(replies());
    let mut pages = pages(&server);
    assert!(pages.next().wait().is_err());
    assert_eq!(ids(&pages.next().wait().unwrap().unwrap()), "ab");
    assert!(pages.next().wait().unwrap().is_none());
    assert!(pages.all().wait().unwrap().is_empty());
}
