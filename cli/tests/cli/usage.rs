//! Wrong usage: exit code 2, a message on stderr, nothing on stdout.

use crate::support::{ACME, ACME_CREDENTIALS, Folder, sign_acme, specie, specie_fed, specie_in};

#[test]
fn help_names_every_command() {
    let run = specie(&["--help"]);
    assert_eq!(run.code, Some(0));
    for command in [
        "check", "generate", "sign", "verify", "call", "diff", "list", "docs", "import", "explain",
        "new", "schema", "lsp",
    ] {
        assert!(
            run.out
                .lines()
                .any(|line| line.trim_start().starts_with(command)),
            "{command}: {}",
            run.out
        );
    }
    assert_eq!(specie(&["help"]).out, run.out);
}

#[test]
fn nothing_at_all_shows_the_help_and_is_wrong_usage() {
    let run = specie(&[]);
    run.refused(2, &["Usage: specie", "check", "sign"]);
}

#[test]
fn unknown_commands_are_suggested() {
    specie(&["generat"]).refused(2, &["generate"]);
    specie(&["sing", "acme", "x"]).refused(2, &["sign"]);
}

#[test]
fn sign_takes_an_operation_or_a_raw_call() {
    specie(&["sign", "coinpayments"]).refused(2, &["OPERATION", "--raw"]);
    specie(&[
        "sign",
        "coinpayments",
        "get_basic_info",
        "--raw",
        "api",
        "POST",
        "x",
    ])
    .refused(2, &["cannot be used with"]);
    specie(&["sign", "coinpayments", "--raw", "api", "POST"]).refused(2, &["--raw"]);
    specie(&["sign", "coinpayments", "--raw", "api", "P OST", "x"])
        .refused(2, &["`P OST` is not an HTTP method"]);
}

#[test]
fn times_and_nonces_exclude_each_other() {
    let sign =
        |options: &[&str]| specie(&[&["sign", "coinpayments", "get_basic_info"], options].concat());
    sign(&["--now-ms", "1", "--now-us", "1"]).refused(2, &["cannot be used with"]);
    sign(&["--nonce", "1", "--last-nonce", "1"]).refused(2, &["cannot be used with"]);
    sign(&["--now-ms", "soon"]).refused(2, &["--now-ms"]);
    sign(&["--random", "00ff"]).refused(2, &["expected 32 digits (16 bytes), found 4"]);
    sign(&["--random", "zz"]).refused(2, &["hexadecimal"]);
}

#[test]
fn unknown_specs_are_suggested() {
    specie(&["list", "coinpayment"]).refused(
        2,
        &["unknown spec `coinpayment`", "did you mean `coinpayments`?"],
    );
    specie(&["list", "no/such/file.yaml"]).refused(2, &["unknown spec `no/such/file.yaml`"]);
    specie(&["check", "coinpayments", "qqqqq"]).refused(2, &["unknown spec `qqqqq`"]);
}

#[test]
fn without_a_workspace_specs_are_named_by_path() {
    let folder = Folder::new();
    specie_in(folder.path(), &["check"])
        .refused(2, &["no folder `specs`", "write the path of a spec"]);
    specie_in(folder.path(), &["list", "acme"]).refused(2, &["unknown spec `acme`"]);
}

#[test]
fn unknown_operations_are_suggested() {
    let run = sign_acme(&["create_adress"], "{}", &[]);
    run.refused(
        2,
        &[
            "acme has no operation `create_adress`",
            "did you mean `create_address`?",
        ],
    );
    sign_acme(&["x"], "{}", &[]).refused(
        2,
        &["the operations are `create_address`, `list_addresses`"],
    );
}

#[test]
fn unknown_sections_environments_and_settings_are_suggested() {
    let run = sign_acme(&["--raw", "privat", "GET", "x"], "{}", &[]);
    run.refused(2, &["acme has no section `privat`", "`private`"]);
    let run = sign_acme(
        &["create_address"],
        r#"{"coin": "BTC"}"#,
        &["--env", "tets"],
    );
    run.refused(
        2,
        &["acme has no environment `tets`", "did you mean `test`?"],
    );
    let set = |setting: &str| {
        sign_acme(
            &["create_address"],
            r#"{"coin": "BTC"}"#,
            &["--set", setting],
        )
    };
    set("windw=1").refused(
        2,
        &["acme has no setting `windw`", "did you mean `window`?"],
    );
    set("window").refused(2, &["write `--set NAME=VALUE`"]);
    set("window=soon").refused(2, &["setting `window` must be an integer, found `soon`"]);
    set("strict=yes").refused(
        2,
        &["setting `strict` must be `true` or `false`, found `yes`"],
    );
}

#[test]
fn all_invalid_parameters_are_reported_at_once() {
    let sign = |params: &str| sign_acme(&["create_address"], params, &[]);
    sign(r#"{"coni": "BTC", "label": "123456789"}"#).refused(
        2,
        &[
            "the parameters of `create_address` are not valid",
            "`coni`: unknown member (did you mean `coin`?)",
            "`coin`: missing (which coin is received)",
            "`label`: 9 characters is out of range: expected 1 to 8",
            "the parameters are coin, label?, amount?, iban?, tag?",
        ],
    );
    sign(r#"{"coin": "BTC", "version": "2"}"#)
        .refused(2, &["`version`: expected the constant \"1\""]);
    sign(r#"{"coin": "BTC", "iban": "a", "tag": "b"}"#)
        .refused(2, &["expected only one of `iban`, `tag`, found 2"]);
    sign(r#"{"coin": ["BTC"]}"#).refused(2, &["`coin`: expected a text, found a list"]);
    sign(r#"{"coin": "BTC", "amount": "much"}"#)
        .refused(2, &["`amount`: expected a decimal, found \"much\""]);
    sign("[]").refused(2, &["expects an object of parameters, found a list"]);
    sign_acme(&["--raw", "private", "GET", "x"], "3", &[]).refused(
        2,
        &["expected an object or a list of parameters, found an integer"],
    );
}

#[test]
fn json_files_are_reported_with_the_position_of_the_error() {
    let sign = |params: &str| sign_acme(&["create_address"], params, &[]);
    sign("{\"coin\": \"BTC\",\n \"coin\": \"LTC\"}")
        .refused(2, &["p.json:2:", "`coin` appears twice"]);
    sign("{\"coin\": BTC}").refused(2, &["p.json:1:10: not valid JSON"]);
    specie(&[
        "sign",
        "coinpayments",
        "get_basic_info",
        "--params",
        "no/such.json",
    ])
    .refused(2, &["cannot read `no/such.json`"]);
}

#[test]
fn credentials_are_texts_and_unknown_ones_are_ignored_with_a_warning() {
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", ACME);
    let sign = |credentials: &str| {
        let credentials = folder.write("c.json", credentials);
        specie(&[
            "sign",
            &spec,
            "list_addresses",
            "--credentials",
            &credentials,
            "--params",
            &folder.write("p.json", r#"{"coin": "BTC"}"#),
        ])
    };
    let run = sign(r#"{"api_key": "k", "secret": "s", "api_kye": "x"}"#);
    assert_eq!(run.code, Some(0), "{run:?}");
    for word in [
        "warning: member 3 of `",
        "acme has no credential with its name",
        "did you mean `api_key`?",
    ] {
        assert!(run.err.contains(word), "{run:?}");
    }
    sign(r#"{"api_key": "k", "secret": true}"#).refused(
        2,
        &["credential `secret` must be a text, found true or false"],
    );
    sign(r#"["k", "s"]"#).refused(
        2,
        &["contains a list; expected credentials as one JSON object"],
    );
    sign(r#"{"api_key": "k"}"#).refused(1, &["`secret`", "--credentials FILE"]);
}

#[test]
fn names_and_values_of_secret_files_are_never_shown() {
    // A secret where a name should be, twice, or beside what is no text.
    const CANARY: &str = "sk_live_canary";
    let folder = Folder::new();
    let spec = folder.write(
        "acme.yaml",
        &format!(
            "{ACME}{}",
            "sessions:\n  login: { keep: { token: given } }\n"
        ),
    );
    let whole = |secret: &str| format!(r#"{{"api_key": "k", "secret": "s", {secret}}}"#);
    for (option, file) in [
        ("--credentials", whole(&format!(r#""{CANARY}": "secret""#))),
        (
            "--credentials",
            whole(&format!(r#""{CANARY}": "a", "{CANARY}": "b""#)),
        ),
        ("--credentials", whole(&format!(r#""x": "{CANARY}""#))),
        ("--credentials", whole(&format!(r#""x": ["{CANARY}"]"#))),
        ("--credentials", whole(&format!(r#""x": {CANARY}"#))),
        ("--credentials", format!(r#"{{"secret": ["{CANARY}"]}}"#)),
        ("--credentials", format!(r#"["{CANARY}"]"#)),
        ("--credentials", CANARY.to_owned()),
        ("--session", format!(r#"{{"{CANARY}": "x"}}"#)),
        (
            "--session",
            format!(r#"{{"{CANARY}": "x", "{CANARY}": "y"}}"#),
        ),
        ("--session", format!(r#"{{"token": ["{CANARY}"]}}"#)),
    ] {
        let path = folder.write("given.json", &file);
        let params = folder.write("p.json", r#"{"coin": "BTC"}"#);
        let run = specie(&[
            "sign",
            &spec,
            "list_addresses",
            "--params",
            &params,
            option,
            &path,
            "--explain",
        ]);
        assert!(!run.err.is_empty(), "{file}: nothing is said");
        assert!(
            !run.err.contains(CANARY) && !run.out.contains(CANARY),
            "{option} {file}: {run:?}"
        );
    }
}

#[test]
fn only_one_file_comes_from_stdin() {
    let run = specie(&[
        "sign",
        "coinpayments",
        "get_basic_info",
        "--params",
        "-",
        "--credentials",
        "-",
    ]);
    run.refused(
        2,
        &["only one of --params, --credentials, --session and --file can be read from stdin"],
    );
    let folder = Folder::new();
    let spec = folder.write("acme.yaml", ACME);
    let credentials = folder.write("c.json", ACME_CREDENTIALS);
    let run = specie_fed(
        &[
            "sign",
            &spec,
            "list_addresses",
            "--credentials",
            &credentials,
            "--params",
            "-",
        ],
        r#"{"coin": "BTC"}"#,
    );
    assert_eq!(
        run.json()["url"],
        "https://api.acme.example/v1/addresses/BTC"
    );
}

#[test]
fn a_spec_with_errors_is_not_wrong_usage() {
    let folder = Folder::new();
    let spec = folder.write(
        "acme.yaml",
        &ACME.replace("X-Key: api_key", "X-Key: api_kee"),
    );
    specie(&["list", &spec]).refused(1, &["error[", "acme.yaml:", "api_kee", "has errors"]);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_causes_no_panic() {
    use std::process::{Command, Stdio};
    let mut child = crate::support::program()
        .args(["list", "coinport"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let run = child.wait_with_output().expect("the program ends");
    assert_eq!(String::from_utf8_lossy(&run.stderr), "");
    assert!(run.status.success(), "{:?}", run.status);
    let full = Command::new(env!("CARGO_BIN_EXE_specie"))
        .args(["schema"])
        .stdout(
            std::fs::OpenOptions::new()
                .write(true)
                .open("/dev/full")
                .expect("/dev/full"),
        )
        .output()
        .expect("the program starts");
    assert_eq!(
        full.status.code(),
        Some(1),
        "a result that is lost is no success"
    );
}
