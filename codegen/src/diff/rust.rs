//! What callers meet who compile against the regenerated client.

use super::change::{At, Line, Place};
use super::pairs::{Pair, pairs};
use super::{Comparison, Severity};
use crate::emit::rust::surface::{Form, Item, shown, surface};
use crate::rules::changes::rust as rule;
use std::collections::{BTreeMap, BTreeSet};

impl Comparison<'_> {
    pub(super) fn compare_rust(&mut self) {
        if self.old.provider != self.new.provider {
            let (was, is) = (&self.old.provider, &self.new.provider);
            let message = format!("the module and the feature are `{is}`, before: `{was}`");
            let place = Place::new("provider");
            self.report(
                &rule::RUST_MODULE_RENAMED,
                Severity::Breaking,
                &place,
                message,
            );
        }
        let (mut old, new) = (surface(self.old), surface(self.new));
        let renamed = self.renamed(&old, &new);
        for item in &mut old {
            *item = in_new_names(item, &renamed);
        }
        for (was, is) in renamed.methods.iter().chain(&renamed.types) {
            self.report_renamed(was, is, &new);
        }
        let open: BTreeMap<&str, bool> = old.iter().filter_map(openness).collect();
        let added = new.iter().filter_map(openness).map(|(path, _)| path);
        let added = added.filter(|path| !open.contains_key(path)).collect();
        for pair in pairs(&old, &new, |item| item.path.clone()) {
            match pair {
                Pair::Both(was, is) => self.item(was, is),
                Pair::Added(is) => self.item_added(is, &open, &added),
                Pair::Removed(was) => self.item_removed(was, &open, &new),
            }
        }
    }

    fn report_renamed(&mut self, was: &str, is: &str, new: &[Item]) {
        let place = new
            .iter()
            .find(|item| item.path == is)
            .map(|item| place_of(item, true));
        let place = place.unwrap_or_else(|| Place::new("types"));
        let message = format!("`{is}`, before: `{was}`");
        self.report(
            &rule::RUST_ITEM_RENAMED,
            Severity::Breaking,
            &place,
            message,
        );
    }

    /// Which names of the old client are others in the new one, although they are of the same operation or type.
    fn renamed(&self, old: &[Item], new: &[Item]) -> Renamed {
        let has = |items: &[Item], path: &str| items.iter().any(|item| item.path == path);
        let mut renamed = Renamed::default();
        let note = |to: &mut BTreeMap<String, String>, was: String, is: String| {
            if was != is && has(old, &was) && has(new, &is) && !has(new, &was) && !has(old, &is) {
                to.insert(was, is);
            }
        };
        for pair in &self.operations {
            let Pair::Both(was, is) = pair else { continue };
            let method = |name: &str| format!("Client::{}", name.trim_start_matches("r#"));
            note(
                &mut renamed.methods,
                method(&was.rust_name),
                method(&is.rust_name),
            );
            note(
                &mut renamed.types,
                was.request_name.clone(),
                is.request_name.clone(),
            );
        }
        for (was, is) in &self.partners {
            let mut is = is.iter();
            let (Some(is), None) = (is.next(), is.next()) else {
                continue;
            };
            let others = self
                .partners
                .values()
                .filter(|all| all.contains(is))
                .count();
            let names = (self.old.types.get(was.0), self.new.types.get(is.0));
            if let ((Some(was), Some(is)), 1) = (names, others) {
                note(&mut renamed.types, was.name.clone(), is.name.clone());
            }
        }
        renamed
    }

    /// `open`: the types of the old client, and whether callers must expect more of them; `added`: those of the new one alone.
    fn item_added(&mut self, is: &Item, open: &BTreeMap<&str, bool>, added: &BTreeSet<&str>) {
        let owner = owner(&is.path);
        // What comes with its type is not told one by one.
        if owner.is_some_and(|owner| added.contains(owner)) {
            return;
        }
        let breaks = match is.form {
            Form::Field { .. } | Form::Variant { .. } => {
                owner.and_then(|owner| open.get(owner)) == Some(&false)
            }
            _ => false,
        };
        let severity = match breaks {
            true => Severity::Breaking,
            false => Severity::Compatible,
        };
        let place = place_of(is, true);
        let message = format!("new: {}", declared(is));
        self.report(&rule::RUST_ITEM_ADDED, severity, &place, message);
    }

    fn item_removed(&mut self, was: &Item, open: &BTreeMap<&str, bool>, new: &[Item]) {
        // What goes with its type is not told one by one.
        let whole = owner(&was.path).is_some_and(|owner| {
            open.contains_key(owner) && !new.iter().any(|item| item.path == owner)
        });
        if whole {
            return;
        }
        let place = place_of(was, false);
        let message = format!("gone: {}", declared(was));
        self.report(
            &rule::RUST_ITEM_REMOVED,
            Severity::Breaking,
            &place,
            message,
        );
    }

    fn item(&mut self, was: &Item, is: &Item) {
        let place = place_of(is, true);
        match (&was.form, &is.form) {
            (
                Form::Type { word, traits, open },
                Form::Type {
                    word: new_word,
                    traits: new_traits,
                    open: new_open,
                },
            ) => {
                if word != new_word {
                    let message = format!("`{}` is a {new_word}, before: {word}", is.path);
                    self.report(
                        &rule::RUST_TYPE_CHANGED,
                        Severity::Breaking,
                        &place,
                        message,
                    );
                }
                self.traits(&is.path, traits, new_traits, &place);
                if open != new_open {
                    let (severity, message) = match new_open {
                        true => (Severity::Breaking, "is `#[non_exhaustive]` now"),
                        false => (Severity::Compatible, "is no longer `#[non_exhaustive]`"),
                    };
                    let message = format!("`{}` {message}", is.path);
                    self.report(&rule::RUST_OPENNESS_CHANGED, severity, &place, message);
                }
            }
            (Form::Field { ty: was }, Form::Field { ty }) if was != ty => {
                let message = format!("`{}: {}`, before: `{}`", is.path, shown(ty), shown(was));
                self.report(
                    &rule::RUST_TYPE_CHANGED,
                    Severity::Breaking,
                    &place,
                    message,
                );
            }
            (Form::Function { .. }, Form::Function { .. }) => self.function(was, is, &place),
            (was_form, is_form) if was_form != is_form => {
                let message = format!("{}, before: {}", declared(is), declared(was));
                self.report(
                    &rule::RUST_TYPE_CHANGED,
                    Severity::Breaking,
                    &place,
                    message,
                );
            }
            _ => {}
        }
    }

    fn traits(&mut self, path: &str, old: &[&str], new: &[&str], place: &Place) {
        let missing = |from: &[&str], other: &[&str]| -> Vec<String> {
            let missing = from.iter().filter(|one| !other.contains(one));
            missing.map(|one| format!("`{one}`")).collect()
        };
        let (gone, added) = (missing(old, new), missing(new, old));
        let rule = &rule::RUST_TRAITS_CHANGED;
        if !gone.is_empty() {
            let message = format!("`{path}` no longer implements {}", gone.join(", "));
            self.report(rule, Severity::Breaking, place, message);
        }
        if !added.is_empty() {
            let message = format!("`{path}` implements {}", added.join(", "));
            self.report(rule, Severity::Compatible, place, message);
        }
    }

    fn function(&mut self, was: &Item, is: &Item, place: &Place) {
        let (
            Form::Function {
                arguments,
                returns,
                deprecated,
            },
            Form::Function {
                arguments: new_arguments,
                returns: new_returns,
                deprecated: new_deprecated,
            },
        ) = (&was.form, &is.form)
        else {
            return;
        };
        let types =
            |list: &[(String, String)]| list.iter().map(|(_, ty)| ty.clone()).collect::<Vec<_>>();
        let names = |list: &[(String, String)]| {
            list.iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        };
        let (before, now) = (declared(was), declared(is));
        let rule = &rule::RUST_SIGNATURE_CHANGED;
        if returns != new_returns || !accepts(&types(arguments), &types(new_arguments)) {
            let message = format!("{now}, before: {before}");
            self.report(rule, Severity::Breaking, place, message);
        } else if super::pairs::reordered(&names(arguments), &names(new_arguments)) {
            let message = format!(
                "arguments of one type changed places, so callers compile and pass the wrong values: {now}, before: {before}"
            );
            self.report(rule, Severity::Breaking, place, message);
        } else if arguments != new_arguments {
            let message = format!("{now}, before: {before}; callers compile as before");
            self.report(rule, Severity::Note, place, message);
        }
        if deprecated != new_deprecated {
            let message = match new_deprecated {
                true => format!("`{}` is deprecated", is.path),
                false => format!("`{}` is no longer deprecated", is.path),
            };
            self.report(&rule::RUST_DEPRECATED, Severity::Compatible, place, message);
        }
    }
}

/// Names that changed, old to new.
#[derive(Default)]
struct Renamed {
    methods: BTreeMap<String, String>,
    types: BTreeMap<String, String>,
}

/// An item of the old client with the names that the new one has.
fn in_new_names(item: &Item, renamed: &Renamed) -> Item {
    let types = |text: &str| words_replaced(text, &renamed.types);
    let path = match renamed.methods.get(&item.path) {
        Some(path) => path.clone(),
        None => types(&item.path),
    };
    let form = match &item.form {
        Form::Field { ty } => Form::Field { ty: types(ty) },
        Form::Variant { data } => Form::Variant {
            data: data.as_deref().map(types),
        },
        Form::Function {
            arguments,
            returns,
            deprecated,
        } => Form::Function {
            arguments: arguments
                .iter()
                .map(|(name, ty)| (name.clone(), types(ty)))
                .collect(),
            returns: types(returns),
            deprecated: *deprecated,
        },
        form @ (Form::Type { .. } | Form::Constant | Form::Module) => form.clone(),
    };
    Item {
        path,
        form,
        place: item.place.clone(),
        span: item.span,
    }
}

/// A text with words replaced that do not follow `::` or `.`: names that the client declares.
fn words_replaced(text: &str, by: &BTreeMap<String, String>) -> String {
    if by.is_empty() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    let is_own = |out: &str| !out.ends_with([':', '.']);
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        let whole = std::mem::take(&mut word);
        let replaced = by.get(&whole).filter(|_| is_own(&out));
        out.push_str(replaced.unwrap_or(&whole));
        out.push(c);
    }
    let replaced = by.get(&word).filter(|_| is_own(&out));
    out.push_str(replaced.unwrap_or(&word));
    out
}

/// Whether a function that took `old` also takes what its callers give if it takes `new`.
fn accepts(old: &[String], new: &[String]) -> bool {
    let takes = |old: &String, new: &String| {
        old == new
            || old.strip_prefix('&').is_some_and(|request| {
                new.starts_with("impl ") && new.ends_with(&format!("OptionalRequest<{request}>"))
            })
    };
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| takes(old, new))
}

/// The type that an item belongs to.
fn owner(path: &str) -> Option<&str> {
    let (owner, _) = path.rsplit_once("::").or_else(|| path.rsplit_once('.'))?;
    Some(owner)
}

/// A type, and whether callers must expect more of it.
fn openness(item: &Item) -> Option<(&str, bool)> {
    match item.form {
        Form::Type { open, .. } => Some((&item.path, open)),
        _ => None,
    }
}

/// An item as callers see it.
fn declared(item: &Item) -> String {
    let path = &item.path;
    match &item.form {
        Form::Type { word, .. } => format!("`{word} {path}`"),
        Form::Field { ty } => format!("`{path}: {}`", shown(ty)),
        Form::Variant { data: None } => format!("`{path}`"),
        Form::Variant { data: Some(data) } => format!("`{path}({})`", shown(data)),
        Form::Function {
            arguments, returns, ..
        } => {
            let arguments: Vec<String> = arguments
                .iter()
                .map(|(name, ty)| match ty.is_empty() {
                    true => name.clone(),
                    false => format!("{name}: {}", shown(ty)),
                })
                .collect();
            format!("`{path}({}) -> {}`", arguments.join(", "), shown(returns))
        }
        Form::Constant => format!("`const {path}`"),
        Form::Module => format!("`mod {path}`"),
    }
}

fn place_of(item: &Item, is_new: bool) -> Place {
    let line = item.span.map(Line::Of);
    let at = line.map(|line| if is_new { At::New(line) } else { At::Old(line) });
    let money = match &item.form {
        Form::Field { ty } => ty.contains("Amount"),
        _ => false,
    };
    Place {
        path: item.place.clone(),
        at,
        money,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_the_client_are_replaced() {
        let by = BTreeMap::from([("Order".to_owned(), "Trade".to_owned())]);
        for (text, expected) in [
            ("Order", "Trade"),
            ("Order::new", "Trade::new"),
            ("Vec<Order>", "Vec<Trade>"),
            ("specie_runtime::Order", "specie_runtime::Order"),
            ("OrderList", "OrderList"),
            ("Book.Order", "Book.Order"),
        ] {
            assert_eq!(words_replaced(text, &by), expected, "{text}");
        }
    }

    #[test]
    fn a_request_that_may_be_left_out_may_be_given() {
        let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let optional = texts(&["impl specie_runtime::OptionalRequest<List>"]);
        assert!(accepts(&texts(&["&List"]), &optional));
        assert!(!accepts(&optional, &texts(&["&List"])));
        assert!(!accepts(&texts(&[]), &optional));
    }
}
