//! A document in YAML. Anchors, aliases and merge keys are resolved. Of plain scalars, only what JSON has is not a text: a day or a time
//! stays the text that it is.

use super::given_twice;
use crate::import::error::ImportError;
use crate::import::report::Report;
use crate::json::MAX_DEPTH;
use crate::json_pointer::Place;
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput};
use specie_runtime::signing::plan::{Data, Str};
use std::collections::{HashMap, HashSet};

/// Maximum number of values that aliases may add: a few of them can stand for any number of values.
const MAX_COPIES: usize = 2_000_000;

pub(super) fn read(text: &str, report: &mut Report) -> Result<Data, ImportError> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        at: Marker::default(),
        anchors: HashMap::new(),
        copies: 0,
        report,
    };
    let mut root = None;
    loop {
        match reader.next()? {
            Event::StreamEnd => break,
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
            event if root.is_none() => root = Some(reader.value(event, &Place::root(), 0)?),
            event => {
                // Further documents of the file.
                reader.value(event, &Place::root(), 0)?;
                reader.report.note(
                    &Place::root(),
                    "the file contains a second document",
                    "only the first one is read",
                );
            }
        }
    }
    root.ok_or(ImportError::NotOpenApi)
}

struct Reader<'a, 'r> {
    parser: Parser<'a, StrInput<'a>>,
    /// Where the last event begins.
    at: Marker,
    anchors: HashMap<usize, Data>,
    copies: usize,
    report: &'r mut Report,
}

impl<'a> Reader<'a, '_> {
    fn next(&mut self) -> Result<Event<'a>, ImportError> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                self.at = span.start;
                Ok(event)
            }
            Some(Err(error)) => Err(syntax(error.marker(), error.info())),
            None => Ok(Event::StreamEnd),
        }
    }

    fn value(
        &mut self,
        event: Event<'a>,
        place: &Place<'_>,
        depth: usize,
    ) -> Result<Data, ImportError> {
        self.bounded(depth)?;
        let (value, anchor) = match event {
            Event::Alias(anchor) => return self.alias(anchor, place, depth),
            Event::Scalar(text, style, anchor, _) => (scalar(&text, style), anchor),
            Event::SequenceStart(anchor, _) => (self.list(place, depth)?, anchor),
            Event::MappingStart(anchor, _) => (self.object(place, depth)?, anchor),
            _ => (Data::Null, 0),
        };
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        Ok(value)
    }

    /// A copy of what the anchor stands for. Inside of its own value an anchor stands for nothing yet.
    fn alias(
        &mut self,
        anchor: usize,
        place: &Place<'_>,
        depth: usize,
    ) -> Result<Data, ImportError> {
        let Some(value) = self.anchors.get(&anchor) else {
            self.report.note(
                place,
                "the alias refers to a value that contains it",
                "left out",
            );
            return Ok(Data::Null);
        };
        let (size, deep) = measure(value);
        self.copies = self.copies.saturating_add(size);
        if self.copies > MAX_COPIES {
            return Err(ImportError::TooManyCopies { limit: MAX_COPIES });
        }
        let value = value.clone();
        self.bounded(depth + deep)?;
        Ok(value)
    }

    fn bounded(&self, depth: usize) -> Result<(), ImportError> {
        match depth > MAX_DEPTH {
            true => Err(fault(
                &self.at,
                format!("nested deeper than {MAX_DEPTH} levels"),
            )),
            false => Ok(()),
        }
    }

    fn list(&mut self, place: &Place<'_>, depth: usize) -> Result<Data, ImportError> {
        let mut elements = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd | Event::StreamEnd => return Ok(Data::List(elements.into())),
                event => {
                    let at = place.index(elements.len());
                    elements.push(self.value(event, &at, depth + 1)?);
                }
            }
        }
    }

    fn object(&mut self, place: &Place<'_>, depth: usize) -> Result<Data, ImportError> {
        let mut members: Vec<(Str, Data)> = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        let mut merged: Vec<Data> = Vec::new();
        loop {
            let key = match self.next()? {
                Event::MappingEnd | Event::StreamEnd => break,
                Event::Scalar(text, style, anchor, _) => {
                    if anchor > 0 {
                        self.anchors.insert(anchor, scalar(&text, style));
                    }
                    (text.into_owned(), style)
                }
                event => {
                    // A key that is a list or an object names nothing.
                    self.value(event, place, depth + 1)?;
                    let value = self.next()?;
                    self.value(value, place, depth + 1)?;
                    self.report
                        .note(place, "a key is a list or an object", "left out");
                    continue;
                }
            };
            let (name, style) = key;
            let at = place.name(&name);
            let event = self.next()?;
            let value = self.value(event, &at, depth + 1)?;
            if name == "<<" && style == ScalarStyle::Plain {
                merged.push(value);
            } else if seen.insert(name.clone()) {
                members.push((Str::Owned(name), value));
            } else {
                given_twice(&at, self.report);
            }
        }
        for value in merged {
            merge(value, &mut members, &mut seen);
        }
        Ok(Data::Object(members.into()))
    }
}

/// Adds the members of a merge key that the object does not have itself.
fn merge(value: Data, members: &mut Vec<(Str, Data)>, seen: &mut HashSet<String>) {
    match value {
        Data::Object(inner) => {
            for (name, value) in inner.into_owned() {
                if seen.insert(name.to_string()) {
                    members.push((name, value));
                }
            }
        }
        Data::List(values) => {
            for value in values.into_owned() {
                if matches!(value, Data::Object(_)) {
                    merge(value, members, seen);
                }
            }
        }
        _ => {}
    }
}

/// Number of values in a value, and its depth.
fn measure(value: &Data) -> (usize, usize) {
    let inner = |values: &mut dyn Iterator<Item = &Data>| {
        values.fold((1_usize, 0_usize), |(size, depth), value| {
            let (inner, deep) = measure(value);
            (size.saturating_add(inner), depth.max(deep + 1))
        })
    };
    match value {
        Data::List(elements) => inner(&mut elements.iter()),
        Data::Object(members) => inner(&mut members.iter().map(|(_, value)| value)),
        _ => (1, 0),
    }
}

/// A scalar of YAML's core schema, with its spelling: only `true`, `false`, `null` and numbers as JSON writes them are no texts.
fn scalar(text: &str, style: ScalarStyle) -> Data {
    if style != ScalarStyle::Plain {
        return Data::Text(Str::Owned(text.to_owned()));
    }
    let owned = || Str::Owned(text.to_owned());
    match text {
        "" | "~" | "null" => Data::Null,
        "true" => Data::Bool(true),
        "false" => Data::Bool(false),
        _ if crate::data::is_integer(text) && !has_leading_zero(text) => Data::Integer(owned()),
        _ if is_number(text) => Data::Number(owned()),
        _ => Data::Text(owned()),
    }
}

fn has_leading_zero(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.len() > 1 && digits.starts_with('0')
}

/// Whether a text is a number with a fraction or an exponent, as JSON writes it.
fn is_number(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let exponent = |part: &str| {
        let digits = part.strip_prefix(['-', '+']).unwrap_or(part);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let plain = |part: &str| crate::data::is_integer(part) || crate::data::is_number(part);
    begins
        && !has_leading_zero(text.split(['.', 'e', 'E']).next().unwrap_or(text))
        && match text.split_once(['e', 'E']) {
            Some((mantissa, part)) => plain(mantissa) && exponent(part),
            None => crate::data::is_number(text),
        }
}

fn syntax(at: &Marker, message: &str) -> ImportError {
    fault(at, format!("not valid YAML: {message}"))
}

fn fault(at: &Marker, message: String) -> ImportError {
    ImportError::Syntax {
        line: at.line(),
        column: at.col() + 1,
        message,
    }
}
