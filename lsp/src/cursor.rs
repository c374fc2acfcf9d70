//! Where a position is in a spec: the keys above it, and whether it is at a key or at a value.
//!
//! The reader goes through the lines from the top and understands block and flow style, quotes and block texts. Unlike a parser it reads
//! any text: completion is needed exactly where the file is not valid yet.

mod flow;

/// A step from the top of the file downwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A key of a mapping.
    Key(String),
    /// An index in a list.
    Item(usize),
}

/// What is at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A key, with a colon after it.
    Key,
    /// The value of the key or element that the path ends with.
    Value,
    /// A text without a colon: a key that is being written, or a value on a line of its own.
    Either,
}

/// Where a position is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The way to the mapping that has the key, or to the value.
    pub path: Vec<Segment>,
    /// What is at the position.
    pub role: Role,
    /// First byte of the key or value.
    pub start: usize,
    /// First byte of the entry that the path ends with: its key, or the dash of a list element.
    pub entry: usize,
}

impl Cursor {
    /// Finds a byte of a text.
    pub fn find(text: &str, at: usize) -> Self {
        Reader {
            text,
            at,
            levels: Vec::new(),
        }
        .run()
    }

    /// The last key of the path.
    pub fn key(&self) -> Option<&str> {
        self.path.iter().rev().find_map(|segment| match segment {
            Segment::Key(name) => Some(name.as_str()),
            Segment::Item(_) => None,
        })
    }
}

/// An open mapping entry or list element in block style.
struct Level {
    indent: usize,
    /// Its first byte.
    start: usize,
    segment: Segment,
    /// First byte of a plain text that began on its line: deeper lines continue it.
    text: Option<usize>,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    levels: Vec<Level>,
}

/// What a line leads to.
enum Next {
    /// The position was found.
    Found(Cursor),
    /// Reading goes on at this byte, at the beginning of a line.
    Line(usize),
}

impl Reader<'_> {
    fn run(mut self) -> Cursor {
        let mut start = 0;
        while start <= self.at && start <= self.text.len() {
            match self.line(start) {
                Next::Found(cursor) => return cursor,
                Next::Line(next) if next > start => start = next,
                Next::Line(_) => break,
            }
        }
        self.cursor(Role::Either, self.at)
    }

    fn cursor(&self, role: Role, start: usize) -> Cursor {
        let levels = self.levels.iter();
        Cursor {
            path: levels.map(|level| level.segment.clone()).collect(),
            role,
            start: start.min(self.at),
            entry: self.levels.last().map_or(0, |level| level.start),
        }
    }

    /// The end of a line without its line break, and the beginning of the next.
    fn ends(&self, start: usize) -> (usize, usize) {
        let rest = self.text.get(start..).unwrap_or("");
        match rest.find(['\n', '\r']) {
            None => (self.text.len(), self.text.len() + 1),
            Some(length) => {
                let end = start + length;
                let is_pair = self
                    .text
                    .get(end..)
                    .is_some_and(|it| it.starts_with("\r\n"));
                (end, end + 1 + usize::from(is_pair))
            }
        }
    }

    fn line(&mut self, start: usize) -> Next {
        let (end, next) = self.ends(start);
        let line = self.text.get(start..end).unwrap_or("");
        let is_here = self.at <= end;
        let content = line.trim_start_matches(' ');
        let indent = line.len() - content.len();
        if content.trim().is_empty() || content.starts_with('#') {
            if is_here {
                // The column of the cursor decides which mapping a new key would be in.
                let column = (self.at - start).min(indent);
                self.close(column, false);
                return Next::Found(self.cursor(Role::Either, self.at));
            }
            return Next::Line(next);
        }
        let continues = self.levels.last().and_then(|level| {
            let deeper = indent > level.indent;
            level.text.filter(|_| deeper)
        });
        if let Some(text) = continues {
            return match is_here {
                true => Next::Found(self.cursor(Role::Value, text)),
                false => Next::Line(next),
            };
        }
        self.entry(start + indent, indent, (end, next))
    }

    /// Closes what is not above a column; returns the index of the next element, if a list is at that column.
    fn close(&mut self, column: usize, is_element: bool) -> usize {
        let mut index = 0;
        while let Some(level) = self.levels.last() {
            let is_above = match (&level.segment, is_element) {
                // A list may begin at the column of its key.
                (Segment::Key(_), true) => level.indent <= column,
                _ => level.indent < column,
            };
            if is_above {
                break;
            }
            index = match level.segment {
                Segment::Item(at) if level.indent == column => at + 1,
                _ => 0,
            };
            self.levels.pop();
        }
        index
    }

    /// An entry that begins at a byte, at a column: `- `, `key:`, or a text.
    fn entry(&mut self, mut at: usize, mut column: usize, (end, next): (usize, usize)) -> Next {
        loop {
            let rest = self.text.get(at..end).unwrap_or("");
            if rest != "-" && !rest.starts_with("- ") {
                break;
            }
            let index = self.close(column, true);
            self.levels.push(Level {
                indent: column,
                start: at,
                segment: Segment::Item(index),
                text: None,
            });
            let after = rest.get(1..).unwrap_or("");
            let blanks = after.len() - after.trim_start_matches(' ').len();
            let step = 1 + blanks;
            if self.at < at + step || rest.len() <= step {
                return self.here_or(end, next, Role::Either, self.at);
            }
            at += step;
            column += step;
        }
        if !matches!(self.levels.last(), Some(Level { segment: Segment::Item(_), indent, .. }) if *indent < column)
        {
            self.close(column, false);
        }
        let rest = self.text.get(at..end).unwrap_or("");
        let Some((name, length)) = key(rest) else {
            return self.value(at, column, (end, next), Role::Either);
        };
        let colon = at + length;
        if self.at <= colon {
            return Next::Found(self.cursor(Role::Key, at));
        }
        self.close(column, false);
        self.levels.push(Level {
            indent: column,
            start: at,
            segment: Segment::Key(name),
            text: None,
        });
        let after = self.text.get(colon + 1..end).unwrap_or("");
        let blanks = after.len() - after.trim_start_matches(' ').len();
        self.value(colon + 1 + blanks, column, (end, next), Role::Value)
    }

    /// A value that begins at a byte; its key or element is at a column.
    fn value(&mut self, at: usize, column: usize, (end, next): (usize, usize), role: Role) -> Next {
        let rest = self.text.get(at..end).unwrap_or("");
        match rest.chars().next() {
            None | Some('#') => self.here_or(end, next, role, at),
            Some('|' | '>') => {
                if self.at <= end {
                    return Next::Found(self.cursor(role, at));
                }
                self.block_text(column, next)
            }
            Some('{' | '[') => match self.flow(at, column) {
                flow::Read::Found(cursor) => Next::Found(cursor),
                flow::Read::End(after) => Next::Line(self.ends(after).1),
                flow::Read::Line(start) => Next::Line(start),
            },
            Some(quote @ ('"' | '\'')) => {
                let after = flow::after_quote(self.text, at, quote);
                if self.at <= after {
                    return Next::Found(self.cursor(role, at));
                }
                let (end, next) = self.ends(after);
                self.here_or(end, next, role, at)
            }
            Some(_) => {
                if let Some(level) = self.levels.last_mut() {
                    level.text = Some(at);
                }
                self.here_or(end, next, role, at)
            }
        }
    }

    fn here_or(&self, end: usize, next: usize, role: Role, start: usize) -> Next {
        match self.at <= end {
            true => Next::Found(self.cursor(role, start)),
            false => Next::Line(next),
        }
    }

    /// The lines of a `|` or `>` text: those that are indented more than its key.
    fn block_text(&self, column: usize, first: usize) -> Next {
        let mut start = first;
        while start <= self.text.len() {
            let (end, next) = self.ends(start);
            let line = self.text.get(start..end).unwrap_or("");
            let indent = line.len() - line.trim_start_matches(' ').len();
            if !line.trim().is_empty() && indent <= column {
                return Next::Line(start);
            }
            // A blank line below the text may be for a new key.
            if self.at <= end && (!line.trim().is_empty() || self.at.saturating_sub(start) > column)
            {
                return Next::Found(self.cursor(Role::Value, start + indent));
            }
            if self.at <= end {
                return Next::Line(start);
            }
            start = next;
        }
        Next::Line(self.text.len() + 1)
    }
}

/// The key at the beginning of a line, and the index of its colon.
fn key(rest: &str) -> Option<(String, usize)> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let from = match quote {
        Some(quote) => flow::after_quote(rest, 0, quote),
        None if rest.starts_with(['{', '[', '#']) => return None,
        None => 0,
    };
    let tail = rest.get(from..)?;
    let ends = tail.match_indices(':').find(|(at, _)| {
        let after = tail.get(at + 1..).unwrap_or("");
        after.is_empty() || after.starts_with([' ', '\t'])
    });
    let (at, _) = ends?;
    let before = tail.get(..at)?;
    // ` #` begins a comment, and a quoted key ends with its quote.
    if before.contains(" #") || (quote.is_some() && !before.trim().is_empty()) {
        return None;
    }
    let name = rest.get(..from + at)?.trim();
    let name = match quote {
        Some(quote) => name.trim_matches(quote),
        None => name,
    };
    Some((name.to_owned(), from + at))
}

#[cfg(test)]
mod tests;
