//! The layout: one box below the other, and one lane at their left for what each is used for further down.

use super::flow::{Flow, Node};
use crate::markdown::visible;
use std::fmt::Write as _;
use tera::Value;

/// Width of a drawing. A phone shows it a little smaller, a large screen a little larger.
const WIDTH: usize = 372;
/// Most of the width that lanes take.
const LANES: usize = 96;
/// Distance of lanes, where there are few.
const APART: usize = 13;
const GAP: usize = 11;
const LOW: usize = 32;
const HIGH: usize = 46;
/// Radius of corners.
const ROUND: usize = 5;

/// A box in its place.
struct Row<'a> {
    node: &'a Node,
    top: usize,
    height: usize,
    /// The lane that leads down from it, if it is used.
    lane: Option<usize>,
}

/// A flow as inline SVG; `id` is unique on the page, and `title` says what is drawn.
pub fn svg(flow: &Flow, id: &str, title: &str) -> Value {
    if flow.nodes().is_empty() {
        return Value::none();
    }
    let rows = rows(flow);
    let lanes = rows
        .iter()
        .filter_map(|row| row.lane)
        .max()
        .map_or(0, |most| most + 1);
    let apart = APART.min(LANES / lanes.max(1)).max(3);
    let left = 8 + lanes * apart + 8;
    let height = rows.last().map_or(0, |row| row.top + row.height + 3);
    let mut out = String::new();
    let id = escaped(id);
    let _ = write!(
        out,
        "<svg class=\"drawing\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-words\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-words\">{}</desc>",
        escaped(title),
        escaped(&flow.in_words())
    );
    for (at, row) in rows.iter().enumerate() {
        wires(
            &rows,
            at,
            row,
            &|lane| left - 8 - (lane + 1) * apart + apart / 2,
            left,
            &mut out,
        );
    }
    for row in &rows {
        shown(row, left, &mut out);
    }
    out.push_str("</svg>");
    Value::safe_string(&out)
}

/// The rows, each with the first lane that is free from it to its last use.
fn rows(flow: &Flow) -> Vec<Row<'_>> {
    let nodes = flow.nodes();
    let last_use = |at: usize| nodes.iter().rposition(|node| node.from.contains(&at));
    // Until which row each lane is taken.
    let mut taken: Vec<usize> = Vec::new();
    let mut top = 3;
    let mut rows = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        let lane = last_use(at).map(|last| {
            let free = taken.iter().position(|until| *until < at);
            let lane = free.unwrap_or(taken.len());
            match taken.get_mut(lane) {
                Some(until) => *until = last,
                None => taken.push(last),
            }
            lane
        });
        let height = if node.bytes.is_some() { HIGH } else { LOW };
        rows.push(Row {
            node,
            top,
            height,
            lane,
        });
        top += height + GAP;
    }
    rows
}

/// The wires that end at a row.
fn wires(
    rows: &[Row<'_>],
    at: usize,
    row: &Row<'_>,
    place: &dyn Fn(usize) -> usize,
    left: usize,
    out: &mut String,
) {
    let count = row.node.from.len();
    for (index, from) in row.node.from.iter().enumerate() {
        let Some(source) = rows.get(*from).filter(|_| *from < at) else {
            continue;
        };
        let x = place(source.lane.unwrap_or_default());
        let start = source.top + source.height * 2 / 3;
        // Several wires arrive one below the other.
        let end = row.top + row.height * (index + 1) / (count + 1);
        let class = source.node.kind.class();
        let _ = write!(
            out,
            "<path class=\"wire {class}\" d=\"M{left} {start}H{}Q{x} {start} {x} {}V{}Q{x} {end} {} {end}H{}\"/>\
             <path class=\"dot {class}\" d=\"M{} {end}l-6 -3.500v7z\"/>",
            x + ROUND,
            start + ROUND,
            end.saturating_sub(ROUND).max(start + ROUND),
            x + ROUND,
            left - 4,
            left
        );
    }
}

fn shown(row: &Row<'_>, left: usize, out: &mut String) {
    let Row {
        node, top, height, ..
    } = row;
    let width = WIDTH - left - 2;
    let _ = write!(
        out,
        "<g class=\"{}\"><rect class=\"box\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"7\"/>\
         <text class=\"strong\" x=\"{}\" y=\"{}\">{}</text>",
        node.kind.class(),
        left + 10,
        top + 20,
        escaped(&shortened(&visible(&node.title), width * 10 / 72))
    );
    if let Some(bytes) = &node.bytes {
        let _ = write!(
            out,
            "<text class=\"bytes\" x=\"{}\" y=\"{}\">{}</text>",
            left + 10,
            top + 36,
            escaped(&shortened(&visible(bytes), width * 10 / 68))
        );
    }
    out.push_str("</g>");
}

/// Beginning and end of a text that is longer than `most` characters.
fn shortened(text: &str, most: usize) -> String {
    let characters: Vec<char> = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    if characters.len() <= most {
        return characters.into_iter().collect();
    }
    let tail = most / 4;
    let head = most.saturating_sub(tail + 1);
    let start = characters.iter().take(head);
    let end = characters.iter().skip(characters.len() - tail);
    start.chain(['…'].iter()).chain(end).collect()
}

fn escaped(text: &str) -> String {
    super::super::highlight::escaped(text)
}
