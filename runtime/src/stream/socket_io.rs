//! The packets of socket.io over Engine.IO 3, within the text frames of a WebSocket.
//!
//! The server begins with `0{…}`, which says how often the client must ping, and `40`, after which events may be sent: `42["name",data]`
//! in both directions. The client pings with `2` and the server answers with `3`. `41` ends it, `44` refuses it. `451-[…]` is an event with bytes, which follow in
//! binary frames: no provider sends any, so they are not read.

use crate::codec::locate;
use crate::signing::plan::PathSegment;
use std::time::Duration;

/// What the client sends to show that it is alive.
pub(super) const PING: &str = "2";

/// The packets of one connection.
#[derive(Debug)]
pub(super) struct Packets {
    every: Duration,
    timeout: Duration,
    /// Binary frames that belong to an event which was not read.
    attachments: usize,
}

impl Default for Packets {
    /// The defaults of the library.
    fn default() -> Self {
        Self {
            every: Duration::from_secs(25),
            timeout: Duration::from_secs(60),
            attachments: 0,
        }
    }
}

/// What a packet is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Packet {
    /// Events may be sent now. The client must ping this often, and the connection is dead after this long.
    Connected {
        /// How often.
        every: Duration,
        /// How long.
        dead: Duration,
    },
    /// An event. Its name and its data are a list that begins at this offset.
    Event(usize),
    /// The server ends it, for this reason.
    Closed(String),
    /// It has no meaning for the conversation.
    Other,
}

impl Packets {
    /// Reads a packet.
    ///
    /// # Errors
    /// It is not a packet.
    pub(super) fn read(&mut self, packet: &[u8]) -> Result<Packet, String> {
        match packet {
            [b'0', ..] => {
                let open = packet.get(1..).unwrap_or_default();
                let millis = |name: &'static str| {
                    let path = [PathSegment::Name(name.into())];
                    let range = locate(open, &path).ok()??;
                    let digits = std::str::from_utf8(open.get(range)?).ok()?;
                    digits.parse().ok().map(Duration::from_millis)
                };
                self.every = millis("pingInterval").unwrap_or(self.every);
                self.timeout = millis("pingTimeout").unwrap_or(self.timeout);
                Ok(Packet::Other)
            }
            b"40" => Ok(Packet::Connected {
                every: self.every,
                dead: self.every + self.timeout,
            }),
            [b'4', b'2', rest @ ..] => {
                let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                match rest.get(digits) {
                    Some(b'[') => Ok(Packet::Event(2 + digits)),
                    _ => Err(not_a_packet(packet)),
                }
            }
            b"41" | b"1" => Ok(Packet::Closed("the server closed the stream".to_owned())),
            [b'4', b'4', ..] => Ok(Packet::Closed(format!(
                "the server refused the stream: {}",
                start(packet)
            ))),
            [b'4', b'5' | b'6', rest @ ..] => {
                let digits = rest.iter().take_while(|byte| byte.is_ascii_digit());
                let count = digits.fold(0_usize, |count, digit| {
                    count
                        .saturating_mul(10)
                        .saturating_add(usize::from(digit - b'0'))
                });
                self.attachments = count;
                Err(format!(
                    "an event with bytes, which is not read: `{}`",
                    start(packet)
                ))
            }
            [b'2'..=b'6', ..] => Ok(Packet::Other),
            _ => Err(not_a_packet(packet)),
        }
    }

    /// A binary frame was received.
    ///
    /// # Errors
    /// It does not belong to an event of which that was told already.
    pub(super) fn binary(&mut self) -> Result<(), String> {
        match self.attachments.checked_sub(1) {
            Some(left) => self.attachments = left,
            None => return Err("expected a packet of socket.io, found bytes".to_owned()),
        }
        Ok(())
    }

    /// The packet of an event, which is a list. Anything else is a packet already.
    pub(super) fn event(text: String) -> String {
        match text.starts_with('[') {
            true => format!("42{text}"),
            false => text,
        }
    }
}

fn not_a_packet(packet: &[u8]) -> String {
    format!("expected a packet of socket.io, found `{}`", start(packet))
}

/// The start of a packet, as it is shown.
fn start(packet: &[u8]) -> String {
    let start = packet.get(..packet.len().min(80)).unwrap_or_default();
    String::from_utf8_lossy(start).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    // What a server of socket.io 1.7.4 sends, recorded.
    #[test]
    fn packets_are_told_apart() {
        let mut packets = Packets::default();
        let open = br#"0{"sid":"q","upgrades":[],"pingInterval":700,"pingTimeout":60000}"#;
        assert_eq!(packets.read(open), Ok(Packet::Other));
        let connected = Packet::Connected {
            every: Duration::from_millis(700),
            dead: Duration::from_millis(60_700),
        };
        assert_eq!(packets.read(b"40"), Ok(connected));
        assert_eq!(packets.read(br#"42["version",{}]"#), Ok(Packet::Event(2)));
        assert_eq!(packets.read(br#"4217["version",{}]"#), Ok(Packet::Event(4)));
        assert_eq!(packets.read(b"3"), Ok(Packet::Other));
        let closed = Packet::Closed("the server closed the stream".to_owned());
        assert_eq!(packets.read(b"41"), Ok(closed));
        let refused = packets.read(br#"44"Authentication error""#);
        assert!(matches!(refused, Ok(Packet::Closed(why)) if why.contains("Authentication error")));
        assert_eq!(packets.read(br#"431[{"ok":true}]"#), Ok(Packet::Other));
        for wrong in [&b""[..], b"42", b"42{}", b"x", b"{}"] {
            assert!(packets.read(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn an_event_with_bytes_is_told_once() {
        let mut packets = Packets::default();
        assert!(packets.binary().is_err());
        let event = br#"452-["blob",{"_placeholder":true,"num":0}]"#;
        let told = packets.read(event).expect_err("bytes");
        assert!(told.contains("blob"), "{told}");
        assert_eq!((packets.binary(), packets.binary()), (Ok(()), Ok(())));
        assert!(packets.binary().is_err());
    }

    #[test]
    fn events_become_packets() {
        assert_eq!(Packets::event("[\"a\"]".to_owned()), "42[\"a\"]");
        assert_eq!(Packets::event(PING.to_owned()), "2");
    }
}
