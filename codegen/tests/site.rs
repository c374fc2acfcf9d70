//! The site of the providers' specs: whole, and the same each time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "tests"
)]

#[path = "texts/parse_html.rs"]
mod parse_html;

use parse_html::Page;
use specie_codegen::files::Files;
use specie_codegen::model::Api;
use specie_codegen::{Options, emit, load};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

static APIS: LazyLock<Vec<Api>> = LazyLock::new(|| {
    test_server::providers()
        .into_iter()
        .map(|name| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../specs/{name}.yaml"));
            let text = fs::read(path).unwrap();
            let loaded = load(&format!("specs/{name}.yaml"), text, &Options::default());
            loaded.api.unwrap()
        })
        .collect()
});

fn api(provider: &str) -> &'static Api {
    APIS.iter().find(|api| api.provider == provider).unwrap()
}

static SITE: LazyLock<Files> = LazyLock::new(|| emit::site::emit(&APIS).unwrap());

static PAGES: LazyLock<BTreeMap<&str, Page>> = LazyLock::new(|| {
    let pages = SITE.iter().filter(|(path, _)| path.ends_with(".html"));
    pages
        .map(|(path, text)| (path, parse_html::page(path, text)))
        .collect()
});

/// What a link on a page leads to: a file of the site, and an id there.
fn resolved(page: &str, link: &str) -> (String, String) {
    let (file, id) = link.split_once('#').unwrap_or((link, ""));
    let mut parts: Vec<&str> = page.split('/').collect();
    if !file.is_empty() {
        parts.pop();
        for part in file.split('/') {
            match part {
                ".." => assert!(parts.pop().is_some(), "{page}: {link} leaves the site"),
                part => parts.push(part),
            }
        }
    }
    (parts.join("/"), id.to_owned())
}

#[track_caller]
fn leads_somewhere(page: &str, link: &str) {
    let (file, id) = resolved(page, link);
    assert!(SITE.get(&file).is_some(), "{page}: no file for {link}");
    let there = PAGES.get(file.as_str());
    assert!(
        id.is_empty() || there.is_some_and(|page| page.ids.contains(&id)),
        "{page}: no place for {link}"
    );
}

#[test]
fn every_link_leads_somewhere() {
    let mut own = 0;
    for (path, page) in PAGES.iter() {
        for link in page.targets.iter().filter(|link| !link.starts_with("http")) {
            leads_somewhere(path, link);
            own += 1;
        }
    }
    assert!(own > 5_000, "{own} links");
}

#[test]
fn everything_that_is_searched_has_a_place() {
    let index = SITE.get("assets/search-index.js").unwrap();
    let entries = index.lines().filter(|line| line.starts_with('{'));
    let entries: Vec<serde_json::Value> = entries
        .map(|line| serde_json::from_str(line.trim_end_matches(',')).unwrap())
        .collect();
    for entry in &entries {
        leads_somewhere("index.html", entry["place"].as_str().unwrap());
    }
    let of_kind = |kind: &str| entries.iter().filter(|entry| entry["kind"] == kind).count();
    let total = |count: fn(&Api) -> usize| APIS.iter().map(count).sum::<usize>();
    assert_eq!(of_kind("operation"), total(|api| api.operations.len()));
    assert_eq!(of_kind("type"), total(|api| api.types.len()));
    assert_eq!(of_kind("webhook"), total(|api| api.webhooks.len()));
    assert_eq!(
        of_kind("parameter"),
        total(|api| api.operations.iter().map(|one| one.params.len()).sum())
    );
    for (kind, least) in [
        ("member", 300),
        ("value", 100),
        ("error", 50),
        ("channel", 30),
    ] {
        assert!(of_kind(kind) > least, "{kind}: {}", of_kind(kind));
    }
}

#[test]
fn every_provider_says_what_to_call() {
    for api in APIS.iter() {
        let page = &PAGES[format!("{}/guides.html", api.provider).as_str()];
        for guide in &api.guides {
            assert!(page.text.contains(&guide.title), "{}", guide.title);
            let operations = guide.steps.iter().filter_map(|step| step.operation);
            for operation in operations {
                let link = format!("operations/{}.html", api.operations[operation].rust_name);
                assert!(page.targets.contains(&link), "{link}");
            }
        }
    }
    let page = &PAGES["coinpayments/guides.html"];
    assert!(
        page.text.contains("client.verify_ipn(&headers, body)"),
        "{}",
        page.text
    );
}

/// Expected bytes are those of the provider's documentation, through the vector that has them.
#[test]
fn signing_is_drawn_with_the_bytes_of_a_vector() {
    let page = SITE.get("coinpayments/signing.html").unwrap();
    let (_, drawing) = page.split_once("<svg class=\"drawing\"").unwrap();
    let (drawing, _) = drawing.split_once("</svg>").unwrap();
    for shown in [
        "<title id=\"drawing-plan-signed-title\">",
        "hmac_sha512, hex from form body, private_key.",
        "header HMAC from hmac_sha512, hex.",
        "request as sent from form body, header HMAC.",
        ">5590eac015e7692902e1a9cd5464f1d3",
        ">secret, never sent<",
    ] {
        assert!(drawing.contains(shown), "{shown} in {drawing}");
    }
    assert!(
        !drawing.contains(">test<"),
        "the secret of the vector: {drawing}"
    );
    for (page, drawings) in [
        (
            "coinpit/signing.html",
            api("coinpit").runtime.scheme.plans.len(),
        ),
        ("calypso/webhooks.html", 1),
        ("coinpit/streams.html", 1),
    ] {
        let count = SITE
            .get(page)
            .unwrap()
            .matches("<svg class=\"drawing\"")
            .count();
        assert_eq!(count, drawings, "{page}");
    }
}

#[test]
fn requests_are_shown_as_they_are_sent() {
    let page = &PAGES["coinpayments/operations/create_withdrawal.html"];
    for shown in [
        "POST https://www.coinpayments.net/api.php",
        "amount=0.5&currency=BTC&address=ADDRESS",
        "version=1&cmd=create_withdrawal&key=your_api_public_key&format=json",
    ] {
        assert!(page.text.contains(shown), "{shown} in {}", page.text);
    }
}

#[test]
fn the_same_specs_give_the_same_bytes() {
    assert!(emit::site::emit(&APIS).unwrap() == *SITE);
    for (path, text) in SITE.iter() {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.contains("@generated by specie "), "{path}: {first}");
    }
}
