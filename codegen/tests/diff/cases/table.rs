//! The changes, each with what is told of it.

use super::Case;

pub const CASES: &[Case] = &[
    // operation-added, -removed, -moved, -renamed
    Case {
        edits: &[(
            "  me:\n    doc: Tells who one is.",
            "  ping:\n    doc: Tells that it lives.\n    call: GET ping\n    section: public\n    answer: none\n  me:\n    doc: Tells who one is.",
        )],
        told: &[
            "compatible operation-added operations.ping",
            "compatible rust-item-added operations.ping",
        ],
        semver: "minor",
    },
    Case {
        edits: &[(
            "  me:\n    doc: Tells who one is.\n    call: GET me\n    section: member\n    answer: map<text, json>\n",
            "",
        )],
        told: &[
            "breaking operation-removed operations.me",
            "breaking rust-item-removed operations.me",
        ],
        semver: "major",
    },
    Case {
        edits: &[("call: POST batch", "call: POST orders/batch")],
        told: &["breaking operation-moved operations.place_all"],
        semver: "patch",
    },
    Case {
        edits: &[(
            "  me:\n    doc: Tells who",
            "  who_am_i:\n    doc: Tells who",
        )],
        told: &["breaking rust-item-renamed operations.who_am_i"],
        semver: "major",
    },
    // parameters
    Case {
        edits: &[(
            "      tag?: text -- receiver",
            "      tag?: text -- receiver\n      note?: text -- for oneself",
        )],
        told: &[
            "compatible param-added-optional operations.create_order.params.note",
            "compatible rust-item-added operations.create_order.params.note",
        ],
        semver: "minor",
    },
    Case {
        edits: &[(
            "      tag?: text -- receiver",
            "      tag?: text -- receiver\n      note: text -- for oneself",
        )],
        told: &[
            "breaking param-added-required operations.create_order.params.note",
            "breaking rust-signature-changed operations.create_order",
        ],
        semver: "major",
    },
    Case {
        edits: &[(
            "      label?: text 1..64 = none -- shown in the account\n",
            "",
        )],
        told: &[
            "breaking rust-item-removed operations.create_order.params.label",
            "note param-removed operations.create_order.params.label",
        ],
        semver: "major",
    },
    Case {
        edits: &[("label?: text 1..64 = none", "label: text 1..64")],
        told: &[
            "breaking param-made-required operations.create_order.params.label",
            "breaking rust-item-removed operations.create_order.params.label",
            "breaking rust-signature-changed operations.create_order",
            "note default-changed operations.create_order.params.label",
        ],
        semver: "major",
    },
    Case {
        edits: &[(
            "      side: Side -- which direction",
            "      side?: Side -- which direction",
        )],
        told: &[
            "breaking rust-signature-changed operations.create_order",
            "compatible param-made-optional operations.create_order.params.side",
            "compatible rust-item-added operations.create_order.params.side",
        ],
        semver: "major",
    },
    Case {
        edits: &[(
            "call: GET orders/{id}\n    params:\n      id: int",
            "call: GET orders/{number}\n    params:\n      number: int",
        )],
        told: &[
            "compatible path-param-renamed operations.get_order.params.number",
            "note rust-signature-changed operations.get_order",
        ],
        semver: "patch",
    },
    // Two arguments that change places: the order on the wire too.
    Case {
        edits: &[(
            "      market: text alnum 3..12 -- which market\n      side: Side -- which direction\n",
            "      side: Side -- which direction\n      market: text alnum 3..12 -- which market\n",
        )],
        told: &[
            "breaking rust-signature-changed operations.create_order",
            "note order-changed operations.create_order.params",
        ],
        semver: "major",
    },
    // constraint-changed, default-changed
    Case {
        edits: &[("limit?: int 1..100 = 25", "limit?: int 1..50 = 25")],
        told: &["breaking constraint-changed operations.list_orders.params.limit"],
        semver: "patch",
    },
    Case {
        edits: &[("limit?: int 1..100 = 25", "limit?: int 1..500 = 50")],
        told: &[
            "compatible constraint-changed operations.list_orders.params.limit",
            "note default-changed operations.list_orders.params.limit",
        ],
        semver: "patch",
    },
    // type-changed
    Case {
        edits: &[(
            "      market: text alnum 3..12 -- which market",
            "      market: int -- which market",
        )],
        told: &[
            "compatible constraint-changed operations.create_order.params.market",
            "breaking rust-signature-changed operations.create_order",
            "breaking type-changed operations.create_order.params.market",
        ],
        semver: "major",
    },
    // `decimal` as a text or a number is the same in Rust; old clients read both.
    Case {
        edits: &[(
            "price: decimal -- limit price",
            "price: decimal as number -- limit price",
        )],
        told: &["compatible type-changed types.Fill.price"],
        semver: "patch",
    },
    Case {
        edits: &[("volume: decimal -- how much", "volume: int -- how much")],
        told: &[
            "breaking rust-type-changed types.Fill.volume",
            "compatible type-changed types.Fill.volume",
        ],
        semver: "major",
    },
    Case {
        edits: &[(
            "at: time.ms -- when it was made",
            "at: time.s -- when it was made",
        )],
        told: &["breaking type-changed types.Paid.at"],
        semver: "patch",
    },
    // Positions of a tuple: the same types, and yet a price that is read as a volume. Also if one comes between.
    Case {
        edits: &[(
            "      price: decimal -- limit price\n      volume: decimal -- how much\n",
            "      volume: decimal -- how much\n      price: decimal -- limit price\n",
        )],
        told: &[
            "breaking type-changed types.Fill.price",
            "breaking type-changed types.Fill.volume",
        ],
        semver: "patch",
    },
    Case {
        edits: &[(
            "      price: decimal -- limit price\n      volume",
            "      price: decimal -- limit price\n      fee: decimal -- what it cost\n      volume",
        )],
        told: &[
            "breaking type-changed types.Fill.volume",
            "compatible response-member-added types.Fill.volume",
            "compatible rust-item-added types.Fill.fee",
        ],
        semver: "minor",
    },
    // enums
    Case {
        edits: &[(
            "      sell: Sell -- gives",
            "      sell: Sell -- gives\n      swap: Swap -- both",
        )],
        // Sent and received.
        told: &[
            "compatible enum-value-added types.Side",
            "compatible enum-value-added types.Side",
            "compatible rust-item-added types.Side.swap",
        ],
        semver: "minor",
    },
    Case {
        edits: &[("      sell: Sell -- gives\n", "")],
        told: &[
            "breaking enum-value-removed types.Side",
            "breaking rust-item-removed types.Side.sell",
            "compatible enum-value-removed types.Side",
        ],
        semver: "major",
    },
    Case {
        edits: &[(
            "market?: text -- which market\n        order",
            "market?: Side -- which market\n        order",
        )],
        told: &[
            "breaking rust-signature-changed operations.list_orders.params.market",
            "note enum-introduced operations.list_orders.params.market",
        ],
        semver: "major",
    },
    // members of responses
    Case {
        edits: &[(
            "      id: int -- its number\n      side: Side -- its direction",
            "      id: int -- its number\n      when?: time.ms -- when\n      side: Side -- its direction",
        )],
        told: &[
            "compatible response-member-added types.Order.when",
            "compatible rust-item-added types.Order.when",
        ],
        semver: "minor",
    },
    Case {
        edits: &[("      side: Side -- its direction\n", "")],
        told: &[
            "breaking response-member-removed types.Order.side",
            "breaking rust-item-removed types.Order.side",
        ],
        semver: "major",
    },
    Case {
        edits: &[(
            "      side: Side -- its direction",
            "      side?: Side -- its direction",
        )],
        told: &[
            "breaking response-member-made-optional types.Order.side",
            "breaking rust-type-changed types.Order.side",
        ],
        semver: "major",
    },
    Case {
        edits: &[(
            "      tags?: map<text, text> or []",
            "      tags: map<text, text> or []",
        )],
        told: &[
            "breaking rust-type-changed types.Order.tags",
            "compatible response-member-made-required types.Order.tags",
        ],
        semver: "major",
    },
    Case {
        edits: &[(
            "      side: Side -- its direction",
            "      side: Side or null -- its direction",
        )],
        told: &[
            "breaking nullable-changed types.Order.side",
            "breaking rust-type-changed types.Order.side",
        ],
        semver: "major",
    },
    // A type with another name is the same on the wire.
    Case {
        edits: &[
            ("    event: Paid\n", "    event: Payment\n"),
            ("  Paid:\n", "  Payment:\n"),
        ],
        told: &["breaking rust-item-renamed types.Payment"],
        semver: "major",
    },
    // unions
    Case {
        edits: &[("      gone: Gone -- it has gone\n", "")],
        told: &[
            "breaking rust-item-removed types.Change.Gone",
            "compatible union-variant-removed types.Change",
        ],
        semver: "major",
    },
    Case {
        edits: &[("    union: op\n", "    union: kind\n")],
        told: &["breaking union-changed types.Change"],
        semver: "patch",
    },
    // auth, sections, environments
    Case {
        edits: &[(
            "    section: member\n    answer: map",
            "    section: private\n    answer: map",
        )],
        told: &[
            "breaking auth-changed operations.me",
            "breaking operation-moved operations.me",
        ],
        semver: "patch",
    },
    Case {
        edits: &[("path: \"/v2/{path}\"", "path: \"/v3/{path}\"")],
        told: &["breaking base-changed sections.member"],
        semver: "patch",
    },
    Case {
        edits: &[(
            "base: \"https://test.acme.example\"",
            "base: \"https://sandbox.acme.example\"",
        )],
        // Of each section.
        told: &[
            "breaking base-changed environments.test",
            "breaking base-changed environments.test",
            "breaking base-changed environments.test",
        ],
        semver: "patch",
    },
    // signing
    Case {
        edits: &[
            ("wallet: secret optional hex", "wallet: secret hex"),
            ("      when: wallet is not absent\n", ""),
        ],
        told: &[
            "breaking credential-changed credentials.wallet",
            "breaking plan-changed auth.signed",
            "breaking rust-item-removed credentials.wallet",
            "breaking rust-signature-changed credentials",
        ],
        semver: "major",
    },
    Case {
        edits: &[("window: { default: 5000", "window: { default: 6000")],
        told: &["breaking setting-changed settings.window"],
        semver: "patch",
    },
    Case {
        edits: &[
            ("- let: { text: clock.ms", "- let: { signed: clock.ms"),
            (
                "X-Sign: text | hmac_sha256(secret) | hex\n    - header: { X-Wallet: text",
                "X-Sign: signed | hmac_sha256(secret) | hex\n    - header: { X-Wallet: signed",
            ),
            ("      let: { text: '17", "      let: { signed: '17"),
        ],
        told: &[
            "note plan-reworded auth.signed",
            "note vector-changed vectors.a signed order",
        ],
        semver: "patch",
    },
    Case {
        edits: &[("future: 10s", "future: 20s")],
        told: &["compatible clock-changed clock"],
        semver: "patch",
    },
    Case {
        edits: &[(
            "X-Sign: body | hmac_sha256(secret) | hex }\n    event",
            "X-Sign: body | hmac_sha512(secret) | hex }\n    event",
        )],
        told: &["breaking webhook-plan-changed webhooks.paid"],
        semver: "patch",
    },
    // behaviour
    Case {
        edits: &[(
            "    idempotency: never\n    reconcile: list_orders\n",
            "    idempotency: safe\n",
        )],
        told: &[
            "compatible idempotency-changed operations.create_order.idempotency",
            "note reconcile-changed operations.create_order.reconcile",
        ],
        semver: "patch",
    },
    Case {
        edits: &[("    timeout: 10s\n    weight: 2\n", "    timeout: 20s\n")],
        told: &[
            "note timeout-changed operations.create_order",
            "note weight-changed operations.create_order",
        ],
        semver: "patch",
    },
    Case {
        edits: &[("401: auth, 429", "401: permission, 429")],
        told: &["breaking error-kind-changed errors.status.401"],
        semver: "patch",
    },
    Case {
        edits: &[(
            "ok: body.error == \"ok\", data: body.result",
            "ok: body.error == \"ok\", data: body.data",
        )],
        told: &["breaking envelope-changed envelopes.std"],
        semver: "patch",
    },
    Case {
        edits: &[("    id: id\n    time: at\n", "    time: at\n")],
        told: &["breaking delivery-changed webhooks.paid"],
        semver: "patch",
    },
    Case {
        edits: &[(
            "paginate: { page: page, size: limit }",
            "paginate: { page: page }",
        )],
        told: &["breaking pagination-changed operations.list_orders.pagination"],
        semver: "patch",
    },
    Case {
        edits: &[("calls: 6000, per: 5m", "calls: 600, per: 5m")],
        told: &["note limit-changed limits.key per 300000 ms"],
        semver: "patch",
    },
    // streams
    Case {
        edits: &[(
            "url: \"wss://acme.example/stream\"",
            "url: \"wss://acme.example/v2/stream\"",
        )],
        told: &["breaking stream-changed streams.market"],
        semver: "patch",
    },
    Case {
        edits: &[("every: 20s, when: idle", "every: 25s, when: idle")],
        told: &["note continuity-changed streams.market"],
        semver: "patch",
    },
    Case {
        edits: &[(
            "      - { kept: chan, is: \"msg[0]\", data: \"msg[1]\" }",
            "      - { kept: chan, is: \"msg[0]\", data: \"msg[2]\" }",
        )],
        told: &["breaking stream-changed streams.market"],
        semver: "patch",
    },
    Case {
        edits: &[("{market | lower}.orders", "{market | upper}.orders")],
        told: &["breaking stream-changed streams.market.{market}.orders"],
        semver: "patch",
    },
    // docs
    Case {
        edits: &[("doc: Places an order.", "doc: Places an order at once.")],
        told: &[],
        semver: "patch",
    },
    Case {
        edits: &[(
            "    doc: Places an order.\n",
            "    doc: Places an order.\n    deprecated: use place_all\n",
        )],
        told: &["compatible rust-deprecated operations.create_order"],
        semver: "minor",
    },
    Case {
        edits: &[],
        told: &[],
        semver: "none",
    },
];
