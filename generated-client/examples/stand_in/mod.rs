//! A local stand-in for a provider, so that the examples run anywhere. It responds to each request with the next prepared text.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Starts on a free loopback port and returns the address.
pub async fn start(answers: Vec<&'static str>) -> std::io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        let mut answers = answers.into_iter();
        while let Ok((mut stream, _)) = listener.accept().await {
            while let Ok(Some(request)) = read(&mut stream).await {
                println!("--- the stand-in received\n{}\n---", request.trim_end());
                let body = answers.next().unwrap_or("{}");
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                );
                if stream.write_all((head + body).as_bytes()).await.is_err() {
                    break;
                }
            }
        }
    });
    Ok(url)
}

/// Reads one request, head and body, as text; `None` when the connection ends.
async fn read(stream: &mut TcpStream) -> std::io::Result<Option<String>> {
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse()
                    .ok()
            });
            if body.len() >= length.unwrap_or(0) {
                return Ok(Some(text.into_owned()));
            }
        }
        match stream.read(&mut part).await? {
            0 => return Ok(None),
            n => bytes.extend_from_slice(&part[..n]),
        }
    }
}
