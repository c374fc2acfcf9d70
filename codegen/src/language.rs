//! The words of the spec language and the signing language, with a sentence and an example of each: for editors.
//!
//! The functions are those of the runtime's table, the names and types those that the parsers know. Tests fail if a word has no text here.

use crate::raw::BUILT_IN;
use crate::signing::{CREDENTIAL_FORMS, RESERVED, function_notations};

/// A word of a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub name: &'static str,
    /// How it is written, with parameters: `hmac_sha256(data, key)`.
    pub notation: String,
    /// What it means: one sentence.
    pub text: &'static str,
    /// A use of it.
    pub example: &'static str,
}

/// The functions of expressions, in the order of the language reference.
#[must_use]
pub fn functions() -> Vec<Word> {
    let notations = function_notations();
    notations
        .into_iter()
        .map(|(name, notation)| word(FUNCTIONS, name, notation))
        .collect()
}

/// The names that expressions can read without a declaration.
#[must_use]
pub fn sources() -> Vec<Word> {
    let names = RESERVED.into_iter();
    names
        .map(|name| word(SOURCES, name, name.to_owned()))
        .collect()
}

/// The types that need no declaration.
#[must_use]
pub fn types() -> Vec<Word> {
    let names = BUILT_IN.iter();
    names
        .map(|name| {
            let found = word(TYPES, name, (*name).to_owned());
            let notation = match *name {
                "list" | "numbered" => format!("{name}<T>"),
                "map" => "map<text, T>".to_owned(),
                _ => found.notation,
            };
            Word { notation, ..found }
        })
        .collect()
}

/// The forms of credentials, after `public` or `secret`.
#[must_use]
pub fn credential_forms() -> Vec<&'static str> {
    CREDENTIAL_FORMS.to_vec()
}

type Texts = &'static [(&'static str, &'static str, &'static str)];

fn word(texts: Texts, name: &'static str, notation: String) -> Word {
    let found = texts.iter().find(|(known, ..)| *known == name);
    let (text, example) = found.map_or(("", ""), |(_, text, example)| (*text, *example));
    Word {
        name,
        notation,
        text,
        example,
    }
}

/// Types: what each is, and a line with it.
const TYPES: Texts = &[
    ("text", "A text.", "label?: text ..64 -- your own label"),
    (
        "secret",
        "A text that is masked wherever it is shown.",
        "otp?: secret -- code of the second factor",
    ),
    (
        "int",
        "A whole number that fits 64 bits.",
        "limit?: int 1..500 = 100 -- entries in a page",
    ),
    (
        "decimal",
        "An amount or a price: digits as they came, never a float.",
        "amount: decimal > 0 -- amount to send",
    ),
    (
        "bool",
        "`true` or `false`.",
        "active: bool -- whether it can be used",
    ),
    (
        "flag",
        "`1` or `0`.",
        "all?: flag = 0 -- also list closed ones",
    ),
    (
        "time.s",
        "A time in seconds since 1970; `time.s.3` with three decimals.",
        "created: time.s -- when it was created",
    ),
    (
        "time.ms",
        "A time in milliseconds since 1970.",
        "created: time.ms -- when it was created",
    ),
    (
        "time.us",
        "A time in microseconds since 1970.",
        "created: time.us -- when it was created",
    ),
    (
        "time.ns",
        "A time in nanoseconds since 1970.",
        "created: time.ns -- when it was created",
    ),
    (
        "time.iso",
        "A time in the form of ISO 8601: `2026-01-02T03:04:05Z`.",
        "created: time.iso -- when it was created",
    ),
    (
        "time.http",
        "A time in the form of HTTP: `Tue, 15 Nov 1994 08:12:31 GMT`.",
        "modified: time.http -- when it was changed",
    ),
    ("date", "A day: `2026-01-02`.", "from: date -- first day"),
    ("uuid", "A UUID.", "request_id: uuid -- id of the request"),
    (
        "url",
        "An address.",
        "callback?: url -- where deliveries are sent",
    ),
    (
        "bytes",
        "Bytes, written as `hex` or `base64`.",
        "payload: bytes base64 -- the raw transaction",
    ),
    (
        "file",
        "A file to upload, in a body of several parts.",
        "document: file -- a scan of the passport",
    ),
    (
        "json",
        "Any JSON: for what the provider does not describe.",
        "extra: json -- further data",
    ),
    (
        "list",
        "A list; `[T]` is the same.",
        "orders: list<Order> -- open orders",
    ),
    (
        "map",
        "An object whose names are data.",
        "balances: map<text, decimal> -- balance by currency",
    ),
    (
        "numbered",
        "Parameters with a number in their name: `item_1`, `item_2`.",
        "item: numbered<text> -- names of the items",
    ),
];

/// Names of section 6 of the signing language.
const SOURCES: Texts = &[
    (
        "method",
        "The method of the call, in capitals.",
        "method + path",
    ),
    ("section", "The name of the call's section.", "section"),
    (
        "endpoint",
        "The call's own path, unfilled, without a leading `/`.",
        "endpoint",
    ),
    (
        "path",
        "The path after the base, filled, as it is sent.",
        "clock.ms + method + path",
    ),
    ("template", "The path after the base, unfilled.", "template"),
    (
        "uri",
        "The path with `?` and the query, as sent.",
        "method + uri + body",
    ),
    ("url", "The base URL and `uri`.", "url"),
    (
        "host",
        "The host of the base URL, with its port if it has one.",
        "method + host + path",
    ),
    (
        "args",
        "All parameters of the call, including those in the path.",
        "args.amount",
    ),
    (
        "params",
        "The members of the place that has the parameters, including what steps added.",
        "params | sorted | rfc3986",
    ),
    ("query", "The members of the query.", "query | rfc3986"),
    (
        "body",
        "The body as sent; it may be absent.",
        "body | sha256 | hex",
    ),
    (
        "header",
        "A header that an earlier step set or, in a webhook, that was received.",
        "header[\"X-Signature\"]",
    ),
    ("settings", "Settings, by name.", "settings.recv_window"),
    (
        "session",
        "The values that a session keeps, by name.",
        "session.token",
    ),
    (
        "tables",
        "Constant data, by name.",
        "tables.version[endpoint]",
    ),
    (
        "clock",
        "The time of the attempt: `.s`, `.ms`, `.us`, `.ns` or `.iso`.",
        "clock.ms",
    ),
    (
        "nonce",
        "The clock, or one more than the last nonce of the key: `.s`, `.ms` or `.us`.",
        "nonce.ms",
    ),
    ("uuid", "A UUID of version 4, once per attempt.", "uuid"),
    (
        "random",
        "16 random bytes, once per attempt.",
        "random | hex",
    ),
    (
        "item",
        "The element that `each` or `any` is at.",
        "params | each(item.name + item.value)",
    ),
];

/// Functions: what each does, and a use.
const FUNCTIONS: Texts = &[
    ("md5", "The MD5 digest: 16 bytes.", "body | md5 | hex"),
    ("sha1", "The SHA-1 digest: 20 bytes.", "body | sha1 | hex"),
    (
        "sha256",
        "The SHA-256 digest: 32 bytes.",
        "body | sha256 | hex",
    ),
    (
        "sha384",
        "The SHA-384 digest: 48 bytes.",
        "body | sha384 | hex",
    ),
    (
        "sha512",
        "The SHA-512 digest: 64 bytes.",
        "body | sha512 | hex",
    ),
    (
        "keccak256",
        "The Keccak-256 digest of Ethereum: 32 bytes.",
        "body | keccak256 | hex",
    ),
    (
        "hmac_sha1",
        "The HMAC with SHA-1: 20 bytes.",
        "body | hmac_sha1(secret) | hex",
    ),
    (
        "hmac_sha256",
        "The HMAC with SHA-256: 32 bytes.",
        "clock.ms + method + path | hmac_sha256(secret) | hex",
    ),
    (
        "hmac_sha384",
        "The HMAC with SHA-384: 48 bytes.",
        "body | hmac_sha384(secret) | hex",
    ),
    (
        "hmac_sha512",
        "The HMAC with SHA-512: 64 bytes.",
        "body | hmac_sha512(secret) | hex",
    ),
    (
        "rsa_sha256",
        "The RSA signature (PKCS#1 v1.5) of the SHA-256 digest.",
        "method + path | rsa_sha256(secret) | base64",
    ),
    (
        "ed25519",
        "The Ed25519 signature: 64 bytes. The key, or bytes that begin with its seed.",
        "method + path | ed25519(secret) | base64",
    ),
    (
        "ecdsa_p256",
        "The deterministic ECDSA signature over P-256 of the SHA-256 digest: r and s, 64 bytes.",
        "body | ecdsa_p256(secret) | der | base64",
    ),
    (
        "secp256k1",
        "The deterministic, recoverable signature of a 32-byte hash: r, s and 27 + recovery, 65 bytes.",
        "sha256(body) | secp256k1(secret) | hex",
    ),
    (
        "verify_mac",
        "Whether a received MAC is the computed one, compared in constant time.",
        "body | hmac_sha256(secret) | verify_mac(unhex(header[\"X-Sign\"]))",
    ),
    (
        "verify_rsa_sha1",
        "Whether an RSA signature over SHA-1 was made with the private half of the key.",
        "body | verify_rsa_sha1(provider_key, unbase64(header[\"X-Sign\"]))",
    ),
    (
        "verify_rsa_sha256",
        "Whether an RSA signature over SHA-256 was made with the private half of the key.",
        "body | verify_rsa_sha256(provider_key, unbase64(header[\"X-Sign\"]))",
    ),
    (
        "verify_rsa_sha512",
        "Whether an RSA signature over SHA-512 was made with the private half of the key.",
        "body | verify_rsa_sha512(provider_key, unbase64(header[\"X-Sign\"]))",
    ),
    (
        "verify_ed25519",
        "Whether an Ed25519 signature was made with the private half of the key.",
        "body | verify_ed25519(provider_key, unhex(header[\"X-Sign\"]))",
    ),
    (
        "verify_p256",
        "Whether an ECDSA signature over P-256 was made with the private half of the key.",
        "body | verify_p256(provider_key, unbase64(header[\"X-Sign\"]))",
    ),
    (
        "verify_secp256k1",
        "Whether a signature of a 32-byte hash was made with the private half of the key.",
        "sha256(body) | verify_secp256k1(provider_key, unhex(header[\"X-Sign\"]))",
    ),
    (
        "jwt",
        "A JSON Web Token with these claims, signed by `alg`.",
        "claims | jwt(\"HS256\", secret)",
    ),
    (
        "ecdh",
        "The 32-byte x of the point shared with a public key.",
        "ecdh(secret, unhex(server_key))",
    ),
    (
        "public_key",
        "The compressed public point of a key.",
        "public_key(secret) | hex",
    ),
    (
        "p2pkh",
        "The Bitcoin address of a key, on the key's network.",
        "p2pkh(secret)",
    ),
    (
        "eth_address",
        "The Ethereum address of a key: `0x` and 40 digits.",
        "eth_address(secret)",
    ),
    (
        "eip191",
        "The hash of a personal message of Ethereum.",
        "eip191(method + path) | secp256k1(secret) | hex",
    ),
    (
        "eip712",
        "The hash of typed data of Ethereum.",
        "eip712(message, \"Order\", types, domain)",
    ),
    (
        "totp",
        "A one-time password of six digits for a time in seconds.",
        "totp(secret, clock.s)",
    ),
    (
        "hex",
        "Bytes as lower-case hexadecimal digits.",
        "body | sha256 | hex",
    ),
    (
        "base64",
        "Bytes as base64 with padding.",
        "body | hmac_sha256(secret) | base64",
    ),
    (
        "base64url",
        "Bytes as base64 for URLs, without padding.",
        "body | sha256 | base64url",
    ),
    ("base58", "Bytes as base58.", "public_key(secret) | base58"),
    (
        "unhex",
        "The bytes of hexadecimal digits.",
        "unhex(header[\"X-Sign\"])",
    ),
    (
        "unbase64",
        "The bytes of a base64 text.",
        "body | hmac_sha512(unbase64(secret)) | base64",
    ),
    (
        "unbase58",
        "The bytes of a base58 text.",
        "unbase58(args.address)",
    ),
    (
        "der",
        "A signature of r and s in the form DER.",
        "body | ecdsa_p256(secret) | der | base64",
    ),
    (
        "msgpack",
        "The value in the form MessagePack.",
        "params | msgpack",
    ),
    ("crc32", "The CRC-32 checksum.", "body | crc32"),
    ("length", "The number of bytes.", "body | length"),
    (
        "json",
        "The value as compact JSON.",
        "params | json | base64",
    ),
    (
        "unjson",
        "The value that a JSON text describes.",
        "body | unjson",
    ),
    (
        "ascii",
        "A JSON text with every other character as `\\uXXXX`.",
        "params | json | ascii",
    ),
    (
        "without_member",
        "A JSON text without one of its members.",
        "body | without_member(\"sign\")",
    ),
    (
        "php_json",
        "JSON as PHP's `json_encode` writes it.",
        "params | php_json",
    ),
    (
        "php_serialize",
        "The value as PHP's `serialize` writes it.",
        "params | php_serialize",
    ),
    ("text", "The value as a text.", "clock.ms | text"),
    ("upper", "The text in capitals.", "body | md5 | hex | upper"),
    ("lower", "The text in lower case.", "method | lower"),
    (
        "replace",
        "Every occurrence of a text replaced by another.",
        "uri | replace(\"%20\", \"+\")",
    ),
    (
        "cut",
        "The text without this beginning.",
        "path | cut(\"/api\")",
    ),
    (
        "prefix",
        "This text before the value; absent if the value is empty or absent.",
        "token | prefix(\"Bearer \")",
    ),
    (
        "suffix",
        "This text after the value; absent if the value is empty or absent.",
        "query | rfc3986 | suffix(\"&\")",
    ),
    (
        "slice",
        "The part from one index to another; negative indices count from the end.",
        "clock.iso | slice(0, 19)",
    ),
    (
        "join",
        "The elements of a list as one text, with a text between them.",
        "[method, path, body] | join(\"\\n\")",
    ),
    (
        "split",
        "The parts of a text between separators.",
        "header[\"X-Sign\"] | split(\",\")",
    ),
    (
        "fields",
        "The pairs of a text such as `a=1,b=2`.",
        "header[\"X-Sign\"] | fields(\",\", \"=\")",
    ),
    (
        "starts_with",
        "Whether the text begins with another.",
        "endpoint | starts_with(\"private/\")",
    ),
    (
        "ends_with",
        "Whether the text ends with another.",
        "path | ends_with(\"/batch\")",
    ),
    (
        "contains",
        "Whether the text contains another.",
        "path | contains(\"withdraw\")",
    ),
    (
        "sorted",
        "The members sorted by name; `deep=true` also inside of values.",
        "params | sorted | rfc3986",
    ),
    (
        "without",
        "The members except those named.",
        "params | without(\"sign\")",
    ),
    (
        "filled",
        "The members that have a value which is not empty.",
        "params | filled | sorted",
    ),
    (
        "values",
        "The values of the members, or of those with one name.",
        "params | sorted | values | join",
    ),
    (
        "glue",
        "Names and values joined without separators, also inside of values.",
        "params | sorted | glue",
    ),
    ("add", "The sum of two integers.", "add(clock.s, 60)"),
    (
        "shift",
        "The number with its decimal point moved.",
        "args.amount | shift(8)",
    ),
    (
        "uint",
        "An integer as big-endian bytes of this size.",
        "uint(clock.ms, 8)",
    ),
    (
        "rfc3986",
        "Pairs as a query, with `%20` for a space.",
        "params | sorted | rfc3986",
    ),
    (
        "plus",
        "Pairs as a form, with `+` for a space.",
        "params | plus",
    ),
    (
        "raw",
        "Pairs as a query, without escapes.",
        "params | sorted | raw",
    ),
    (
        "each",
        "An expression for each member, as a list.",
        "params | sorted | each(item.name + item.value) | join",
    ),
    (
        "any",
        "Whether a condition holds for a member.",
        "params | any(item.name == \"amount\")",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_text_and_an_example_and_no_text_is_left_over() {
        let all = [
            (functions(), FUNCTIONS),
            (sources(), SOURCES),
            (types(), TYPES),
        ];
        for (words, texts) in all {
            for word in &words {
                let example = word.example.replace("[T]", "list");
                assert!(word.text.ends_with('.'), "`{}` has no text", word.name);
                assert!(example.contains(word.name), "`{}`: {example}", word.name);
            }
            for (name, ..) in texts {
                let used = words.iter().any(|word| word.name == *name);
                assert!(used, "`{name}` is not a word");
            }
        }
    }

    #[test]
    fn the_examples_of_functions_are_expressions() {
        for word in functions().iter().chain(&sources()) {
            let parsed = crate::signing::parses(word.example);
            assert!(parsed, "`{}`: {}", word.name, word.example);
        }
    }
}
