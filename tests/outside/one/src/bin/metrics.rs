use specie::coinpayments::{Client, Credentials};
use specie::runtime::{Attempt, AttemptEnd, CallObserver};

struct Metrics;

impl CallObserver for Metrics {
    fn after_attempt(&self, attempt: &Attempt, end: &AttemptEnd) {
        let (operation, elapsed) = (attempt.operation(), end.elapsed().as_millis());
        println!(
            "calls{{operation={operation}, result={:?}}} {elapsed} ms",
            end.result()
        );
    }
}

fn main() -> Result<(), specie::Error> {
    let credentials = Credentials::new("public key", "private key");
    let client = Client::builder(credentials).observer(Metrics).build()?;
    println!("{client:?}");
    Ok(())
}
