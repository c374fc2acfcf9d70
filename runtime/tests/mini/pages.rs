//! Pages of a list.

use super::*;
use specie_runtime::signing::Credentials as Values;
use specie_runtime::{Core, CursorSource, Operation, PageValue, Pagination, PaginationStyle};

/// Path and query of each request that was received.
fn targets(server: &Server) -> Vec<String> {
    let requests = server.requests();
    requests.into_iter().map(|heard| heard.target).collect()
}

#[tokio::test]
async fn pages_by_number_end_with_the_total_or_an_empty_page() {
    let page = |ids: &str, total: &str| {
        let items: Vec<String> = ids
            .chars()
            .map(|id| format!(r#"{{"id":"{id}"}}"#))
            .collect();
        Reply::json(200, format!("[{}]", items.join(","))).header("Total", total)
    };
    let server = Server::replying([page("ab", "4"), page("cd", "4")]);
    let all = client(&server)
        .list_orders_pages(&ListOrders::new("m").limit(2))
        .all()
        .await
        .unwrap();
    assert_eq!(
        all.iter()
            .map(|order| order.id.as_str())
            .collect::<String>(),
        "abcd"
    );
    assert_eq!(
        targets(&server),
        [
            "/markets/m/orders?limit=2&page=1",
            "/markets/m/orders?limit=2&page=2"
        ]
    );
    let server = Server::replying([page("ab", "?"), page("c", "?"), page("", "?")]);
    let all = client(&server)
        .list_orders_pages(&ListOrders::new("m").limit(2).page(3))
        .all()
        .await
        .unwrap();
    assert_eq!(
        (all.len(), server.requests()[1].target.as_str()),
        (3, "/markets/m/orders?limit=2&page=4")
    );
    let server = Server::replying([
        page("ab", ""),
        Reply::json(500, ""),
        page("c", ""),
        page("", ""),
    ]);
    let mut pages = client(&server).list_orders_pages(&ListOrders::new("m"));
    assert_eq!(pages.next().await.unwrap().unwrap().len(), 2);
    assert!(
        pages.next().await.is_err(),
        "the same page may be asked for again"
    );
    assert_eq!(pages.next().await.unwrap().unwrap().len(), 1);
    assert!(pages.next().await.unwrap().is_none() && pages.next().await.unwrap().is_none());
    assert_eq!(server.requests().len(), 4);
}

/// Kraken's page of recent trades: the name of the list is that of the market as the provider spells it, not as it was requested.
static TRADES: Operation = Operation::new("trades", "GET", "0/public/Trades")
    .section(1)
    .safe()
    .no_envelope()
    .pages(
        Pagination::new(PaginationStyle::Cursor {
            param: "since",
            from: CursorSource::Response(PageValue::Body("/result/last")),
            step: 0,
            inclusive: false,
            integer: false,
        })
        .list("/result")
        .member_list(),
    );

fn core_of(server: &Server) -> Core {
    let credentials = Values::new()
        .with("public_key", "public")
        .with("private_key", SECRET);
    Core::builder(provider::PROVIDER.clone(), credentials)
        .base_url(server.url())
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_list_may_be_the_member_with_any_name() {
    let server = Server::replying([
        Reply::json(
            200,
            r#"{"error":[],"result":{"XXBTZUSD":[["30243.4","0.34507674",1688669597.8],["30243.3","0.001",1688669598.3]],"last":"1688671969993150842"}}"#,
        ),
        Reply::json(
            200,
            r#"{"error":[],"result":{"last":"1688671970000000000","XXBTZUSD":[["30244.0","1.2",1688671970.1]]}}"#,
        ),
        Reply::json(
            200,
            r#"{"error":[],"result":{"XXBTZUSD":[],"last":"1688671970000000000"}}"#,
        ),
    ]);
    let core = core_of(&server);
    let trades: Vec<Json> = core.pages(&TRADES, ()).all().await.unwrap();
    assert_eq!(trades.len(), 3);
    assert_eq!(
        targets(&server),
        [
            "/0/public/Trades",
            "/0/public/Trades?since=1688671969993150842",
            "/0/public/Trades?since=1688671970000000000"
        ]
    );
}

#[tokio::test]
async fn a_list_with_any_name_must_be_the_only_one() {
    for (body, expected) in [
        (
            r#"{"result":{"last":"1"}}"#,
            "result: expected one member that is a list, found none",
        ),
        (
            r#"{"result":{}}"#,
            "result: expected one member that is a list, found none",
        ),
        (
            r#"{"result":{"a":null}}"#,
            "result: expected one member that is a list, found none",
        ),
        (
            r#"{"result":{"a":[1],"last":"1","b":[]}}"#,
            "result: expected one member that is a list, found `a` and `b`",
        ),
        (
            r#"{"result":[1]}"#,
            "result: expected an object, found a list (byte 10)",
        ),
        (r#"{"error":[1]}"#, "result: missing"),
    ] {
        let server = Server::replying([Reply::json(200, body)]);
        let mut pages = core_of(&server).pages::<Json>(&TRADES, ());
        let error = pages.next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
        assert!(error.to_string().contains(expected), "{body}: {error}");
    }
}

#[tokio::test]
async fn pages_by_cursor_name_the_last_entry() {
    let server = Server::replying([
        Reply::json(200, r#"{"orders":[{"id":"a"},{"id":"b"}]}"#),
        Reply::json(200, r#"{"orders":[{"id":"c"}]}"#),
        Reply::json(200, r#"{"orders":[]}"#),
    ]);
    let all = client(&server)
        .walk_orders_pages(&ListOrders::new("m"))
        .all()
        .await
        .unwrap();
    assert_eq!(all.len(), 3);
    assert_eq!(
        targets(&server),
        [
            "/markets/m/orders",
            "/markets/m/orders?after=b",
            "/markets/m/orders?after=c"
        ]
    );
    let server = Server::replying([Reply::json(200, r#"{"orders":[{"id":{}}]}"#)]);
    let error = client(&server)
        .walk_orders_pages(&ListOrders::new("m"))
        .all()
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("id: expected a string"),
        "{error}"
    );
}

fn ids(orders: &[Order]) -> String {
    orders.iter().map(|order| order.id.as_str()).collect()
}

fn page_of(ids: &str) -> String {
    let orders = ids.chars().map(|id| format!(r#"{{"id":"{id}"}}"#));
    format!("[{}]", orders.collect::<Vec<_>>().join(","))
}

/// The pages are read, and the error that follows stays.
#[tokio::test]
async fn cursors_in_a_circle_are_an_error() {
    let reply = |id: &str| Reply::json(200, format!(r#"{{"orders":{}}}"#, page_of(id)));
    let server = Server::replying([reply("a"), reply("b"), reply("a")]);
    let mut pages = client(&server).walk_orders_pages(&ListOrders::new("m"));
    for id in ["a", "b", "a"] {
        assert_eq!(ids(&pages.next().await.unwrap().unwrap()), id);
    }
    for _ in 0..2 {
        let error = pages.next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(
            error.to_string().contains("walk_orders: the cursor"),
            "{error}"
        );
    }
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn pages_that_overlap_give_each_entry_once() {
    let pages = ["123", "345", "567", "7"];
    let server = Server::replying(pages.map(|ids| Reply::json(200, page_of(ids))));
    let all = client(&server)
        .overlapping_pages(&ListOrders::new("m"))
        .all()
        .await
        .unwrap();
    assert_eq!(ids(&all), "1234567");
    let last = server.requests().last().unwrap().target.clone();
    assert_eq!(last, "/markets/m/orders?after=7");
}

#[tokio::test]
async fn links_lead_to_the_next_page_of_the_same_server() {
    let server = Server::replying([
        Reply::json(200, page_of("a")).header(
            "Link",
            "<https://elsewhere.example/?after=x%20y>; rel=\"next\"",
        ),
        Reply::json(200, page_of("")).header("Link", "</?after=z>; rel=next"),
        Reply::json(200, page_of("b")),
    ]);
    let mut pages = client(&server).linked_pages(&ListOrders::new("m"));
    assert_eq!(ids(&pages.next().await.unwrap().unwrap()), "a");
    assert_eq!(
        ids(&pages.next().await.unwrap().unwrap()),
        "b",
        "a page without entries is left out"
    );
    assert!(pages.next().await.unwrap().is_none());
    assert_eq!(
        targets(&server),
        [
            "/markets/m/orders",
            "/markets/m/orders?after=x%20y",
            "/markets/m/orders?after=z"
        ]
    );
}

/// Bybit gives cursors that are escaped already, and compares the signature with the text as it came.
#[tokio::test]
async fn an_escaped_cursor_travels_as_it_came_until_the_one_that_ends() {
    static OP: Operation = Operation::new("booked", "GET", "orders")
        .section(1)
        .safe()
        .no_envelope()
        .pages(
            Pagination::new(PaginationStyle::Cursor {
                param: "cursor",
                from: CursorSource::Response(PageValue::Body("/next")),
                step: 0,
                inclusive: false,
                integer: false,
            })
            .list("/orders")
            .end("-1"),
        );
    let mut provider = provider::PROVIDER.clone();
    provider.scheme.sections.to_mut()[1].encode.keep = "%".into();
    let credentials = Values::new()
        .with("public_key", "public")
        .with("private_key", SECRET);
    for last in ["-1", r#""-1""#] {
        let server = Server::replying([
            Reply::json(
                200,
                r#"{"next":"page_token%3D39380%26","orders":[{"id":"a"}]}"#,
            ),
            Reply::json(200, format!(r#"{{"next":{last},"orders":[{{"id":"b"}}]}}"#)),
        ]);
        let core = Core::builder(provider.clone(), credentials.clone())
            .base_url(server.url())
            .retries(RetryPolicy::never())
            .build()
            .unwrap();
        let orders: Vec<Order> = core.pages(&OP, ()).all().await.unwrap();
        assert_eq!(ids(&orders), "ab");
        assert_eq!(
            targets(&server),
            ["/orders", "/orders?cursor=page_token%3D39380%26"]
        );
    }
}

/// A page that cannot be read is requested again, not left out.
#[tokio::test]
async fn an_unreadable_page_is_not_skipped() {
    let server = Server::replying([
        Reply::json(200, r#"{"orders":[{"id":"a"}]}"#),
        Reply::json(
            200,
            r#"{"orders":[{"id":"b","id":7},{"other":1},{"id":"c"}]}"#,
        ),
        Reply::json(200, r#"{"orders":[{"id":"b"}]}"#),
        Reply::json(200, r#"{"orders":[]}"#),
    ]);
    let mut pages = client(&server).walk_orders_pages(&ListOrders::new("m"));
    assert_eq!(ids(&pages.next().await.unwrap().unwrap()), "a");
    assert!(pages.next().await.is_err());
    assert_eq!(ids(&pages.next().await.unwrap().unwrap()), "b");
    assert!(pages.next().await.unwrap().is_none());
    let requests = server.requests();
    assert_eq!(requests[1].target, requests[2].target);
}

#[tokio::test]
async fn a_page_without_entries_may_be_null_where_the_spec_says_so() {
    let next = "<https://acme.example/x?after=c1>; rel=\"next\"";
    let pages = [
        Reply::json(200, r#"[{"id":"a"}]"#).header("Link", next),
        Reply::json(200, " null "),
    ];
    let server = Server::replying(pages);
    let mut pages = client(&server).linked_pages(&ListOrders::new("m"));
    assert_eq!(pages.all().await.unwrap().len(), 1);
    // Here a list is expected, and null is none.
    let server = Server::replying([Reply::json(200, r#"{"orders":null}"#)]);
    let error = client(&server)
        .walk_orders_pages(&ListOrders::new("m"))
        .next()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}
