//! What `surface` says of a client is what the emitters write.

use crate::read;
use specie_codegen::emit::rust::emit_module;
use specie_codegen::emit::rust::surface::{Form, shown, surface};
use specie_codegen::options::RustOptions;
use std::collections::BTreeSet;
use std::path::Path;
use syn::{Fields, GenericArgument, Item, PathArguments, Type, Visibility};

/// The items of a client by its text: paths, with the types of fields and variants.
fn written(text: &str) -> BTreeSet<String> {
    let file = syn::parse_file(text).expect("generated code parses");
    let mut found = BTreeSet::new();
    for item in file.items {
        if let Item::Mod(module) = item {
            collect(&module.content.unwrap().1, "", &mut found);
        }
    }
    found
}

fn collect(items: &[Item], module: &str, found: &mut BTreeSet<String>) {
    for item in items {
        match item {
            // Plans are data, not items.
            Item::Mod(inner) if inner.ident == "plans" => {}
            Item::Mod(inner) => {
                let name = inner.ident.to_string();
                let content = &inner.content.as_ref().unwrap().1;
                match (module, name.as_str()) {
                    ("", "streams") => collect(content, "streams", found),
                    ("", _) => collect(content, "", found),
                    _ => {
                        let path = format!("{module}::{}", name.trim_start_matches("r#"));
                        collect(content, &path, found);
                        found.insert(path);
                    }
                }
            }
            Item::Const(constant) if is_public(&constant.vis) => {
                found.insert(format!("{module}::{}", constant.ident));
            }
            Item::Struct(record) => {
                let name = &within(module, &record.ident);
                found.insert(name.to_string());
                let is_private = record.fields.iter().any(|field| !is_public(&field.vis));
                found.insert(format!("{name} {}", attributes(&record.attrs, is_private)));
                for field in &record.fields {
                    if let (Some(ident), true) = (&field.ident, is_public(&field.vis)) {
                        let ident = ident.to_string();
                        let ident = ident.trim_start_matches("r#");
                        found.insert(format!("{name}.{ident}: {}", text_of(&field.ty)));
                    }
                }
            }
            Item::Enum(choice) => {
                let name = &within(module, &choice.ident);
                found.insert(name.to_string());
                found.insert(format!("{name} {}", attributes(&choice.attrs, false)));
                for variant in &choice.variants {
                    let data = match &variant.fields {
                        Fields::Unnamed(fields) => format!("({})", text_of(&fields.unnamed[0].ty)),
                        _ => String::new(),
                    };
                    found.insert(format!("{name}::{}{data}", variant.ident));
                }
            }
            Item::Impl(block) => {
                for inner in &block.items {
                    if let syn::ImplItem::Fn(method) = inner {
                        let name = method.sig.ident.to_string();
                        let returns = match &method.sig.output {
                            syn::ReturnType::Type(_, ty) => text_of(ty),
                            syn::ReturnType::Default => String::new(),
                        };
                        let request = method.sig.inputs.iter().find_map(|input| match input {
                            syn::FnArg::Typed(input) => {
                                let is_it = matches!(&*input.pat, syn::Pat::Ident(pat) if pat.ident == "request");
                                is_it.then(|| text_of(&input.ty))
                            }
                            syn::FnArg::Receiver(_) => None,
                        });
                        let name = name.trim_start_matches("r#");
                        found.insert(format!(
                            "Client::{name}({}) -> {returns}",
                            request.unwrap_or_default()
                        ));
                    }
                }
            }
            Item::Macro(call) => {
                let name = call.mac.path.segments.last().unwrap().ident.to_string();
                match name.as_str() {
                    "builder" => builder(module, &call.mac.tokens.to_string(), found),
                    "stream_items" => {
                        let items: syn::File = call.mac.parse_body().expect("items");
                        collect(&items.items, module, found);
                    }
                    "stream_events" => events(module, &call.mac, found),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// A name in the module of a stream, by its path.
fn within(module: &str, name: &syn::Ident) -> String {
    match module.is_empty() {
        true => name.to_string(),
        false => format!("{module}::{name}"),
    }
}

/// The enum that `stream_events!` writes.
fn events(module: &str, call: &syn::Macro, found: &mut BTreeSet<String>) {
    let tokens = call.tokens.to_string();
    let event = format!("{module}::Event");
    found.insert(event.clone());
    found.insert(format!("{event} Clone Debug open"));
    for (variant, data) in [
        ("Gap", "Gap"),
        ("Reset", "Reset"),
        ("Unknown", "UnknownMessage"),
    ] {
        found.insert(format!("{event}::{variant}({data})"));
    }
    let inside = tokens.split_once('{').unwrap().1;
    for line in inside.split(" => ").collect::<Vec<_>>().windows(2) {
        let [before, after] = line else { continue };
        // `… Variant : Channel 0 Of(0) => Type as wire, …`
        let head = before.rsplit_once(" : ").unwrap();
        let variant = head.0.rsplit(|c: char| !is_word(c)).next().unwrap();
        let channel = head.1.split(' ').next().unwrap();
        let ty = after.split([',', '}']).next().unwrap();
        let ty = ty.split(" as ").next().unwrap();
        let ty: Type = syn::parse_str(ty.trim()).unwrap();
        found.insert(format!(
            "{event}::{variant}(Message<{channel}, {}>)",
            text_of(&ty)
        ));
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The derives of a type, and whether it is open: callers cannot create it, or match all of it.
fn attributes(attributes: &[syn::Attribute], is_private: bool) -> String {
    let mut traits = Vec::new();
    let mut open = if is_private { "open" } else { "closed" };
    for attribute in attributes {
        if attribute.path().is_ident("non_exhaustive") {
            open = "open";
        }
        if attribute.path().is_ident("derive") {
            let _ = attribute.parse_nested_meta(|meta| {
                traits.push(meta.path.get_ident().unwrap().to_string());
                Ok(())
            });
        }
    }
    format!("{} {open}", traits.join(" "))
}

/// A type without paths and lifetimes.
fn text_of(ty: &Type) -> String {
    match ty {
        Type::Path(path) => {
            let last = path.path.segments.last().unwrap();
            let name = last.ident.to_string();
            segment(&name, &last.arguments)
        }
        Type::Reference(reference) => format!("&{}", text_of(&reference.elem)),
        Type::Tuple(_) => "()".to_owned(),
        Type::ImplTrait(bounds) => match bounds.bounds.first().unwrap() {
            syn::TypeParamBound::Trait(bound) => {
                let last = bound.path.segments.last().unwrap();
                format!("impl {}", segment(&last.ident.to_string(), &last.arguments))
            }
            _ => "?".to_owned(),
        },
        _ => "?".to_owned(),
    }
}

fn segment(name: &str, arguments: &PathArguments) -> String {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return name.to_owned();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(text_of(ty)),
        _ => None,
    });
    let types: Vec<String> = types.collect();
    match types.is_empty() {
        true => name.to_owned(),
        false => format!("{name}<{}>", types.join(", ")),
    }
}

/// `Name new(a: T) { setter: T, } rest map: T`: the constructor with its arguments, and the names of the setters.
fn builder(module: &str, tokens: &str, found: &mut BTreeSet<String>) {
    use proc_macro2::{Delimiter, TokenStream, TokenTree};
    let (name, rest) = tokens.split_once(' ').unwrap();
    let name = match module.is_empty() {
        true => name.to_owned(),
        false => format!("{module}::{name}"),
    };
    let tokens: Vec<TokenTree> = rest.parse::<TokenStream>().unwrap().into_iter().collect();
    let mut groups = tokens.iter().filter_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() != Delimiter::Bracket => Some(group),
        _ => None,
    });
    let needed = names(groups.next().unwrap().stream());
    found.insert(format!("{name}::new({})", needed.join(", ")));
    let mut setters = names(groups.next().unwrap().stream());
    let others = tokens
        .iter()
        .skip_while(|token| token.to_string() != "rest");
    setters.extend(names(others.skip(1).cloned().collect()));
    for setter in setters {
        found.insert(format!("{name}::{setter}"));
    }
}

/// The names before each `:` that stands alone, also those after `or`.
fn names(stream: proc_macro2::TokenStream) -> Vec<String> {
    use proc_macro2::{Spacing, TokenTree};
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let ident = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(ident)) => {
            Some(ident.to_string().trim_start_matches("r#").to_owned())
        }
        _ => None,
    };
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let alone = matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Alone);
        let after_another =
            at > 0 && matches!(&tokens[at - 1], TokenTree::Punct(punct) if punct.as_char() == ':');
        if !alone || after_another {
            continue;
        }
        // `lag or clear_lag: i64` has two names.
        if at >= 3 && ident(at - 2).as_deref() == Some("or") {
            found.extend(ident(at - 3));
        }
        found.extend(ident(at - 1));
    }
    found
}

/// The same by `surface`.
fn declared(api: &specie_codegen::model::Api) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for item in surface(api) {
        let path = item.path.clone();
        match item.form {
            Form::Type { traits, open, .. } => {
                let derived = |one: &&&str| !one.starts_with("From<") && **one != "Default";
                let traits: Vec<&str> = traits.iter().filter(derived).copied().collect();
                let open = if open { "open" } else { "closed" };
                found.insert(format!("{path} {} {open}", traits.join(" ")));
                found.insert(path);
            }
            Form::Field { ty } => {
                found.insert(format!("{path}: {}", shown(&ty)));
            }
            Form::Variant { data } => {
                let data = data.map(|data| format!("({})", shown(&data)));
                found.insert(format!("{path}{}", data.unwrap_or_default()));
            }
            Form::Function {
                arguments, returns, ..
            } => match path.strip_prefix("Client::") {
                Some(_) => {
                    let mut request = arguments.iter().filter(|(name, _)| name == "request");
                    let request = request.next().map(|(_, ty)| shown(ty));
                    found.insert(format!(
                        "{path}({}) -> {}",
                        request.unwrap_or_default(),
                        shown(&returns)
                    ));
                }
                None if path.ends_with("::new") => {
                    let names: Vec<&str> =
                        arguments.iter().map(|(name, _)| name.as_str()).collect();
                    found.insert(format!("{path}({})", names.join(", ")));
                }
                None => {
                    found.insert(path);
                }
            },
            Form::Constant | Form::Module => {
                found.insert(path);
            }
        }
    }
    found
}

/// Items that only one of both tells of, for reasons.
fn is_told(item: &str) -> bool {
    // Written by macros of the runtime, or the same in every client.
    let by_macros = [
        "::as_str",
        "::as_int",
        "::as_scalar",
        "::is_final",
        "::compare_progress",
    ];
    let same = ["Client ", "Settings", "Environment ", "Credentials "];
    let names = ["Client", "Environment", "Credentials"];
    by_macros.iter().any(|end| item.ends_with(end))
        || same.iter().any(|start| item.starts_with(start))
        || names.contains(&item)
}

fn specs() -> Vec<std::path::PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = vec![root.join("tests/front/whole.yaml")];
    for folder in ["../specs", "../tests/torture", "../tests/signing"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            found.push(entry.unwrap().path());
        }
    }
    for entry in std::fs::read_dir(root.join("../tests/golden")).unwrap() {
        found.push(entry.unwrap().path().join("spec.yaml"));
    }
    found.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "yaml")
    });
    found.sort();
    found
}

#[test]
fn the_surface_is_what_the_emitters_write() {
    let mut compared = 0;
    for path in specs() {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let Some(api) = read("spec.yaml", &text) else {
            continue;
        };
        let (written, declared) = (
            written(&emit_module(&api, &RustOptions::default())),
            declared(&api),
        );
        let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| -> Vec<String> {
            a.iter()
                .filter(|item| !b.contains(*item) && !is_told(item))
                .cloned()
                .collect()
        };
        let (missing, extra) = (only(&written, &declared), only(&declared, &written));
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{}: written, not declared: {missing:#?}\ndeclared, not written: {extra:#?}",
            path.display()
        );
        compared += declared.len();
    }
    assert!(compared > 2000, "only {compared} items were compared");
}
