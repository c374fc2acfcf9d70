//! No text of a spec becomes code, HTML or a doctest: awkward and random texts in every place that takes one.
//!
//! What `check` accepts is generated. Its Rust parses and, but for literals and docs, is the Rust of a harmless text; its docs and pages, read
//! by the parser that rustdoc uses, hold no code that rustdoc would run, no HTML and no link to anything but a web page.

#[path = "texts/parse_html.rs"]
mod parse_html;
#[path = "texts/parse_output.rs"]
mod parse_output;
#[path = "texts/positions.rs"]
mod positions;

use positions::{Place, places, spec};
use proptest::prelude::*;
use specie_codegen::diagnostic::render;
use specie_codegen::model::Api;
use specie_codegen::options::RustOptions;
use specie_codegen::{Options, emit, load};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Pieces that mean something to Rust, Markdown, HTML, YAML or a template.
const FRAGMENTS: &[&str] = &[
    "\"",
    "'",
    "\\",
    "*/",
    "/*",
    "//",
    "]]",
    "\n",
    "\n\n",
    "#![",
    "#[x]",
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "`",
    "``",
    "```",
    "````",
    "~~~",
    "```rust",
    "~~~rust",
    "-->",
    "<!--",
    "<b>",
    "</b>",
    "<http x=y>",
    "<script>",
    "<a@b.c>",
    "<javascript:x>",
    "[x]",
    "[x](y)",
    "[x](javascript:x)",
    "[x]: https://a.example",
    "![x](https://a.example)",
    "[^1]:",
    "https://a.example/x_(y)",
    "(https://a.example)",
    "<https://a.example>",
    "&lt;",
    "&#x202e;",
    "&",
    "|",
    "\\|",
    "`a\\|<b>`",
    "# ",
    "## x",
    "> ",
    "* ",
    "*       - x",
    "1.      x",
    "- ",
    "+ ",
    "---",
    "===",
    "***",
    "___",
    "    let x;",
    "\t\tlet x;",
    "mod types;",
    "mod signing;",
    "\nmod types;\n",
    "r#\"",
    "\"#",
    "$x",
    "$crate",
    "');",
    "\u{e9}",
    "\u{1f600}",
    "\u{0}",
    "\u{7}",
    "\r",
    "\r\n",
    "\u{202e}",
    "\u{2028}",
    "\u{200b}",
    "\u{ad}",
    "a",
    "b c",
    "0",
    ".",
    ": ",
    "; ",
    "=",
    "@",
];

struct Made {
    /// Rust, without literals and docs.
    code: HashMap<String, String>,
    /// The same with every name as one.
    shape: HashMap<String, String>,
}

fn api_of(place: Option<&Place>, text: &str) -> Option<Api> {
    let options = Options {
        draft: true,
        ..Options::default()
    };
    let spec = spec(place, text);
    let loaded = load("specs/acme.yaml", spec.clone().into_bytes(), &options);
    if place.is_none() {
        let found = loaded
            .blocking()
            .into_iter()
            .map(|found| render::terminal(&loaded.source, &found, false));
        let found: String = found.collect();
        assert!(loaded.api.is_some(), "the harmless spec:\n{found}");
    }
    loaded.api.filter(|_| !loaded.diagnostics.has_errors())
}

/// Everything that is generated, read and found right; the client in one text alone unless `as_files`, which are the same modules. Only
/// then is it read by `syn` too: otherwise it is enough that its tokens are those of a text that was.
fn made(api: &Api, as_files: bool) -> Made {
    let options = RustOptions {
        example_crate: Some("specie".to_owned()),
        ..RustOptions::default()
    };
    let (mut code, mut shape) = (HashMap::new(), HashMap::new());
    let module = emit::rust::emit_module(api, &options);
    let files = as_files.then(|| emit::rust::emit(api, &options));
    let files = files.iter().flat_map(|files| files.iter());
    let texts = files.chain([("module", module.as_str())]);
    for (path, text) in texts {
        let rust = parse_output::rust(text, as_files);
        for doc in &rust.docs {
            parse_output::markdown(doc, &["no_run", "text"]);
        }
        code.insert(path.to_owned(), rust.code);
        shape.insert(path.to_owned(), rust.shape);
    }
    for (path, text) in emit::docs::emit(api).expect("templates render").iter() {
        let (head, body) = text.split_once('\n').expect("a page of several lines");
        assert!(
            head.starts_with("<!-- @generated") && head.ends_with("-->"),
            "{path}: {head}"
        );
        parse_output::markdown(body, &["rust", "toml", "json", "yaml", "text"]);
    }
    Made { code, shape }
}

static HARMLESS: LazyLock<Made> =
    LazyLock::new(|| made(&api_of(None, "").expect("a spec without errors"), true));

/// Whether `check` accepted the text; if so, all that is made of it is as it should be.
fn holds(place: &Place, text: &str, as_files: bool) -> bool {
    LazyLock::force(&HARMLESS);
    let Some(api) = api_of(Some(place), text) else {
        return false;
    };
    assert!(specie_codegen::names::is_module_name(&api.provider));
    // In the short forms of lines a quote ends a text: what follows is the author's own.
    // In a path, a point or a bracket begins another name, and a number is an index.
    let is_index = text.bytes().all(|byte| byte.is_ascii_digit());
    let is_one = !(place.is_path && (is_index || text.contains(['.', '['])));
    let is_compared = is_one && !(place.is_block && text.contains('"'));
    let made = made(&api, as_files || !is_compared);
    let (found, due) = if place.is_name {
        (&made.shape, &HARMLESS.shape)
    } else {
        (&made.code, &HARMLESS.code)
    };
    for (path, found) in found.iter().filter(|_| is_compared) {
        let due = due.get(path).map(String::as_str).unwrap_or_default();
        assert!(
            found == due,
            "{path}: {text:?} as {} became code:\n{}",
            place.name,
            parse_output::difference(due, found)
        );
    }
    true
}

/// Each piece in each place, alone and between words.
#[test]
fn awkward_texts_stay_texts() {
    let (mut accepted, mut refused) = (0, 0);
    for (i, place) in places().iter().enumerate() {
        for (j, fragment) in FRAGMENTS.iter().enumerate() {
            for (k, text) in [(*fragment).to_owned(), format!("a {fragment} b")]
                .iter()
                .enumerate()
            {
                // A run tries one of sixteen pairs, so that each place and each piece has its turn; `TEXTS` asks for all.
                if (i + j + 8 * k) % 16 == 0 || cases() > CASES {
                    let count = if holds(place, text, false) {
                        &mut accepted
                    } else {
                        &mut refused
                    };
                    *count += 1;
                }
            }
        }
    }
    assert!(
        accepted > 400 && refused > 75,
        "{accepted} accepted, {refused} refused"
    );
}

/// What one cannot see is refused wherever an escape puts it; a recording alone may hold it.
#[test]
fn hidden_characters_are_refused_everywhere() {
    for place in places() {
        let recorded = place.name.starts_with("vector_")
            && !matches!(place.name.as_str(), "vector_name" | "vector_source");
        for hidden in [
            "\r",
            "\u{0}",
            "\u{1b}",
            "\u{7f}",
            "\u{85}",
            "\u{61c}",
            "\u{200b}",
            "\u{200d}",
            "\u{200e}",
            "\u{202e}",
            "\u{2028}",
            "\u{2066}",
            "\u{feff}",
            "\u{e0041}",
        ] {
            let text = format!("a{hidden}b");
            let refused = api_of(Some(&place), &text).is_none();
            assert!(
                refused || recorded,
                "{hidden:?} as {} is accepted",
                place.name
            );
            if recorded && place.name == "vector_param" {
                assert!(holds(&place, &text, false), "{hidden:?}");
            }
        }
    }
}

/// What attacks and newcomers wrote: refused with a place, or generated right.
#[test]
fn texts_met_in_the_wild_are_refused_or_right() {
    let at = |name: &str| {
        let found = places().into_iter().find(|place| place.name == name);
        found.unwrap_or_else(|| panic!("a place `{name}`"))
    };
    let code = "T\nconst _: &str = include_str!(\"/etc/hostname\");\n//";
    for (name, text) in [
        ("title", code),
        ("vector_name", code),
        ("operation", "a\nfn x() {}"),
        ("title", "A <img src=x onerror=alert(1)>"),
        ("operation_source", "\rx"),
        ("operation_path", "a\u{202e}b"),
        ("frame", "*/ \u{202e} \r"),
        ("value", "bare \r cr"),
        ("doc", "[x](javascript:alert(1))"),
        ("param_doc", "<vbscript:x>"),
        ("stream_auth", "[x](data:text/html,y)"),
        ("known_doc", "[x]: x\n\n[x]: file:///etc/hostname"),
    ] {
        assert!(!holds(&at(name), text, false), "{text:?} as {name}");
    }
    for (name, text) in [
        ("doc", code),
        ("setting_default", code),
        ("constant", code),
        (
            "operation_doc",
            "Gets it.\n\n* -q    - quiet\n*       - show changes\n\n    indented by four",
        ),
        ("operation_doc", "Gets it.\n\n1.      A B C:"),
        ("type_doc", "Gets it.\n\n>     quoted code x y"),
        ("type_doc", "Gets it.\n\n- x\n\n\t\ty z w"),
        ("stream_doc", "Gets it.\n\n~~~\nno rust here\n~~~"),
        ("webhook_doc", "Gets it.\n\n```rust\nno rust here\n```"),
        ("param_doc", "Gets it.\n\n```\nnever closed"),
        ("value_doc", "~~~"),
        (
            "field_doc",
            "list<Order> and [Order] or [broken](link and */ /* <b>html</b> \\ back `tick \"quote\" {brace} $dollar #[attr]",
        ),
        ("operation_doc", "x\n\n```\nmod types;\n```"),
        ("doc", "{{ title }} {% raw %} {# x #}"),
        ("channel_doc", "Trades */ ``` x"),
    ] {
        assert!(holds(&at(name), text, true), "{text:?} as {name}");
        site(&api_of(Some(&at(name)), text).expect("it was accepted"));
    }
}

/// What would be markup, code or an attribute if it got into a page as it is.
const MARKUP: [&str; 5] = [
    "<script>x()</script><b>",
    "\" onload=\"x()\" a='",
    "</code></pre></svg></title>",
    "--><!-- ]]>",
    "&lt;i&gt; &#60;i>",
];

/// No text gets into the site but as text: every place with what would be markup, read by a tokenizer of HTML.
#[test]
fn no_text_becomes_markup_of_the_site() {
    let mut accepted = 0;
    for (at, place) in places().iter().enumerate() {
        for (i, markup) in MARKUP.iter().enumerate() {
            // A run tries one of them in every third place: each makes a whole site.
            if (at + i) % (3 * MARKUP.len()) != 0 && cases() <= CASES {
                continue;
            }
            let Some(api) = api_of(Some(place), &format!("a {markup} b")) else {
                continue;
            };
            accepted += 1;
            site(&api);
        }
    }
    assert!(accepted > 15, "{accepted} accepted");
}

/// The site of one spec, read and found right.
fn site(api: &Api) {
    let files = emit::site::emit(std::slice::from_ref(api)).expect("templates render");
    for (path, text) in files.iter() {
        if path.ends_with(".html") {
            parse_html::page(path, text);
        }
    }
    let index = files.get("assets/search-index.js").expect("an index");
    let (_, index) = index.split_once('=').expect("an assignment");
    let lines = index.lines().filter(|line| line.starts_with('{'));
    for line in lines {
        let entry = line.trim_end_matches(',');
        let entry: serde_json::Value = serde_json::from_str(entry).expect("JSON");
        assert!(entry["place"].is_string(), "{line}");
    }
}

/// Random texts of a run.
const CASES: u32 = 60;

fn cases() -> u32 {
    let given = std::env::var("TEXTS").ok().and_then(|n| n.parse().ok());
    given.unwrap_or(CASES)
}

proptest! {
    // `TEXTS=100000` for a long run.
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_texts_stay_texts(
        place in 0..places().len(),
        pieces in prop::collection::vec(
            prop_oneof![
                5 => prop::sample::select(FRAGMENTS).prop_map(str::to_owned),
                2 => Just(" ".to_owned()),
                1 => "[ -~]{1,12}",
                1 => "\\PC{1,4}",
            ],
            1..9,
        ),
    ) {
        holds(&places()[place], &pieces.concat(), true);
    }
}
