//! Signatures verified with public keys. Keys and signatures were made with Python's `cryptography` 48.

use super::super::crypto::{key_forms, public_key_forms};
use super::super::functions;
use super::*;
use Function as F;

const DATA: &str = "1700000000\n{\"id\":\"p1\"}";
const RSA: &str = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvdQoGaZRbeWq9FeiVZJe\nck7f/1zSi+APIdYiptQOxJLezs0I5x1qHPIwfvaLPyaIduaxP/bCmRKVRL5dWhvR\niS1q4v747KsXwep5hl6K+g5i24Y5uQHkZhndmXkg7YkCMdVkU7PJovdunYqZriky\nQSL8C3G9SpkxiBOi2vPB35b2+CIU29L1Wyn5OfvZIAkLFyBNOvtBKKAavNCxvlv6\nG+gpYuIYClLWUXgUHNIueUo/3K+VkKumXQHtNrD6VULhDv1lnVXh5nYZQW8yry1U\nkaK8nsX/UU8VOZBrjzMr2R/Thx563vqDRfB8Qvuabd8pelBmqUOxWSyl7INDQqPJ\ntQIDAQAB\n-----END PUBLIC KEY-----\n";
const RSA_PKCS1: &str = "-----BEGIN RSA PUBLIC KEY-----\nMIIBCgKCAQEAvdQoGaZRbeWq9FeiVZJeck7f/1zSi+APIdYiptQOxJLezs0I5x1q\nHPIwfvaLPyaIduaxP/bCmRKVRL5dWhvRiS1q4v747KsXwep5hl6K+g5i24Y5uQHk\nZhndmXkg7YkCMdVkU7PJovdunYqZrikyQSL8C3G9SpkxiBOi2vPB35b2+CIU29L1\nWyn5OfvZIAkLFyBNOvtBKKAavNCxvlv6G+gpYuIYClLWUXgUHNIueUo/3K+VkKum\nXQHtNrD6VULhDv1lnVXh5nYZQW8yry1UkaK8nsX/UU8VOZBrjzMr2R/Thx563vqD\nRfB8Qvuabd8pelBmqUOxWSyl7INDQqPJtQIDAQAB\n-----END RSA PUBLIC KEY-----\n";
const RSA_SHA256: &str = "413fafb6a41c898a7f3b7c95cc07c536629155058ca7042ac8c517038595defc3c521e472cd5bceea8f1d8b6772a2202a11ba052dbddd461f5829f5f5b6d0a035c025be4648f42503d8d2571c62ab975ea0d59aa5247fc0f6fb455306d606f535b8e23824b9271017b79b8e42800f1a6cde0916b6b2d6570936f2a8f3cfa91b1ad794b2642b2cd2ebb8e9da3bdbbbfed08239777a532a1f64ecca501103201a2a2bbc7881194877cf6a88569f0a48493fe13c9dc1225f9272b18d7eea080487762c8c6ec0ca8a56417bf4d6bd1f528bc8179f33c47080a1b8a09702c51e46db90a9d2e230164cc7783e9db78351a9138bc9ffb37b7b2e8eb29bdd891cf00a723";
const RSA_SHA512: &str = "95facd6d9fc54efd6f0704260b6fa426ca833b3731bb4b59e580e63347d3d18e8170619503ead6e9f06892d1d2c9aa28241d790f08f517617c2407ec36bbe1e5b1a1ff974707b0ba9a3a65d5ee9874439ac12637fd421436b37e51380cf5ec17e5d0008c47823ce1175566dc3d67b0ee9c192053d89143cc8625e08ade2d68a2ebf477650c68bf8227bb15924e4cb7f8bd7a53860d1f52eefc8ab67927db30ee443e16cf4952aa18152fb216b85ae739b4d54d67edb4e11cc6efa085d720dc396856fd6bedf8afdc4ad6431c2cd3c2cf2f63836df5c7c431dffea413c7c68178edc15ace62df5b2724a263edbde5e76aa26c7ff8a43f98de2553a6a17acf65c7";
const RSA_SHA1: &str = "5e789e87cf05b35d794206902c3802092d2f2fe427c53c51b01d2735095edd7fb20abab767e91060f72b83d261c61d919bf6881f6bad1de404585cc4ea3c0be7c8078c6cf033e1d773d1d5717ea7415a12f4fb572995b634f5bff38fe0f4ef90e12dbcbd61dac42f1e6ff8c08ae473bd980574c23e82b2ae615e1586bd628103cc2acae8a8de20e67be3480136dbc826658e21e6fba28347e7230e9af436889e826284b45184f486a047ddb4f1015fd578b6ee2ec0469d43b092df24395faa5b95038be679373257cd1ac05fb84bd8545336319d533a5d461953af47139725c7f7c6f193084ecdbd5e8e7f6edfb931222e7474addf5198b3bd09db0998626f97";
const P256: &str = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEl6iJ8kkeE/4obghi5TrRPNmOCEma\nMTksECRTWAT4JHwt27h9SLU5Ob/acMO3zKzGopsvZzjUKp8Nr+vVDdvuIQ==\n-----END PUBLIC KEY-----\n";
const P256_POINT: &str = "0497a889f2491e13fe286e0862e53ad13cd98e08499a31392c1024535804f8247c2ddbb87d48b53939bfda70c3b7ccacc6a29b2f6738d42a9f0dafebd50ddbee21";
const P256_COMPRESSED: &str = "0397a889f2491e13fe286e0862e53ad13cd98e08499a31392c1024535804f8247c";
const P256_DER: &str = "3044022039d52f8036b083d78b1fa120b74902c933c6e46a342cf0db96e8bdbd2ce4b746022032994ca58c8f61b25e6be8bba8f52e6a23e9a5fd02027e230f85771070e66c3f";
const P256_RS: &str = "39d52f8036b083d78b1fa120b74902c933c6e46a342cf0db96e8bdbd2ce4b74632994ca58c8f61b25e6be8bba8f52e6a23e9a5fd02027e230f85771070e66c3f";
const K1: &str = "-----BEGIN PUBLIC KEY-----\nMFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEiBEt3K0NskHCmlegsf2pr6Z7g4FPWTCR\nyq/8s0mHebbQ8jjISVha5J9i3WVC/6n+p9s1MwXrnZOq8CAPT9tgXw==\n-----END PUBLIC KEY-----\n";
const K1_BASE64: &str = "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEiBEt3K0NskHCmlegsf2pr6Z7g4FPWTCRyq/8s0mHebbQ8jjISVha5J9i3WVC/6n+p9s1MwXrnZOq8CAPT9tgXw==";
const K1_POINT: &str = "0488112ddcad0db241c29a57a0b1fda9afa67b83814f593091caaffcb3498779b6d0f238c849585ae49f62dd6542ffa9fea7db353305eb9d93aaf0200f4fdb605f";
const K1_COMPRESSED: &str = "0388112ddcad0db241c29a57a0b1fda9afa67b83814f593091caaffcb3498779b6";
/// SHA-256 of `DATA`.
const HASH: &str = "8517aea305b96b5f1e712bbddf336d8fbef19207beedf730841169c3061c3fc4";
const K1_LOW: &str = "e0775175fc663d1411aa2fc24463dcfb293f92f456aab26e2d20b604188d16a53e817cc1a819ec0eeacdf7bda14717670d60f2768a0b6924a164fc3c4c1895c8";
const K1_HIGH: &str = "e0775175fc663d1411aa2fc24463dcfb293f92f456aab26e2d20b604188d16a5c17e833e57e613f1153208425eb8e897ad4dea70253d37171e6d6250841dab79";
const K1_DER: &str = "3045022100e0775175fc663d1411aa2fc24463dcfb293f92f456aab26e2d20b604188d16a502203e817cc1a819ec0eeacdf7bda14717670d60f2768a0b6924a164fc3c4c1895c8";
const ED: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAT5gRBRniQquMaNp2Ju6AvK1Opz5iFYKW9ibXiLm12co=\n-----END PUBLIC KEY-----\n";
const ED_HEX: &str = "4f98110519e242ab8c68da7626ee80bcad4ea73e62158296f626d788b9b5d9ca";
const ED_SIGNATURE: &str = "6a37c2b2a16116d78490064d65566324833deab48cca421155c94ebb229a4d1b9a19375af399970b0090b64136d895d582e70a77bf7ca7fc90712e8c65f56509";

fn bytes(hex: &str) -> Value<'static> {
    functions::call(F::Unhex, &[Value::from(hex.to_owned())]).expect("digits")
}

fn key(form: Form, text: &str) -> Value<'static> {
    let key = key_forms::parse(form, text).expect("the feature is on");
    Value::Key(std::sync::Arc::new(key.expect("a key")))
}

fn verdict(function: F, data: &Value<'static>, key: &Value<'static>, signature: &str) -> bool {
    let args = [data.clone(), key.clone(), bytes(signature)];
    match functions::call(function, &args) {
        Ok(Value::Bool(verdict)) => verdict,
        other => panic!("{function:?}: {other:?}"),
    }
}

/// Each form of the key accepts these signatures, and none that is altered, cut, longer, empty, or over other data.
fn accepts(function: F, form: Form, keys: &[&str], data: &Value<'static>, signatures: &[&str]) {
    let other = match data {
        Value::Bytes(_) => bytes(&"01".repeat(32)),
        _ => Value::from("17000000001"),
    };
    for text in keys {
        let key = key(form, text);
        for signature in signatures {
            assert!(
                verdict(function, data, &key, signature),
                "{text} {signature}"
            );
            assert!(!verdict(function, &other, &key, signature), "{signature}");
            for at in (0..signature.len()).step_by(7) {
                let digit = if signature.as_bytes()[at] == b'0' {
                    "1"
                } else {
                    "0"
                };
                let mut altered = (*signature).to_owned();
                altered.replace_range(at..=at, digit);
                assert!(!verdict(function, data, &key, &altered), "{altered}");
            }
            for wrong in [&signature[2..], &signature[..signature.len() - 2], "", "00"] {
                assert!(!verdict(function, data, &key, wrong), "{wrong}");
            }
            assert!(!verdict(function, data, &key, &format!("{signature}0000")));
        }
    }
}

#[test]
#[cfg(feature = "rsa")]
fn rsa() {
    let data = Value::from(DATA);
    let keys = [RSA, RSA_PKCS1, &RSA.replace('\n', "\\n")];
    accepts(
        F::VerifyRsaSha256,
        Form::RsaPublic,
        &keys,
        &data,
        &[RSA_SHA256],
    );
    accepts(
        F::VerifyRsaSha512,
        Form::RsaPublic,
        &keys,
        &data,
        &[RSA_SHA512],
    );
    let key = key(Form::RsaPublic, RSA);
    for (function, signature) in [
        (F::VerifyRsaSha256, RSA_SHA512),
        (F::VerifyRsaSha512, RSA_SHA256),
        (F::VerifyRsaSha256, RSA_SHA1),
    ] {
        assert!(!verdict(function, &data, &key, signature), "{function:?}");
    }
}

#[test]
#[cfg(feature = "p256")]
fn p256() {
    let keys = [P256, P256_POINT, P256_COMPRESSED];
    accepts(
        F::VerifyP256,
        Form::P256Public,
        &keys,
        &Value::from(DATA),
        &[P256_RS, P256_DER],
    );
}

#[test]
#[cfg(feature = "ed25519")]
fn ed25519() {
    let keys = [ED, ED_HEX];
    accepts(
        F::VerifyEd25519,
        Form::Ed25519Public,
        &keys,
        &Value::from(DATA),
        &[ED_SIGNATURE],
    );
}

#[test]
#[cfg(feature = "secp256k1")]
fn secp256k1() {
    let keys = [K1, K1_BASE64, K1_POINT, K1_COMPRESSED];
    let hash = bytes(HASH);
    accepts(
        F::VerifySecp256k1,
        Form::Secp256k1Public,
        &keys,
        &hash,
        &[K1_LOW, K1_HIGH, K1_DER],
    );
    // With a byte for recovery, which says nothing.
    assert!(verdict(
        F::VerifySecp256k1,
        &hash,
        &key(Form::Secp256k1Public, K1),
        &format!("{K1_LOW}1b")
    ));
}

/// A key of another kind, a private one and a certificate match no form of a public key, and the message says what they are.
#[test]
#[cfg(all(
    feature = "rsa",
    feature = "p256",
    feature = "ed25519",
    feature = "secp256k1"
))]
fn other_texts() {
    let forms = [
        Form::RsaPublic,
        Form::P256Public,
        Form::Ed25519Public,
        Form::Secp256k1Public,
    ];
    for (form, fits) in forms.into_iter().zip([RSA, P256, ED, K1]) {
        for text in [
            RSA,
            P256,
            ED,
            K1,
            include_str!("rsa_pkcs8.pem"),
            "",
            "x",
            "-----BEGIN PUBLIC KEY-----",
        ] {
            let found = key_forms::parse(form, text).expect("the features are on");
            assert_eq!(found.is_some(), text == fits, "{form:?} {text}");
        }
    }
    let why = public_key_forms::why_not(include_str!("rsa_pkcs8.pem"));
    assert!(
        why.is_some_and(|why| why.contains("it is a private key")),
        "{why:?}"
    );
}
