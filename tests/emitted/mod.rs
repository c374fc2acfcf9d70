//! Collects the runtime data of generated clients: their statics of the types `Provider`, `Operation`, `Webhook` and
//! `StreamPlan`.
//!
//! The statics are private, most of them inside methods, so their text is taken from the generated files.

use quote::{ToTokens, format_ident, quote};
use std::error::Error;
use std::path::Path;
use syn::{Block, ImplItem, Item, ItemStatic, ItemUse, Stmt, Type, UseTree};

/// Writes Rust with one [`Client`] for each folder of generated files, as `CLIENTS`.
pub fn collect(clients: &[Client]) -> Result<String, Box<dyn Error>> {
    let mut modules = Vec::new();
    let mut rows = Vec::new();
    for (at, client) in clients.iter().enumerate() {
        let mut collected = Collected::default();
        for file in &client.files {
            println!("cargo::rerun-if-changed={}", file.display());
            let text = std::fs::read_to_string(file)?;
            collected.module(&syn::parse_file(&text)?.items, &[]);
        }
        let module = format_ident!("client_{at}");
        let Collected { statics, names } = collected;
        modules.push(quote!(mod #module { #(#statics)* }));
        let of = |kind: &str| {
            let names = names.iter().filter(move |(known, _)| *known == kind);
            let paths: Vec<_> = names.map(|(_, name)| quote!(&#module::#name)).collect();
            paths
        };
        let spec = &client.spec;
        let (providers, operations, webhooks) = (of("Provider"), of("Operation"), of("Webhook"));
        let streams = of("StreamPlan");
        rows.push(quote! {
            Client { spec: #spec, provider: #(#providers)*, operations: &[#(#operations),*], webhooks: &[#(#webhooks),*], streams: &[#(#streams),*] }
        });
    }
    Ok(quote! {
        #(#modules)*
        /// The data of every generated client.
        static CLIENTS: &[Client] = &[#(#rows),*];
    }
    .to_string())
}

/// A generated client.
pub struct Client {
    /// Path of its spec.
    pub spec: String,
    /// Its files.
    pub files: Vec<std::path::PathBuf>,
}

impl Client {
    /// The client in a folder.
    pub fn of(spec: String, folder: &Path) -> Result<Self, Box<dyn Error>> {
        let mut files = std::fs::read_dir(folder)?
            .map(|entry| Ok(entry?.path()))
            .collect::<std::io::Result<Vec<_>>>()?;
        files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
        files.sort();
        Ok(Self { spec, files })
    }
}

/// The statics of one client.
#[derive(Default)]
struct Collected {
    /// Each in a module of its own, with the imports that it was written with.
    statics: Vec<proc_macro2::TokenStream>,
    /// Type and path of each.
    names: Vec<(&'static str, proc_macro2::TokenStream)>,
}

impl Collected {
    fn module(&mut self, items: &[Item], outer: &[&ItemUse]) {
        let mut uses = outer.to_vec();
        uses.extend(items.iter().filter_map(|item| match item {
            Item::Use(item) if is_of_a_crate(item) => Some(item),
            _ => None,
        }));
        for item in items {
            match item {
                Item::Static(item) => self.add(item, &uses),
                Item::Fn(item) => self.block(&item.block, &uses),
                Item::Mod(item) => {
                    if let Some((_, items)) = &item.content {
                        self.module(items, &[]);
                    }
                }
                Item::Macro(item)
                    if item
                        .mac
                        .path
                        .segments
                        .last()
                        .is_some_and(|last| last.ident == "stream_items") =>
                {
                    if let Ok(inside) = item.mac.parse_body::<syn::File>() {
                        self.module(&inside.items, &[]);
                    }
                }
                Item::Impl(item) => {
                    for item in &item.items {
                        if let ImplItem::Fn(method) = item {
                            self.block(&method.block, &uses);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn block(&mut self, block: &Block, uses: &[&ItemUse]) {
        for statement in &block.stmts {
            if let Stmt::Item(Item::Static(item)) = statement {
                self.add(item, uses);
            }
        }
    }

    fn add(&mut self, item: &ItemStatic, uses: &[&ItemUse]) {
        let Type::Path(path) = item.ty.as_ref() else {
            return;
        };
        let Some(last) = path.path.segments.last() else {
            return;
        };
        let kinds = ["Provider", "Operation", "Webhook", "StreamPlan"];
        let Some(kind) = kinds.into_iter().find(|kind| last.ident == *kind) else {
            return;
        };
        let module = format_ident!("m{}", self.statics.len());
        let (name, ty, value) = (&item.ident, &item.ty, &item.expr);
        self.statics.push(quote! {
            pub mod #module {
                #![allow(unused_imports)]
                #(#uses)*
                pub static #name: #ty = #value;
            }
        });
        self.names
            .push((kind, quote!(#module::#name).into_token_stream()));
    }
}

/// Whether a `use` starts at a crate, and not at a module of the client.
fn is_of_a_crate(item: &ItemUse) -> bool {
    let first = match &item.tree {
        UseTree::Path(path) => path.ident.to_string(),
        _ => return false,
    };
    item.leading_colon.is_some() || first == "specie_runtime"
}
