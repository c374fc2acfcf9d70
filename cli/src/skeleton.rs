//! The skeleton of a spec: commented, complete enough for `check --draft`, for the common ways to authenticate.

use clap::ValueEnum;

/// The text with holes `@NAME@`.
const SPEC: &str = include_str!("skeleton/spec.yaml");
/// The example of a crate.
const EXAMPLE: &str = include_str!("skeleton/example.rs.txt");

/// Common ways to authenticate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum AuthKind {
    /// A key in a header
    #[default]
    Key,
    /// User and password: basic authentication
    Basic,
    /// HMAC-SHA256 of the body
    HmacBody,
    /// HMAC-SHA256 of timestamp, method, path with query, and body
    HmacRequest,
    /// A JSON Web Token with a hash of the body
    Jwt,
    /// A secp256k1 signature of timestamp, method, path with query, and body
    Secp256k1,
}

/// What differs from one way to the other.
struct Parts {
    /// Names and declarations of the credentials.
    credentials: &'static [(&'static str, &'static str)],
    /// Places that the plan does not sign.
    unsigned: &'static str,
    steps: &'static str,
    /// Credentials of the vector.
    values: &'static str,
    /// The header whose value the vector expects.
    header: &'static str,
    /// How another program computes it.
    compute: &'static str,
}

const UNSIGNED: &str = ", unsigned: [query, json]";

const KEY: (&str, &str) = ("api_key", "public -- names the account");
const SECRET: (&str, &str) = ("secret", "secret -- signs requests");

impl AuthKind {
    const fn parts(self) -> Parts {
        match self {
            Self::Key => Parts {
                credentials: &[("api_key", "secret -- sent with every call")],
                unsigned: UNSIGNED,
                steps: "- header: { X-Api-Key: api_key }",
                values: "{ api_key: key-1 }",
                header: "X-Api-Key",
                compute: "The header has the key itself.",
            },
            Self::Basic => Parts {
                credentials: &[
                    ("username", "public -- name of the user"),
                    ("password", "secret -- password of the user"),
                ],
                unsigned: UNSIGNED,
                steps: "- header:\n    Authorization: username + \":\" + password | base64 | prefix(\"Basic \")",
                values: "{ username: ann, password: pass-1 }",
                header: "Authorization",
                compute: "In Python: \"Basic \" + base64.b64encode(b\"ann:pass-1\").decode()",
            },
            Self::HmacBody => Parts {
                credentials: &[KEY, SECRET],
                unsigned: ", unsigned: [query]",
                steps: "# A call without a body signs an empty text.\n\
                        - header:\n    X-Api-Key: api_key\n    X-Signature: (body ?? \"\") | hmac_sha256(secret) | hex",
                values: "{ api_key: key-1, secret: secret-1 }",
                header: "X-Signature",
                compute: "In Python: hmac.new(b\"secret-1\", body, \"sha256\").hexdigest()",
            },
            Self::HmacRequest => Parts {
                credentials: &[KEY, SECRET],
                unsigned: "",
                steps: "# `uri` is the path with the query as sent; an absent body adds nothing.\n\
                        - header:\n    X-Api-Key: api_key\n    X-Timestamp: clock.ms\n    \
                        X-Signature: clock.ms + method + uri + body | hmac_sha256(secret) | hex",
                values: "{ api_key: key-1, secret: secret-1 }",
                header: "X-Signature",
                compute: "In Python: hmac.new(b\"secret-1\", b\"1764000000123POST/v1/withdrawals\" + body, \"sha256\").hexdigest()",
            },
            Self::Jwt => Parts {
                credentials: &[KEY, SECRET],
                unsigned: "",
                steps: "- let:\n    claims:\n      sub: api_key\n      iat: clock.s\n      exp: add(clock.s, 60)\n      uri: uri\n      \
                        body_hash: (body ?? \"\") | sha256 | hex\n    # With a private key (`secret p256`, `secret ed25519`): \"ES256\", \"EdDSA\".\n    \
                        token: claims | jwt(\"HS256\", secret)\n- header:\n    Authorization: token | prefix(\"Bearer \")",
                values: "{ api_key: key-1, secret: secret-1 }",
                header: "Authorization",
                compute: "In Python, with PyJWT: \"Bearer \" + jwt.encode({\"sub\": \"key-1\", \"iat\": 1764000000, \"exp\": 1764000060,\n\
                          \"uri\": \"/v1/withdrawals\", \"body_hash\": hashlib.sha256(body).hexdigest()}, \"secret-1\", \"HS256\")",
            },
            Self::Secp256k1 => Parts {
                credentials: &[(
                    "private_key",
                    "secret secp256k1 -- 32 bytes in hex; signs requests",
                )],
                unsigned: "",
                steps: "# 65 bytes: r, s, and 27 + the recovery id. `eip191(…)` in place of `sha256(…)` signs as Ethereum wallets do.\n\
                        - let:\n    hash: sha256(clock.ms + method + uri + body)\n- header:\n    X-Public-Key: public_key(private_key) | hex\n    \
                        X-Timestamp: clock.ms\n    X-Signature: hash | secp256k1(private_key) | hex",
                values: "{ private_key: 0000000000000000000000000000000000000000000000000000000000000001 }",
                header: "X-Signature",
                compute: "In Python, with coincurve: coincurve.PrivateKey(bytes(31) + b\"\\x01\").sign_recoverable(\n\
                          b\"1764000000123POST/v1/withdrawals\" + body).hex(), and 27 added to the last byte",
            },
        }
    }
}

/// A spec with one way to authenticate.
pub struct Skeleton<'a> {
    /// Name of the provider.
    pub name: &'a str,
    /// Page of the documentation.
    pub docs: Option<&'a str>,
    /// The way to authenticate.
    pub auth: AuthKind,
}

impl Skeleton<'_> {
    /// The text of the spec; `path` is how commands name it.
    pub fn spec(&self, path: &str) -> String {
        let parts = self.auth.parts();
        let credentials = parts.credentials.iter();
        let credentials: Vec<String> = credentials
            .map(|(name, declared)| format!("{name}: {declared}"))
            .collect();
        let docs = match self.docs {
            Some(url) => format!("docs: {}", quoted(url)),
            None => "# docs: the page of the provider's own documentation".to_owned(),
        };
        let source = self
            .docs
            .map_or_else(String::new, |url| format!(", source: {}", quoted(url)));
        filled(
            SPEC,
            &[
                ("CREDENTIALS", &indented(&credentials.join("\n"), "  ")),
                ("STEPS", &indented(parts.steps, "    ")),
                ("UNSIGNED", parts.unsigned),
                ("COMPUTE", &indented(parts.compute, "# ")),
                ("VECTOR_CREDENTIALS", parts.values),
                ("VECTOR_HEADER", parts.header),
                ("DOCS", &docs),
                ("SOURCE", &source),
                ("HOST", &self.name.replace('_', "-")),
                ("TITLE", &title(self.name)),
                ("NAME", self.name),
                ("PATH", path),
            ],
        )
    }

    /// The example of a crate: reads the credentials from the environment, and makes one call.
    pub fn example(&self, package: &str) -> String {
        let credentials = self.auth.parts().credentials;
        let variable = |name: &str| format!("{}_{name}", self.name).to_uppercase();
        let variables = credentials.iter().map(|(name, _)| variable(name));
        let arguments = variables
            .clone()
            .map(|variable| format!("var(\"{variable}\")?"));
        let variables = variables.map(|variable| format!("{variable}=…"));
        filled(
            EXAMPLE,
            &[
                ("VARIABLES", &variables.collect::<Vec<_>>().join(" ")),
                ("ARGUMENTS", &arguments.collect::<Vec<_>>().join(", ")),
                ("CRATE", &package.replace('-', "_")),
                ("NAME", self.name),
            ],
        )
    }
}

fn filled(text: &str, holes: &[(&str, &str)]) -> String {
    holes.iter().fold(text.to_owned(), |text, (hole, with)| {
        text.replace(&format!("@{hole}@"), with)
    })
}

fn indented(text: &str, with: &str) -> String {
    let lines = text.lines().map(|line| format!("{with}{line}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// A text in double quotes, as YAML and JSON write it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `acme_pay` as people may write it: `Acme Pay`.
fn title(name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().into_iter().flat_map(char::to_uppercase);
        first.chain(chars).collect::<String>()
    };
    words.map(capital).collect::<Vec<_>>().join(" ")
}
