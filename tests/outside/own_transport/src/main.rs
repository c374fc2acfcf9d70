use specie::coinpayments::{Client, Credentials};
use specie::runtime::{
    BoxFuture, Transport, TransportError, TransportFailure, TransportRequest, TransportResponse,
};

/// Sends by an HTTP library of your own: exactly these bytes, once, without following redirects.
struct Own;

impl Transport for Own {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        println!("{} {}", request.method, request.url);
        Box::pin(async { Err(TransportError::not_sent(TransportFailure::Connect)) })
    }
}

fn main() -> Result<(), specie::Error> {
    let credentials = Credentials::new("public key", "private key");
    let client = Client::builder(credentials).transport(Own).build()?;
    println!("{client:?}");
    Ok(())
}
