//! A received message, read without decoding it: where its members are, and what conditions say of them.

use super::plan::{
    AckBy, Answer, ChannelPlan, Condition, Kept, MessagePath, Placeholder, RouteBy, RouteData,
    SequenceRule, Source, Start, StreamPlan,
};
use crate::codec::{Problem, Reader, locate};
use crate::core::TestedValue;
use crate::provider::{Literal, ResponsePath, ResponseTest};
use crate::signing::plan::PathSegment;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::ops::Range;

/// How many elements of a message that is a list are looked at.
const ELEMENTS: usize = 8;

/// The names that the paths of a plan begin with: only these members of a message are looked at.
#[derive(Debug, Default)]
pub(super) struct Heads {
    names: Vec<String>,
    /// Whether the first member is looked at, whatever its name.
    first: bool,
}

impl Heads {
    /// Those of a plan.
    pub(super) fn of(plan: &StreamPlan) -> Self {
        let mut heads = Self::default();
        heads.plan(plan);
        heads
    }

    fn plan(&mut self, plan: &StreamPlan) {
        for condition in [&plan.hello, &plan.ignore, &plan.leave] {
            self.condition(condition);
        }
        if let Some(login) = &plan.login {
            self.condition(&login.ok);
            self.condition(&login.refused);
            self.kept(&login.keep);
        }
        if let Some(ack) = &plan.ack {
            self.condition(&ack.ok);
            self.condition(&ack.refused);
            self.kept(&ack.keep);
            match &ack.by {
                AckBy::Id(path) | AckBy::Topics(path) => self.path(path),
                AckBy::Topic(template) => {
                    template.each_placeholder(&mut |one| self.placeholder(one))
                }
                AckBy::Order => {}
            }
        }
        for route in plan.routes.iter() {
            self.condition(&route.when);
            match &route.by {
                RouteBy::Topic(template) => {
                    template.each_placeholder(&mut |one| self.placeholder(one))
                }
                RouteBy::Kept { is, .. } => self.path(is),
            }
            match &route.data {
                RouteData::At(path) => self.path(path),
                RouteData::MemberValue => self.first = true,
            }
        }
        for Answer { when, send } in plan.answers.iter() {
            self.condition(when);
            send.each_placeholder(&mut |one| self.placeholder(one));
        }
        self.condition(&plan.sends.refused);
        self.path(&plan.sends.id);
        for channel in plan.channels.iter() {
            self.channel(channel);
        }
    }

    fn channel(&mut self, channel: &ChannelPlan) {
        if let Some(kinds) = &channel.kinds {
            self.message_path(&kinds.by);
        }
        match &channel.start {
            Start::Message(condition)
            | Start::Request {
                when: condition, ..
            } => {
                self.condition(condition);
            }
            Start::Any | Start::Topic(_) | Start::Call { .. } => {}
        }
        if let Some(checksum) = &channel.checksum {
            self.message_path(&checksum.value);
        }
        match channel.sequence.as_ref().map(|sequence| &sequence.rule) {
            Some(SequenceRule::Step(path) | SequenceRule::Rising(path)) => self.message_path(path),
            Some(SequenceRule::Chain {
                previous: a,
                this: b,
            })
            | Some(SequenceRule::Range { first: a, last: b }) => {
                self.message_path(a);
                self.message_path(b);
            }
            None => {}
        }
    }

    fn condition(&mut self, condition: &Condition) {
        for test in condition.iter().flat_map(|group| group.iter()) {
            if let ResponsePath::Body(path) = test.path() {
                self.path(path);
            }
        }
    }

    fn kept(&mut self, kept: &[Kept]) {
        for kept in kept {
            self.path(&kept.at);
        }
    }

    fn message_path(&mut self, path: &MessagePath) {
        if !path.of_data {
            self.path(&path.path);
        }
    }

    fn path(&mut self, path: &[PathSegment]) {
        if let Some(PathSegment::Name(name)) = path.first()
            && !self.names.iter().any(|known| known == name)
        {
            self.names.push(name.to_string());
        }
    }

    fn placeholder(&mut self, placeholder: &Placeholder) {
        match &placeholder.source {
            Source::Message(path) => self.path(path),
            Source::MemberName => self.first = true,
            _ => {}
        }
    }
}

/// A message, and where the members are that its plan looks at.
pub(super) struct View<'m> {
    text: &'m str,
    heads: &'m Heads,
    /// The values of [`Heads::names`], or the elements of a list.
    values: SmallVec<[Option<Range<usize>>; 12]>,
    is_list: bool,
    /// The first member: the bytes of its name, and its value.
    first: Option<(SmallVec<[u8; 48]>, Range<usize>)>,
}

impl<'m> View<'m> {
    /// Looks at a message. What is not JSON is a text without members.
    ///
    /// # Errors
    /// The message begins like JSON with members, and is not JSON.
    pub(super) fn new(text: &'m str, heads: &'m Heads) -> Result<Self, Problem> {
        let mut view = Self {
            text,
            heads,
            values: SmallVec::new(),
            is_list: false,
            first: None,
        };
        match text.trim_start().as_bytes().first() {
            Some(b'{') => view.members()?,
            Some(b'[') => view.elements()?,
            _ => {}
        }
        Ok(view)
    }

    fn members(&mut self) -> Result<(), Problem> {
        let heads = self.heads;
        self.values.resize(heads.names.len(), None);
        let index_of = |name: &str| heads.names.iter().position(|known| known == name);
        let mut reader = Reader::of_text(self.text);
        let mut first = None;
        let mut found = reader.open_object_with(|name| {
            first = heads.first.then(|| SmallVec::from_slice(name.as_bytes()));
            index_of(name)
        })?;
        while let Some(index) = found {
            let range = reader.range()?;
            if let Some(name) = first.take() {
                self.first = Some((name, range.clone()));
            }
            if let Some(value) = index.and_then(|index| self.values.get_mut(index))
                && value.is_none()
            {
                *value = Some(range);
            }
            found = reader.next_name_with(index_of)?;
        }
        reader.finish()
    }

    fn elements(&mut self) -> Result<(), Problem> {
        self.is_list = true;
        let mut reader = Reader::of_text(self.text);
        let mut more = reader.open_list()?;
        while more {
            let range = reader.range()?;
            if self.values.len() < ELEMENTS {
                self.values.push(Some(range));
            }
            more = reader.next_item()?;
        }
        reader.finish()
    }

    /// The message itself.
    pub(super) fn text(&self) -> &'m str {
        self.text
    }

    /// The name and the value of the first member.
    pub(super) fn first_member(&self) -> Option<(&str, Range<usize>)> {
        let (name, range) = self.first.as_ref()?;
        Some((std::str::from_utf8(name).ok()?, range.clone()))
    }

    /// Where the value at a path is. `None`: there is none.
    pub(super) fn range(&self, path: &[PathSegment]) -> Option<Range<usize>> {
        let Some((head, rest)) = path.split_first() else {
            return Some(0..self.text.len());
        };
        let index = match head {
            PathSegment::Name(name) if !self.is_list => {
                self.heads.names.iter().position(|known| known == name)?
            }
            PathSegment::Index(index) if self.is_list => *index as usize,
            _ => return None,
        };
        let range = self.values.get(index)?.clone()?;
        if rest.is_empty() {
            return Some(range);
        }
        within(self.text, range, rest)
    }

    /// The JSON of the value at a path. `None`: there is none, or it is `null`.
    pub(super) fn raw(&self, path: &[PathSegment]) -> Option<&'m str> {
        let text = self.text.get(self.range(path)?)?;
        (text != "null").then_some(text)
    }

    /// The text of the value at a path, if it is a text, a number or a boolean.
    pub(super) fn scalar(&self, path: &[PathSegment]) -> Option<Cow<'m, str>> {
        match path.is_empty() {
            true => Some(Cow::Borrowed(self.text)),
            false => scalar(self.raw(path)?),
        }
    }

    /// Whether a condition holds. An empty one does not.
    pub(super) fn holds(&self, condition: &Condition) -> bool {
        condition
            .iter()
            .any(|group| group.iter().all(|test| self.passes(test)))
    }

    fn passes(&self, test: &ResponseTest) -> bool {
        let ResponsePath::Body(path) = test.path() else {
            return false;
        };
        match test {
            ResponseTest::Absent(_, absent) => self.raw(path).is_none() == *absent,
            ResponseTest::In(_, literals, equal) => {
                let found = match path.is_empty() {
                    true => Some(literals.iter().any(|literal| literal.text() == self.text)),
                    false => self.raw(path).and_then(|raw| is_in(raw, literals)),
                };
                found == Some(*equal)
            }
        }
    }
}

/// Whether a condition holds for a message: for tools that make messages.
#[must_use]
pub fn holds(condition: &Condition, message: &str) -> bool {
    let mut heads = Heads::default();
    heads.condition(condition);
    View::new(message, &heads).is_ok_and(|view| view.holds(condition))
}

/// The range of a value inside the value at `range` of `text`.
pub(super) fn within(
    text: &str,
    range: Range<usize>,
    path: &[PathSegment],
) -> Option<Range<usize>> {
    let inner = text.get(range.clone())?;
    let found = locate(inner.as_bytes(), path).ok()??;
    Some(range.start + found.start..range.start + found.end)
}

/// The text of a scalar. `None`: it is `null`, a list or an object.
pub(super) fn scalar(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes() {
        [b'"', .., b'"'] => {
            let inner = raw.get(1..raw.len() - 1)?;
            match inner.contains('\\') {
                false => Some(Cow::Borrowed(inner)),
                true => Reader::of_text(raw).text().ok().map(Cow::Owned),
            }
        }
        [b'{' | b'[' | b'n', ..] | [] => None,
        _ => Some(Cow::Borrowed(raw)),
    }
}

/// Whether a value is one of `literals`. `None`: it has a kind that none of them has.
fn is_in(raw: &str, literals: &[Literal]) -> Option<bool> {
    if let [b'"', .., b'"'] = raw.as_bytes()
        && !raw.contains('\\')
    {
        // The usual case, without a copy of the text.
        let inner = raw.get(1..raw.len() - 1)?;
        let mut texts = literals.iter().filter_map(|literal| match literal {
            Literal::Text(text) => Some(text.as_ref()),
            _ => None,
        });
        if texts.clone().next().is_some() {
            return Some(texts.any(|text| text == inner));
        }
    }
    TestedValue::read(raw.as_bytes())
        .ok()??
        .is_in(literals)
        .ok()
}
