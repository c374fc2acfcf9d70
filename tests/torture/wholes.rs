//! Specs that are awkward as a whole.

/// Names of modules, and what stands behind the head of a spec.
pub const WHOLES: &[(&str, &str)] = &[
    (
        "environments",
        "environments: { all: { doc: A. }, none: { doc: N. }, ok: { doc: O. }, default: { doc: D. }, option: { doc: O. }, string: { doc: S. }, \"a-b\": { doc: A. } }\n",
    ),
    ("nothing", ""),
    // What only the envelope names needs no import.
    (
        "errors_alone",
        "errors: { message: body.msg }\noperations:\n  get_it: { doc: Gets., call: GET it, answer: text }\n",
    ),
    (
        "clock_iso",
        "clock: { past: 10s, server_time: header.X-Time iso }\noperations:\n  get_it: { doc: Gets., call: GET it, answer: none }\n",
    ),
    (
        "clock_date",
        "clock: { future: 1ms, margin: 3s, server_time: header.Date }\n",
    ),
    (
        "clock_operation",
        "clock: { server_time: 'now body[\"a b\"].c[0] ns' }\noperations:\n  now: { doc: Gets., call: GET now, params: { v: \"1\", a?: text -- a }, answer: json, variants: { then: { doc: Gets., set: { w: \"1\" }, answer: text } } }\n",
    ),
    (
        "clock_body",
        "clock: { server_time: body.time ms }\nerrors: { message: body.msg, messages: { \"a*\": unknown_outcome } }\noperations:\n  place: { doc: Places., call: POST place, idempotency: { keyed: id, unique: 24h }, params: { id: text -- i }, answer: none }\n",
    ),
    ("clock_us", "clock: { server_time: header.X us }\n"),
    (
        "policies",
        "limits:\n  - { calls: 4294967295, per: 106751991167d, scope: ip }\nnonce: { serial: true }\nenvelopes:\n  default:\n    ok: body.a[0].b == \"x\" and header.X is not absent and status != \"201\"\n    data: body.b[4294967295]\nerrors:\n  code: [header.X, status]\n  retry_after: header.Retry-After\n  request_id: body.id\n  status: { 401: auth, 999: other }\n  codes: { \"a*\": nonce, \"*\": clock }\noperations:\n  get_it: { doc: Gets., call: GET it, answer: none, timeout: 106751991167d, weight: 4294967295 }\n  other: { doc: Gets., call: GET other, answer: text, envelope: none }\n",
    ),
    // `as` is the way out where the provider's words cannot be names.
    (
        "renamed",
        "operations:\n  one: { doc: Does., call: POST x, params: { a: Un -- a, \"new as fresh?\": text -- n }, answer: Un }\nstreams:\n  public:\n    doc: S.\n    url: \"wss://acme.example\"\n    route: { topic: \"{msg.channel}\" }\n    channels:\n      \"event as address\": { doc: C., message: json }\n      \"a-b\": { doc: C., message: json }\n      \"a b as other\": { doc: C., message: json }\n      \"sold as seen today\": { doc: C., message: json }\ntypes:\n  Leaf: { doc: L., fields: { x: text -- x } }\n  Un: { doc: U., union: op, variants: { \"unknown as Nameless\": Leaf -- u, \"1 as One\": Leaf -- o, \"-1 as Minus\": Leaf -- m, a-b: Leaf -- a, \"a_b as Other\": Leaf -- b } }\n",
    ),
    // A group's type may have the name of a derive.
    (
        "derives",
        "operations:\n  partial: { doc: Does., call: POST x, params: { a?: text -- a, b?: text -- b }, one_of: { eq: [a, b] }, answer: none }\n",
    ),
    (
        "constants",
        "operations:\n  one: { doc: Does., call: POST x, params: { v: \"1\" }, answer: none }\n  two: { doc: Does., call: POST y, params: { v: \"1\", a: One -- a, b: Two -- b }, answer: Two }\ntypes:\n  One: { doc: O., fields: { v: \"1\" } }\n  Two: { doc: O., fields: { v: \"1\", \"1x\": \"2\" } }\n",
    ),
];
