//! Expressions as written, with their spans in the file.

use crate::source::Span;
use specie_runtime::signing::plan::Comparison;

/// An expression and its span.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ast {
    /// Position in the file.
    pub span: Span,
    /// Its kind.
    pub node: Node,
}

/// A word and its span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Position in the file.
    pub span: Span,
    /// The word.
    pub text: String,
}

/// Forms of expressions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// Digits with an optional minus.
    Integer(String),
    /// A text; `quoted_yaml`: it is a whole quoted scalar.
    Text { text: String, quoted_yaml: bool },
    /// `true`, `false`
    Bool(bool),
    /// `absent`
    Absent,
    /// A name.
    Name(String),
    /// A function call; a value from the pipe is the first argument.
    Call {
        name: Word,
        piped: bool,
        args: Vec<Arg>,
    },
    /// `x.name`
    Member(Box<Ast>, Word),
    /// `x.0`, `x[expr]`
    Index(Box<Ast>, Box<Ast>),
    /// `a + b + c`
    Join(Vec<Ast>),
    /// `a ?? b ?? c`
    Coalesce(Vec<Ast>),
    /// `then if condition else otherwise`
    If {
        condition: Box<Ast>,
        then: Box<Ast>,
        otherwise: Box<Ast>,
    },
    /// `a and b`
    And(Vec<Ast>),
    /// `a or b`
    Or(Vec<Ast>),
    /// `not a`
    Not(Box<Ast>),
    /// `a == b` …
    Compare(Comparison, Box<Ast>, Box<Ast>),
    /// `x is TEST`, `x is not TEST`
    Is {
        value: Box<Ast>,
        test: Word,
        negated: bool,
    },
    /// `[a, b]`, or a YAML sequence.
    List(Vec<Ast>),
    /// A YAML mapping.
    Object(Vec<Entry>),
}

/// An argument, optionally named.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Arg {
    /// `name=`
    pub name: Option<Word>,
    /// Its value.
    pub value: Ast,
}

/// A part of an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Entry {
    /// `name: value`
    Member { name: Word, value: Ast },
    /// `...`
    Existing(Span),
    /// `...x`
    Spread(Ast),
}

impl Ast {
    /// Calls `see` with this expression and all its descendants, parents first.
    pub(crate) fn walk<'a>(&'a self, see: &mut dyn FnMut(&'a Ast)) {
        see(self);
        self.children(&mut |child| child.walk(see));
    }

    /// Calls `see` with each direct child.
    pub(crate) fn children<'a>(&'a self, see: &mut dyn FnMut(&'a Ast)) {
        match &self.node {
            Node::Integer(_) | Node::Text { .. } | Node::Bool(_) | Node::Absent | Node::Name(_) => {
            }
            Node::Call { args, .. } => args.iter().for_each(|a| see(&a.value)),
            Node::Member(x, _) | Node::Not(x) | Node::Is { value: x, .. } => see(x),
            Node::Index(a, b) | Node::Compare(_, a, b) => {
                see(a);
                see(b);
            }
            Node::Join(parts)
            | Node::Coalesce(parts)
            | Node::And(parts)
            | Node::Or(parts)
            | Node::List(parts) => parts.iter().for_each(see),
            Node::If {
                condition,
                then,
                otherwise,
            } => {
                see(condition);
                see(then);
                see(otherwise);
            }
            Node::Object(entries) => {
                for entry in entries {
                    match entry {
                        Entry::Member { value, .. } | Entry::Spread(value) => see(value),
                        Entry::Existing(_) => {}
                    }
                }
            }
        }
    }

    /// Whether a name occurs in it.
    pub(crate) fn mentions(&self, wanted: &dyn Fn(&str) -> bool) -> bool {
        let mut found = false;
        self.walk(&mut |ast| {
            if let Node::Name(name) = &ast.node {
                found |= wanted(name);
            }
        });
        found
    }

    /// The expression in canonical form, independent of spaces and brackets: equal texts mean equal expressions.
    pub(crate) fn normal(&self) -> String {
        let list = |parts: &[Ast], with: &str| {
            let texts: Vec<_> = parts.iter().map(Ast::normal).collect();
            format!("({})", texts.join(with))
        };
        match &self.node {
            Node::Integer(digits) => digits.clone(),
            Node::Text { text, .. } => format!("{text:?}"),
            Node::Bool(value) => value.to_string(),
            Node::Absent => "absent".to_owned(),
            Node::Name(name) => name.clone(),
            Node::Call { name, args, .. } => {
                let args: Vec<_> = args
                    .iter()
                    .map(|a| match &a.name {
                        Some(name) => format!("{}={}", name.text, a.value.normal()),
                        None => a.value.normal(),
                    })
                    .collect();
                format!("{}({})", name.text, args.join(","))
            }
            Node::Member(x, name) => format!("{}[{:?}]", x.normal(), name.text),
            Node::Index(x, index) => format!("{}[{}]", x.normal(), index.normal()),
            Node::Join(parts) => list(parts, " + "),
            Node::Coalesce(parts) => list(parts, " ?? "),
            Node::And(parts) => list(parts, " and "),
            Node::Or(parts) => list(parts, " or "),
            Node::If {
                condition,
                then,
                otherwise,
            } => format!(
                "({} if {} else {})",
                then.normal(),
                condition.normal(),
                otherwise.normal()
            ),
            Node::Not(x) => format!("not {}", x.normal()),
            Node::Compare(op, a, b) => format!("({} {} {})", a.normal(), op.text(), b.normal()),
            Node::Is {
                value,
                test,
                negated,
            } => {
                let not = if *negated { "not " } else { "" };
                format!("({} is {not}{})", value.normal(), test.text)
            }
            Node::List(parts) => format!("list{}", list(parts, ",")),
            Node::Object(entries) => {
                let parts: Vec<_> = entries
                    .iter()
                    .map(|e| match e {
                        Entry::Member { name, value } => {
                            format!("{:?}: {}", name.text, value.normal())
                        }
                        Entry::Existing(_) => "...".to_owned(),
                        Entry::Spread(x) => format!("...{}", x.normal()),
                    })
                    .collect();
                format!("{{{}}}", parts.join(","))
            }
        }
    }
}
