//! A server in a process of its own, so that its work is not in the figures: it gives each request the response of its path.

use super::AnyError;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

/// Tells the program that it is to serve.
const SERVE: &str = "SPECIE_BENCH_SERVE";

pub const INVOICE: &str = r#"{"id":"1be6a518-6dcd-477d-96af-dd914b1300ce","invoiceAddress":"0xc195df92dd9db2a8f28e597981f113d6e7582f8b","type":"SINGLE","amount":0.001,"fee":0.0000001,"totalDebitAmount":0.0009999,"currency":"ETH","state":"PENDING_PAYMENT","description":"Three boxes of green tea","createdDate":"2023-03-15T12:13:05.909Z","idempotencyKey":"7c0e2d6f-0a51-4a86-9d0b-3a3c1ad4a5a1","expiration":"2023-03-15T15:13:05.909Z","fiatAmount":4.25,"fiatCurrency":"EUR","isInterventionResolved":false,"subscriptionEnabled":false,"externalId":"order-000123","fiatAvailable":true,"autoconversion":{"targetCurrency":"USDT","amount":1.5}}"#;
pub const RATE: &str = r#"{"rateId":"1be6a518-6dcd-477d-96af-dd914b1300ce","rate":0.9231,"fiatCurrency":"EUR","currency":"USDT_TRX","expiredDate":"2023-03-15T15:13:05.909Z"}"#;

/// The server, which ends with this value.
pub struct ServerProcess {
    process: Child,
    pub url: String,
}

impl ServerProcess {
    pub fn start() -> Result<Self, AnyError> {
        let mut process = Command::new(std::env::current_exe()?)
            .env(SERVE, "1")
            .stdout(Stdio::piped())
            .spawn()?;
        let mut url = String::new();
        let said = process.stdout.take().ok_or("the server says nothing")?;
        BufReader::new(said).read_line(&mut url)?;
        let url = url.trim_end().to_owned();
        Ok(Self { process, url })
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // It has nothing to lose, and may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whether this process is the server.
pub fn is_wanted() -> bool {
    std::env::var_os(SERVE).is_some()
}

/// Serves until the process ends.
pub fn serve() -> Result<(), AnyError> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}", listener.local_addr()?);
    for stream in listener.incoming() {
        let stream = stream?;
        // A connection that breaks is the end of it, nothing more.
        std::thread::spawn(move || converse(stream).ok());
    }
    Ok(())
}

fn converse(mut stream: TcpStream) -> Result<(), AnyError> {
    stream.set_nodelay(true)?;
    let [invoice, rate] = [INVOICE, RATE].map(response);
    let mut buffer = vec![0; 16 * 1024];
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..])?;
        if read == 0 {
            return Ok(());
        }
        filled += read;
        if let Some(length) = length_of_request(&buffer[..filled])
            && filled >= length
        {
            let is_rate = buffer.starts_with(b"POST /api/v1/c2f");
            stream.write_all(if is_rate { &rate } else { &invoice })?;
            filled = 0;
        }
    }
}

/// The bytes of a response.
fn response(body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ndate: Wed, 15 Mar 2023 12:13:05 GMT\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}

/// The length of a request, once its headers are there.
fn length_of_request(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..head]).ok()?;
    let body: usize = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let named = name.eq_ignore_ascii_case("content-length");
        named.then(|| value.trim().parse().ok())?
    })?;
    Some(head + body)
}
