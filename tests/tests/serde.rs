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
