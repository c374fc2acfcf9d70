//! Code that clippy does not check as part of a crate contains no panic either: generated clients, and the macros that they expand.
//!
//! `runtime/src/lib.rs` and those of the other libraries deny clippy's lints. They do not see what a macro of another crate expands to, and
//! not the clients of users.

#![allow(missing_docs, reason = "tests")]

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};

/// Methods that panic where there is no value.
const METHODS: [&str; 4] = ["unwrap", "expect", "unwrap_err", "expect_err"];

/// Macros that panic; `debug_assert!` does so in the programs of users while they develop.
const MACROS: [&str; 10] = [
    "panic",
    "unreachable",
    "todo",
    "unimplemented",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
];

/// Words after which `[…]` is no index.
const BEFORE_LISTS: [&str; 10] = [
    "as", "break", "dyn", "else", "in", "let", "match", "mut", "ref", "return",
];

/// What can panic in these tokens, each with its line.
fn panics(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let after = tokens.get(at + 1);
        let line = token.span().start().line;
        match token {
            TokenTree::Ident(name) => {
                let is_called = is_mark(before, '.') || is_mark(before, ':');
                let is_method = is_called && METHODS.iter().any(|method| name == method);
                let is_macro = is_mark(after, '!') && MACROS.iter().any(|known| name == known);
                if is_method || is_macro || name == "unsafe" {
                    found.push(format!("{line}: `{name}`"));
                }
            }
            TokenTree::Group(group) => {
                let brackets = group.delimiter() == Delimiter::Bracket && is_value(&tokens[..at]);
                if brackets && is_index(group.stream()) {
                    found.push(format!("{line}: an index"));
                }
                panics(group.stream(), found);
            }
            _ => {}
        }
    }
}

/// Whether brackets after a value index it. Empty ones do not, `..` alone takes all, and `$(…)*` is a list that a macro takes or passes on.
fn is_index(inside: TokenStream) -> bool {
    let mut tokens = inside.clone().into_iter();
    let (first, second) = (tokens.next(), tokens.next());
    let repeats = is_mark(first.as_ref(), '$') && matches!(second, Some(TokenTree::Group(_)));
    !repeats && !matches!(inside.to_string().as_str(), "" | "..")
}

fn is_mark(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}

/// Whether these tokens end with a value, so that brackets that follow are an index.
fn is_value(tokens: &[TokenTree]) -> bool {
    match tokens.last() {
        Some(TokenTree::Ident(name)) => {
            let is_lifetime = is_mark(tokens.iter().nth_back(1), '\'');
            !is_lifetime && BEFORE_LISTS.iter().all(|word| name != word)
        }
        Some(TokenTree::Group(group)) => {
            matches!(
                group.delimiter(),
                Delimiter::Parenthesis | Delimiter::Bracket
            )
        }
        Some(TokenTree::Literal(_)) => true,
        Some(TokenTree::Punct(punct)) => punct.as_char() == '?',
        None => false,
    }
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn generated_clients_and_their_macros_cannot_panic() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for (folder, least) in [
        ("generated-client/src", 20),
        ("tests/golden", 8),
        ("runtime/src/macros", 5),
    ] {
        let mut files = Vec::new();
        sources(&root.join(folder), &mut files);
        assert!(files.len() >= least, "{folder}: {} files", files.len());
        for file in files {
            let text = fs::read_to_string(&file).expect("a text");
            let tokens = text.parse().expect("Rust");
            let mut own = Vec::new();
            panics(tokens, &mut own);
            found.extend(
                own.iter()
                    .map(|panic| format!("{}:{panic}", file.display())),
            );
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_can_panic_is_found() {
    let found = |text: &str| {
        let mut found = Vec::new();
        panics(text.parse().expect("Rust"), &mut found);
        found.len()
    };
    for bad in [
        "fn f() { x.unwrap() }",
        "decode! { a => b.expect(\"there\") }",
        "fn f() { values.map(Option::unwrap) }",
        "fn f() { x[0] }",
        "fn f() { f(x)[1..] }",
        "fn f() { x[0][1] }",
        "encode! { $name[at] }",
        "fn f() { panic!() }",
        "fn f() { if x { std::unreachable!() } }",
        "fn f() { debug_assert_eq!(a, b) }",
        "unsafe fn f() {}",
    ] {
        assert!(found(bad) > 0, "{bad}");
    }
    for good in [
        "fn f(x: &[u8], y: &mut [u8; 4]) -> [u8; 2] { [1, 2] }",
        "#[doc = \"x.unwrap()\"] static A: &[&str] = &[\"a\"];",
        "fn f() { let [a, b] = x; for y in [a, b] {} }",
        "fn f() { x.unwrap_or_default(); &x[..] }",
        "/// Call `x.unwrap()`, or `panic!`.\nstruct Expect { unwrap: u8 }",
        "fn f() -> &'static [u8] { vec![1] }",
        "($table:ident [$($wire:literal)*]) => { next!($table [$($wire)*]) }",
    ] {
        assert_eq!(found(good), 0, "{good}");
    }
}
