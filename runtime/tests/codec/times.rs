//! Times, dates and bytes as texts and numbers.

use super::*;

fn json(value: &dyn EncodeValue, wire: Wire) -> String {
    let mut context = EncodeContext::default();
    let value = value.encode(&mut context, wire);
    match context.into_refusal() {
        Some(refusal) => refusal.what,
        None => value.to_json().unwrap(),
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn read_as<T: Decode>(text: &str, wire: Wire) -> Result<T, String> {
    let mut value = T::blank();
    match decode(text.as_bytes(), &mut value, wire) {
        Ok(()) => Ok(value),
        Err(problem) => Err(problem.to_string()),
    }
}

/// Python: `(t - epoch) // timedelta(milliseconds=1)` for the digits, `t.isoformat(timespec="milliseconds")`, and
/// `email.utils.format_datetime(t.replace(microsecond=0), usegmt=True)`.
#[test]
fn times_are_sent_with_as_many_decimals_as_the_spec_says() {
    let after = time("2023-11-14T22:13:20.1205Z");
    let before = time("1969-12-31T23:59:58.7505Z");
    let whole = time("2019-05-12T10:00:00Z");
    for (moment, wire, expected) in [
        (after, Wire::SECONDS, "1700000000"),
        (after, Wire::SECONDS.decimals(3), "1700000000.12"),
        (after, Wire::SECONDS_TEXT.decimals(3), "\"1700000000.120\""),
        (after, Wire::SECONDS.decimals(9), "1700000000.1205"),
        (after, Wire::ISO, "\"2023-11-14T22:13:20.1205Z\""),
        (after, Wire::ISO.decimals(3), "\"2023-11-14T22:13:20.120Z\""),
        (after, Wire::ISO.decimals(0), "\"2023-11-14T22:13:20Z\""),
        (after, Wire::HTTP, "\"Tue, 14 Nov 2023 22:13:20 GMT\""),
        (before, Wire::SECONDS.decimals(3), "-1.25"),
        (before, Wire::SECONDS_TEXT.decimals(2), "\"-1.25\""),
        (
            before,
            Wire::ISO.decimals(6),
            "\"1969-12-31T23:59:58.750500Z\"",
        ),
        (before, Wire::HTTP, "\"Wed, 31 Dec 1969 23:59:58 GMT\""),
        (whole, Wire::SECONDS.decimals(3), "1557655200"),
        (whole, Wire::SECONDS_TEXT.decimals(1), "\"1557655200.0\""),
        (whole, Wire::ISO.decimals(3), "\"2019-05-12T10:00:00.000Z\""),
        (whole, Wire::HTTP, "\"Sun, 12 May 2019 10:00:00 GMT\""),
    ] {
        assert_eq!(json(&moment, wire), expected, "{moment} as {wire:?}");
    }
    // Truncated toward the past, like `time.s`.
    let digits = json(
        &time("1969-12-31T23:59:58.7499Z"),
        Wire::SECONDS.decimals(2),
    );
    assert_eq!(digits, "-1.26");
    assert!(json(&time("-000001-01-01T00:00:00Z"), Wire::HTTP).contains("not a date of HTTP"));
}

/// `email.utils.parsedate_to_datetime` and `datetime.fromisoformat` of Python.
#[test]
fn times_are_read_in_the_spellings_of_providers() {
    let noon = time("2019-05-12T10:00:00Z");
    for (text, wire) in [
        ("\"Sun, 12 May 2019 10:00:00 GMT\"", Wire::HTTP),
        ("\"Sun, 12 May 2019 12:00:00 +0200\"", Wire::HTTP),
        ("\"12 May 2019 05:00:00 -0500\"", Wire::HTTP),
        ("\"2019-05-12 10:00:00 UTC\"", Wire::ISO),
        ("\"2019-05-12T10:00:00 UTC\"", Wire::ISO.decimals(3)),
        ("\"2019-05-12 10:00:00\"", Wire::ISO),
        ("\"2019-05-12T12:00:00+02:00\"", Wire::ISO),
        ("1557655200.0", Wire::SECONDS.decimals(3)),
        ("\"1557655200.000\"", Wire::SECONDS_TEXT.decimals(3)),
    ] {
        assert_eq!(read_as(text, wire), Ok(noon), "{text}");
    }
    for (text, wire) in [
        ("\"2019-05-12T12:00:00+02:00 UTC\"", Wire::ISO),
        ("\"12:00 UTC\"", Wire::ISO),
        ("\"UTC\"", Wire::ISO),
        ("\"2019-05-12T10:00:00Z\"", Wire::HTTP),
        ("1557655200", Wire::HTTP),
    ] {
        assert!(read_as::<Timestamp>(text, wire).is_err(), "{text}");
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct File {
    pub day: Date,
    pub key: Bytes,
    pub digest: Bytes,
    pub token: Option<Bytes>,
    pub id: String,
    pub links: Vec<String>,
}
encode_struct!(File decoded {
    day "day", key "key", digest "digest" Hex, token "token" Base64Url, id "id" Uuid, links "links" Url,
});
decode_struct!(File {
    day "day", key "key", digest "digest" Hex, token "token" Base64Url Optional, id "id", links "links",
});

/// `date.isoformat`, `base64.b64encode`, `base64.urlsafe_b64encode` and `bytes.hex` of Python.
#[test]
fn dates_and_bytes_are_texts() {
    let file = File {
        day: Date::new(2024, 2, 29).unwrap(),
        key: Bytes::from(&b"\xfb\xff\x00"[..]),
        digest: Bytes::from(&b"\xde\xad\xbe\xef"[..]),
        token: Some(Bytes::from(&b"\xfb\xff\x00\x7f"[..])),
        id: "123e4567-E89B-12d3-a456-426614174000".to_owned(),
        links: vec!["https://acme.example/a?b=c".to_owned()],
    };
    let text = r#"{"day":"2024-02-29","key":"+/8A","digest":"deadbeef","token":"-_8Afw","id":"123e4567-E89B-12d3-a456-426614174000","links":["https://acme.example/a?b=c"]}"#;
    assert_eq!(json(&file, Wire::PLAIN), text);
    assert_eq!(read(text), Ok(file.clone()));
    let other = text
        .replace("deadbeef", "0xDEADBEEF")
        .replace("-_8Afw", "+/8Afw==");
    assert_eq!(read(&other), Ok(file.clone()));
    assert_eq!(
        read::<File>(&text.replace("2024-02-29", "2023-02-29")),
        Err("$.day: `2023-02-29` is not a valid date (byte 7)".to_owned())
    );
    assert_eq!(
        read::<File>(&text.replace("deadbeef", "deadbee")),
        Err("$.digest: expected hexadecimal digits (byte 42)".to_owned())
    );
    // A received text of another form is kept; only what is sent is checked.
    let odd = text.replace("123e4567-", "").replace("https://", "");
    assert_eq!(read::<File>(&odd).unwrap().links, ["acme.example/a?b=c"]);
    for (id, link, complaint) in [
        ("7", "https://a.b", "expected a UUID"),
        (&*file.id, "a.b", "expected an address"),
        (&*file.id, "https://", "expected an address"),
        (&*file.id, "https://a b", "expected an address"),
    ] {
        let file = File {
            id: id.to_owned(),
            links: vec![link.to_owned()],
            ..file.clone()
        };
        assert!(
            json(&file, Wire::PLAIN).starts_with(complaint),
            "{id} {link}"
        );
    }
}
