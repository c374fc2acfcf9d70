//! The places of `spec.yaml` that take a text.

const TEMPLATE: &str = include_str!("spec.yaml");

/// A place that takes a text.
#[derive(Clone, Debug)]
pub struct Place {
    /// What the template calls it.
    pub name: String,
    /// It becomes a name in Rust too.
    pub is_name: bool,
    /// It stands in a folded block.
    pub is_block: bool,
    /// It is a name in a JSON path, where `.` and `[` separate names.
    pub is_path: bool,
}

/// A piece of the template: what stands before a place, and the place.
struct Piece {
    before: &'static str,
    place: Place,
    parts: [&'static str; 3],
}

fn pieces() -> (Vec<Piece>, &'static str) {
    // What is said at the top shows places too.
    let mut rest = &TEMPLATE[TEMPLATE.find("provider:").unwrap_or_default()..];
    let mut pieces = Vec::new();
    while let Some((before, behind)) = rest.split_once('«') {
        let (inside, behind) = behind.split_once('»').expect("a place is closed");
        let (name, parts) = match inside.split_once('|') {
            Some((name, parts)) => {
                let mut parts = parts.split('|');
                let mut next = || parts.next().unwrap_or_default();
                (name, [next(), next(), next()])
            }
            None => {
                let (name, harmless) = inside.split_once(':').expect("a harmless text");
                (name, ["", harmless, ""])
            }
        };
        pieces.push(Piece {
            before,
            place: Place {
                name: name.trim_start_matches(['*', '%']).to_owned(),
                is_name: name.starts_with('*'),
                is_block: name.starts_with('%'),
                is_path: parts[0] == "body.",
            },
            parts,
        });
        rest = behind;
    }
    (pieces, rest)
}

/// All places.
pub fn places() -> Vec<Place> {
    pieces().0.into_iter().map(|piece| piece.place).collect()
}

/// The spec with `text` in one place, and harmless ones in all others.
pub fn spec(place: Option<&Place>, text: &str) -> String {
    let (pieces, rest) = pieces();
    let mut out = String::new();
    for piece in pieces {
        let [before, harmless, behind] = piece.parts;
        let chosen = place.is_some_and(|place| place.name == piece.place.name);
        let inside = if chosen { text } else { harmless };
        out.push_str(piece.before);
        let inside = match before {
            "\"" => as_expression(inside),
            _ => inside.to_owned(),
        };
        let text = format!("{before}{inside}{behind}");
        if piece.place.is_block {
            out.push_str(">-");
            for line in text.lines() {
                out.push_str("\n            ");
                out.push_str(line);
            }
        } else {
            out.push_str(&quoted(&text));
        }
    }
    out + rest
}

/// In double quotes of the expression language: its escapes.
fn as_expression(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    text.replace('\n', "\\n").replace('\t', "\\t")
}

/// In double quotes of YAML, with an escape for all but ASCII that one can see.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c => out.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    out.push('"');
    out
}
