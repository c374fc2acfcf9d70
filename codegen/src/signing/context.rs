//! What is certain at a step or an expression: the conditions under which it runs.
//!
//! Conditions are split at `and` into atoms. That is enough to decide whether a `let` has certainly run before its name is used:
//! unconditionally, under conditions that also hold here, or under conditions that together cover all cases.

use super::ast::{Ast, Node};
use specie_runtime::signing::plan::Comparison;

/// A condition that cannot be split, and whether it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Atom {
    /// The condition in canonical form.
    text: String,
    /// Whether it holds.
    holds: bool,
    /// For `x is TEST` and `x == "text"`: the subject, and what is tested.
    about: Option<(String, About)>,
    /// For `a and b` (and `a or b`): true (false) is equivalent to all of these.
    parts: Option<(bool, Vec<Atom>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum About {
    Test(String),
    Equals(String),
}

impl Atom {
    fn new(text: String, holds: bool, about: Option<(String, About)>) -> Self {
        Self {
            text,
            holds,
            about,
            parts: None,
        }
    }

    /// Whether both cannot hold at once.
    fn contradicts(&self, other: &Atom) -> bool {
        if self.text == other.text {
            return self.holds != other.holds;
        }
        if !self.holds || !other.holds {
            return false;
        }
        match (&self.about, &other.about) {
            (Some((a, About::Test(x))), Some((b, About::Test(y)))) => {
                // An empty value may be absent, a list, an object or a text.
                a == b && x != y && x != "empty" && y != "empty"
            }
            (Some((a, About::Equals(x))), Some((b, About::Equals(y)))) => a == b && x != y,
            (Some((a, About::Equals(_))), Some((b, About::Test(test))))
            | (Some((a, About::Test(test))), Some((b, About::Equals(_)))) => {
                a == b && test == "absent"
            }
            _ => false,
        }
    }

    fn not(&self) -> Atom {
        Atom {
            holds: !self.holds,
            ..self.clone()
        }
    }

    /// Whether it follows from the known atoms.
    fn follows_from(&self, known: &[Atom]) -> bool {
        let opposite = self.not();
        if known
            .iter()
            .any(|k| (k.text == self.text && k.holds == self.holds) || k.contradicts(&opposite))
        {
            return true;
        }
        match &self.parts {
            Some((value, parts)) if *value == self.holds => {
                parts.iter().all(|p| p.follows_from(known))
            }
            Some((_, parts)) => parts.iter().any(|p| p.not().follows_from(known)),
            None => false,
        }
    }

    /// Value of `subject == "…"` that it tests, and whether it holds.
    pub(crate) fn equals(&self, subject: &str) -> Option<(&str, bool)> {
        match &self.about {
            Some((about, About::Equals(value))) if about == subject => {
                Some((value.as_str(), self.holds))
            }
            _ => None,
        }
    }
}

/// The atoms that hold if `condition` is true (or, with `holds` false, if it is not).
pub(crate) fn atoms(condition: &Ast, holds: bool) -> Vec<Atom> {
    match &condition.node {
        Node::Not(inner) => atoms(inner, !holds),
        Node::And(parts) if holds => parts.iter().flat_map(|p| atoms(p, true)).collect(),
        Node::Or(parts) if !holds => parts.iter().flat_map(|p| atoms(p, false)).collect(),
        Node::Is {
            value,
            test,
            negated,
        } => {
            let subject = value.normal();
            let text = format!("({subject} is {})", test.text);
            let about = (subject, About::Test(test.text.clone()));
            vec![Atom::new(text, holds != *negated, Some(about))]
        }
        Node::Compare(op @ (Comparison::Equal | Comparison::NotEqual), a, b) => {
            // `!=` is exactly `not … ==`, also for absent operands.
            let equal = *op == Comparison::Equal;
            let (a, b) = if matches!(a.node, Node::Text { .. } | Node::Integer(_)) {
                (b, a)
            } else {
                (a, b)
            };
            let subject = a.normal();
            let text = format!("({subject} == {})", b.normal());
            let about = match &b.node {
                Node::Text { text, .. } | Node::Integer(text) => {
                    Some((subject, About::Equals(text.clone())))
                }
                _ => None,
            };
            vec![Atom::new(text, holds == equal, about)]
        }
        Node::Compare(op @ (Comparison::In | Comparison::NotIn), a, b) => {
            let text = format!("({} in {})", a.normal(), b.normal());
            vec![Atom::new(text, holds == (*op == Comparison::In), None)]
        }
        Node::And(_) | Node::Or(_) => {
            let value = matches!(condition.node, Node::And(_));
            let mut atom = Atom::new(condition.normal(), holds, None);
            atom.parts = Some((value, atoms(condition, value)));
            vec![atom]
        }
        _ => vec![Atom::new(condition.normal(), holds, None)],
    }
}

/// Whether a value, in canonical form, is known to be present.
pub(crate) fn is_present(value: &str, known: &[Atom]) -> bool {
    known.iter().any(|atom| match &atom.about {
        Some((subject, About::Test(test))) if subject == value => {
            let absence = test == "absent" || test == "empty";
            atom.holds != absence
        }
        Some((subject, About::Equals(_))) if subject == value => atom.holds,
        _ => atom.holds && atom.text == value,
    })
}

/// Whether a value was tested by `is not absent` itself, and is present.
pub(crate) fn is_not_absent(value: &str, known: &[Atom]) -> bool {
    known.iter().any(|atom| match &atom.about {
        Some((subject, About::Test(test))) => subject == value && test == "absent" && !atom.holds,
        _ => false,
    })
}

/// Whether two points can both be reached in one run.
pub(crate) fn can_meet(a: &[Atom], b: &[Atom]) -> bool {
    let refuted = |x: &Atom, known: &[Atom]| x.not().follows_from(known);
    !a.iter().any(|x| refuted(x, b)) && !b.iter().any(|x| refuted(x, a))
}

/// The remainder of a guard where `known` holds; none if the guard cannot hold.
pub(crate) fn residual(guard: &[Atom], known: &[Atom]) -> Option<Vec<Atom>> {
    let possible = !guard.iter().any(|atom| atom.not().follows_from(known));
    possible.then(|| {
        guard
            .iter()
            .filter(|atom| !atom.follows_from(known))
            .cloned()
            .collect()
    })
}

/// Whether in every case that `known` allows, one of the guards holds. `forms` lists the forms of a credential.
pub(crate) fn is_sure(
    guards: &[&[Atom]],
    known: &[Atom],
    forms: &dyn Fn(&str) -> Option<Vec<&'static str>>,
) -> bool {
    let mut budget = 2_000;
    sure(guards, known, forms, 12, &mut budget)
}

fn sure(
    guards: &[&[Atom]],
    known: &[Atom],
    forms: &dyn Fn(&str) -> Option<Vec<&'static str>>,
    depth: usize,
    budget: &mut usize,
) -> bool {
    let left: Vec<Vec<Atom>> = guards.iter().filter_map(|g| residual(g, known)).collect();
    if left.iter().any(Vec::is_empty) {
        return true;
    }
    let Some(atom) = left.first().and_then(|guard| guard.first()) else {
        return false;
    };
    if depth == 0 || *budget == 0 {
        return false;
    }
    *budget -= 1;
    let guards: Vec<&[Atom]> = left.iter().map(Vec::as_slice).collect();
    let mut holds_in = |case: Atom| {
        let mut known = known.to_vec();
        learn(case, &mut known);
        is_impossible(&known) || sure(&guards, &known, forms, depth - 1, budget)
    };
    let declared = match &atom.about {
        Some((subject, About::Test(test))) => forms(subject)
            .filter(|forms| forms.contains(&test.as_str()))
            .map(|forms| (subject, forms)),
        _ => None,
    };
    match declared {
        Some((subject, forms)) => forms.iter().all(|form| {
            let case = Atom::new(
                format!("({subject} is {form})"),
                true,
                Some((subject.clone(), About::Test((*form).to_owned()))),
            );
            // Impossible cases need not be covered.
            known.iter().any(|k| k.contradicts(&case)) || holds_in(case)
        }),
        None => holds_in(atom.clone()) && holds_in(atom.not()),
    }
}

/// Adds an atom, and its parts if they hold with it.
fn learn(atom: Atom, known: &mut Vec<Atom>) {
    if let Some((value, parts)) = &atom.parts
        && *value == atom.holds
    {
        for part in parts {
            learn(part.clone(), known);
        }
    }
    known.push(atom);
}

/// Whether the atoms cannot all hold: `a` and `b` under `not (a and b)`. Impossible cases need not be covered.
fn is_impossible(known: &[Atom]) -> bool {
    known.iter().any(|atom| atom.not().follows_from(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing::parser::parse;
    use crate::source::Span;

    fn condition(text: &str, holds: bool) -> Vec<Atom> {
        atoms(&parse(text, &Span::new).expect(text), holds)
    }

    fn guarded(guards: &[&[&str]], known: &[&str]) -> bool {
        let take = |list: &[&str]| -> Vec<Atom> {
            list.iter()
                .flat_map(|text| match text.strip_prefix('!') {
                    Some(text) => condition(text, false),
                    None => condition(text, true),
                })
                .collect()
        };
        let guards: Vec<_> = guards.iter().map(|g| take(g)).collect();
        let guards: Vec<&[Atom]> = guards.iter().map(Vec::as_slice).collect();
        is_sure(&guards, &take(known), &|name| {
            (name == "key").then(|| vec!["rsa", "ed25519", "text"])
        })
    }

    #[test]
    fn sure_as_the_language_says() {
        // without `when`
        assert!(guarded(&[&[]], &[]));
        assert!(!guarded(&[&["a"]], &[]));
        assert!(!guarded(&[], &[]));
        // under a part, joined by `and`, of the current condition
        assert!(guarded(&[&["a"]], &["a and b"]));
        assert!(!guarded(&[&["a and b"]], &["a"]));
        assert!(!guarded(&[&["a"]], &["a or b"]));
        assert!(guarded(&[&["x == \"1\""]], &["not x != \"1\""]));
        // in `then` and `else`, or under `c` and `not c`
        assert!(guarded(&[&["a"], &["!a"]], &[]));
        assert!(guarded(&[&["a"], &["not a"]], &[]));
        assert!(guarded(&[&["x is absent"], &["x is not absent"]], &[]));
        assert!(!guarded(&[&["x is absent"], &["x is empty"]], &[]));
        // under `is` for each form
        assert!(guarded(
            &[&["key is rsa"], &["key is ed25519"], &["key is text"]],
            &[]
        ));
        assert!(!guarded(&[&["key is rsa"], &["key is ed25519"]], &[]));
        assert!(guarded(&[&["key is rsa"], &["key is not rsa"]], &[]));
        assert!(guarded(
            &[&["key is ed25519"], &["key is text"]],
            &["key is not rsa"]
        ));
        // or these together
        assert!(guarded(&[&["a", "b"], &["a", "!b"], &["!a"]], &[]));
        assert!(guarded(&[&["a and b"], &["not (a and b)"]], &[]));
        assert!(guarded(&[&["not (a and b)"], &["a and b"]], &[]));
        assert!(guarded(&[&["a or b"], &["not (a or b)"]], &[]));
        assert!(guarded(&[&["not (a or b)"], &["a or b"]], &[]));
        assert!(guarded(&[&["!a and b and c"], &["a and b and c"]], &[]));
        assert!(guarded(&[&["!(a or b) and c"], &["(a or b) and c"]], &[]));
        assert!(guarded(
            &[&["not (a and (b or c))", "d"], &["a and (b or c)"]],
            &["d"]
        ));
        assert!(guarded(&[&["not b"]], &["not (a and b)", "a"]));
        assert!(!guarded(&[&["not (a and b)"], &["c"]], &["a or b"]));
        assert!(!guarded(&[&["not (a and b)"], &["a and c"]], &[]));
        assert!(guarded(&[&["!key is rsa"], &["key is rsa", "a"]], &["a"]));
        assert!(!guarded(&[&["a", "b"], &["!a"]], &[]));
    }

    #[test]
    fn presence_follows_from_tests() {
        for (text, holds, expected) in [
            ("x is not absent", true, true),
            ("x is absent", false, true),
            ("x is absent", true, false),
            ("x is not empty and y", true, true),
            ("x is list", true, true),
            ("x is not list", true, false),
            ("x == \"a\"", true, true),
            ("x != \"a\"", true, false),
            ("x", true, true),
            ("not x", true, false),
            ("x is absent or y", false, true),
            ("x is not absent or y", true, false),
        ] {
            assert_eq!(is_present("x", &condition(text, holds)), expected, "{text}");
        }
    }
}
