//! Pairs of versions of a spec, and packages with their clients: what other programs say of them is compared with the verdict of `diff`.

use crate::cases::{CASES, edited, whole};
use crate::mutations::mutate;
use crate::random::Random;
use crate::read;
use specie_codegen::diff::{Diff, Semver, diff};
use specie_codegen::emit::rust::emit_module;
use specie_codegen::model::Api;
use specie_codegen::options::RustOptions;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Two versions of a client.
pub struct Versions {
    pub name: String,
    pub old: Api,
    pub new: Api,
}

impl Versions {
    pub fn diff(&self) -> Diff {
        diff(&self.old, &self.new)
    }
}

/// What is replaced by what, each once.
type Edits = &'static [(&'static str, &'static str)];

/// Further changes of what callers see, by part of a spec: compilers and other programs say what they break.
const MORE: &[Edits] = &[
    // the provider
    &[("provider: acme\n", "provider: acme_pay\n")],
    &[
        (
            "  wallet: secret optional hex",
            "  account: public -- names a part of it\n  wallet: secret optional hex",
        ),
        (
            "        X-Key: api_key\n",
            "        X-Key: api_key\n        X-Account: account\n",
        ),
        (
            "api_key: k-0001, secret",
            "api_key: k-0001, account: a, secret",
        ),
    ],
    &[
        (
            "  wallet: secret optional hex",
            "  account: public optional -- names a part of it\n  wallet: secret optional hex",
        ),
        (
            "      when: wallet is not absent\n",
            "      when: wallet is not absent\n    - header: { X-Account: account }\n      when: account is not absent\n",
        ),
    ],
    &[
        ("  wallet: secret optional hex -- signs withdrawals\n", ""),
        (
            "    - header: { X-Wallet: text | hmac_sha256(wallet) | hex }\n      when: wallet is not absent\n",
            "",
        ),
    ],
    &[
        ("  api_key: public -- names", "  key: public -- names"),
        ("params: { key: api_key }", "params: { key: key }"),
        ("X-Key: api_key", "X-Key: key"),
        (
            "credentials: { api_key: k-0001",
            "credentials: { key: k-0001",
        ),
    ],
    &[(
        "settings:\n",
        "settings:\n  strict: { default: false, doc: whether to be strict }\n",
    )],
    &[("window: { default: 5000", "window: { default: \"5000\"")],
    &[(
        "  test: { doc: play",
        "  local: { doc: at home, base: \"https://local.acme.example\" }\n  test: { doc: play",
    )],
    &[
        (
            "  test: { doc: play money, base: \"https://test.acme.example\" }\n",
            "",
        ),
        (", prefix: { live: s-, test: t- }", ""),
    ],
    // operations
    &[("    answer: map<text, json>\n", "    answer: none\n")],
    &[(
        "    answer: list<Order>\n    paginate: { page: page, size: limit }\n",
        "    answer: map<text, Order>\n",
    )],
    &[(
        "      id: int -- its number\n    headers",
        "      id: text -- its number\n    headers",
    )],
    &[(
        "      X-Trace?: text -- kept in the log\n",
        "      X-Trace: text -- kept in the log\n",
    )],
    &[(
        "      X-Trace?: text -- kept in the log\n",
        "      X-Trace?: text -- kept in the log\n      X-Span?: text -- part of it\n",
    )],
    &[(
        "    headers:\n      X-Trace?: text -- kept in the log\n",
        "",
    )],
    &[("      list_order_ids: {", "      list_order_numbers: {")],
    &[(
        "    variants:\n      list_order_ids: { doc: Their numbers alone., set: { ids: \"1\" }, answer: [int] }\n",
        "",
    )],
    &[("    paginate: { page: page, size: limit }\n", "")],
    &[("    one_of: { to?: [address, tag] }\n", "")],
    &[(
        "    one_of: { to?: [address, tag] }\n",
        "    one_of: { to: [address, tag] }\n",
    )],
    &[(
        "query: { dry?: flag -- tries only }",
        "query: { dry?: bool -- tries only }",
    )],
    &[(
        "    items: list<NewOrder> as orders",
        "    items: list<NewOrder> as all",
    )],
    &[(
        "values: [asc, desc], doc: direction",
        "values: [asc, desc, none], doc: direction",
    )],
    // types
    &[(
        "    enum: text\n    values:\n      buy",
        "    enum: text\n    closed: true\n    values:\n      buy",
    )],
    &[("      buy: Buy -- takes", "      buy: Bid -- takes")],
    &[
        (
            "      id: int -- its number\n      side: Side",
            "      id as number: int -- its number\n      side: Side",
        ),
        ("        sequence: step data.id\n", ""),
    ],
    &[(
        "      volume: decimal -- how much\n",
        "      volume: decimal -- how much\n      fee?: decimal -- what it cost\n",
    )],
    &[(
        "      price: decimal -- limit price\n      volume: decimal -- how much\n",
        "      volume: decimal -- how much\n      price: decimal -- limit price\n",
    )],
    &[(
        "    rest: map<text, json> as others -- what else is known\n",
        "",
    )],
    &[(
        "      gone: Gone -- it has gone\n",
        "      gone: Gone -- it has gone\n      lost: Noted -- nobody knows\n",
    )],
    &[(
        "      market: text -- which market\n      amount: decimal as text -- how much\n",
        "      market: text -- which market\n      amount: decimal as text -- how much\n      side: Side -- which direction\n",
    )],
    &[(
        "      market: text -- which market\n      amount: decimal as text -- how much\n",
        "      market: text -- which market\n      amount?: decimal as text -- how much\n",
    )],
    &[("    like: Noted\n", "")],
    &[(
        "      reason: text or \"NONE\" -- why",
        "      reason: text -- why",
    )],
    // webhooks and streams
    &[(
        "      id: int -- its number\n      at: time.ms",
        "      id: text -- its number\n      at: time.ms",
    )],
    &[
        ("  paid:\n    doc: Tells", "  payment:\n    doc: Tells"),
        ("    webhook: paid\n", "    webhook: payment\n"),
    ],
    &[("      \"{market}.orders\":\n", "      \"{market}.all\":\n")],
    &[(
        "  market:\n    doc: Market data.",
        "  markets:\n    doc: Market data.",
    )],
];

/// Those of the table and of [`MORE`], and mutations at random of which a caller may notice something: 60, or `SAMPLE=500`.
pub fn versions() -> Vec<Versions> {
    let old = read("old.yaml", &whole()).unwrap();
    let edits = CASES.iter().map(|case| case.edits);
    let edits = edits.chain(MORE.iter().copied());
    let mut all: Vec<Versions> = edits
        .map(|edits| Versions {
            name: format!("{edits:?}"),
            old: old.clone(),
            new: read("new.yaml", &edited(edits)).unwrap_or_else(|| panic!("no spec: {edits:?}")),
        })
        .collect();
    let tables = all.len();
    let sample = std::env::var("SAMPLE")
        .ok()
        .map_or(60, |text| text.parse().expect("a number in SAMPLE"));
    let mut random = Random(5);
    while all.len() < tables + sample {
        let mut bytes = whole().into_bytes();
        mutate(&mut bytes, &mut random);
        let Some(text) = String::from_utf8(bytes).ok() else {
            continue;
        };
        let Some(new) = read("new.yaml", &text) else {
            continue;
        };
        let found = diff(&old, &new);
        if found.semver() >= Semver::Minor {
            let name = found
                .changes
                .iter()
                .map(|one| format!("{} {}\n", one.rule.code, one.message))
                .collect();
            all.push(Versions {
                name,
                old: old.clone(),
                new,
            });
        }
    }
    all
}

/// A package below a temporary folder, with clients in modules `v0`, `v1` …
pub struct Package {
    folder: tempfile::TempDir,
    workspace: PathBuf,
}

impl Package {
    pub fn new(name: &str) -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .canonicalize()
            .unwrap();
        let package = Self {
            folder: tempfile::tempdir().unwrap(),
            workspace,
        };
        let runtime = package.workspace.join("runtime");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\nspecie-runtime = {{ path = {runtime:?}, features = [\"http\", \"all-signing\", \"certificates\", \"multipart\"] }}\n"
        );
        package.write("Cargo.toml", &manifest);
        std::fs::copy(
            package.workspace.join("Cargo.lock"),
            package.path("Cargo.lock"),
        )
        .unwrap();
        package
    }

    /// A file of the package.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Writes a client into module `client` of module `v{at}`.
    pub fn client(&self, at: usize, api: &Api) {
        self.write(
            &format!("src/v{at}/client.rs"),
            &emit_module(api, &RustOptions::default()),
        );
    }

    /// Writes the root of the package, with these modules.
    pub fn root(&self, modules: impl Iterator<Item = usize>) {
        let modules = modules.map(|at| format!("pub mod v{at};\n"));
        self.write(
            "src/lib.rs",
            &format!("#![allow(warnings)]\n{}", modules.collect::<String>()),
        );
    }

    /// Cargo in the package; all packages share what they depend on.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .current_dir(self.folder.path())
            .env("CARGO_TARGET_DIR", self.target())
            .args(arguments);
        command
    }

    /// Where Cargo writes.
    pub fn target(&self) -> PathBuf {
        self.workspace.join("target/callers")
    }
}

/// Each is a spec, and something is told of it.
#[test]
fn further_changes_are_specs_and_are_noticed() {
    let old = read("old.yaml", &whole()).unwrap();
    let mut wrong = Vec::new();
    for edits in MORE {
        match read("new.yaml", &edited(edits)) {
            Some(new) if diff(&old, &new).changes.is_empty() => {
                wrong.push(format!("nothing is told: {edits:?}"));
            }
            Some(_) => {}
            None => wrong.push(format!("no spec: {edits:?}")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
