//! The complete plans of the four seeds, and of a few exchanges.

use super::*;
use Function as F;

const NAME_BODY: Expr = Expr::Name(Name::Body);

fn coinpayments() -> Scheme {
    scheme(
        section("https://www.coinpayments.net", "/api.php", &[], Place::Form),
        vec![
            credential("public_key", false, false, &[Form::Text(None)]),
            credential("private_key", true, false, &[Form::Text(None)]),
        ],
        plan(
            &[],
            [
                set(
                    Target::Form,
                    [
                        Entry::Existing,
                        member("version", text("1")),
                        member("cmd", Expr::Name(Name::Endpoint)),
                        member("key", Expr::Credential(0)),
                        member("format", text("json")),
                    ],
                ),
                header(&[(
                    "HMAC",
                    call(
                        F::Hex,
                        [call(F::HmacSha512, [NAME_BODY, Expr::Credential(1)])],
                    ),
                )]),
            ],
        ),
    )
}

/// The provider's documentation gives body and HMAC.
#[test]
fn coinpayments_seed() {
    let signer = signer(
        coinpayments(),
        &[
            ("public_key", "your_api_public_key"),
            ("private_key", "test"),
        ],
    );
    let signed = sign(
        &signer,
        "POST",
        "get_callback_address",
        r#"{"currency":"BTC"}"#,
        &SigningInputs::at_ms(1),
    );
    assert_eq!(signed.url, "https://www.coinpayments.net/api.php");
    assert_eq!(
        body(&signed),
        "currency=BTC&version=1&cmd=get_callback_address&key=your_api_public_key&format=json"
    );
    assert_eq!(
        signed.header("hmac"),
        Some(
            "5590eac015e7692902e1a9cd5464f1d305a4b593d2f1343d826ac5affc5ac6f960a5167284f9bf31295cba0e04df9d8f7087935b5344c468ccf2dd036e159102"
        )
    );
    assert_eq!(
        signed.headers.iter().map(|(n, _)| &**n).collect::<Vec<_>>(),
        ["HMAC", "Content-Type"]
    );
}

fn calypso() -> Scheme {
    let payload = Expr::If(l([
        Expr::Is(Test::Empty, l([Expr::Name(Name::Params)])),
        Expr::Absent,
        Expr::Name(Name::Params),
    ]));
    let account = Expr::If(l([
        Expr::Compare(
            Comparison::In,
            l([
                Expr::Name(Name::Endpoint),
                Expr::Member(l([Expr::Table(0)]), s("no_account")),
            ]),
        ),
        Expr::Absent,
        Expr::Credential(2),
    ]));
    let mut scheme = scheme(
        section(
            "https://api.calypso.money",
            "/api/v1/{path}",
            &[],
            Place::Json,
        ),
        vec![
            credential("key", false, false, &[Form::Text(None)]),
            credential("secret", true, false, &[Form::Text(None)]),
            credential("account", false, true, &[Form::Text(None)]),
        ],
        plan(
            &[],
            [
                set(
                    Target::Json,
                    [
                        member("account", account),
                        member("timestamp", Expr::Clock(Unit::Millis)),
                        member("payload", payload),
                    ],
                ),
                header(&[
                    ("Key", Expr::Credential(0)),
                    (
                        "Sign",
                        call(
                            F::Hex,
                            [call(F::HmacSha512, [NAME_BODY, Expr::Credential(1)])],
                        ),
                    ),
                ]),
            ],
        ),
    );
    scheme.tables = l([(
        s("tables"),
        Data::Object(l([(
            s("no_account"),
            Data::List(l([Data::Text(s("user/current"))])),
        )])),
    )]);
    scheme
}

/// The provider's documentation gives keys, body and signature.
#[test]
fn calypso_seed() {
    let signer = signer(
        calypso(),
        &[
            ("key", "c529e14832b34b74972365cf7bf02430"),
            ("secret", "b823a6b9ea72408583cef9ec8d67fa52"),
            ("account", "main"),
        ],
    );
    let signed = sign(
        &signer,
        "post",
        "/user/current",
        "{}",
        &SigningInputs::at_ms(1),
    );
    assert_eq!(signed.method, "POST");
    assert_eq!(signed.url, "https://api.calypso.money/api/v1/user/current");
    assert_eq!(body(&signed), r#"{"timestamp":1}"#);
    assert_eq!(
        signed.header("Sign"),
        Some(
            "b16e9d45f49f2069becbc4f108b237bee588cfc353fe9501df103e692acbc68d482a10d34c12bea22fedde7e28e1b8e57a6a0a373b0e9a27c5257bd8b36e13b9"
        )
    );
    let signed = sign(
        &signer,
        "POST",
        "payout",
        r#"{"amount":"1.10","to":{"a":[1,2.50]}}"#,
        &SigningInputs::at_ms(2),
    );
    assert_eq!(
        body(&signed),
        r#"{"account":"main","timestamp":2,"payload":{"amount":"1.10","to":{"a":[1,2.5]}}}"#
    );
}

/// Barong's documentation gives key, secret, nonce and signature.
#[test]
fn coinport_barong() {
    let signer = signer(
        scheme(
            section(
                "https://www.coinport.com.au/api/v2/peatio",
                "/{path}",
                &[("GET", Place::Query)],
                Place::Json,
            ),
            vec![
                credential("token", true, true, &[Form::Text(None)]),
                credential("api_key", false, true, &[Form::Text(None)]),
                credential("secret", true, true, &[Form::Text(None)]),
            ],
            plan(
                &[],
                [
                    when(
                        Expr::Not(l([Expr::Is(Test::Absent, l([Expr::Credential(0)]))])),
                        header(&[(
                            "Authorization",
                            call(F::Prefix, [Expr::Credential(0), text("Bearer ")]),
                        )]),
                    ),
                    when(
                        Expr::Not(l([Expr::Is(Test::Absent, l([Expr::Credential(2)]))])),
                        header(&[
                            ("X-Auth-Apikey", Expr::Credential(1)),
                            ("X-Auth-Nonce", Expr::Clock(Unit::Millis)),
                            (
                                "X-Auth-Signature",
                                call(
                                    F::Hex,
                                    [call(
                                        F::HmacSha256,
                                        [
                                            join([Expr::Clock(Unit::Millis), Expr::Credential(1)]),
                                            Expr::Credential(2),
                                        ],
                                    )],
                                ),
                            ),
                        ]),
                    ),
                ],
            ),
        ),
        &[
            ("api_key", "61d025b8573501c2"),
            ("secret", "2d0b4979c7fe6986daa8e21d1dc0644f"),
        ],
    );
    let signed = sign(
        &signer,
        "GET",
        "account/balances",
        "{}",
        &SigningInputs::at_ms(1_584_524_005_143),
    );
    assert_eq!(
        signed.url,
        "https://www.coinport.com.au/api/v2/peatio/account/balances"
    );
    assert_eq!(signed.body, None);
    assert_eq!(signed.header("Authorization"), None);
    assert_eq!(signed.header("X-Auth-Nonce"), Some("1584524005143"));
    assert_eq!(
        signed.header("X-Auth-Signature"),
        Some("bd42b945e095880e28d046846dbecf655fdf09d95a396a24fe6fe1df42f15d13")
    );
}

#[cfg(feature = "all-signing")]
mod coinpit {
    use super::*;

    fn scheme_of() -> Scheme {
        let message = object([
            member("method", Expr::Name(Name::Method)),
            member("uri", Expr::Name(Name::Uri)),
            member(
                "body",
                Expr::If(l([
                    Expr::Not(l([Expr::Is(Test::Absent, l([NAME_BODY]))])),
                    Expr::Name(Name::Params),
                    Expr::Absent,
                ])),
            ),
            member("nonce", Expr::Clock(Unit::Millis)),
        ]);
        let json = call(F::Json, [Expr::Local(0)]);
        let loginless = [
            step(Action::Let(l([
                binding(1, call(F::P2pkh, [Expr::Credential(0)])),
                binding(
                    2,
                    call(
                        F::Ecdh,
                        [Expr::Credential(0), call(F::Unhex, [Expr::Session(0, 0)])],
                    ),
                ),
                binding(
                    3,
                    call(
                        F::Hex,
                        [call(F::HmacSha256, [json.clone(), Expr::Local(2)])],
                    ),
                ),
            ]))),
            header(&[(
                "Authorization",
                call(
                    F::Prefix,
                    [
                        join([Expr::Local(1), text(":"), Expr::Local(3)]),
                        text("HMAC "),
                    ],
                ),
            )]),
        ];
        let api_key = [
            step(Action::Let(l([binding(
                3,
                call(F::Base64, [call(F::Ed25519, [json, Expr::Credential(0)])]),
            )]))),
            header(&[(
                "Authorization",
                call(
                    F::Prefix,
                    [
                        join([
                            Expr::Credential(1),
                            text("."),
                            Expr::Credential(2),
                            text(":"),
                            Expr::Local(3),
                        ]),
                        text("SIGN "),
                    ],
                ),
            )]),
        ];
        let mut scheme = scheme(
            section(
                "https://live.coinpit.io/api/v1",
                "/{path}",
                &[("GET", Place::Query), ("DELETE", Place::Query)],
                Place::Json,
            ),
            vec![
                credential(
                    "private_key",
                    true,
                    false,
                    &[Form::Wif, Form::Hex(Some(64))],
                ),
                credential("user_id", false, true, &[Form::Text(None)]),
                credential("key_name", false, true, &[Form::Text(None)]),
            ],
            plan(
                &["message", "user", "shared", "digest"],
                [
                    step(Action::Let(l([binding(0, message)]))),
                    when(
                        Expr::Is(Test::Form(Form::Wif), l([Expr::Credential(0)])),
                        step(Action::Group {
                            then: l(loginless),
                            otherwise: l(api_key),
                        }),
                    ),
                    header(&[
                        ("Nonce", Expr::Clock(Unit::Millis)),
                        ("Content-Type", text("application/json")),
                    ]),
                ],
            ),
        );
        scheme.sections.to_mut()[0].send_empty = l([Place::Json]);
        scheme.sessions = l([Session {
            name: s("server"),
            call: None,
            keep: l([Keep {
                name: s("server_public_key"),
                from: KeepFrom::GivenText,
            }]),
            expires: Expires::Never,
        }]);
        scheme
    }

    /// Created by `npm loginless 4.0.4`; see `tests/vectors/coinpit.json` of the workspace for all of them.
    #[test]
    fn loginless() {
        let signer = signer(
            scheme_of(),
            &[(
                "private_key",
                "cQhxRVxkBpTrwUHZmnv5M7ZvPcgp4cZ8csnenAfFLyoFgEVvN8yy",
            )],
        );
        let session = SessionValues::new().with(
            "server_public_key",
            Value::from("020a5a3a6450924a5571dfa52d00dc3f8d9917030d93d6b166a5784461bfb1e276"),
        );
        assert_eq!(signer.needs(0).sessions, [0]);
        for (method, path, params, nonce, hmac) in [
            (
                "GET",
                "account",
                "{}",
                1_478_041_315_653,
                "61109f05266f398764acd10f2443c4e07a4137e35fbf27ea2eada5f1f526b0a5",
            ),
            (
                "GET",
                "contract/BTC1/order/closed",
                r#"{"after":"6cc52580-bb0c-11e6-b831-df21626bb966"}"#,
                1_481_651_130_426,
                "d00dfe2270c2678a8873827ee0d050159db605eedbea298155b949eea526422b",
            ),
            (
                "POST",
                "contract/BTC1/order/open",
                r#"[{"userid":"msZWAC7xhte1ranSXgWVmatxm7tiBFzhof","side":"sell","quantity":1,"price":790,"orderType":"LMT","clientid":"de12c110-c616-11e6-8cd0-fbf50c0d0231","stopPrice":30.6,"crossMargin":false,"targetPrice":"NONE","postOnly":false,"instrument":"BTC1"}]"#,
                1_481_655_922_696,
                "a78e01199914c721723e56b4ffbf6486e35dc28d1c6af149fc91cde0e51491e7",
            ),
        ] {
            let inputs = SigningInputs::at_ms(nonce);
            for _ in 0..2 {
                let signed = try_sign(&signer, method, path, params, &inputs, &session)
                    .unwrap_or_else(|e| panic!("{e}"));
                let want = format!("HMAC msZWAC7xhte1ranSXgWVmatxm7tiBFzhof:{hmac}");
                assert_eq!(signed.header("authorization"), Some(&*want));
                assert_eq!(signed.header("nonce"), Some(&*nonce.to_string()));
            }
        }
        let missing = try_sign(
            &signer,
            "GET",
            "account",
            "{}",
            &SigningInputs::at_ms(1),
            &SessionValues::new(),
        );
        assert_eq!(missing.err().and_then(|e| e.session()), Some(0));
    }

    /// From the provider's own test of API keys.
    #[test]
    fn api_key() {
        let signer = signer(
            scheme_of(),
            &[
                (
                    "private_key",
                    "d31448736fcc6945f4482e95055f9ecb898bc3ce166da8121939529101eff1b118e5f6966c901e78f5946bfdd798981559e8df0be73d746d90a458779fddc05b",
                ),
                ("user_id", "msupsAQFexFrGpfrxXGSvNUqUwNRRwSc3s"),
                ("key_name", "18e5f6966c901e78"),
            ],
        );
        assert!(signer.needs(0).sessions.is_empty());
        let signed = sign(
            &signer,
            "POST",
            "order",
            r#"[{"userid":"msupsAQFexFrGpfrxXGSvNUqUwNRRwSc3s","side":"sell","quantity":1,"price":1700.8,"orderType":"LMT","clientid":"9764b759-53b9-4a71-8591-78cf18dbe616","stopPrice":15.7,"crossMargin":false,"targetPrice":"NONE","postOnly":false,"instrument":"MBTCUSD7K090310"}]"#,
            &SigningInputs::at_ms(1_494_299_047_138),
        );
        assert_eq!(
            signed.header("authorization"),
            Some(
                "SIGN msupsAQFexFrGpfrxXGSvNUqUwNRRwSc3s.18e5f6966c901e78:4yE0+ECUb5YWNLv5r0DL6/GChi/aATmAk77u+CnDSXg0TYf0gW3L+YZ6Mq3jWuccmGV61vjOAyB+Eya7HDK5DA=="
            )
        );
    }
}
