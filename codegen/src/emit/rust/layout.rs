//! Constant data as a readable expression: flat if it fits, otherwise broken and indented.

use super::code::{WIDTH, literal};

/// A piece of an expression.
pub struct Node {
    open: String,
    /// The pieces inside the brackets, if it has brackets.
    inside: Option<(Vec<Node>, &'static str)>,
    /// Width when flat.
    flat: usize,
}

/// A piece without children.
pub fn atom(text: impl Into<String>) -> Node {
    let open = text.into();
    let flat = open.chars().count();
    Node {
        open,
        inside: None,
        flat,
    }
}

/// `open a, b close`
pub fn group(open: impl Into<String>, inside: Vec<Node>, close: &'static str) -> Node {
    let open = open.into();
    let flat =
        open.chars().count() + close.len() + inside.iter().map(|node| node.flat + 2).sum::<usize>();
    Node {
        open,
        inside: Some((inside, close)),
        flat,
    }
}

/// `name(a, b)`
pub fn call(name: impl Into<String>, inside: Vec<Node>) -> Node {
    group(name.into() + "(", inside, ")")
}

/// `Name { a: …, b: … }`
pub fn record(name: &str, fields: Vec<(&'static str, Node)>) -> Node {
    let inside = fields
        .into_iter()
        .map(|(field, mut node)| {
            node.open = format!("{field}: {}", node.open);
            node.flat += field.len() + 2;
            node
        })
        .collect();
    group(format!("{name} {{ "), inside, " }")
}

/// `Borrowed(&[a, b])`
pub fn borrowed(inside: Vec<Node>) -> Node {
    group("Borrowed(&[", inside, "])")
}

/// `Borrowed("text")`
pub fn text(text: &str) -> Node {
    atom(format!("Borrowed({})", literal(text)))
}

/// `Some(node)`, or `None`
pub fn option(node: Option<Node>) -> Node {
    node.map_or_else(|| atom("None"), |node| call("Some", vec![node]))
}

impl Node {
    /// Renders the text. Its first line starts at `column` of a line indented by `indent`.
    pub fn render(&self, column: usize, indent: usize, out: &mut String) {
        match &self.inside {
            Some((inside, close)) if column + self.flat > WIDTH && !inside.is_empty() => {
                out.push_str(self.open.trim_end());
                self.broken(inside, indent + 4, out);
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', indent));
                out.push_str(close.trim_start());
            }
            _ => self.render_flat(out),
        }
    }

    /// The pieces on separate lines; short ones share a line.
    fn broken(&self, inside: &[Node], indent: usize, out: &mut String) {
        let mut column = usize::MAX;
        for node in inside {
            let shares = column != usize::MAX && column + node.flat + 2 <= WIDTH;
            if shares {
                out.push(' ');
                node.render_flat(out);
                column += node.flat + 2;
            } else {
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', indent));
                node.render(indent + 1, indent, out);
                column = if indent + node.flat < WIDTH {
                    indent + node.flat + 1
                } else {
                    usize::MAX
                };
            }
            out.push(',');
        }
    }

    fn render_flat(&self, out: &mut String) {
        out.push_str(&self.open);
        if let Some((inside, close)) = &self.inside {
            for (i, node) in inside.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                node.render_flat(out);
            }
            out.push_str(close);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_data_is_flat_and_long_data_is_broken() {
        let mut out = String::new();
        borrowed(vec![text("a"), atom("1")]).render(0, 0, &mut out);
        assert_eq!(out, "Borrowed(&[Borrowed(\"a\"), 1])");
        out.clear();
        record(
            "X",
            vec![(
                "list",
                borrowed(vec![
                    text(&"a".repeat(80)),
                    text(&"b".repeat(80)),
                    atom("1"),
                    atom("2"),
                ]),
            )],
        )
        .render(0, 0, &mut out);
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines.first(), Some(&"X {"));
        assert_eq!(lines.get(1), Some(&"    list: Borrowed(&["));
        assert_eq!(
            lines.get(3),
            Some(&format!("        Borrowed(\"{}\"), 1, 2,", "b".repeat(80)).as_str())
        );
        assert_eq!(lines.last(), Some(&"}"));
        assert!(syn::parse_str::<syn::Expr>(&out).is_ok());
    }
}
