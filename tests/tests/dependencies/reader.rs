//! Reads what one module defines and uses from its syntax.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};

/// Names as they are written, or the names of a module from the crate's root; empty for the root.
pub type Path = Vec<String>;

/// What a module defines and uses.
#[derive(Default)]
pub struct Module {
    pub file: String,
    /// Names that `use` binds, with the path as it is written.
    pub names: BTreeMap<String, Path>,
    /// Modules and enums of which everything is used.
    pub globs: Vec<Path>,
    /// Items that are defined here.
    pub items: BTreeSet<String>,
    /// All paths that occur; of an enum that is defined here, each `Enum::Variant`.
    pub paths: BTreeSet<Path>,
    /// Texts in the code.
    pub texts: BTreeSet<String>,
}

pub fn parsed(file: &str, text: &str) -> syn::File {
    syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Whether an item exists in tests only.
pub fn is_for_tests(item: &syn::Item) -> bool {
    let attributes = match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && matches!(&attribute.meta, syn::Meta::List(list)
                if names_test(list.tokens.clone()) )
    })
}

/// Whether a condition asks for `test`, outside of `not(…)`.
fn names_test(condition: TokenStream) -> bool {
    let mut negated = false;
    for token in condition {
        match token {
            TokenTree::Ident(ident) if ident == "test" => return true,
            TokenTree::Ident(ident) => negated = ident == "not",
            TokenTree::Group(group) if !negated && names_test(group.stream()) => return true,
            _ => {}
        }
    }
    false
}

/// Collects what a module defines and uses.
#[derive(Default)]
pub struct Reader {
    pub module: Module,
    /// Macros that `#[macro_export]` puts into the root of the crate.
    pub exported: Vec<String>,
}

impl Reader {
    pub fn item(&mut self, item: &syn::Item) {
        let name = match item {
            syn::Item::Const(item) => Some(&item.ident),
            syn::Item::Enum(item) => Some(&item.ident),
            syn::Item::Fn(item) => Some(&item.sig.ident),
            syn::Item::Static(item) => Some(&item.ident),
            syn::Item::Struct(item) => Some(&item.ident),
            syn::Item::Trait(item) => Some(&item.ident),
            syn::Item::Type(item) => Some(&item.ident),
            syn::Item::Union(item) => Some(&item.ident),
            syn::Item::Macro(item) => {
                let exported = item.attrs.iter().any(|a| a.path().is_ident("macro_export"));
                let name = item.ident.as_ref();
                self.exported
                    .extend(name.filter(|_| exported).map(ToString::to_string));
                name
            }
            _ => None,
        };
        self.module.items.extend(name.map(ToString::to_string));
        self.visit_item(item);
    }

    fn used(&mut self, before: &mut Path, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.used(before, &path.tree);
                before.pop();
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                self.bind(before.last().cloned(), before.clone());
            }
            syn::UseTree::Name(name) => {
                let name = name.ident.to_string();
                let path: Path = before.iter().cloned().chain([name.clone()]).collect();
                self.bind(Some(name), path);
            }
            syn::UseTree::Rename(rename) => {
                let mut path = before.clone();
                if rename.ident != "self" {
                    path.push(rename.ident.to_string());
                }
                self.bind(Some(rename.rename.to_string()), path);
            }
            syn::UseTree::Glob(_) => {
                self.module.globs.push(before.clone());
                self.module.paths.insert(before.clone());
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.used(before, tree);
                }
            }
        }
    }

    fn bind(&mut self, name: Option<String>, path: Path) {
        self.module.paths.insert(path.clone());
        // `use x;` of a macro of this module binds it to itself.
        if let Some(name) = name
            && path != [name.clone()]
        {
            self.module.names.insert(name, path);
        }
    }

    /// The paths in the input or the rules of a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Path = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.end(&mut path);
                    }
                    path.push(ident.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                }
                other => {
                    self.end(&mut path);
                    colons = 0;
                    match other {
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        TokenTree::Literal(literal) => self.text(&literal.to_string()),
                        _ => {}
                    }
                }
            }
        }
        self.end(&mut path);
    }

    /// A literal as it is written; of texts, those without escapes are kept.
    fn text(&mut self, written: &str) {
        let text = written.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        self.module.texts.extend(text.map(str::to_owned));
    }

    fn end(&mut self, path: &mut Path) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.module.paths.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.used(&mut Vec::new(), &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut names: Path = path.segments.iter().map(|s| s.ident.to_string()).collect();
        self.end(&mut names);
        visit::visit_path(self, path);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        for variant in &item.variants {
            let path = vec![item.ident.to_string(), variant.ident.to_string()];
            self.module.paths.insert(path);
        }
        visit::visit_item_enum(self, item);
    }

    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.module.texts.insert(text.value());
    }

    fn visit_macro(&mut self, of: &'ast syn::Macro) {
        self.tokens(of.tokens.clone());
        visit::visit_macro(self, of);
    }
}
