//! Messages over stdin and stdout.
//!
//! The messages are those of `lsp-server`, but not its reader: it decodes them with serde's untagged enums straight from the text, which
//! fails for every number when serde_json's `arbitrary_precision` is on, as it is in this program. Decoding through a `Value` works.

use crate::server::{ServerError, serve};
use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{Connection, ErrorCode, Message, RequestId, Response};
use serde_json::Value;
use std::io::{self, BufRead, Read, Write};

/// The longest message that is read: twice the largest spec, with room for escapes.
const MAX_BYTES: usize = 64 << 20;

/// Serves one editor over stdin and stdout, until it says `exit` or closes stdin.
///
/// # Errors
/// The editor left without `shutdown`, or stopped reading.
pub fn run_stdio() -> Result<(), ServerError> {
    let (incoming, receiver) = unbounded();
    let (sender, outgoing) = unbounded();
    let refusals = sender.clone();
    std::thread::spawn(move || read_all(&mut io::stdin().lock(), &incoming, &refusals));
    let writer = std::thread::spawn(move || write_all(&mut io::stdout().lock(), &outgoing));
    let connection = Connection { sender, receiver };
    let served = serve(&connection);
    // What was answered is written before the process ends. The reader ends at `exit` and at the end of the input, so no sender is left.
    drop(connection);
    match writer.join() {
        Ok(()) => served,
        Err(_) => Err(ServerError::Disconnected),
    }
}

/// Reads messages until `exit` or the end of the input. What is not a message is answered by an error.
fn read_all(input: &mut dyn BufRead, messages: &Sender<Message>, refusals: &Sender<Message>) {
    while let Ok(Some(text)) = read_text(input) {
        let message = match message(&text) {
            Ok(message) => message,
            Err(refusal) => match refusals.send(refusal.into()) {
                Ok(()) => continue,
                Err(_) => return,
            },
        };
        let is_exit = matches!(&message, Message::Notification(it) if it.method == "exit");
        if messages.send(message).is_err() || is_exit {
            return;
        }
    }
}

fn write_all(output: &mut dyn Write, messages: &Receiver<Message>) {
    for message in messages {
        if message.write(&mut &mut *output).is_err() {
            return;
        }
    }
}

/// The text of the next message; none at the end of the input.
fn read_text(input: &mut dyn BufRead) -> io::Result<Option<String>> {
    let mut length = None;
    loop {
        let mut line = String::new();
        // A header is short; a line without an end must not fill the memory.
        if input.take(4_096).read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse::<usize>().ok();
        }
    }
    let length = length
        .filter(|length| *length <= MAX_BYTES)
        .ok_or_else(|| io::Error::other("expected `Content-Length` with a length"))?;
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// The message that a text is, or the response that refuses it.
#[expect(clippy::result_large_err, reason = "either is sent at once")]
fn message(text: &str) -> Result<Message, Response> {
    // `null` is the id of a request that could not be read; the library knows no such id.
    let refuse = |id: Option<RequestId>, code: ErrorCode, what: &str| {
        let id = id.unwrap_or_else(|| RequestId::from(-1));
        Response::new_err(id, code as i32, what.to_owned())
    };
    let value: Value = serde_json::from_str(text)
        .map_err(|error| refuse(None, ErrorCode::ParseError, &error.to_string()))?;
    let id = value.get("id").and_then(|id| match id {
        Value::String(text) => Some(RequestId::from(text.clone())),
        id => Some(RequestId::from(i32::try_from(id.as_i64()?).ok()?)),
    });
    serde_json::from_value(value)
        .map_err(|error| refuse(id, ErrorCode::InvalidRequest, &error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn messages_are_read_one_after_the_other() {
        let two = framed(r#"{"jsonrpc":"2.0","id":7,"method":"shutdown"}"#)
            + "content-type: x\r\n"
            + &framed(r#"{"jsonrpc":"2.0","method":"exit","params":{"n":1.5}}"#);
        let mut input = two.as_bytes();
        let first = read_text(&mut input).unwrap().unwrap();
        assert!(matches!(message(&first), Ok(Message::Request(it)) if it.id == 7.into()));
        let second = read_text(&mut input).unwrap().unwrap();
        assert!(matches!(message(&second), Ok(Message::Notification(it)) if it.method == "exit"));
        assert_eq!(read_text(&mut input).unwrap(), None);
    }

    #[test]
    fn what_is_not_a_message_is_refused() {
        let refused = message("{").unwrap_err();
        assert_eq!(refused.response_result.unwrap_err().code, -32700);
        let refused = message(r#"{"id":3}"#).unwrap_err();
        assert_eq!(refused.id, 3.into());
        assert_eq!(refused.response_result.unwrap_err().code, -32600);
        for broken in [
            "Content-Length: x\r\n\r\n{}",
            "Content-Length: 99999999999\r\n\r\n",
            "\r\n",
        ] {
            assert!(read_text(&mut broken.as_bytes()).is_err(), "{broken}");
        }
    }
}
