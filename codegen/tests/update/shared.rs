//! What several operations or types share in the author's file, and the document says of each.

use crate::merge::{Case, check_all};
use crate::support::{DRAFT, diff, edited, errors, told, update};

/// The author's group of parameters.
const GROUP: &[(&str, &str)] = &[
    (
        "operations:\n",
        "groups:\n  place:\n    market: text -- market\n\noperations:\n",
    ),
    (
        "    params:\n      market: text -- market\n      limit?: int 1..100 = 20 -- size of a page\n",
        "    params: [place, { limit?: int 1..100 = 20 -- size of a page }]\n",
    ),
    (
        "    params:\n      market: text -- market\n      side: Side -- direction\n      amount: decimal > 0 -- how much\n",
        "    params:\n      - place\n      - side: Side -- direction\n        amount: decimal > 0 -- how much\n",
    ),
];

/// The author's type that another one is like.
const LIKE: &[(&str, &str)] = &[
    (
        "  Fee:\n    doc: A fee.\n    fields:\n      amount: decimal -- how much\n      coin: text -- of which coin\n",
        "  Money:\n    doc: An amount.\n    fields:\n      amount: decimal -- how much\n      coin: text -- of which coin\n  Fee:\n    doc: A fee.\n    like: Money\n",
    ),
    (
        "fee?: Fee -- fee\n",
        "fee?: Fee -- fee\n      paid?: Money -- paid\n",
    ),
];

const CASES: &[Case] = &[
    Case {
        what: "a parameter of a group, in all operations that have it",
        author: GROUP,
        provider: &[
            (
                "market: text -- market\n      limit",
                "market: uuid -- market\n      limit",
            ),
            (
                "market: text -- market\n      side",
                "market: uuid -- market\n      side",
            ),
        ],
        changed: &["-    market: text -- market", "+    market: uuid -- market"],
        told: &["taken operations.list_orders.params.market, type"],
    },
    Case {
        what: "a parameter of a group, in one operation",
        author: GROUP,
        provider: &[(
            "market: text -- market\n      side",
            "market: uuid -- market\n      side",
        )],
        changed: &[
            "+    # <<< specie update: operations.create_order.params.market, type",
            "+    # here:     text",
            "+    # document: uuid",
            "+    # >>> write below what is right, then delete this comment",
        ],
        told: &["conflict operations.create_order.params.market, type"],
    },
    Case {
        what: "a parameter of a group that no operation has any more",
        author: GROUP,
        provider: &[
            ("      market: text -- market\n      limit", "      limit"),
            ("      market: text -- market\n      side", "      side"),
        ],
        changed: &[
            "-    market: text -- market",
            "+    market: text -- market (deprecated, no longer in the provider's document)",
        ],
        told: &["taken operations.list_orders.params.market, deprecated"],
    },
    Case {
        what: "a new parameter of an operation that has only a group",
        author: &[
            (
                "operations:\n",
                "groups:\n  page:\n    market: text -- market\n    limit?: int 1..100 = 20 -- size of a page\n\noperations:\n",
            ),
            (
                "    params:\n      market: text -- market\n      limit?: int 1..100 = 20 -- size of a page\n",
                "    params: [page]\n",
            ),
        ],
        provider: &[(
            "limit?: int 1..100 = 20 -- size of a page\n",
            "limit?: int 1..100 = 20 -- size of a page\n      state?: text -- state\n",
        )],
        changed: &[
            "-    params: [page]",
            "+    params: [page, { state?: text -- state }]",
        ],
        told: &["taken operations.list_orders.params.state, added"],
    },
    Case {
        what: "a member of the type that the author's is like",
        author: LIKE,
        provider: &[(
            "amount: decimal -- how much\n      coin",
            "amount: decimal as number -- how much\n      coin",
        )],
        changed: &[
            "-      amount: decimal -- how much",
            "+      amount: decimal as number -- how much",
        ],
        told: &["taken types.Fee.fields.amount, type"],
    },
];

#[test]
fn what_is_shared_changes_once_for_all_or_is_a_conflict() {
    check_all(CASES);
}

#[test]
fn a_member_of_a_type_that_the_author_wrote_out_is_new_in_both() {
    let old = edited(DRAFT, LIKE);
    let members =
        "    fields:\n      amount: decimal -- how much\n      coin: text -- of which coin\n";
    let spec = edited(&old, &[("    like: Money\n", members)]);
    let coin = "coin: text -- of which coin\n";
    let new = edited(
        &old,
        &[(
            coin,
            "coin: text -- of which coin\n      net?: text -- network\n",
        )],
    );
    let updated = update(&old, &spec, &new, false);
    let line = "+      net?: text -- network";
    assert_eq!(diff(&spec, &updated.spec), [line, line], "{}", updated.spec);
    assert_eq!(errors(&updated.spec), [""; 0]);
    let taken: Vec<String> = told(&updated);
    let taken: Vec<&String> = taken
        .iter()
        .filter(|line| line.starts_with("taken"))
        .collect();
    assert_eq!(
        taken,
        [
            "taken types.Money.fields.net, added",
            "taken types.Fee.fields.net, added"
        ]
    );
}
