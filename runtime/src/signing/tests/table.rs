//! The table of functions agrees with itself and with what each function does: an entry that is wrong fails here.

use super::super::crypto::digest::{Short, digest};
use super::super::crypto::mac::hmac;
use super::super::functions;
use super::super::{ReceivedRequest, VerifiedRequest, VerifyError};
use super::*;
use crate::signing::plan::function::*;
use std::collections::BTreeSet;

/// The definitions of all functions that this build can compute.
fn all() -> impl Iterator<Item = (Function, &'static Definition)> {
    // A key of a curve or of RSA needs the primitive too, which the kind of the key decides.
    let has_keys = |function: &Function| {
        let mut parameters = function.definition().parameters.iter();
        parameters.all(|parameter| match parameter.kind {
            ParameterKind::Key(forms) => forms.iter().any(|form| key_in(*form).is_some()),
            _ => true,
        })
    };
    let built = move |function: &Function| {
        functions::missing_primitive(*function).is_none() && has_keys(function)
    };
    let functions = Function::ALL.iter().copied().filter(built);
    functions.map(|function| (function, function.definition()))
}

#[test]
fn entries_are_consistent() {
    let mut names = BTreeSet::new();
    for function in Function::ALL {
        let of = function.definition();
        let name = of.name;
        assert!(names.insert(name), "two functions are named `{name}`");
        let mut optional = of.parameters.iter().map(|p| p.optional);
        assert!(
            optional.clone().is_sorted_by(|a, b| a <= b),
            "{name}: optional first"
        );
        assert_eq!(optional.next(), Some(false), "{name} takes nothing");
        let keys = of.parameters.iter().filter(|p| p.usage == Usage::Key);
        let keyed = match of.role {
            Role::Plain | Role::Digest | Role::Summary => 0,
            Role::Signature
            | Role::Token
            | Role::Public
            | Role::OneTime
            | Role::Verdict
            | Role::SharedSecret => 1,
        };
        assert_eq!(keys.count(), keyed, "{name}: keys");
        // What proves something must not be computed over a value that is not there; a verdict on nothing is none.
        let refuses = of.absent == OnAbsent::Refused || of.role == Role::Verdict;
        assert!(refuses || !of.role.proves(), "{name} signs nothing");
        // What hides its arguments cannot be read backwards.
        let hides = (0..of.parameters.len()).all(|at| !of.reveals(at));
        assert!(of.inverse == Inverse::None || !hides, "{name}: inverse");
        assert!(of.role.clears_secrets() || of.is_as_secret_as(0), "{name}");
        match of.computation {
            Computation::Digest(_) => assert_eq!(of.role, Role::Digest, "{name}"),
            Computation::Mac(hash) => assert_eq!(hash.name(), name),
            Computation::Values => {}
        }
    }
}

/// A point of secp256k1: the generator, doubled.
const POINT: &str = "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";

/// An argument that the parameter accepts.
fn sample(function: Function, parameter: &Parameter) -> Value<'static> {
    let bytes = |hex: &str| {
        let text = Value::from(hex.to_owned());
        functions::call(Function::Unhex, &[text]).expect("digits")
    };
    match (function, parameter.name) {
        (Function::Unjson, "data") | (Function::WithoutMember, "t") => {
            return Value::from(r#"{"b":1,"AB22":2}"#);
        }
        (Function::Filled, _) => return json(r#"{"b":null,"a":2}"#),
        _ => {}
    }
    match (parameter.name, parameter.kind) {
        ("alg", ParameterKind::Text) => Value::from("HS256"),
        ("type", ParameterKind::Text) => Value::from("Mail"),
        ("types", ParameterKind::Pairs) => json(r#"{"Mail":{"v":"string"}}"#),
        ("message", ParameterKind::Pairs) => json(r#"{"v":"x"}"#),
        ("domain", ParameterKind::Pairs) => json(r#"{"name":"X"}"#),
        ("public", ParameterKind::Bytes) => bytes(POINT),
        // Base32, base58, base64 and hexadecimal digits at once.
        (_, ParameterKind::Data | ParameterKind::Text | ParameterKind::Names) => {
            Value::from("AB22")
        }
        ("signature", ParameterKind::Bytes) => bytes(&"01".repeat(64)),
        (_, ParameterKind::Bytes) => bytes(&"01".repeat(32)),
        (_, ParameterKind::MacKey | ParameterKind::JwtKey) => Value::from("key"),
        (_, ParameterKind::SeedKey) => bytes(&"9d".repeat(32)),
        (_, ParameterKind::Integer | ParameterKind::Whole | ParameterKind::Decimal) => {
            Value::Integer(2)
        }
        (_, ParameterKind::Bool) => Value::Bool(true),
        (_, ParameterKind::List) => json(r#"["a","b"]"#),
        (_, ParameterKind::Key(forms)) => key(forms),
        (
            _,
            ParameterKind::Pairs
            | ParameterKind::JsonPairs
            | ParameterKind::PairsOrList
            | ParameterKind::Json,
        ) => json(r#"{"b":1,"a":2}"#),
        (_, ParameterKind::Encodable | ParameterKind::Expression) => {
            panic!("{function:?} is no encoder, and not `each`")
        }
    }
}

/// A key in the first of some forms that this build reads.
fn key(forms: &[Form]) -> Value<'static> {
    forms.iter().find_map(|form| key_in(*form)).expect("a key")
}

fn key_in(form: Form) -> Option<Value<'static>> {
    const P256: &str = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFX\nZ7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth\n+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ\n-----END PRIVATE KEY-----\n";
    let curve = "01".repeat(32);
    let text = match form {
        Form::Rsa => include_str!("rsa_pkcs8.pem"),
        Form::P256 => P256,
        Form::RsaPublic => {
            "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCxizc3YXeYEL8Mf4/z0bKB87S7CqAk2WF7REGuK0O472waIZ3uya0FgnSOeyW9pEwaU7KFgZSk6i4HZVUhOEIbpvsXddmZQ+kUeOlMk2B75OfvNpYoVprWJQ2AK6iNbfWn3o26brbcbxyszdha9RhMQJ7WTbFWeWBob0fwLkvKTwIDAQAB"
        }
        Form::P256Public => "0397a889f2491e13fe286e0862e53ad13cd98e08499a31392c1024535804f8247c",
        Form::Secp256k1Public => POINT,
        _ => &curve,
    };
    let parsed = super::super::crypto::key_forms::parse(form, text);
    let key = parsed.ok().flatten()?;
    Some(Value::Key(std::sync::Arc::new(key)))
}

fn samples(function: Function) -> Vec<Value<'static>> {
    let parameters = function.definition().parameters.iter();
    parameters.map(|one| sample(function, one)).collect()
}

#[test]
fn results_are_of_the_kind_that_the_table_declares() {
    for (function, of) in all() {
        let args = samples(function);
        for count in of.required()..=args.len() {
            let result = functions::call(function, args.get(..count).unwrap_or_default());
            let result = result.unwrap_or_else(|e| panic!("{function:?} of {count}: {e}"));
            let expected = match of.result {
                ResultKind::Text | ResultKind::TextOrBytes => "text",
                ResultKind::Bytes => "bytes",
                ResultKind::Integer => "integer",
                ResultKind::Bool => "bool",
                // The sample of what may be any JSON is an object.
                ResultKind::AllMembers
                | ResultKind::SomeMembers
                | ResultKind::Pairs
                | ResultKind::Json => "pairs",
                ResultKind::List => "list",
            };
            assert_eq!(result.kind(), expected, "{function:?} of {count}");
        }
    }
}

#[test]
fn an_absent_argument_leads_to_what_the_table_declares() {
    for (function, of) in all() {
        for at in 0..of.required() {
            let mut args = samples(function);
            args[at] = Value::Absent;
            let result = functions::call(function, &args);
            match of.absent {
                OnAbsent::Refused => assert!(result.is_err(), "{function:?}: {result:?}"),
                OnAbsent::Absent | OnAbsent::AbsentIfEmpty => {
                    assert_eq!(result, Ok(Value::Absent), "{function:?}");
                }
            }
        }
    }
}

#[test]
fn an_empty_text_is_absent_where_the_table_declares_it() {
    for (function, of) in all() {
        let mut args = samples(function);
        args[0] = Value::from("");
        let Ok(result) = functions::call(function, &args) else {
            continue;
        };
        let expected = of.absent == OnAbsent::AbsentIfEmpty;
        assert_eq!(result.is_absent(), expected, "{function:?}");
    }
}

#[test]
fn members_are_passed_as_the_table_declares() {
    let names = |value: &Value<'_>| -> BTreeSet<String> {
        let members = value.to_members().unwrap_or_default();
        members.iter().map(|(name, _)| name.to_string()).collect()
    };
    for (function, of) in all() {
        let mut args = samples(function);
        if let Some(last) = args.get_mut(1)
            && of.result == ResultKind::SomeMembers
        {
            *last = Value::from("a");
        }
        let Ok(result) = functions::call(function, &args) else {
            panic!("{function:?}");
        };
        let (before, after) = (names(&args[0]), names(&result));
        match of.result {
            ResultKind::AllMembers => assert_eq!(after, before, "{function:?}"),
            ResultKind::SomeMembers => {
                assert!(after.is_subset(&before) && after != before, "{function:?}");
            }
            ResultKind::Text
            | ResultKind::Bytes
            | ResultKind::Integer
            | ResultKind::Bool
            | ResultKind::List
            | ResultKind::Pairs
            | ResultKind::Json
            | ResultKind::TextOrBytes => {}
        }
    }
}

/// What reveals nothing shows neither its first argument nor its key.
#[test]
fn roles_hide_what_they_say() {
    let hex = |value: &Value<'_>| match functions::call(
        Function::Hex,
        std::slice::from_ref(&value.clone().into_owned()),
    ) {
        Ok(Value::Text(text)) => text.into_owned(),
        _ => "none".to_owned(),
    };
    for (function, of) in all() {
        let args = samples(function);
        let result = functions::call(function, &args).expect("a result");
        for (at, arg) in args.iter().enumerate() {
            // A single digit may occur in any result.
            let digits = hex(arg);
            let shown = digits.len() > 2 && hex(&result).contains(&digits);
            assert!(of.reveals(at) || !shown, "{function:?} shows argument {at}");
        }
    }
}

/// Digests and MACs are computed in pieces, and of values in a constant: both give the same.
#[test]
fn computations_in_pieces_are_those_of_values() {
    let bytes = |short: &Short| Value::Bytes(Cow::Owned(short.as_slice().to_vec()));
    for (function, of) in all() {
        let in_pieces = match of.computation {
            Computation::Digest(with) => {
                let pieces = digest(with, &mut |sink| {
                    sink.text("AB");
                    sink.bytes(b"22");
                    Ok(true)
                });
                pieces.expect("a digest").expect("an input")
            }
            Computation::Mac(hash) => hmac(hash, b"key", b"AB22").expect("a MAC"),
            Computation::Values => continue,
        };
        let of_values = functions::call(function, &samples(function));
        assert_eq!(of_values, Ok(bytes(&in_pieces)), "{function:?}");
    }
}

/// A header of a call at a fixed time, verified after `change`.
fn read_back(value: Expr, change: fn(char) -> char) -> Result<VerifiedRequest, VerifyError> {
    let section = section("https://h.example", "/{path}", &[], Place::None);
    let plan = plan(&[], [header(&[("X-Value", value)])]);
    let signer = signer(scheme(section, Vec::new(), plan), &[]);
    let mut inputs = SigningInputs::at_us(1_700_000_000_123_000);
    inputs.random = Some(*b"sixteen bytes ok");
    let signed = sign(&signer, "GET", "x", "{}", &inputs);
    let sent = signed.header("X-Value").expect("the header");
    let sent: String = sent.chars().map(change).collect();
    signer.verify(
        &ReceivedRequest {
            section: 0,
            method: "GET",
            endpoint: "x",
            path: "/x",
            path_encode: &[],
            query: None,
            headers: &[("X-Value", &sent)],
            body: b"",
            base: None,
        },
        &SessionValues::new(),
    )
}

/// Hexadecimal digits of a digest pass through functions whose inverse finds them, and no others.
#[test]
fn the_letter_case_of_hex_is_ignored_where_the_digits_are_found() {
    let other_case = |c: char| match c.is_ascii_lowercase() {
        true => c.to_ascii_uppercase(),
        false => c.to_ascii_lowercase(),
    };
    for (function, of) in all() {
        let of_path = call(Function::Sha256, [Expr::Name(Name::Path)]);
        let digits = call(Function::Hex, [of_path.clone()]);
        let (value, found) = match of.inverse {
            Inverse::Encoded(encoding) => (call(function, [of_path]), encoding == Encoding::Hex),
            Inverse::Text | Inverse::LetterCase => (call(function, [digits]), true),
            Inverse::Prefix | Inverse::Suffix => (call(function, [digits, text("=1")]), true),
            Inverse::Slice => (call(function, [digits, int(0), int(9)]), false),
            Inverse::Json => (call(function, [digits]), false),
            Inverse::Join => (call(function, [Expr::List(l([digits]))]), false),
            Inverse::Replaced => (call(function, [digits, text("-"), text("")]), false),
            Inverse::None | Inverse::Sum | Inverse::Shift | Inverse::Jwt => continue,
        };
        assert!(read_back(value.clone(), |c| c).is_ok(), "{function:?}");
        let verified = read_back(value, other_case);
        assert_eq!(verified.is_ok(), found, "{function:?}: {verified:?}");
    }
}

#[test]
fn inverses_recover_the_clock_or_the_random_bytes() {
    let clock = Expr::Clock(Unit::Millis);
    for (function, of) in all() {
        let args = match of.inverse {
            Inverse::None => continue,
            Inverse::LetterCase => vec![clock.clone()],
            Inverse::Replaced => vec![clock.clone(), text("x"), text("y")],
            Inverse::Text | Inverse::Json => vec![clock.clone()],
            Inverse::Prefix | Inverse::Suffix => vec![clock.clone(), text("x1")],
            Inverse::Sum => vec![clock.clone(), int(120)],
            Inverse::Shift => vec![clock.clone(), int(3)],
            Inverse::Slice => vec![clock.clone(), int(0), int(13)],
            Inverse::Encoded(_) => vec![Expr::Random],
            Inverse::Jwt => {
                let claims = object([member("iat", clock.clone())]);
                vec![claims, text("HS256"), text("key")]
            }
            Inverse::Join => vec![Expr::List(l([text("at"), clock.clone()])), text("-")],
        };
        let found = read_back(call(function, args), |c| c);
        let found = found.unwrap_or_else(|e| panic!("{function:?}: {e}"));
        match of.inverse {
            Inverse::Encoded(_) => {
                assert_eq!(found.random, Some(*b"sixteen bytes ok"), "{function:?}");
            }
            _ => assert_eq!(
                found.clock_ns,
                Some(1_700_000_000_123_000_000),
                "{function:?}"
            ),
        }
    }
}
