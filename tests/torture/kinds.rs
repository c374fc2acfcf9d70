//! Every type in every position.

use super::Spec;

/// Types as lines write them.
#[rustfmt::skip]
pub const KINDS: &[&str] = &[
    "text", "text alnum", "text 1..5", "text 007..", "secret", "secret 1..5", "int", "int 1..10", "int > 0", "int as text", "decimal",
    "decimal 0.1..5", "decimal > 0", "decimal as number > -1..5", "decimal as number", "decimal as int", "bool", "bool as text", "bool as int", "flag", "flag as text", "flag as int",
    "time.s", "time.ms", "time.us", "time.ns", "time.iso", "time.s as text", "time.ms as text", "time.us as text", "time.ns as text", "json", "json or []", "[text]",
    "[Leaf]", "[[Leaf]]", "list<int> as text", "list<decimal> as number", "list<secret>", "list<time.ms> as text", "list<flag>",
    "list<json>", "list<list<En>>", "list<map<text, Tup>>", "map<text, decimal>", "map<alnum, list<Leaf>>",
    "map<text, map<text, secret>>", "map<alnum, int>", "map<text, IEn> as text", "map<text, text> or []", "map<text, Leaf> or []", "Leaf",
    "Leaf or []", "Group", "En", "En as text", "IEn", "IEn as text", "IEn as int", "CEn", "CIEn", "CIEn as text", "Tup", "Un", "Un or []",
    "list<Un>", "list<Tup>", "list<CEn>", "text or \"\"", "secret or \"\"", "int or \"\"", "int as text or \"NONE\"", "decimal or \"-\"",
    "flag or \"\"", "bool or \"\"", "time.ms or \"0\"", "time.iso or \"\"", "json or \"\"", "En or \"\"", "IEn or \"\"", "Leaf or \"\"",
    "Tup or \"\"", "list<Leaf> or \"\"", "map<text, text> or \"\"", "Un or \"\"", "list<text or \"\">", "map<text, decimal or \"\">",
    "list<Leaf or []>", "numbered<Entry>", "int or text", "text or Leaf", "text or list<Leaf>", "list<text or int>",
    "map<text, text or bool>", "text or Leaf or \"\"", "CEn or decimal as number or list<int> as text or Named or null", "Fo", "list<Fo>", "Uo",
    "text or null", "secret or null", "int or null", "decimal or null or \"\"", "En or null", "time.ms or null", "json or null",
    "decimal or 0", "text or false", "int or 0", "time.s or 0", "Leaf or null", "Leaf or [] or null", "Tup or null", "Un or null",
    "Leaf or false", "list<text> or null", "list<text or null>", "list<Leaf or null> or null", "map<text, decimal or null> or null",
    "map<text, text> or [] or null", "list<map<text, int or 0> or null>", "list<list<text or \"\"> or null>",
    "time.s.3", "time.s.9 as text", "time.iso.0", "time.iso.3", "time.http", "date", "uuid", "url", "bytes base64", "bytes base64url",
    "file", "list<file>", "bytes hex", "list<time.s.3> as text", "map<text, bytes hex>", "date or \"\"", "uuid or null", "bytes base64 or null",
    "Free", "Rec", "Ways", "Mix", "BEn", "list<Mix>", "list<Free>", "Rec or \"\"", "list<text> 1..5", "map<text, int> ..5",
    "uuid or text", "decimal as text or decimal as number or false", "false or time.http or date",
];

/// Types that the others name.
const TYPES: &str = r#"types:
  Leaf: { doc: L., fields: { x: text -- x, s?: secret -- s, m: decimal -- m } }
  Group: { doc: G., fields: { a?: text 1..5 -- a, b?: En -- b, c?: Leaf -- c }, one_of: { to: [a, b, c] } }
  En: { doc: E., enum: text, values: [aa, bb] }
  IEn: { doc: E., enum: int, values: { 1: Aa, -2: Bb, 9223372036854775807: Most, -9223372036854775808: Least } }
  CEn: { doc: E., enum: text, closed: true, values: [aa] }
  CIEn: { doc: E., enum: int, closed: true, values: { 0: Zero } }
  Tup: { doc: T., tuple: { p: decimal -- p, q: En -- q, r?: secret -- r, s?: time.iso -- s } }
  Un: { doc: U., union: op, variants: { l: Leaf -- l, m: Other -- m } }
  Other: { doc: O., fields: { y: list<Leaf> -- y, z?: Inner -- z, t?: Leaf as json or null -- t, u: list<Leaf> as json or "" -- u } }
  Inner: { doc: I., union: kind, variants: { x: Leaf -- x } }
  Fo: { doc: F., forms: { id: text 1..9 -- i, leaf as branch: Leaf -- l, n: int 1..5 -- n, many: list<Leaf> -- m } }
  Named: { doc: N., fields: { first: text -- f } }
  Uo: { doc: U., union: op, variants: { l: Leaf -- l, u: Deeper -- u }, other: Any -- a }
  Deeper: { doc: D., union: sub, variants: { x: Named -- x } }
  Any: { doc: A., fields: { op: text -- o, data?: json -- d } }
  Mix: { doc: M., enum: mixed, values: [aa, 5, "5m", true, ""] }
  BEn: { doc: B., enum: bool, closed: true, values: [true] }
  Free: { doc: F., fields: { x: text -- x }, rest: { map: Leaf, doc: o } }
  Rec: { doc: R., fields: { v: int -- v, next?: Rec -- n, un?: RecUn -- u } }
  RecUn: { doc: U., union: kind, variants: { r: Rec -- r, n: RecNot -- n } }
  RecNot: { doc: N., fields: { inner: RecUn -- i } }
  Ways: { doc: W., like: WaysBase, fields: { pin: text only sent -- p, q?: int only sent -- q, in: { fields: { w: text -- w }, doc: i } } }
  WaysBase: { doc: W., fields: { id: int only received -- i, at?: time.s only received -- a } }
  Entry: { doc: N., fields: { item_#: text -- i, amount_#?: decimal -- a } }
"#;

/// Types with a range, which stand behind a name alone.
#[rustfmt::skip]
const RANGED: &[&str] = &[
    "text 1..5", "text 007..", "secret 1..5", "int 1..10", "int > 0", "decimal 0.1..5", "decimal > 0", "decimal as number > -1..5", "list<text> 1..5", "map<text, int> ..5",
];

/// Types that only a body with several parts can contain.
const FILES: &[&str] = &["file", "list<file>"];

/// A position of a type.
pub struct Position {
    /// What it is called in messages and modules.
    pub name: &'static str,
    /// A spec with each of the types there.
    pub spec: fn(&[&str]) -> Spec,
    /// Whether types may have a range there.
    pub ranges: bool,
    /// What else is refused.
    pub refused: &'static [&'static str],
}

/// Types that have no text, so they are refused where only texts are sent.
#[rustfmt::skip]
const NO_TEXT: &[&str] = &[
    "[text]",
    "[Leaf]", "[[Leaf]]", "list<int> as text", "list<decimal> as number", "list<secret>", "list<time.ms> as text", "list<flag>",
    "list<json>", "list<list<En>>", "list<map<text, Tup>>", "map<text, decimal>", "map<alnum, list<Leaf>>",
    "map<text, map<text, secret>>", "map<alnum, int>", "map<text, IEn> as text", "map<text, text> or []", "map<text, Leaf> or []",
    "Leaf", "Leaf or []", "Group", "Tup", "Un", "Un or []", "list<Un>", "list<Tup>", "list<CEn>", "Leaf or \"\"",
    "Tup or \"\"", "list<Leaf> or \"\"", "map<text, text> or \"\"", "Un or \"\"", "list<text or \"\">", "map<text, decimal or \"\">",
    "list<Leaf or []>", "numbered<Entry>",
    "text or null", "secret or null", "int or null", "decimal or null or \"\"", "En or null", "time.ms or null", "Leaf or null",
    "Leaf or [] or null", "Tup or null", "Un or null", "Leaf or false", "list<text> or null", "list<text or null>",
    "list<Leaf or null> or null", "map<text, decimal or null> or null", "map<text, text> or [] or null",
    "list<map<text, int or 0> or null>", "list<list<text or \"\"> or null>", "text or Leaf", "text or list<Leaf>", "list<text or int>",
    "map<text, text or bool>", "text or Leaf or \"\"", "CEn or decimal as number or list<int> as text or Named or null", "Fo", "list<Fo>", "Uo",
    "Free", "Rec", "Ways", "list<Mix>", "list<Free>", "Rec or \"\"", "list<text> 1..5", "map<text, int> ..5",
    "list<time.s.3> as text", "map<text, bytes hex>", "uuid or null", "bytes base64 or null",
];

/// Types that are refused in an address.
const SECRETS: &[&str] = &["secret", "secret 1..5", "secret or \"\""];

impl Position {
    /// The types to be tried.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        // A union names declared types; all else is no variant.
        let declared = self.name.ends_with("union");
        let fits = move |kind: &&str| !declared || specie_codegen::names::is_type_name(kind);
        KINDS.iter().copied().filter(fits)
    }

    /// Whether a type is to be refused.
    pub fn refuses(&self, kind: &str) -> bool {
        let is_part = self.name.ends_with("part");
        let is_in_url = ["query", "optional_query", "path"].contains(&self.name);
        (!self.ranges && RANGED.contains(&kind))
            || (!is_part && FILES.contains(&kind))
            || (is_in_url && SECRETS.contains(&kind))
            || self.refused.contains(&kind)
    }
}

/// Every position.
#[rustfmt::skip]
pub const POSITIONS: &[Position] = &[
    Position { name: "param", spec: |kinds| request("params", "", kinds), ranges: true, refused: &["numbered<Entry>"] },
    Position { name: "optional_param", spec: |kinds| request("params", "?", kinds), ranges: true, refused: &["numbered<Entry>"] },
    Position { name: "query", spec: |kinds| request("query", "", kinds), ranges: true, refused: NO_TEXT },
    Position { name: "optional_query", spec: |kinds| request("query", "?", kinds), ranges: true, refused: NO_TEXT },
    Position { name: "part", spec: |kinds| request("body: multipart\n    params", "", kinds), ranges: true, refused: NO_TEXT },
    Position { name: "optional_part", spec: |kinds| request("body: multipart\n    params", "?", kinds), ranges: true, refused: NO_TEXT },
    Position { name: "header", spec: |kinds| request("headers", "", kinds), ranges: true, refused: NO_TEXT },
    Position { name: "path", spec: path, ranges: true, refused: NO_TEXT },
    Position { name: "items", spec: items, ranges: false, refused: &["[text]", "[Leaf]", "[[Leaf]]", "numbered<Entry>"] },
    Position { name: "group", spec: |kinds| group(false, kinds), ranges: true, refused: &["numbered<Entry>"] },
    Position { name: "optional_group", spec: |kinds| group(true, kinds), ranges: true, refused: &["numbered<Entry>"] },
    Position { name: "answer", spec: answer, ranges: false, refused: &["numbered<Entry>"] },
    Position { name: "answer_or_none", spec: answer_or_none, ranges: false, refused: &["[text]", "[Leaf]", "[[Leaf]]",
        "numbered<Entry>"] },
    Position { name: "answer_by_status", spec: answer_by_status, ranges: false, refused: &["numbered<Entry>"] },
    Position { name: "variant", spec: variant, ranges: false, refused: &["numbered<Entry>"] },
    Position { name: "element", spec: element, ranges: false, refused: &["numbered<Entry>"] },
    Position { name: "field", spec: |kinds| field("fields", "", "answer: One", kinds), ranges: true, refused: &["numbered<Entry>"] },
    Position { name: "optional_field", spec: |kinds| field("fields", "?", "answer: One", kinds), ranges: true, refused:
        &["numbered<Entry>"] },
    Position { name: "sent_field", spec: |kinds| field("fields", "", "params: { a: One -- a }, answer: none", kinds), ranges: true,
        refused: &["numbered<Entry>"] },
    Position { name: "sent_optional_field", spec: |kinds| { field( "fields", "?", "params: { a: One -- a }, answer: none", kinds, ) },
        ranges: true, refused: &["numbered<Entry>"] },
    Position { name: "both_field", spec: |kinds| field("fields", "", "params: { a: One -- a }, answer: One", kinds), ranges: true,
        refused: &["numbered<Entry>"] },
    Position { name: "place", spec: |kinds| field("tuple", "", "answer: One", kinds), ranges: true, refused: &["numbered<Entry>"] },
    Position { name: "optional_place", spec: |kinds| field("tuple", "?", "answer: One", kinds), ranges: true, refused:
        &["numbered<Entry>"] },
    Position { name: "sent_place", spec: |kinds| field("tuple", "", "params: { a: One -- a }, answer: none", kinds), ranges: true,
        refused: &["numbered<Entry>"] },
    Position { name: "both_place", spec: |kinds| field("tuple", "", "params: { a: One -- a }, answer: One", kinds), ranges: true, refused:
        &["numbered<Entry>"] },
    Position { name: "union", spec: |kinds| union("answer: Choice", kinds), ranges: true, refused: &["En", "IEn", "CEn", "CIEn", "Tup",
        "Fo", "Mix", "BEn"] },
    Position { name: "sent_union", spec: |kinds| union("params: { a: Choice -- a }, answer: none", kinds), ranges: true, refused: &["En",
        "IEn", "CEn", "CIEn", "Tup", "Fo", "Mix", "BEn"] },
    Position { name: "json_event", spec: |kinds| event("json", kinds), ranges: true, refused: &["secret", "secret 1..5", "list<secret>",
        "map<text, map<text, secret>>", "secret or \"\"", "secret or null"] },
    Position { name: "form_event", spec: |kinds| event("form", kinds), ranges: true, refused: &["secret", "secret 1..5", "list<secret>",
        "map<text, map<text, secret>>", "secret or \"\"", "secret or null",
        // A form has only texts.
        "int or text", "list<text or int>", "map<text, text or bool>", "Fo", "list<Fo>", "Mix", "list<Mix>", "BEn",
        "CEn or decimal as number or list<int> as text or Named or null", "decimal as text or decimal as number or false"] },
    Position { name: "message", spec: message, ranges: false, refused: &["numbered<Entry>"] },
    Position { name: "channel_param", spec: channel_param, ranges: true, refused: &["secret", "secret 1..5", "[Leaf]", "[[Leaf]]",
        "list<secret>", "list<map<text, Tup>>", "map<alnum, list<Leaf>>", "map<text, map<text, secret>>", "map<text, Leaf> or []", "Leaf",
        "Leaf or []", "Group", "Tup", "Un", "Un or []", "list<Un>", "list<Tup>", "secret or \"\"", "Leaf or \"\"", "Tup or \"\"",
        "list<Leaf> or \"\"", "Un or \"\"", "list<Leaf or []>", "numbered<Entry>",
        "text or null", "secret or null", "int or null", "decimal or null or \"\"", "En or null", "time.ms or null", "Leaf or null",
        "Leaf or [] or null", "Tup or null", "Un or null", "Leaf or false", "list<text> or null", "list<text or null>",
        "list<Leaf or null> or null", "map<text, decimal or null> or null", "map<text, text> or [] or null",
        "list<map<text, int or 0> or null>", "list<list<text or \"\"> or null>", "text or Leaf",
        "text or list<Leaf>", "text or Leaf or \"\"", "Fo", "list<Fo>", "Uo", "CEn or decimal as number or list<int> as text or Named or null",
        "uuid or null", "bytes base64 or null", "Free", "list<Free>"] },
];

/// The types that `text` names, and those that they name: what nothing uses is refused.
fn declare(text: &str) -> String {
    let lines: Vec<&str> = TYPES.lines().skip(1).collect();
    let word = |text: &str, name: &str| {
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| word == name)
    };
    let name = |line: &str| line.trim().split(':').next().unwrap_or_default().to_owned();
    let mut taken = vec![false; lines.len()];
    let mut all = text.to_owned();
    while let Some(at) = (0..lines.len()).find(|&at| !taken[at] && word(&all, &name(lines[at]))) {
        taken[at] = true;
        all.push_str(lines[at].split_once(':').map_or("", |(_, rest)| rest));
    }
    let lines = lines.iter().zip(taken).filter(|(_, taken)| *taken);
    lines.map(|(line, _)| format!("{line}\n")).collect()
}

fn each(kinds: &[&str], entry: impl Fn(usize, &str) -> String) -> String {
    let kinds = kinds.iter().enumerate();
    kinds.map(|(at, kind)| entry(at, kind)).collect()
}

/// Fields of all types, indented.
fn lines(indent: usize, mark: &str, kinds: &[&str]) -> String {
    each(kinds, |at, kind| match kind.strip_prefix('[') {
        Some(_) => format!("{:indent$}f{at}{mark}: {{ type: {kind}, doc: F. }}\n", ""),
        None => format!("{:indent$}f{at}{mark}: {kind} -- f\n", ""),
    })
}

fn whole(text: String) -> Spec {
    let types = declare(&text);
    let head = if text.contains("\ntypes:\n") || types.is_empty() {
        ""
    } else {
        "types:\n"
    };
    Spec::new(&text).with(head).with(&types)
}

fn request(place: &str, mark: &str, kinds: &[&str]) -> Spec {
    let lines = lines(6, mark, kinds);
    whole(format!(
        "operations:\n  one:\n    doc: Does.\n    call: POST x\n    answer: none\n    {place}:\n{lines}"
    ))
}

fn path(kinds: &[&str]) -> Spec {
    let (path, lines) = (
        each(kinds, |at, _| format!("/{{f{at}}}")),
        lines(6, "", kinds),
    );
    whole(format!(
        "operations:\n  one:\n    doc: Does.\n    call: GET x{path}\n    answer: none\n    params:\n{lines}"
    ))
}

fn items(kinds: &[&str]) -> Spec {
    whole(format!(
        "operations:\n{}",
        each(kinds, |at, kind| {
            let items = if kind.starts_with('[') {
                kind.to_owned()
            } else {
                format!("{kind} as orders -- f")
            };
            format!(
                "  op{at}:\n    doc: Does.\n    call: POST x{at}\n    items: {items}\n    answer: none\n"
            )
        })
    ))
}

fn group(optional: bool, kinds: &[&str]) -> Spec {
    let members = lines(6, "?", kinds);
    let names = each(kinds, |at, _| format!(", f{at}"));
    let mark = if optional { "?" } else { "" };
    let group = format!("    one_of: {{ to{mark}: [other{names}] }}\n");
    whole(format!(
        "operations:\n  one:\n    doc: Does.\n    call: POST x\n    answer: Received\n    params:\n      other?: text -- o\n{members}{group}types:\n  Received:\n    doc: R.\n    fields:\n      other?: text -- o\n{members}{group}"
    ))
}

fn answer_or_none(kinds: &[&str]) -> Spec {
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("{kind} or none")).collect();
    answer(&kinds.iter().map(String::as_str).collect::<Vec<_>>())
}

fn answer_by_status(kinds: &[&str]) -> Spec {
    whole(format!(
        "operations:\n{}",
        each(kinds, |at, kind| {
            let optional = if kind.starts_with('[') {
                ""
            } else {
                " or none"
            };
            format!(
                "  op{at}:\n    doc: Does.\n    call: POST x{at}\n    answer:\n      200: {kind}\n      202: {kind}{optional}\n      204: none\n"
            )
        })
    ))
}

fn answer(kinds: &[&str]) -> Spec {
    whole(format!(
        "operations:\n{}",
        each(kinds, |at, kind| {
            format!("  op{at}:\n    doc: Does.\n    call: POST x{at}\n    answer: {kind}\n")
        })
    ))
}

fn variant(kinds: &[&str]) -> Spec {
    let variants = each(kinds, |at, kind| {
        format!(
            "      v{at}:\n        doc: Does.\n        set: {{ v: \"{at}\" }}\n        answer: {kind}\n"
        )
    });
    whole(format!(
        "operations:\n  one:\n    doc: Does.\n    call: POST x\n    answer: none\n    variants:\n{variants}"
    ))
}

fn element(kinds: &[&str]) -> Spec {
    whole(format!(
        "operations:\n{}",
        each(kinds, |at, kind| {
            format!(
                "  op{at}:\n    doc: Does.\n    call: GET x{at}\n    params: {{ page?: int -- p }}\n    answer: list<{kind}>\n    paginate: {{ page: page }}\n"
            )
        })
    ))
}

fn field(shape: &str, mark: &str, way: &str, kinds: &[&str]) -> Spec {
    let lines = lines(6, mark, kinds);
    whole(format!(
        "operations:\n  one: {{ doc: Does., call: POST x, {way} }}\ntypes:\n  One:\n    doc: O.\n    {shape}:\n{lines}"
    ))
}

fn union(way: &str, kinds: &[&str]) -> Spec {
    let variants = each(kinds, |at, kind| {
        if kind.starts_with('[') {
            String::new()
        } else {
            format!("      v{at}: {kind} -- v\n")
        }
    });
    whole(format!(
        "operations:\n  one: {{ doc: Does., call: POST x, {way} }}\ntypes:\n  Choice:\n    doc: C.\n    union: type\n    variants:\n{variants}"
    ))
}

fn event(body: &str, kinds: &[&str]) -> Spec {
    let lines = lines(6, "", kinds);
    let verify = "[{ header: { X-Sign: body | hmac_sha256(key) | hex } }]";
    whole(format!(
        "credentials: {{ key: secret }}\nwebhooks:\n  hook: {{ doc: Tells., body: {body}, verify: {verify}, event: Event, id: id, time: f0, order: f0 }}\ntypes:\n  Event:\n    doc: E.\n    fields:\n      id: text -- id\n{lines}"
    ))
}

fn message(kinds: &[&str]) -> Spec {
    let channels = each(kinds, |at, kind| {
        format!("      c{at}:\n        doc: C.\n        message: {kind}\n")
    });
    whole(format!(
        "streams:\n  public:\n    doc: S.\n    url: \"wss://acme.example\"\n    route: {{ topic: \"{{msg.channel}}\" }}\n    channels:\n{channels}"
    ))
}

fn channel_param(kinds: &[&str]) -> Spec {
    let (name, lines) = (
        each(kinds, |at, _| format!(".{{f{at}}}")),
        lines(10, "", kinds),
    );
    whole(format!(
        "streams:\n  public:\n    doc: S.\n    url: \"wss://acme.example\"\n    route: {{ topic: \"{{msg.channel}}\" }}\n    channels:\n      \"c{name} as All\":\n        doc: C.\n        message: json\n        params:\n{lines}"
    ))
}
