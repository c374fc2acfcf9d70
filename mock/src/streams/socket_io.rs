//! The packets of socket.io over Engine.IO 3, from the server's side.
//!
//! The server begins with `0{…}` and `40`, sends events as `42["name",data]`, answers the client's `2` with `3`, and leaves a client that does
//! not ping in time. `41` ends it.

use specie_codegen::json;
use specie_runtime::signing::plan::Data;
use std::time::Duration;
use tokio::time::Instant;

/// How often clients must ping, and how long they have after that: the defaults of the library.
const PING_INTERVAL: Duration = Duration::from_secs(25);
const PING_TIMEOUT: Duration = Duration::from_secs(60);

/// The packets of a connection.
pub(super) struct Packets {
    /// When the client was heard last.
    heard: Instant,
}

/// What a packet of the client is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Packet<'p> {
    /// An event: a list of its name and its data.
    Event(&'p str),
    /// It is answered by this one.
    Answer(String),
    /// The client leaves.
    Closed,
    /// It has no meaning for the conversation.
    Other,
    /// It is none.
    Unknown,
}

impl Packets {
    pub(super) fn new(now: Instant) -> Self {
        Self { heard: now }
    }

    /// When the client counts as gone, unless it is heard before.
    pub(super) fn gone_at(&self) -> Instant {
        self.heard + PING_INTERVAL + PING_TIMEOUT
    }

    /// Reads a packet.
    pub(super) fn read<'p>(&mut self, packet: &'p str, now: Instant) -> Packet<'p> {
        self.heard = now;
        let kinds = (packet.get(..1), packet.get(1..));
        match kinds {
            (Some("2"), Some(rest)) => Packet::Answer(format!("3{rest}")),
            (Some("1"), _) => Packet::Closed,
            (Some("3" | "5" | "6"), _) => Packet::Other,
            (Some("4"), Some("1")) => Packet::Closed,
            (Some("4"), Some(rest)) => message(rest),
            _ => Packet::Unknown,
        }
    }
}

/// A packet of socket.io within one of Engine.IO.
fn message(packet: &str) -> Packet<'_> {
    // Events that want an acknowledgement have a number: the provider gives none.
    let event = packet.strip_prefix('2');
    let event = event.map(|event| event.trim_start_matches(|c: char| c.is_ascii_digit()));
    match event {
        Some(event) if event.starts_with('[') => Packet::Event(event),
        _ if packet.starts_with("0/") => {
            let namespace = packet.get(1..).unwrap_or_default();
            let namespace = namespace.split(['?', ',']).next().unwrap_or_default();
            Packet::Answer(format!("44{namespace},\"Invalid namespace\""))
        }
        _ if packet.starts_with(['0', '3']) => Packet::Other,
        _ => Packet::Unknown,
    }
}

/// What the server begins with. `upgrades`: whether the client may change to a WebSocket.
pub(super) fn open(sid: &str, upgrades: bool) -> String {
    let member = |name: &'static str, value| (name.into(), value);
    let millis = |duration: Duration| Data::Integer(duration.as_millis().to_string().into());
    let upgrades = match upgrades {
        true => vec![Data::Text("websocket".into())],
        false => Vec::new(),
    };
    let open = [
        member("sid", Data::Text(sid.to_owned().into())),
        member("upgrades", Data::List(upgrades.into())),
        member("pingInterval", millis(PING_INTERVAL)),
        member("pingTimeout", millis(PING_TIMEOUT)),
    ];
    format!("0{}", json::object(&open))
}

/// The namespace is open: events may be sent.
pub(super) const CONNECTED: &str = "40";
/// The server ends it.
pub(super) const DISCONNECTED: &str = "41";
/// A client tries its WebSocket, the answer to that, and the client's change to it.
pub(super) const PROBE: &str = "2probe";
pub(super) const PROBED: &str = "3probe";
pub(super) const CHANGE: &str = "5";
/// Nothing: ends a request that waits.
pub(super) const NOOP: &str = "6";

/// The packet of an event.
pub(super) fn event(text: &str) -> String {
    format!("42{text}")
}

/// Packets as the body of a poll: each with its length in UTF-16 units.
pub(super) fn payload<'p>(packets: impl IntoIterator<Item = &'p str>) -> String {
    let packets = packets.into_iter();
    packets
        .map(|packet| format!("{}:{packet}", packet.encode_utf16().count()))
        .collect()
}

/// The packets of a body. `None`: it has another form.
pub(super) fn packets(payload: &str) -> Option<Vec<&str>> {
    let mut packets = Vec::new();
    let mut rest = payload;
    while !rest.is_empty() {
        let (length, behind) = rest.split_once(':')?;
        let length: usize = length.parse().ok()?;
        let mut units = 0;
        let mut ends = behind.char_indices().map(|(at, c)| {
            units += c.len_utf16();
            (at + c.len_utf8(), units)
        });
        let end = match length {
            0 => 0,
            _ => ends.find(|(_, units)| *units == length)?.0,
        };
        let (packet, behind) = (behind.get(..end)?, behind.get(end..)?);
        packets.push(packet);
        rest = behind;
    }
    Some(packets)
}

/// A packet of a body as its client means it. Clients of version 1 encode packets as UTF-8, and then the body once more.
pub(super) fn decoded(packet: &str) -> String {
    let bytes: Option<Vec<u8>> = packet.chars().map(|c| u8::try_from(c).ok()).collect();
    let once = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    once.unwrap_or_else(|| packet.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    // What clients of socket.io 1.7.4 and 2.5.0 send, recorded.
    #[test]
    fn packets_of_clients_are_told_apart() {
        let now = Instant::now();
        let mut packets = Packets::new(now);
        let mut read = |packet| match packets.read(packet, now) {
            Packet::Event(event) => format!("event {event}"),
            other => format!("{other:?}"),
        };
        assert_eq!(read(r#"42["GET /state",{}]"#), r#"event ["GET /state",{}]"#);
        assert_eq!(
            read(r#"420["GET /state",{}]"#),
            r#"event ["GET /state",{}]"#
        );
        assert_eq!(read("2"), r#"Answer("3")"#);
        assert_eq!(read("2probe"), r#"Answer("3probe")"#);
        assert_eq!(read("5"), "Other");
        assert_eq!(read("41"), "Closed");
        assert_eq!(
            read("40/private?token=1"),
            r#"Answer("44/private,\"Invalid namespace\"")"#
        );
        for unknown in ["", "x", "42", "42{}", "é", "4", r#"451-["a",{}]"#] {
            assert_eq!(read(unknown), "Unknown", "{unknown}");
        }
    }

    #[test]
    fn lengths_of_polls_are_those_of_javascript() {
        let sent = ["40", r#"42["a","茶🍵"]"#, ""];
        let body = payload(sent);
        assert_eq!(body, r#"2:4013:42["a","茶🍵"]0:"#);
        assert_eq!(packets(&body).as_deref(), Some(&sent[..]));
        assert_eq!(
            decoded("42[\"\u{e8}\u{8c}\u{b6}\"]"),
            "42[\"茶\"]",
            "as version 1 sends it"
        );
        assert_eq!(
            decoded("42[\"茶 é\"]"),
            "42[\"茶 é\"]",
            "as version 2 sends it"
        );
        for wrong in ["2", "2:4", "x:40", ":40", "-1:4", "1:🍵"] {
            assert_eq!(packets(wrong), None, "{wrong}");
        }
    }
}
