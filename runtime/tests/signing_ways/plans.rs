//! Random plans, calls and parameters.
//!
//! They use few names, and steps that set the same places, so that members overlap, occur twice, or are absent.

use proptest::prelude::*;
use specie_runtime::signing::plan::function::{Parameter, ParameterKind, Primitives};
use specie_runtime::signing::plan::*;
use std::borrow::Cow;

pub fn s(text: &str) -> Str {
    Cow::Owned(text.to_owned())
}

pub fn l<T: Clone>(all: Vec<T>) -> List<T> {
    Cow::Owned(all)
}

pub fn text(text: &str) -> Data {
    Data::Text(s(text))
}

/// Few, so that they meet; some are escaped in forms, some in JSON.
pub fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "b", "c", "x y", "é", "q\"", ""]).prop_map(str::to_owned)
}

pub fn leaf() -> impl Strategy<Value = Data> {
    prop_oneof![
        4 => prop::sample::select(vec!["", "1", "two words", "a&b=c", "\\\"\n", "é€𝄞\u{7f}"]).prop_map(|text| Data::Text(s(text))),
        2 => any::<i32>().prop_map(|n| Data::Integer(s(&n.to_string()))),
        1 => any::<bool>().prop_map(Data::Bool),
    ]
}

pub fn data() -> impl Strategy<Value = Data> {
    let any = prop_oneof![
        8 => leaf(),
        1 => Just(Data::Number(s("1.50"))),
        1 => Just(Data::Null),
    ];
    any.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|all| Data::List(l(all))),
            members(inner).prop_map(|all| Data::Object(l(all))),
        ]
    })
}

pub fn members(of: impl Strategy<Value = Data>) -> impl Strategy<Value = Vec<(Str, Data)>> {
    prop::collection::vec((name().prop_map(|name| s(&name)), of), 0..4)
}

pub fn object(value: impl Strategy<Value = Expr> + Clone + 'static) -> impl Strategy<Value = Expr> {
    let entry = prop_oneof![
        6 => (name(), value.clone()).prop_map(|(name, value)| Entry::Member { name: s(&name), value }),
        3 => Just(Entry::Existing),
        1 => value.prop_map(Entry::Spread),
    ];
    prop::collection::vec(entry, 0..5).prop_map(|all| Expr::Object(l(all)))
}

/// What an endpoint decides, and what it may be compared with.
pub fn decided() -> impl Strategy<Value = Expr> + Clone {
    let names = prop::sample::select(vec![
        Name::Method,
        Name::Endpoint,
        Name::Path,
        Name::Section,
        Name::Template,
        Name::Host,
    ]);
    let texts = prop::sample::select(vec!["POST", "o", "/o", "private", "a", "h"]);
    (names, texts, comparison()).prop_map(|(name, literal, comparison)| {
        let other = match comparison {
            Comparison::In | Comparison::NotIn => Expr::Table(0),
            _ => Expr::Literal(text(literal)),
        };
        Expr::Compare(comparison, l(vec![Expr::Name(name), other]))
    })
}

pub fn condition() -> impl Strategy<Value = Expr> {
    let places = prop::sample::select(vec![Name::Params, Name::Query, Name::Body]);
    let absent = |expr| Expr::Is(Test::Absent, l(vec![expr]));
    prop_oneof![
        1 => any::<bool>().prop_map(|holds| Expr::Literal(Data::Bool(holds))),
        1 => places.prop_map(|name| Expr::Is(Test::Empty, l(vec![Expr::Name(name)]))),
        1 => Just(Expr::Not(l(vec![absent(Expr::Credential(2))]))),
        1 => Just(absent(Expr::Name(Name::Body))),
        2 => decided(),
    ]
}

pub fn comparison() -> impl Strategy<Value = Comparison> + Clone {
    prop::sample::select(vec![
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::In,
        Comparison::NotIn,
    ])
}

pub fn test() -> impl Strategy<Value = Test> {
    prop::sample::select(vec![
        Test::Absent,
        Test::Empty,
        Test::List,
        Test::Pairs,
        Test::Text,
        Test::Number,
    ])
}

/// Whatever an expression may read.
pub fn source() -> impl Strategy<Value = Expr> {
    let of_a_call = vec![
        Name::Args,
        Name::Params,
        Name::Query,
        Name::Body,
        Name::Uri,
        Name::Url,
    ];
    let of_an_endpoint = vec![
        Name::Endpoint,
        Name::Method,
        Name::Section,
        Name::Path,
        Name::Template,
        Name::Host,
    ];
    let others = vec![
        Expr::Absent,
        Expr::Local(0),
        Expr::Setting(0),
        Expr::Table(0),
        Expr::Session(0, 0),
        Expr::Session(0, 1),
        Expr::Clock(Unit::Millis),
        Expr::ClockIso,
        Expr::Nonce(Unit::Millis),
        Expr::Uuid,
        Expr::Header(s("x")),
        Expr::Item,
    ];
    prop_oneof![
        4 => data().prop_map(Expr::Literal),
        3 => prop::sample::select(of_a_call).prop_map(Expr::Name),
        6 => prop::sample::select(of_an_endpoint).prop_map(Expr::Name),
        3 => (0u16..3).prop_map(Expr::Credential),
        8 => prop::sample::select(others),
        1 => name().prop_map(|name| Expr::Member(l(vec![Expr::Name(Name::Args)]), s(&name))),
        1 => name().prop_map(|name| Expr::Member(l(vec![Expr::Table(0)]), s(&name))),
    ]
}

/// The functions that can be called with this number of values: those that need no private key.
fn functions_of(count: usize) -> Vec<Function> {
    let takes = |function: &Function| {
        let of = function.definition();
        let needs_key =
            |one: &Parameter| matches!(one.kind, ParameterKind::Key(_) | ParameterKind::SeedKey);
        let has_all = match of.primitives {
            Primitives::Fixed(all) => all.iter().all(|one| one.is_enabled()),
            Primitives::OfAlgorithm(_) => true,
        };
        has_all
            && (of.required()..=of.parameters.len()).contains(&count)
            && !of.parameters.iter().any(needs_key)
    };
    Function::ALL.iter().copied().filter(takes).collect()
}

pub fn expr() -> impl Strategy<Value = Expr> + Clone {
    let (of_one, of_two) = (functions_of(1), functions_of(2));
    source()
        .prop_recursive(3, 10, 3, move |inner| {
            let some = |n: std::ops::Range<usize>| prop::collection::vec(inner.clone(), n);
            let (of_one, of_two) = (
                prop::sample::select(of_one.clone()),
                prop::sample::select(of_two.clone()),
            );
            let key = prop::sample::select(vec![
                Expr::Credential(1),
                Expr::Credential(2),
                Expr::Session(0, 0),
                Expr::Call(Function::Upper, l(vec![Expr::Session(0, 0)])),
            ]);
            let hex = |of| Expr::Call(Function::Hex, l(vec![of]));
            prop_oneof![
                object(inner.clone().boxed()),
                some(0..3).prop_map(|all| Expr::List(l(all))),
                some(1..3).prop_map(|all| Expr::Join(l(all))),
                some(1..3).prop_map(|all| Expr::Coalesce(l(all))),
                some(1..3).prop_map(|all| Expr::And(l(all))),
                some(1..3).prop_map(|all| Expr::Or(l(all))),
                some(1..2).prop_map(|all| Expr::Not(l(all))),
                some(2..3).prop_map(|all| Expr::Index(l(all))),
                some(2..3).prop_map(|all| Expr::Each(l(all))),
                some(2..3).prop_map(|all| Expr::Any(l(all))),
                some(1..2).prop_map(|all| Expr::HeaderNamed(l(all))),
                (of_one, some(1..2)).prop_map(|(function, all)| Expr::Call(function, l(all))),
                (of_two, some(2..3)).prop_map(|(function, all)| Expr::Call(function, l(all))),
                (encoder(), some(1..2)).prop_map(|(encoder, all)| Expr::Encode(encoder, l(all))),
                (comparison(), some(2..3))
                    .prop_map(|(comparison, all)| Expr::Compare(comparison, l(all))),
                (test(), some(1..2)).prop_map(|(test, all)| Expr::Is(test, l(all))),
                some(1..2).prop_map(move |all| hex(Expr::Call(Function::Sha256, l(all)))),
                (some(1..2), key).prop_map(move |(mut all, key)| {
                    all.push(key);
                    hex(Expr::Call(Function::HmacSha256, l(all)))
                }),
                (condition(), some(2..3)).prop_map(|(when, mut all)| {
                    all.insert(0, when);
                    Expr::If(l(all))
                }),
            ]
        })
        .boxed()
}

pub fn place() -> impl Strategy<Value = Place> {
    prop::sample::select(vec![Place::Query, Place::Form, Place::Json, Place::None])
}

pub fn path_encode() -> impl Strategy<Value = PathEncode> {
    prop::sample::select(vec![
        PathEncode::Segment,
        PathEncode::Segments,
        PathEncode::Raw,
    ])
}

pub fn encoder() -> impl Strategy<Value = Encoder> {
    let arrays = prop::option::weighted(
        0.9,
        prop::sample::select(vec![
            Arrays::Repeat,
            Arrays::Brackets,
            Arrays::Comma,
            Arrays::Json,
        ]),
    );
    let escape = prop::sample::select(vec![Escape::Rfc3986, Escape::Plus, Escape::Raw]);
    (escape, arrays).prop_map(|(escape, arrays)| Encoder {
        escape,
        arrays,
        keep: s(" \""),
    })
}

pub fn set() -> impl Strategy<Value = Action> {
    let target = prop::sample::select(vec![
        Target::Params,
        Target::Query,
        Target::Form,
        Target::Json,
    ]);
    let value = prop_oneof![4 => object(expr()), 1 => expr()];
    (target, value).prop_map(|(target, value)| Action::Set(target, value))
}

pub fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => set(),
        1 => place().prop_map(Action::Place),
        1 => encoder().prop_map(Action::Encode),
        1 => expr().prop_map(Action::Body),
        1 => expr().prop_map(Action::Path),
        1 => expr().prop_map(|value| Action::Let(l(vec![Binding { local: 0, value }]))),
        2 => expr().prop_map(|value| Action::Header(l(vec![HeaderLine { name: s("x"), value }]))),
    ]
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = |action: BoxedStrategy<Action>| {
        (prop::option::weighted(0.3, condition()), action)
            .prop_map(|(when, action)| Step { when, action })
    };
    let branch = prop::collection::vec(step(action().boxed()), 0..3).boxed();
    let group = (branch.clone(), branch).prop_map(|(then, otherwise)| Action::Group {
        then: l(then),
        otherwise: l(otherwise),
    });
    let any = step(prop_oneof![5 => action(), 1 => group].boxed());
    (prop::collection::vec(any, 0..3), step(set().boxed())).prop_map(|(mut steps, last)| {
        steps.push(last);
        steps
    })
}

/// Steps as most providers have them: something is set, and a MAC over texts and bodies stands in a header.
pub fn direct_steps() -> impl Strategy<Value = Vec<Step>> {
    let call = |function, all| Expr::Call(function, l(all));
    let params = || Expr::Name(Name::Params);
    let unless_empty = Expr::If(l(vec![
        Expr::Is(Test::Empty, l(vec![params()])),
        Expr::Absent,
        params(),
    ]));
    let value = prop_oneof![
        3 => leaf().prop_map(Expr::Literal),
        1 => Just(Expr::Absent),
        2 => Just(Expr::Name(Name::Endpoint)),
        2 => Just(Expr::Clock(Unit::Millis)),
        1 => Just(Expr::Nonce(Unit::Millis)),
        2 => Just(params()),
        2 => Just(unless_empty),
        1 => condition().prop_map(|when| Expr::If(l(vec![when, Expr::Name(Name::Method), Expr::Absent]))),
    ];
    let entry = prop_oneof![
        4 => (name(), value).prop_map(|(name, value)| Entry::Member { name: s(&name), value }),
        2 => Just(Entry::Existing),
    ];
    let target = prop::sample::select(vec![
        Target::Params,
        Target::Query,
        Target::Form,
        Target::Json,
    ]);
    let set = (target, prop::collection::vec(entry, 0..4))
        .prop_map(|(target, all)| Action::Set(target, Expr::Object(l(all))));
    let signed = vec![
        Expr::Name(Name::Body),
        Expr::Name(Name::Params),
        Expr::Name(Name::Query),
        Expr::Name(Name::Endpoint),
        Expr::Name(Name::Path),
        Expr::Clock(Unit::Seconds),
        Expr::Nonce(Unit::Millis),
        Expr::Name(Name::Method),
        Expr::Name(Name::Uri),
        Expr::Credential(0),
        Expr::Credential(1),
        Expr::Setting(0),
        Expr::Table(0),
        Expr::Literal(text("\n")),
        Expr::Literal(text("é")),
        Expr::Literal(Data::Null),
        Expr::Absent,
    ];
    let text = prop::collection::vec(prop::sample::select(signed), 1..4).prop_map(
        move |mut all| match all.len() {
            1 => all.remove(0),
            _ => Expr::Join(l(all)),
        },
    );
    let key = || Expr::Literal(Data::Text(s("key")));
    let encoded = prop::sample::select(vec![Function::Hex, Function::Base64, Function::Base64Url]);
    let value = prop_oneof![
        4 => (text, encoded).prop_map(move |(text, encoded)| call(encoded, vec![call(Function::HmacSha256, vec![text, key()])])),
        1 => data().prop_map(Expr::Literal),
        1 => (0u16..3).prop_map(Expr::Credential),
        1 => Just(Expr::Clock(Unit::Millis)),
        1 => Just(Expr::Nonce(Unit::Millis)),
        1 => Just(Expr::Name(Name::Path)),
        1 => Just(Expr::Absent),
    ];
    let header = (
        prop::sample::select(vec!["x", "y", "X", "content-type"]),
        value,
    )
        .prop_map(|(name, value)| HeaderLine {
            name: s(name),
            value,
        });
    let headers = prop::collection::vec(header, 0..3).prop_map(|all| Action::Header(l(all)));
    let when = prop::option::weighted(0.2, condition());
    (prop::option::weighted(0.8, set), headers, when).prop_map(|(set, headers, when)| {
        let actions = set.into_iter().chain([headers]);
        actions
            .map(|action| Step {
                when: when.clone(),
                action,
            })
            .collect()
    })
}
