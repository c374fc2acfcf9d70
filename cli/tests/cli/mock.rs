//! `specie mock`: a provider that other runs of the program call.

use crate::support::{Folder, program, root, specie, specie_in};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A mock that runs until this value is dropped.
pub struct Mock {
    process: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
    pub url: String,
    pub credentials: String,
}

impl Mock {
    pub fn start(arguments: &[&str]) -> Self {
        let mut command: Command = program();
        command.arg("mock").args(arguments);
        Self::of(command)
    }

    /// The mock that a command starts.
    pub fn of(mut command: Command) -> Self {
        let mut process = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stdout = process.stdout.take().expect("stdout is piped");
        let mut lines = BufReader::new(stdout).lines();
        let mut line = || lines.next().expect("a line").expect("text");
        let (first, credentials) = (line(), line());
        let url = first.strip_prefix("listening on ").expect("the base URL");
        Self {
            url: url.to_owned(),
            credentials,
            process,
            lines,
        }
    }

    /// The id of its process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The next line of the log.
    fn line(&mut self) -> String {
        self.lines.next().expect("a line").expect("text")
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_commands_of_readme_work_for_every_provider() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("it is there");
    let (_, section) = readme
        .split_once("## Try it without an account")
        .expect("the section");
    let mut blocks = section.split("```sh\n").skip(1).take(2);
    let start = blocks.next().expect("the mock").split("```").next();
    let calls = blocks.next().expect("the calls").split("```").next();
    let words: Vec<&str> = start.unwrap_or_default().split_whitespace().collect();
    assert_eq!(
        words,
        [
            "cargo",
            "run",
            "--",
            "mock",
            "coinpayments",
            "--port",
            "8080"
        ]
    );

    let mut mock = Mock::start(&["coinpayments"]);
    let folder = Folder::new();
    folder.write("keys.json", &mock.credentials);
    let mut made = 0;
    for line in calls.unwrap_or_default().lines() {
        if let Some((text, name)) = line
            .strip_prefix("echo '")
            .and_then(|line| line.split_once("' > "))
        {
            folder.write(name, text);
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let arguments = words
            .strip_prefix(&["cargo", "run", "--"])
            .expect("a command of ours");
        let spec = root().join("specs/coinpayments.yaml").display().to_string();
        let arguments: Vec<&str> = arguments
            .iter()
            .map(|word| match *word {
                "http://127.0.0.1:8080" => mock.url.as_str(),
                "coinpayments" => spec.as_str(),
                other => other,
            })
            .collect();
        let done = specie_in(folder.path(), &arguments);
        assert_eq!(done.code, Some(0), "{line}: {done:?}");
        let operation = arguments.get(2).copied().unwrap_or_default().to_owned();
        assert_eq!(mock.line(), format!("{operation}: accepted"));
        made += 1;
    }
    assert_eq!(made, 2);
    for (provider, operation) in [
        ("coinpit", "get_account"),
        ("coinport", "get_me"),
        ("calypso", "get_current_user"),
    ] {
        let mut mock = Mock::start(&[provider]);
        let keys = folder.write("keys.json", &mock.credentials);
        let call = [
            "call",
            provider,
            operation,
            "--credentials",
            &keys,
            "--base-url",
            &mock.url,
        ];
        let done = specie(&call);
        assert_eq!(done.code, Some(0), "{provider}: {done:?}");
        let mut line = mock.line();
        while !line.starts_with(operation) || line.contains("session expired") {
            line = mock.line();
        }
        assert_eq!(line, format!("{operation}: accepted"));
    }
}

#[test]
fn a_wrong_signature_is_explained_without_the_secret() {
    let mut mock = Mock::start(&["coinpayments", "--seed", "5"]);
    let folder = Folder::new();
    let mut keys: Value = serde_json::from_str(&mock.credentials).expect("JSON");
    let secret = keys["private_key"].as_str().expect("a text").to_owned();
    keys["private_key"] = Value::from("another secret of mine");
    let keys = folder.write("keys.json", &keys.to_string());
    let call = [
        "call",
        "coinpayments",
        "rates",
        "--credentials",
        &keys,
        "--base-url",
        &mock.url,
    ];
    let done = specie(&call);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.err.contains("HMAC signature does not match"),
        "{done:?}"
    );
    let line = mock.line();
    for part in [
        "rates: refused (wrong signature)",
        "`HMAC`",
        "step 3",
        "cmd=rates",
        "the first byte that differs is byte",
    ] {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert!(!line.contains(&secret), "{line}");
    // The same seed gives the same account.
    assert_eq!(
        Mock::start(&["coinpayments", "--seed", "5"]).credentials,
        mock.credentials
    );
}

#[test]
fn nothing_listens_after_a_mistake() {
    let folder = Folder::new();
    let broken = folder.write("broken.yaml", "provider: acme\nsections: 5\n");
    specie(&["mock", &broken]).refused(1, &["`sections`", "broken.yaml"]);

    let scenario = folder.write(
        "scenario.yaml",
        "faults:\n  - { on: balanced, status: 500 }\n",
    );
    let wrong = ["mock", "coinpayments", "--scenario", &scenario];
    specie(&wrong).refused(
        1,
        &["scenario.yaml:2:", "`balanced`", "did you mean `balances`?"],
    );

    let keys = folder.write("keys.json", r#"{"public_key": "k", "private_key": " s"}"#);
    let wrong = ["mock", "coinpayments", "--credentials", &keys];
    specie(&wrong).refused(2, &["private_key"]);

    let wrong = [
        "mock",
        "coinpayments",
        "--credentials",
        "-",
        "--scenario",
        "-",
    ];
    specie(&wrong).refused(2, &["only one of --credentials and --scenario"]);

    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let wrong = ["mock", "coinpayments", "--port", &port];
    specie(&wrong).refused(1, &[&format!("port {port} is in use")]);
    assert!(Path::new(&scenario).is_file());
}
