//! The plans of the two providers, as their specs say them.

use specie_runtime::signing::plan::*;
use std::borrow::Cow::Borrowed;

const fn text(text: &'static str) -> Expr {
    Expr::Literal(Data::Text(Borrowed(text)))
}

const fn member(name: &'static str, value: Expr) -> Entry {
    Entry::Member {
        name: Borrowed(name),
        value,
    }
}

const fn credential(name: &'static str, secret: bool) -> Credential {
    Credential {
        name: Borrowed(name),
        secret,
        optional: false,
        forms: Borrowed(&[Form::Text(None)]),
    }
}

const fn header(name: &'static str, value: Expr) -> HeaderLine {
    HeaderLine {
        name: Borrowed(name),
        value,
    }
}

const RFC3986: Encoder = Encoder {
    escape: Escape::Rfc3986,
    arrays: Some(Arrays::Brackets),
    keep: Borrowed(""),
};

/// The hexadecimal HMAC-SHA512 of the body, by the second credential.
const SIGNATURE: Expr = Expr::Call(
    Function::Hex,
    Borrowed(&[Expr::Call(
        Function::HmacSha512,
        Borrowed(&[Expr::Name(Name::Body), Expr::Credential(1)]),
    )]),
);

static COINPAYMENTS: Scheme = Scheme {
    provider: Borrowed("coinpayments"),
    credentials: Borrowed(&[
        credential("public_key", false),
        credential("private_key", true),
    ]),
    settings: Borrowed(&[Setting {
        name: Borrowed("nonce"),
        default: Data::Bool(false),
    }]),
    tables: Borrowed(&[]),
    sections: Borrowed(&[Section {
        name: Borrowed("api"),
        base: Borrowed("https://www.coinpayments.net"),
        path: Borrowed("/api.php"),
        path_encode: PathEncode::Segment,
        places: Borrowed(&[]),
        otherwise: Place::Form,
        encode: RFC3986,
        send_empty: Borrowed(&[]),
        plan: Some(0),
        verify: None,
    }]),
    plans: Borrowed(&[Plan {
        name: Borrowed("signed"),
        locals: Borrowed(&[]),
        steps: Borrowed(&[
            Step {
                when: None,
                action: Action::Set(
                    Target::Form,
                    Expr::Object(Borrowed(&[
                        Entry::Existing,
                        member("version", text("1")),
                        member("cmd", Expr::Name(Name::Endpoint)),
                        member("key", Expr::Credential(0)),
                        member("format", text("json")),
                    ])),
                ),
            },
            Step {
                when: Some(Expr::Setting(0)),
                action: Action::Set(
                    Target::Form,
                    Expr::Object(Borrowed(&[
                        Entry::Existing,
                        member("nonce", Expr::Nonce(Unit::Millis)),
                    ])),
                ),
            },
            Step {
                when: None,
                action: Action::Header(Borrowed(&[header("HMAC", SIGNATURE)])),
            },
        ]),
    }]),
    sessions: Borrowed(&[]),
    webhooks: Borrowed(&[]),
};

static CALYPSO: Scheme = Scheme {
    provider: Borrowed("calypso"),
    credentials: Borrowed(&[
        credential("key", false),
        credential("secret", true),
        credential("account", false),
    ]),
    settings: Borrowed(&[]),
    tables: Borrowed(&[(
        Borrowed("no_account"),
        Data::List(Borrowed(&[
            Data::Text(Borrowed("user/current")),
            Data::Text(Borrowed("user/settlement-accounts")),
            Data::Text(Borrowed("currencies")),
        ])),
    )]),
    sections: Borrowed(&[Section {
        name: Borrowed("api"),
        base: Borrowed("https://api.calypso.money"),
        path: Borrowed("/api/v1/{path}"),
        path_encode: PathEncode::Segment,
        places: Borrowed(&[]),
        otherwise: Place::Json,
        encode: RFC3986,
        send_empty: Borrowed(&[]),
        plan: Some(0),
        verify: None,
    }]),
    plans: Borrowed(&[Plan {
        name: Borrowed("signed"),
        locals: Borrowed(&[]),
        steps: Borrowed(&[
            Step {
                when: None,
                action: Action::Set(
                    Target::Json,
                    Expr::Object(Borrowed(&[
                        member(
                            "account",
                            Expr::If(Borrowed(&[
                                Expr::Compare(
                                    Comparison::In,
                                    Borrowed(&[Expr::Name(Name::Endpoint), Expr::Table(0)]),
                                ),
                                Expr::Absent,
                                Expr::Credential(2),
                            ])),
                        ),
                        member("timestamp", Expr::Clock(Unit::Millis)),
                        member(
                            "payload",
                            Expr::If(Borrowed(&[
                                Expr::Is(Test::Empty, Borrowed(&[Expr::Name(Name::Params)])),
                                Expr::Absent,
                                Expr::Name(Name::Params),
                            ])),
                        ),
                    ])),
                ),
            },
            Step {
                when: None,
                action: Action::Header(Borrowed(&[
                    header("Key", Expr::Credential(0)),
                    header("Sign", SIGNATURE),
                ])),
            },
        ]),
    }]),
    sessions: Borrowed(&[]),
    webhooks: Borrowed(&[]),
};

pub fn coinpayments() -> &'static Scheme {
    &COINPAYMENTS
}

pub fn calypso() -> &'static Scheme {
    &CALYPSO
}
