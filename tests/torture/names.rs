//! Awkward names in every place that a spec can name.

use super::Spec;

/// Names that are words of Rust, of its prelude, of the runtime or of generated code, that differ by case or underscores alone, that begin
/// with a digit, or have letters beyond ASCII.
#[rustfmt::skip]
pub const NAMES: &[&str] = &[
    // Words of Rust; the first four cannot even be raw identifiers.
    "self", "Self", "super", "crate", "_", "__", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do",
    "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe",
    "unsized", "use", "virtual", "where", "while", "yield", "union", "auto", "default", "raw", "safe", "macro_rules", "dyn_",
    // Methods and arguments of generated code.
    "new", "build", "builder", "client", "credentials", "settings", "into_values", "__into_values", "into", "from", "as_str", "as_int",
    "try_parse", "member", "members", "put", "parts", "read", "blank", "clone", "fmt", "eq", "hash", "drop", "deref", "value", "values",
    "reader", "request", "requests", "types", "signing", "webhooks", "streams", "headers", "body", "op", "OP", "raw_pages", "list",
    "list_pages", "verify", "verify_hook", "url", "URL", "subscribe", "unsubscribe", "plans", "event", "gap", "reset", "environment", "transport", "clock", "core", "std",
    "alloc", "test", "main", "lib", "bin", "providers", "runtime", "macros", "ed25519", "rsa", "con", "str", "i64", "bool", "usize",
    "unknown", "Unknown", "none", "some", "ok", "err",
    // Types of the prelude, of derives and of the runtime.
    "Option", "Result", "String", "Vec", "Box", "Some", "None", "Ok", "Err", "Into", "From", "Clone", "Copy", "Debug", "Default", "Eq",
    "Hash", "PartialEq", "PartialOrd", "Send", "Sync", "Sized", "Drop", "Iterator", "Client", "Builder", "Credentials", "Settings",
    "Environment", "Core", "Error", "ErrorKind", "Outcome", "Pages", "Pagination", "PaginationStyle", "CursorSource", "PageValue", "Operation", "Secret", "Amount", "Timestamp", "Json", "Download", "Nullable", "Date", "Bytes",
    "WithHeaders", "ResponseKind", "Map", "Wire", "Check", "Webhook", "Verified", "Provider", "Borrowed", "Slot", "Put", "RawResponse", "A", "Op", "Ipn", "Live",
    // Names that are one in Rust.
    "secret", "fooBar", "foo_bar", "foo-bar", "FooBar", "FOO_BAZ", "foo bar", "foo.qux", "a1", "a_1", "a__b", "ab", "a_b", "aB", "_x",
    "x_", "x",
    // No names, or hardly.
    "", " ", "1", "1INCH", "24h", "+", "-", "*", "$id", "@type", "価格", "é", "naïve", "ß", "x²",
    "very_long_name_very_long_name_very_long_name_very_long_name_very_long_name_very_long_name",
];

/// Names without a letter of ASCII in front, which give none in Rust.
#[rustfmt::skip]
pub const NO_NAMES: &[&str] = &[
    "_", "__", "", " ", "1", "1INCH", "24h", "+", "-", "*", "価格", "é", "naïve", "x²",
];

/// Values of an enum which give no name in Rust: symbols have one there, letters beyond ASCII do not.
pub const NO_VALUE_NAMES: &[&str] = &["価格", "é", "naïve", "x²"];

/// Names of providers that are taken; all others are refused.
#[rustfmt::skip]
pub const PROVIDERS: &[&str] = &[
    "union", "auto", "raw", "safe", "macro_rules", "dyn_", "new", "build", "builder", "client", "credentials", "settings", "into_values",
    "into", "from", "as_str", "as_int", "try_parse", "member", "members", "put", "parts", "read", "blank", "clone", "fmt", "eq", "hash",
    "drop", "deref", "value", "values", "reader", "request", "headers", "body", "op", "raw_pages", "list", "list_pages", "verify",
    "verify_hook", "url", "subscribe", "unsubscribe", "plans", "event", "gap", "reset", "environment", "transport", "clock", "core", "std", "alloc", "test", "str", "i64",
    "bool", "usize", "unknown", "none", "some", "ok", "err", "secret", "foo_bar", "a1", "a_1", "ab", "a_b", "x_", "x",
];

/// A place of a spec where names stand.
pub struct Place {
    /// What it is called in messages and modules.
    pub name: &'static str,
    /// A spec that has each of the names there.
    pub spec: fn(&[&str]) -> Spec,
    /// Whether [`NO_NAMES`] are refused there.
    pub named: bool,
    /// What else is refused.
    pub refused: &'static [&'static str],
}

impl Place {
    /// The names to be tried.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        // Types are named in one way alone, which is tested elsewhere.
        let types = self.name == "kind";
        let fits = move |name: &&str| !types || specie_codegen::names::is_type_name(name);
        NAMES.iter().copied().filter(fits)
    }

    /// Whether a name is to be refused.
    pub fn refuses(&self, name: &str) -> bool {
        let no_names = match self.name {
            "text_value" | "closed_value" => NO_VALUE_NAMES,
            // Without a name, the number gives one.
            "int_value" if name.trim().is_empty() => &[],
            _ => NO_NAMES,
        };
        (self.named && no_names.contains(&name)) || self.refused.contains(&name)
    }
}

/// Every place.
#[rustfmt::skip]
pub const PLACES: &[Place] = &[
    Place { name: "operation", spec: operation, named: true, refused: &["raw", "new", "builder", "Builder", "Raw", "ß"] },
    Place { name: "paged", spec: paged, named: true, refused: &["raw", "new", "builder", "Builder", "Raw", "ß"] },
    Place { name: "variant", spec: variant, named: true, refused: &["raw", "new", "builder", "Builder", "Raw", "ß"] },
    Place { name: "param", spec: |names| request("params", "", names), named: true, refused: &["ß"] },
    Place { name: "optional_param", spec: |names| request("params", "?", names), named: true, refused: &["new", "ß"] },
    Place { name: "query", spec: |names| request("query", "?", names), named: true, refused: &["new", "ß"] },
    Place { name: "constant", spec: constant, named: false, refused: &["", " "] },
    Place { name: "path_param", spec: path_param, named: true, refused: &["foo bar", "ß"] },
    Place { name: "items", spec: items, named: true, refused: &["foo bar", "$id", "@type", "ß"] },
    Place { name: "group", spec: |names| group("", names), named: true, refused: &["ß"] },
    Place { name: "optional_group", spec: |names| group("?", names), named: true, refused: &["new", "ß"] },
    Place { name: "group_member", spec: group_member, named: true, refused: &["ß"] },
    Place { name: "kind", spec: kind, named: true, refused: &["Self", "Option", "Result", "String", "Vec", "Box", "Some", "None", "Ok",
        "Err", "Into", "From", "Client", "Builder", "Credentials", "Settings", "Environment", "Core", "Error", "ErrorKind", "Outcome",
        "Pages", "Operation", "Secret", "Amount", "Timestamp", "Json", "Map", "Wire", "Verified", "RawResponse"] },
    Place { name: "field", spec: |names| fields("fields", "", "answer", names), named: true, refused: &["ß"] },
    Place { name: "optional_field", spec: |names| fields("fields", "?", "answer", names), named: true, refused: &["new", "ß"] },
    Place { name: "sent_field", spec: |names| fields("fields", "?", "params", names), named: true, refused: &["new", "ß"] },
    Place { name: "place", spec: |names| fields("tuple", "", "answer", names), named: true, refused: &["ß"] },
    Place { name: "text_value", spec: |names| values("text", "false", names), named: true, refused: &[] },
    Place { name: "closed_value", spec: |names| values("text", "true", names), named: true, refused: &[] },
    Place { name: "int_value", spec: |names| values("int", "false", names), named: true, refused: &["unknown", "Unknown"] },
    Place { name: "union", spec: union, named: true, refused: &["unknown", "Unknown"] },
    Place { name: "form", spec: form, named: true, refused: &["unknown", "Unknown", "ß"] },
    Place { name: "environment", spec: environment, named: true, refused: &[] },
    Place { name: "webhook", spec: webhook, named: true, refused: &["ß"] },
    Place { name: "stream", spec: stream, named: true, refused: &["plans", "streams", "ß"] },
    Place { name: "channel", spec: channel, named: true, refused: &["event", "gap", "reset", "unknown", "Unknown"] },
    Place { name: "credential", spec: |names| credential("secret", names), named: true, refused: &["else", "false", "if", "in", "true",
        "settings", "body", "url", "clock", "foo-bar", "foo bar", "foo.qux", "$id", "@type", "ß"] },
    Place { name: "optional_credential", spec: |names| credential("secret optional", names), named: true, refused: &["else", "false",
        "if", "in", "true", "new", "settings", "body", "url", "clock", "foo-bar", "foo bar", "foo.qux", "$id", "@type", "ß"] },
    Place { name: "setting", spec: setting, named: true, refused: &["new", "foo-bar", "foo bar", "foo.qux", "$id", "@type", "ß"] },
    Place { name: "section", spec: section, named: false, refused: &["default", " "] },
];

/// A spec of a provider of this name.
pub fn provider(name: &str) -> Spec {
    let text =
        Spec::new("").with("operations:\n  get: { doc: Gets., call: GET x, answer: none }\n");
    Spec(
        text.0
            .replace("provider: acme\n", &format!("provider: {name:?}\n")),
    )
}

/// One entry for each name, with its place in the list.
fn each(names: &[&str], entry: impl Fn(usize, &str) -> String) -> String {
    let entries = names.iter().enumerate();
    entries.map(|(at, name)| entry(at, name)).collect()
}

/// A name as a key, with something behind it.
fn key(name: &str, mark: &str) -> String {
    format!("{:?}", format!("{name}{mark}"))
}

fn operation(names: &[&str]) -> Spec {
    Spec::new("operations:\n").with(&each(names, |at, name| {
        let name = key(name, "");
        format!("  {name}: {{ doc: Does., call: POST x{at}, params: {{ a?: text -- a }}, answer: none }}\n")
    }))
}

fn paged(names: &[&str]) -> Spec {
    Spec::new("operations:\n").with(&each(names, |at, name| {
        let (name, way) = (key(name, ""), ["answer: [text]", "answer: [En]"][at % 2]);
        format!(
            "  {name}: {{ doc: Lists., call: GET x{at}, params: {{ page?: int -- page, clone?: text -- c }}, {way}, paginate: {{ page: page }} }}\n"
        )
    })).with("  en: { doc: Gets., call: GET en, answer: En }\ntypes:\n  En: { doc: E., enum: text, values: [a] }\n")
}

fn variant(names: &[&str]) -> Spec {
    let head =
        "operations:\n  one:\n    doc: Does.\n    call: POST x\n    answer: none\n    variants:\n";
    Spec::new(head).with(&each(names, |at, name| {
        let name = key(name, "");
        format!("      {name}: {{ doc: Does., set: {{ all: \"{at}\" }}, answer: none }}\n")
    }))
}

fn request(place: &str, mark: &str, names: &[&str]) -> Spec {
    let head = format!(
        "operations:\n  one:\n    doc: Does.\n    call: POST x\n    answer: none\n    {place}:\n"
    );
    Spec::new(&head).with(&each(names, |_, name| {
        format!("      {}: text -- t\n", key(name, mark))
    }))
}

fn constant(names: &[&str]) -> Spec {
    let head = "operations:\n  one:\n    doc: Does.\n    call: POST x\n    answer: none\n    params:\n      other: text -- t\n";
    Spec::new(head).with(&each(names, |_, name| {
        format!("      {}: \"1\"\n", key(name, ""))
    }))
}

fn path_param(names: &[&str]) -> Spec {
    let path = each(names, |_, name| format!("/{{{name}}}"));
    let head = format!(
        "operations:\n  one:\n    doc: Does.\n    call: {:?}\n    answer: none\n    params:\n",
        format!("GET x{path}")
    );
    Spec::new(&head).with(&each(names, |_, name| {
        format!("      {}: text -- t\n", key(name, ""))
    }))
}

fn items(names: &[&str]) -> Spec {
    Spec::new("operations:\n").with(&each(names, |at, name| {
        format!("  op{at}:\n    doc: Does.\n    call: POST x{at}\n    items: list<text> as {name} -- t\n    answer: none\n")
    }))
}

fn group(mark: &str, names: &[&str]) -> Spec {
    let head =
        "operations:\n  one:\n    doc: Does.\n    call: POST x\n    answer: none\n    params:\n";
    let members = each(names, |at, _| {
        format!("      m{at}a?: text -- t\n      m{at}b?: int -- t\n")
    });
    Spec::new(head)
        .with(&members)
        .with("    one_of:\n")
        .with(&each(names, |at, name| {
            format!("      {}: [m{at}a, m{at}b]\n", key(name, mark))
        }))
}

fn group_member(names: &[&str]) -> Spec {
    let head = "operations:\n  one:\n    doc: Does.\n    call: POST x\n    answer: Two\n    params:\n      other_one?: text -- t\n";
    let members = each(names, |_, name| {
        format!("      {}: text -- t\n", key(name, "?"))
    });
    let list = each(names, |_, name| format!(", {}", key(name, "")));
    let group = format!("    one_of: {{ to: [other_one{list}] }}\n");
    Spec::new(head)
        .with(&members)
        .with(&group)
        .with("types:\n  Two:\n    doc: T.\n    fields:\n      other_one?: text -- t\n")
        .with(&members)
        .with(&group)
}

fn kind(names: &[&str]) -> Spec {
    let pages = each(names, |at, name| {
        format!(
            "  op{at}: {{ doc: Does., call: GET x{at}, params: {{ page?: int -- p }}, answer: [{name}], paginate: {{ page: page }} }}\n"
        )
    });
    // The name of its request would be the type's.
    let requests = each(names, |at, name| {
        format!(
            "  {}: {{ doc: Does., call: POST y{at}, params: {{ of?: {name} -- t }}, answer: none }}\n",
            key(&format!("{name}_"), "")
        )
    });
    let declared = each(names, |at, name| {
        let shape = [
            "enum: text, values: [a, b]",
            "fields: { of: text -- t, a?: int -- a, b?: int -- b }, one_of: { eq: [a, b] }",
        ][at % 2];
        format!("  {}: {{ doc: T., {shape} }}\n", key(name, ""))
    });
    let hooks = each(names, |at, name| {
        format!(
            "  hook{at}: {{ doc: Tells., body: json, verify: [{{ header: {{ X-Sign: body | hmac_sha256(secret_key) | hex }} }}], event: {name} }}\n"
        )
    });
    let streams = each(names, |at, name| {
        format!("      c{at}: {{ doc: C., message: {name} }}\n")
    });
    Spec::new("credentials: { secret_key: secret }\noperations:\n")
        .with(&pages)
        .with(&requests)
        .with("webhooks:\n")
        .with(&hooks)
        .with("streams:\n  public:\n    doc: S.\n    url: \"wss://acme.example\"\n    route: { topic: \"{msg.channel}\" }\n    channels:\n")
        .with(&streams)
        .with("types:\n")
        .with(&declared)
}

fn fields(shape: &str, mark: &str, way: &str, names: &[&str]) -> Spec {
    let travels = match way {
        "answer" => "answer: One",
        _ => "params: { one: One -- one, sealed: Sealed -- s }, answer: Sealed",
    };
    let list = each(names, |_, name| {
        format!("      {}: text -- t\n", key(name, mark))
    });
    let sealed = if way == "answer" {
        String::new()
    } else {
        format!("  Sealed:\n    doc: T.\n    fields:\n{list}")
    };
    Spec::new(&format!("operations:\n  one: {{ doc: Does., call: POST x, {travels} }}\ntypes:\n{sealed}  One:\n    doc: T.\n    {shape}:\n")).with(&list)
}

fn values(kind: &str, closed: &str, names: &[&str]) -> Spec {
    let head = format!(
        "operations:\n  one: {{ doc: Does., call: POST x, params: {{ a: One -- t }}, answer: [One] }}\ntypes:\n  One:\n    doc: T.\n    enum: {kind}\n    closed: {closed}\n    values:\n"
    );
    Spec::new(&head).with(&each(names, |at, name| match kind {
        "int" => format!("      {at}: {:?}\n", format!("{name} -- t")),
        _ => format!("      {}: {{ doc: T. }}\n", key(name, "")),
    }))
}

fn union(names: &[&str]) -> Spec {
    let list = each(names, |_, name| {
        format!("      {}: Leaf -- t\n", key(name, ""))
    });
    let head = "operations:\n  one: { doc: Does., call: POST x, params: { a: Two -- t }, answer: One }\ntypes:\n  Leaf: { doc: L., fields: { x: text -- x } }\n";
    Spec::new(head)
        .with("  One:\n    doc: T.\n    union: op\n    variants:\n")
        .with(&list)
        .with("  Two:\n    doc: T.\n    union: op\n    variants:\n")
        .with(&list)
}

fn form(names: &[&str]) -> Spec {
    let list = each(names, |_, name| {
        format!("      {}: Leaf -- t\n", key(name, ""))
    });
    let head = "operations:\n  one: { doc: Does., call: POST x, params: { a: One -- t }, answer: none }\ntypes:\n  Leaf: { doc: L., fields: { x: text -- x } }\n";
    Spec::new(head)
        .with("  One:\n    doc: T.\n    forms:\n")
        .with(&list)
}

fn environment(names: &[&str]) -> Spec {
    let list = each(names, |_, name| {
        format!(
            "  {}: {{ doc: E., base: \"https://e.example\" }}\n",
            key(name, "")
        )
    });
    Spec::new("operations:\n  one: { doc: Does., call: POST x, answer: none }\nenvironments:\n")
        .with(&list)
}

fn webhook(names: &[&str]) -> Spec {
    let list = each(names, |_, name| {
        format!(
            "  {}: {{ doc: Tells., body: json, verify: [{{ header: {{ X-Sign: body | hmac_sha256(secret_key) | hex }} }}], event: HOOK, id: id }}\n",
            key(name, "")
        )
    });
    Spec::new("credentials: { secret_key: secret }\nwebhooks:\n")
        .with(&list)
        .with("types:\n  HOOK: { doc: T., fields: { id: text -- id } }\n")
}

fn stream(names: &[&str]) -> Spec {
    let list = each(names, |_, name| {
        format!(
            "  {}: {{ doc: S., url: \"wss://acme.example\", route: {{ topic: \"{{msg.channel}}\" }}, channels: {{ c: {{ doc: C., message: json }} }} }}\n",
            key(name, "")
        )
    });
    Spec::new("streams:\n").with(&list)
}

fn channel(names: &[&str]) -> Spec {
    let list = each(names, |_, name| {
        format!("      {}: {{ doc: C., message: json }}\n", key(name, ""))
    });
    Spec::new("streams:\n  public:\n    doc: S.\n    url: \"wss://acme.example\"\n    subscribe: { a: \"{topic}\" }\n    unsubscribe: { a: \"{topic}\" }\n    route: { topic: \"{msg.channel}\" }\n    channels:\n").with(&list)
}

fn credential(words: &str, names: &[&str]) -> Spec {
    let list = each(names, |_, name| {
        format!("  {}: {words} -- a word\n", key(name, ""))
    });
    let steps = each(names, |at, name| {
        let when = if words.contains("optional") {
            format!("\n      when: {name} is not absent")
        } else {
            String::new()
        };
        format!("    - header: {{ X-{at}: uri | hmac_sha256({name}) | hex }}{when}\n")
    });
    Spec::signed(&steps).with("operations:\n  one: { doc: Does., call: POST x, answer: none }\ncredentials:\n  api_key: public\n").with(&list)
}

fn setting(names: &[&str]) -> Spec {
    let list = each(names, |at, name| {
        let default = [
            "true",
            "5",
            "\"t\"",
            "-9223372036854775808",
            "9223372036854775807",
        ][at % 5];
        format!("  {}: {{ doc: S., default: {default} }}\n", key(name, ""))
    });
    let steps = each(names, |at, name| {
        format!("    - header: {{ X-{at}: settings.{name} }}\n")
    });
    Spec::signed(&steps).with("credentials: { api_key: public }\noperations:\n  one: { doc: Does., call: POST x, answer: none }\nsettings:\n").with(&list)
}

fn section(names: &[&str]) -> Spec {
    let list = each(names, |_, name| {
        format!(
            "  {}: {{ base: \"https://acme.example\" }}\n",
            key(name, "")
        )
    });
    let spec = Spec::new("operations:\n").with(&each(names, |at, name| {
        format!(
            "  op{at}: {{ doc: Does., call: POST x{at}, section: {}, answer: none }}\n",
            key(name, "")
        )
    }));
    Spec(spec.0.replace("sections:\n", &format!("sections:\n{list}")))
}
