//! An update over small specs.

use specie_codegen::update::{self, Inputs, Updated};
use specie_codegen::{Options, load};

/// The draft of a small API. What is `[left|right]` in it is `left`.
pub const DRAFT: &str = r#"provider: acme
title: Acme
docs: https://acme.example/api
sections:
  default: { base: "https://acme.example", path: "/v1/{path}", params: { GET: query, else: json } }
  orders: {}
defaults: { section: orders, source: https://acme.example/api }

operations:
  # ---- orders
  list_orders:
    doc: Lists orders.
    call: GET orders
    params:
      market: text -- market
      limit?: int 1..100 = 20 -- size of a page
    answer: list<Order>

  create_order:
    doc: Places an order.
    call: POST orders
    params:
      market: text -- market
      side: Side -- direction
      amount: decimal > 0 -- how much
    answer: Order

  get_order:
    doc: Reads an order.
    call: GET orders/{id}
    params:
      id: text -- identifier
    answer: Order

types:
  Order:
    doc: An order.
    fields:
      id: text -- identifier
      side: Side -- direction
      status: OrderStatus -- state
      fee?: Fee -- fee
  Side:
    doc: A direction.
    enum: text
    values: [buy, sell]
  OrderStatus:
    doc: A state.
    enum: text
    values:
      open: open
      done: executed
  Fee:
    doc: A fee.
    fields:
      amount: decimal -- how much
      coin: text -- of which coin
"#;

/// A text after replacements, each of which must apply.
pub fn edited(text: &str, edits: &[(&str, &str)]) -> String {
    let mut text = text.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "{from:?} is not in the text");
        text = text.replacen(from, to, 1);
    }
    text
}

/// Updates `spec`, which was made from `old`, to `new`.
pub fn update(old: &str, spec: &str, new: &str, prune: bool) -> Updated {
    let record = update::record("old", old).expect("a draft");
    again(&record, spec, new, prune)
}

/// Updates a spec with a record.
pub fn again(record: &str, spec: &str, new: &str, prune: bool) -> Updated {
    let inputs = Inputs {
        path: "acme.yaml",
        spec,
        record,
        draft: new,
        prune,
    };
    update::update(&inputs).unwrap_or_else(|error| panic!("{error}"))
}

/// The summary in lines: `taken place, what`.
pub fn told(updated: &Updated) -> Vec<String> {
    let summary = &updated.summary;
    let lists = [
        ("taken", &summary.taken),
        ("kept", &summary.kept),
        ("conflict", &summary.conflicts),
    ];
    let lines = lists.into_iter().flat_map(|(list, items)| {
        items
            .iter()
            .map(move |item| format!("{list} {}, {}", item.place, item.what))
    });
    lines.collect()
}

/// The codes of the errors that `check --draft` finds.
pub fn errors(spec: &str) -> Vec<String> {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let loaded = load("acme.yaml", spec, &options);
    let shown = loaded.blocking();
    shown
        .iter()
        .map(|one| {
            format!(
                "{} line {}: {}",
                one.code,
                loaded.source.line(one.span.start),
                one.message
            )
        })
        .collect()
}

/// Lines that are in `new` and not in `old`, and the other way round, as a diff shows them.
pub fn diff(old: &str, new: &str) -> Vec<String> {
    let diff = similar::TextDiff::from_lines(old, new);
    let changed = diff.iter_all_changes().filter_map(|change| {
        let sign = match change.tag() {
            similar::ChangeTag::Equal => return None,
            similar::ChangeTag::Delete => '-',
            similar::ChangeTag::Insert => '+',
        };
        Some(format!("{sign}{}", change.value().trim_end_matches('\n')))
    });
    changed.collect()
}
