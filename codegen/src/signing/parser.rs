//! The grammar of expressions.
//!
//! One function per line of the grammar, from the loosest binding to the tightest. The nesting depth is limited, so that no text can
//! overflow the stack.

mod cursor;

use super::ast::{Arg, Ast, Node, Word};
use super::lexer::{Sign, SyntaxError, TokenKind, lex};
use crate::data::digits;
use crate::source::Span;
use cursor::Parser;
use specie_runtime::signing::plan::Comparison;

/// Maximum nesting depth of brackets and calls.
const MAX_DEPTH: usize = 64;

/// Maximum height of an expression's tree: chains of `|` and `.` count too.
const MAX_HEIGHT: usize = 96;

/// Maximum number of tokens in an expression.
const MAX_TOKENS: usize = 4_000;

/// Words that are names only after a `.`.
pub(crate) const WORDS: [&str; 10] = [
    "if", "or", "else", "and", "not", "in", "is", "true", "false", "absent",
];

/// Maps bytes `from..to` of the decoded text to a span in the file.
pub(crate) type Places<'a> = &'a dyn Fn(usize, usize) -> Span;

/// Whether a text is one expression.
#[cfg(test)]
pub(crate) fn parses(text: &str) -> bool {
    parse(text, &Span::new).is_ok()
}

/// Parses a whole text as one expression.
pub(crate) fn parse(text: &str, places: Places<'_>) -> Result<Ast, SyntaxError> {
    let tokens = lex(text)?;
    if tokens.is_empty() {
        return Err(SyntaxError::new(0, text.len(), "expected an expression")
            .help("write `absent` for no value, `\"\"` for an empty text"));
    }
    if let Some(token) = tokens.get(MAX_TOKENS) {
        return Err(
            SyntaxError::new(token.from, text.len(), "this expression is too long")
                .help("split it, and name its parts with `let`"),
        );
    }
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        end: text.trim_end().len(),
        depth: 0,
        places,
    };
    let ast = parser.expr()?;
    match parser.peek() {
        None if is_higher(&ast) => Err(SyntaxError::new(
            0,
            text.trim_end().len(),
            "this expression is nested too deep",
        )
        .help("split it, and name its parts with `let`")),
        None => Ok(ast),
        Some(token) => Err(parser.left_over(token)),
    }
}

/// Whether a tree is too deep for the code that processes it. Not recursive itself.
fn is_higher(ast: &Ast) -> bool {
    let mut open = vec![(ast, 1)];
    while let Some((ast, height)) = open.pop() {
        if height > MAX_HEIGHT {
            return true;
        }
        ast.children(&mut |child| open.push((child, height + 1)));
    }
    false
}

type Parsed<T = Ast> = Result<T, SyntaxError>;

impl Parser<'_> {
    /// Every recursion into `expr` passes here.
    fn expr(&mut self) -> Parsed {
        self.deeper(Self::conditional)
    }

    fn deeper(&mut self, parse: fn(&mut Self) -> Parsed) -> Parsed {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let from = self.from();
            return Err(SyntaxError::new(
                from,
                self.peek().map_or(self.end, |t| t.to),
                "the brackets are nested too deep here",
            )
            .help("split the expression, and name its parts with `let`"));
        }
        let result = parse(self);
        self.depth -= 1;
        result
    }

    fn conditional(&mut self) -> Parsed {
        let from = self.from();
        let then = self.or()?;
        if !self.take_word("if") {
            return Ok(then);
        }
        let condition = self.or()?;
        if !self.take_word("else") {
            return Err(self
                .expected("`else`")
                .help("write both cases: `a if condition else absent`"));
        }
        let otherwise = self.expr()?;
        Ok(self.make(
            from,
            Node::If {
                condition: Box::new(condition),
                then: Box::new(then),
                otherwise: Box::new(otherwise),
            },
        ))
    }

    fn or(&mut self) -> Parsed {
        self.series(Self::and, |p| p.take_word("or"), Node::Or)
    }

    fn and(&mut self) -> Parsed {
        self.series(Self::not, |p| p.take_word("and"), Node::And)
    }

    fn not(&mut self) -> Parsed {
        let from = self.from();
        if self.take_word("not") {
            let value = self.deeper(Self::not)?;
            return Ok(self.make(from, Node::Not(Box::new(value))));
        }
        self.compare()
    }

    fn compare(&mut self) -> Parsed {
        let from = self.from();
        let left = self.pipe()?;
        if self.take_word("is") {
            let negated = self.take_word("not");
            let test = self.test()?;
            return Ok(self.make(
                from,
                Node::Is {
                    value: Box::new(left),
                    test,
                    negated,
                },
            ));
        }
        let Some(op) = self.take_comparison() else {
            return Ok(left);
        };
        let right = self.pipe()?;
        Ok(self.make(from, Node::Compare(op, Box::new(left), Box::new(right))))
    }

    fn take_comparison(&mut self) -> Option<Comparison> {
        let op = match self.peek_sign() {
            Some(Sign::Equal) => Comparison::Equal,
            Some(Sign::NotEqual) => Comparison::NotEqual,
            Some(Sign::Less) => Comparison::Less,
            Some(Sign::LessOrEqual) => Comparison::LessOrEqual,
            Some(Sign::Greater) => Comparison::Greater,
            Some(Sign::GreaterOrEqual) => Comparison::GreaterOrEqual,
            Some(_) => return None,
            None => {
                if self.take_word("in") {
                    return Some(Comparison::In);
                }
                let next = self.tokens.get(self.at + 1).map(|t| &t.kind);
                if self.peek_word() == Some("not")
                    && next == Some(&TokenKind::Name("in".to_owned()))
                {
                    self.at += 2;
                    return Some(Comparison::NotIn);
                }
                return None;
            }
        };
        self.at += 1;
        Some(op)
    }

    fn test(&mut self) -> Parsed<Word> {
        let from = self.from();
        let Some(word) = self.peek_word() else {
            return Err(self.expected("a test").help(
                "tests are `absent`, `empty`, `list`, `pairs`, `text`, `number`, and the forms of a credential; to compare values use `==`",
            ));
        };
        self.at += 1;
        if self.peek_sign() == Some(Sign::OpenList) {
            return Err(self
                .expected("the end of the test")
                .help("write the form without its length after `is`"));
        }
        Ok(Word {
            span: self.span(from),
            text: word.to_owned(),
        })
    }

    fn pipe(&mut self) -> Parsed {
        let from = self.from();
        let mut value = self.plus()?;
        while self.take_sign(Sign::Pipe) {
            let start = self.from();
            let Some(name) = self.peek_word().filter(|w| !WORDS.contains(w)) else {
                let error = self.expected("the name of a function");
                return Err(match self.peek_sign() {
                    Some(Sign::Pipe) => error.help("write `or`"),
                    _ => error.help("`x | f(y)` is `f(x, y)`"),
                });
            };
            self.at += 1;
            let name = Word {
                span: self.span(start),
                text: name.to_owned(),
            };
            let mut args = vec![Arg { name: None, value }];
            if self.peek_sign() == Some(Sign::Open) {
                args.extend(self.args()?);
            }
            value = self.make(
                from,
                Node::Call {
                    name,
                    piped: true,
                    args,
                },
            );
        }
        Ok(value)
    }

    fn plus(&mut self) -> Parsed {
        self.series(Self::other, |p| p.take_sign(Sign::Plus), Node::Join)
    }

    fn other(&mut self) -> Parsed {
        self.series(Self::post, |p| p.take_sign(Sign::Other), Node::Coalesce)
    }

    fn series(
        &mut self,
        part: fn(&mut Self) -> Parsed,
        more: fn(&mut Self) -> bool,
        make: fn(Vec<Ast>) -> Node,
    ) -> Parsed {
        let from = self.from();
        let first = part(self)?;
        if !more(self) {
            return Ok(first);
        }
        let mut parts = vec![first, part(self)?];
        while more(self) {
            parts.push(part(self)?);
        }
        Ok(self.make(from, make(parts)))
    }

    fn post(&mut self) -> Parsed {
        let from = self.from();
        let mut value = self.primary()?;
        loop {
            if self.take_sign(Sign::Dot) {
                value = self.member(from, value)?;
            } else if self.take_sign(Sign::OpenList) {
                let index = self.expr()?;
                self.expect_sign(Sign::CloseList, "`[`")?;
                value = self.make(from, Node::Index(Box::new(value), Box::new(index)));
            } else {
                return Ok(value);
            }
        }
    }

    fn member(&mut self, from: usize, value: Ast) -> Parsed {
        let start = self.from();
        match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Name(name)) => {
                self.at += 1;
                let name = Word {
                    span: self.span(start),
                    text: name.clone(),
                };
                Ok(self.make(from, Node::Member(Box::new(value), name)))
            }
            Some(TokenKind::Integer(digits)) => {
                self.at += 1;
                let index = self.make(start, Node::Integer(digits.clone()));
                if matches!(value.node, Node::Integer(_)) {
                    return Err(SyntaxError::new(
                        self.tokens
                            .get(self.at.saturating_sub(3))
                            .map_or(start, |t| t.from),
                        self.to(),
                        "decimal numbers are not supported",
                    )
                    .help("write a text, such as `\"0.5\"`"));
                }
                Ok(self.make(from, Node::Index(Box::new(value), Box::new(index))))
            }
            _ => Err(self
                .expected("the name of a member")
                .help("write a name with other characters as `x[\"na-me\"]`")),
        }
    }

    fn primary(&mut self) -> Parsed {
        let from = self.from();
        let Some(token) = self.peek() else {
            return Err(self.expected("a value"));
        };
        let node = match &token.kind {
            TokenKind::Integer(text) => Node::Integer(digits(text)),
            TokenKind::Text(text) => Node::Text {
                text: text.clone(),
                quoted_yaml: false,
            },
            TokenKind::Name(name) => match name.as_str() {
                "true" => Node::Bool(true),
                "false" => Node::Bool(false),
                "absent" => Node::Absent,
                word if WORDS.contains(&word) => {
                    return Err(self
                        .expected("a value")
                        .help(format!("`{word}` is a keyword of the grammar, not a name")));
                }
                name => return self.name_or_call(from, name),
            },
            TokenKind::Sign(Sign::Open) => {
                self.at += 1;
                let inner = self.expr()?;
                self.expect_sign(Sign::Close, "`(`")?;
                return Ok(Ast {
                    span: self.span(from),
                    ..inner
                });
            }
            TokenKind::Sign(Sign::OpenList) => return self.list(from),
            TokenKind::Sign(_) => return Err(self.expected("a value")),
        };
        self.at += 1;
        Ok(self.make(from, node))
    }

    fn name_or_call(&mut self, from: usize, name: &str) -> Parsed {
        self.at += 1;
        if self.peek_sign() != Some(Sign::Open) {
            return Ok(self.make(from, Node::Name(name.to_owned())));
        }
        let name = Word {
            span: self.span(from),
            text: name.to_owned(),
        };
        let args = self.args()?;
        Ok(self.make(
            from,
            Node::Call {
                name,
                piped: false,
                args,
            },
        ))
    }

    fn list(&mut self, from: usize) -> Parsed {
        self.at += 1;
        let mut parts = Vec::new();
        if !self.take_sign(Sign::CloseList) {
            loop {
                parts.push(self.expr()?);
                if !self.take_sign(Sign::Comma) {
                    break;
                }
            }
            self.expect_sign(Sign::CloseList, "the list")?;
        }
        Ok(self.make(from, Node::List(parts)))
    }

    fn args(&mut self) -> Parsed<Vec<Arg>> {
        self.at += 1;
        let mut args = Vec::new();
        if self.take_sign(Sign::Close) {
            return Ok(args);
        }
        loop {
            args.push(self.arg()?);
            if !self.take_sign(Sign::Comma) {
                break;
            }
        }
        self.expect_sign(Sign::Close, "the arguments")?;
        Ok(args)
    }

    fn arg(&mut self) -> Parsed<Arg> {
        let start = self.from();
        let name = match self.peek_word() {
            Some(name) if self.sign_at(self.at + 1) == Some(Sign::Assign) => {
                self.at += 1;
                let word = Word {
                    span: self.span(start),
                    text: name.to_owned(),
                };
                self.at += 1;
                Some(word)
            }
            _ => None,
        };
        Ok(Arg {
            name,
            value: self.expr()?,
        })
    }
}

#[cfg(test)]
#[path = "parser_tests.rs"]
mod tests;
