//! A spec before it is written: what the document says, in the terms of the spec language. Names of types are chosen last, when it is known
//! which types there are and where each is used.

/// A type of the draft, by its position in [`Draft::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TypeId(pub(crate) usize);

/// A type where it is used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Use {
    pub(crate) base: Base,
    /// `or null`
    pub(crate) null: bool,
    /// `or ""`
    pub(crate) empty: bool,
    /// A part of it is not typed as the document says.
    pub(crate) weak: bool,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Base {
    /// A built-in type, with its format on the wire: `int`, `decimal as number`.
    Word(&'static str),
    List(Box<Use>),
    Map(Box<Use>),
    Type(TypeId),
    /// `A or B`
    Forms(Vec<Use>),
}

impl Use {
    pub(crate) fn new(base: Base) -> Self {
        Self {
            base,
            null: false,
            empty: false,
            weak: false,
        }
    }

    pub(crate) fn word(word: &'static str) -> Self {
        Self::new(Base::Word(word))
    }

    /// Any JSON, because the document says nothing about the value.
    pub(crate) fn json() -> Self {
        Self::word("json")
    }

    /// Any JSON in place of a type that could not be said.
    pub(crate) fn weak_json() -> Self {
        Self {
            weak: true,
            ..Self::json()
        }
    }

    pub(crate) fn of(id: TypeId) -> Self {
        Self::new(Base::Type(id))
    }

    pub(crate) fn or_null(mut self, null: bool) -> Self {
        // Any JSON includes `null`.
        self.null |= null && self.base != Base::Word("json");
        self
    }

    pub(crate) fn is_json(&self) -> bool {
        self.base == Base::Word("json")
    }

    /// Whether a part of it is not typed as the document says, without what its named types hold.
    pub(crate) fn is_weak(&self) -> bool {
        let mut weak = false;
        self.each(&mut |ty| weak |= ty.weak);
        weak
    }

    /// Visits this type and those inside.
    pub(crate) fn each(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        match &self.base {
            Base::List(inner) | Base::Map(inner) => inner.each(visit),
            Base::Forms(forms) => forms.iter().for_each(|form| form.each(visit)),
            Base::Word(_) | Base::Type(_) => {}
        }
    }

    /// Changes this type and those inside, the inner ones first.
    pub(crate) fn each_mut(&mut self, change: &mut dyn FnMut(&mut Self)) {
        match &mut self.base {
            Base::List(inner) | Base::Map(inner) => inner.each_mut(change),
            Base::Forms(forms) => forms.iter_mut().for_each(|form| form.each_mut(change)),
            Base::Word(_) | Base::Type(_) => {}
        }
        change(self);
    }
}

/// Direction of a member that goes one way only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Only {
    Received,
    Sent,
}

/// A parameter or a member.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// `as NAME`
    pub(crate) rename: Option<String>,
    pub(crate) optional: bool,
    pub(crate) ty: Use,
    /// A text that is always sent, in place of a type.
    pub(crate) constant: Option<String>,
    /// `1..100`, `> 0`, `unique 1..20`
    pub(crate) range: Option<String>,
    /// `as commas`
    pub(crate) format: Option<&'static str>,
    pub(crate) only: Option<Only>,
    pub(crate) default: Option<String>,
    pub(crate) doc: String,
    pub(crate) deprecated: bool,
    pub(crate) unconfirmed: Option<String>,
}

impl Field {
    pub(crate) fn new(name: impl Into<String>, ty: Use) -> Self {
        Self {
            name: name.into(),
            rename: None,
            optional: false,
            ty,
            constant: None,
            range: None,
            format: None,
            only: None,
            default: None,
            doc: String::new(),
            deprecated: false,
            unconfirmed: None,
        }
    }

    /// Replaces the type by any JSON, with what only the old type could have.
    pub(crate) fn weaken(&mut self, why: &str) {
        self.ty = Use::weak_json();
        self.constant = None;
        self.range = None;
        self.default = None;
        self.format = None;
        self.unconfirmed.get_or_insert_with(|| why.to_owned());
    }
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct EnumValue {
    /// As on the wire.
    pub(crate) wire: String,
    pub(crate) kind: ValueKind,
    /// Its name in Rust, where none can be derived or where the derived one is taken.
    pub(crate) name: Option<String>,
    pub(crate) doc: String,
}

/// The kind of a value of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ValueKind {
    Text,
    Int,
    Bool,
}

/// What a type consists of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    /// It is still being read.
    Open,
    Struct {
        /// Types whose members come first.
        like: Vec<TypeId>,
        fields: Vec<Field>,
        rest: Option<Use>,
    },
    Enum(Vec<EnumValue>),
    Tuple(Vec<Field>),
    /// Told apart by a member: its name, and the type for each of its values.
    Union {
        by: String,
        variants: Vec<(String, TypeId)>,
    },
    Forms(Vec<Use>),
}

/// Where a type was found, from which it gets its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Origin {
    /// Declared under this name.
    Declared(String),
    /// Used in place, as a part of something.
    Inside(Owner, String),
}

/// What a type in place belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Owner {
    Type(TypeId),
    /// An operation or a webhook.
    Named(String),
}

/// A type of the draft.
#[derive(Clone, Debug)]
pub(crate) struct TypeDef {
    pub(crate) shape: Shape,
    pub(crate) doc: String,
    pub(crate) deprecated: bool,
    pub(crate) unconfirmed: Option<String>,
    /// JSON pointer of its schema.
    pub(crate) place: String,
    pub(crate) origins: Vec<Origin>,
    /// Chosen when all types are known.
    pub(crate) name: String,
    /// What is used in its place: another type that is the same, or what it turned out to be.
    pub(crate) instead: Option<Use>,
    /// Received by some operation or webhook, and sent.
    pub(crate) received: bool,
    pub(crate) sent: bool,
    /// A member was left out, or a base.
    pub(crate) is_weak: bool,
}

/// What an operation answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    None,
    Type(Use),
    /// `T or none`
    Optional(Use),
    RawText(String),
    RawBytes(String),
    /// By status; `None`: nothing.
    ByStatus(Vec<(u16, Option<Use>)>),
}

impl Answer {
    pub(crate) fn uses(&self) -> Vec<&Use> {
        match self {
            Self::Type(ty) | Self::Optional(ty) => vec![ty],
            Self::ByStatus(all) => all.iter().filter_map(|(_, ty)| ty.as_ref()).collect(),
            Self::None | Self::RawText(_) | Self::RawBytes(_) => Vec::new(),
        }
    }

    pub(crate) fn uses_mut(&mut self) -> Vec<&mut Use> {
        match self {
            Self::Type(ty) | Self::Optional(ty) => vec![ty],
            Self::ByStatus(all) => all.iter_mut().filter_map(|(_, ty)| ty.as_mut()).collect(),
            Self::None | Self::RawText(_) | Self::RawBytes(_) => Vec::new(),
        }
    }
}

/// The body of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    None,
    /// Its members are among the params.
    Members,
    /// The whole body is one value.
    Items(Field),
    /// `raw text` or `raw bytes`
    Raw {
        text: bool,
        doc: String,
    },
    /// `multipart`, whose parts are the params.
    Multipart,
}

/// An example of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Example {
    pub(crate) name: String,
    /// It is not known yet that it fits its type, or it does not.
    pub(crate) left_out: bool,
    pub(crate) answer: specie_runtime::signing::plan::Data,
    pub(crate) place: String,
}

/// An operation.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    pub(crate) name: String,
    pub(crate) tag: Option<String>,
    pub(crate) doc: String,
    pub(crate) source: Option<String>,
    pub(crate) method: String,
    /// Without a leading `/`.
    pub(crate) path: String,
    pub(crate) section: usize,
    pub(crate) path_params: Vec<Field>,
    pub(crate) query: Vec<Field>,
    pub(crate) headers: Vec<Field>,
    pub(crate) cookies: Vec<Field>,
    /// Members or parts of the body.
    pub(crate) params: Vec<Field>,
    pub(crate) body: Body,
    pub(crate) content_type: Option<String>,
    pub(crate) idempotency: Option<String>,
    pub(crate) answer: Answer,
    pub(crate) answer_headers: Vec<Field>,
    pub(crate) examples: Vec<Example>,
    pub(crate) deprecated: bool,
    pub(crate) unconfirmed: Option<String>,
    /// JSON pointer.
    pub(crate) place: String,
    /// Something of it was left out or weakened, beside its types.
    pub(crate) weak: bool,
}

impl Operation {
    /// All parameters, in the order in which they are written.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        let items = match &self.body {
            Body::Items(field) => Some(field),
            _ => None,
        };
        let lists = [
            &self.path_params,
            &self.params,
            &self.query,
            &self.headers,
            &self.cookies,
        ];
        lists.into_iter().flatten().chain(items)
    }

    pub(crate) fn fields_mut(&mut self) -> impl Iterator<Item = &mut Field> {
        let items = match &mut self.body {
            Body::Items(field) => Some(field),
            _ => None,
        };
        let lists = [
            &mut self.path_params,
            &mut self.params,
            &mut self.query,
            &mut self.headers,
            &mut self.cookies,
        ];
        lists.into_iter().flatten().chain(items)
    }
}

/// Where a section sends parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum BodyPlace {
    Json,
    Form,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Section {
    pub(crate) name: String,
    pub(crate) base: String,
    pub(crate) path: String,
    pub(crate) place: BodyPlace,
    /// Methods whose parameters are sent in the query.
    pub(crate) in_query: Vec<&'static str>,
    /// All parameters are sent in the query.
    pub(crate) all_in_query: bool,
    pub(crate) auth: Option<usize>,
    pub(crate) arrays: Option<&'static str>,
}

impl Section {
    /// Whether the parameters of calls with this method are sent in the query.
    pub(crate) fn sends_in_query(&self, method: &str) -> bool {
        self.all_in_query || self.in_query.contains(&method)
    }
}

/// A credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Credential {
    pub(crate) name: String,
    pub(crate) public: bool,
    pub(crate) optional: bool,
    pub(crate) in_url: bool,
    pub(crate) doc: String,
}

/// A plan: how calls are authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) name: String,
    /// Comments before it.
    pub(crate) comments: Vec<String>,
    /// Lines of YAML, without indentation.
    pub(crate) lines: Vec<String>,
}

/// A webhook.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) event: Use,
    pub(crate) form: bool,
    pub(crate) place: String,
    /// The language cannot say it.
    pub(crate) left_out: bool,
}

/// Where an error response has what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Errors {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) data: Option<Use>,
    /// The header with the id of a request, for all calls.
    pub(crate) request_id: Option<String>,
    pub(crate) statuses: Vec<(u16, &'static str)>,
}

/// An environment: its name, text, and base URLs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Environment {
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) base: String,
}

/// A whole spec.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) provider: String,
    pub(crate) title: String,
    pub(crate) docs: Option<String>,
    pub(crate) doc: String,
    pub(crate) comments: Vec<String>,
    pub(crate) environments: Vec<Environment>,
    pub(crate) credentials: Vec<Credential>,
    pub(crate) sections: Vec<Section>,
    pub(crate) plans: Vec<Plan>,
    pub(crate) errors: Errors,
    pub(crate) operations: Vec<Operation>,
    /// Tags in the order of the document, with what it says about them.
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) types: Vec<TypeDef>,
    pub(crate) webhooks: Vec<Webhook>,
}
