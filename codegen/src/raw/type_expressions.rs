//! Type expressions as written: `map<text, Balance> or []`.

use super::inline;
use super::tokens::{Token, TokenKind, Tokens};
use super::type_mistakes::{ORDER, describe, foreign, help_for, in_quotes, unexpected, unknown};
use super::type_syntax::{Kind, Range, Type};
use super::type_translation::translate;
use super::type_words::{LIST_FORMATS, PATH_ENCODES, WIRE_WORDS};
use super::{Only, Spanned, Text};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::keys;
use crate::model::{BytesForm, NoValue, TimeUnit};
use crate::rules::types as rules;
use crate::source::Span;
use crate::yaml::{Node, NodeKind, Scalar};

/// The part of a line before `=` and `--`.
pub(super) struct Head {
    pub(super) ty: Type,
    pub(super) range: Option<Range>,
    /// `only received`
    pub(super) only: Option<Spanned<Only>>,
    /// `as orders`
    pub(super) name: Option<Text>,
}

/// Maximum nesting depth of types.
const MAX_DEPTH: usize = 16;

/// A type on its own, such as a response. `[T]` is also a YAML list, and a mapping declares a type.
pub(super) fn parse_type(node: &Node, diagnostics: &mut Diagnostics) -> Option<Type> {
    match &node.kind {
        NodeKind::Sequence(nodes) => match nodes.as_slice() {
            [element] => {
                let element = parse_type(element, diagnostics)?;
                Some(Type::plain(Kind::List(Box::new(element)), node.span))
            }
            _ => {
                bad_list(node, diagnostics);
                None
            }
        },
        NodeKind::Mapping(_) => inline::parse_mapping(node, diagnostics),
        NodeKind::Scalar(scalar) if !scalar.is_missing() && !scalar.is_quoted() => {
            let head = parse_head(scalar, 0, scalar.text.len(), false, diagnostics)?;
            if let Some(range) = &head.range {
                unexpected(range.span, "a range", "the end of the type", diagnostics);
            }
            if let Some(only) = &head.only {
                unexpected(only.span, "a direction", "the end of the type", diagnostics);
            }
            Some(head.ty)
        }
        NodeKind::Scalar(scalar) if keys::is_generic(&scalar.text) => {
            in_quotes(scalar, diagnostics);
            None
        }
        _ => {
            keys::wrong_kind(
                node,
                "a type",
                "a name such as `text` or `[Order]`",
                diagnostics,
            );
            None
        }
    }
}

/// The direction with this name.
pub(super) fn only(word: &str) -> Option<Only> {
    match word {
        "received" => Some(Only::Received),
        "sent" => Some(Only::Sent),
        _ => None,
    }
}

/// Reports a YAML list that does not contain exactly one type.
pub(super) fn bad_list(node: &Node, diagnostics: &mut Diagnostics) {
    diagnostics
        .report(
            &rules::BAD_TYPE,
            node.span,
            "a list type needs exactly one type between `[` and `]`",
        )
        .label("this is not one type")
        .help("write `[Order]`; an array with a meaning for each position is a type with `tuple`");
}

/// `TYPE RANGE` in bytes `from..to` of a scalar, which must be used completely; with `named`, `as NAME` may follow.
pub(super) fn parse_head(
    scalar: &Scalar,
    from: usize,
    to: usize,
    named: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Head> {
    parse_with(scalar, from, to, named, false, diagnostics)
}

/// `text as NAME` or `bytes as NAME`, after `raw`.
pub(super) fn parse_raw_head(
    scalar: &Scalar,
    from: usize,
    to: usize,
    diagnostics: &mut Diagnostics,
) -> Option<Head> {
    parse_with(scalar, from, to, true, true, diagnostics)
}

fn parse_with(
    scalar: &Scalar,
    from: usize,
    to: usize,
    named: bool,
    raw: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Head> {
    if let Some(found) = scalar.text.get(from..to).and_then(translate) {
        foreign(scalar, from, to, &found, diagnostics);
        return None;
    }
    let mut parser = Parser {
        tokens: Tokens::new(scalar, from, to),
        diagnostics,
        depth: 0,
        named,
        raw,
    };
    let ty = parser.ty()?;
    let name = if named { parser.name() } else { None };
    let range = parser.range()?;
    if let Some(range) = &range
        && parser.misplaced(range)
    {
        return None;
    }
    let only = if named { None } else { parser.only()? };
    parser.end()?;
    Some(Head {
        ty,
        range,
        only,
        name,
    })
}

/// `1..100` on its own.
pub(super) fn parse_range(scalar: &Scalar, diagnostics: &mut Diagnostics) -> Option<Range> {
    let mut parser = Parser {
        tokens: Tokens::new(scalar, 0, scalar.text.len()),
        diagnostics,
        depth: 0,
        named: false,
        raw: false,
    };
    let range = parser.range()?;
    if range.is_none() {
        let token = parser.tokens.peek();
        unexpected(
            parser.tokens.span(token),
            &describe(token),
            "a range such as `1..100`",
            parser.diagnostics,
        );
        return None;
    }
    parser.end()?;
    range
}

struct Parser<'a, 'd> {
    tokens: Tokens<'a>,
    diagnostics: &'d mut Diagnostics,
    depth: usize,
    /// `as NAME` may follow the type.
    named: bool,
    /// `bytes` are as they are, and have no form.
    raw: bool,
}

impl<'a> Parser<'a, '_> {
    fn ty(&mut self) -> Option<Type> {
        let first = self.tokens.peek();
        if self.depth >= MAX_DEPTH {
            let span = self.tokens.span(first);
            self.diagnostics
                .report(&rules::BAD_TYPE, span, "types are nested too deep")
                .label(format!("more than {MAX_DEPTH} levels"))
                .help("declare the inner ones under `types`");
            return None;
        }
        let before = self.literals()?;
        self.depth += 1;
        let kind = self.kind();
        self.depth -= 1;
        let mut ty = Type::plain(kind?, self.tokens.span_since(first));
        (ty.null, ty.none) = (before.null, before.none);
        loop {
            match self.tokens.peek().kind {
                TokenKind::Word("as") => {
                    if self.names_forms(&ty) {
                        self.tokens.advance();
                        self.forms_name(&mut ty)?;
                    } else if self.named && !self.names_wire() {
                        break;
                    } else {
                        self.tokens.advance();
                        self.wire(&mut ty)?;
                    }
                }
                TokenKind::Word("or") => {
                    self.tokens.advance();
                    match self.tokens.peek().kind {
                        TokenKind::Word("null" | "false" | "0") => self.or(&mut ty)?,
                        TokenKind::Word(_) => self.or_type(&mut ty)?,
                        _ => self.or(&mut ty)?,
                    }
                }
                _ => break,
            }
            ty.span = self.tokens.span_since(first);
        }
        Some(ty)
    }

    /// `false or` of `false or text`: what means no value may also be written first.
    fn literals(&mut self) -> Option<Type> {
        let mut found = Type::plain(Kind::Json, self.tokens.span(self.tokens.peek()));
        while matches!(
            self.tokens.peek().kind,
            TokenKind::Word("null" | "false" | "0")
        ) && self.tokens.after_word() == Some("or")
        {
            self.or(&mut found)?;
            self.tokens.advance();
        }
        Some(found)
    }

    /// A further form of the value: `Customer` of `text or Customer`. What means no value concerns all forms.
    fn or_type(&mut self, ty: &mut Type) -> Option<()> {
        let first = self.tokens.peek();
        if matches!(&ty.kind, Kind::Forms { name: Some(_), .. }) {
            self.refuse(
                first,
                "the end of the type, because its name is the last part",
            );
            return None;
        }
        let kind = self.kind()?;
        let mut form = Type::plain(kind, self.tokens.span_since(first));
        while self.tokens.peek().kind == TokenKind::Word("as") && self.names_wire() {
            self.tokens.advance();
            self.wire(&mut form)?;
            form.span = self.tokens.span_since(first);
        }
        if let Kind::Forms { forms, .. } = &mut ty.kind {
            forms.push(form);
            return Some(());
        }
        let one = Type {
            null: None,
            none: None,
            or_list: None,
            ..ty.clone()
        };
        ty.wire = None;
        ty.path = None;
        ty.kind = Kind::Forms {
            forms: vec![one, form],
            name: None,
        };
        Some(())
    }

    /// Whether the word after `as` names the type of a union: it begins with a capital letter, as every name of a type.
    fn names_forms(&self, ty: &Type) -> bool {
        let word = self.tokens.after_word();
        matches!(&ty.kind, Kind::Forms { name: None, .. })
            && word.is_some_and(crate::names::is_type_name)
    }

    /// `CustomerRef` of `text or Customer as CustomerRef`
    fn forms_name(&mut self, ty: &mut Type) -> Option<()> {
        let (given, span) = self.word("a name")?;
        if let Kind::Forms { name, .. } = &mut ty.kind {
            *name = Some(Spanned {
                value: given.to_string(),
                span,
            });
        }
        Some(())
    }

    fn kind(&mut self) -> Option<Kind> {
        let token = self.tokens.advance();
        let word = match token.kind {
            TokenKind::Mark('[') => {
                let element = Box::new(self.ty()?);
                self.expect(']')?;
                return Some(Kind::List(element));
            }
            TokenKind::Word(word) => word,
            _ => {
                self.refuse(token, "a type");
                return None;
            }
        };
        Some(match word {
            "text" => Kind::Text {
                alnum: self.tokens.eat_word("alnum"),
            },
            "secret" => Kind::Secret,
            "int" => Kind::Int,
            "decimal" => Kind::Decimal,
            "bool" => Kind::Bool,
            "flag" => Kind::Flag,
            "time.s" => Kind::Time(TimeUnit::Seconds),
            "time.ms" => Kind::Time(TimeUnit::Millis),
            "time.us" => Kind::Time(TimeUnit::Micros),
            "time.ns" => Kind::Time(TimeUnit::Nanos),
            "time.iso" => Kind::Time(TimeUnit::Iso),
            "time.http" => Kind::Time(TimeUnit::Http),
            "date" => Kind::Date,
            "uuid" => Kind::Uuid,
            "url" => Kind::Url,
            "bytes" if self.raw => Kind::Bytes(BytesForm::Raw),
            "bytes" => self.bytes()?,
            "file" => Kind::File(false),
            "json" => Kind::Json,
            "list" => {
                if !self.tokens.eat_mark('<') {
                    let token = self.tokens.peek();
                    self.refuse(token, "`<` and the type of the elements")
                        .help("write `list<TYPE>`, such as `list<text>`");
                    return None;
                }
                let element = Box::new(self.ty()?);
                self.expect('>')?;
                Kind::List(element)
            }
            "map" => self.map()?,
            "numbered" => {
                self.expect('<')?;
                let (name, span) = self.word("the name of a type")?;
                self.expect('>')?;
                Kind::Numbered(Spanned {
                    value: name.to_string(),
                    span,
                })
            }
            name if crate::names::is_type_name(name) => Kind::Named(name.to_string()),
            name if name.starts_with("time.s.") || name.starts_with("time.iso.") => {
                return self.decimals(name, token);
            }
            name => {
                unknown(name, self.tokens.span(token), self.diagnostics);
                return None;
            }
        })
    }

    /// `time.s.3`, `time.iso.0`: the number of decimals of a second.
    fn decimals(&mut self, name: &str, token: Token<'_>) -> Option<Kind> {
        let (unit, digits) = name.rsplit_once('.')?;
        let decimals = digits.parse().ok().filter(|_| digits.len() == 1);
        match (unit, decimals) {
            ("time.s", Some(decimals @ 1..=9)) => Some(Kind::Time(TimeUnit::SecondsTo(decimals))),
            ("time.iso", Some(decimals)) => Some(Kind::Time(TimeUnit::IsoTo(decimals))),
            _ => {
                let span = self.tokens.span(token);
                self.diagnostics
                    .report(&rules::BAD_TYPE, span, format!("`{name}` is not a format of a time"))
                    .label("expected a number of decimals")
                    .help("write `time.s.1` to `time.s.9`, or `time.iso.0` to `time.iso.9`; `time.s` has no decimals");
                None
            }
        }
    }

    /// `base64`, `base64url` or `hex` after `bytes`
    fn bytes(&mut self) -> Option<Kind> {
        let token = self.tokens.advance();
        Some(Kind::Bytes(match token.kind {
            TokenKind::Word("base64") => BytesForm::Base64,
            TokenKind::Word("base64url") => BytesForm::Base64Url,
            TokenKind::Word("hex") => BytesForm::Hex,
            _ => {
                self.refuse(
                    token,
                    "`base64`, `base64url` or `hex`, the text of the bytes",
                )
                .help("write `bytes base64`, `bytes base64url` or `bytes hex`; a whole body of bytes is `answer: raw bytes`");
                return None;
            }
        }))
    }

    /// `<text, T>` or `<alnum, T>`
    fn map(&mut self) -> Option<Kind> {
        self.expect('<')?;
        let key = self.tokens.advance();
        let alnum = match key.kind {
            TokenKind::Word("text") => false,
            TokenKind::Word("alnum") => true,
            _ => {
                self.refuse(key, "`text` or `alnum`, the kind of the names")
                    .help("the names of a JSON object are texts: write `map<text, TYPE>`");
                return None;
            }
        };
        if !self.tokens.eat_mark(',') {
            let token = self.tokens.peek();
            let help = match token.kind {
                TokenKind::End => {
                    "write `map<text, TYPE>`; inside `{ }`, YAML ends a value at a comma: write the key and its type on a line of their own"
                }
                _ => "write `map<text, TYPE>`",
            };
            self.refuse(token, "`,` and the type of the values")
                .help(help);
            return None;
        }
        let value = Box::new(self.ty()?);
        self.expect('>')?;
        Some(Kind::Map { alnum, value })
    }

    /// Whether the word after `as` is a wire format of the type.
    fn names_wire(&self) -> bool {
        let word = self.tokens.after_word();
        word.is_some_and(|word| WIRE_WORDS.iter().any(|(name, _)| *name == word))
    }

    /// `text` of `as text`, or `segments` of `as segments`
    fn wire(&mut self, ty: &mut Type) -> Option<()> {
        let (name, span) = self.word("`text`, `number` or `int`")?;
        if let Some((_, value)) = WIRE_WORDS.iter().find(|(word, _)| *word == name) {
            let value = *value;
            ty.wire = Some(Spanned { value, span });
            return Some(());
        }
        if let Some((_, value)) = PATH_ENCODES.iter().find(|(word, _)| *word == name) {
            let value = *value;
            ty.path = Some(Box::new(Spanned { value, span }));
            return Some(());
        }
        if let Some((_, value)) = LIST_FORMATS.iter().find(|(word, _)| *word == name) {
            let value = *value;
            ty.format = Some(Box::new(Spanned { value, span }));
            return Some(());
        }
        let words = WIRE_WORDS.iter().map(|(word, _)| *word);
        let paths = PATH_ENCODES.iter().map(|(word, _)| *word);
        let known = words
            .chain(paths)
            .chain(LIST_FORMATS.iter().map(|(word, _)| *word));
        self.diagnostics
            .report(
                &rules::BAD_WIRE,
                span,
                format!("unknown form `{name}` after `as`"),
            )
            .label("not a form on the wire")
            .help_if(did_you_mean(name, known));
        None
    }

    /// `"NONE"`, `false`, `0`, `null` or `[]`
    fn or(&mut self, ty: &mut Type) -> Option<()> {
        let token = self.tokens.advance();
        let span = self.tokens.span(token);
        let none = match token.kind {
            TokenKind::Quoted(text) => NoValue::Text(text.to_owned()),
            TokenKind::Word("false") => NoValue::False,
            TokenKind::Word("0") => NoValue::Zero,
            TokenKind::Word("null") => {
                ty.null = Some(span);
                return Some(());
            }
            TokenKind::Mark('[') => {
                self.expect(']')?;
                ty.or_list = Some(span);
                return Some(());
            }
            _ => {
                self.refuse(
                    token,
                    "a type, `null`, a text in quotes, `[]`, `false` or `0`",
                );
                return None;
            }
        };
        if let Some(first) = &ty.none {
            self.diagnostics
                .report(&rules::BAD_NO_VALUE, span, "two values that mean no value")
                .label("the second one")
                .second(first.span, "the first one")
                .why("for no value, a client would not know which of the two to send")
                .help("remove one of them; `or null` may stand beside another value");
            return None;
        }
        ty.none = Some(Box::new(Spanned { value: none, span }));
        Some(())
    }

    /// `as orders`
    fn name(&mut self) -> Option<Text> {
        if !self.tokens.eat_word("as") {
            return None;
        }
        let (name, span) = self.word("a name")?;
        Some(Spanned {
            value: name.to_string(),
            span,
        })
    }

    /// `1..100`, `> 0`, `> 0..100` or `unique`, if one is next. The outer `None`: no number follows the `>`; this was reported.
    fn range(&mut self) -> Option<Option<Range>> {
        let first = self.tokens.peek();
        if self.tokens.eat_word("unique") {
            let span = self.tokens.span_since(first);
            let range = self.range()?.unwrap_or(Range {
                min: None,
                above: false,
                max: None,
                unique: true,
                span,
            });
            return Some(Some(Range {
                unique: true,
                ..range
            }));
        }
        let above = self.tokens.eat_mark('>');
        let token = self.tokens.peek();
        let (min, max) = match token.kind {
            TokenKind::Word(word) => match word.split_once("..") {
                Some(ends) => ends,
                None if above => (word, ""),
                None => return Some(None),
            },
            _ if above => ("", ""),
            _ => return Some(None),
        };
        if above && min.is_empty() {
            self.refuse(token, "a number after `>`")
                .help("`decimal > 0` is a number above 0, `decimal 0..` one of at least 0");
            return None;
        }
        self.tokens.advance();
        let bound = |text: &str| (!text.is_empty()).then(|| text.to_string());
        Some(Some(Range {
            min: bound(min),
            above,
            max: bound(max),
            unique: false,
            span: self.tokens.span_since(first),
        }))
    }

    /// `only received`, if `only` is next. The outer `None`: another word follows; this was reported.
    fn only(&mut self) -> Option<Option<Spanned<Only>>> {
        if !self.tokens.eat_word("only") {
            return Some(None);
        }
        let token = self.tokens.advance();
        let span = self.tokens.span(token);
        let TokenKind::Word(word) = token.kind else {
            self.refuse(token, "`received` or `sent`");
            return None;
        };
        let Some(value) = only(word) else {
            self.refuse(token, "`received` or `sent`");
            return None;
        };
        Some(Some(Spanned { value, span }))
    }

    /// Reports a wire format after the range.
    fn misplaced(&mut self, range: &Range) -> bool {
        let token = self.tokens.peek();
        let TokenKind::Word(word @ ("as" | "or")) = token.kind else {
            return false;
        };
        self.diagnostics
            .report(
                &rules::BAD_TYPE,
                self.tokens.span(token),
                format!("`{word}` follows the range"),
            )
            .label("it belongs to the type")
            .second(range.span, "write it before the range")
            .help(ORDER);
        true
    }

    fn expect(&mut self, mark: char) -> Option<()> {
        if self.tokens.eat_mark(mark) {
            return Some(());
        }
        let token = self.tokens.peek();
        self.refuse(token, &format!("`{mark}`"));
        None
    }

    fn end(&mut self) -> Option<()> {
        let token = self.tokens.peek();
        if token.kind == TokenKind::End {
            return Some(());
        }
        self.refuse(token, "the end of the type");
        None
    }

    /// The next word and its span; `expected` describes the expected word in messages.
    fn word(&mut self, expected: &str) -> Option<(&'a str, Span)> {
        let token = self.tokens.advance();
        match token.kind {
            TokenKind::Word(word) => Some((word, self.tokens.span(token))),
            _ => {
                self.refuse(token, expected);
                None
            }
        }
    }

    fn refuse(&mut self, token: Token<'_>, expected: &str) -> &mut Diagnostic {
        let span = self.tokens.span(token);
        let help = help_for(token, self.tokens.text_from(token));
        unexpected(span, &describe(token), expected, self.diagnostics).help_if(help)
    }
}

/// A declared type by its name.
pub(super) fn named(name: &str, span: Span) -> Type {
    Type::plain(Kind::Named(name.to_owned()), span)
}
