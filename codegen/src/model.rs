//! A provider, resolved and typed: what the emitters read.
//!
//! References are resolved to ids, names are chosen, every part of signing is lowered to the plan data of the runtime. Order is the order
//! of the spec. Where something is `Option` the spec may leave it out; nothing means "not resolved yet".

use crate::source::Span;
use specie_runtime::signing::plan::{Data, Place, Scheme, Str};

/// Place of a type in [`Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// One provider.
#[derive(Clone, Debug)]
pub struct Api {
    /// Module and feature name.
    pub provider: String,
    /// How people write it.
    pub title: String,
    /// The provider's own documentation.
    pub docs_url: Option<String>,
    /// One paragraph.
    pub doc: Doc,
    /// Path of the spec as the user gave it, and sha256 of its bytes in hex.
    pub spec_path: String,
    /// sha256 of the spec's bytes, in hex.
    pub spec_hash: String,
    /// Environments; never empty, the first is the default.
    pub environments: Vec<Environment>,
    /// Everything about signing, as the runtime evaluates it.
    pub scheme: Scheme,
    /// What docs say about the parts of [`Api::scheme`], in the same order.
    pub scheme_docs: SchemeDocs,
    /// Operations.
    pub operations: Vec<Operation>,
    /// Types.
    pub types: Vec<TypeDef>,
    /// Webhooks, in the order of [`Scheme::webhooks`].
    pub webhooks: Vec<Webhook>,
    /// Streams.
    pub streams: Vec<Stream>,
    /// Envelopes; [`Operation::envelope`] counts in this list.
    pub envelopes: Vec<Envelope>,
    /// How refusals are told apart.
    pub errors: Errors,
    /// Declared limits.
    pub limits: Vec<Limit>,
    /// What the provider accepts of our clock.
    pub clock: Option<ClockPolicy>,
    /// Calls that use a nonce wait for each other's answer.
    pub serial_nonce: bool,
    /// Vectors.
    pub vectors: Vec<Vector>,
    /// Operations that the provider names and no page shows.
    pub known_by_name: Vec<KnownByName>,
}

/// Text for people, with the marks that a fact may carry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Doc {
    /// The text; may be empty where the spec language does not need one.
    pub text: String,
    /// The page that says so.
    pub source: Option<String>,
    /// Reason why this is not confirmed (may be empty).
    pub unconfirmed: Option<String>,
    /// Reason why it should not be used any more.
    pub deprecated: Option<String>,
}

/// Where a provider can be reached.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust, `PascalCase`.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// Section (by its place in the scheme) and the base that replaces its own.
    pub bases: Vec<(u16, String)>,
}

/// Docs of the parts of the scheme.
#[derive(Clone, Debug, Default)]
pub struct SchemeDocs {
    /// A doc for each credential.
    pub credentials: Vec<Doc>,
    /// A doc for each setting.
    pub settings: Vec<Doc>,
    /// A doc for each section.
    pub sections: Vec<Doc>,
    /// Source text of each plan's steps, for the docs: (line, text as it stands in the YAML).
    pub plans: Vec<Vec<(u32, String)>>,
    /// The same for the webhooks' plans.
    pub webhooks: Vec<Vec<(u32, String)>>,
}

/// Something that can be called.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Name in the spec; also the Rust method.
    pub name: String,
    /// Rust name of the method.
    pub rust_name: String,
    /// Rust name of the request struct; it exists if there are parameters that are not constants.
    pub request_name: String,
    /// Where it stands.
    pub span: Span,
    /// Docs.
    pub doc: Doc,
    /// Section, by its place in the scheme.
    pub section: u16,
    /// Method in capitals.
    pub method: String,
    /// The call's own path, with `{name}` for parameters.
    pub path: String,
    /// Where `params` go.
    pub place: Place,
    /// Parameters in the order of the spec: those of the path and the place, then `query`, then `headers`.
    pub params: Vec<Param>,
    /// Groups of params of which one is given.
    pub one_of: Vec<OneOf>,
    /// What comes back.
    pub answer: Answer,
    /// Further methods: the same call with constants, and another answer.
    pub variants: Vec<Variant>,
    /// How pages follow each other.
    pub paginate: Option<Paginate>,
    /// Whether it may be repeated.
    pub idempotency: Idempotency,
    /// Operation that tells whether a lost call took effect (by its place).
    pub reconcile: Option<usize>,
    /// Envelope, by its place; none: status and whole body.
    pub envelope: Option<usize>,
    /// Seconds; none: the default of 30.
    pub timeout_ms: Option<u64>,
    /// What a call costs.
    pub weight: u32,
    /// Examples, checked.
    pub examples: Vec<Example>,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// Fills `{name}` in the path.
    Path,
    /// Where the section says.
    Main,
    /// It is the whole list of the call.
    Items,
    /// In the query, beside a body.
    Query,
    /// As a header.
    Header,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Param {
    /// The field.
    pub field: Field,
    /// Where it travels.
    pub location: Location,
}

/// A member of a struct, or a parameter.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: String,
    /// Name in Rust (a raw identifier where it must be).
    pub rust_name: String,
    /// Where it stands.
    pub span: Span,
    /// Its type.
    pub ty: Type,
    /// Whether it may be left out (sent), missing or null (received).
    pub optional: bool,
    /// Always this text.
    pub constant: Option<String>,
    /// What the provider takes when it is left out, as it stands in the spec.
    pub default: Option<String>,
    /// Bounds.
    pub range: Option<Range>,
    /// Docs.
    pub doc: Doc,
}

/// Bounds of a number, or of the length of a text, as they stand in the spec.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// Least.
    pub min: Option<String>,
    /// Greatest.
    pub max: Option<String>,
}

/// A type in use, with what is odd about it on the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// What it is.
    pub kind: Kind,
    /// How its leaf differs on the wire.
    pub wire: Option<WireAs>,
    /// A text that stands for nothing: makes it an `Option`.
    pub none: Option<String>,
    /// An empty list stands for an empty map, or for no struct (then it is an `Option`).
    pub list_for_empty: bool,
}

/// How a leaf differs on the wire from its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireAs {
    /// `as text`
    Text,
    /// `as number`
    Number,
    /// `as int`
    Int,
}

/// Kinds of types.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `text`; `true`: letters and digits only.
    Text {
        /// `text alnum`
        alnum: bool,
    },
    /// `secret`
    Secret,
    /// `int`
    Int,
    /// `decimal`
    Decimal,
    /// `bool`
    Bool,
    /// `flag`
    Flag,
    /// `time.…`
    Time(TimeUnit),
    /// `json`
    Json,
    /// `[T]`
    List(Box<Type>),
    /// `map<text, T>`
    Map {
        /// `map<alnum, T>`
        alnum: bool,
        /// The values' type.
        value: Box<Type>,
    },
    /// `numbered<T>`
    Numbered(TypeId),
    /// A type of the spec.
    Named(TypeId),
}

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Millis,
    /// Microseconds since 1970.
    Micros,
    /// ISO 8601 text.
    Iso,
}

/// `group: [a, b]`
#[derive(Clone, Debug)]
pub struct OneOf {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust of the field.
    pub rust_name: String,
    /// Name in Rust of the enum.
    pub type_name: String,
    /// None may be given.
    pub optional: bool,
    /// The params or fields, by their place.
    pub members: Vec<usize>,
}

/// What an operation answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Nothing is read.
    None,
    /// Data of a type.
    Type(Type),
}

/// A method more of an operation.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// Parameters set to a constant text.
    pub set: Vec<(String, String)>,
    /// What comes back.
    pub answer: Answer,
}

/// How pages follow each other.
#[derive(Clone, Debug, PartialEq)]
pub enum Paginate {
    /// Counts pages from 1.
    Page {
        /// Param with the page.
        page: String,
        /// Param with the size.
        size: Option<String>,
        /// Header with the number of all entries.
        total: Option<String>,
        /// Member of the answer with the list; none: the answer is the list.
        list: Option<String>,
    },
    /// Counts entries.
    Offset {
        /// Param with the first entry, from 0.
        start: String,
        /// Param with the size.
        size: Option<String>,
        /// Member of the answer with the list.
        list: Option<String>,
    },
    /// Names the last entry seen.
    Cursor {
        /// Param that takes it.
        param: String,
        /// Member of the last entry that gives it; none: the entry itself.
        member: Option<String>,
        /// Member of the answer with the list.
        list: Option<String>,
    },
}

/// Whether a call may be repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// It may.
    Safe,
    /// With the same value in this param.
    Keyed(String),
    /// It may not.
    Never,
}

/// An example of a request or an answer.
#[derive(Clone, Debug)]
pub struct Example {
    /// Name.
    pub name: String,
    /// Page it is from.
    pub source: Option<String>,
    /// Parameters.
    pub params: Option<Data>,
    /// The whole body of the answer.
    pub answer: Option<Data>,
}

/// A declared type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Name in the spec and in Rust.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// Docs.
    pub doc: Doc,
    /// What it is.
    pub shape: Shape,
    /// Whether it is sent somewhere.
    pub sent: bool,
    /// Whether it is received somewhere.
    pub received: bool,
}

/// Shapes of declared types.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An object.
    Struct {
        /// Members.
        fields: Vec<Field>,
        /// Groups of which one is there.
        one_of: Vec<OneOf>,
    },
    /// Named values.
    Enum {
        /// They travel as integers.
        int: bool,
        /// The provider promises that there are no others.
        closed: bool,
        /// The values.
        values: Vec<EnumValue>,
    },
    /// An array with a meaning for each place.
    Tuple {
        /// Members in order.
        fields: Vec<Field>,
    },
    /// Types told apart by a member.
    Union {
        /// The member.
        by: String,
        /// Its values and their types.
        variants: Vec<UnionVariant>,
    },
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// On the wire.
    pub wire: String,
    /// In Rust.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
}

/// A type of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// Value of the member.
    pub wire: String,
    /// In Rust.
    pub rust_name: String,
    /// Its type.
    pub ty: TypeId,
    /// Docs.
    pub doc: Doc,
}

/// What success looks like, and where the data is.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// Name in the spec.
    pub name: String,
    /// Tests, all of which hold; none: status 200 to 299.
    pub ok: Vec<EnvelopeTest>,
    /// Where the data is in the body; empty: the body itself.
    pub data: Vec<PathStep>,
}

/// A test of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum EnvelopeTest {
    /// The texts are equal (`true`) or not.
    Equal(AnswerPath, String, bool),
    /// The value is absent (`true`) or not.
    Absent(AnswerPath, bool),
}

/// A place in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerPath {
    /// HTTP status.
    Status,
    /// In the JSON body.
    Body(Vec<PathStep>),
    /// A header.
    Header(String),
}

/// A step into JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathStep {
    /// A member.
    Name(Str),
    /// An element.
    Index(u32),
}

/// How refusals are told apart.
#[derive(Clone, Debug, Default)]
pub struct Errors {
    /// Where the code stands: the first that is a text or a number.
    pub code: Vec<AnswerPath>,
    /// Where the message stands.
    pub message: Vec<AnswerPath>,
    /// Header with the time to wait.
    pub retry_after: Option<AnswerPath>,
    /// Where the provider names the request.
    pub request_id: Option<AnswerPath>,
    /// Kind by HTTP status.
    pub status: Vec<(u16, ErrorKind)>,
    /// Kind by code, first match; `*` stands for anything.
    pub codes: Vec<ErrorCode>,
}

/// A code and its kind.
#[derive(Clone, Debug)]
pub struct ErrorCode {
    /// Pattern.
    pub pattern: String,
    /// Kind.
    pub kind: ErrorKind,
    /// What it means.
    pub doc: Doc,
}

/// Kinds of refusals, as in `specie_runtime::ErrorKind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "docs/spec-language.md section 5 lists them")]
pub enum ErrorKind {
    Auth,
    Permission,
    RateLimit,
    Invalid,
    NotFound,
    InsufficientFunds,
    Nonce,
    Clock,
    Duplicate,
    Conflict,
    Maintenance,
    Internal,
    Other,
}

/// A declared limit.
#[derive(Clone, Debug)]
pub struct Limit {
    /// Calls.
    pub calls: u32,
    /// Within so many milliseconds.
    pub per_ms: u64,
    /// Whose calls are counted: `key`, `ip` or `account`.
    pub scope: String,
    /// Docs.
    pub doc: Doc,
}

/// What the provider accepts of our clock, in milliseconds.
#[derive(Clone, Debug)]
pub struct ClockPolicy {
    /// How old a stamp may be.
    pub past_ms: Option<u64>,
    /// How far ahead it may be.
    pub future_ms: Option<u64>,
    /// What is taken off our clock to be safe.
    pub margin_ms: u64,
    /// Header with the provider's time.
    pub server_time: Option<(String, Option<TimeUnit>)>,
    /// Docs.
    pub doc: Doc,
}

/// A webhook.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// Type of the parsed body; none: nothing is said of it, so it is open JSON.
    pub event: Option<TypeId>,
    /// Member that names the delivery.
    pub id: Option<String>,
    /// Member with the time.
    pub time: Option<String>,
    /// Member whose later values replace earlier ones.
    pub order: Option<String>,
    /// What the provider says about retries.
    pub retries: Option<String>,
    /// Examples of bodies.
    pub examples: Vec<Example>,
}

/// A stream.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// `true`: socket.io; else plain WebSocket.
    pub socket_io: bool,
    /// Address.
    pub url: String,
    /// How one is admitted.
    pub auth: Option<String>,
    /// How the connection is kept.
    pub keepalive: Option<String>,
    /// Frame that subscribes.
    pub subscribe: Option<Data>,
    /// Frame that unsubscribes.
    pub unsubscribe: Option<Data>,
    /// Channels and events.
    pub channels: Vec<Channel>,
}

/// A channel or an event.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Name on the wire, with `{name}` for parameters.
    pub name: String,
    /// Name in Rust.
    pub rust_name: String,
    /// Docs.
    pub doc: Doc,
    /// Parameters of the name.
    pub params: Vec<Field>,
    /// Type of a message.
    pub message: Option<Type>,
    /// The client sends it.
    pub send: bool,
    /// Member that grows by one.
    pub sequence: Option<String>,
    /// How the checksum is made.
    pub checksum: Option<String>,
}

/// A recorded call and what must come of it.
#[derive(Clone, Debug)]
pub struct Vector {
    /// Name.
    pub name: String,
    /// Where it is from.
    pub source: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// What is replayed.
    pub subject: VectorSubject,
    /// Credentials, as written.
    pub credentials: Vec<(String, String)>,
    /// What must come of it.
    pub expect: Expect,
}

/// What a vector replays.
#[derive(Clone, Debug)]
pub enum VectorSubject {
    /// A call.
    Call {
        /// Section, by its place in the scheme.
        section: u16,
        /// Method in capitals.
        method: String,
        /// Path template.
        path: String,
        /// Parameters.
        params: Option<Data>,
        /// Time in microseconds.
        now_us: i64,
        /// UUID.
        uuid: Option<String>,
        /// Random bytes.
        random: Option<[u8; 16]>,
        /// What the nonce must exceed.
        last_nonce: Option<i64>,
        /// Session values by name.
        session: Vec<(String, Data)>,
        /// Settings that differ from their defaults.
        settings: Vec<(String, Data)>,
    },
    /// A delivery.
    Webhook {
        /// Webhook, by its place in the scheme.
        webhook: u16,
        /// Headers.
        headers: Vec<(String, String)>,
        /// Raw body.
        body: String,
    },
}

/// What must come of a vector; only what is there is compared.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// URL.
    pub url: Option<String>,
    /// Method.
    pub method: Option<String>,
    /// Body; `""` is none.
    pub body: Option<String>,
    /// Headers.
    pub headers: Vec<(String, String)>,
    /// Values of `let`s.
    pub lets: Vec<(String, Data)>,
    /// Whether a webhook verifies.
    pub verified: Option<bool>,
}

/// An operation that no page shows.
#[derive(Clone, Debug)]
pub struct KnownByName {
    /// The provider's name.
    pub name: String,
    /// Docs.
    pub doc: Doc,
}
