//! Plain data: parts of a spec that are literal values, such as tables, vectors and examples.

use crate::yaml::{Node, NodeKind, Scalar, Style};
use specie_runtime::signing::plan::{Data, List, Str};

/// Reads a value as plain data. Quoted and block scalars are texts. Of plain scalars, `-?digits` is an integer and `-?digits.digits` a
/// number; `true`, `false`, `null` and an empty value mean the same as in JSON; every other one is a text.
#[must_use]
pub fn from_node(node: &Node) -> Data {
    match &node.kind {
        NodeKind::Scalar(scalar) => from_scalar(scalar),
        NodeKind::Sequence(nodes) => {
            Data::List(nodes.iter().map(from_node).collect::<Vec<_>>().into())
        }
        NodeKind::Mapping(pairs) => {
            let members = pairs
                .iter()
                .map(|pair| (Str::from(pair.key.text.clone()), from_node(&pair.value)));
            Data::Object(List::from(members.collect::<Vec<_>>()))
        }
    }
}

/// Reads a scalar as plain data.
#[must_use]
pub fn from_scalar(scalar: &Scalar) -> Data {
    let text = scalar.text.as_str();
    match scalar.style {
        Style::Missing => Data::Null,
        Style::Plain => match text {
            "null" => Data::Null,
            "true" => Data::Bool(true),
            "false" => Data::Bool(false),
            _ if is_integer(text) => Data::Integer(digits(text).into()),
            _ if is_number(text) => Data::Number(text.to_string().into()),
            _ => Data::Text(text.to_string().into()),
        },
        _ => Data::Text(text.to_string().into()),
    }
}

/// Whether a text is `-?digits`.
#[must_use]
pub fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// An integer in JSON's canonical form: without leading zeros, and no `-0`.
#[must_use]
pub fn digits(integer: &str) -> String {
    let (sign, rest) = match integer.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", integer),
    };
    match rest.trim_start_matches('0') {
        "" => "0".to_owned(),
        rest => format!("{sign}{rest}"),
    }
}

/// Whether a text is `-?digits.digits`.
#[must_use]
pub fn is_number(text: &str) -> bool {
    text.split_once('.').is_some_and(|(whole, part)| {
        is_integer(whole) && !part.starts_with('-') && is_integer(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::source::Source;

    fn read(yaml: &str) -> Data {
        let source = Source::new("t.yaml", yaml);
        from_node(&crate::yaml::parse(&source, &mut Diagnostics::new()).unwrap())
    }

    #[test]
    fn kinds_of_scalars() {
        let text = |text: &'static str| Data::Text(text.into());
        let expected = vec![
            Data::Integer("-7".into()),
            Data::Integer("0".into()),
            Data::Integer("0".into()),
            Data::Number("1.10".into()),
            text("1e3"),
            text(".5"),
            text("1."),
            text("1.-5"),
            text("12"),
            text("True"),
            Data::Bool(true),
            Data::Null,
            text("~"),
            text("-"),
            text("+5"),
            text("0x1F"),
            text("no"),
        ];
        let yaml =
            "[-07, -0, 00, 1.10, 1e3, .5, 1., 1.-5, '12', True, true, null, ~, '-', +5, 0x1F, no]";
        assert_eq!(read(yaml), Data::List(expected.into()));
        assert_eq!(
            read("a:"),
            Data::Object(vec![("a".into(), Data::Null)].into())
        );
    }
}
