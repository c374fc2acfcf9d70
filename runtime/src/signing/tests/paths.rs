//! Paths: how values fill them, and which paths are refused.

use super::super::SigningErrorKind;
use super::*;

fn given(steps: impl Into<Vec<Step>>) -> Signer {
    let section = section("https://h.example", "/v1/{path}", &[], Place::None);
    signer(scheme(section, vec![], plan(&[], steps)), &[])
}

fn refused(steps: impl Into<Vec<Step>>, path: &str, params: &str) -> SigningError {
    let outcome = try_sign(
        &given(steps),
        "POST",
        path,
        params,
        &SigningInputs::at_ms(5),
        &SessionValues::new(),
    );
    match outcome {
        Ok(signed) => panic!("{path} {}", signed.url),
        Err(error) => error,
    }
}

#[test]
fn paths_are_filled_or_refused() {
    let good = |path: &str, params: &str| {
        let signer = given([]);
        sign(&signer, "GET", path, params, &SigningInputs::at_ms(1)).url
    };
    assert_eq!(
        good("{a}/{b-c}", r#"{"a":"x/y","b-c":1.50}"#),
        "https://h.example/v1/x%2Fy/1.5"
    );
    // The output of Python's `urllib.parse.quote(value, safe="")`.
    for (value, quoted) in [
        ("é", "%C3%A9"),
        ("a b", "a%20b"),
        ("100%", "100%25"),
        ("%2e%2E", "%252e%252E"),
        ("x?y#z", "x%3Fy%23z"),
        ("\\\\", "%5C"),
        (
            "x+y@z;a=b,c:d!$&'()*",
            "x%2By%40z%3Ba%3Db%2Cc%3Ad%21%24%26%27%28%29%2A",
        ),
        ("[{}]|^`<>~-._", "%5B%7B%7D%5D%7C%5E%60%3C%3E~-._"),
        ("\\u0000\\n\\u0085", "%00%0A%C2%85"),
    ] {
        let params = format!(r#"[{{"a":"{value}"}}]"#);
        assert_eq!(
            good("l/{a}", &params),
            format!("https://h.example/v1/l/{quoted}")
        );
    }
    assert_eq!(good("{a}", r#"{"a":".a."}"#), "https://h.example/v1/.a.");
    for params in [
        r#"{}"#,
        r#"{"a":""}"#,
        r#"{"a":null}"#,
        r#"{"a":[1]}"#,
        r#"{"a":{}}"#,
        r#"{"a":".."}"#,
        r#"{"a":"x/./y"}"#,
        r#"{"a":"../../admin"}"#,
        r#"{"a":"..\\admin"}"#,
    ] {
        let error = refused([], "o/{a}", params);
        assert_eq!(error.kind(), SigningErrorKind::Path, "{params}");
    }
    refused([], "o/.{a}", r#"{"a":"."}"#);
    for path in [
        "o?x=1",
        "o#x",
        "..",
        "../x",
        "o/..",
        "o/./x",
        "o/%2e%2E/x",
        "//evil.example/x",
        "o//x",
        "https://evil.example/x",
        "o\\..\\x",
        "o\tx",
        "o x",
        "é",
        "o/\"x\"",
        "o/<x>",
        "o/`x`",
    ] {
        let error = refused([], path, "{}");
        assert_eq!(error.kind(), SigningErrorKind::Path, "{path}");
    }
    for path in [
        "",
        "/",
        "o/",
        "/o/x.y/.z/...",
        "o;v=1/a,b/c:d@e!$&'()*+=~|[]%20",
    ] {
        good(path, "{}");
    }
}

#[test]
fn values_are_encoded_as_section_and_call_say() {
    let made = |section_way, said: &[(&str, PathEncode)], value: &str| {
        let mut section = section("https://h.example", "/v1/{path}", &[], Place::None);
        section.path_encode = section_way;
        let plan = plan(
            &[],
            [header(&[
                ("X", Expr::Name(Name::Uri)),
                ("Y", Expr::Member(l([Expr::Name(Name::Args)]), s("a"))),
            ])],
        );
        let signer = signer(scheme(section, vec![], plan), &[]);
        let params = Value::Object(vec![("a".into(), Value::from(value.to_owned()))]);
        let call = RequestSpec {
            method: "GET".into(),
            path: "f/{a}/x".into(),
            params: params.into(),
            path_encode: said,
            ..RequestSpec::default()
        };
        let (inputs, session) = (SigningInputs::at_ms(1), SessionValues::new());
        let signed = signer.sign(&call, &inputs, &session)?;
        let path = signed.url.strip_prefix("https://h.example/v1/").unwrap();
        // What is signed is what is sent; `args` contains the given value.
        assert_eq!(signed.header("X"), Some(&*format!("/v1/{path}")));
        assert_eq!(signed.header("Y"), Some(value));
        assert_eq!(signed.check_verbatim(), Ok(()));
        Ok::<_, SigningError>(path.to_owned())
    };
    use PathEncode::{Raw, Segment, Segments};
    let by = |way| move |value: &str| made(Segment, &[("a", way)], value);
    for (way, value, path) in [
        (Segment, "a/b c", "f/a%2Fb%20c/x"),
        (Segments, "a/b c/100%", "f/a/b%20c/100%25/x"),
        (Raw, "a/b%20c;d=1", "f/a/b%20c;d=1/x"),
    ] {
        assert_eq!(by(way)(value).as_deref(), Ok(path), "{way:?}");
        assert_eq!(made(way, &[], value).as_deref(), Ok(path), "{way:?}");
        assert_eq!(
            made(Segment, &[("b", Raw), ("a", way)], value).as_deref(),
            Ok(path)
        );
    }
    for value in ["", ".", "..", "a/..", "../a", "./a", "a\\..\\b"] {
        for way in [Segment, Segments, Raw] {
            assert!(by(way)(value).is_err(), "{way:?} {value}");
        }
    }
    for value in ["a//b", "/a", "a/", "/"] {
        for way in [Segments, Raw] {
            assert!(by(way)(value).is_err(), "{way:?} {value}");
        }
    }
    for value in [
        "a b",
        "é",
        "a?b",
        "a#b",
        "a\\b",
        "{a}",
        "a\"b",
        "a<b>",
        "a`b",
        "a^b",
        "100%",
        "%2",
        "%zz",
        "%é",
        "%2e%2E",
        "a/.%2e",
        "%2e/a",
        "a\nb",
        "https://evil.example/x",
    ] {
        assert!(by(Raw)(value).is_err(), "{value}");
    }
}

#[test]
fn no_path_changes_the_host() {
    for (path, own) in [
        ("{path}", ".evil.example/x"),
        ("{path}", ":80@evil.example"),
        ("x/{path}", "o"),
    ] {
        let section = section("https://h.example", path, &[], Place::None);
        let signer = signer(scheme(section, vec![], plan(&[], [])), &[]);
        assert!(signer.endpoint(0, None, "GET", own).unwrap().is_none());
        let call = RequestSpec {
            method: "GET".into(),
            path: own.into(),
            ..RequestSpec::default()
        };
        let error = signer
            .sign(&call, &SigningInputs::at_ms(1), &SessionValues::new())
            .unwrap_err();
        assert_eq!(error.kind(), SigningErrorKind::Path);
    }
    for path in [
        ".evil.example",
        "x/y",
        "/a/../b",
        "/a/%2e./b",
        "/a\\b",
        "/a#b",
        "/a\nb",
    ] {
        let error = refused([step(Action::Path(text(path)))], "o", "{}");
        assert_eq!(error.kind(), SigningErrorKind::Path, "{path:?}");
    }
}
