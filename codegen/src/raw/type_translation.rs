//! Types as other languages write them: `Option<Vec<String>>`, `string[]`, `number | null`.

use super::type_words::FOREIGN;

/// A type in the spelling of the spec language.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Translated {
    pub(super) ty: String,
    /// `Option<T>`, `T?`, `T | undefined`: the value may be left out.
    pub(super) optional: bool,
}

/// Nested types deeper than this are not translated.
const MAX_DEPTH: usize = 16;

/// Translates a type that another language writes in its own way. `None`: nothing in it is foreign, or it is not a type.
pub(super) fn translate(text: &str) -> Option<Translated> {
    let text = text.trim();
    if text.contains('"') || !has_foreign_form(text) {
        return None;
    }
    ty(text, 0)
}

/// Whether the text has a symbol or a generic type that the spec language does not have. Words alone are found where they are read.
fn has_foreign_form(text: &str) -> bool {
    let generic = text.match_indices('<').any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let word = before
            .rsplit(|c: char| !c.is_alphanumeric() && c != '_')
            .next();
        !matches!(word, Some("list" | "map" | "numbered" | ""))
    });
    let brackets = text.match_indices("[]").any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        before.is_some_and(|c| c.is_alphanumeric() || ">]".contains(c))
    });
    generic || brackets || text.contains(['|', '?'])
}

fn ty(text: &str, depth: usize) -> Option<Translated> {
    let text = text.trim();
    if depth > MAX_DEPTH {
        return None;
    }
    let parts = split(text, '|');
    if parts.len() > 1 {
        return union(&parts, depth);
    }
    if let Some(inner) = text.strip_suffix('?') {
        let inner = ty(inner, depth + 1)?;
        return Some(Translated {
            optional: true,
            ..inner
        });
    }
    if let Some(inner) = text.strip_suffix("[]") {
        return Some(plain(format!("list<{}>", inside(inner, depth)?)));
    }
    let Some((name, arguments)) = text.split_once('<') else {
        return is_word(text).then(|| plain(word(text)));
    };
    let arguments = arguments.strip_suffix('>')?;
    let arguments = split(arguments, ',');
    let last = arguments.last()?;
    let name = name.rsplit("::").next()?.trim();
    match (name, arguments.len()) {
        ("Option" | "Optional" | "Maybe" | "Nullable", 1) => {
            let inner = ty(last, depth + 1)?;
            Some(Translated {
                optional: true,
                ..inner
            })
        }
        ("Box" | "Arc" | "Rc" | "Partial" | "Readonly", 1) => ty(last, depth + 1),
        (
            "Vec" | "VecDeque" | "Array" | "ReadonlyArray" | "List" | "list" | "Set" | "HashSet"
            | "BTreeSet" | "Sequence" | "array" | "set",
            1,
        ) => Some(plain(format!("list<{}>", inside(last, depth)?))),
        (
            "HashMap" | "BTreeMap" | "IndexMap" | "Map" | "map" | "Record" | "Dict" | "dict"
            | "Dictionary" | "object",
            2,
        ) => Some(plain(format!("map<text, {}>", inside(last, depth)?))),
        _ => None,
    }
}

/// `A | B | null`
fn union(parts: &[&str], depth: usize) -> Option<Translated> {
    let (mut forms, mut null, mut optional) = (Vec::new(), false, false);
    for part in parts {
        match part.trim() {
            "null" | "None" | "nil" => null = true,
            "undefined" => optional = true,
            part => {
                let form = ty(part, depth + 1)?;
                optional |= form.optional;
                forms.push(form.ty);
            }
        }
    }
    if null {
        forms.push("null".to_owned());
    }
    Some(Translated {
        ty: forms.join(" or "),
        optional,
    })
}

/// An element: what may be missing in a list or map is `null`.
fn inside(text: &str, depth: usize) -> Option<String> {
    let inner = ty(text, depth + 1)?;
    Some(match inner.optional {
        true => format!("{} or null", inner.ty),
        false => inner.ty,
    })
}

fn plain(ty: String) -> Translated {
    Translated {
        ty,
        optional: false,
    }
}

/// A word of another language as ours; any other word as it is.
fn word(text: &str) -> String {
    let text = text.rsplit("::").next().unwrap_or(text);
    let lower = text.to_lowercase();
    let known = FOREIGN.iter().find(|(other, _)| *other == lower);
    match known {
        Some((_, ours)) => (*ours).to_owned(),
        None if matches!(lower.as_str(), "object" | "array") => "json".to_owned(),
        None => text.to_owned(),
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || "_.:-".contains(c))
}

/// The parts between a symbol outside of `<…>`.
fn split(text: &str, at: char) -> Vec<&str> {
    let mut depth = 0_usize;
    text.split(move |c: char| {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == at && depth == 0
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_other_languages() {
        for (written, expected, optional) in [
            ("Option<String>", "text", true),
            ("Vec<u64>", "list<int>", false),
            ("Vec<Option<String>>", "list<text or null>", false),
            (
                "std::collections::HashMap<String, Vec<i64>>",
                "map<text, list<int>>",
                false,
            ),
            (
                "Record<string, number>",
                "map<text, decimal as number>",
                false,
            ),
            ("string[]", "list<text>", false),
            ("Order[][]", "list<list<Order>>", false),
            ("string | null", "text or null", false),
            (
                "string | number | undefined",
                "text or decimal as number",
                true,
            ),
            ("text?", "text", true),
            ("Array<Order | null>", "list<Order or null>", false),
            ("Box<Order>", "Order", false),
            ("Option<Option<bool>>", "bool", true),
        ] {
            let expected = Translated {
                ty: expected.to_owned(),
                optional,
            };
            assert_eq!(translate(written), Some(expected), "{written}");
        }
    }

    #[test]
    fn our_own_types_are_left_alone() {
        for ours in [
            "text",
            "list<text>",
            "map<text, list<Order or null>> or []",
            "[text]",
            "text or \"a|b?\"",
            "Odd<",
            "Odd<A, B>",
            "|",
            "?",
            "",
            "[]",
        ] {
            assert_eq!(translate(ours), None, "{ours}");
        }
        let deep = "Vec<".repeat(500);
        assert_eq!(translate(&deep), None);
        assert_eq!(translate(&format!("{deep}{}", ">".repeat(500))), None);
    }
}
