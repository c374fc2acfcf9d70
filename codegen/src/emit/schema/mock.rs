//! Keys of `mock`.

use super::notes::{Key, any, list, map, object, reference, text};
use serde_json::{Value, json};

/// The top-level key.
pub fn properties() -> Vec<Key> {
    vec![(
        "mock",
        object(
            "What a mock of the provider must know beside the rest of the spec. Generated clients do not depend on it.",
            &[],
            vec![
                (
                    "funds",
                    map(
                        "Currency -> what the account has at the start. Of other currencies it has 1,000.",
                        text("The amount."),
                    ),
                ),
                (
                    "worth",
                    map(
                        "Currency -> what one unit is worth, for conversions and market orders. Others are worth 1.",
                        text("The amount."),
                    ),
                ),
                (
                    "decimals",
                    json!({ "description": "Decimal places of amounts in smallest units: `amount` beside `amountf`, or `amounti` beside `amount`.", "type": "integer", "minimum": 0 }),
                ),
                (
                    "balances",
                    map(
                        "Operation -> where its response shows balances, if that does not follow from its type.",
                        one_or_more("balance"),
                    ),
                ),
                (
                    "positions",
                    map(
                        "Operation -> where its response shows positions. If there are any, orders move positions in place of balances.",
                        one_or_more("position"),
                    ),
                ),
                (
                    "resources",
                    map(
                        "What operations create, by its name in the singular: `order`.",
                        reference("A resource.", "resource"),
                    ),
                ),
            ],
        ),
    )]
}

/// Schemas that are referenced by name.
pub fn definitions() -> Vec<Key> {
    vec![
        (
            "balance",
            object(
                "A balance in a response.",
                &["available"],
                vec![
                    (
                        "in",
                        text("Member with the list of balances. Default: the data itself."),
                    ),
                    (
                        "currency",
                        text("Member with the currency; not for a map by currency."),
                    ),
                    ("of", text("The balance, if it is always the same one.")),
                    ("available", text("Member with what can be spent.")),
                    ("locked", text("Member with what is reserved.")),
                ],
            ),
        ),
        (
            "position",
            object(
                "A position in a response.",
                &["quantity"],
                vec![
                    (
                        "in",
                        text("Member with the list or map of positions. Default: the data itself."),
                    ),
                    (
                        "market",
                        text("Member with the market. Default: the key of the map."),
                    ),
                    (
                        "quantity",
                        text("Member with the quantity, negative if sold."),
                    ),
                    ("price", text("Member with the average price.")),
                ],
            ),
        ),
        (
            "movement",
            object(
                "An amount that a balance loses or gets. Names are those of parameters, or of members of responses.",
                &["amount"],
                vec![
                    ("amount", text("The amount.")),
                    ("currency", text("The currency.")),
                    ("of", text("The balance, if it is always the same one.")),
                    ("fee", text("The fee, which is taken too.")),
                ],
            ),
        ),
        ("resource", resource()),
    ]
}

fn resource() -> Value {
    let operations = |doc: &str| {
        any(
            doc,
            vec![
                text("An operation."),
                list("Operations.", text("An operation.")),
            ],
        )
    };
    object(
        "A resource. What is left out is derived from names, parameters and responses.",
        &[],
        vec![
            ("create", operations("The operation that creates it.")),
            ("read", operations("The operation that returns one.")),
            ("list", operations("The operation that lists them.")),
            (
                "cancel",
                operations("The operation that cancels one, or all."),
            ),
            (
                "states",
                values(
                    "Values of its status, from the first to the last; the last one completes it.",
                ),
            ),
            (
                "after",
                text(
                    "Time from each of them to the next: `5s`. Default: when the user of the mock asks for it.",
                ),
            ),
            (
                "begin",
                map(
                    "Value -> parameters with which it begins there: `done: { type: market }`.",
                    map("Parameter -> value.", text("The value.")),
                ),
            ),
            (
                "cancel_in",
                values("Values at which it can be cancelled. Default: all but the last one."),
            ),
            (
                "undone",
                values("Values that undo it; the first is that of a cancelled one."),
            ),
            (
                "short",
                text(
                    "Value at which it begins if the balance is too low. Default: the call is refused.",
                ),
            ),
            (
                "takes",
                reference("What it takes from a balance.", "movement"),
            ),
            (
                "gives",
                reference("What it adds to a balance when it is complete.", "movement"),
            ),
            (
                "trade",
                object(
                    "The parameters and members of an order.",
                    &[],
                    vec![
                        (
                            "market",
                            text("The market, whose name consists of two currencies."),
                        ),
                        ("side", text("Whether it buys or sells.")),
                        ("amount", text("How much.")),
                        ("price", text("The limit price.")),
                        ("filled", text("Member with how much was executed.")),
                        ("remaining", text("Member with how much is left.")),
                        ("average", text("Member with the average price.")),
                    ],
                ),
            ),
            (
                "members",
                map(
                    "Member of a response -> parameter or member that it repeats.",
                    text("The parameter."),
                ),
            ),
        ],
    )
}

fn one_or_more(name: &str) -> Value {
    any(
        "One, or a list.",
        vec![
            reference("One.", name),
            list("Several.", reference("One.", name)),
        ],
    )
}

fn values(doc: &str) -> Value {
    any(
        doc,
        vec![text("A value."), list("Values.", text("A value."))],
    )
}
