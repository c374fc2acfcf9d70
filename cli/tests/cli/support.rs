//! Runs the program.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("stdout is text"),
            err: String::from_utf8(output.stderr).expect("stderr is text"),
        }
    }

    /// The result as JSON; the run must have been a success.
    pub fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{self:?}");
        serde_json::from_str(&self.out).expect("the result is JSON")
    }

    /// Asserts a refusal: its exit code, no result, and words of its message.
    pub fn refused(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.out, "", "a refusal has no result");
        for word in words {
            assert!(self.err.contains(word), "no `{word}` in: {}", self.err);
        }
    }
}

/// The program, in the folder of this workspace.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_specie"));
    command.current_dir(root());
    command
}

/// Runs the program with `arguments`.
pub fn specie(arguments: &[&str]) -> Run {
    Run::of(
        program()
            .args(arguments)
            .output()
            .expect("the program starts"),
    )
}

/// Runs the program in `folder`.
pub fn specie_in(folder: &Path, arguments: &[&str]) -> Run {
    Run::of(
        program()
            .current_dir(folder)
            .args(arguments)
            .output()
            .expect("the program starts"),
    )
}

/// Runs the program with `input` on stdin.
pub fn specie_fed(arguments: &[&str], input: &str) -> Run {
    let mut child = program()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child
        .stdin
        .take()
        .expect("stdin is piped")
        .write_all(input.as_bytes())
        .expect("stdin is read");
    Run::of(child.wait_with_output().expect("the program ends"))
}

/// The folder of this workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate is in a workspace")
        .to_owned()
}

/// A folder that goes away with this value.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, with the folders above it, and returns its path.
    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file is in a folder"))
            .expect("folders are made");
        std::fs::write(&path, text).expect("a file is written");
        path.to_str().expect("the path is text").to_owned()
    }

    /// The text of a file.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).expect("a file is read")
    }

    /// Every file below, by its path from here on, with its text.
    pub fn files(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        collect(self.0.path(), self.0.path(), &mut found);
        found.sort();
        found
    }
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder is read") {
        let path = entry.expect("an entry is read").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path
                .strip_prefix(root)
                .expect("it is below")
                .to_string_lossy()
                .into_owned();
            found.push((name, std::fs::read_to_string(&path).expect("a text file")));
        }
    }
}

/// A small provider that is complete but for its vector's source.
pub const ACME: &str = r#"provider: acme
title: Acme Pay
docs: https://acme.example/api
doc: Accepts coins.
environments:
  live: { doc: real money }
  test: { doc: play money, base: "https://test.acme.example" }
credentials:
  api_key: public -- names the account
  secret: secret -- signs requests
settings:
  window: { default: 5000, doc: milliseconds a request stays valid }
  strict: { default: false, doc: sends the window }
sections:
  private: { base: "https://api.acme.example", path: "/v1/{path}", params: { GET: query, else: json }, auth: signed }
auth:
  signed:
    - header: { X-Window: settings.window }
      when: settings.strict
    - header:
        X-Key: api_key
        X-Time: clock.ms
        X-Sign: clock.ms + method + path + (body ?? "") | hmac_sha256(secret) | hex
      # the query is signed by nobody; acknowledged below
defaults: { section: private, source: https://acme.example/api }
operations:
  create_address:
    doc: Makes a deposit address. One a coin.
    call: POST addresses
    idempotency: never
    reconcile: list_addresses
    params:
      version: "1"
      coin: text -- which coin is received
      label?: text 1..8 -- shown in the account
      amount?: decimal -- expected amount
      iban?: text -- account
      tag?: text -- tag
    one_of: { to?: [iban, tag] }
    answer: Address
  list_addresses:
    doc: Lists addresses.
    call: GET addresses/{coin}
    params:
      coin: text -- which coin
    answer: list<Address>
types:
  Address:
    doc: A deposit address.
    fields:
      address: text -- where to send
      created: time.ms -- when it was made
"#;

/// Credentials of [`ACME`].
pub const ACME_CREDENTIALS: &str = r#"{"api_key": "key-0001", "secret": "secret-0001"}"#;

/// Signs a call of [`ACME`] with `options` and `params`.
pub fn sign_acme(operation: &[&str], params: &str, options: &[&str]) -> Run {
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", ACME);
    let credentials = folder.write("c.json", ACME_CREDENTIALS);
    let params = folder.write("p.json", params);
    let fixed = [
        "--credentials",
        &credentials,
        "--params",
        &params,
        "--now-ms",
        "1700000000000",
    ];
    specie_in(
        folder.path(),
        &[&["sign", &spec], operation, &fixed, options].concat(),
    )
}
