//! Messages that conditions hold for: a condition read backwards.

use crate::members::text;
use crate::paths::{get, put};
use specie_codegen::data::is_integer;
use specie_codegen::json;
use specie_runtime::signing::plan::{Data, PathSegment};
use specie_runtime::stream::plan::Condition;
use specie_runtime::{Literal, ResponsePath, ResponseTest, stream};

/// What is wanted of a message beside that a condition holds for it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wish<'w> {
    /// A word in the values that are preferred: `pong`.
    pub(crate) word: &'w str,
    /// The text of a value that only has to be there: why something is refused.
    pub(crate) say: &'w str,
    /// Conditions that must not hold.
    pub(crate) not: &'w [&'w Condition],
}

/// `message` with the values that make a condition hold. `None`: there are none, such as for an empty condition.
pub(crate) fn fulfilled(condition: &Condition, message: &Data, wish: Wish<'_>) -> Option<Data> {
    let made: Vec<Data> = condition
        .iter()
        .map(|group| {
            let mut made = message.clone();
            for test in group.iter() {
                pass(test, &mut made, wish);
            }
            made
        })
        .collect();
    let fits = |made: &&Data| {
        let text = frame_text(made);
        stream::holds(condition, &text) && !wish.not.iter().any(|other| stream::holds(other, &text))
    };
    let fitting: Vec<&Data> = made.iter().filter(fits).collect();
    let preferred = fitting
        .iter()
        .find(|made| frame_text(made).contains(wish.word));
    preferred.or(fitting.first()).copied().cloned()
}

/// `message` with another value in the place of one that makes a condition hold. `None`: it holds whatever the values are.
pub(crate) fn unfulfilled(condition: &Condition, message: &Data) -> Option<Data> {
    let tests = condition.iter().flat_map(|group| group.iter());
    let changed = tests.filter_map(|test| {
        let ResponsePath::Body(path) = test.path() else {
            return None;
        };
        let mut changed = message.clone();
        let value = match test {
            ResponseTest::In(_, literals, true) => other_than(literals)?,
            ResponseTest::In(_, literals, false) => data_of(literals.first()?),
            ResponseTest::Absent(_, true) => text("1"),
            ResponseTest::Absent(_, false) => Data::Null,
        };
        put(&mut changed, path, value);
        Some(changed)
    });
    let mut changed = changed.filter(|changed| !stream::holds(condition, &frame_text(changed)));
    changed.next()
}

/// Makes a test pass.
fn pass(test: &ResponseTest, message: &mut Data, wish: Wish<'_>) {
    let ResponsePath::Body(path) = test.path() else {
        return;
    };
    let known = get(message, path).filter(|known| **known != Data::Null);
    let value = match test {
        ResponseTest::In(_, literals, true) => {
            if known.is_some_and(|known| literals.iter().any(|literal| is(known, literal))) {
                return;
            }
            let mut preferred = literals
                .iter()
                .filter(|one| text_of(one).contains(wish.word));
            preferred.next().or(literals.first()).map(data_of)
        }
        ResponseTest::In(_, literals, false) => other_than(literals),
        ResponseTest::Absent(_, true) => known.map(|_| Data::Null),
        ResponseTest::Absent(_, false) if known.is_none() => Some(text(match wish.say {
            "" => "1",
            say => say,
        })),
        ResponseTest::Absent(_, false) => None,
    };
    if let Some(value) = value {
        put(message, path, value);
    }
}

fn text_of(literal: &Literal) -> &str {
    match literal {
        Literal::Text(text) | Literal::Number(text) => text,
        Literal::Bool(true) => "true",
        Literal::Bool(false) => "false",
    }
}

fn data_of(literal: &Literal) -> Data {
    match literal {
        Literal::Text(known) => text(known),
        Literal::Number(digits) => number(digits),
        Literal::Bool(value) => Data::Bool(*value),
    }
}

fn number(digits: &str) -> Data {
    match is_integer(digits) {
        true => Data::Integer(digits.to_owned().into()),
        false => Data::Number(digits.to_owned().into()),
    }
}

/// A value of the same kind that is none of these.
fn other_than(literals: &[Literal]) -> Option<Data> {
    let candidates = match literals.first()? {
        Literal::Bool(value) => vec![Data::Bool(!value)],
        Literal::Number(_) => ["1", "-1", "0", "2"].map(number).to_vec(),
        Literal::Text(_) => ["error", "other"].map(text).to_vec(),
    };
    let mut candidates = candidates.into_iter();
    candidates.find(|one| !literals.iter().any(|literal| is(one, literal)))
}

fn is(value: &Data, literal: &Literal) -> bool {
    match (value, literal) {
        (Data::Bool(value), Literal::Bool(literal)) => value == literal,
        (
            Data::Text(value) | Data::Integer(value) | Data::Number(value) | Data::Decimal(value),
            Literal::Text(literal) | Literal::Number(literal),
        ) => value == literal,
        _ => false,
    }
}

/// Puts a text where a value is read as a text: a number stays a number, if the text can be one.
pub(crate) fn put_text(message: &mut Data, path: &[PathSegment], value: &str) {
    let value = match get(message, path) {
        Some(Data::Integer(_)) if is_integer(value) => number(value),
        Some(Data::Bool(_)) if value == "true" || value == "false" => Data::Bool(value == "true"),
        _ => text(value),
    };
    put(message, path, value);
}

/// A message as it is sent: a text that is the whole message is no JSON.
pub(crate) fn frame_text(message: &Data) -> String {
    match message {
        Data::Text(text) => text.to_string(),
        other => json::write(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use specie_runtime::signing::plan::List;

    fn path(names: &[&'static str]) -> List<PathSegment> {
        let names = names.iter().map(|name| PathSegment::Name((*name).into()));
        names.collect::<Vec<_>>().into()
    }

    fn is_one_of(names: &[&'static str], literals: &[&'static str]) -> ResponseTest {
        let literals = literals.iter().map(|text| Literal::Text((*text).into()));
        let literals: Vec<_> = literals.collect();
        ResponseTest::In(ResponsePath::Body(path(names)), literals.into(), true)
    }

    fn condition(groups: Vec<Vec<ResponseTest>>) -> Condition {
        let groups = groups.into_iter().map(List::from);
        groups.collect::<Vec<_>>().into()
    }

    fn made(condition: &Condition, wish: Wish<'_>) -> Option<String> {
        let made = fulfilled(condition, &Data::Null, wish)?;
        Some(frame_text(&made))
    }

    #[test]
    fn a_condition_gives_a_message() {
        let ok = condition(vec![vec![
            is_one_of(&["event"], &["subscribe", "unsubscribe"]),
            ResponseTest::Absent(ResponsePath::Body(path(&["error"])), true),
        ]]);
        let wish = |word| Wish {
            word,
            ..Wish::default()
        };
        assert_eq!(
            made(&ok, wish("")).as_deref(),
            Some(r#"{"event":"subscribe"}"#)
        );
        assert_eq!(
            made(&ok, wish("unsub")).as_deref(),
            Some(r#"{"event":"unsubscribe"}"#)
        );
        let pong = condition(vec![
            vec![is_one_of(&["type"], &["heartbeat"])],
            vec![is_one_of(&[], &["pong"])],
        ]);
        assert_eq!(made(&pong, wish("pong")).as_deref(), Some("pong"));
        assert_eq!(made(&Condition::default(), wish("")), None);
    }

    #[test]
    fn a_refusal_says_why_and_confirms_nothing() {
        let refused = condition(vec![vec![ResponseTest::Absent(
            ResponsePath::Body(path(&["error", "text"])),
            false,
        )]]);
        let wish = Wish {
            say: "unknown topic",
            ..Wish::default()
        };
        assert_eq!(
            made(&refused, wish).as_deref(),
            Some(r#"{"error":{"text":"unknown topic"}}"#)
        );
        // Nothing fulfils a condition and its opposite.
        let wish = Wish {
            not: &[&refused],
            ..wish
        };
        assert_eq!(made(&refused, wish), None);
    }

    #[test]
    fn a_value_that_is_none_of_these_is_of_their_kind() {
        let number = Literal::Number("0".into());
        let body = ResponsePath::Body(path(&["code"]));
        let failed = condition(vec![vec![ResponseTest::In(
            body,
            vec![number].into(),
            false,
        )]]);
        assert_eq!(
            made(&failed, Wish::default()).as_deref(),
            Some(r#"{"code":1}"#)
        );
    }
}
