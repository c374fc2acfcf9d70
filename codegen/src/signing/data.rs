//! Plain data: everything in a spec that is no expression.

use crate::yaml::{Node, NodeKind, Scalar};
use specie_runtime::signing::plan::Data;

/// The data of a node. Quoted is text; of plain scalars `-?digits` is an integer, `-?digits.digits` a number, `true`, `false`, `null`
/// and nothing at all are as in JSON, every other one is text.
pub(crate) fn data(node: &Node) -> Data {
    match &node.kind {
        NodeKind::Scalar(scalar) => scalar_data(scalar),
        NodeKind::Sequence(nodes) => Data::List(nodes.iter().map(data).collect()),
        NodeKind::Mapping(pairs) => Data::Object(
            pairs
                .iter()
                .map(|pair| (pair.key.text.clone().into(), data(&pair.value)))
                .collect(),
        ),
    }
}

/// The data of a scalar.
pub(crate) fn scalar_data(scalar: &Scalar) -> Data {
    use crate::yaml::Style;
    let text = scalar.text.as_str();
    match scalar.style {
        Style::Missing => Data::Null,
        Style::Plain => plain(text),
        Style::SingleQuoted | Style::DoubleQuoted | Style::Literal | Style::Folded => {
            Data::Text(text.to_owned().into())
        }
    }
}

fn plain(text: &str) -> Data {
    let owned = || text.to_owned().into();
    match text {
        "true" => Data::Bool(true),
        "false" => Data::Bool(false),
        "null" => Data::Null,
        _ if is_integer(text) => Data::Integer(owned()),
        _ if is_number(text) => Data::Number(owned()),
        _ => Data::Text(owned()),
    }
}

/// `-?digits`
pub(crate) fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_number(text: &str) -> bool {
    text.split_once('.').is_some_and(|(whole, part)| {
        is_integer(whole) && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
    })
}

/// What kind of data it is, as messages say it.
pub(crate) const fn describe(data: &Data) -> &'static str {
    match data {
        Data::Null => "null",
        Data::Bool(_) => "true or false",
        Data::Integer(_) => "an integer",
        Data::Number(_) => "a number",
        Data::Text(_) => "a text",
        Data::List(_) => "a list",
        Data::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_follow_the_table() {
        for (text, expected) in [
            ("5", Data::Integer("5".into())),
            ("-05", Data::Integer("-05".into())),
            ("1.50", Data::Number("1.50".into())),
            ("-0.1", Data::Number("-0.1".into())),
            ("1.", Data::Text("1.".into())),
            (".5", Data::Text(".5".into())),
            ("1e5", Data::Text("1e5".into())),
            ("+5", Data::Text("+5".into())),
            ("0x1F", Data::Text("0x1F".into())),
            ("True", Data::Text("True".into())),
            ("true", Data::Bool(true)),
            ("null", Data::Null),
            ("~", Data::Text("~".into())),
            ("no", Data::Text("no".into())),
            ("-", Data::Text("-".into())),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }
}
