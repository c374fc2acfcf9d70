//! The other way: the generated clients, against servers written from the providers' pages, which verify signatures with Python's standard
//! library.

use crate::programs::{Result, changed, server};
use specie::runtime::RetryPolicy;
use specie::{Amount, ErrorKind, Map, Outcome};
use test_server::ScriptServer;

fn amount(text: &str) -> Result<Amount> {
    Ok(text.parse()?)
}

mod coinpayments {
    use super::*;
    use specie::coinpayments::*;

    const PUBLIC: &str = "pub_0123456789abcdef";
    const PRIVATE: &str = "priv_Fedcba9876543210";

    fn client(server: &ScriptServer, public: &str, private: &str) -> Result<Client> {
        let client = Client::builder(Credentials::new(public, private))
            .base_url(server.url())
            .settings(Settings::new().nonce(true))
            .retries(RetryPolicy::never())
            .build()?;
        Ok(client)
    }

    #[tokio::test]
    async fn payments_and_withdrawals_are_executed() -> Result<()> {
        let server = server("coinpayments.py", &[PUBLIC, PRIVATE])?;
        let client = client(&server, PUBLIC, PRIVATE)?;
        let email = "jörg+test@example.com";
        let payment = CreateTransaction::new(amount("10.50")?, "USD", "USDT.TRC20", email)
            .item_name("Tea & 茶 50% ~off");
        let payment = client.create_transaction(&payment).await?;
        assert_eq!(payment.amount, amount("10.50")?);
        assert_eq!(payment.checkout_url, "https://checkout/CPTX0000");
        let ids = client.get_tx_ids(&GetTxIds::new()).await?;
        assert_eq!(ids, [payment.txn_id]);

        let to = CreateWithdrawalTo::Address("1Address".to_owned());
        let withdrawal = CreateWithdrawal::new(amount("0.75")?, "BTC", to.clone());
        let sent = client.create_withdrawal(&withdrawal).await?;
        assert_eq!(sent.status, WithdrawalStatus::Pending);
        assert_eq!(sent.amount, amount("0.75")?);
        let mut both = Map::new();
        let entry = |sum: &str| -> Result<MassWithdrawal> {
            let to = MassWithdrawalTo::Address("1Address".to_owned());
            Ok(MassWithdrawal::new(amount(sum)?, "BTC", to))
        };
        both.insert("wd1", entry("0.25")?);
        both.insert("wd2", entry("1000")?);
        let results = client
            .create_mass_withdrawal(&CreateMassWithdrawal::new(both))
            .await?;
        let errors: Vec<&str> = results
            .values()
            .map(|result| result.error.as_str())
            .collect();
        assert_eq!(errors, ["ok", "That amount is larger than your balance!"]);
        let balances = client.balances(&Balances::new()).await?;
        let left = balances.get("BTC").map(|balance| balance.balancef.clone());
        assert_eq!(left, Some(amount("1")?));

        let too_much = CreateWithdrawal::new(amount("1.00000001")?, "BTC", to);
        let error = client.create_withdrawal(&too_much).await.err();
        let error = error.ok_or("a withdrawal of more than there is")?;
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::InsufficientFunds, Outcome::Rejected)
        );
        Ok(())
    }

    #[tokio::test]
    async fn a_wrong_key_or_secret_is_refused() -> Result<()> {
        let server = server("coinpayments.py", &[PUBLIC, PRIVATE])?;
        for (public, private) in [(&*changed(PUBLIC), PRIVATE), (PUBLIC, &*changed(PRIVATE))] {
            let client = client(&server, public, private)?;
            let error = client.balances(&Balances::new()).await.err();
            assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Auth));
        }
        Ok(())
    }
}

mod calypso {
    use super::*;
    use specie::calypso::*;

    const KEY: &str = "c529e14832b34b74972365cf7bf02430";
    const SECRET: &str = "b823a6b9ea72408583cef9ec8d67fa52";
    const ACCOUNT: &str = "0xc195df92dd9db2a8f28e597981f113d6e7582f8b";

    fn client(server: &ScriptServer, key: &str, secret: &str) -> Result<Client> {
        let client = Client::builder(Credentials::new(key, secret).account(ACCOUNT))
            .base_url(server.url())
            .retries(RetryPolicy::never())
            .build()?;
        Ok(client)
    }

    #[tokio::test]
    async fn invoices_and_payouts_are_created() -> Result<()> {
        let server = server("calypso.py", &[KEY, SECRET, ACCOUNT])?;
        let client = client(&server, KEY, SECRET)?;
        let text = "Café 比 50% \"off\" / 1";
        let invoice = CreateSingleInvoice::new(amount("0.0000001")?, "ETH", text);
        let created = client.create_single_invoice(&invoice).await?;
        assert_eq!(created.state, InvoiceState::PendingPayment);
        assert_eq!(created.description.as_deref(), Some(text));
        assert_eq!(created.amount, Some(amount("0.0000001")?));
        let by = GetInvoiceBy::Id(created.id.clone());
        let read = client.get_invoice(&GetInvoice::new(by)).await?;
        assert_eq!(read.id, created.id);

        let payout = CreatePayout::new("0xdef", amount("12.5")?, "USDT")
            .idempotency_key("1be6a518-6dcd-477d-96af-dd914b1300ce");
        let sent = client.create_payout(&payout).await?;
        assert_eq!(sent.amount, amount("12.5")?);
        let again = client.create_payout(&payout).await.err();
        assert_eq!(again.map(|error| error.kind()), Some(ErrorKind::Conflict));

        let rates = GetRates::new(
            vec!["ETH".to_owned()],
            vec!["USD".to_owned(), "EUR".to_owned()],
        );
        let rates = client.get_rates(&rates).await?;
        let pairs = rates.currency_rates.iter();
        let pairs: Vec<_> = pairs
            .map(|rate| (&*rate.to_currency, rate.rates.as_str()))
            .collect();
        assert_eq!(pairs, [("USD", "1800.5"), ("EUR", "1800.5")]);
        Ok(())
    }

    #[tokio::test]
    async fn a_wrong_key_or_secret_is_refused() -> Result<()> {
        let server = server("calypso.py", &[KEY, SECRET, ACCOUNT])?;
        for (key, secret, code) in [
            (&*changed(KEY), SECRET, "002"),
            (KEY, &*changed(SECRET), "003"),
        ] {
            let client = client(&server, key, secret)?;
            let rates = GetRates::new(vec!["ETH".to_owned()], vec!["USD".to_owned()]);
            let error = client.get_rates(&rates).await.err();
            let error = error.ok_or("a call with wrong credentials")?;
            assert_eq!((error.kind(), error.code()), (ErrorKind::Auth, Some(code)));
        }
        Ok(())
    }
}

mod coinport {
    use super::*;
    use specie::coinport::*;

    const KEY: &str = "61d025b8573501c2";
    const SECRET: &str = "2d0b4979c7fe6986daa8e21d1dc0644f";
    const TOKEN: &str = "token-1";

    fn client(server: &ScriptServer, credentials: Credentials) -> Result<Client> {
        let client = Client::builder(credentials)
            .base_url(server.url())
            .retries(RetryPolicy::never())
            .build()?;
        Ok(client)
    }

    fn signed() -> Credentials {
        Credentials::new().api_key(KEY).secret(SECRET)
    }

    #[tokio::test]
    async fn orders_are_placed_listed_and_cancelled() -> Result<()> {
        let server = server("coinport.py", &[KEY, SECRET, TOKEN])?;
        for (credentials, market) in [
            (signed(), "btcaud"),
            (Credentials::new().token(TOKEN), "ethaud"),
        ] {
            let client = client(&server, credentials)?;
            let order = CreateOrder::new(market, Side::Buy, amount("0.5")?)
                .ord_type(OrderType::Limit)
                .price(amount("30.50")?);
            let placed = client.create_order(&order).await?;
            assert_eq!(placed.state, OrderState::Pending);
            assert_eq!(placed.price, Some(amount("30.50")?));
            let own = ListOrders::new().market(vec![market.to_owned()]);
            let orders = client.list_orders(&own).await?;
            assert_eq!(orders.len(), 1);
            let id = placed.id.to_string();
            let cancelled = client.cancel_order(&CancelOrder::new(id)).await?;
            assert_eq!(cancelled.state, OrderState::Cancel);
        }
        let client = client(&server, signed())?;
        let balances = client.list_balances(&ListBalances::new()).await?;
        let locked: Vec<_> = balances
            .iter()
            .map(|balance| balance.locked.clone())
            .collect();
        assert_eq!(locked, [amount("30.5")?]);
        let order = CreateOrder::new("btcaud", Side::Buy, amount("1000")?).price(amount("1")?);
        let error = client.create_order(&order).await.err();
        let kind = error.map(|error| error.kind());
        assert_eq!(kind, Some(ErrorKind::InsufficientFunds));
        Ok(())
    }

    #[tokio::test]
    async fn a_wrong_key_secret_or_token_is_refused() -> Result<()> {
        let server = server("coinport.py", &[KEY, SECRET, TOKEN])?;
        for (credentials, code) in [
            (signed().api_key(changed(KEY)), "authz.unexistent_apikey"),
            (signed().secret(changed(SECRET)), "authz.invalid_signature"),
            (Credentials::new().token("other"), "jwt.decode_and_verify"),
        ] {
            let client = client(&server, credentials)?;
            let error = client.list_balances(&ListBalances::new()).await.err();
            let error = error.ok_or("a call with wrong credentials")?;
            assert_eq!((error.kind(), error.code()), (ErrorKind::Auth, Some(code)));
        }
        Ok(())
    }
}

mod coinpit {
    use super::*;
    use specie::coinpit::*;

    /// A key of testnet: WIF, public key, address. The first is a fixture of the npm package `loginless`; the others were made by a Python
    /// program. Each test has its own, because the times that a key signs increase.
    type Key = [&'static str; 3];
    const KEYS: [Key; 4] = [
        [
            "cQhxRVxkBpTrwUHZmnv5M7ZvPcgp4cZ8csnenAfFLyoFgEVvN8yy",
            "02a40fd40b385908bafa7d172e7d43b4198715aa7aa50f179ff42ca2377e4caad7",
            "msZWAC7xhte1ranSXgWVmatxm7tiBFzhof",
        ],
        [
            "cRZC8HbzEFRMXf13xdz9ufHGrTPbXrmhrvLggaytaFrXjkr66vRt",
            "025620f0d41f50ecdbf4964ff1105650006a58067624097f0d4113097ee4a10f8f",
            "mvcYvLtB8Kj8YyVXbhu2hLqgzPifsLiqwW",
        ],
        [
            "cPifDhP228Zvn58tQN5wz1ym2jDpV5xaC4DvTjEq3X4osaptSREU",
            "024d0b3747bbe4f204952496c0adc912931d23a4a82db4c146fe92235f0f0091f5",
            "mjSfi7wokmXRcWLq8uYH6RjTpS73JwCKMR",
        ],
        [
            "cSFbUJNRM38d4AizBLzV1rTpPGwf82MiQreUQ2Sx1W8eHiMZtdVD",
            "0204a190eb665b65ee0b41fb8f54a128f8de3c5a992a5f507c2cdb995626fe8203",
            "mzN42gWpZ7xzLZEDL45DB64ZVSVicmw6QR",
        ],
    ];

    fn client(server: &ScriptServer, wif: &str) -> Result<Client> {
        let client = Client::builder(Credentials::new(wif))
            .base_url(server.url())
            .retries(RetryPolicy::never())
            .build()?;
        Ok(client)
    }

    /// Makes calls with every method.
    async fn trade(client: &Client) -> Result<()> {
        let order = NewOrder::new(
            "BTC1",
            Side::Buy,
            3,
            OrderType::Limit,
            "Tea & 茶 \"1\" \\ /",
            None,
        )
        .price(amount("1069.80")?)
        .stop_price(amount("4.0")?);
        let orders = client
            .create_my_orders(&CreateMyOrders::new(vec![order]))
            .await?;
        let [placed] = orders.as_slice() else {
            return Err(format!("expected one order, found {orders:?}").into());
        };
        assert_eq!(placed.price, Some(amount("1069.8")?));
        assert_eq!(placed.clientid.as_deref(), Some("Tea & 茶 \"1\" \\ /"));
        let update = OrderUpdate::new(&placed.uuid, Some(amount("1070")?));
        let updated = client
            .update_my_orders(&UpdateMyOrders::new(vec![update]))
            .await?;
        let prices: Vec<_> = updated.iter().map(|order| order.price.clone()).collect();
        assert_eq!(prices, [Some(amount("1070")?)]);
        assert_eq!(client.list_my_orders().await?.len(), 1);
        let what = PatchRemoveWhat::Value(vec![placed.uuid.clone()]);
        let remove = PatchOp::Remove(PatchRemove::new(what));
        let results = client
            .patch_my_orders(&PatchMyOrders::new(vec![remove]))
            .await?;
        let [PatchResult::Remove(removed)] = results.as_slice() else {
            return Err(format!("expected a removal, found {results:?}").into());
        };
        assert_eq!(
            removed.response.as_deref(),
            Some([placed.uuid.clone()].as_slice())
        );
        let cancelled = client
            .cancel_my_orders(&CancelMyOrders::new(&placed.uuid))
            .await?;
        assert!(cancelled.is_empty(), "{cancelled:?}");
        Ok(())
    }

    #[tokio::test]
    async fn the_handshake_signs_calls_of_every_method() -> Result<()> {
        let [wif, public, user] = KEYS[0];
        let server = server("coinpit.py", &[public, user])?;
        trade(&client(&server, wif)?).await
    }

    #[tokio::test]
    async fn the_clock_follows_the_servers_time() -> Result<()> {
        for ([wif, public, user], skew) in [(KEYS[1], "60000"), (KEYS[2], "-60000")] {
            let server = server("coinpit.py", &[public, user, skew])?;
            trade(&client(&server, wif)?).await?;
        }
        Ok(())
    }

    #[tokio::test]
    async fn the_key_of_another_user_is_refused() -> Result<()> {
        let [wif, public, _] = KEYS[3];
        let [_, _, other] = KEYS[0];
        let server = server("coinpit.py", &[public, other])?;
        let error = client(&server, wif)?.list_my_orders().await.err();
        assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Auth));
        Ok(())
    }
}
