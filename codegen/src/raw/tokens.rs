//! Words and symbols of a line such as `int 1..100 = 25`.

use crate::source::Span;
use crate::yaml::Scalar;

/// A word or symbol.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    /// Offset in bytes in the scalar's text.
    pub(super) from: usize,
    pub(super) to: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TokenKind<'a> {
    /// `text`, `time.ms`, `1..100`
    Word(&'a str),
    /// `"NONE"`, without its quotes.
    Quoted(&'a str),
    /// One of `[ ] < > ,`, or any other character.
    Mark(char),
    /// End of the text.
    End,
}

/// Reads the tokens of part of a scalar, with a lookahead of one.
pub(super) struct Tokens<'a> {
    scalar: &'a Scalar,
    at: usize,
    end: usize,
    ahead: Token<'a>,
    /// Offset after the last token taken.
    taken: usize,
}

impl<'a> Tokens<'a> {
    /// Tokens of bytes `from..to` of the scalar's text.
    pub(super) fn new(scalar: &'a Scalar, from: usize, to: usize) -> Self {
        let mut tokens = Self {
            scalar,
            at: from,
            end: to,
            taken: from,
            ahead: Token {
                kind: TokenKind::End,
                from,
                to: from,
            },
        };
        tokens.advance();
        tokens
    }

    pub(super) fn peek(&self) -> Token<'a> {
        self.ahead
    }

    pub(super) fn advance(&mut self) -> Token<'a> {
        let current = self.ahead;
        self.taken = current.to;
        self.ahead = self.read();
        current
    }

    /// Takes the next token if it is this word.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let found = self.ahead.kind == TokenKind::Word(word);
        if found {
            self.advance();
        }
        found
    }

    /// Takes the next token if it is this symbol.
    pub(super) fn eat_mark(&mut self, mark: char) -> bool {
        let found = self.ahead.kind == TokenKind::Mark(mark);
        if found {
            self.advance();
        }
        found
    }

    /// From the start of a token to the end of the last one taken.
    pub(super) fn span_since(&self, first: Token<'_>) -> Span {
        self.scalar.span_of(first.from, self.taken.max(first.from))
    }

    /// The word after the next token, if it is a word.
    pub(super) fn after_word(&self) -> Option<&'a str> {
        let rest = self.rest().trim_start();
        let len = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        rest.get(..len).filter(|word| !word.is_empty())
    }

    /// Span of a token in the file.
    pub(super) fn span(&self, token: Token<'_>) -> Span {
        self.scalar.span_of(token.from, token.to)
    }

    /// The text from a token onwards.
    pub(super) fn text_from(&self, token: Token<'_>) -> &'a str {
        self.scalar.text.get(token.from..self.end).unwrap_or("")
    }

    fn rest(&self) -> &'a str {
        self.scalar.text.get(self.at..self.end).unwrap_or("")
    }

    fn read(&mut self) -> Token<'a> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        let rest = self.rest();
        let from = self.at;
        let (len, kind) = match rest.chars().next() {
            None => (0, TokenKind::End),
            Some('"') => match rest.get(1..).and_then(|inner| inner.find('"')) {
                Some(len) => (len + 2, TokenKind::Quoted(rest.get(1..=len).unwrap_or(""))),
                None => (rest.len(), TokenKind::Mark('"')),
            },
            Some(c) if is_word(c) => {
                let len = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
                (len, TokenKind::Word(rest.get(..len).unwrap_or("")))
            }
            Some(c) => (c.len_utf8(), TokenKind::Mark(c)),
        };
        self.at += len;
        Token {
            kind,
            from,
            to: from + len,
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || "_.-+".contains(c)
}
