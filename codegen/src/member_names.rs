//! What the names of members and parameters say: which is an identifier, which a status.

/// Whether a name is that of an identifier.
#[must_use]
pub fn is_id(name: &str) -> bool {
    let plain = plain(name);
    let lower = name.to_lowercase();
    plain == "id"
        || plain == "uuid"
        || lower.ends_with("_id")
        || name.ends_with("Id")
        || name.ends_with("ID")
        || plain.ends_with("txid")
        || plain.ends_with("txhash")
        || plain.ends_with("transactionhash")
        || plain.ends_with("uuid")
        || plain == "kid"
}

/// Names of members and parameters with a currency; the first that there is counts.
pub const CURRENCY: [&str; 6] = [
    "currency",
    "coin",
    "asset",
    "ccy",
    "currencyCode",
    "currency_code",
];

/// Whether a name is that of a status.
#[must_use]
pub fn is_status(name: &str) -> bool {
    let plain = plain(name);
    plain.ends_with("status") || plain.ends_with("state")
}

/// Whether a value of a status says that something was undone: cancelled, failed, rejected.
#[must_use]
pub fn is_undone(value: &str) -> bool {
    let plain = plain(value);
    let words = [
        "cancel", "fail", "reject", "refund", "decline", "expire", "error", "void",
    ];
    words.iter().any(|word| plain.contains(word))
}

/// A name in lower case without the characters between its words.
#[must_use]
pub fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
