//! What calls cost, as the pages of providers say.

use specie_codegen::runtime_provider::OperationData;
use specie_codegen::{Options, load};
use specie_runtime::signing::Value;
use specie_runtime::{CountedCalls, LimitSize, Timestamp};

const SPEC: &str = r#"
provider: acme
docs: https://acme.example/api
sections:
  public: { base: "https://acme.example", encode: rfc3986(arrays="repeat") }
  private: { base: "https://acme.example", params: { GET: query, else: json } }
defaults: { section: public, source: https://acme.example/api }
limits:
  - { calls: 6000, per: 1m, scope: ip, sections: [public] }
  - { pool: orders, calls: 100, per: 10s, scope: account }
  - { pool: orders, calls: 200000, per: 1d, scope: account }
  # https://docs.kraken.com/api/docs/guides/spot-rest-ratelimits
  - { counter: 15, decay: 0.33, per: 1s, sections: [private], tiers: { intermediate: { counter: 20, decay: 0.5 }, higher: 30 } }
operations:
  # https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints
  depth:
    doc: Gets the order book.
    call: GET depth
    params: { symbol: text -- market, limit?: int ..5000 = 100 -- levels }
    weight: { by: limit, up_to: { 100: 5, 500: 25, 1000: 50, 5000: 250 } }
    answer: json
  ticker:
    doc: Gets prices of 24 hours.
    call: GET ticker/24hr
    params: { symbol?: text -- market, symbols?: list<text> -- markets }
    weight:
      - { by: symbol, given: 2 }
      - { by: symbols, up_to: { 20: 2, 100: 40 }, other: 80 }
      - 80
    answer: json
    variants: { ticker_small: { doc: Gets less., set: { type: MINI }, answer: json } }
  trading_day:
    doc: Gets prices of the day.
    call: GET ticker/tradingDay
    params: { symbols: list<text> as json 1..100 -- markets }
    weight: { by: symbols, each: 4, most: 200 }
    answer: json
  # OKX counts each order of a batch: 300 orders in 2 s by user and instrument.
  place_orders:
    doc: Places orders.
    call: POST orders
    section: private
    params: { orders: list<text> -- orders, category: text -- kind, inst?: text -- instrument }
    weight: { by: category, values: { spot: 1 }, other: 2 }
    pools: { orders: { by: orders, each: 1 } }
    limits: [{ calls: 300, per: 2s, scope: account, by: inst }]
    answer: json
"#;

fn text(text: &str) -> Value<'static> {
    Value::Text(text.to_owned().into())
}

fn texts(count: usize) -> Value<'static> {
    Value::List(vec![text("x"); count])
}

/// The costs of a call in each limit that it counts towards, as `size cost`.
fn costs(operation: &str, params: Vec<(&'static str, Value<'static>)>) -> Vec<String> {
    let loaded = load("acme.yaml", SPEC, &Options::default());
    let api = loaded.api.expect("the spec is good");
    let found = api.operations.iter().flat_map(|operation| {
        let variants = operation.variants.iter().map(Some);
        std::iter::once(None)
            .chain(variants)
            .map(move |variant| (operation, variant))
    });
    let data: Vec<_> = found
        .map(|(operation, variant)| OperationData::of(&api, operation, variant))
        .collect();
    let called = data.iter().map(OperationData::operation);
    let called = called.into_iter().find(|known| known.name == operation);
    let called = called.expect("the operation is known");
    let params = params.into_iter().map(|(name, value)| (name.into(), value));
    let params = Value::Object(params.collect());
    let limits = api.runtime.limits_of(&called, &params);
    limits
        .map(|(limit, cost)| match limit.size {
            LimitSize::Window { calls, .. } => format!("{calls} {cost}"),
            LimitSize::Counter { max, .. } => format!("counter {max} {cost}"),
        })
        .collect()
}

#[test]
fn weights_are_those_of_the_page() {
    for (limit, weight) in [
        (1, 5),
        (100, 5),
        (101, 25),
        (500, 25),
        (501, 50),
        (1000, 50),
        (1001, 250),
        (5000, 250),
    ] {
        let params = vec![
            ("symbol", text("BTCUSDT")),
            ("limit", Value::Integer(limit)),
        ];
        assert_eq!(
            costs("depth", params),
            [format!("6000 {weight}")],
            "{limit}"
        );
    }
    let params = vec![("symbol", text("BTCUSDT"))];
    assert_eq!(costs("depth", params), ["6000 5"], "by the default of 100");
    for (count, weight) in [(1, 2), (20, 2), (21, 40), (100, 40), (101, 80)] {
        let params = vec![("symbols", texts(count))];
        assert_eq!(costs("ticker", params.clone()), [format!("6000 {weight}")]);
        assert_eq!(costs("ticker_small", params), [format!("6000 {weight}")]);
    }
    assert_eq!(
        costs("ticker", vec![("symbol", text("BTCUSDT"))]),
        ["6000 2"]
    );
    assert_eq!(costs("ticker", vec![]), ["6000 80"]);
    for (count, weight) in [(1, 4), (49, 196), (50, 200), (51, 200), (100, 200)] {
        let params = vec![("symbols", texts(count))];
        let found = costs("trading_day", params);
        assert_eq!(found, [format!("6000 {weight}")], "{count}");
    }
}

#[test]
fn a_call_counts_in_each_pool_and_in_its_own_limit() {
    let params =
        |category: &str, count| vec![("orders", texts(count)), ("category", text(category))];
    assert_eq!(
        costs("place_orders", params("spot", 3)),
        ["100 3", "200000 3", "counter 15 1", "300 1"]
    );
    assert_eq!(
        costs("place_orders", params("linear", 20)),
        ["100 20", "200000 20", "counter 15 2", "300 2"]
    );
}

#[test]
fn limits_are_data() {
    let loaded = load("acme.yaml", SPEC, &Options::default());
    let provider = loaded.api.expect("the spec is good").runtime;
    let counter = &provider.limits[3];
    let expected = LimitSize::Counter {
        max: 15,
        decay_thousandths: 330,
        per_ms: 1000,
    };
    assert_eq!(counter.size, expected);
    assert_eq!(counter.size_for(None), expected);
    assert_eq!(counter.size_for(Some("starter")), expected);
    let tier = |max, decay_thousandths| LimitSize::Counter {
        max,
        decay_thousandths,
        per_ms: 1000,
    };
    assert_eq!(counter.size_for(Some("intermediate")), tier(20, 500));
    assert_eq!(counter.size_for(Some("higher")), tier(30, 330));
    assert_eq!(counter.counts, CountedCalls::Sections(vec![1].into()));
    assert_eq!(provider.limits[4].by.as_deref(), Some("inst"));
    assert_eq!(provider.limits[4].pool, None);
}

#[test]
fn headers_report_what_is_used() {
    // Binance: https://developers.binance.com/docs/binance-spot-api-docs/rest-api/limits
    // KuCoin: https://www.kucoin.com/docs-new/rate-limit, with the time that is left in milliseconds
    let spec = SPEC
        .replace("scope: ip,", "scope: ip, used: header.X-MBX-USED-WEIGHT-1M,")
        .replace(
            "calls: 100, per: 10s,",
            "calls: 100, per: 10s, left: header.gw-ratelimit-remaining, reset_after: header.gw-ratelimit-reset ms,",
        )
        .replace("calls: 200000,", "calls: 200000, reset_at: header.Next,");
    let loaded = load("acme.yaml", &*spec, &Options::default());
    let limits = loaded.api.expect("the spec is good").runtime.limits;
    let header = |name: &str| match name.to_ascii_lowercase().as_str() {
        "x-mbx-used-weight-1m" => Some("17"),
        "gw-ratelimit-remaining" => Some("1489"),
        "gw-ratelimit-reset" => Some("22748"),
        "next" => Some("Tue, 14 Nov 2023 22:14:00 GMT"),
        _ => None,
    };
    let received = Timestamp::from_seconds(1_700_000_000).expect("a time");
    let reported = |at: usize| {
        let reported = limits[at].headers.read(header, received);
        let reset = reported.reset.map(Timestamp::as_millis);
        (reported.used, reported.left, reset)
    };
    assert_eq!(reported(0), (Some(17), None, None));
    assert_eq!(reported(1), (None, Some(1489), Some(1_700_000_022_748)));
    assert_eq!(reported(2), (None, None, Some(1_700_000_040_000)));
    assert_eq!(reported(3), (None, None, None));
    // What cannot be read says nothing.
    let broken = |_: &str| Some("soon");
    let nothing = limits[1].headers.read(broken, received);
    assert_eq!((nothing.left, nothing.reset), (None, None));
}
