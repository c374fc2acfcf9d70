//! Tokens of the expression language.
//!
//! Works on the decoded text of a scalar (folded, unescaped); every token has its byte range in that text. The caller maps the range to the
//! file.

use std::fmt;

/// A token and its range in the decoded text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    /// Its kind.
    pub kind: TokenKind,
    /// First byte.
    pub from: usize,
    /// Byte after the last.
    pub to: usize,
}

/// Kinds of tokens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TokenKind {
    /// Digits with an optional minus.
    Integer(String),
    /// A text, with escapes decoded.
    Text(String),
    /// A name, or a keyword.
    Name(String),
    /// `...` is not a token: it occurs only at the start of mapping keys.
    Sign(Sign),
}

/// Signs of the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
    Dot,
    Pipe,
    Plus,
    Other,
    Assign,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Sign {
    /// As written.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Open => "(",
            Self::Close => ")",
            Self::OpenList => "[",
            Self::CloseList => "]",
            Self::Comma => ",",
            Self::Dot => ".",
            Self::Pipe => "|",
            Self::Plus => "+",
            Self::Other => "??",
            Self::Assign => "=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(text) | Self::Name(text) => write!(f, "`{text}`"),
            Self::Text(_) => write!(f, "a text"),
            Self::Sign(sign) => write!(f, "`{}`", sign.text()),
        }
    }
}

/// What is wrong with an expression's text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// First byte in the decoded text.
    pub from: usize,
    /// Byte after the last.
    pub to: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl SyntaxError {
    /// An error without a suggestion.
    pub(crate) fn new(from: usize, to: usize, message: impl Into<String>) -> Self {
        Self {
            from,
            to,
            message: message.into(),
            help: None,
        }
    }

    /// Adds a suggestion.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Splits a text into tokens.
pub(crate) fn lex(text: &str) -> Result<Vec<Token>, SyntaxError> {
    let mut lexer = Lexer {
        text,
        at: 0,
        tokens: Vec::new(),
    };
    while let Some(c) = lexer.peek() {
        lexer.token(c)?;
    }
    Ok(lexer.tokens)
}

/// Signs, longer ones first.
const SIGNS: [Sign; 16] = [
    Sign::Other,
    Sign::Equal,
    Sign::NotEqual,
    Sign::LessOrEqual,
    Sign::GreaterOrEqual,
    Sign::Less,
    Sign::Greater,
    Sign::Assign,
    Sign::Open,
    Sign::Close,
    Sign::OpenList,
    Sign::CloseList,
    Sign::Comma,
    Sign::Dot,
    Sign::Pipe,
    Sign::Plus,
];

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn take_while(&mut self, accept: impl Fn(char) -> bool) -> String {
        let rest = self.rest();
        let end = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        let taken = rest.get(..end).unwrap_or("").to_owned();
        self.at += end;
        taken
    }

    fn push(&mut self, from: usize, kind: TokenKind) {
        let to = self.at;
        self.tokens.push(Token { kind, from, to });
    }

    fn token(&mut self, c: char) -> Result<(), SyntaxError> {
        let from = self.at;
        match c {
            ' ' | '\t' | '\n' | '\r' => {
                self.bump();
            }
            '"' => {
                let text = self.quoted(from)?;
                self.push(from, TokenKind::Text(text));
            }
            'a'..='z' | 'A'..='Z' | '_' => {
                let name = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
                self.push(from, TokenKind::Name(name));
            }
            '0'..='9' => {
                let digits = self.take_while(|c| c.is_ascii_digit());
                self.no_letters(from)?;
                self.push(from, TokenKind::Integer(digits));
            }
            '-' => self.minus(from)?,
            _ => self.sign(from, c)?,
        }
        Ok(())
    }

    /// `12ab` is neither a number nor a name.
    fn no_letters(&mut self, from: usize) -> Result<(), SyntaxError> {
        let tail = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
        if tail.is_empty() {
            return Ok(());
        }
        let whole = self.text.get(from..self.at).unwrap_or("").to_owned();
        Err(SyntaxError::new(
            from,
            self.at,
            format!("`{whole}` is neither an integer nor a name"),
        )
        .help(format!("write a text: `\"{whole}\"`")))
    }

    fn minus(&mut self, from: usize) -> Result<(), SyntaxError> {
        self.bump();
        let digits = self.take_while(|c| c.is_ascii_digit());
        if digits.is_empty() {
            let name_before = matches!(
                self.tokens.last(),
                Some(Token { kind: TokenKind::Name(_), to, .. }) if *to == from
            );
            return Err(if name_before {
                SyntaxError::new(from, self.at, "a name cannot contain `-`")
                    .help("write a member with such a name as `x[\"na-me\"]`")
            } else {
                SyntaxError::new(from, self.at, "there is no operator `-`")
                    .help("to subtract integers, write `add(n, -1)`")
            });
        }
        // `a-1` and `a -1`: a minus after a value can only be meant as a subtraction.
        if self.tokens.last().is_some_and(|t| ends_value(&t.kind)) {
            return Err(
                SyntaxError::new(from, self.at, "there is no operator `-`")
                    .help(format!("for a difference write `add(n, -{digits})`, for a member's name `x[\"na-{digits}\"]`")),
            );
        }
        self.no_letters(from)?;
        self.push(from, TokenKind::Integer(format!("-{digits}")));
        Ok(())
    }

    fn sign(&mut self, from: usize, c: char) -> Result<(), SyntaxError> {
        let found = SIGNS
            .into_iter()
            .find(|sign| self.rest().starts_with(sign.text()));
        if let Some(sign) = found {
            self.at += sign.text().len();
            self.push(from, TokenKind::Sign(sign));
            return Ok(());
        }
        self.bump();
        Err(unknown_sign(from, self.at, c, self.rest()))
    }

    fn quoted(&mut self, from: usize) -> Result<String, SyntaxError> {
        self.bump();
        let mut out = String::new();
        loop {
            let at = self.at;
            match self.bump() {
                None => {
                    return Err(SyntaxError::new(from, self.at, "this text is not closed")
                        .help("close it with `\"`; write a `\"` inside a text as `\\\"`"));
                }
                Some('"') => return Ok(out),
                Some('\\') => out.push(self.escape(at)?),
                // Line breaks of a block scalar become spaces, also inside a text.
                Some('\n') => out.push(' '),
                Some(c) => out.push(c),
            }
        }
    }

    fn escape(&mut self, from: usize) -> Result<char, SyntaxError> {
        match self.bump() {
            Some('n') => Ok('\n'),
            Some('t') => Ok('\t'),
            Some('r') => Ok('\r'),
            Some('0') => Ok('\0'),
            Some('\\') => Ok('\\'),
            Some('"') => Ok('"'),
            other => {
                let shown = other.map_or_else(|| "\\".to_owned(), |c| format!("\\{c}"));
                Err(
                    SyntaxError::new(from, self.at, format!("unknown escape `{shown}`"))
                        .help("the escapes are `\\n` `\\t` `\\r` `\\0` `\\\\` `\\\"`; write all other characters as they are"),
                )
            }
        }
    }
}

const fn ends_value(kind: &TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Integer(_) | TokenKind::Text(_) | TokenKind::Sign(Sign::Close | Sign::CloseList)
    )
}

fn unknown_sign(from: usize, to: usize, c: char, rest: &str) -> SyntaxError {
    let message = if c.is_whitespace() || c.is_control() {
        format!(
            "the space U+{:04X} is not allowed in an expression",
            u32::from(c)
        )
    } else {
        format!("unexpected character `{c}`")
    };
    let error = SyntaxError::new(from, to, message);
    match c {
        '\'' => error.help("write texts inside an expression in double quotes: `\"…\"`"),
        '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '«' | '»' => {
            error.help("write plain double quotes: `\"…\"`")
        }
        '&' if rest.starts_with('&') => error.help("write `and`"),
        '&' => error.help("write a text in double quotes: `\"&\"`"),
        '!' => error.help("write `not x`, or `!=` to compare"),
        '?' => {
            error.help("write `a if condition else b`, or `a ?? b` for a value that may be absent")
        }
        '*' | '/' | '%' => {
            error.help("there are no arithmetic operators; use `add(n, m)` and `shift(n, places)`")
        }
        '{' | '}' => error.help(
            "write an object as a YAML mapping in a `let`, and use its name in the expression",
        ),
        '$' => error.help("write names without a sign: `name`, not `$name`"),
        ':' => error.help("write an expression that contains `: ` in a block: `>-`"),
        '#' => error.help("`#` is allowed only inside a text: `\"#\"`"),
        '~' => error.help("write `absent` for no value, `\"\"` for an empty text"),
        '`' | '@' | '^' | ';' | '\\' => {
            error.help(format!("write a text in double quotes: `\"{c}\"`"))
        }
        '–' | '—' | '−' => error.help("the minus sign is `-`"),
        _ if c.is_whitespace() => error.help("use plain spaces; copied text often contains others"),
        _ if c.is_alphabetic() => {
            error.help("names consist of ASCII letters; write anything else as a text: `\"…\"`")
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind> {
        lex(text)
            .map(|tokens| tokens.into_iter().map(|t| t.kind).collect())
            .unwrap_or_default()
    }

    #[test]
    fn splits_signs_by_the_longest() {
        let signs = kinds("== = != <= < >= > ?? | + . , ( ) [ ]");
        let texts: Vec<_> = signs
            .iter()
            .map(|k| match k {
                TokenKind::Sign(s) => s.text(),
                _ => "other",
            })
            .collect();
        assert_eq!(texts.join(" "), "== = != <= < >= > ?? | + . , ( ) [ ]");
    }

    #[test]
    fn undoes_escapes() {
        assert_eq!(
            kinds(r#""a\n\t\r\0\\\"é""#),
            [TokenKind::Text("a\n\t\r\0\\\"é".into())]
        );
        assert_eq!(kinds("\"a\nb\""), [TokenKind::Text("a b".into())]);
    }

    #[test]
    fn places_count_bytes() {
        let tokens = lex("\"é\" + x").expect("lexes");
        let places: Vec<_> = tokens.iter().map(|t| (t.from, t.to)).collect();
        assert_eq!(places, [(0, 4), (5, 6), (7, 8)]);
    }

    #[test]
    fn rejects_what_is_not_a_token() {
        for (text, from, to, part) in [
            ("a ' b", 2, 3, "unexpected"),
            ("\"abc", 0, 4, "is not closed"),
            ("\"a\\x\"", 2, 4, "unknown escape"),
            ("12ab", 0, 4, "neither"),
            ("a - b", 2, 3, "no operator"),
            ("x.na-me", 4, 5, "cannot contain"),
            ("\"a\" -1", 4, 6, "no operator"),
            ("a && b", 2, 3, "unexpected"),
            ("é", 0, 2, "unexpected"),
            ("a ? b", 2, 3, "unexpected"),
        ] {
            let error = lex(text).expect_err(text);
            assert!(error.message.contains(part), "{text}: {}", error.message);
            assert_eq!((error.from, error.to), (from, to), "{text}");
        }
    }

    #[test]
    fn reads_negative_integers() {
        assert_eq!(
            kinds("f(-12, 3)"),
            [
                TokenKind::Name("f".into()),
                TokenKind::Sign(Sign::Open),
                TokenKind::Integer("-12".into()),
                TokenKind::Sign(Sign::Comma),
                TokenKind::Integer("3".into()),
                TokenKind::Sign(Sign::Close),
            ]
        );
    }
}
