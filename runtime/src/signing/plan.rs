//! A signing plan as constant data.
//!
//! `specie-codegen` parses and checks the signing part of a spec and lowers it to a [`Scheme`]; generated clients hold it as a
//! `static`, the command line holds it owned. Nothing here is parsed from text, and nothing that is invalid can be reached from a
//! checked spec: names are resolved to places in the tables of the [`Scheme`].

use std::borrow::Cow;

/// Text of a plan: borrowed in generated code, owned when a spec was just read.
pub type Str = Cow<'static, str>;
/// A list of a plan: borrowed in generated code, owned when a spec was just read.
pub type List<T> = Cow<'static, [T]>;

/// All that a spec says about signing.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    /// The provider's name.
    pub provider: Str,
    /// Credentials in the order of the spec; [`Expr::Credential`] counts in this list.
    pub credentials: List<Credential>,
    /// Settings in the order of the spec; [`Expr::Setting`] counts in this list.
    pub settings: List<Setting>,
    /// Tables in the order of the spec; [`Expr::Table`] counts in this list.
    pub tables: List<(Str, Data)>,
    /// Sections in the order of the spec, `default` merged into each.
    pub sections: List<Section>,
    /// Plans in the order of the spec; [`Section::plan`] counts in this list.
    pub plans: List<Plan>,
    /// Sessions in the order of the spec.
    pub sessions: List<Session>,
    /// Webhooks in the order of the spec.
    pub webhooks: List<WebhookPlan>,
}

/// A credential and the forms it may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Credential {
    /// Name in expressions.
    pub name: Str,
    /// Whether its value, and what is made of it, is masked in every output.
    pub secret: bool,
    /// Whether a plan that names it runs without it.
    pub optional: bool,
    /// Accepted forms; the first that fits decides.
    pub forms: List<Form>,
}

/// A form of a credential. The number is the length asked for: characters of a text, bytes of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any text.
    Text(Option<u32>),
    /// Hexadecimal digits in either case, with or without `0x`.
    Hex(Option<u32>),
    /// Base64 of either alphabet.
    Base64(Option<u32>),
    /// Bitcoin's base58.
    Base58(Option<u32>),
    /// RSA private key.
    Rsa,
    /// P-256 private key.
    P256,
    /// Ed25519 private key.
    Ed25519,
    /// secp256k1 private key in hex.
    Secp256k1,
    /// secp256k1 private key in Bitcoin's wallet import format.
    Wif,
}

/// A value that the client's owner may choose.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Name after `settings.`.
    pub name: Str,
    /// Value when none is chosen; its kind is the setting's kind.
    pub default: Data,
}

/// Plain data of a spec. Integers and numbers keep their digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Digits with an optional minus.
    Integer(Str),
    /// Digits with a point.
    Number(Str),
    /// A text.
    Text(Str),
    /// A list.
    List(List<Data>),
    /// An object, members in order.
    Object(List<(Str, Data)>),
}

/// Where parameters travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the URL, after `?`.
    Query,
    /// In a form body.
    Form,
    /// In a JSON body.
    Json,
    /// Nowhere: held for the plan.
    None,
}

/// A group of endpoints: base, path, place of parameters, encoder, plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Name in calls.
    pub name: Str,
    /// Scheme, host and any prefix that is never part of a signed path.
    pub base: Str,
    /// Path after the base; `{path}` stands for the call's own path.
    pub path: Str,
    /// Method (in capitals) and its place.
    pub places: List<(Str, Place)>,
    /// Place of the methods that are not listed.
    pub otherwise: Place,
    /// Encoder of query and form as sent.
    pub encode: Encoder,
    /// Places that are sent even without members.
    pub send_empty: List<Place>,
    /// Plan that signs; none: nothing is signed.
    pub plan: Option<u16>,
}

/// How pairs, or a text, become `name=value` joined by `&`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoder {
    /// What is escaped.
    pub escape: Escape,
    /// How lists and objects are written; none: they are refused.
    pub arrays: Option<Arrays>,
    /// Characters left alone.
    pub keep: Str,
}

/// What an [`Encoder`] escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// Everything but `A-Z a-z 0-9 - _ . ~`.
    Rfc3986,
    /// The same, with a space as `+`.
    Plus,
    /// Nothing.
    Raw,
}

/// How an [`Encoder`] writes lists and objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrays {
    /// `k=a&k=b`
    Repeat,
    /// `k[]=a&k[]=b`
    Brackets,
    /// `k[0]=a&k[1]=b`
    Indices,
    /// `k=a,b`
    Comma,
    /// `k=[a,b]`
    List,
    /// `k=["a","b"]`
    Json,
}

/// Steps that sign a request, from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Name in the spec.
    pub name: Str,
    /// Names given by `let`, each once; [`Expr::Local`] counts in this list.
    pub locals: List<Str>,
    /// The steps.
    pub steps: List<Step>,
}

/// How a webhook is verified: steps that say what must have arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct WebhookPlan {
    /// How the body is parsed once it is verified: form (`true`) or JSON.
    pub form: bool,
    /// The plan, named like the webhook.
    pub plan: Plan,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Line in the spec, from 1.
    pub line: u32,
    /// Condition under which it runs.
    pub when: Option<Expr>,
    /// What it does.
    pub action: Action,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Names values, in order.
    Let(List<Binding>),
    /// Sets the members of a place: [`Expr::Object`], or an expression that gives pairs or a list.
    Set(Target, Expr),
    /// The body is this text, or none if absent.
    Body(Expr),
    /// Sets headers; an absent value sets none.
    Header(List<HeaderLine>),
    /// Replaces the path.
    Path(Expr),
    /// Moves the parameters.
    Place(Place),
    /// Replaces the encoder of this call.
    Encode(Encoder),
    /// `then` where the step's condition holds, `otherwise` where not.
    Group {
        /// Steps under the condition.
        then: List<Step>,
        /// Steps under its opposite.
        otherwise: List<Step>,
    },
}

/// The place that [`Action::Set`] sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Where this call's parameters are.
    Params,
    /// The query.
    Query,
    /// A form body.
    Form,
    /// A JSON body.
    Json,
}

/// `name: value` of a `let`.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// Line in the spec, from 1.
    pub line: u32,
    /// Place in [`Plan::locals`].
    pub local: u16,
    /// What it is.
    pub value: Expr,
}

/// `Name: value` of a `header`.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderLine {
    /// Line in the spec, from 1.
    pub line: u32,
    /// Name as sent.
    pub name: Str,
    /// Its value.
    pub value: Expr,
}

/// A part of an object that a plan makes.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A member.
    Member {
        /// Line in the spec, from 1.
        line: u32,
        /// Name of the member.
        name: Str,
        /// Its value; an absent one adds nothing.
        value: Expr,
    },
    /// `...`: the members that the place already has.
    Held,
    /// `...x`: the members of a value.
    Spread(Expr),
}

/// An expression. Children stand in lists since constant data has no boxes.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A constant.
    Literal(Data),
    /// `absent`
    Absent,
    /// A name of the call.
    Name(Name),
    /// `header["Name"]`, set by an earlier step (or received).
    Header(Str),
    /// A credential, by its place in the scheme.
    Credential(u16),
    /// A value of a `let`, by its place in the plan.
    Local(u16),
    /// A setting, by its place in the scheme.
    Setting(u16),
    /// A table, by its place in the scheme.
    Table(u16),
    /// A session's value: place of the session in the scheme, and of the value in its `keep`.
    Session(u16, u16),
    /// `item` of `each` over a list.
    Item,
    /// `item.key` of `each` over an object.
    ItemKey,
    /// `item.value` of `each` over an object.
    ItemValue,
    /// Time of the attempt.
    Clock(Unit),
    /// Time of the attempt as `2023-11-14T22:13:20.123Z`.
    ClockIso,
    /// The nonce of the attempt.
    Nonce(Unit),
    /// A random UUID of version 4 as text.
    Uuid,
    /// 16 random bytes.
    Random,
    /// An object.
    Object(List<Entry>),
    /// A list.
    List(List<Expr>),
    /// `value.name`: one child.
    Member(List<Expr>, Str),
    /// `value[index]`: two children.
    Index(List<Expr>),
    /// `a + b + c`
    Join(List<Expr>),
    /// `a ?? b ?? c`
    Coalesce(List<Expr>),
    /// `then if condition else otherwise`: condition, then, otherwise.
    If(List<Expr>),
    /// `a and b`
    And(List<Expr>),
    /// `a or b`
    Or(List<Expr>),
    /// `not a`: one child.
    Not(List<Expr>),
    /// `a == b` …: two children.
    Compare(Comparison, List<Expr>),
    /// `x is TEST`: one child. Negated by [`Expr::Not`].
    Is(Test, List<Expr>),
    /// `f(x, …)`: arguments in the order of the function's signature, [`Expr::Absent`] for one left out at the end.
    Call(Function, List<Expr>),
    /// `x | rfc3986(…)` and the other encoders: one child.
    Encode(Encoder, List<Expr>),
    /// `each(x, expr)`: two children; the second reads [`Expr::Item`].
    Each(List<Expr>),
}

/// Names of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// Method in capitals.
    Method,
    /// Name of the section.
    Section,
    /// The call's own path, unfilled, no leading `/`.
    Endpoint,
    /// Path after the base, filled.
    Path,
    /// Path after the base, unfilled.
    Template,
    /// Path and, as in the URL, `?` and the query as sent.
    Uri,
    /// Base and uri.
    Url,
    /// Host (and port) of the base.
    Host,
    /// All parameters of the call.
    Args,
    /// Members where the parameters are.
    Params,
    /// Members of the query.
    Query,
    /// The body as sent.
    Body,
}

/// Unit of a clock or nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Millis,
    /// Microseconds.
    Micros,
    /// Nanoseconds; of a clock only.
    Nanos,
}

/// Comparisons of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`, as texts.
    Equal,
    /// `!=`, as texts; holds with an absent side.
    NotEqual,
    /// `<`, as decimals.
    Less,
    /// `<=`, as decimals.
    LessOrEqual,
    /// `>`, as decimals.
    Greater,
    /// `>=`, as decimals.
    GreaterOrEqual,
    /// `in`: among a list's texts or an object's names.
    In,
    /// `not in`; holds with an absent side.
    NotIn,
}

/// Tests after `is`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// Absent.
    Absent,
    /// Absent or no content.
    Empty,
    /// A list.
    List,
    /// An object.
    Pairs,
    /// A text.
    Text,
    /// A number.
    Number,
    /// A credential given in a form of this kind; its length does not matter.
    Form(Form),
}

/// Functions, in the order of `signing-language.md` section 6. Encoders and `each` are expressions of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(
    missing_docs,
    reason = "named as in the signing language, which tells what each does"
)]
pub enum Function {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    Keccak256,
    HmacSha1,
    HmacSha256,
    HmacSha384,
    HmacSha512,
    RsaSha256,
    Ed25519,
    EcdsaP256,
    Secp256k1,
    Jwt,
    Ecdh,
    PublicKey,
    P2pkh,
    EthAddress,
    Eip191,
    Eip712,
    Totp,
    Hex,
    Base64,
    Base64Url,
    Base58,
    Unhex,
    Unbase64,
    Unbase58,
    Json,
    Text,
    Upper,
    Lower,
    Replace,
    Cut,
    Prefix,
    Suffix,
    Slice,
    Join,
    StartsWith,
    EndsWith,
    Contains,
    Sorted,
    Without,
    Glue,
    Add,
    Shift,
    Uint,
}

/// Values that calls need and that a call before them, or the owner, gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Name in the spec.
    pub name: Str,
    /// The call that gives the values; none: the owner gives them.
    pub call: Option<SessionCall>,
    /// Values kept.
    pub keep: List<Keep>,
    /// When they end.
    pub expires: Expires,
}

/// The call that opens a session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionCall {
    /// Section, by its place in the scheme.
    pub section: u16,
    /// Method in capitals.
    pub method: Str,
    /// Path of the call.
    pub path: Str,
    /// Its parameters.
    pub params: List<Entry>,
}

/// A value kept of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Keep {
    /// Name after `session.`.
    pub name: Str,
    /// Where the answer holds it.
    pub from: KeepFrom,
}

/// Where a session's value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum KeepFrom {
    /// A member of the JSON answer: names and indexes from the outside in.
    Body(List<Segment>),
    /// A header of the answer.
    Header(Str),
    /// A cookie of the answer.
    Cookie(Str),
    /// Given by the owner as a text.
    GivenText,
    /// Given by the owner as JSON; may be absent.
    GivenJson,
}

/// A step into JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A member of an object.
    Name(Str),
    /// An element of a list, from 0.
    Index(u32),
}

/// When a session ends.
#[derive(Clone, Debug, PartialEq)]
pub enum Expires {
    /// Nothing is said: it lives until an auth error.
    Never,
    /// Seconds after it was opened.
    After(u64),
    /// The value holds the seconds (of a cookie: its own end).
    In(KeepFrom),
}

impl From<Scheme> for Cow<'static, Scheme> {
    fn from(scheme: Scheme) -> Self {
        Cow::Owned(scheme)
    }
}

impl From<&'static Scheme> for Cow<'static, Scheme> {
    fn from(scheme: &'static Scheme) -> Self {
        Cow::Borrowed(scheme)
    }
}
