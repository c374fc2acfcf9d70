//! Valid values from users: clean secrets, and sessions that have their values.

use super::{BLANK, drafts, scheme, signer};
use specie_codegen::load;
use specie_runtime::signing::{
    Credentials, RequestSpec, SessionValues, SigningErrorKind, SigningInputs, Value,
};
use specie_runtime::{Core, ErrorKind, Outcome};

const SPEC: &str = "provider: acme
credentials: { id: public, key: secret, coded: secret optional base64, password: secret optional }
sections:
  accounts: { base: \"https://accounts.acme.example\", params: form }
  private: { base: \"https://api.acme.example\", params: json, auth: signed }
  open: { base: \"https://api.acme.example\" }
auth:
  signed:
    - header: { X-Id: id, X-Token: session.token, X-Sign: method | hmac_sha256(key) | hex }
    - header: { X-Coded: method | hmac_sha256(coded) | hex }
      when: coded is not absent
sessions:
  login:
    call: { section: accounts, method: POST, path: login, params: { id: id, password: password } }
    keep: { token: body.token }
";

#[test]
fn a_secret_with_white_space_is_rejected_when_the_client_is_created() {
    let scheme = scheme(SPEC);
    for text in [
        "k1\n",
        "k1\r\n",
        " k1",
        "k1\t",
        "\u{feff}k1",
        "k1\u{a0}",
        "k1\u{200b}",
        "k1\0",
    ] {
        for name in ["key", "password"] {
            let error = signer(&scheme, &[(name, Some(text))]).expect_err(text);
            assert_eq!(error.kind(), SigningErrorKind::Credential);
            let message = error.to_string();
            assert!(message.contains(&format!("`{name}`")), "{message}");
            assert!(!message.contains("k1"), "shows the secret: {message}");
        }
        // What is public is sent as it is given.
        assert!(signer(&scheme, &[("id", Some(text))]).is_ok());
    }
    assert!(signer(&scheme, &[("key", Some("a b"))]).is_ok());
    // Base64 of nothing.
    for text in ["=", "====", "-"] {
        assert!(signer(&scheme, &[("coded", Some(text))]).is_err(), "{text}");
    }
}

fn core(key: &str, password: Option<&str>) -> Result<Core, specie_runtime::Error> {
    let loaded = load("acme.yaml", SPEC.as_bytes().to_vec(), &drafts());
    let api = loaded.api.expect("a model");
    let mut credentials = Credentials::new().with("id", "i").with("key", key);
    if let Some(password) = password {
        credentials.set("password", password);
    }
    Core::builder(api.runtime.clone(), credentials)
        .base_url("http://127.0.0.1:9")
        .build()
}

#[tokio::test]
async fn a_client_refuses_as_a_matter_of_its_configuration() {
    let error = core("k1\n", None).expect_err("a line break");
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Configuration, Outcome::NotSent)
    );
    assert!(error.to_string().contains("`key`"), "{error}");
    for blank in BLANK {
        // The key is not there: neither is the session opened, which would be a call.
        let client = core(blank.unwrap_or(""), Some("p1")).expect("a client");
        let error = client
            .raw("private", "GET", "x", ())
            .await
            .expect_err("no key");
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Configuration, Outcome::NotSent),
            "{error}"
        );
        assert!(error.to_string().contains("`key`"), "{error}");
        // The login names a password that is not there.
        let client = core("k1", blank).expect("a client");
        let error = client
            .raw("private", "GET", "x", ())
            .await
            .expect_err("no password");
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Configuration, Outcome::NotSent),
            "{error}"
        );
        assert!(error.to_string().contains("`password`"), "{error}");
    }
}

#[test]
fn a_login_without_its_secret_is_not_made() {
    let scheme = scheme(SPEC);
    for blank in BLANK {
        let signer = signer(&scheme, &[("id", Some("i")), ("password", blank)]).expect("fits");
        let error = signer
            .session_call(0, &SigningInputs::at_ms(1))
            .expect_err("empty");
        assert_eq!(error.kind(), SigningErrorKind::Credential);
        assert!(error.message().contains("`password`"), "{error}");
    }
}

#[test]
fn a_session_value_without_content_is_none() {
    let given = [("id", Some("i")), ("key", Some("k1"))];
    let signer = signer(&scheme(SPEC), &given).expect("fits");
    let call = RequestSpec {
        section: 1,
        method: "GET".into(),
        path: "x".into(),
        ..RequestSpec::default()
    };
    let inputs = SigningInputs::at_ms(1);
    for blank in BLANK {
        let mut session = SessionValues::new();
        if let Some(blank) = blank {
            session.set("token", Value::from(blank));
        }
        let error = signer.sign(&call, &inputs, &session).expect_err("no token");
        assert_eq!(error.session(), Some(0), "{error}");
        let answer = format!("{{\"token\":{:?}}}", blank.unwrap_or(""));
        let answer = answer.replace("\\u{feff}\\u{200b}", "\u{feff}\u{200b}");
        let answer = answer.replace("\\u{a0}", "\u{a0}");
        let error = signer
            .keep(0, &[], answer.as_bytes())
            .expect_err("nothing to keep");
        assert!(error.message().contains("`session.token`"), "{error}");
    }
    let session = SessionValues::new().with("token", Value::from("t"));
    assert!(signer.sign(&call, &inputs, &session).is_ok());
}

/// A value that the owner of a session may leave out is not left out of what is signed.
#[test]
fn a_given_value_does_not_get_lost_in_a_digest() {
    let spec = |sign: &str| {
        format!(
            "provider: acme
sections: {{ private: {{ base: \"https://api.acme.example\", params: json, auth: signed }} }}
sessions: {{ partner: {{ given: true, keep: {{ partner: json }} }} }}
auth:
  signed:
    - header:
        X-Partner: session.partner
        X-Sign: >-
          {sign}
"
        )
    };
    let call = RequestSpec {
        method: "GET".into(),
        path: "x".into(),
        ..RequestSpec::default()
    };
    let (inputs, none) = (SigningInputs::at_ms(1), SessionValues::new());
    let given = SessionValues::new().with("partner", Value::from("p"));
    for (sign, fits) in [
        ("method + session.partner | sha256 | hex", false),
        ("join([method, session.partner]) | sha256 | hex", false),
        ("method + (session.partner ?? \"-\") | sha256 | hex", true),
        ("method + session.partner", true),
    ] {
        let signer = signer(&scheme(&spec(sign)), &[]).expect("fits");
        assert!(signer.sign(&call, &inputs, &given).is_ok(), "{sign}");
        let signed = signer.sign(&call, &inputs, &none);
        let (explained, _) = signer.explain(&call, &inputs, &none);
        assert_eq!(signed.is_ok(), fits, "{sign}");
        assert_eq!(explained.is_ok(), fits, "{sign}");
    }
}
