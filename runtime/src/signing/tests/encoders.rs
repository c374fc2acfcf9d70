//! Encoders and JSON text, tested by the tables of the signing language.

use super::*;
use crate::value::pairs;

fn encoded(
    escape: Escape,
    arrays: Option<Arrays>,
    keep: &str,
    value: &str,
) -> Result<String, SigningError> {
    let encoder = Encoder {
        escape,
        arrays,
        keep: s(keep),
    };
    let mut out = String::new();
    pairs::write(&encoder, &json(value), &mut out)?;
    Ok(out)
}

fn ok(escape: Escape, arrays: Option<Arrays>, keep: &str, value: &str) -> String {
    encoded(escape, arrays, keep, value).unwrap_or_else(|e| panic!("{value}: {e}"))
}

/// `urllib.parse.quote(text, safe="-_.~")`, and `quote_plus` for a space.
#[test]
fn escapes() {
    let text = r#"{"a b":"é✓ +&=/?#[]%~!*'()","n":-1.50,"t":true,"e":""}"#;
    let rest = "%2B%26%3D%2F%3F%23%5B%5D%25~%21%2A%27%28%29&n=-1.5&t=true&e=";
    assert_eq!(
        ok(Escape::Rfc3986, None, "", text),
        format!("a%20b=%C3%A9%E2%9C%93%20{rest}")
    );
    assert_eq!(
        ok(Escape::Plus, None, "", text),
        format!("a+b=%C3%A9%E2%9C%93+{rest}")
    );
    assert_eq!(
        ok(Escape::Raw, None, "", text),
        "a b=é✓ +&=/?#[]%~!*'()&n=-1.5&t=true&e="
    );
    assert_eq!(
        ok(Escape::Rfc3986, None, "/é ", r#"{"a/b":"c/d é ✓"}"#),
        "a/b=c/d é %E2%9C%93"
    );
    // A text is escaped whole.
    assert_eq!(ok(Escape::Rfc3986, None, "", r#""a=b&c""#), "a%3Db%26c");
    assert_eq!(ok(Escape::Rfc3986, None, "", "{}"), "");
}

/// The table of `arrays`; what is unescaped here is unescaped by the table's last sentence.
#[test]
fn arrays() {
    let list = r#"{"k":["a","b"]}"#;
    let object = r#"{"k":{"x":1}}"#;
    let raw = |arrays, value| ok(Escape::Raw, Some(arrays), "", value);
    for (arrays, of_list, of_object) in [
        (Arrays::Repeat, "k=a&k=b", r#"k={"x":1}"#),
        (Arrays::Brackets, "k[]=a&k[]=b", "k[x]=1"),
        (Arrays::Indices, "k[0]=a&k[1]=b", "k[x]=1"),
        (Arrays::EscapedBrackets, "k%5B%5D=a&k%5B%5D=b", "k%5Bx%5D=1"),
        (
            Arrays::EscapedIndices,
            "k%5B0%5D=a&k%5B1%5D=b",
            "k%5Bx%5D=1",
        ),
        (Arrays::Comma, "k=a,b", r#"k={"x":1}"#),
        (Arrays::Pipe, "k=a|b", r#"k={"x":1}"#),
        (Arrays::List, "k=[a,b]", r#"k={"x":1}"#),
        (Arrays::Json, r#"k=["a","b"]"#, r#"k={"x":1}"#),
    ] {
        assert_eq!(raw(arrays, list), of_list);
        assert_eq!(raw(arrays, object), of_object);
    }
    let escaped = |arrays, value| ok(Escape::Rfc3986, Some(arrays), "", value);
    assert_eq!(escaped(Arrays::Comma, r#"{"k":["a/","b"]}"#), "k=a%2F%2Cb");
    assert_eq!(escaped(Arrays::List, list), "k=%5Ba%2Cb%5D");
    assert_eq!(
        escaped(
            Arrays::Indices,
            r#"{"k ":[{"x y":["a b",[]]},[[1]]],"e":{}}"#
        ),
        "k%20[0][x%20y][0]=a%20b&k%20[1][0][0]=1"
    );
    assert_eq!(
        escaped(Arrays::Brackets, r#"{"k":[{"x":[1,2]}],"z":1}"#),
        "k[][x][]=1&k[][x][]=2&z=1"
    );
    // PHP 8.2: http_build_query(["k " => [["x y" => ["a b", []]], [[1]]], "e" => []], "", "&", PHP_QUERY_RFC3986)
    assert_eq!(
        escaped(
            Arrays::EscapedIndices,
            r#"{"k ":[{"x y":["a b",[]]},[[1]]],"e":{}}"#
        ),
        "k%20%5B0%5D%5Bx%20y%5D%5B0%5D=a%20b&k%20%5B1%5D%5B0%5D%5B0%5D=1"
    );
    // Nested values are JSON in the others.
    assert_eq!(
        raw(Arrays::Repeat, r#"{"k":[["a"],{"b":null}]}"#),
        r#"k=["a"]&k={"b":null}"#
    );
    assert_eq!(raw(Arrays::Comma, r#"{"k":[["a"],1]}"#), r#"k=["a"],1"#);
    // Empty lists.
    assert_eq!(raw(Arrays::Repeat, r#"{"a":1,"k":[],"b":2}"#), "a=1&b=2");
    assert_eq!(raw(Arrays::Comma, r#"{"k":[]}"#), "k=");
    assert_eq!(raw(Arrays::List, r#"{"k":[]}"#), "k=[]");
    assert_eq!(raw(Arrays::Json, r#"{"k":[]}"#), "k=[]");
    assert_eq!(raw(Arrays::Brackets, r#"{"k":[],"l":{}}"#), "");
}

#[test]
fn refusals() {
    for value in [r#"{"k":null}"#, r#"{"k":[1]}"#, r#"{"k":{}}"#, "[1]"] {
        assert!(
            encoded(Escape::Rfc3986, None, "", value).is_err(),
            "{value}"
        );
    }
    for arrays in [
        Arrays::Repeat,
        Arrays::Brackets,
        Arrays::Indices,
        Arrays::Comma,
        Arrays::List,
    ] {
        let refused = encoded(Escape::Raw, Some(arrays), "", r#"{"k":[null]}"#);
        assert!(refused.is_err(), "{arrays:?}");
    }
}

/// `JSON.stringify(JSON.parse(text))` of Node, except for integers, whose digits are kept.
#[test]
fn json_text() {
    for (text, want) in [
        (
            r#"{"b":1,"a":[true,null,"x"]}"#,
            r#"{"b":1,"a":[true,null,"x"]}"#,
        ),
        (
            r#""\u00e9\/\u0000\u001f\b\f\n\r\t\"\\\u007f""#,
            "\"é/\\u0000\\u001f\\b\\f\\n\\r\\t\\\"\\\\\u{7f}\"",
        ),
        ("-0", "0"),
        ("-0.0", "0"),
        ("1.0", "1"),
        ("1e2", "100"),
        ("0.1000", "0.1"),
        ("1e-6", "0.000001"),
        ("1e-7", "1e-7"),
        ("123456789012345680000.0", "123456789012345680000"),
        ("1e21", "1e+21"),
        ("1.5E+21", "1.5e+21"),
        ("5e-324", "5e-324"),
        ("0.12345678901234567890", "0.12345678901234568"),
        (
            "100000000000000000000000000000000000000000",
            "100000000000000000000000000000000000000000",
        ),
        (
            "-170141183460469231731687303715884105729",
            "-170141183460469231731687303715884105729",
        ),
        (r#"{"a":1,"b":2,"a":3}"#, r#"{"a":3,"b":2}"#),
    ] {
        assert_eq!(json(text).to_json().as_deref(), Ok(want), "{text}");
    }
    assert!(json("1e999").to_json().is_err());
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(Value::from_json(deep.as_bytes()).is_err());
    for bad in [
        "",
        "{",
        "[1,]",
        "01",
        "NaN",
        "Infinity",
        "-Infinity",
        "\"\\ud800\"",
        "1 2",
        "\u{feff}1",
    ] {
        assert!(Value::from_json(bad.as_bytes()).is_err(), "{bad:?}");
    }
}
