//! The examples of `docs/reference`, each as a function.
#![allow(unused, reason = "examples")]

pub mod calypso {
    use specie::{Amount, Json, Map, Timestamp, calypso::*};
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        let client = Client::new(Credentials::new("key", "secret"))?;
        let response = client.get_currency_pairs().await?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        let response = client.get_invoice(&GetInvoice::new(GetInvoiceBy::Id("id".into()))).await?;
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        let request = CreateSingleInvoice::new("0.001".parse()?, "ETH", "Tea")
            .idempotency_key("1be6a518-6dcd-477d-96af-dd914b1300ce");
        let response = client.create_single_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        let request = CreateSingleFiatInvoice::new("currency", "0.25".parse()?, "fiatCurrency", "description");
        let response = client.create_single_fiat_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_5(client: &Client) -> Done {
        let request = CreateBoundInvoice::new("0.25".parse()?, "currency", "description", true);
        let response = client.create_bound_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_6(client: &Client) -> Done {
        let request = CreateUnlimitedInvoice::new("currency", "description");
        let response = client.create_unlimited_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_7(client: &Client) -> Done {
        let response = client.get_payout(&GetPayout::new(GetPayoutBy::Id("id".into()))).await?;
        Ok(())
    }

    pub async fn example_8(client: &Client) -> Done {
        let response = client.get_withdrawal(&GetWithdrawal::new("requestId")).await?;
        Ok(())
    }

    pub async fn example_9(client: &Client) -> Done {
        let request = CreatePayout::new("ADDRESS", "10".parse()?, "USDT_TRX")
            .idempotency_key("1be6a518-6dcd-477d-96af-dd914b1300ce");
        let response = client.create_payout(&request).await?;
        Ok(())
    }

    pub async fn example_10(client: &Client) -> Done {
        let response = client.get_mass_payout(&GetMassPayout::new(Json::Null)).await?;
        Ok(())
    }

    pub async fn example_11(client: &Client) -> Done {
        let response = client.create_mass_payout(&CreateMassPayout::new(Json::Null)).await?;
        Ok(())
    }

    pub async fn example_12(client: &Client) -> Done {
        let request = PreCalculateExchange::new("sourceCurrency", "destinationCurrency", "0.25".parse()?);
        let response = client.pre_calculate_exchange(&request).await?;
        Ok(())
    }

    pub async fn example_13(client: &Client) -> Done {
        let response = client.get_currency_pairs().await?;
        Ok(())
    }

    pub async fn example_14(client: &Client) -> Done {
        let request = GetExchangeLimit::new("sourceCurrency", "destinationCurrency");
        let response = client.get_exchange_limit(&request).await?;
        Ok(())
    }

    pub async fn example_15(client: &Client) -> Done {
        let request = GetAverageRate::new("sourceCurrency", "destinationCurrency");
        let response = client.get_average_rate(&request).await?;
        Ok(())
    }

    pub async fn example_16(client: &Client) -> Done {
        let request = CreateExchange::new("sourceCurrency", "destinationCurrency", "0.25".parse()?);
        let response = client.create_exchange(&request).await?;
        Ok(())
    }

    pub async fn example_17(client: &Client) -> Done {
        let request = CreateExchange::new("sourceCurrency", "destinationCurrency", "0.25".parse()?);
        match client.create_exchange(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_account().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_18(client: &Client) -> Done {
        let response = client.get_exchange(&GetExchange::new(1)).await?;
        Ok(())
    }

    pub async fn example_19(client: &Client) -> Done {
        let response = client.get_rates(&GetRates::new(vec!["ETH".into()], vec!["USD".into()])).await?;
        Ok(())
    }

    pub async fn example_20(client: &Client) -> Done {
        let request = GetFiatRates::new(vec!["from".into()], vec!["to".into()]);
        let response = client.get_fiat_rates(&request).await?;
        Ok(())
    }

    pub async fn example_21(client: &Client) -> Done {
        let response = client.get_current_user().await?;
        Ok(())
    }

    pub async fn example_22(client: &Client) -> Done {
        let response = client.get_account().await?;
        Ok(())
    }

    pub async fn example_23(client: &Client) -> Done {
        let response = client.create_customer(&CreateCustomer::new(Json::Null)).await?;
        Ok(())
    }

    pub async fn example_24(client: &Client) -> Done {
        let request = GetCustomerPurseAddress::new("customerId", "currency");
        let response = client.get_customer_purse_address(&request).await?;
        Ok(())
    }

    pub async fn example_25(client: &Client) -> Done {
        let request = GetCustomerPurseTransaction::new("transactionId");
        let response = client.get_customer_purse_transaction(&request).await?;
        Ok(())
    }

    pub async fn example_26(client: &Client) -> Done {
        let request = FindCustomerPurseTransactions::new();
        let response = client.find_customer_purse_transactions(&request).await?;
        Ok(())
    }

    pub async fn example_27(client: &Client) -> Done {
        let request = FindUnlimitedLinkedWidget::new("requestId");
        let response = client.find_unlimited_linked_widget(&request).await?;
        Ok(())
    }

    pub async fn example_28(client: &Client) -> Done {
        let request = CreateUnlimitedLinkedWidget::new(Json::Null);
        let response = client.create_unlimited_linked_widget(&request).await?;
        Ok(())
    }

    pub async fn example_29(client: &Client) -> Done {
        let response = client.create_single_fiat_widget(&CreateSingleFiatWidget::new(Json::Null)).await?;
        Ok(())
    }

    pub async fn example_30(client: &Client) -> Done {
        let response = client.find_single_fiat_widget(&FindSingleFiatWidget::new(Json::Null)).await?;
        Ok(())
    }

    pub async fn example_31(client: &Client) -> Done {
        let response = client.get_fiat_info(&GetFiatInfo::new("idempotencyKey")).await?;
        Ok(())
    }

    pub async fn example_32(client: &Client) -> Done {
        let response = client.get_fiat_methods(&GetFiatMethods::new("currency", "geoId")).await?;
        Ok(())
    }

    pub async fn example_33(client: &Client) -> Done {
        let response = client.get_fiat_geo().await?;
        Ok(())
    }

    pub async fn example_34(client: &Client) -> Done {
        let response = client.get_fiat_deposit_order(&GetFiatDepositOrder::new("id")).await?;
        Ok(())
    }

    pub async fn example_35(client: &Client) -> Done {
        let response = client.get_fiat_withdrawal_order(&GetFiatWithdrawalOrder::new("id")).await?;
        Ok(())
    }

    pub async fn example_36(client: &Client) -> Done {
        let response = client.get_fiat_deposit_methods(&GetFiatDepositMethods::new()).await?;
        Ok(())
    }

    pub async fn example_37(client: &Client) -> Done {
        let response = client.get_fiat_withdrawal_methods(&GetFiatWithdrawalMethods::new()).await?;
        Ok(())
    }

    pub async fn example_38(client: &Client) -> Done {
        let response = client.get_fiat_withdrawal_geo().await?;
        Ok(())
    }

    pub async fn example_39(client: &Client) -> Done {
        let response = client.generate_fiat_deposit_key().await?;
        Ok(())
    }

    pub async fn example_40(client: &Client) -> Done {
        let response = client.get_c2f_order(&GetC2fOrder::new("orderId")).await?;
        Ok(())
    }

    pub async fn example_41(client: &Client) -> Done {
        let response = client.fix_c2f_rate(&FixC2fRate::new("type", "fiatCurrency", "currency")).await?;
        Ok(())
    }

    pub async fn example_42(client: &Client) -> Done {
        let response = client.get_c2f_limit(&GetC2fLimit::new("type", "fiatCurrency")).await?;
        Ok(())
    }

    pub async fn example_43(client: &Client) -> Done {
        let request = BuildPayoutReport::new(Timestamp::now(), Timestamp::now());
        let response = client.build_payout_report(&request).await?;
        Ok(())
    }

    pub async fn example_44(client: &Client) -> Done {
        let request = BuildInvoiceReport::new(Timestamp::now(), Timestamp::now());
        let response = client.build_invoice_report(&request).await?;
        Ok(())
    }

    pub async fn example_45(client: &Client) -> Done {
        let request = BuildSettlementOutgoingReport::new(Timestamp::now(), Timestamp::now());
        let response = client.build_settlement_outgoing_report(&request).await?;
        Ok(())
    }

    pub async fn example_46(client: &Client) -> Done {
        let request = BuildSettlementIncomingReport::new(Timestamp::now(), Timestamp::now());
        let response = client.build_settlement_incoming_report(&request).await?;
        Ok(())
    }

    pub async fn example_47(client: &Client) -> Done {
        let response = client.get_settlement_wallet(&GetSettlementWallet::new("address")).await?;
        Ok(())
    }

    pub async fn example_48(client: &Client) -> Done {
        let request = GetSettlementWalletTransactions::new("walletAddress");
        let response = client.get_settlement_wallet_transactions(&request).await?;
        Ok(())
    }

    pub async fn example_49(client: &Client) -> Done {
        let request = GetSettlementPayout::new(GetSettlementPayoutBy::Id("id".into()));
        let response = client.get_settlement_payout(&request).await?;
        Ok(())
    }

    pub async fn example_50(client: &Client) -> Done {
        let request = GetSettlementWithdrawals::new("requestId");
        let response = client.get_settlement_withdrawals(&request).await?;
        Ok(())
    }

    pub async fn example_51(client: &Client) -> Done {
        let response = client.get_subscriptions().await?;
        Ok(())
    }

    pub async fn example_52(client: &Client) -> Done {
        client.delete_subscription(&DeleteSubscription::new("requestId")).await?;
        Ok(())
    }

    pub async fn example_53(client: &Client) -> Done {
        match client.delete_subscription(&DeleteSubscription::new("requestId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_subscriptions().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_54(client: &Client) -> Done {
        let response = client.create_subscription(&CreateSubscription::new("requestId", "url")).await?;
        Ok(())
    }

    pub async fn example_55(client: &Client) -> Done {
        match client.create_subscription(&CreateSubscription::new("requestId", "url")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_subscriptions().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_56(client: &Client) -> Done {
        let headers = [("Content-Type", "application/json")]; // all headers received
        let body = b"the raw body, byte for byte";
        let verified = client.verify_events(&headers, body)?;
        Ok(())
    }
}

pub mod coinpayments {
    use specie::{Amount, Json, Map, Timestamp, coinpayments::*};
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        let client = Client::new(Credentials::new("public key", "private key"))?;
        let response = client.get_basic_info().await?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        let response = client.get_basic_info().await?;
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        let response = client.rates(&Rates::new()).await?;
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        let response = client.balances(&Balances::new().all(true)).await?;
        Ok(())
    }

    pub async fn example_5(client: &Client) -> Done {
        let response = client.get_deposit_address(&GetDepositAddress::new("currency")).await?;
        Ok(())
    }

    pub async fn example_6(client: &Client) -> Done {
        let request = CreateTransaction::new("10".parse()?, "USD", "LTCT", "buyer@example.com");
        let response = client.create_transaction(&request).await?;
        Ok(())
    }

    pub async fn example_7(client: &Client) -> Done {
        let request = CreateTransaction::new("10".parse()?, "USD", "LTCT", "buyer@example.com");
        match client.create_transaction(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_tx_ids(&GetTxIds::new().limit(2)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_8(client: &Client) -> Done {
        let response = client.get_callback_address(&GetCallbackAddress::new("XRP").label("shop")).await?;
        Ok(())
    }

    pub async fn example_9(client: &Client) -> Done {
        let response = client.get_tx_info(&GetTxInfo::new("txid")).await?;
        Ok(())
    }

    pub async fn example_10(client: &Client) -> Done {
        let response = client.get_tx_info_multi(&GetTxInfoMulti::new("txid")).await?;
        Ok(())
    }

    pub async fn example_11(client: &Client) -> Done {
        let response = client.get_tx_ids(&GetTxIds::new().limit(2)).await?;
        Ok(())
    }

    pub async fn example_12(client: &Client) -> Done {
        let request = CreateTransfer::new("0.25".parse()?, "currency", CreateTransferTo::Merchant("merchant".into()));
        let response = client.create_transfer(&request).await?;
        Ok(())
    }

    pub async fn example_13(client: &Client) -> Done {
        let request = CreateTransfer::new("0.25".parse()?, "currency", CreateTransferTo::Merchant("merchant".into()));
        match client.create_transfer(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.balances(&Balances::new().all(true)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_14(client: &Client) -> Done {
        let request = CreateWithdrawal::new("0.5".parse()?, "BTC", CreateWithdrawalTo::Address("ADDRESS".into()))
            .auto_confirm(true);
        let response = client.create_withdrawal(&request).await?;
        Ok(())
    }

    pub async fn example_15(client: &Client) -> Done {
        let request = CreateWithdrawal::new("0.5".parse()?, "BTC", CreateWithdrawalTo::Address("ADDRESS".into()))
            .auto_confirm(true);
        match client.create_withdrawal(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_withdrawal_history(&GetWithdrawalHistory::new().limit(2)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_16(client: &Client) -> Done {
        let response = client.create_mass_withdrawal(&CreateMassWithdrawal::new(Map::new())).await?;
        Ok(())
    }

    pub async fn example_17(client: &Client) -> Done {
        match client.create_mass_withdrawal(&CreateMassWithdrawal::new(Map::new())).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_withdrawal_history(&GetWithdrawalHistory::new().limit(2)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_18(client: &Client) -> Done {
        client.cancel_withdrawal(&CancelWithdrawal::new("id")).await?;
        Ok(())
    }

    pub async fn example_19(client: &Client) -> Done {
        match client.cancel_withdrawal(&CancelWithdrawal::new("id")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_withdrawal_info(&GetWithdrawalInfo::new("id")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_20(client: &Client) -> Done {
        let response = client.convert(&Convert::new("0.25".parse()?, "from", "to")).await?;
        Ok(())
    }

    pub async fn example_21(client: &Client) -> Done {
        match client.convert(&Convert::new("0.25".parse()?, "from", "to")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.balances(&Balances::new().all(true)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_22(client: &Client) -> Done {
        let response = client.convert_limits(&ConvertLimits::new("from", "to")).await?;
        Ok(())
    }

    pub async fn example_23(client: &Client) -> Done {
        let response = client.get_withdrawal_history(&GetWithdrawalHistory::new().limit(2)).await?;
        Ok(())
    }

    pub async fn example_24(client: &Client) -> Done {
        let response = client.get_withdrawal_info(&GetWithdrawalInfo::new("id")).await?;
        Ok(())
    }

    pub async fn example_25(client: &Client) -> Done {
        let response = client.get_conversion_info(&GetConversionInfo::new("id")).await?;
        Ok(())
    }

    pub async fn example_26(client: &Client) -> Done {
        let response = client.get_pbn_info(&GetPbnInfo::new("$someone")).await?;
        Ok(())
    }

    pub async fn example_27(client: &Client) -> Done {
        let response = client.get_pbn_list().await?;
        Ok(())
    }

    pub async fn example_28(client: &Client) -> Done {
        client.buy_pbn_tags(&BuyPbnTags::new("coin")).await?;
        Ok(())
    }

    pub async fn example_29(client: &Client) -> Done {
        match client.buy_pbn_tags(&BuyPbnTags::new("coin")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_pbn_list().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_30(client: &Client) -> Done {
        client.claim_pbn_tag(&ClaimPbnTag::new("tagid", "name")).await?;
        Ok(())
    }

    pub async fn example_31(client: &Client) -> Done {
        match client.claim_pbn_tag(&ClaimPbnTag::new("tagid", "name")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_pbn_list().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_32(client: &Client) -> Done {
        client.update_pbn_tag(&UpdatePbnTag::new("tagid")).await?;
        Ok(())
    }

    pub async fn example_33(client: &Client) -> Done {
        match client.update_pbn_tag(&UpdatePbnTag::new("tagid")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_pbn_info(&GetPbnInfo::new("$someone")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_34(client: &Client) -> Done {
        client.renew_pbn_tag(&RenewPbnTag::new("tagid", "coin")).await?;
        Ok(())
    }

    pub async fn example_35(client: &Client) -> Done {
        match client.renew_pbn_tag(&RenewPbnTag::new("tagid", "coin")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_pbn_list().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_36(client: &Client) -> Done {
        client.delete_pbn_tag(&DeletePbnTag::new("tagid")).await?;
        Ok(())
    }

    pub async fn example_37(client: &Client) -> Done {
        match client.delete_pbn_tag(&DeletePbnTag::new("tagid")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_pbn_list().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_38(client: &Client) -> Done {
        let response = client.claim_pbn_coupon(&ClaimPbnCoupon::new("coupon")).await?;
        Ok(())
    }

    pub async fn example_39(client: &Client) -> Done {
        match client.claim_pbn_coupon(&ClaimPbnCoupon::new("coupon")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_pbn_list().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_40(client: &Client) -> Done {
        let headers = [("Content-Type", "application/json")]; // all headers received
        let body = b"the raw body, byte for byte";
        let verified = client.verify_ipn(&headers, body)?;
        Ok(())
    }
}

pub mod coinpit {
    use specie::{Amount, Json, Map, Timestamp, coinpit::*};
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        let client = Client::new(Credentials::new("private key"))?;
        let response = client.get_info().await?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        let request = GetServerKey::new("038657d14c91aef4c7b2b117cfd1ee18fb7a9e0b248f8168f16b1bad63f9e7df37");
        let response = client.get_server_key(&request).await?;
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        let request = Register::new(vec![Registration::new("{\"publicKey\":\"02a40fd40b385908bafa7d172e7d43b4198715aa7aa50f179ff42ca2377e4caad7\",\"country\":\"DK\",\"timestamp\":1487534736607,\"ip\":\"127.0.0.1\",\"introducerid\":\"\"}", "IBTciWFlgm8lxtRNpGv+lvqkgtpvEuW7s54EiQL8qQ28Lmk4p/We9KgBLRL/oc3EAgb/NKv1JSrmueHrsjS8c3g=")]);
        let response = client.register(&request).await?;
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        let request = Register::new(vec![Registration::new("{\"publicKey\":\"02a40fd40b385908bafa7d172e7d43b4198715aa7aa50f179ff42ca2377e4caad7\",\"country\":\"DK\",\"timestamp\":1487534736607,\"ip\":\"127.0.0.1\",\"introducerid\":\"\"}", "IBTciWFlgm8lxtRNpGv+lvqkgtpvEuW7s54EiQL8qQ28Lmk4p/We9KgBLRL/oc3EAgb/NKv1JSrmueHrsjS8c3g=")]);
        match client.register(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetServerKey::new("038657d14c91aef4c7b2b117cfd1ee18fb7a9e0b248f8168f16b1bad63f9e7df37");
                let found = client.get_server_key(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_5(client: &Client) -> Done {
        let response = client.get_info().await?;
        Ok(())
    }

    pub async fn example_6(client: &Client) -> Done {
        let response = client.get_bands().await?;
        Ok(())
    }

    pub async fn example_7(client: &Client) -> Done {
        let response = client.get_spec().await?;
        Ok(())
    }

    pub async fn example_8(client: &Client) -> Done {
        let response = client.get_config().await?;
        Ok(())
    }

    pub async fn example_9(client: &Client) -> Done {
        let response = client.get_chart(&GetChart::new("symbol", 1)).await?;
        Ok(())
    }

    pub async fn example_10(client: &Client) -> Done {
        let response = client.list_open_orders(&ListOpenOrders::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_11(client: &Client) -> Done {
        let response = client.get_order(&GetOrder::new("symbol", "uuid")).await?;
        Ok(())
    }

    pub async fn example_12(client: &Client) -> Done {
        let request = CreateOrders::new("BTC1", vec![NewOrder::new("BTC1", Side::Sell, 1, OrderType::Limit, "de12c110-c616-11e6-8cd0-fbf50c0d0231", None)
            .userid("msZWAC7xhte1ranSXgWVmatxm7tiBFzhof")
            .price("790".parse()?)
            .stop_price("30.6".parse()?)
            .cross_margin(false)
            .post_only(false)]);
        let response = client.create_orders(&request).await?;
        Ok(())
    }

    pub async fn example_13(client: &Client) -> Done {
        let request = CreateOrders::new("BTC1", vec![NewOrder::new("BTC1", Side::Sell, 1, OrderType::Limit, "de12c110-c616-11e6-8cd0-fbf50c0d0231", None)
            .userid("msZWAC7xhte1ranSXgWVmatxm7tiBFzhof")
            .price("790".parse()?)
            .stop_price("30.6".parse()?)
            .cross_margin(false)
            .post_only(false)]);
        match client.create_orders(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_open_orders(&ListOpenOrders::new("BTC1")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_14(client: &Client) -> Done {
        let request = UpdateOrders::new("BTC1", vec![OrderUpdate::new("503eb8a0-c7b3-11e6-a1d4-539d1cb6cbbc", Some("814.8".parse()?))
            .userid("mwXrQZ2Lct5c1XHdDXni8NWyJv9v95u6EK")]);
        let response = client.update_orders(&request).await?;
        Ok(())
    }

    pub async fn example_15(client: &Client) -> Done {
        let request = UpdateOrders::new("BTC1", vec![OrderUpdate::new("503eb8a0-c7b3-11e6-a1d4-539d1cb6cbbc", Some("814.8".parse()?))
            .userid("mwXrQZ2Lct5c1XHdDXni8NWyJv9v95u6EK")]);
        match client.update_orders(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_open_orders(&ListOpenOrders::new("BTC1")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_16(client: &Client) -> Done {
        let response = client.cancel_order(&CancelOrder::new("symbol", "uuid")).await?;
        Ok(())
    }

    pub async fn example_17(client: &Client) -> Done {
        match client.cancel_order(&CancelOrder::new("symbol", "uuid")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order(&GetOrder::new("symbol", "uuid")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_18(client: &Client) -> Done {
        let response = client.cancel_all_orders(&CancelAllOrders::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_19(client: &Client) -> Done {
        match client.cancel_all_orders(&CancelAllOrders::new("symbol")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_open_orders(&ListOpenOrders::new("symbol")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_20(client: &Client) -> Done {
        let request = PatchOrders::new("BTC1", vec![PatchOp::Remove(PatchRemove::new(PatchRemoveWhat::Path("/19b3a371-c7b5-11e6-a305-6ee5416bea55".into())))]);
        let response = client.patch_orders(&request).await?;
        Ok(())
    }

    pub async fn example_21(client: &Client) -> Done {
        let request = PatchOrders::new("BTC1", vec![PatchOp::Remove(PatchRemove::new(PatchRemoveWhat::Path("/19b3a371-c7b5-11e6-a305-6ee5416bea55".into())))]);
        match client.patch_orders(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_open_orders(&ListOpenOrders::new("BTC1")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_22(client: &Client) -> Done {
        let response = client.list_closed_orders(&ListClosedOrders::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_23(client: &Client) -> Done {
        let response = client.list_cancelled_orders(&ListCancelledOrders::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_24(client: &Client) -> Done {
        let response = client.get_order_book(&GetOrderBook::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_25(client: &Client) -> Done {
        let response = client.list_trades(&ListTrades::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_26(client: &Client) -> Done {
        let response = client.list_my_orders().await?;
        Ok(())
    }

    pub async fn example_27(client: &Client) -> Done {
        let response = client.get_my_order(&GetMyOrder::new("uuid")).await?;
        Ok(())
    }

    pub async fn example_28(client: &Client) -> Done {
        let request = CreateMyOrders::new(vec![NewOrder::new("instrument", Side::Buy, 1, OrderType::Limit, "clientid", Some("0.25".parse()?))]);
        let response = client.create_my_orders(&request).await?;
        Ok(())
    }

    pub async fn example_29(client: &Client) -> Done {
        let request = CreateMyOrders::new(vec![NewOrder::new("instrument", Side::Buy, 1, OrderType::Limit, "clientid", Some("0.25".parse()?))]);
        match client.create_my_orders(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_my_orders().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_30(client: &Client) -> Done {
        let request = UpdateMyOrders::new(vec![OrderUpdate::new("uuid", Some("0.25".parse()?))]);
        let response = client.update_my_orders(&request).await?;
        Ok(())
    }

    pub async fn example_31(client: &Client) -> Done {
        let request = UpdateMyOrders::new(vec![OrderUpdate::new("uuid", Some("0.25".parse()?))]);
        match client.update_my_orders(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_my_orders().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_32(client: &Client) -> Done {
        let response = client.cancel_my_orders(&CancelMyOrders::new("uuids")).await?;
        Ok(())
    }

    pub async fn example_33(client: &Client) -> Done {
        match client.cancel_my_orders(&CancelMyOrders::new("uuids")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_my_orders().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_34(client: &Client) -> Done {
        let request = PatchMyOrders::new(vec![PatchOp::Remove(PatchRemove::new(PatchRemoveWhat::Value(vec!["0d71f940-c7b5-11e6-9906-9cd1c95275e5".into()])))]);
        let response = client.patch_my_orders(&request).await?;
        Ok(())
    }

    pub async fn example_35(client: &Client) -> Done {
        let request = PatchMyOrders::new(vec![PatchOp::Remove(PatchRemove::new(PatchRemoveWhat::Value(vec!["0d71f940-c7b5-11e6-9906-9cd1c95275e5".into()])))]);
        match client.patch_my_orders(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_my_orders().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_36(client: &Client) -> Done {
        let response = client.get_account().await?;
        Ok(())
    }

    pub async fn example_37(client: &Client) -> Done {
        let response = client.list_executions().await?;
        Ok(())
    }

    pub async fn example_38(client: &Client) -> Done {
        let response = client.get_margin().await?;
        Ok(())
    }

    pub async fn example_39(client: &Client) -> Done {
        let request = AddMargin::new(vec![MarginDeposit::new(vec!["txs".into()])]);
        let response = client.add_margin(&request).await?;
        Ok(())
    }

    pub async fn example_40(client: &Client) -> Done {
        let request = AddMargin::new(vec![MarginDeposit::new(vec!["txs".into()])]);
        match client.add_margin(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_margin().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_41(client: &Client) -> Done {
        let response = client.clear_margin(&ClearMargin::new(1)).await?;
        Ok(())
    }

    pub async fn example_42(client: &Client) -> Done {
        match client.clear_margin(&ClearMargin::new(1)).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_margin().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_43(client: &Client) -> Done {
        let response = client.list_positions().await?;
        Ok(())
    }

    pub async fn example_44(client: &Client) -> Done {
        let response = client.get_pnl().await?;
        Ok(())
    }

    pub async fn example_45(client: &Client) -> Done {
        let response = client.get_withdraw_tx().await?;
        Ok(())
    }

    pub async fn example_46(client: &Client) -> Done {
        match client.get_withdraw_tx().await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_account().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_47(client: &Client) -> Done {
        let response = client.withdraw_tx(&WithdrawTx::new("tx")).await?;
        Ok(())
    }

    pub async fn example_48(client: &Client) -> Done {
        match client.withdraw_tx(&WithdrawTx::new("tx")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_account().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_49(client: &Client) -> Done {
        let response = client.get_recovery_tx().await?;
        Ok(())
    }

    pub async fn example_50(client: &Client) -> Done {
        let response = client.withdraw(&Withdraw::new("tx")).await?;
        Ok(())
    }

    pub async fn example_51(client: &Client) -> Done {
        match client.withdraw(&Withdraw::new("tx")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_account().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_52(client: &Client) -> Done {
        let response = client.get_recovery().await?;
        Ok(())
    }
}

pub mod coinport {
    use specie::{Amount, Json, Map, Timestamp, coinport::*};
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        let client = Client::new(Credentials::new())?;
        let response = client.get_config().await?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        let response = client.get_config().await?;
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        let response = client.list_withdraw_limits(&ListWithdrawLimits::new()).await?;
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        client.send_webhook(&SendWebhook::new("adapter", WebhookEvent::Deposit)).await?;
        Ok(())
    }

    pub async fn example_5(client: &Client) -> Done {
        let response = client.list_trading_fees(&ListTradingFees::new()).await?;
        Ok(())
    }

    pub async fn example_6(client: &Client) -> Done {
        client.is_ready().await?;
        Ok(())
    }

    pub async fn example_7(client: &Client) -> Done {
        client.is_alive().await?;
        Ok(())
    }

    pub async fn example_8(client: &Client) -> Done {
        let response = client.get_version().await?;
        Ok(())
    }

    pub async fn example_9(client: &Client) -> Done {
        let response = client.get_timestamp().await?;
        Ok(())
    }

    pub async fn example_10(client: &Client) -> Done {
        let response = client.get_member_levels().await?;
        Ok(())
    }

    pub async fn example_11(client: &Client) -> Done {
        let response = client.get_ticker(&GetTicker::new("market")).await?;
        Ok(())
    }

    pub async fn example_12(client: &Client) -> Done {
        let response = client.list_tickers().await?;
        Ok(())
    }

    pub async fn example_13(client: &Client) -> Done {
        let response = client.list_candles(&ListCandles::new("market")).await?;
        Ok(())
    }

    pub async fn example_14(client: &Client) -> Done {
        let response = client.get_depth(&GetDepth::new("market")).await?;
        Ok(())
    }

    pub async fn example_15(client: &Client) -> Done {
        let response = client.list_market_trades(&ListMarketTrades::new("market")).await?;
        Ok(())
    }

    pub async fn example_16(client: &Client) -> Done {
        let response = client.get_order_book(&GetOrderBook::new("market")).await?;
        Ok(())
    }

    pub async fn example_17(client: &Client) -> Done {
        let response = client.list_markets(&ListMarkets::new()).await?;
        Ok(())
    }

    pub async fn example_18(client: &Client) -> Done {
        let response = client.list_currencies(&ListCurrencies::new()).await?;
        Ok(())
    }

    pub async fn example_19(client: &Client) -> Done {
        let response = client.get_currency(&GetCurrency::new("id")).await?;
        Ok(())
    }

    pub async fn example_20(client: &Client) -> Done {
        let request = SetBeneficiariesWhitelisting::new(1, true);
        let response = client.set_beneficiaries_whitelisting(&request).await?;
        Ok(())
    }

    pub async fn example_21(client: &Client) -> Done {
        let request = SetBeneficiariesWhitelisting::new(1, true);
        match client.set_beneficiaries_whitelisting(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_me().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_22(client: &Client) -> Done {
        let response = client.get_me().await?;
        Ok(())
    }

    pub async fn example_23(client: &Client) -> Done {
        let request = CreateInternalTransfer::new("currency", "0.25".parse()?, 1, "username_or_uid");
        let response = client.create_internal_transfer(&request).await?;
        Ok(())
    }

    pub async fn example_24(client: &Client) -> Done {
        let request = CreateInternalTransfer::new("currency", "0.25".parse()?, 1, "username_or_uid");
        match client.create_internal_transfer(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListInternalTransfers::new().currency("currency");
                let found = client.list_internal_transfers(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_25(client: &Client) -> Done {
        let response = client.list_internal_transfers(&ListInternalTransfers::new()).await?;
        Ok(())
    }

    pub async fn example_26(client: &Client) -> Done {
        let response = client.get_pnl(&GetPnl::new()).await?;
        Ok(())
    }

    pub async fn example_27(client: &Client) -> Done {
        let response = client.list_transactions(&ListTransactions::new()).await?;
        Ok(())
    }

    pub async fn example_28(client: &Client) -> Done {
        let request = CreateWithdraw::new(1, "currency", "0.25".parse()?, "blockchain_key");
        let response = client.create_withdraw(&request).await?;
        Ok(())
    }

    pub async fn example_29(client: &Client) -> Done {
        let request = CreateWithdraw::new(1, "currency", "0.25".parse()?, "blockchain_key");
        match client.create_withdraw(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListWithdraws::new().currency("currency").blockchain_key("blockchain_key");
                let found = client.list_withdraws(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_30(client: &Client) -> Done {
        let response = client.list_withdraws(&ListWithdraws::new()).await?;
        Ok(())
    }

    pub async fn example_31(client: &Client) -> Done {
        let response = client.get_withdraw_sums().await?;
        Ok(())
    }

    pub async fn example_32(client: &Client) -> Done {
        client.delete_beneficiary(&DeleteBeneficiary::new(1, 1)).await?;
        Ok(())
    }

    pub async fn example_33(client: &Client) -> Done {
        match client.delete_beneficiary(&DeleteBeneficiary::new(1, 1)).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_beneficiaries(&ListBeneficiaries::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_34(client: &Client) -> Done {
        client.update_beneficiary(&UpdateBeneficiary::new(1, BeneficiarySwitch::Active, 1)).await?;
        Ok(())
    }

    pub async fn example_35(client: &Client) -> Done {
        match client.update_beneficiary(&UpdateBeneficiary::new(1, BeneficiarySwitch::Active, 1)).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_beneficiary(&GetBeneficiary::new(1)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_36(client: &Client) -> Done {
        let response = client.get_beneficiary(&GetBeneficiary::new(1)).await?;
        Ok(())
    }

    pub async fn example_37(client: &Client) -> Done {
        let response = client.activate_beneficiary(&ActivateBeneficiary::new(1, 1)).await?;
        Ok(())
    }

    pub async fn example_38(client: &Client) -> Done {
        match client.activate_beneficiary(&ActivateBeneficiary::new(1, 1)).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_beneficiary(&GetBeneficiary::new(1)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_39(client: &Client) -> Done {
        client.resend_pin(&ResendPin::new(1)).await?;
        Ok(())
    }

    pub async fn example_40(client: &Client) -> Done {
        match client.resend_pin(&ResendPin::new(1)).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_beneficiary(&GetBeneficiary::new(1)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_41(client: &Client) -> Done {
        let request = CreateBeneficiary::new("currency", "name", Json::Null, 1);
        let response = client.create_beneficiary(&request).await?;
        Ok(())
    }

    pub async fn example_42(client: &Client) -> Done {
        let request = CreateBeneficiary::new("currency", "name", Json::Null, 1);
        match client.create_beneficiary(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_beneficiaries(&ListBeneficiaries::new().currency("currency")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_43(client: &Client) -> Done {
        let response = client.list_beneficiaries(&ListBeneficiaries::new()).await?;
        Ok(())
    }

    pub async fn example_44(client: &Client) -> Done {
        let response = client.get_deposit_address(&GetDepositAddress::new("currency")).await?;
        Ok(())
    }

    pub async fn example_45(client: &Client) -> Done {
        let response = client.get_deposit(&GetDeposit::new("txid")).await?;
        Ok(())
    }

    pub async fn example_46(client: &Client) -> Done {
        let response = client.list_deposits(&ListDeposits::new()).await?;
        Ok(())
    }

    pub async fn example_47(client: &Client) -> Done {
        let response = client.get_balance(&GetBalance::new("currency")).await?;
        Ok(())
    }

    pub async fn example_48(client: &Client) -> Done {
        let response = client.list_balances(&ListBalances::new()).await?;
        Ok(())
    }

    pub async fn example_49(client: &Client) -> Done {
        let response = client.list_trades(&ListTrades::new()).await?;
        Ok(())
    }

    pub async fn example_50(client: &Client) -> Done {
        let response = client.cancel_orders(&CancelOrders::new()).await?;
        Ok(())
    }

    pub async fn example_51(client: &Client) -> Done {
        match client.cancel_orders(&CancelOrders::new()).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_orders(&ListOrders::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_52(client: &Client) -> Done {
        let response = client.cancel_order(&CancelOrder::new("id")).await?;
        Ok(())
    }

    pub async fn example_53(client: &Client) -> Done {
        match client.cancel_order(&CancelOrder::new("id")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order(&GetOrder::new("id")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_54(client: &Client) -> Done {
        let response = client.create_order(&CreateOrder::new("market", Side::Buy, "0.25".parse()?)).await?;
        Ok(())
    }

    pub async fn example_55(client: &Client) -> Done {
        match client.create_order(&CreateOrder::new("market", Side::Buy, "0.25".parse()?)).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_orders(&ListOrders::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_56(client: &Client) -> Done {
        let response = client.list_orders(&ListOrders::new()).await?;
        Ok(())
    }

    pub async fn example_57(client: &Client) -> Done {
        let response = client.get_order(&GetOrder::new("id")).await?;
        Ok(())
    }

    pub async fn example_58(client: &Client) -> Done {
        let response = client.cmc_order_book(&CmcOrderBook::new("market_pair")).await?;
        Ok(())
    }

    pub async fn example_59(client: &Client) -> Done {
        let response = client.cmc_trades(&CmcTrades::new("market_pair")).await?;
        Ok(())
    }

    pub async fn example_60(client: &Client) -> Done {
        let response = client.cmc_tickers().await?;
        Ok(())
    }

    pub async fn example_61(client: &Client) -> Done {
        let response = client.cmc_assets().await?;
        Ok(())
    }

    pub async fn example_62(client: &Client) -> Done {
        let response = client.cmc_summary().await?;
        Ok(())
    }

    pub async fn example_63(client: &Client) -> Done {
        let response = client.gecko_trades(&GeckoTrades::new("ticker_id")).await?;
        Ok(())
    }

    pub async fn example_64(client: &Client) -> Done {
        let response = client.gecko_order_book(&GeckoOrderBook::new("ticker_id")).await?;
        Ok(())
    }

    pub async fn example_65(client: &Client) -> Done {
        let response = client.gecko_tickers().await?;
        Ok(())
    }

    pub async fn example_66(client: &Client) -> Done {
        let response = client.gecko_pairs().await?;
        Ok(())
    }

    pub async fn example_67(client: &Client) -> Done {
        let response = client.create_session(&CreateSession::new("email", "password")).await?;
        Ok(())
    }

    pub async fn example_68(client: &Client) -> Done {
        client.delete_session().await?;
        Ok(())
    }

    pub async fn example_69(client: &Client) -> Done {
        let response = client.list_api_keys(&ListApiKeys::new()).await?;
        Ok(())
    }

    pub async fn example_70(client: &Client) -> Done {
        let response = client.create_api_key(&CreateApiKey::new("algorithm", "totp_code")).await?;
        Ok(())
    }

    pub async fn example_71(client: &Client) -> Done {
        match client.create_api_key(&CreateApiKey::new("algorithm", "totp_code")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_api_keys(&ListApiKeys::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_72(client: &Client) -> Done {
        let response = client.update_api_key(&UpdateApiKey::new("kid", "totp_code")).await?;
        Ok(())
    }

    pub async fn example_73(client: &Client) -> Done {
        match client.update_api_key(&UpdateApiKey::new("kid", "totp_code")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_api_keys(&ListApiKeys::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_74(client: &Client) -> Done {
        client.delete_api_key(&DeleteApiKey::new("kid", "totp_code")).await?;
        Ok(())
    }

    pub async fn example_75(client: &Client) -> Done {
        match client.delete_api_key(&DeleteApiKey::new("kid", "totp_code")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_api_keys(&ListApiKeys::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

pub mod calls_and_money {
    use specie::coinpayments::*;
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        use std::time::Duration;
        
        let client = Client::builder(Credentials::new("public key", "private key"))
            .timeout(Duration::from_secs(60))
            .attempt_timeout(Duration::from_secs(15))
            .build()?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        use specie::Outcome;
        
        let address = CreateWithdrawalTo::Address("ADDRESS".into());
        let request = CreateWithdrawal::new("0.5".parse()?, "BTC", address).note("payout 4711");
        match client.create_withdrawal(&request).await {
            Ok(withdrawal) => println!("{} is on its way", withdrawal.id),
            Err(error) if matches!(error.outcome(), Outcome::Ambiguous | Outcome::Done) => {
                // Record that payout 4711 is in doubt, then ask until the history shows it, or long enough that it would.
                let history = client.get_withdrawal_history(&GetWithdrawalHistory::new()).await?;
                let found = history.iter().find(|one| one.note.as_deref() == Some("payout 4711"));
                println!("{error}: {}", if found.is_some() { "it was done" } else { "not seen yet" });
            }
            Err(error) => println!("nothing was done: {error}"),
        }
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        use specie::runtime::RetryPolicy;
        use std::time::Duration;
        
        let patient = RetryPolicy::default().attempts(6).longest_pause(Duration::from_secs(5));
        let client = Client::builder(Credentials::new("public key", "private key")).retries(patient).build()?;
        // No repetition except these two: `.retries(RetryPolicy::never())`
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        let credentials = Credentials::new("public key", "private key");
        let client = Client::builder(credentials).limits(false).build()?; // you limit calls yourself
        Ok(())
    }
}
