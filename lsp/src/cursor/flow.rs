//! Flow style: `{ key: value }` and `[ … ]`, over one or several lines.

use super::{Cursor, Reader, Role, Segment};

/// What reading a flow value leads to.
pub enum Read {
    /// The position was found.
    Found(Cursor),
    /// The value ends before this byte.
    End(usize),
    /// It is not closed: the line at this byte is no longer a part of it.
    Line(usize),
}

/// An open `{` or `[`.
struct Frame {
    is_map: bool,
    /// The key whose value is being read, and its first byte.
    key: Option<(String, usize)>,
    index: usize,
}

impl Reader<'_> {
    /// Reads a flow value; its key or element is at a column.
    pub(super) fn flow(&self, start: usize, column: usize) -> Read {
        let mut frames: Vec<Frame> = Vec::new();
        // First byte of the present key or value; none before it.
        let mut token: Option<usize> = None;
        let mut at = start;
        while let Some(c) = self.text.get(at..).and_then(|rest| rest.chars().next()) {
            if self.at <= at && at > start {
                return Read::Found(self.in_flow(&frames, token));
            }
            let mut next = at + c.len_utf8();
            match c {
                '{' | '[' => {
                    frames.push(Frame {
                        is_map: c == '{',
                        key: None,
                        index: 0,
                    });
                    token = None;
                }
                '}' | ']' => {
                    frames.pop();
                    token = None;
                    if frames.is_empty() {
                        return match self.at <= next {
                            true => Read::Found(self.cursor(Role::Value, start)),
                            false => Read::End(next),
                        };
                    }
                }
                ',' => {
                    if let Some(frame) = frames.last_mut() {
                        frame.key = None;
                        frame.index += 1;
                    }
                    token = None;
                }
                ':' if self.ends_key(next) => {
                    if let Some(frame) =
                        frames.last_mut().filter(|it| it.is_map && it.key.is_none())
                    {
                        let from = token.unwrap_or(at);
                        let name = self.text.get(from..at).unwrap_or("");
                        let name = name.trim().trim_matches(['"', '\'']);
                        frame.key = Some((name.to_owned(), from));
                        token = None;
                    }
                }
                '"' | '\'' if token.is_none() => {
                    let after = after_quote(self.text, at, c);
                    token = Some(at);
                    if self.at > at && self.at < after {
                        return Read::Found(self.in_flow(&frames, token));
                    }
                    next = after;
                }
                '#' if token.is_none() => next = self.ends(at).0.max(next),
                '\n' | '\r' => {
                    if let Some(line) = self.outside(next, column) {
                        return Read::Line(line);
                    }
                }
                c if c.is_whitespace() => {}
                _ => token = token.or(Some(at)),
            }
            at = next;
        }
        Read::Found(self.in_flow(&frames, token))
    }

    /// Whether a colon before this byte ends a key.
    fn ends_key(&self, next: usize) -> bool {
        let rest = self.text.get(next..).unwrap_or("");
        let after = rest.chars().next();
        after.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | '}' | ']' | '"' | '\''))
    }

    /// Whether the text at the position is a key with a colon after it.
    fn is_before_colon(&self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or("");
        let end = rest.find([':', ',', '{', '}', '[', ']', '\n']);
        end.is_some_and(|end| {
            rest.get(end..).is_some_and(|it| it.starts_with(':'))
                && self.ends_key(self.at + end + 1)
        })
    }

    /// The beginning of a line that cannot be inside of a value at this column, because it is not indented more.
    fn outside(&self, start: usize, column: usize) -> Option<usize> {
        let (end, _) = self.ends(start);
        let line = self.text.get(start..end)?;
        let content = line.trim_start_matches(' ');
        let is_closing = content.starts_with(['}', ']']);
        let is_text = !content.trim().is_empty() && !is_closing;
        (is_text && line.len() - content.len() <= column).then_some(start)
    }

    fn in_flow(&self, frames: &[Frame], token: Option<usize>) -> Cursor {
        let mut path: Vec<Segment> = self.levels.iter().map(|it| it.segment.clone()).collect();
        let mut role = Role::Value;
        let mut entry = self.levels.last().map_or(0, |level| level.start);
        for frame in frames {
            match (frame.is_map, &frame.key) {
                (true, Some((key, from))) => {
                    path.push(Segment::Key(key.clone()));
                    entry = *from;
                    role = Role::Value;
                }
                (true, None) if self.is_before_colon() => role = Role::Key,
                (true, None) => role = Role::Either,
                (false, _) => {
                    path.push(Segment::Item(frame.index));
                    role = Role::Either;
                }
            }
        }
        Cursor {
            path,
            role,
            start: token.unwrap_or(self.at).min(self.at),
            entry,
        }
    }
}

/// The byte after a quoted text that begins at a byte; the end of the text if it is not closed.
pub fn after_quote(text: &str, start: usize, quote: char) -> usize {
    let mut at = start + quote.len_utf8();
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        at += c.len_utf8();
        if c == '\\' && quote == '"' {
            at += text
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(0, char::len_utf8);
        } else if c == quote {
            // Two single quotes are one inside of the text.
            let doubled =
                quote == '\'' && text.get(at..).is_some_and(|rest| rest.starts_with('\''));
            if !doubled {
                return at;
            }
            at += 1;
        }
    }
    text.len()
}
