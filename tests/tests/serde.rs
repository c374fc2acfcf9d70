//! Every type and request of every client as data of serde: written to JSON and CBOR and read again, it is the same value. The JSON is that of
//! the wire, in which decimals are texts.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as JsonValue;
use specie_runtime::codec::{Decode, EncodeContext, EncodeValue, decode};
use specie_runtime::{Amount, Wire};

include!(concat!(env!("OUT_DIR"), "/torture/round_trips.rs"));

/// What happened to the types.
#[derive(Default)]
struct Tally {
    received: usize,
    sent: usize,
    /// Types that have a secret or a file.
    refused: usize,
    faults: Vec<String>,
}

impl Tally {
    /// A type that is received: its example is what a provider sends.
    fn received<T: Decode + Serialize + DeserializeOwned>(&mut self, name: &str, example: &str) {
        let mut value = T::blank();
        let decoded = decode(example.as_bytes(), &mut value, Wire::PLAIN);
        self.received += 1;
        let outcome = match decoded {
            Ok(()) => round_trip(&value).map(Some),
            Err(problem) => Err(problem.to_string()),
        };
        self.judge(name, example, outcome);
    }

    /// A type that is only sent: its example is read as data, and what it sends is the example with the constants.
    fn sent<T: EncodeValue + Serialize + DeserializeOwned>(&mut self, name: &str, example: &str) {
        self.sent += 1;
        let value = match serde_json::from_str::<T>(example) {
            Ok(value) => value,
            Err(error) => return self.judge(name, example, Err(error.to_string())),
        };
        let sent = value.encode(&mut EncodeContext::default(), Wire::PLAIN);
        // A body of bytes is no JSON.
        let sent = sent.to_json().unwrap_or_else(|_| example.to_owned());
        match contains(&parse(&sent), &parse(example)) {
            true => self.judge(name, &sent, round_trip(&value).map(Some)),
            false => self.judge(name, example, Err(format!("sends {sent}"))),
        }
    }

    fn judge(&mut self, name: &str, example: &str, outcome: Result<Option<JsonValue>, String>) {
        match outcome {
            Ok(Some(json)) if same(&parse(example), &json) => {}
            Ok(json) => self
                .faults
                .push(format!("{name}: {example}\n  is {json:?}")),
            Err(error) if error.contains("a secret is not") || error.contains("a file is not") => {
                self.refused += 1;
            }
            Err(error) => self.faults.push(format!("{name}: {example}\n  {error}")),
        }
    }
}

/// The JSON of a value, which is the same after a round trip through JSON and through CBOR.
fn round_trip<T: Serialize + DeserializeOwned>(value: &T) -> Result<JsonValue, String> {
    let json = serde_json::to_value(value).map_err(|error| error.to_string())?;
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    let again: T = serde_json::from_str(&text).map_err(|error| format!("{text}: {error}"))?;
    let second = serde_json::to_value(&again).map_err(|error| error.to_string())?;
    if second != json {
        return Err(format!("JSON {json} becomes {second}"));
    }
    let mut cbor = Vec::new();
    ciborium::into_writer(value, &mut cbor).map_err(|error| error.to_string())?;
    let again: T = ciborium::from_reader(&*cbor).map_err(|error| format!("CBOR: {error}"))?;
    let second = serde_json::to_value(&again).map_err(|error| error.to_string())?;
    match second == json {
        true => Ok(json),
        false => Err(format!("CBOR of {json} becomes {second}")),
    }
}

fn parse(text: &str) -> JsonValue {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Whether data is that of the wire: a decimal that is a number there is a text with the same digits here. The example of a number may be a text,
/// and the other way round; an empty map that is written as a list may be either.
fn same(wire: &JsonValue, data: &JsonValue) -> bool {
    match (wire, data) {
        (JsonValue::Object(one), JsonValue::Object(other)) => {
            // A member that is only received is `null` in a request.
            let more = other.iter().filter(|(name, _)| !one.contains_key(*name));
            more.map(|(_, value)| value).all(JsonValue::is_null)
                && one.iter().all(|(name, one)| {
                    let found = other.get(name);
                    found.is_some_and(|other| same(one, other))
                })
        }
        (JsonValue::Array(one), JsonValue::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (JsonValue::Number(number), JsonValue::String(text))
        | (JsonValue::String(text), JsonValue::Number(number)) => {
            let number: Option<Amount> = number.to_string().parse().ok();
            number.is_some_and(|number| text.parse().ok() == Some(number))
        }
        (JsonValue::Number(one), JsonValue::Number(other)) => {
            one.to_string().parse::<Amount>().ok() == other.to_string().parse().ok()
        }
        // JSON within a text (`as json`).
        (JsonValue::String(one), JsonValue::String(other)) => {
            let inner = |text: &str| serde_json::from_str(text).ok().filter(JsonValue::is_object);
            one == other
                || inner(one)
                    .zip(inner(other))
                    .is_some_and(|(one, other)| same(&one, &other))
        }
        // The example of a value that stands for none.
        (JsonValue::Null, other) => matches!(other, JsonValue::Null | JsonValue::String(_)),
        (JsonValue::Array(list), JsonValue::Object(map))
        | (JsonValue::Object(map), JsonValue::Array(list)) => list.is_empty() && map.is_empty(),
        _ => wire == data,
    }
}

/// The same for an object that may have more members, such as constants, and for a value that stands for none.
fn contains(all: &JsonValue, some: &JsonValue) -> bool {
    match (all, some) {
        (JsonValue::Object(all), JsonValue::Object(some)) => some.iter().all(|(name, some)| {
            let found = all.get(name);
            found.is_some_and(|found| contains(found, some))
        }),
        (JsonValue::Array(all), JsonValue::Array(some)) => {
            all.len() == some.len() && all.iter().zip(some).all(|(all, some)| contains(all, some))
        }
        (_, JsonValue::Null) => true,
        _ => same(some, all),
    }
}

#[test]
fn every_type_of_every_client_is_the_same_after_a_round_trip() {
    let mut tally = Tally::default();
    all(&mut tally);
    let Tally {
        received,
        sent,
        refused,
        faults,
    } = tally;
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(received > 300 && sent > 300, "{received} {sent}");
    assert!(refused < (received + sent) / 10, "{refused}");
}

/// The data of a value that is decoded from the wire; and what is read of that data again.
fn data_of<T: Decode + Serialize + DeserializeOwned>(wire: &str) -> (JsonValue, T) {
    let mut value = T::blank();
    decode(wire.as_bytes(), &mut value, Wire::PLAIN).expect("a value");
    let json = round_trip(&value).expect("a round trip");
    let again = serde_json::from_value(json.clone()).expect("a value");
    (json, again)
}

#[test]
fn decimals_are_texts_but_where_their_kind_tells_a_form() {
    use specie_tests::golden::shapes::Level;
    use specie_tests::golden::unions::MetadataValue;
    let (json, level) = data_of::<Level>("[1.10, \"2.50\"]");
    assert_eq!(json, serde_json::json!(["1.10", "2.50"]));
    assert_eq!(level.price.as_str(), "1.10");
    let (json, value) = data_of::<MetadataValue>("1.10");
    assert_eq!(json.to_string(), "1.1");
    assert_eq!(
        value,
        MetadataValue::Decimal("1.1".parse().expect("a decimal"))
    );
    let (json, value) = data_of::<MetadataValue>("\"1.10\"");
    assert_eq!(json.to_string(), "\"1.10\"");
    assert_eq!(value, MetadataValue::Text("1.10".into()));
}

/// Numbers and texts are read; a number that may have lost digits is not.
#[test]
fn amounts_are_read_from_both() {
    let read = |text: &str| serde_json::from_str::<Amount>(text).map(|amount| amount.to_string());
    for (json, due) in [
        ("\"1.10\"", "1.10"),
        ("\"1e-30\"", "1e-30"),
        ("7", "7"),
        ("-18446744073709551615", "-18446744073709551615"),
        ("0.1", "0.1"),
        ("123456789012.345", "123456789012.345"),
    ] {
        assert_eq!(read(json).expect(json), due);
    }
    for json in [
        "0.1234567890123456789",
        "null",
        "true",
        "\"\"",
        "\"NaN\"",
        "[1]",
    ] {
        assert!(read(json).is_err(), "{json}");
    }
    let amount: Amount = "0.1000000000000000000001".parse().expect("a decimal");
    assert_eq!(
        serde_json::to_string(&amount).expect("JSON"),
        "\"0.1000000000000000000001\""
    );
}

#[test]
fn responses_by_status_are_objects_with_the_status() {
    use specie_tests::golden::calls::{OwnTrade, PlaceTradeResponse};
    let time = specie::Timestamp::from_millis(1_700_000_000_123).expect("a time");
    let mut trade = OwnTrade::blank();
    let example = serde_json::to_value(&trade).expect("JSON");
    trade = serde_json::from_value(example.clone()).expect("a trade");
    for (response, json) in [
        (
            PlaceTradeResponse::Status200(trade),
            serde_json::json!({ "200": example }),
        ),
        (
            PlaceTradeResponse::Status201(time),
            serde_json::json!({ "201": 1_700_000_000_123_i64 }),
        ),
        (
            PlaceTradeResponse::Status202(None),
            serde_json::json!({ "202": null }),
        ),
        (
            PlaceTradeResponse::Status204,
            serde_json::json!({ "204": null }),
        ),
    ] {
        assert_eq!(round_trip(&response).expect("a round trip"), json);
        let again: PlaceTradeResponse = serde_json::from_value(json).expect("a response");
        assert_eq!(again, response);
    }
    for json in [
        "{}",
        "{\"200\":null,\"204\":null}",
        "{\"404\":null}",
        "{\"201\":\"x\"}",
        "1",
    ] {
        assert!(
            serde_json::from_str::<PlaceTradeResponse>(json).is_err(),
            "{json}"
        );
    }
}

#[test]
fn secrets_and_files_are_refused() {
    use specie_tests::golden::secrets::CreateHook;
    let request = CreateHook::new("n", vec!["s3cret".into()]);
    let error = serde_json::to_string(&request)
        .expect_err("a secret")
        .to_string();
    assert_eq!(error, "`spare.0`: a secret is not written as data");
    let read = serde_json::from_str::<CreateHook>(r#"{"name":"n","spare":["s3cret"]}"#);
    let error = read.expect_err("a secret").to_string();
    assert!(
        error.contains("$.spare[0]: a secret is not read"),
        "{error}"
    );
    assert!(!error.contains("s3cret\""), "{error}");
    // Without one it is like any other.
    assert!(round_trip(&CreateHook::new("n", Vec::new())).is_ok());
}

#[test]
fn headers_beside_data_are_a_member() {
    use specie::runtime::WithHeaders;
    use specie_tests::golden::calls::Paging;
    let response = WithHeaders {
        data: vec![7_i64],
        headers: Paging::blank(),
    };
    let json = round_trip(&response).expect("a round trip");
    assert_eq!(json["data"], serde_json::json!([7]));
    assert!(json["headers"].is_object());
}

/// Numbers in JSON of any shape are kept exactly, or refused.
#[test]
fn json_keeps_its_numbers_or_is_refused() {
    use specie::Json;
    for (text, written) in [
        (
            r#"{"b":[null,true,"é"],"a":{"x":-7}}"#,
            r#"{"b":[null,true,"é"],"a":{"x":-7}}"#,
        ),
        ("18446744073709551615", "18446744073709551615"),
        ("1.50", "1.5"),
        ("1e30", "1e+30"),
        ("-0", "-0.0"),
    ] {
        let json: Json = text.parse().expect("JSON");
        let data = serde_json::to_string(&json).expect("JSON");
        assert_eq!(data, written);
        let again: Json = serde_json::from_str(&data).expect("JSON");
        assert_eq!(serde_json::to_string(&again).expect("JSON"), written);
    }
    for text in ["0.12345678901234567890", "1e999", "36893488147419103233"] {
        let json: Json = text.parse().expect("JSON");
        let error = serde_json::to_string(&json).expect_err("too many digits");
        assert!(error.to_string().contains("has more digits"), "{error}");
    }
    assert!(serde_json::from_str::<Json>(r#"{"a":1,"a":2}"#).is_err());
}

#[test]
fn times_keep_their_precision() {
    use specie::Timestamp;
    use specie_tests::golden::calls::PlaceTradeResponse;
    let precise: Timestamp = "2023-11-14T22:13:20.123456789Z".parse().expect("a time");
    let json = serde_json::to_value(PlaceTradeResponse::Status201(precise)).expect("JSON");
    assert_eq!(json, serde_json::json!({ "201": "1700000000123.456789" }));
    let again: PlaceTradeResponse = serde_json::from_value(json).expect("a response");
    assert_eq!(again, PlaceTradeResponse::Status201(precise));
    assert_eq!(
        serde_json::to_string(&precise).expect("JSON"),
        "\"2023-11-14T22:13:20.123456789Z\""
    );
}

/// Fields of a user's own type.
#[test]
fn types_of_the_runtime_in_a_type_of_the_user() {
    use specie::runtime::{Bytes, Date, Nullable};
    use specie::{Map, Timestamp};
    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Row {
        amount: Amount,
        at: Timestamp,
        day: Date,
        key: Bytes,
        by_coin: Map<Amount>,
        #[serde(default, skip_serializing_if = "Nullable::is_absent")]
        note: Nullable<String>,
        #[serde(default, skip_serializing_if = "Nullable::is_absent")]
        tag: Nullable<String>,
    }
    let text = r#"{"amount":"1.10","at":"2023-11-14T22:13:20Z","day":"2023-11-14","key":"+/8Afw==","by_coin":{"BTC":"0.10"},"note":null}"#;
    let row: Row = serde_json::from_str(text).expect("a row");
    assert!(row.note.is_null() && row.tag.is_absent());
    assert_eq!(serde_json::to_string(&row).expect("JSON"), text);
    assert!(serde_json::to_string(&Nullable::<String>::Absent).is_err());
    assert!(serde_json::from_str::<Map<i64>>(r#"{"a":1,"a":2}"#).is_err());
}
