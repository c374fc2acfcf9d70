//! No response, however garbled, leads to a claim that it does not prove. The proof is checked independently, with another JSON reader.

use super::{Kind, NAMES, Outcome, TransportResponse, outcome};
use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// JSON with its members as they stood, so that one given twice shows.
#[derive(Clone, Debug, PartialEq)]
enum Tree {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Tree;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_unit<E>(self) -> Result<Tree, E> {
                Ok(Tree::Null)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
                Ok(Tree::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
                Ok(Tree::Number(value.to_string()))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
                Ok(Tree::Number(value.to_string()))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
                Ok(Tree::Number(value.to_string()))
            }
            fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
                Ok(Tree::Text(value.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Tree::List(items))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Tree::Object(members))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// The member `name` of the document, if there is just one.
fn one<'t>(tree: &'t Option<Tree>, name: &str) -> Option<&'t Tree> {
    let Some(Tree::Object(members)) = tree else {
        return None;
    };
    let mut named = members.iter().filter(|(known, _)| known == name);
    let (_, value) = named.next()?;
    named.next().is_none().then_some(value)
}

fn text(tree: Option<&Tree>) -> Option<&str> {
    match tree {
        Some(Tree::Text(text) | Tree::Number(text)) => Some(text),
        _ => None,
    }
}

/// Whether a document proves that nothing was done.
fn proves_refusal(status: u16, tree: &Option<Tree>, envelope: &str) -> bool {
    let code = text(one(tree, "code"));
    let listed = code.is_some_and(|code| code == "A1" || code.ends_with(".missing"));
    let error = one(tree, "error");
    let message = text(error);
    let starts = |start: &str| message.is_some_and(|message| message.starts_with(start));
    if code == Some("U1") || starts("status unknown") {
        return false;
    }
    let listed = listed || starts("no funds");
    let says_no = match envelope {
        "word" => matches!(error, Some(Tree::Text(text)) if text != "ok"),
        "digit" => code.is_some_and(|code| code != "0"),
        "batch" => code.is_some_and(|code| code != "0" && code != "2"),
        "number" => {
            matches!(one(tree, "code"), Some(Tree::Number(code)) if code != "0")
                || one(tree, "ok") == Some(&Tree::Bool(false))
        }
        "absent" | "status" => match error {
            Some(Tree::Text(text)) => !text.trim().is_empty(),
            Some(Tree::List(items)) => !items.is_empty(),
            Some(Tree::Object(members)) => !members.is_empty(),
            Some(Tree::Number(_) | Tree::Bool(true)) => true,
            _ => false,
        },
        _ => false,
    };
    match status {
        200..300 => says_no || listed,
        408 | 425 | 444 | 460 | 499 | 500.. => listed,
        400..500 => true,
        _ => false,
    }
}

/// Whether a document may be that of a success.
fn may_be_success(
    status: u16,
    body: &[u8],
    tree: &Option<Tree>,
    envelope: &str,
    due: &str,
) -> bool {
    let code = one(tree, "code");
    let ok = match envelope {
        "word" => one(tree, "error") == Some(&Tree::Text("ok".to_owned())),
        "digit" | "batch" => text(code) == Some("0"),
        "number" => {
            matches!(code, Some(Tree::Number(code)) if code == "0")
                || one(tree, "ok") == Some(&Tree::Bool(true))
        }
        "absent" | "status" => {
            tree.is_some() && matches!(one(tree, "error"), None | Some(Tree::Null))
        }
        _ => true,
    };
    let fits = match due {
        "none" => tree.is_some() || !body.trim_ascii().starts_with(b"<"),
        "maybe" => tree.is_some() || body.trim_ascii().is_empty(),
        _ => tree.is_some(),
    };
    (200..300).contains(&status) && ok && fits
}

/// Bodies that mean something, to be garbled.
const BODIES: [&str; 15] = [
    r#"{"error":"ok","result":{"id":"1"}}"#,
    r#"{"error":"That is not a valid address for that coin!","code":"A1"}"#,
    r#"{"code":"0","data":{"id":"1"}}"#,
    r#"{"code":0,"ok":true,"id":"1","error":null}"#,
    r#"{"code":"2","data":[{"id":"1"},{"id":"2","error":"no"}]}"#,
    r#"{"code":"51008","error":"no"}"#,
    r#"{"ok":false,"code":1,"error":["no"]}"#,
    r#"{"code":"wallet.missing","error":{"code":"A1"}}"#,
    r#"{"error":"no funds on account 7","code":"A1"}"#,
    r#"{"error":"no","code":"U1"}"#,
    r#"{"error":"status unknown","code":"A1"}"#,
    r#"{"id":"1"}"#,
    r#"[{"id":"1"}]"#,
    "<!DOCTYPE html><html><body>{\"error\":\"ok\"}</body></html>",
    "",
];

/// What stands in a garbled body now and then.
const PIECES: [&str; 16] = [
    "\"error\"",
    "\"code\"",
    "\"ok\"",
    "\"0\"",
    "0",
    "null",
    "true",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\\u006f",
    "\u{feff}",
    " ",
];

fn garbled() -> impl Strategy<Value = Vec<u8>> {
    let change = (
        0..6u8,
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<u8>(),
    );
    let changes = prop::collection::vec(change, 0..4);
    (prop::sample::select(&BODIES[..]), changes).prop_map(|(body, changes)| {
        let mut body = body.as_bytes().to_vec();
        for (what, at, which, byte) in changes {
            let index = at.index(body.len() + 1);
            let piece = PIECES[which.index(PIECES.len())];
            match what {
                0 => body.truncate(index),
                1 => drop(body.splice(index..index, piece.bytes())),
                2 if index < body.len() => body[index] = byte,
                3 if index < body.len() => drop(body.remove(index)),
                4 => body.extend_from_within(index..),
                5 => {
                    let end = index + which.index(body.len() - index + 1);
                    body.splice(index..end, piece.bytes());
                }
                _ => {}
            }
        }
        body
    })
}

fn statuses() -> impl Strategy<Value = u16> {
    prop_oneof![
        4 => Just(200),
        1 => prop::sample::select(&[201u16, 204, 302, 303, 400, 404, 408, 425, 499, 500, 503][..]),
        1 => 100..1000u16,
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_claim_is_made_without_proof(
        body in garbled(),
        status in statuses(),
        envelope in prop::sample::select(&["no", "word", "digit", "number", "absent", "status", "batch", "data"][..]),
        due in prop::sample::select(&["object", "maybe", "list", "json", "none"][..]),
        kind in prop::sample::select(&[Kind::Safe, Kind::Keyed, Kind::Never][..]),
    ) {
        prop_assert!(envelope == "no" || NAMES.contains(&envelope));
        let seen = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&body);
        let tree: Option<Tree> = serde_json::from_slice(seen).ok();
        let response = TransportResponse { status, headers: Vec::new(), body: body.clone() };
        let made = outcome(&response, envelope, due, kind);
        let told = match &made {
            Ok(_) => Outcome::Done,
            Err(error) => error.outcome(),
        };
        match told {
            Outcome::Done => prop_assert!(may_be_success(status, seen, &tree, envelope, due), "{:?}", made),
            Outcome::Rejected => prop_assert!(proves_refusal(status, &tree, envelope), "{:?}", made),
            Outcome::Partial => {
                prop_assert_eq!((envelope, text(one(&tree, "code"))), ("batch", Some("2")));
                prop_assert!((200..300).contains(&status));
            }
            Outcome::Ambiguous => prop_assert_ne!(kind, Kind::Safe),
            Outcome::Unanswered => prop_assert_eq!(kind, Kind::Safe),
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
