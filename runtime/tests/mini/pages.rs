//! Pages of a list.

use super::*;

#[tokio::test]
async fn pages_by_number_end_with_the_total_or_a_short_page() {
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
    let targets: Vec<String> = server
        .requests()
        .iter()
        .map(|heard| heard.target.clone())
        .collect();
    assert_eq!(
        targets,
        [
            "/markets/m/orders?limit=2&page=1",
            "/markets/m/orders?limit=2&page=2"
        ]
    );
    let server = Server::replying([page("ab", "?"), page("c", "?")]);
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
    let targets: Vec<String> = server
        .requests()
        .iter()
        .map(|heard| heard.target.clone())
        .collect();
    assert_eq!(
        targets,
        [
            "/markets/m/orders",
            "/markets/m/orders?after=b",
            "/markets/m/orders?after=c"
        ]
    );
    let server = Server::replying([
        Reply::json(200, r#"{"orders":[{"id":"a"}]}"#),
        Reply::json(200, r#"{"orders":[{"id":"a"}]}"#),
    ]);
    assert_eq!(
        client(&server)
            .walk_orders_pages(&ListOrders::new("m"))
            .all()
            .await
            .unwrap()
            .len(),
        2,
        "a cursor that stands still ends"
    );
    let server = Server::replying([Reply::json(200, r#"{"orders":[{"id":{}}]}"#)]);
    let error = client(&server)
        .walk_orders_pages(&ListOrders::new("m"))
        .all()
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("[0].id: expected a string"),
        "{error}"
    );
}
