//! A small provider written by hand, exactly as generated code is written.
#![allow(dead_code, missing_docs)]

use specie_runtime::signing::plan::{
    Action, Credential, Data, Encoder, Entry, Escape, Expr, Form, Function, HeaderLine, Name,
    PathEncode, PathSegment, Place, Plan, Scheme, Section, Setting, Step, Target, Unit,
};
use specie_runtime::{
    Amount, ClockPolicy, Core, CursorSource, Envelope, EnvironmentData, ErrorKind, ErrorRules,
    Json, Literal, Operation, PageValue, Pages, Pagination, PaginationStyle, Provider,
    ResponseFuture, ResponsePath, ResponseTest, Secret, ServerTime, Timestamp,
};
use specie_runtime::{
    builder, credentials, decode_struct, define_client, encode_one_of, encode_struct, environments,
    open_enum, settings,
};
use std::borrow::Cow;

const FORM: Encoder = Encoder {
    escape: Escape::Rfc3986,
    arrays: None,
    keep: Cow::Borrowed(""),
};

/// `form: { ..., nonce: nonce.ms, key: public_key }`, `header: { HMAC: body | hmac_sha512(private_key) | hex }`
static STEPS: &[Step] = &[
    Step {
        when: None,
        action: Action::Set(
            Target::Form,
            Expr::Object(Cow::Borrowed(&[
                Entry::Existing,
                Entry::Member {
                    name: Cow::Borrowed("key"),
                    value: Expr::Credential(0),
                },
                Entry::Member {
                    name: Cow::Borrowed("nonce"),
                    value: Expr::Nonce(Unit::Millis),
                },
                Entry::Member {
                    name: Cow::Borrowed("at"),
                    value: Expr::Clock(Unit::Millis),
                },
            ])),
        ),
    },
    Step {
        when: None,
        action: Action::Header(Cow::Borrowed(&[HeaderLine {
            name: Cow::Borrowed("HMAC"),
            value: Expr::Call(
                Function::Hex,
                Cow::Borrowed(&[Expr::Call(
                    Function::HmacSha512,
                    Cow::Borrowed(&[Expr::Name(Name::Body), Expr::Credential(1)]),
                )]),
            ),
        }])),
    },
];

pub static PROVIDER: Provider = Provider {
    title: Cow::Borrowed("Mini"),
    scheme: Scheme {
        provider: Cow::Borrowed("mini"),
        credentials: Cow::Borrowed(&[
            Credential {
                name: Cow::Borrowed("public_key"),
                secret: false,
                optional: false,
                forms: Cow::Borrowed(&[Form::Text(None)]),
            },
            Credential {
                name: Cow::Borrowed("private_key"),
                secret: true,
                optional: false,
                forms: Cow::Borrowed(&[Form::Text(None)]),
            },
        ]),
        settings: Cow::Borrowed(&[Setting {
            name: Cow::Borrowed("window"),
            default: Data::Integer(Cow::Borrowed("5000")),
        }]),
        tables: Cow::Borrowed(&[]),
        sections: Cow::Borrowed(&[
            Section {
                name: Cow::Borrowed("private"),
                base: Cow::Borrowed("https://mini.example"),
                path: Cow::Borrowed("/v1/{path}"),
                path_encode: PathEncode::Segment,
                places: Cow::Borrowed(&[]),
                otherwise: Place::Form,
                encode: FORM,
                send_empty: Cow::Borrowed(&[]),
                plan: Some(0),
                verify: None,
            },
            Section {
                name: Cow::Borrowed("public"),
                base: Cow::Borrowed("https://mini.example"),
                path: Cow::Borrowed("/{path}"),
                path_encode: PathEncode::Segment,
                places: Cow::Borrowed(&[(Cow::Borrowed("GET"), Place::Query)]),
                otherwise: Place::Json,
                encode: FORM,
                send_empty: Cow::Borrowed(&[]),
                plan: None,
                verify: None,
            },
        ]),
        plans: Cow::Borrowed(&[Plan {
            name: Cow::Borrowed("signed"),
            locals: Cow::Borrowed(&[]),
            steps: Cow::Borrowed(STEPS),
        }]),
        sessions: Cow::Borrowed(&[]),
        webhooks: Cow::Borrowed(&[]),
    },
    environments: Cow::Borrowed(&[
        EnvironmentData {
            name: Cow::Borrowed("live"),
            bases: Cow::Borrowed(&[]),
            headers: Cow::Borrowed(&[]),
            network: None,
            prefixes: Cow::Borrowed(&[]),
        },
        EnvironmentData {
            name: Cow::Borrowed("test"),
            bases: Cow::Borrowed(&[(0, Cow::Borrowed("https://test.mini.example"))]),
            headers: Cow::Borrowed(&[]),
            network: None,
            prefixes: Cow::Borrowed(&[]),
        },
    ]),
    envelopes: Cow::Borrowed(&[Envelope {
        ok: Cow::Borrowed(&[Cow::Borrowed(&[ResponseTest::In(
            ResponsePath::Body(Cow::Borrowed(&[PathSegment::Name(Cow::Borrowed("error"))])),
            Cow::Borrowed(&[Literal::Text(Cow::Borrowed("ok"))]),
            true,
        )])]),
        partial: Cow::Borrowed(&[]),
        data: Cow::Borrowed(&[PathSegment::Name(Cow::Borrowed("result"))]),
        fallback: Cow::Borrowed(&[]),
        members: Cow::Borrowed(&[]),
        errors: None,
    }]),
    errors: ErrorRules {
        code: Cow::Borrowed(&[ResponsePath::Body(Cow::Borrowed(&[PathSegment::Name(
            Cow::Borrowed("code"),
        )]))]),
        message: Cow::Borrowed(&[ResponsePath::Body(Cow::Borrowed(&[PathSegment::Name(
            Cow::Borrowed("error"),
        )]))]),
        data: Cow::Borrowed(&[]),
        retry_after: None,
        request_id: Some(ResponsePath::Header(Cow::Borrowed("X-Request-Id"))),
        status: Cow::Borrowed(&[(402, ErrorKind::InsufficientFunds)]),
        codes: Cow::Borrowed(&[
            (Cow::Borrowed("A1"), ErrorKind::Auth),
            (Cow::Borrowed("*.missing"), ErrorKind::NotFound),
            (Cow::Borrowed("E*"), ErrorKind::Internal),
            (Cow::Borrowed("U1"), ErrorKind::UnknownOutcome),
        ]),
        messages: Cow::Borrowed(&[
            (Cow::Borrowed("no funds*"), ErrorKind::InsufficientFunds),
            (Cow::Borrowed("status unknown*"), ErrorKind::UnknownOutcome),
        ]),
    },
    limits: Cow::Borrowed(&[]),
    weights: Cow::Borrowed(&[]),
    clock: Some(ClockPolicy {
        past_ms: None,
        future_ms: None,
        margin_ms: 0,
        unique: None,
        server_time: Some(ServerTime {
            operation: None,
            call: None,
            at: ResponsePath::Header(Cow::Borrowed("Server-Time")),
            unit: Some(Unit::Millis),
        }),
    }),
    serial_nonce: true,
};

#[derive(Clone, Debug)]
pub struct Client(pub Core);
define_client!(Client Builder Credentials Settings Environment, PROVIDER);

#[derive(Clone, Debug)]
pub struct Credentials {
    public_key: String,
    private_key: Secret,
}
builder!(Credentials new(public_key: impl Into<String>, private_key: impl Into<Secret>));
credentials!(Credentials { public_key "public_key", private_key "private_key" });

#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    window: i64,
}
settings!(Settings {
    /// How long a request is valid.
    window: i64 = "window" 5000,
});

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Environment {
    #[default]
    Live,
    Test,
}
environments!(Environment { Live "live", Test "test" });

#[derive(Clone, Debug, PartialEq)]
pub struct CreateWithdrawal {
    amount: Amount,
    to: To,
    confirm: Option<bool>,
}
builder!(CreateWithdrawal new(amount: Amount, to: To) {
    /// Without the e-mail.
    confirm: bool,
});
encode_struct!(CreateWithdrawal {
    amount "amount" Constant("version", "1") Range("0.01", ""), to "", confirm "auto_confirm" Flag,
});

#[derive(Clone, Debug, PartialEq)]
pub enum To {
    Address(String),
    Tag(String),
}
encode_one_of!(To { Address "address", Tag "tag" });

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Withdrawal {
    pub id: String,
    pub state: State,
    pub amount: Amount,
    pub created: Option<Timestamp>,
}
decode_struct!(Withdrawal { id "id", state "state", amount "amount", created "created" Seconds Optional });

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    Pending,
    Unknown(String),
}
open_enum!(State { Pending "pending" });

#[derive(Clone, Debug, PartialEq)]
pub struct ListOrders {
    market: String,
    limit: Option<i64>,
    page: Option<i64>,
    after: Option<String>,
    trace: Option<String>,
}
builder!(ListOrders new(market: impl Into<String>) {
    /// Size of a page.
    limit: i64,
    /// Page.
    page: i64,
    /// Cursor.
    after: impl Into<String>,
    /// Trace.
    trace: impl Into<String>,
});
encode_struct!(ListOrders { market "market", limit "limit", page "page", after "after", trace "X-Trace" });

#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub id: String,
}
decode_struct!(Order { id "id" });
encode_struct!(Order decoded { id "id" });

#[derive(Clone, Debug, PartialEq)]
pub struct PlaceOrders {
    market: String,
    orders: Vec<Order>,
    dry: Option<bool>,
}
builder!(PlaceOrders new(market: impl Into<String>, orders: Vec<Order>) {
    /// Only pretend.
    dry: bool,
});
encode_struct!(PlaceOrders { market "market", orders "orders", dry "dry" });

static LIST: Operation = Operation::new("list_orders", "GET", "markets/{market}/orders")
    .section(1)
    .safe()
    .no_envelope()
    .headers(&["X-Trace"])
    .pages(
        Pagination::new(PaginationStyle::Page {
            page: "page",
            first: 1,
        })
        .size("limit")
        .total(PageValue::Header("Total")),
    );
static WALK: Operation = Operation::new("walk_orders", "GET", "markets/{market}/orders")
    .section(1)
    .safe()
    .no_envelope()
    .pages(
        Pagination::new(PaginationStyle::Cursor {
            param: "after",
            from: CursorSource::Last("/id"),
            step: 0,
            inclusive: false,
            integer: false,
        })
        .list("/orders"),
    );
static OVERLAPPING: Operation = Operation::new("overlapping", "GET", "markets/{market}/orders")
    .section(1)
    .safe()
    .no_envelope()
    .pages(Pagination::new(PaginationStyle::Cursor {
        param: "after",
        from: CursorSource::Last("/id"),
        step: 0,
        inclusive: true,
        integer: false,
    }));
static LINKED: Operation = Operation::new("linked", "GET", "markets/{market}/orders")
    .section(1)
    .safe()
    .no_envelope()
    .pages(
        Pagination::new(PaginationStyle::Cursor {
            param: "after",
            from: CursorSource::Link("Link"),
            step: 0,
            inclusive: false,
            integer: false,
        })
        .null_list(),
    );

impl Client {
    pub fn create_withdrawal<'a>(
        &'a self,
        request: &'a CreateWithdrawal,
    ) -> ResponseFuture<'a, Withdrawal> {
        static OP: Operation = Operation::new("create_withdrawal", "POST", "create_withdrawal")
            .never("get_withdrawals");
        self.0.run(&OP, request)
    }

    pub fn get_withdrawals(&self) -> ResponseFuture<'_, Vec<Withdrawal>> {
        static OP: Operation = Operation::new("get_withdrawals", "POST", "get_withdrawals")
            .safe()
            .fixed(&[("all", "1")]);
        self.0.run(&OP, &())
    }

    pub fn close(&self) -> ResponseFuture<'_, ()> {
        static OP: Operation = Operation::new("close", "POST", "close")
            .never("")
            .no_response();
        self.0.run(&OP, &())
    }

    pub fn list_orders<'a>(&'a self, request: &'a ListOrders) -> ResponseFuture<'a, Vec<Order>> {
        self.0.run(&LIST, request)
    }

    pub fn list_orders_pages(&self, request: &ListOrders) -> Pages<Order> {
        self.0.pages(&LIST, request.clone())
    }

    pub fn walk_orders_pages(&self, request: &ListOrders) -> Pages<Order> {
        self.0.pages(&WALK, request.clone())
    }

    pub fn overlapping_pages(&self, request: &ListOrders) -> Pages<Order> {
        self.0.pages(&OVERLAPPING, request.clone())
    }

    pub fn linked_pages(&self, request: &ListOrders) -> Pages<Order> {
        self.0.pages(&LINKED, request.clone())
    }

    pub fn place_orders<'a>(&'a self, request: &'a PlaceOrders) -> ResponseFuture<'a, Json> {
        static OP: Operation = Operation::new("place_orders", "POST", "markets/{market}/orders")
            .section(1)
            .never("list_orders")
            .no_envelope()
            .items()
            .query(&["dry"]);
        self.0.run(&OP, request)
    }

    pub fn motto(&self) -> ResponseFuture<'_, String> {
        static OP: Operation = Operation::new("motto", "GET", "motto")
            .section(1)
            .safe()
            .no_envelope()
            .text();
        self.0.run(&OP, &())
    }
}
