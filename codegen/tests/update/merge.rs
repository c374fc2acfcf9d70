//! Tables of a draft, an author's edits and a newer draft, and what comes out.

use crate::support::{DRAFT, again, diff, edited, errors, told, update};

/// One case: the author's edits of [`DRAFT`], the provider's edits, and the lines that an update changes in the author's file.
pub struct Case {
    pub what: &'static str,
    pub author: &'static [(&'static str, &'static str)],
    pub provider: &'static [(&'static str, &'static str)],
    pub changed: &'static [&'static str],
    pub told: &'static [&'static str],
}

fn check(case: &Case, prune: bool) {
    let spec = edited(DRAFT, case.author);
    let new = edited(DRAFT, case.provider);
    assert_eq!(errors(&spec), [""; 0], "{}", case.what);
    assert_eq!(errors(&new), [""; 0], "{}", case.what);
    let updated = update(DRAFT, &spec, &new, prune);
    assert_eq!(
        diff(&spec, &updated.spec),
        case.changed,
        "{}\n{}",
        case.what,
        updated.spec
    );
    let mut all = told(&updated);
    all.retain(|line| !line.starts_with("kept") || case.told.contains(&line.as_str()));
    assert_eq!(all, case.told, "{}", case.what);
    if !updated.summary.has_conflicts() {
        assert_eq!(
            errors(&updated.spec),
            [""; 0],
            "{}\n{}",
            case.what,
            updated.spec
        );
    }
    // Once more with the same document: no byte changes, and conflicts are told again.
    let second = again(&updated.record, &updated.spec, &new, prune);
    assert_eq!(second.spec, updated.spec, "{}", case.what);
    assert_eq!(second.record, updated.record, "{}", case.what);
    assert_eq!(second.summary.taken, [], "{}", case.what);
    assert_eq!(
        second.summary.conflicts, updated.summary.conflicts,
        "{}",
        case.what
    );
    // Resolved by deleting the comments: nothing is asked again.
    let resolved: String = updated
        .spec
        .split_inclusive('\n')
        .scan(false, |inside, line| {
            let starts = line.trim_start().starts_with("# <<<");
            let was = *inside || starts;
            *inside = was && !line.trim_start().starts_with("# >>>");
            Some(if was { "" } else { line })
        })
        .collect();
    let third = again(&updated.record, &resolved, &new, prune);
    assert_eq!(third.spec, resolved, "{}", case.what);
    assert_eq!(third.summary.conflicts, [], "{}", case.what);
}

/// Checks all cases, and fails if one does.
pub fn check_all(cases: &[Case]) {
    let failed = cases
        .iter()
        .filter(|case| std::panic::catch_unwind(|| check(case, false)).is_err());
    assert_eq!(failed.count(), 0, "failed cases, shown above");
}

const TAKEN: &[Case] = &[
    Case {
        what: "a type of a parameter",
        author: &[],
        provider: &[(
            "market: text -- market\n      side",
            "market: uuid -- market\n      side",
        )],
        changed: &[
            "-      market: text -- market",
            "+      market: uuid -- market",
        ],
        told: &["taken operations.create_order.params.market, type"],
    },
    Case {
        what: "a better text of the author, and a new range of the provider",
        author: &[(
            "size of a page",
            "how many orders; the provider sends 20 of them",
        )],
        provider: &[("int 1..100 = 20", "int 1..500 = 50")],
        changed: &[
            "-      limit?: int 1..100 = 20 -- how many orders; the provider sends 20 of them",
            "+      limit?: int 1..500 = 50 -- how many orders; the provider sends 20 of them",
        ],
        told: &[
            "taken operations.list_orders.params.limit, range",
            "taken operations.list_orders.params.limit, default",
            "kept operations.list_orders.params.limit, doc",
        ],
    },
    Case {
        what: "an operation of another name, its new parameter, and one that became optional",
        author: &[
            ("create_order:", "place_order: # the author's name"),
            ("amount: decimal", "amount as size: decimal"),
        ],
        provider: &[(
            "      amount: decimal > 0 -- how much\n",
            "      amount?: decimal > 0 -- how much\n      price?: decimal -- limit price\n",
        )],
        changed: &[
            "-      amount as size: decimal > 0 -- how much",
            "+      amount? as size: decimal > 0 -- how much",
            "+      price?: decimal -- limit price",
        ],
        told: &[
            "taken operations.place_order.params.amount, optional",
            "taken operations.place_order.params.price, added",
        ],
    },
    Case {
        what: "the author's name of a type, in lines that come from the provider",
        author: &[
            (
                "side: Side -- direction\n      amount",
                "side: Direction -- direction\n      amount",
            ),
            (
                "side: Side -- direction\n      status",
                "side: Direction -- direction\n      status",
            ),
            ("  Side:", "  Direction:"),
        ],
        provider: &[
            (
                "      market: text -- market\n      limit?",
                "      market: text -- market\n      side?: Side -- only of this direction\n      limit?",
            ),
            ("[buy, sell]", "[buy, sell, short]"),
        ],
        changed: &[
            "+      side?: Direction -- only of this direction",
            "-    values: [buy, sell]",
            "+    values: [buy, sell, short]",
        ],
        told: &[
            "taken operations.list_orders.params.side, added",
            "taken types.Direction.values.short, added",
        ],
    },
    Case {
        what: "a new operation with new types, in its place",
        author: &[("  Fee:", "  Cost:"), ("fee?: Fee", "fee?: Cost")],
        provider: &[
            (
                "  get_order:\n",
                "  cancel_order:\n    doc: Cancels an order.\n    call: DELETE orders/{id}\n    params:\n      id: text -- identifier\n    answer: Cancelled\n\n  get_order:\n",
            ),
            (
                "  Side:\n",
                "  Cancelled:\n    doc: A result.\n    fields:\n      fee: Fee -- what it cost\n  Side:\n",
            ),
        ],
        changed: &[
            "+  cancel_order:",
            "+    doc: Cancels an order.",
            "+    call: DELETE orders/{id}",
            "+    params:",
            "+      id: text -- identifier",
            "+    answer: Cancelled",
            "+",
            "+  Cancelled:",
            "+    doc: A result.",
            "+    fields:",
            "+      fee: Cost -- what it cost",
        ],
        told: &[
            "taken operations.cancel_order, added",
            "taken types.Cancelled, added",
        ],
    },
    Case {
        what: "both did the same",
        author: &[
            ("fee?: Fee", "fee: Fee"),
            (
                "market: text -- market\n      limit",
                "market?: uuid -- market\n      limit",
            ),
        ],
        provider: &[
            ("fee?: Fee", "fee: Fee"),
            (
                "market: text -- market\n      limit",
                "market?: uuid -- market\n      limit",
            ),
        ],
        changed: &[],
        told: &[],
    },
    Case {
        what: "a component named anew",
        author: &[],
        provider: &[
            ("status: OrderStatus", "status: StatusOfOrder"),
            ("  OrderStatus:", "  StatusOfOrder:"),
        ],
        changed: &[],
        told: &[],
    },
    Case {
        what: "a component named anew, and the author's name of it",
        author: &[
            ("status: OrderStatus", "status: State"),
            ("  OrderStatus:", "  State:"),
        ],
        provider: &[
            ("status: OrderStatus", "status: StatusOfOrder"),
            ("  OrderStatus:", "  StatusOfOrder:"),
            ("done: executed", "done: executed\n      failed: rejected"),
        ],
        changed: &["+      failed: rejected"],
        told: &["taken types.State.values.failed, added"],
    },
    Case {
        what: "a component that was split without a change on the wire",
        author: &[],
        provider: &[
            (
                "side: Side -- direction\n      amount",
                "side: NewSide -- direction\n      amount",
            ),
            (
                "  OrderStatus:",
                "  NewSide: { doc: Another direction., enum: text, values: [buy, sell] }\n  OrderStatus:",
            ),
        ],
        changed: &[],
        told: &[],
    },
    Case {
        what: "a path parameter of another name",
        author: &[],
        provider: &[
            ("GET orders/{id}", "GET orders/{order_id}"),
            (
                "id: text -- identifier\n    answer",
                "order_id: text -- identifier\n    answer",
            ),
        ],
        changed: &[],
        told: &[],
    },
    Case {
        what: "an operation that was moved and changed at once",
        author: &[("doc: Reads an order.", "doc: Reads one order by its id.")],
        provider: &[
            ("GET orders/{id}", "GET accounts/{account}/orders/{id}"),
            (
                "id: text -- identifier\n    answer",
                "account: text -- whose\n      id: uuid -- identifier\n    answer",
            ),
        ],
        changed: &[
            "-    call: GET orders/{id}",
            "+    call: GET accounts/{account}/orders/{id}",
            "-      id: text -- identifier",
            "+      id: uuid -- identifier",
            "+      account: text -- whose",
        ],
        told: &[
            "taken operations.get_order.call, changed",
            "taken operations.get_order.params.account, added",
            "taken operations.get_order.params.id, type",
            "kept operations.get_order.doc, changed",
        ],
    },
    Case {
        what: "an author's order and comments",
        author: &[
            (
                "      id: text -- identifier\n      side: Side -- direction\n",
                "      # comes first\n      side: Side -- direction  # or not\n      id: text -- identifier\n",
            ),
            (
                "    call: POST orders\n",
                "    # the money goes here\n    idempotency: never\n    call: POST orders\n",
            ),
        ],
        provider: &[
            (
                "id: text -- identifier\n      side",
                "id: uuid -- identifier\n      side",
            ),
            ("Places an order.", "Places one order."),
        ],
        changed: &[
            "-    doc: Places an order.",
            "+    doc: Places one order.",
            "-      id: text -- identifier",
            "+      id: uuid -- identifier",
        ],
        told: &[
            "taken operations.create_order.doc, changed",
            "taken types.Order.fields.id, type",
            "kept operations.create_order.idempotency, added here",
        ],
    },
    Case {
        what: "a new folder before the paths of all calls",
        author: &[],
        provider: &[
            ("call: GET orders\n", "call: GET v2/orders\n"),
            ("call: POST orders\n", "call: POST v2/orders\n"),
            ("call: GET orders/{id}\n", "call: GET v2/orders/{id}\n"),
        ],
        changed: &[
            "-    call: GET orders",
            "+    call: GET v2/orders",
            "-    call: POST orders",
            "+    call: POST v2/orders",
            "-    call: GET orders/{id}",
            "+    call: GET v2/orders/{id}",
        ],
        told: &["taken operations, `v2/` is new in the paths of 3 calls"],
    },
    Case {
        what: "a type of another kind, untouched by the author",
        author: &[],
        provider: &[(
            "    enum: text\n    values: [buy, sell]\n",
            "    fields:\n      buy: bool -- whether it buys\n",
        )],
        changed: &[
            "-    enum: text",
            "-    values: [buy, sell]",
            "+    fields:",
            "+      buy: bool -- whether it buys",
        ],
        told: &["taken types.Side, changed"],
    },
    Case {
        what: "fields between brackets",
        author: &[(
            "    fields:\n      amount: decimal -- how much\n      coin: text -- of which coin\n",
            "    fields: { amount: decimal -- how much, coin: text -- of which coin }\n",
        )],
        provider: &[
            (
                "amount: decimal -- how much\n      coin",
                "amount: decimal as number -- how much\n      coin",
            ),
            (
                "coin: text -- of which coin\n",
                "coin: text -- of which coin\n      parts?: map<text, decimal> -- by receiver, in euro\n",
            ),
        ],
        changed: &[
            "-    fields: { amount: decimal -- how much, coin: text -- of which coin }",
            "+    fields:",
            "+      amount: decimal as number -- how much",
            "+      coin: text -- of which coin",
            "+      parts?: map<text, decimal> -- by receiver, in euro",
        ],
        told: &[
            "taken types.Fee.fields.amount, type",
            "taken types.Fee.fields.parts, added",
        ],
    },
    Case {
        what: "a line in a block and one in long form",
        author: &[
            (
                "amount: decimal > 0 -- how much\n",
                "amount: >-\n        decimal > 0 -- how much: at least\n        the minimum of the market # 7\n",
            ),
            (
                "limit?: int 1..100 = 20 -- size of a page",
                "limit?: { type: int, range: 1..100, default: \"20\", doc: \"size: 20\" }",
            ),
        ],
        provider: &[
            ("decimal > 0 --", "decimal > 1 --"),
            ("int 1..100 = 20", "int 1..200 = 20"),
        ],
        changed: &[
            "-      limit?: { type: int, range: 1..100, default: \"20\", doc: \"size: 20\" }",
            "+      limit?: { type: int, range: 1..200, default: \"20\", doc: \"size: 20\" }",
            "-        decimal > 0 -- how much: at least",
            "+        decimal > 1 -- how much: at least",
        ],
        told: &[
            "taken operations.list_orders.params.limit, range",
            "taken operations.create_order.params.amount, range",
            "kept operations.list_orders.params.limit, doc",
            "kept operations.create_order.params.amount, doc",
        ],
    },
];

#[test]
fn what_only_the_document_changed_is_taken() {
    check_all(TAKEN);
}

const GONE: &[Case] = &[
    Case {
        what: "a parameter, a member and a value of an enum",
        author: &[],
        provider: &[
            ("      limit?: int 1..100 = 20 -- size of a page\n", ""),
            ("      coin: text -- of which coin\n", ""),
            ("[buy, sell]", "[buy]"),
            ("      done: executed\n", ""),
        ],
        changed: &[
            "-      limit?: int 1..100 = 20 -- size of a page",
            "+      limit?: int 1..100 = 20 -- size of a page (deprecated, no longer in the provider's document)",
            "-    values: [buy, sell]",
            "+    values:",
            "+      buy:",
            "+      sell: { deprecated: no longer in the provider's document }",
            "-      done: executed",
            "+      done: { doc: executed, deprecated: no longer in the provider's document }",
            "-      coin: text -- of which coin",
            "+      coin?: text -- of which coin (deprecated, no longer in the provider's document)",
        ],
        told: &[
            "taken operations.list_orders.params.limit, deprecated",
            "taken types.Side.values.sell, deprecated",
            "taken types.OrderStatus.values.done, deprecated",
            "taken types.Fee.fields.coin, deprecated",
        ],
    },
    Case {
        what: "an operation",
        author: &[("doc: Reads an order.", "doc: Reads one.")],
        provider: &[(
            "  get_order:\n    doc: Reads an order.\n    call: GET orders/{id}\n    params:\n      id: text -- identifier\n    answer: Order\n",
            "",
        )],
        changed: &["+    deprecated: no longer in the provider's document"],
        told: &["taken operations.get_order, deprecated"],
    },
];

#[test]
fn what_the_document_no_longer_has_is_marked() {
    check_all(GONE);
}

#[test]
fn what_the_document_no_longer_has_is_removed_on_request() {
    let new = edited(
        DRAFT,
        &[
            ("      limit?: int 1..100 = 20 -- size of a page\n", ""),
            ("      fee?: Fee -- fee\n", ""),
            ("[buy, sell]", "[buy]"),
            ("      done: executed\n", ""),
            (
                "  Fee:\n    doc: A fee.\n    fields:\n      amount: decimal -- how much\n      coin: text -- of which coin\n",
                "",
            ),
            (
                "  get_order:\n    doc: Reads an order.\n    call: GET orders/{id}\n    params:\n      id: text -- identifier\n    answer: Order\n\n",
                "",
            ),
        ],
    );
    let spec = edited(
        DRAFT,
        &[(
            "      market: text -- market\n      limit",
            "      # whose orders\n      market: text -- market\n      # how many\n      limit",
        )],
    );
    let pruned = update(DRAFT, &spec, &new, true);
    let expected = edited(
        &new,
        &[(
            "      market: text -- market\n    answer",
            "      # whose orders\n      market: text -- market\n    answer",
        )],
    );
    assert_eq!(diff(&expected, &pruned.spec), [""; 0], "{}", pruned.spec);
    // First marked, then removed: the record knows what was marked.
    let marked = update(DRAFT, &spec, &new, false);
    let pruned = again(&marked.record, &marked.spec, &new, true);
    let expected = edited(&expected, &[("values: [buy]", "values:\n      buy:")]);
    assert_eq!(diff(&expected, &pruned.spec), [""; 0], "{}", pruned.spec);
    // What comes back loses its mark.
    let back = again(&marked.record, &marked.spec, DRAFT, false);
    let expected = edited(
        &spec,
        &[(
            "values: [buy, sell]",
            "values:\n      buy:\n      sell: \"\"",
        )],
    );
    assert_eq!(diff(&expected, &back.spec), [""; 0], "{}", back.spec);
}

#[test]
fn what_the_author_changed_is_not_removed() {
    let spec = edited(DRAFT, &[("size of a page", "how many")]);
    let new = edited(
        DRAFT,
        &[("      limit?: int 1..100 = 20 -- size of a page\n", "")],
    );
    let updated = update(DRAFT, &spec, &new, true);
    assert_eq!(
        told(&updated).last().map(String::as_str),
        Some("conflict operations.list_orders.params.limit, changed")
    );
    assert!(errors(&updated.spec)[0].starts_with("unresolved-conflict"));
    // Resolved by keeping it: it is the author's from now on.
    let second = again(&updated.record, &spec, &new, true);
    assert_eq!(second.spec, spec);
    assert_eq!(second.summary.conflicts, []);
}

const CONFLICTS: &[Case] = &[
    Case {
        what: "a type",
        author: &[("amount: decimal > 0 --", "amount: decimal as number > 0 --")],
        provider: &[
            ("amount: decimal > 0 --", "amount: int > 0 --"),
            ("1..100", "1..200"),
        ],
        changed: &[
            "-      limit?: int 1..100 = 20 -- size of a page",
            "+      limit?: int 1..200 = 20 -- size of a page",
            "+      # <<< specie update: operations.create_order.params.amount, type",
            "+      # here:     decimal as number",
            "+      # document: int",
            "+      # >>> write below what is right, then delete this comment",
        ],
        told: &[
            "taken operations.list_orders.params.limit, range",
            "conflict operations.create_order.params.amount, type",
        ],
    },
    Case {
        what: "a line between brackets",
        author: &[(
            "    fields:\n      amount: decimal -- how much\n      coin: text -- of which coin\n",
            "    fields: { amount: decimal -- how much, coin?: text -- which coin }\n",
        )],
        provider: &[("of which coin", "the coin of the fee")],
        changed: &[
            "+    # <<< specie update: types.Fee.fields.coin, doc",
            "+    # here:     which coin",
            "+    # document: the coin of the fee",
            "+    # >>> write below what is right, then delete this comment",
        ],
        told: &["conflict types.Fee.fields.coin, doc"],
    },
    Case {
        what: "removed by the author, changed by the provider",
        author: &[("      limit?: int 1..100 = 20 -- size of a page\n", "")],
        provider: &[("int 1..100", "int 1..500")],
        changed: &[
            "+    # <<< specie update: operations.list_orders.params.limit",
            "+    # here:     (nothing)",
            "+    # document: limit?: int 1..500 = 20 -- size of a page",
            "+    # >>> write below what is right, then delete this comment",
        ],
        told: &["conflict operations.list_orders.params.limit, changed"],
    },
    Case {
        what: "a doc of an operation in several lines",
        author: &[("doc: Lists orders.", "doc: Lists your orders.")],
        provider: &[(
            "doc: Lists orders.",
            "doc: |-\n      Lists orders.\n\n      Newest first.",
        )],
        changed: &[
            "+    # <<< specie update: operations.list_orders.doc",
            "+    # here:     doc: Lists your orders.",
            "+    # document:",
            "+    #   doc: |-",
            "+    #     Lists orders.",
            "+    #",
            "+    #     Newest first.",
            "+    # >>> write below what is right, then delete this comment",
        ],
        told: &["conflict operations.list_orders.doc, changed"],
    },
];

#[test]
fn what_both_changed_is_a_conflict_until_its_comment_is_deleted() {
    check_all(CONFLICTS);
    for case in CONFLICTS {
        let spec = edited(DRAFT, case.author);
        let updated = update(DRAFT, &spec, &edited(DRAFT, case.provider), false);
        let found = errors(&updated.spec);
        assert_eq!(found.len(), updated.summary.conflicts.len(), "{found:?}");
        assert!(
            found
                .iter()
                .all(|one| one.starts_with("unresolved-conflict")),
            "{found:?}"
        );
    }
}

#[test]
fn a_conflict_that_changes_once_more_is_shown_as_it_is_now() {
    let spec = edited(DRAFT, &[("1..100", "1..50")]);
    let first = update(DRAFT, &spec, &edited(DRAFT, &[("1..100", "1..200")]), false);
    let second = again(
        &first.record,
        &first.spec,
        &edited(DRAFT, &[("1..100", "1..300")]),
        false,
    );
    assert_eq!(
        diff(&first.spec, &second.spec),
        ["-      # document: 1..200", "+      # document: 1..300"]
    );
    assert_eq!(second.summary.conflicts.len(), 1);
}

#[test]
fn an_unchanged_document_changes_no_byte() {
    let crlf = DRAFT.replace('\n', "\r\n");
    for spec in [DRAFT, &crlf, &format!("# mine\n\n{DRAFT}\n\n# end")] {
        let updated = update(DRAFT, spec, DRAFT, false);
        assert_eq!(updated.spec, *spec);
        assert_eq!(told(&updated), [""; 0]);
    }
}

/// Examples, plans and vectors are replaced as a whole; the comments in them are the author's.
#[test]
fn comments_in_a_replaced_list_stay() {
    let with = |examples: &str| {
        let answer = "    answer: list<Order>\n";
        edited(
            DRAFT,
            &[(answer, &format!("{answer}    examples:\n{examples}"))],
        )
    };
    let old = with(
        "      - name: all\n        source: a\n        params: { market: \"X # 1\" }\n        answer: []\n",
    );
    let spec = with(
        "      # of the page\n      - name: all  # \"X # 1\"\n        # seen in May\n        source: a  # or b\n        \
         # as printed\n        params: { market: \"X # 1\" } # odd\n        # none yet\n        answer: []\n",
    );
    let new = with(
        "      - name: all\n        source: a\n        doc: |-\n          two # no comment\n          lines\n        params: { market: Y }\n        answer: []\n      - name: more\n        source: c\n",
    );
    let updated = update(&old, &spec, &new, false);
    let expected = with(
        "      # of the page\n      - name: all # \"X # 1\"\n        # seen in May\n        source: a # or b\n        \
         # as printed\n        # odd\n        doc: |-\n          two # no comment\n          lines\n        params: { market: Y }\n        # none yet\n        answer: []\n      - name: more\n        source: c\n",
    );
    assert_eq!(diff(&expected, &updated.spec), [""; 0]);
    assert_eq!(
        again(&updated.record, &updated.spec, &new, false).spec,
        updated.spec
    );
}
