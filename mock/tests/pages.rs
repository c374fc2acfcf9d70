//! Lists in pages: the walk of the generated clients reaches the end of each, and what cannot be a page is refused.

#![allow(missing_docs, reason = "tests")]

mod support;

use specie_codegen::call_params::Called;
use specie_codegen::model::{Api, Operation};
use specie_codegen::runtime_provider::OperationData;
use specie_codegen::scenario::{Lists, Scenario};
use specie_codegen::{example_values, json};
use specie_mock::{Mock, MockProvider, RefusalKind};
use specie_runtime::signing::plan::Data;
use specie_runtime::{Core, ErrorKind, Json, Outcome};
use support::{Result, api, api_of, core, specs};

/// A mock whose lists have `entries` entries, three on a page.
async fn start(api: &Api, entries: usize) -> Result<(MockProvider, Core)> {
    let lists = Lists {
        entries,
        page_size: Some(3),
    };
    let scenario = Scenario {
        lists,
        ..Scenario::default()
    };
    let mock = Mock::new(api.clone()).limits(false).scenario(scenario);
    let provider = mock.start().await?;
    let core = core(api, &provider)?;
    Ok((provider, core))
}

/// Lists whose entries have no member that is never null: those of a mock are alike, so a walk takes the second page for the first.
const ALIKE: [&str; 1] = ["list_wallet_transactions"];

/// Whether a call is paginated, and its first page is not that after an entry which the caller names: the mock has no such entry.
fn begins_by_itself(operation: &Operation) -> bool {
    let Some(pagination) = &operation.pagination else {
        return false;
    };
    if ALIKE.contains(&operation.name.as_str()) {
        return false;
    }
    let mut params = operation.params.iter();
    let start = params.find(|param| param.field.name == *pagination.style.param());
    start.is_none_or(|param| param.field.optional)
}

/// Parameters of a call that asks for its first page.
fn first_page(api: &Api, operation: &Operation) -> Result<Vec<(String, String)>> {
    let mut params = example_values::params(api, operation);
    if let Some(pagination) = &operation.pagination {
        // Where the provider fills its pages, their size must be that of the call.
        params.retain(|(name, _)| name != pagination.style.param());
        if let Some(size) = &pagination.size {
            params.retain(|(name, _)| name != size);
            params.push((size.clone().into(), Data::Integer("3".into())));
        }
    }
    let called = Called {
        operation,
        variant: None,
    };
    let placed = called.place(&api.types, Some(Data::Object(params.into())))?;
    let pairs = placed.members.into_iter();
    Ok(pairs
        .map(|(name, value)| (name.into_owned(), json::write(&value)))
        .collect())
}

/// Walks through all pages of a list.
async fn walk(core: &Core, api: &Api, operation: &Operation) -> Result<Vec<Json>> {
    let members: Vec<String> = first_page(api, operation)?
        .into_iter()
        .map(|(name, value)| format!("{name:?}:{value}"))
        .collect();
    let request = Json::parse(format!("{{{}}}", members.join(",")).as_bytes())?;
    let data: &'static OperationData<'static> = {
        let api: &'static Api = Box::leak(Box::new(api.clone()));
        let own = api.operations.iter().find(|one| one.name == operation.name);
        let own = own.ok_or("the operation of the spec")?;
        Box::leak(Box::new(OperationData::of(api, own, None)))
    };
    let called: &'static specie_runtime::Operation<'static> = Box::leak(Box::new(data.operation()));
    let mut pages = core.pages::<Json>(called, request);
    let mut all = Vec::new();
    // A walk that goes round in circles would not end.
    for _ in 0..20 {
        match pages.next().await? {
            Some(page) => all.extend(page),
            None => return Ok(all),
        }
    }
    Err("the pages have no end".into())
}

/// One operation for each style of pagination, and for each place where a response says what follows.
const STYLES: &str = r##"
provider: acme
docs: https://acme.example
defaults: { source: https://acme.example }
sections: { api: { base: "https://acme.example/v1" } }
envelopes:
  default: { ok: body.ok == true, data: body.data }
operations:
  by_page: { doc: Lists., call: GET page, params: { page?: int -- page, size?: int -- size }, paginate: { page: page, size: size, total_pages: header.X-Pages }, answer: list<Item> }
  by_page_from_zero: { doc: Lists., call: GET zero, params: { page?: int -- page }, paginate: { page: page, first: 0, total_pages: body.meta.pages }, answer: list<Item> }
  by_offset: { doc: Lists., call: GET offset, params: { start?: int -- start }, paginate: { offset: start, total: body.meta.total, more: body.meta.more }, answer: list<Item> }
  by_last: { doc: Lists., call: GET last, params: { after?: text -- after }, paginate: { cursor: after, from: last.id }, answer: list<Item> }
  by_inclusive: { doc: Lists., call: GET inclusive, params: { from?: text -- from, limit?: int -- size }, paginate: { cursor: from, from: last.id, inclusive: true, size: limit }, answer: list<Item> }
  by_time_down: { doc: Lists., call: GET down, params: { until?: int -- until }, paginate: { cursor: until, from: last.at - 1 }, answer: list<Item> }
  by_envelope: { doc: Lists., call: GET envelope, params: { cursor?: text -- cursor }, paginate: { cursor: cursor, from: body.meta.next }, answer: list<Item> }
  by_envelope_end: { doc: Lists., call: GET end, params: { cursor?: text -- cursor }, paginate: { cursor: cursor, from: body.meta.next, end: "-1" }, answer: list<Item> }
  by_number: { doc: Lists., call: GET number, params: { since?: int -- since }, paginate: { cursor: since, from: body.data.last + 1, list: items }, answer: Numbered }
  by_header: { doc: Lists., call: GET header, params: { cursor?: text -- cursor }, paginate: { cursor: cursor, from: header.X-Next, more: header.X-More }, answer: list<Item> }
  by_link: { doc: Lists., call: GET link, params: { page?: int -- page, side: text -- side }, paginate: { cursor: page, from: header.Link }, answer: list<Item> }
  by_url: { doc: Lists., call: GET url, params: { page?: text -- page }, paginate: { cursor: page, from: url(body.meta.next) }, answer: list<Item> }
  inside: { doc: Lists., call: GET inside, params: { page?: int -- page }, paginate: { page: page, list: page.items }, answer: Outer }
types:
  Item: { doc: An item., fields: { id: text -- id, at: int -- when } }
  Numbered: { doc: Items., fields: { last: int -- the last, items: list<Item> -- items } }
  Outer: { doc: Items., fields: { page: Inner -- the page } }
  Inner: { doc: Items., fields: { labels: list<text> -- labels, items: list<Item> -- items } }
"##;

fn styles() -> Result<Api> {
    api_of(STYLES)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_walk_reaches_the_end_of_its_list() -> Result<()> {
    let mut apis = vec![("styles".to_owned(), styles()?)];
    for path in specs()? {
        apis.push((path.display().to_string(), api(&path)?));
    }
    let (mut walks, mut problems) = (0, Vec::new());
    for (shown, api) in &apis {
        let paginated = api.operations.iter();
        for operation in paginated.filter(|operation| begins_by_itself(operation)) {
            for entries in [7, 9] {
                walks += 1;
                let (provider, core) = start(api, entries).await?;
                let what = format!("{shown}: {}: {entries}", operation.name);
                match walk(&core, api, operation).await {
                    Ok(all) if all.len() == entries && provider.calls().len() >= 3 => {}
                    Ok(all) => problems.push(format!(
                        "{what}: {} entries in {} calls",
                        all.len(),
                        provider.calls().len()
                    )),
                    Err(error) => problems.push(format!("{what}: {error}")),
                }
            }
        }
    }
    assert!(
        problems.is_empty(),
        "{} of {walks}\n{}",
        problems.len(),
        problems.join("\n")
    );
    assert!(walks > 60, "{walks}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_cannot_be_is_refused() -> Result<()> {
    let api = styles()?;
    let (provider, core) = start(&api, 7).await?;
    for (name, params, kind) in [
        (
            "by_last",
            r#"{"after":"nobody"}"#,
            RefusalKind::UnknownCursor,
        ),
        ("by_last", r#"{"after":""}"#, RefusalKind::UnknownCursor),
        (
            "by_envelope",
            r#"{"cursor":"nobody"}"#,
            RefusalKind::UnknownCursor,
        ),
        (
            "by_envelope_end",
            r#"{"cursor":"-1"}"#,
            RefusalKind::UnknownCursor,
        ),
        (
            "by_header",
            r#"{"cursor":"1.5"}"#,
            RefusalKind::UnknownCursor,
        ),
        ("by_url", r#"{"page":"nobody"}"#, RefusalKind::UnknownCursor),
        ("by_page", r#"{"page":0}"#, RefusalKind::OutOfRange),
        ("by_page", r#"{"page":-1}"#, RefusalKind::OutOfRange),
        ("by_page", r#"{"size":0}"#, RefusalKind::OutOfRange),
        ("by_offset", r#"{"start":-3}"#, RefusalKind::OutOfRange),
    ] {
        let refused = support::call(&core, &api, name, params).await;
        let error = refused.expect_err(&format!("{name} {params}"));
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Invalid, Outcome::Rejected),
            "{name} {params}: {error}"
        );
        let calls = provider.calls();
        let refusal = calls.last().and_then(|call| call.refusal.as_ref());
        let refusal = refusal.ok_or("a refusal")?;
        assert_eq!(refusal.kind, kind, "{name} {params}: {refusal}");
        assert!(refusal.parameter.is_some(), "{name} {params}: {refusal}");
    }
    // What lies beyond the list is an empty page.
    for (name, params) in [
        ("by_page", r#"{"page":999}"#),
        ("by_page", r#"{"page":9223372036854775807}"#),
        ("by_offset", r#"{"start":7}"#),
        ("by_envelope", r#"{"cursor":"999"}"#),
    ] {
        let page = support::call(&core, &api, name, params).await?;
        assert_eq!(
            page.as_list().map(<[Json]>::len),
            Some(0),
            "{name} {params}"
        );
    }
    // A time before all entries, or between them, is a place in the list.
    let all = support::call(&core, &api, "by_time_down", "{}").await?;
    assert_eq!(all.as_list().map(<[Json]>::len), Some(3));
    let none = support::call(&core, &api, "by_time_down", r#"{"until":-99}"#).await?;
    assert_eq!(none.as_list().map(<[Json]>::len), Some(0), "{none}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_of_next_pages_keep_the_other_parameters() -> Result<()> {
    let api = styles()?;
    let (provider, _) = start(&api, 7).await?;
    let url = format!("{}/v1/link?side=buy%20it", provider.base_url());
    let response = support::http().get(&url).send().await?;
    let link = response.headers().get("link").ok_or("a link")?;
    let expected = format!(
        "<{}/v1/link?side=buy+it&page=3>; rel=\"next\"",
        provider.base_url()
    );
    assert_eq!(link.to_str()?, expected);
    Ok(())
}
