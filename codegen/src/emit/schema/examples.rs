//! Examples in hover texts: a use of each key, as it is written in a spec.

use serde_json::{Map, Value};

/// Definition (empty: the top level), key, and an example, which begins with the key.
pub(super) const EXAMPLES: &[(&str, &str, &str)] = &[
    ("", "provider", "provider: acme"),
    ("", "title", "title: Acme Pay"),
    ("", "docs", "docs: https://acme.example/api"),
    ("", "doc", "doc: Accepts coins for shops."),
    (
        "",
        "credentials",
        "credentials:\n  api_key: public -- names the account\n  secret: secret -- signs requests",
    ),
    (
        "",
        "settings",
        "settings:\n  recv_window: { default: 5000, doc: milliseconds a request stays valid }",
    ),
    ("", "tables", "tables:\n  version: { \"GET orders\": v2 }"),
    (
        "",
        "sections",
        "sections:\n  default: { base: \"https://api.acme.example\", path: \"/v1/{path}\" }\n  private: { auth: signed }",
    ),
    (
        "",
        "auth",
        "auth:\n  signed:\n    - header:\n        X-Key: api_key\n        X-Sign: clock.ms + method + uri + body | hmac_sha256(secret) | hex",
    ),
    (
        "",
        "sessions",
        "sessions:\n  login:\n    call: { section: public, method: POST, path: login, params: { key: api_key } }\n    keep: { token: body.token }",
    ),
    (
        "",
        "vectors",
        "vectors:\n  - name: an order is placed\n    source: https://acme.example/api#signing\n    section: private\n    method: POST\n    path: orders\n    credentials: { api_key: key-1, secret: secret-1 }\n    now_ms: 1700000000000\n    expect:\n      headers: { X-Sign: 0f3a }",
    ),
    (
        "",
        "environments",
        "environments:\n  live: { doc: real money }\n  test: { doc: play money, base: \"https://test.acme.example\" }",
    ),
    (
        "",
        "defaults",
        "defaults: { section: private, source: https://acme.example/api }",
    ),
    (
        "",
        "groups",
        "groups:\n  paging:\n    limit?: int 1..100 = 20 -- entries per page",
    ),
    (
        "",
        "operations",
        "operations:\n  get_order:\n    doc: Returns an order.\n    call: GET orders/{id}\n    params:\n      id: text -- id of the order\n    answer: Order",
    ),
    (
        "",
        "types",
        "types:\n  Order:\n    doc: An order.\n    fields:\n      id: text -- id of the order\n      amount: decimal -- amount to buy",
    ),
    (
        "",
        "envelopes",
        "envelopes:\n  default: { ok: body.error == \"ok\", data: body.result }",
    ),
    (
        "",
        "errors",
        "errors:\n  code: body.code\n  message: body.message\n  status: { 429: rate_limit }\n  codes: { \"1002\": auth -- unknown key }",
    ),
    (
        "",
        "limits",
        "limits:\n  - { calls: 100, per: 1m, scope: key }",
    ),
    ("", "clock", "clock: { past: 5s, future: 1s }"),
    ("", "nonce", "nonce: { serial: true }"),
    (
        "",
        "webhooks",
        "webhooks:\n  paid:\n    doc: An invoice was paid.\n    body: json\n    verify:\n      - header: { X-Sign: body | hmac_sha256(secret) | hex }\n    event: Payment",
    ),
    (
        "",
        "streams",
        "streams:\n  market:\n    doc: Market data.\n    url: \"wss://stream.acme.example\"\n    subscribe: { op: subscribe, args: [\"{topics...}\"] }\n    route: { topic: \"{msg.channel}\", data: msg.data }\n    channels:\n      trades: { doc: Trades., message: Trade }",
    ),
    (
        "",
        "mock",
        "mock:\n  funds: { BTC: 2 }\n  resources:\n    payout:\n      states: [new, sent]\n      undone: [cancelled]",
    ),
    (
        "",
        "guides",
        "guides:\n  - title: Take a payment\n    steps:\n      - { operation: create_invoice, doc: Create an invoice and show its address. }\n      - { webhook: paid, doc: Deliver when it is paid. }",
    ),
    (
        "",
        "known_by_name",
        "known_by_name:\n  - { name: getTax, doc: named on the overview page }",
    ),
    ("operation", "doc", "doc: Places an order."),
    (
        "operation",
        "source",
        "source: https://acme.example/api#orders",
    ),
    (
        "operation",
        "unconfirmed",
        "unconfirmed: seen in a recording only",
    ),
    ("operation", "deprecated", "deprecated: use `create_order`"),
    ("operation", "call", "call: POST orders/{market}"),
    ("operation", "section", "section: private"),
    ("operation", "idempotency", "idempotency: keyed(client_id)"),
    ("operation", "reconcile", "reconcile: get_order"),
    (
        "operation",
        "params",
        "params:\n  market: text -- market\n  amount: decimal > 0 -- amount to buy\n  note?: text ..64 -- your own note",
    ),
    (
        "operation",
        "items",
        "items: list<NewOrder> as orders -- orders to place",
    ),
    (
        "operation",
        "query",
        "query:\n  dry_run?: bool -- only check the order",
    ),
    (
        "operation",
        "headers",
        "headers:\n  X-Sub-Account as account?: text -- account to act for",
    ),
    (
        "operation",
        "cookies",
        "cookies:\n  lang?: text -- language of messages",
    ),
    ("operation", "body", "body: raw text as csv -- the orders"),
    ("operation", "content_type", "content_type: text/csv"),
    ("operation", "one_of", "one_of: { to: [address, account] }"),
    ("operation", "answer", "answer: list<Order>"),
    (
        "operation",
        "answer_headers",
        "answer_headers:\n  X-Used as used: int -- weight used in this minute",
    ),
    (
        "operation",
        "variants",
        "variants:\n  list_all: { doc: Lists closed orders too., set: { all: \"1\" }, answer: list<AnyOrder> }",
    ),
    (
        "operation",
        "paginate",
        "paginate: { page: page, size: limit }",
    ),
    ("operation", "envelope", "envelope: none"),
    ("operation", "timeout", "timeout: 60s"),
    ("operation", "weight", "weight: 5"),
    ("operation", "pools", "pools: { orders: 1 }"),
    ("operation", "limits", "limits:\n  - { calls: 10, per: 1s }"),
    (
        "operation",
        "examples",
        "examples:\n  - name: an order\n    answer: { id: \"7\" }",
    ),
    ("section", "base", "base: \"https://api.acme.example\""),
    ("section", "path", "path: \"/v1/{path}\""),
    ("section", "path_encode", "path_encode: segments"),
    ("section", "params", "params: { GET: query, else: json }"),
    ("section", "encode", "encode: rfc3986(arrays=\"brackets\")"),
    ("section", "send_empty", "send_empty: json"),
    ("section", "unsigned", "unsigned: [query]"),
    ("section", "auth", "auth: signed"),
    ("section", "verify", "verify: responses"),
    ("section", "doc", "doc: calls of an account"),
    (
        "section",
        "source",
        "source: https://acme.example/api#private",
    ),
    (
        "section",
        "unconfirmed",
        "unconfirmed: no page names the address",
    ),
    ("step", "when", "when: method == \"POST\""),
    (
        "step",
        "let",
        "let:\n  text: clock.ms + method + uri + body",
    ),
    ("step", "params", "params: { ..., timestamp: clock.ms }"),
    (
        "step",
        "query",
        "query: { ..., signature: query | rfc3986 | hmac_sha256(secret) | hex }",
    ),
    ("step", "form", "form: { ..., nonce: nonce.ms }"),
    ("step", "json", "json: { ..., request: path }"),
    ("step", "body", "body: params | json | base64"),
    (
        "step",
        "header",
        "header:\n  X-Key: api_key\n  X-Sign: body | hmac_sha256(secret) | hex",
    ),
    ("step", "path", "path: path + \"/\" + api_key"),
    ("step", "place", "place: form"),
    ("step", "encode", "encode: plus"),
    (
        "step",
        "require",
        "require: body | verify_ed25519(provider_key, unhex(header[\"X-Sign\"]))",
    ),
    ("step", "needs", "needs: secret"),
    ("step", "then", "then:\n  - header: { X-Token: token }"),
    ("step", "else", "else:\n  - header: { X-Key: api_key }"),
    (
        "session",
        "call",
        "call: { section: public, method: POST, path: login, params: { key: api_key } }",
    ),
    ("session", "given", "given: true"),
    ("session", "keep", "keep: { token: body.token }"),
    ("session", "expires", "expires: body.expires_in"),
    ("session", "after", "after: 24h"),
    ("session", "doc", "doc: opened by the first signed call"),
    ("type", "doc", "doc: An order."),
    ("type", "source", "source: https://acme.example/api#order"),
    ("type", "unconfirmed", "unconfirmed: no page shows it"),
    ("type", "deprecated", "deprecated: replaced by `NewOrder`"),
    (
        "type",
        "fields",
        "fields:\n  id: text -- id of the order\n  price: decimal or \"\" -- limit; an empty text for a market order\n  created: time.ms -- when it was placed",
    ),
    (
        "type",
        "rest",
        "rest: map<text, decimal> as fees -- fees by currency",
    ),
    ("type", "like", "like: BaseOrder"),
    ("type", "one_of", "one_of: { to: [address, account] }"),
    ("type", "enum", "enum: text"),
    (
        "type",
        "values",
        "values:\n  new: -- not yet matched\n  done: Filled -- completely matched",
    ),
    ("type", "closed", "closed: true"),
    ("type", "final", "final: [done, cancelled]"),
    ("type", "order", "order: [new, done]"),
    (
        "type",
        "tuple",
        "tuple:\n  price: decimal -- price\n  amount: decimal -- amount at this price",
    ),
    ("type", "union", "union: kind"),
    (
        "type",
        "variants",
        "variants: { buy: BuyOrder, sell: SellOrder }",
    ),
    ("type", "other", "other: AnyOrder"),
    (
        "type",
        "forms",
        "forms:\n  id: text -- id of the order\n  full: Order -- the order itself",
    ),
    ("webhook", "doc", "doc: An invoice was paid."),
    (
        "webhook",
        "source",
        "source: https://acme.example/api#webhooks",
    ),
    (
        "webhook",
        "unconfirmed",
        "unconfirmed: seen in a recording only",
    ),
    ("webhook", "deprecated", "deprecated: use `invoice_paid`"),
    ("webhook", "body", "body: json"),
    (
        "webhook",
        "verify",
        "verify:\n  - header: { X-Sign: body | hmac_sha256(secret) | hex }",
    ),
    ("webhook", "keys", "keys: https://acme.example/jwks.json"),
    ("webhook", "tolerance", "tolerance: 5m"),
    ("webhook", "event", "event: Payment or Refund"),
    ("webhook", "id", "id: delivery_id"),
    ("webhook", "time", "time: created"),
    ("webhook", "order", "order: sequence"),
    ("webhook", "retries", "retries: five times within an hour"),
    (
        "webhook",
        "examples",
        "examples:\n  - name: a payment\n    body: { id: \"7\" }",
    ),
    ("vector", "name", "name: an order is placed"),
    (
        "vector",
        "doc",
        "doc: the example of the page, with another key",
    ),
    ("vector", "source", "source: computed with Python's hmac"),
    ("vector", "section", "section: private"),
    ("vector", "method", "method: POST"),
    ("vector", "path", "path: orders"),
    ("vector", "base", "base: https://test.acme.example"),
    (
        "vector",
        "params",
        "params: { market: BTC-EUR, amount: \"0.5\" }",
    ),
    ("vector", "webhook", "webhook: paid"),
    ("vector", "headers", "headers: { X-Sign: 0f3a }"),
    ("vector", "body", "body: '{\"id\":\"7\"}'"),
    (
        "vector",
        "credentials",
        "credentials: { api_key: key-1, secret: secret-1 }",
    ),
    ("vector", "now_ms", "now_ms: 1700000000000"),
    ("vector", "now_us", "now_us: 1700000000000000"),
    (
        "vector",
        "uuid",
        "uuid: 6f1c2f4a-7d0b-4c55-9a3e-0123456789ab",
    ),
    (
        "vector",
        "random",
        "random: \"00112233445566778899aabbccddeeff\"",
    ),
    ("vector", "last_nonce", "last_nonce: 1699999999999"),
    ("vector", "session", "session: { token: t-1 }"),
    ("vector", "settings", "settings: { recv_window: 10000 }"),
    (
        "vector",
        "expect",
        "expect:\n  url: https://api.acme.example/v1/orders\n  headers: { X-Sign: 0f3a }",
    ),
];

/// Adds a `markdownDescription` with an example to each key that has one: editors show it in place of the description.
pub(super) fn add(schema: &mut Map<String, Value>) {
    for (definition, key, example) in EXAMPLES {
        let place = match *definition {
            "" => Some(&mut *schema),
            name => schema
                .get_mut("definitions")
                .and_then(|all| all.get_mut(name))
                .and_then(Value::as_object_mut),
        };
        let found = place
            .and_then(|place| place.get_mut("properties"))
            .and_then(|keys| keys.get_mut(*key))
            .and_then(Value::as_object_mut);
        if let Some(found) = found {
            let text = found.get("description").and_then(Value::as_str);
            let text = format!("{}\n\n```yaml\n{example}\n```", text.unwrap_or_default());
            found.insert("markdownDescription".to_owned(), Value::from(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_an_example() {
        let schema: Value = serde_json::from_str(&super::super::schema_json()).unwrap();
        let mut shown = 0;
        let definitions = [
            "operation",
            "section",
            "step",
            "session",
            "type",
            "webhook",
            "vector",
        ];
        let places = definitions.map(|name| &schema["definitions"][name]);
        for place in places.into_iter().chain([&schema]) {
            for (key, value) in place["properties"].as_object().unwrap() {
                let text = value["markdownDescription"].as_str();
                let text = text.unwrap_or_else(|| panic!("`{key}` has no example"));
                assert!(
                    text.contains(&format!("```yaml\n{key}: "))
                        || text.contains(&format!("```yaml\n{key}:\n")),
                    "{text}"
                );
                shown += 1;
            }
        }
        assert_eq!(shown, EXAMPLES.len(), "an example has no key");
    }
}
