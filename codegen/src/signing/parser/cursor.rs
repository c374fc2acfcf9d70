//! The next tokens of an expression, and the errors for unexpected ones.

use super::{Parsed, Places};
use crate::signing::ast::{Ast, Node};
use crate::signing::lexer::{Sign, SyntaxError, Token, TokenKind};
use crate::source::Span;

/// The tokens of an expression, and the current position.
pub(super) struct Parser<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) depth: usize,
    pub(super) places: Places<'a>,
}

impl<'a> Parser<'a> {
    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn peek_word(&self) -> Option<&'a str> {
        match self.peek() {
            Some(Token {
                kind: TokenKind::Name(name),
                ..
            }) => Some(name),
            _ => None,
        }
    }

    pub(super) fn peek_sign(&self) -> Option<Sign> {
        self.sign_at(self.at)
    }

    pub(super) fn sign_at(&self, at: usize) -> Option<Sign> {
        match self.tokens.get(at) {
            Some(Token {
                kind: TokenKind::Sign(sign),
                ..
            }) => Some(*sign),
            _ => None,
        }
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.peek_word() == Some(word);
        self.at += usize::from(found);
        found
    }

    pub(super) fn take_sign(&mut self, sign: Sign) -> bool {
        let found = self.peek_sign() == Some(sign);
        self.at += usize::from(found);
        found
    }

    /// First byte of the next token, or the end.
    pub(super) fn from(&self) -> usize {
        self.peek().map_or(self.end, |token| token.from)
    }

    /// Byte after the last token taken.
    pub(super) fn to(&self) -> usize {
        self.at
            .checked_sub(1)
            .and_then(|at| self.tokens.get(at))
            .map_or(0, |token| token.to)
    }

    pub(super) fn span(&self, from: usize) -> Span {
        (self.places)(from, self.to())
    }

    pub(super) fn make(&self, from: usize, node: Node) -> Ast {
        Ast {
            span: self.span(from),
            node,
        }
    }

    pub(super) fn expected(&self, what: &str) -> SyntaxError {
        match self.peek() {
            Some(token) => SyntaxError::new(
                token.from,
                token.to,
                format!("expected {what}, found {}", token.kind),
            ),
            None => SyntaxError::new(
                self.to().saturating_sub(1),
                self.end,
                format!("expected {what}, found the end of the expression"),
            ),
        }
    }

    pub(super) fn expect_sign(&mut self, sign: Sign, opened: &str) -> Parsed<()> {
        if self.take_sign(sign) {
            return Ok(());
        }
        let error = self.expected(&format!("`{}` (to close {opened})", sign.text()));
        Err(match self.peek() {
            Some(token) if starts_value(token) => {
                error.help("values are joined by `+`, and arguments separated by `,`")
            }
            _ => error,
        })
    }

    /// The error for tokens after a complete expression.
    pub(super) fn left_over(&self, token: &Token) -> SyntaxError {
        let error = SyntaxError::new(token.from, token.to, format!("unexpected {}", token.kind));
        match &token.kind {
            TokenKind::Sign(Sign::Assign) => {
                error.help("use `==` to compare; `name=` is only for arguments")
            }
            TokenKind::Sign(Sign::Close | Sign::CloseList) => error.help("it closes nothing"),
            TokenKind::Sign(Sign::Comma) => error.help("write a list in brackets: `[a, b]`"),
            TokenKind::Sign(Sign::Dot | Sign::OpenList) => error.help(
                "members follow a name, a call or brackets: put the expression before it in `( )`",
            ),
            TokenKind::Name(word) if word == "else" => {
                error.help("`else` belongs to `a if condition else b`")
            }
            TokenKind::Sign(
                Sign::Equal
                | Sign::NotEqual
                | Sign::Less
                | Sign::LessOrEqual
                | Sign::Greater
                | Sign::GreaterOrEqual,
            ) => error.help("comparisons cannot be chained: join two by `and`"),
            TokenKind::Sign(sign @ (Sign::Plus | Sign::Other)) => error.help(format!(
                "`{}` binds tighter than `|`: put the expression before it in `( )`",
                sign.text()
            )),
            TokenKind::Sign(Sign::Pipe) => {
                error.help("put `|` before the comparison, or use `( )`")
            }
            TokenKind::Name(word) if matches!(word.as_str(), "is" | "in") => {
                error.help("comparisons cannot be chained: join two by `and`")
            }
            TokenKind::Integer(_) | TokenKind::Text(_) | TokenKind::Name(_) => {
                error.help("join values by `+`; apply a function by `|`")
            }
            TokenKind::Sign(Sign::Open) => error
                .help("values have no methods: apply a function by `|`, as in `method | upper`"),
        }
    }
}

const fn starts_value(token: &Token) -> bool {
    matches!(
        token.kind,
        TokenKind::Integer(_) | TokenKind::Text(_) | TokenKind::Name(_)
    )
}
