use super::*;
use specie_runtime::{ErrorKind, Outcome};

async fn targets(builder: CoreBuilder, servers: &[&Server]) -> Vec<Vec<String>> {
    let core = builder.build().unwrap();
    core.raw("private", "POST", "orders", ()).await.unwrap();
    get(&core).await.unwrap();
    let lines = |server: &&Server| {
        server
            .take_requests()
            .iter()
            .map(|one| one.line())
            .collect()
    };
    servers.iter().map(lines).collect()
}

#[tokio::test]
async fn another_server_has_the_paths_of_the_sections() {
    let (one, two) = (
        Server::always(Reply::new(200, "")),
        Server::always(Reply::new(200, "")),
    );
    let with = |path: &str| builder().base_url(format!("{}{path}", one.url()));
    assert_eq!(
        targets(with(""), &[&one]).await,
        [["POST /private-api/v1/orders", "GET /public-api/time"]]
    );
    assert_eq!(
        targets(with("/gateway/"), &[&one]).await,
        [[
            "POST /gateway/private-api/v1/orders",
            "GET /gateway/public-api/time"
        ]]
    );
    assert_eq!(
        targets(
            with("").section_base_url("public", two.url()),
            &[&one, &two]
        )
        .await,
        [["POST /private-api/v1/orders"], ["GET /public-api/time"],]
    );
}

#[test]
fn a_section_that_does_not_exist_has_no_address() {
    let refused = builder()
        .section_base_url("pubic", "https://a.example")
        .build();
    let error = refused.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(
        error.to_string(),
        "base URL of a section: there is no section `pubic`; the sections are private, public"
    );
}

/// All addresses of this machine, and not one that is known to be its own.
fn test_network(server: &Server) -> String {
    server.url().replace("127.0.0.1", "0.0.0.0")
}

#[tokio::test]
async fn plain_http_leaves_this_machine_only_where_it_is_allowed() {
    let server = Server::always(Reply::new(200, "noon"));
    let network = test_network(&server);
    let refused = builder().base_url(&network).build().unwrap_err();
    assert_eq!(
        (refused.kind(), refused.outcome()),
        (ErrorKind::Configuration, Outcome::NotSent)
    );
    let text = refused.to_string();
    assert!(
        text.contains("`allow_plain_http`") && !text.contains("0.0.0.0"),
        "{text}"
    );
    let other = builder().base_url(&network).allow_plain_http("0.0.0.1");
    assert_eq!(other.build().unwrap_err().kind(), ErrorKind::Configuration);
    let wrong = builder().allow_plain_http("http://0.0.0.0").build();
    assert_eq!(
        wrong.unwrap_err().to_string(),
        "`allow_plain_http`: expected the name or address of a host, without scheme, port or path"
    );

    let allowed = builder().base_url(&network).allow_plain_http("0.0.0.0");
    get(&allowed.build().unwrap()).await.unwrap();
    assert_eq!(server.requests().len(), 1);
}
