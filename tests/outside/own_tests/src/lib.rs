//! The payouts of a shop, and their tests.

use specie::coinpayments::{Client, CreateWithdrawal, CreateWithdrawalTo};
use specie::{Amount, Error, Outcome};

/// What became of a payout.
#[derive(Debug, PartialEq)]
pub enum Payout {
    Sent(String),
    Refused,
    /// It may have been sent: somebody must find out before it is sent again.
    Unknown,
}

/// Sends litecoins to a customer.
pub async fn pay_out(client: &Client, amount: Amount, address: &str) -> Result<Payout, Error> {
    let to = CreateWithdrawalTo::Address(address.to_owned());
    let request = CreateWithdrawal::new(amount, "LTC", to);
    match client.create_withdrawal(&request).await {
        Ok(withdrawal) => Ok(Payout::Sent(withdrawal.id)),
        Err(error) => match error.outcome() {
            Outcome::Rejected => Ok(Payout::Refused),
            Outcome::Ambiguous => Ok(Payout::Unknown),
            _ => Err(error),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use specie::coinpayments::Credentials;
    use specie::runtime::TransportFailure;
    use specie::testing::{Delivery, Replay, Reply, TestStore};

    type Done = Result<(), Box<dyn std::error::Error>>;

    fn client(replay: &Replay) -> Result<Client, Error> {
        let credentials = Credentials::new("public", "private");
        Client::builder(credentials.ipn_secret("secret").merchant_id("shop"))
            .transport(replay.clone())
            .clock(replay.time())
            .timer(replay.time())
            .store(TestStore::new(&replay.time()))
            .build()
    }

    #[tokio::test]
    async fn a_payout_is_sent() -> Done {
        let replay = Replay::new();
        let created = r#"{"error": "ok", "result": {"id": "W1", "status": 0, "amount": "1.5"}}"#;
        replay
            .expect("create_withdrawal", Reply::empty().status(429))
            .expect("create_withdrawal", Reply::json(created));
        let paid = pay_out(&client(&replay)?, "1.5".parse()?, "LXk1").await?;
        assert_eq!(paid, Payout::Sent("W1".into()));
        assert_eq!(replay.sent()[1].param("amount").as_deref(), Some("1.5"));
        Ok(replay.finish()?)
    }

    #[tokio::test]
    async fn a_payout_that_was_lost_is_not_sent_again() -> Done {
        let replay = Replay::new();
        let lost = Reply::maybe_sent(TransportFailure::Timeout);
        replay.expect("create_withdrawal", lost);
        let paid = pay_out(&client(&replay)?, "1.5".parse()?, "LXk1").await?;
        assert_eq!(paid, Payout::Unknown);
        Ok(replay.finish()?)
    }

    #[tokio::test]
    async fn a_payout_is_refused() -> Done {
        let replay = Replay::new();
        let client = client(&replay)?;
        let poor = Reply::rejection(&client, "That amount is larger than your balance!")?;
        replay.expect("create_withdrawal", poor);
        let paid = pay_out(&client, "1.5".parse()?, "LXk1").await?;
        assert_eq!(paid, Payout::Refused);
        Ok(replay.finish()?)
    }

    #[test]
    fn a_message_of_the_provider_is_verified() -> Done {
        let client = client(&Replay::new())?;
        let message = Delivery::new(&client, "ipn")
            .body("ipn_version=1.0&ipn_type=deposit_new&ipn_mode=hmac&ipn_id=1")
            .sign()?;
        let verified = client.verify_ipn(message.headers(), message.body())?;
        assert_eq!(verified.id(), Some("1"));
        Ok(())
    }
}
