//! Every function, tested against values of Python's `hashlib`, `hmac`, `cryptography`, `eth_account`, `PyJWT`, `pyotp` and `base58`, or of
//! RFCs.

use super::super::functions;
use super::*;
use Function as F;

/// The input of most values below: `spécie` in UTF-8.
#[cfg(feature = "sha1")]
const DATA: &str = "spécie";

fn try_call(function: F, args: &[Value<'static>]) -> Result<Value<'static>, SigningError> {
    functions::call(function, args)
}

fn run(function: F, args: &[Value<'static>]) -> Value<'static> {
    try_call(function, args).unwrap_or_else(|e| panic!("{function:?}: {e}"))
}

fn t(text: &str) -> Value<'static> {
    Value::from(text.to_owned())
}

fn hex(value: &Value<'_>) -> String {
    match value {
        Value::Bytes(bytes) => crate::value::byte_text::hex(bytes),
        other => panic!("{other:?} is no bytes"),
    }
}

fn b(hex: &str) -> Value<'static> {
    run(F::Unhex, &[t(hex)])
}

fn text_of(function: F, args: &[Value<'static>]) -> String {
    match run(function, args) {
        Value::Text(text) => text.into_owned(),
        other => panic!("{other:?} is no text"),
    }
}

/// `hashlib.new(name, "spécie".encode()).hexdigest()`.
#[cfg(all(feature = "md5", feature = "sha1"))]
#[test]
fn digests() {
    for (function, want) in [
        (F::Md5, "86c69dd52d41180af188c34558ffc3c5"),
        (F::Sha1, "d5096fd5d709fdc11e4d7bdbe906343703b3d92a"),
        (
            F::Sha256,
            "0c81aa999c00b0fdca26c068b20d589137b11d8bd7311ca274c86e07e29a9bd3",
        ),
        (
            F::Sha384,
            "3e44ce491ecb9840d5cd58ea906f3b1a521d707b3f9c954d9ca417c3b400cc29de039bbdc42fade0cf878ed6bb259f02",
        ),
        (
            F::Sha512,
            "398ccde65a305e37be3b21f9ddae217cf78764b829f166ffc27a9bcc07e48f1acab16201eec9ee817ed9a5195a8954b942a515bc99aa5382a4d8a40707cd11f1",
        ),
    ] {
        assert_eq!(hex(&run(function, &[t(DATA)])), want, "{function:?}");
    }
}

/// `hmac.new("kéy".encode(), "spécie".encode(), name).hexdigest()`; a key is text or bytes.
#[cfg(feature = "sha1")]
#[test]
fn macs() {
    for (function, want) in [
        (F::HmacSha1, "ac73b7944b1056d11b929032c8d211b7db8f0244"),
        (
            F::HmacSha256,
            "7f21a61cb5c573fc6701c02bd8d066a59ccb6c7c807d3c7de35a4a64a9aa233a",
        ),
        (
            F::HmacSha384,
            "f89f0f58539f1099b00de80fc31c240d84dcfc5308599ff1e173b184d4508f0c97ad7a11ce3d24f8f1f3814fb4960b90",
        ),
        (
            F::HmacSha512,
            "048b2deb5889ac258c341fddc68f5d5fefd7f5829ad931121b48c3b24c1d991e6510024c32cd93a4a3bdb54b46591bedb31f02c03900c5e764b30f9959ab045c",
        ),
    ] {
        assert_eq!(
            hex(&run(function, &[t(DATA), t("kéy")])),
            want,
            "{function:?}"
        );
        assert_eq!(hex(&run(function, &[t(DATA), b("6bc3a979")])), want);
    }
}

/// RFC 6238, appendix B (its last six digits), and `pyotp` for the last.
#[cfg(feature = "sha1")]
#[test]
fn one_time_passwords() {
    let secret = t("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    for (time, want) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (20_000_000_000, "353130"),
    ] {
        let args = [secret.clone(), Value::Integer(time)];
        assert_eq!(text_of(F::Totp, &args), want);
    }
    assert!(try_call(F::Totp, &[t("not base32!"), Value::Integer(1)]).is_err());
    assert!(try_call(F::Totp, &[secret, Value::Integer(-1)]).is_err());
}

#[test]
fn encodings() {
    assert_eq!(text_of(F::Hex, &[t("ÿ")]), "c3bf");
    assert_eq!(hex(&run(F::Unhex, &[t("0xC3bf")])), "c3bf");
    // RFC 4648, section 10, and the bytes in which the alphabets differ.
    assert_eq!(text_of(F::Base64, &[t("fooba")]), "Zm9vYmE=");
    assert_eq!(text_of(F::Base64, &[b("fbff")]), "+/8=");
    assert_eq!(text_of(F::Base64Url, &[b("fbff")]), "-_8");
    for lenient in ["+/8=", "-_8", "+/ 8\n", "+/9", "+_8=="] {
        assert_eq!(hex(&run(F::Unbase64, &[t(lenient)])), "fbff", "{lenient:?}");
    }
    assert!(try_call(F::Unbase64, &[t("a!b=")]).is_err());
    // What was received has one text for each alphabet, with its padding or without.
    for exact in ["+/8=", "-_8=", "+/8", "-_8"] {
        let decoded = functions::call_on_received(F::Unbase64, &[t(exact)]).expect(exact);
        assert_eq!(hex(&decoded), "fbff", "{exact:?}");
    }
    for other in [
        "+/ 8\n", "\n+/8=", "+/9", "+/9=", "+_8=", "+/8==", "+/8=A", "+", "ab=", "=+/8",
    ] {
        assert!(
            functions::call_on_received(F::Unbase64, &[t(other)]).is_err(),
            "{other:?}"
        );
    }
    for odd in ["abc", "zz", "0x0"] {
        assert!(try_call(F::Unhex, &[t(odd)]).is_err(), "{odd}");
    }
}

/// `base58.b58encode(b"\0\0hello")`.
#[cfg(feature = "base58")]
#[test]
fn base58() {
    assert_eq!(text_of(F::Base58, &[b("000068656c6c6f")]), "11Cn8eVZg");
    assert_eq!(hex(&run(F::Unbase58, &[t("11Cn8eVZg")])), "000068656c6c6f");
    assert!(try_call(F::Unbase58, &[t("0OIl")]).is_err());
}

#[test]
fn texts() {
    assert_eq!(text_of(F::Upper, &[t("aé1")]), "Aé1");
    assert_eq!(text_of(F::Lower, &[t("AÉ1")]), "aÉ1");
    assert_eq!(text_of(F::Replace, &[t("a-b-c"), t("-"), t("")]), "abc");
    assert_eq!(text_of(F::Cut, &[t("/api/x"), t("/api")]), "/x");
    assert_eq!(text_of(F::Cut, &[t("/x"), t("/api")]), "/x");
    assert_eq!(text_of(F::Prefix, &[t("x"), t("Bearer ")]), "Bearer x");
    assert_eq!(run(F::Prefix, &[t(""), t("?")]), Value::Absent);
    assert_eq!(text_of(F::Suffix, &[t("x"), t("&")]), "x&");
    assert_eq!(run(F::Suffix, &[t(""), t("&")]), Value::Absent);
    assert_eq!(run(F::Upper, &[Value::Absent]), Value::Absent);
    let at = |n| Value::Integer(n);
    assert_eq!(text_of(F::Slice, &[t("aéb✓c"), at(1), at(4)]), "éb✓");
    assert_eq!(text_of(F::Slice, &[t("abc"), at(1)]), "bc");
    assert_eq!(text_of(F::Slice, &[t("abc"), at(2), at(1)]), "");
    assert_eq!(text_of(F::Slice, &[t("abc"), at(9), at(12)]), "");
    assert_eq!(hex(&run(F::Slice, &[b("00010203"), at(1), at(3)])), "0102");
    assert!(try_call(F::Slice, &[t("abc"), at(-1)]).is_err());
    assert_eq!(run(F::StartsWith, &[t("abc"), t("ab")]), Value::Bool(true));
    assert_eq!(run(F::EndsWith, &[t("abc"), t("ab")]), Value::Bool(false));
    assert_eq!(run(F::Contains, &[t("abc"), t("b")]), Value::Bool(true));
    assert!(try_call(F::Upper, &[b("00")]).is_err(), "bytes are no text");
}

#[test]
fn lists() {
    let list = Value::List(vec![t("a"), Value::Absent, Value::Integer(1), Value::Null]);
    assert_eq!(text_of(F::Join, &[list.clone(), t("|")]), "a||1|null");
    assert_eq!(text_of(F::Join, &[list]), "a1null");
    let pairs = json(r#"{"b":{"d":1,"c":2},"é":3,"a":[{"z":1,"y":2}],"B":4}"#);
    let sorted = |deep| {
        let value = run(F::Sorted, &[pairs.clone(), Value::Bool(deep)]);
        text_of(F::Json, &[value])
    };
    assert_eq!(
        sorted(false),
        r#"{"B":4,"a":[{"z":1,"y":2}],"b":{"d":1,"c":2},"é":3}"#
    );
    assert_eq!(
        sorted(true),
        r#"{"B":4,"a":[{"y":2,"z":1}],"b":{"c":2,"d":1},"é":3}"#
    );
    let without = |names| text_of(F::Json, &[run(F::Without, &[pairs.clone(), names])]);
    assert_eq!(without(t("b")), r#"{"é":3,"a":[{"z":1,"y":2}],"B":4}"#);
    assert_eq!(without(json(r#"["b","a","é"]"#)), r#"{"B":4}"#);
    assert_eq!(run(F::Sorted, &[json("[2,1]")]), json("[2,1]"));
}

/// The run of names and values in the exchange's documentation, and its limit of three levels.
#[test]
fn glued() {
    let glue = |text| text_of(F::Glue, &[json(text)]);
    assert_eq!(
        glue(r#"{"b":"1","a":2,"c":null,"d":true}"#),
        "a2b1cnulldtrue"
    );
    assert_eq!(glue(r#"{"l":[{"y":1,"x":2},{"z":[3,4]}]}"#), "lx2y1z34");
    assert_eq!(
        glue(r#"{"a":{"b":{"c":{"e":1,"d":2}}}}"#),
        r#"abc{"e":1,"d":2}"#
    );
}

#[test]
fn numbers() {
    let n = |n| Value::Integer(n);
    assert_eq!(run(F::Add, &[n(1), n(-3)]), n(-2));
    // Sums computed by Python: its integers have no maximum size.
    let (big, small) = ("1".to_owned() + &"0".repeat(40), "9".repeat(40));
    for (a, b, sum) in [
        (
            n(i128::MAX),
            n(1),
            "170141183460469231731687303715884105728",
        ),
        (
            n(i128::MIN),
            n(-1),
            "-170141183460469231731687303715884105729",
        ),
        (t(&small), n(1), &big),
        (t(&big), n(-1), &small),
        (n(-1), t(&big), &small),
        (n(1), t(&format!("-{big}")), &format!("-{small}")),
        (t(&big), t(&format!("-{big}")), "0"),
        (t("-007"), t("-0"), "-7"),
    ] {
        let got = run(F::Add, &[a.clone(), b.clone()]);
        assert_eq!(got.to_json().unwrap(), sum, "{a:?} + {b:?}");
    }
    for no_integer in [t("1.5"), t("1e3"), t(""), t("+1"), t("x"), json("1.0")] {
        assert!(try_call(F::Add, &[no_integer, n(1)]).is_err());
    }
    for (number, places, want) in [
        (t("150"), -1, "15.0"),
        (t("150"), -3, "0.150"),
        (t("150"), -5, "0.00150"),
        (t("-1.50"), 1, "-15.0"),
        (t("1.50"), 2, "150"),
        (t("1.50"), 4, "15000"),
        (t("0.015"), 2, "1.5"),
        (n(0), 3, "0"),
        (json("1.5e3"), 0, "1500"),
    ] {
        let got = text_of(F::Shift, &[number.clone(), n(places)]);
        assert_eq!(got, want, "{number:?} by {places}");
    }
    assert!(try_call(F::Shift, &[t("1e5"), n(1)]).is_err());
    assert!(try_call(F::Shift, &[t("1"), n(i128::MAX)]).is_err());
    // 2^128: beyond the range of i128.
    let big = t("340282366920938463463374607431768211456");
    assert_eq!(
        hex(&run(F::Uint, &[big.clone(), n(17)])),
        "0100000000000000000000000000000000"
    );
    assert!(try_call(F::Uint, &[big, n(16)]).is_err());
    assert_eq!(hex(&run(F::Uint, &[n(258), n(4)])), "00000102");
    assert!(try_call(F::Uint, &[n(-1), n(4)]).is_err());
    assert!(try_call(F::Uint, &[n(1), n(-4)]).is_err());
}

#[test]
fn absent_is_refused_where_it_would_be_signed() {
    for function in [F::Sha256, F::HmacSha512, F::Md5] {
        let args = [Value::Absent, t("key")];
        let args = args
            .get(..function.definition().required())
            .unwrap_or_default();
        assert!(try_call(function, args).is_err(), "{function:?}");
    }
    for function in [F::Hex, F::Text, F::Json, F::Glue, F::Join] {
        assert_eq!(run(function, &[Value::Absent]), Value::Absent);
    }
}

/// Created with `hmac` and `base64`, read by `PyJWT`: header and claims in order, JSON unchanged.
#[test]
fn tokens() {
    let token = text_of(
        F::Jwt,
        &[
            json(r#"{"sub":"é","n":1.50}"#),
            t("HS256"),
            t("key"),
            json(r#"{"kid":"k1"}"#),
        ],
    );
    assert_eq!(
        token,
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImsxIn0.eyJzdWIiOiLDqSIsIm4iOjEuNX0.x1Si3q0fVadaxlXT6lm90wsE7OzHIEPg8l6rbdfbbOo"
    );
    assert!(try_call(F::Jwt, &[json("{}"), t("none"), t("key")]).is_err());
    assert!(try_call(F::Jwt, &[t("x"), t("HS256"), t("key")]).is_err());
}

/// A credential of one form, as functions receive it.
#[cfg(feature = "all-signing")]
fn key(form: Form, text: &str) -> Value<'static> {
    match crate::signing::crypto::key_forms::parse(form, text) {
        Ok(Some(key)) => Value::Key(std::sync::Arc::new(key)),
        other => panic!("{other:?}"),
    }
}

#[cfg(feature = "all-signing")]
mod keys {
    use super::*;

    const RSA_PKCS8: &str = include_str!("rsa_pkcs8.pem");
    const RSA_PKCS1: &str = include_str!("rsa_pkcs1.pem");

    /// `key.sign(data, PKCS1v15(), SHA256())` of Python's `cryptography`, with a key of 1024 bits created for this test.
    #[test]
    fn rsa() {
        for text in [RSA_PKCS8, RSA_PKCS1] {
            let signature = run(F::RsaSha256, &[t(DATA), key(Form::Rsa, text)]);
            assert_eq!(
                text_of(F::Base64, &[signature]),
                "UyjgiZTG1m03QFPGoxbRkuA0o7UaPtEcp6hasjuATQLcS3LIbvewT6sl1MFlyPN7Z+k/qefxw7c1UZtvWO8ngcSypk31o5NZyw3liD6YqLnJ7BD9mG4TFjqT9WzRI0F+JQupGw+inQYiurArFJi1Uiu2L8gbQ/nO+1avAL+yBvw="
            );
        }
        let bare: String = RSA_PKCS8.lines().filter(|l| !l.starts_with('-')).collect();
        key(Form::Rsa, &bare);
    }

    /// RFC 6979, A.2.5, for "sample"; its s is high, so the one sent is n - s.
    #[test]
    fn p256() {
        const PKCS8: &str = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFX\nZ7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth\n+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ\n-----END PRIVATE KEY-----\n";
        const SEC1: &str = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49\nAwEHoUQDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8\nmaQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==\n-----END EC PRIVATE KEY-----\n";
        for text in [PKCS8, SEC1] {
            let key = key(Form::P256, text);
            assert_eq!(
                hex(&run(F::EcdsaP256, &[t("sample"), key.clone()])),
                "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf37160834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9"
            );
            assert_eq!(
                hex(&run(F::PublicKey, &[key])),
                "0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
            );
        }
    }

    /// The first key of RFC 8032, section 7.1; signatures by Python's `cryptography`.
    #[test]
    fn ed25519() {
        const SEED: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let pem = key(
            Form::Ed25519,
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n",
        );
        let der = key(
            Form::Ed25519,
            "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g",
        );
        let with_public = format!("{SEED}{}", "00".repeat(32));
        for key in [pem.clone(), der, b(SEED), b(&with_public)] {
            assert_eq!(
                hex(&run(F::Ed25519, &[t(DATA), key])),
                "1ecb1de2ccaeced0dd938d611338a67cf729b504e508f9d62d4d0c1116c98a029bbbf4175b8286bfebc089409ed8e249b11a575beb66941bb6e1a50e47b3c501"
            );
        }
        assert_eq!(
            text_of(F::Jwt, &[json(r#"{"a":1}"#), t("EdDSA"), pem]),
            "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.eyJhIjoxfQ.lpeUjprDsTEQ9wvvI5io5w1JNHS3HlMM7iGdPn-XKQ4ttAAM4Gk6jrYlbvi5tLX5l_PnpNIItcXxQVGR7tGHDg"
        );
        assert!(try_call(F::Ed25519, &[t(DATA), b("00")]).is_err());
        assert!(try_call(F::Ed25519, &[t(DATA), t(SEED)]).is_err());
    }

    /// `Account.sign_message(encode_defunct(b"Some data"))` of `eth_account`.
    #[test]
    fn ethereum() {
        let key = key(
            Form::Secp256k1,
            "0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318",
        );
        let hash = run(F::Eip191, &[t("Some data")]);
        assert_eq!(
            hex(&hash),
            "1da44b586eb0729ff70a73c326926f6ed5a25f5b056e7f47fbc6e58d86871655"
        );
        assert_eq!(
            hex(&run(F::Secp256k1, &[hash, key.clone()])),
            "b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c"
        );
        assert_eq!(
            text_of(F::EthAddress, std::slice::from_ref(&key)),
            "0x2c7536e3605d9c16a7a3d7b1898e529396a65c23"
        );
        assert_eq!(
            hex(&run(F::Keccak256, &[t(DATA)])),
            "c617fe25553af381c4049bfa7e300b97f20823e8c7e00acd99d99f63b0d31929"
        );
        assert!(try_call(F::Secp256k1, &[t("short"), key]).is_err());
    }

    /// `encode_typed_data` of `eth_account`, for every kind of field.
    #[test]
    fn typed_messages() {
        let types = json(
            r#"{"Person":{"name":"string","wallet":"address"},"Mail":{"from":"Person","to":"Person[]","contents":"string","n":"int16","big":"uint256","id":"bytes32","raw":"bytes","ok":"bool","two":"uint8[2]"}}"#,
        );
        let message = json(
            r#"{"from":{"name":"Cow","wallet":"0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},"to":[{"name":"Bob","wallet":"0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"}],"contents":"Hello, Bob!","n":-5,"big":115792089237316195423570985008687907853269984665640564039457584007913129639935,"id":"0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f","raw":"0102","ok":true,"two":[1,"2"]}"#,
        );
        let domain = json(
            r#"{"version":"1","name":"Ether Mail","chainId":1,"verifyingContract":"0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"}"#,
        );
        let hash = |message: &Value<'static>,
                    kind: &str,
                    types: &Value<'static>,
                    domain: &Value<'static>| {
            try_call(
                F::Eip712,
                &[message.clone(), t(kind), types.clone(), domain.clone()],
            )
        };
        assert_eq!(
            hash(&message, "Mail", &types, &domain)
                .map(|v| hex(&v))
                .as_deref(),
            Ok("2e20ee3deacc1b1bdec62178db97fc799c19c68ae616019582466686cf602a8b")
        );
        let small = json(r#"{"A":[{"name":"v","type":"string"}]}"#);
        assert_eq!(
            hash(
                &json(r#"{"v":"x"}"#),
                "A",
                &small,
                &json(r#"{"name":"X","chainId":1337}"#)
            )
            .map(|v| hex(&v))
            .as_deref(),
            Ok("4665533c4231310d0599384237e3fdc85fb0319400fab303d2360f6903cb1128")
        );
        for (message, kind) in [(r#"{}"#, "A"), (r#"{"v":"x"}"#, "B"), (r#"{"v":[1]}"#, "C")] {
            let types = json(r#"{"A":{"v":"string"},"C":{"v":"C[]"}}"#);
            assert!(
                hash(&json(message), kind, &types, &domain).is_err(),
                "{kind}"
            );
        }
        for (kind, value) in [
            ("int8", "128"),
            ("int8", "-129"),
            ("uint8", "256"),
            ("uint8", "-1"),
        ] {
            let types = json(&format!(r#"{{"A":{{"v":"{kind}"}}}}"#));
            let message = json(&format!(r#"{{"v":{value}}}"#));
            assert!(
                hash(&message, "A", &types, &domain).is_err(),
                "{kind} {value}"
            );
        }
    }
}
