//! The verdict on callers, compared with the compiler: a program that uses everything that the old client declares is compiled against the new one.
//!
//! `cargo test -p specie-codegen --test diff -- --ignored callers` takes minutes. All clients are modules of one crate; those whose callers do not compile
//! are taken out until the rest does. `SAMPLE=500` compares more mutated specs.

use crate::versions::{Package, Versions, versions};
use specie_codegen::diff::{Diff, Semver};
use specie_codegen::emit::rust::surface::{Form, Item, surface};
use specie_codegen::model::Api;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A program that uses all items of a client, which it finds in `client`.
fn caller(api: &Api) -> String {
    let items = surface(api);
    let mut out = format!("use super::client::{}::*;\n", api.provider);
    out.push_str("fn clone<T: Clone>() {}\nfn debug<T: std::fmt::Debug>() {}\nfn equal<T: PartialEq>() {}\nfn default<T: Default>() {}\nfn copy<T: Copy>() {}\nfn hash<T: std::hash::Hash>() {}\n");
    for (at, item) in items.iter().enumerate() {
        let path = &item.path;
        let below = |separator: &str| {
            let start = format!("{path}{separator}");
            items
                .iter()
                .filter(move |one| one.path.starts_with(&start))
                .collect::<Vec<&Item>>()
        };
        let _ = match &item.form {
            Form::Type { word, traits, open } => {
                let uses = traits.iter().filter_map(|one| {
                    let function = match *one {
                        "Clone" => "clone",
                        "Debug" => "debug",
                        "PartialEq" => "equal",
                        "Default" => "default",
                        "Copy" => "copy",
                        "Hash" => "hash",
                        _ => return None,
                    };
                    Some(format!("{function}::<{path}>();"))
                });
                let _ = writeln!(
                    out,
                    "pub fn traits{at}() {{ {} }}",
                    uses.collect::<String>()
                );
                match (*word, open) {
                    ("enum", _) => {
                        let variants = below("::").into_iter().filter_map(|one| match &one.form {
                            Form::Variant { data: None } => Some(format!("{} => (),", one.path)),
                            Form::Variant { data: Some(_) } => {
                                Some(format!("{}(_) => (),", one.path))
                            }
                            _ => None,
                        });
                        let other = if *open { "_ => ()," } else { "" };
                        let arms = variants.collect::<String>() + other;
                        writeln!(
                            out,
                            "pub fn match{at}(x: {path}) {{ match x {{ {arms} }} }}"
                        )
                    }
                    (_, false) => {
                        let fields: Vec<(&str, &str)> = below(".")
                            .into_iter()
                            .filter_map(|one| match &one.form {
                                Form::Field { ty } => {
                                    Some((one.path.rsplit('.').next()?, ty.as_str()))
                                }
                                _ => None,
                            })
                            .collect();
                        let arguments: Vec<String> = fields
                            .iter()
                            .map(|(name, ty)| format!("r#{name}: {ty}"))
                            .collect();
                        let names: Vec<String> =
                            fields.iter().map(|(name, _)| format!("r#{name}")).collect();
                        writeln!(
                            out,
                            "pub fn make{at}({}) -> {path} {{ {path} {{ {} }} }}",
                            arguments.join(", "),
                            names.join(", ")
                        )
                    }
                    _ => Ok(()),
                }
            }
            Form::Field { ty } => {
                let (owner, name) = path.rsplit_once('.').unwrap();
                writeln!(
                    out,
                    "pub fn field{at}(x: &{owner}) -> &{ty} {{ &x.r#{name} }}"
                )
            }
            Form::Variant { data: Some(data) } => {
                let (owner, _) = path.rsplit_once("::").unwrap();
                writeln!(
                    out,
                    "pub fn variant{at}(data: {data}) -> {owner} {{ {path}(data) }}"
                )
            }
            Form::Variant { data: None } => {
                let (owner, _) = path.rsplit_once("::").unwrap();
                writeln!(out, "pub fn variant{at}() -> {owner} {{ {path} }}")
            }
            Form::Function {
                arguments, returns, ..
            } => {
                out.push_str(&function(at, path, arguments, returns));
                Ok(())
            }
            Form::Constant => writeln!(out, "pub const CONSTANT{at}: &str = {path};"),
            Form::Module => writeln!(
                out,
                "pub use super::client::{}::{path} as module{at};",
                api.provider
            ),
        };
    }
    out
}

/// A function that calls one of the client with arguments of exactly its types.
fn function(at: usize, path: &str, arguments: &[(String, String)], returns: &str) -> String {
    let (owner, name) = path.rsplit_once("::").unwrap();
    let given = |ty: &str| -> String {
        let inner = |before: &str| {
            ty.strip_prefix(before)
                .and_then(|rest| rest.strip_suffix('>'))
        };
        if let Some(ty) = inner("impl Into<") {
            ty.to_owned()
        } else if let Some(ty) = inner("impl specie_runtime::OptionalRequest<") {
            format!("&'a {ty}")
        } else {
            ty.replace('&', "&'a ")
        }
    };
    let given = |ty: &str| given(&ty.replace("::std::convert::", ""));
    let returns = match returns.replace(
        "specie_runtime::ResponseFuture<",
        "specie_runtime::ResponseFuture<'a, ",
    ) {
        own if own == "Self" => owner.to_owned(),
        returns => returns,
    };
    let names: Vec<String> = (0..arguments.len())
        .map(|number| format!("a{number}"))
        .collect();
    let typed: Vec<String> = arguments
        .iter()
        .zip(&names)
        .map(|((_, ty), name)| format!("{name}: {}", given(ty)))
        .collect();
    let (typed, names) = (typed.join(", "), names.join(", "));
    match (owner, name) {
        ("Client", _) if name.starts_with("verify_") => {
            format!(
                "pub fn function{at}(x: &Client) -> {returns} {{ x.{name}([(\"a\", \"b\")], b\"\") }}\n"
            )
        }
        ("Client", _) if name.starts_with("fetch_") => String::new(),
        ("Client", _) if name.starts_with("error_data") => {
            format!(
                "pub fn function{at}(a0: &specie_runtime::Error) -> {returns} {{ Client::{name}(a0) }}\n"
            )
        }
        ("Client", _) => format!(
            "pub fn function{at}<'a>(x: &'a Client, {typed}) -> {returns} {{ x.r#{name}({names}) }}\n"
        ),
        (_, "new") => {
            format!("pub fn function{at}<'a>({typed}) -> {returns} {{ {owner}::new({names}) }}\n")
        }
        (_, "as_str" | "as_int" | "as_scalar" | "is_final") => {
            format!("pub fn function{at}(x: &{owner}) {{ let _ = x.{name}(); }}\n")
        }
        (_, "compare_progress") => {
            format!("pub fn function{at}(x: &{owner}) {{ let _ = x.{name}(x); }}\n")
        }
        _ => format!(
            "pub fn function{at}<'a>(x: {owner}, {typed}) -> {returns} {{ x.r#{name}({names}) }}\n"
        ),
    }
}

/// Whether a caller of the old client must fail to compile. What compiles and is wrong, or concerns the module's name, the compiler does not say.
fn must_fail(versions: &Versions) -> bool {
    let silent = |message: &str| message.starts_with("arguments of one type changed places");
    let changes = versions
        .diff()
        .changes
        .into_iter()
        .filter(|change| !silent(&change.message) && change.rule.code != "rust-module-renamed");
    let told = Diff {
        changes: changes.collect(),
    };
    told.semver() == Semver::Major
}

/// The versions whose callers do not compile, by their place in the list.
fn failing(all: &[Versions]) -> BTreeSet<usize> {
    let package = Package::new("callers");
    for (at, versions) in all.iter().enumerate() {
        package.client(at, &versions.new);
        // A client of the new version has the name of the new provider.
        let caller = caller(&versions.old).replace(
            &format!("super::client::{}::", versions.old.provider),
            &format!("super::client::{}::", versions.new.provider),
        );
        package.write(&format!("src/v{at}/caller.rs"), &caller);
        package.write(
            &format!("src/v{at}/mod.rs"),
            "pub mod client;\npub mod caller;\n",
        );
    }
    let mut failing = BTreeSet::new();
    loop {
        package.root((0..all.len()).filter(|at| !failing.contains(at)));
        let run = package
            .cargo(&["check", "--offline", "--message-format=short"])
            .output()
            .unwrap();
        if run.status.success() {
            return failing;
        }
        let errors = String::from_utf8_lossy(&run.stderr).into_owned();
        let before = failing.len();
        for line in errors.lines().filter(|line| line.contains(": error")) {
            let place = line
                .split("src/v")
                .nth(1)
                .and_then(|rest| rest.split_once('/'));
            let Some((at, file)) = place else { continue };
            assert!(file.starts_with("caller.rs"), "{line}");
            failing.insert(at.parse().unwrap());
        }
        assert!(failing.len() > before, "{errors}");
    }
}

#[test]
#[ignore = "compiles clients, which takes minutes"]
fn callers_fail_exactly_where_the_verdict_is_major() {
    let all = versions();
    let failing = failing(&all);
    let wrong: Vec<String> = all
        .iter()
        .enumerate()
        .filter(|(at, versions)| must_fail(versions) != failing.contains(at))
        .map(|(at, versions)| {
            format!(
                "{} ({}): {}",
                at,
                if failing.contains(&at) {
                    "does not compile"
                } else {
                    "compiles"
                },
                versions.name
            )
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}: {wrong:#?}",
        wrong.len(),
        all.len()
    );
    println!(
        "{} versions, {} of them do not compile",
        all.len(),
        failing.len()
    );
}
