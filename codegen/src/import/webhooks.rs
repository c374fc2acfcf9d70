//! Webhooks of a document: its own `webhooks` of 3.1, the extension `x-webhooks`, and callbacks of operations.

use super::document::Tree;
use super::draft::{Origin, Owner, Use, Webhook};
use super::schema::{Schemas, description};
use super::texts;
use crate::json_pointer::Place;
use crate::names;
use specie_runtime::signing::plan::Data;
use std::collections::HashSet;

const METHODS: &[&str] = &["post", "put", "get", "patch", "delete"];

/// Reads all webhooks.
pub(crate) fn webhooks<'d>(root: &'d Data, schemas: &mut Schemas<'d>) -> Vec<Webhook> {
    let place = Place::root();
    let mut taken = HashSet::new();
    let mut found = Vec::new();
    for key in ["webhooks", "x-webhooks"] {
        let at = place.name(key);
        for (name, item) in root.get(key).map_or(&[][..], Tree::members) {
            item_of(name, item, &at.name(name), schemas, &mut taken, &mut found);
        }
    }
    let paths = place.name("paths");
    for (path, item) in root.get("paths").map_or(&[][..], Tree::members) {
        let at = paths.name(path);
        for (method, operation) in item.members() {
            let at = at.name(method);
            let at = at.name("callbacks");
            for (name, callback) in operation.get("callbacks").map_or(&[][..], Tree::members) {
                let at = at.name(name);
                let Some((callback, pointer)) = schemas.resolve(callback, &at) else {
                    continue;
                };
                for (expression, item) in callback.members() {
                    let at = Place::at(&pointer);
                    item_of(
                        name,
                        item,
                        &at.name(expression),
                        schemas,
                        &mut taken,
                        &mut found,
                    );
                }
            }
        }
    }
    found
}

/// Webhooks of a path item: one for each method, of which there is only one in practice.
fn item_of<'d>(
    name: &str,
    item: &'d Data,
    place: &Place<'_>,
    schemas: &mut Schemas<'d>,
    taken: &mut HashSet<String>,
    found: &mut Vec<Webhook>,
) {
    let Some((item, pointer)) = schemas.resolve(item, place) else {
        return;
    };
    let at = Place::at(&pointer);
    for (method, node) in item.members() {
        if !METHODS.contains(&method.to_ascii_lowercase().as_str()) {
            continue;
        }
        let at = at.name(method);
        let base = names::snake(name).unwrap_or_else(|| "webhook".to_owned());
        let base = names::bare(&base).to_owned();
        let mut name = base.clone();
        let mut number = 1_usize;
        while !taken.insert(name.clone()) {
            number += 1;
            name = format!("{base}_{number}");
        }
        let summary = node.text("summary").or_else(|| description(node));
        let doc = texts::sentence(&texts::line(summary.unwrap_or_default()));
        let (event, form) = event(node, &at, &name, schemas);
        if event.is_json()
            || !matches!(
                event.base,
                super::draft::Base::Type(_) | super::draft::Base::Forms(_)
            )
        {
            schemas.report.note(
                &at,
                "the event of the webhook is no object with members",
                "the webhook is left out",
            );
            continue;
        }
        schemas.report.note(
            &at,
            "the document does not say how deliveries are signed",
            "a draft of the webhook, whose `verify` is a placeholder",
        );
        found.push(Webhook {
            name,
            doc,
            event,
            form,
            place: at.to_string(),
            left_out: false,
        });
    }
}

/// The type of the event, and whether it arrives as a form.
fn event<'d>(
    node: &'d Data,
    place: &Place<'_>,
    name: &str,
    schemas: &mut Schemas<'d>,
) -> (Use, bool) {
    let at = place.name("requestBody");
    let Some(body) = node.get("requestBody") else {
        return (Use::json(), false);
    };
    let Some((body, pointer)) = schemas.resolve(body, &at) else {
        return (Use::json(), false);
    };
    let content = body.get("content").map_or(&[][..], Tree::members);
    let json = content.iter().find(|(name, _)| name.contains("json"));
    let Some((media, value)) = json.or_else(|| content.first()) else {
        return (Use::json(), false);
    };
    let form = media == "application/x-www-form-urlencoded";
    let at = Place::at(&pointer);
    let at = at.name("content");
    let at = at.name(media);
    let origin = Origin::Inside(Owner::Named(name.to_owned()), "event".to_owned());
    let event = match value.get("schema") {
        Some(schema) => schemas.read(schema, &at.name("schema"), &origin),
        None => Use::json(),
    };
    (event, form)
}
