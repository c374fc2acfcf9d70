//! The examples of `docs/reference`, each as a function.
#![allow(unused, deprecated, reason = "examples")]

pub mod binance {
    use specie::{Amount, Json, Map, Timestamp, binance::*};
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        let client = Client::new(Credentials::new("api key", "secret"))?;
        client.ping().await?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        client.ping().await?;
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        let response = client.get_server_time().await?;
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        let response = client.get_exchange_info(&GetExchangeInfo::new()).await?;
        Ok(())
    }

    pub async fn example_5(client: &Client) -> Done {
        let response = client.get_execution_rules(&GetExecutionRules::new()).await?;
        Ok(())
    }

    pub async fn example_6(client: &Client) -> Done {
        let response = client.get_depth(&GetDepth::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_7(client: &Client) -> Done {
        let response = client.list_trades(&ListTrades::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_8(client: &Client) -> Done {
        let response = client.list_historical_trades(&ListHistoricalTrades::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_9(client: &Client) -> Done {
        let response = client.list_block_trades(&ListBlockTrades::new("symbol", 1)).await?;
        Ok(())
    }

    pub async fn example_10(client: &Client) -> Done {
        let response = client.list_aggregate_trades(&ListAggregateTrades::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_11(client: &Client) -> Done {
        let response = client.list_klines(&ListKlines::new("symbol", Interval::V1s)).await?;
        Ok(())
    }

    pub async fn example_12(client: &Client) -> Done {
        let response = client.list_ui_klines(&ListUiKlines::new("symbol", Interval::V1s)).await?;
        Ok(())
    }

    pub async fn example_13(client: &Client) -> Done {
        let response = client.get_average_price(&GetAveragePrice::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_14(client: &Client) -> Done {
        let response = client.get_ticker_24hr(&GetTicker24hr::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_15(client: &Client) -> Done {
        let response = client.list_tickers_24hr(&ListTickers24hr::new()).await?;
        Ok(())
    }

    pub async fn example_16(client: &Client) -> Done {
        let response = client.get_trading_day_ticker(&GetTradingDayTicker::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_17(client: &Client) -> Done {
        let request = ListTradingDayTickers::new(vec!["symbols".into()]);
        let response = client.list_trading_day_tickers(&request).await?;
        Ok(())
    }

    pub async fn example_18(client: &Client) -> Done {
        let response = client.get_price(&GetPrice::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_19(client: &Client) -> Done {
        let response = client.list_prices(&ListPrices::new()).await?;
        Ok(())
    }

    pub async fn example_20(client: &Client) -> Done {
        let response = client.get_book_ticker(&GetBookTicker::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_21(client: &Client) -> Done {
        let response = client.list_book_tickers(&ListBookTickers::new()).await?;
        Ok(())
    }

    pub async fn example_22(client: &Client) -> Done {
        let response = client.get_rolling_ticker(&GetRollingTicker::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_23(client: &Client) -> Done {
        let response = client.list_rolling_tickers(&ListRollingTickers::new(vec!["symbols".into()])).await?;
        Ok(())
    }

    pub async fn example_24(client: &Client) -> Done {
        let response = client.get_reference_price(&GetReferencePrice::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_25(client: &Client) -> Done {
        let request = GetReferencePriceCalculation::new("symbol");
        let response = client.get_reference_price_calculation(&request).await?;
        Ok(())
    }

    pub async fn example_26(client: &Client) -> Done {
        let response = client.new_order(&NewOrder::new("symbol", Side::Buy, OrderType::Limit)).await?;
        Ok(())
    }

    pub async fn example_27(client: &Client) -> Done {
        match client.new_order(&NewOrder::new("symbol", Side::Buy, OrderType::Limit)).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order(&GetOrder::new("symbol", GetOrderBy::OrderId(1))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_28(client: &Client) -> Done {
        let response = client.test_order(&TestOrder::new("symbol", Side::Buy, OrderType::Limit)).await?;
        Ok(())
    }

    pub async fn example_29(client: &Client) -> Done {
        let response = client.cancel_order(&CancelOrder::new("symbol", CancelOrderBy::OrderId(1))).await?;
        Ok(())
    }

    pub async fn example_30(client: &Client) -> Done {
        match client.cancel_order(&CancelOrder::new("symbol", CancelOrderBy::OrderId(1))).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order(&GetOrder::new("symbol", GetOrderBy::OrderId(1))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_31(client: &Client) -> Done {
        let response = client.cancel_open_orders(&CancelOpenOrders::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_32(client: &Client) -> Done {
        match client.cancel_open_orders(&CancelOpenOrders::new("symbol")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_open_orders(&ListOpenOrders::new().symbol("symbol")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_33(client: &Client) -> Done {
        let request = CancelReplaceOrder::new("symbol", Side::Buy, OrderType::Limit, CancelReplaceMode::StopOnFailure, CancelReplaceOrderCancel::CancelOrderId(1));
        let response = client.cancel_replace_order(&request).await?;
        Ok(())
    }

    pub async fn example_34(client: &Client) -> Done {
        let request = CancelReplaceOrder::new("symbol", Side::Buy, OrderType::Limit, CancelReplaceMode::StopOnFailure, CancelReplaceOrderCancel::CancelOrderId(1));
        match client.cancel_replace_order(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order(&GetOrder::new("symbol", GetOrderBy::OrderId(1))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_35(client: &Client) -> Done {
        let request = AmendOrder::new("symbol", AmendOrderBy::OrderId(1), "0.25".parse()?);
        let response = client.amend_order(&request).await?;
        Ok(())
    }

    pub async fn example_36(client: &Client) -> Done {
        let request = AmendOrder::new("symbol", AmendOrderBy::OrderId(1), "0.25".parse()?);
        match client.amend_order(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order(&GetOrder::new("symbol", GetOrderBy::OrderId(1))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_37(client: &Client) -> Done {
        let request = NewOco::new("symbol", Side::Buy, "0.25".parse()?, "0.25".parse()?, "0.25".parse()?);
        let response = client.new_oco(&request).await?;
        Ok(())
    }

    pub async fn example_38(client: &Client) -> Done {
        let request = NewOco::new("symbol", Side::Buy, "0.25".parse()?, "0.25".parse()?, "0.25".parse()?);
        match client.new_oco(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order_list(&GetOrderList::new(GetOrderListBy::OrderListId(1))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_39(client: &Client) -> Done {
        let request = NewOcoList::new("symbol", Side::Buy, "0.25".parse()?, LegType::StopLoss, LegType::StopLoss);
        let response = client.new_oco_list(&request).await?;
        Ok(())
    }

    pub async fn example_40(client: &Client) -> Done {
        let request = NewOcoList::new("symbol", Side::Buy, "0.25".parse()?, LegType::StopLoss, LegType::StopLoss);
        match client.new_oco_list(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order_list(&GetOrderList::new(GetOrderListBy::OrderListId(1))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_41(client: &Client) -> Done {
        let request = NewOtoList::new("symbol", WorkingType::Limit, Side::Buy, "0.25".parse()?, "0.25".parse()?, OrderType::Limit, Side::Buy, "0.25".parse()?);
        let response = client.new_oto_list(&request).await?;
        Ok(())
    }

    pub async fn example_42(client: &Client) -> Done {
        let request = NewOtoList::new("symbol", WorkingType::Limit, Side::Buy, "0.25".parse()?, "0.25".parse()?, OrderType::Limit, Side::Buy, "0.25".parse()?);
        match client.new_oto_list(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order_list(&GetOrderList::new(GetOrderListBy::OrderListId(1))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_43(client: &Client) -> Done {
        let request = NewOtocoList::new("symbol", WorkingType::Limit, Side::Buy, "0.25".parse()?, "0.25".parse()?, Side::Buy, "0.25".parse()?, LegType::StopLoss);
        let response = client.new_otoco_list(&request).await?;
        Ok(())
    }

    pub async fn example_44(client: &Client) -> Done {
        let request = NewOtocoList::new("symbol", WorkingType::Limit, Side::Buy, "0.25".parse()?, "0.25".parse()?, Side::Buy, "0.25".parse()?, LegType::StopLoss);
        match client.new_otoco_list(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order_list(&GetOrderList::new(GetOrderListBy::OrderListId(1))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_45(client: &Client) -> Done {
        let request = NewOpoList::new("symbol", WorkingType::Limit, Side::Buy, "0.25".parse()?, "0.25".parse()?, OrderType::Limit, Side::Buy);
        let response = client.new_opo_list(&request).await?;
        Ok(())
    }

    pub async fn example_46(client: &Client) -> Done {
        let request = NewOpoList::new("symbol", WorkingType::Limit, Side::Buy, "0.25".parse()?, "0.25".parse()?, OrderType::Limit, Side::Buy);
        match client.new_opo_list(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order_list(&GetOrderList::new(GetOrderListBy::OrderListId(1))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_47(client: &Client) -> Done {
        let request = NewOpocoList::new("symbol", WorkingType::Limit, Side::Buy, "0.25".parse()?, "0.25".parse()?, Side::Buy, LegType::StopLoss);
        let response = client.new_opoco_list(&request).await?;
        Ok(())
    }

    pub async fn example_48(client: &Client) -> Done {
        let request = NewOpocoList::new("symbol", WorkingType::Limit, Side::Buy, "0.25".parse()?, "0.25".parse()?, Side::Buy, LegType::StopLoss);
        match client.new_opoco_list(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order_list(&GetOrderList::new(GetOrderListBy::OrderListId(1))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_49(client: &Client) -> Done {
        let request = CancelOrderList::new("symbol", CancelOrderListBy::OrderListId(1));
        let response = client.cancel_order_list(&request).await?;
        Ok(())
    }

    pub async fn example_50(client: &Client) -> Done {
        let request = CancelOrderList::new("symbol", CancelOrderListBy::OrderListId(1));
        match client.cancel_order_list(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order_list(&GetOrderList::new(GetOrderListBy::OrderListId(1))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_51(client: &Client) -> Done {
        let request = NewSorOrder::new("symbol", Side::Buy, OrderType::Limit, "0.25".parse()?);
        let response = client.new_sor_order(&request).await?;
        Ok(())
    }

    pub async fn example_52(client: &Client) -> Done {
        let request = NewSorOrder::new("symbol", Side::Buy, OrderType::Limit, "0.25".parse()?);
        match client.new_sor_order(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order(&GetOrder::new("symbol", GetOrderBy::OrderId(1))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_53(client: &Client) -> Done {
        let request = TestSorOrder::new("symbol", Side::Buy, OrderType::Limit, "0.25".parse()?);
        let response = client.test_sor_order(&request).await?;
        Ok(())
    }

    pub async fn example_54(client: &Client) -> Done {
        let response = client.get_account(&GetAccount::new()).await?;
        Ok(())
    }

    pub async fn example_55(client: &Client) -> Done {
        let response = client.get_order(&GetOrder::new("symbol", GetOrderBy::OrderId(1))).await?;
        Ok(())
    }

    pub async fn example_56(client: &Client) -> Done {
        let response = client.list_open_orders(&ListOpenOrders::new()).await?;
        Ok(())
    }

    pub async fn example_57(client: &Client) -> Done {
        let response = client.list_orders(&ListOrders::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_58(client: &Client) -> Done {
        let response = client.get_order_list(&GetOrderList::new(GetOrderListBy::OrderListId(1))).await?;
        Ok(())
    }

    pub async fn example_59(client: &Client) -> Done {
        let response = client.list_order_lists(&ListOrderLists::new()).await?;
        Ok(())
    }

    pub async fn example_60(client: &Client) -> Done {
        let response = client.list_open_order_lists().await?;
        Ok(())
    }

    pub async fn example_61(client: &Client) -> Done {
        let response = client.list_my_trades(&ListMyTrades::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_62(client: &Client) -> Done {
        let response = client.list_order_counts().await?;
        Ok(())
    }

    pub async fn example_63(client: &Client) -> Done {
        let request = ListPreventedMatches::new("symbol", ListPreventedMatchesBy::PreventedMatchId(1));
        let response = client.list_prevented_matches(&request).await?;
        Ok(())
    }

    pub async fn example_64(client: &Client) -> Done {
        let response = client.list_allocations(&ListAllocations::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_65(client: &Client) -> Done {
        let response = client.get_commission(&GetCommission::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_66(client: &Client) -> Done {
        let response = client.list_amendments(&ListAmendments::new("symbol", 1)).await?;
        Ok(())
    }

    pub async fn example_67(client: &Client) -> Done {
        let response = client.list_my_filters(&ListMyFilters::new("symbol")).await?;
        Ok(())
    }

    pub async fn example_68(client: &Client) -> Done {
        let response = client.get_system_status().await?;
        Ok(())
    }

    pub async fn example_69(client: &Client) -> Done {
        let response = client.list_delist_schedule().await?;
        Ok(())
    }

    pub async fn example_70(client: &Client) -> Done {
        let response = client.list_open_schedule().await?;
        Ok(())
    }

    pub async fn example_71(client: &Client) -> Done {
        let response = client.get_account_info().await?;
        Ok(())
    }

    pub async fn example_72(client: &Client) -> Done {
        let response = client.get_account_status().await?;
        Ok(())
    }

    pub async fn example_73(client: &Client) -> Done {
        let response = client.get_trading_status().await?;
        Ok(())
    }

    pub async fn example_74(client: &Client) -> Done {
        let response = client.get_key_permissions().await?;
        Ok(())
    }

    pub async fn example_75(client: &Client) -> Done {
        client.enable_fast_withdraw().await?;
        Ok(())
    }

    pub async fn example_76(client: &Client) -> Done {
        client.disable_fast_withdraw().await?;
        Ok(())
    }

    pub async fn example_77(client: &Client) -> Done {
        let response = client.list_spot_snapshots(&ListSpotSnapshots::new()).await?;
        Ok(())
    }

    pub async fn example_78(client: &Client) -> Done {
        let response = client.list_margin_snapshots(&ListMarginSnapshots::new()).await?;
        Ok(())
    }

    pub async fn example_79(client: &Client) -> Done {
        let response = client.list_futures_snapshots(&ListFuturesSnapshots::new()).await?;
        Ok(())
    }

    pub async fn example_80(client: &Client) -> Done {
        let response = client.list_assets(&ListAssets::new()).await?;
        Ok(())
    }

    pub async fn example_81(client: &Client) -> Done {
        let response = client.list_funding_assets(&ListFundingAssets::new()).await?;
        Ok(())
    }

    pub async fn example_82(client: &Client) -> Done {
        let response = client.list_wallet_balances(&ListWalletBalances::new()).await?;
        Ok(())
    }

    pub async fn example_83(client: &Client) -> Done {
        let response = client.get_asset_details(&GetAssetDetails::new()).await?;
        Ok(())
    }

    pub async fn example_84(client: &Client) -> Done {
        let response = client.list_trade_fees(&ListTradeFees::new()).await?;
        Ok(())
    }

    pub async fn example_85(client: &Client) -> Done {
        let response = client.list_dividends(&ListDividends::new()).await?;
        Ok(())
    }

    pub async fn example_86(client: &Client) -> Done {
        let request = TransferRequest::new(TransferType::MainUmfuture, "asset", "0.25".parse()?);
        let response = client.transfer(&request).await?;
        Ok(())
    }

    pub async fn example_87(client: &Client) -> Done {
        let request = TransferRequest::new(TransferType::MainUmfuture, "asset", "0.25".parse()?);
        match client.transfer(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_transfers(&ListTransfers::new(TransferType::MainUmfuture)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_88(client: &Client) -> Done {
        let response = client.list_transfers(&ListTransfers::new(TransferType::MainUmfuture)).await?;
        Ok(())
    }

    pub async fn example_89(client: &Client) -> Done {
        let response = client.set_bnb_burn(&SetBnbBurn::new()).await?;
        Ok(())
    }

    pub async fn example_90(client: &Client) -> Done {
        let response = client.list_dust(&ListDust::new()).await?;
        Ok(())
    }

    pub async fn example_91(client: &Client) -> Done {
        let response = client.convert_dust_to_bnb(&ConvertDustToBnb::new(vec!["asset".into()])).await?;
        Ok(())
    }

    pub async fn example_92(client: &Client) -> Done {
        match client.convert_dust_to_bnb(&ConvertDustToBnb::new(vec!["asset".into()])).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_dust_conversions(&ListDustConversions::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_93(client: &Client) -> Done {
        let response = client.list_dust_conversions(&ListDustConversions::new()).await?;
        Ok(())
    }

    pub async fn example_94(client: &Client) -> Done {
        let response = client.list_convertible_dust(&ListConvertibleDust::new("targetAsset")).await?;
        Ok(())
    }

    pub async fn example_95(client: &Client) -> Done {
        let response = client.convert_dust(&ConvertDust::new(vec!["asset".into()])).await?;
        Ok(())
    }

    pub async fn example_96(client: &Client) -> Done {
        match client.convert_dust(&ConvertDust::new(vec!["asset".into()])).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_dust_conversions(&ListDustConversions::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_97(client: &Client) -> Done {
        let request = ListCloudMining::new(Timestamp::now(), Timestamp::now());
        let response = client.list_cloud_mining(&request).await?;
        Ok(())
    }

    pub async fn example_98(client: &Client) -> Done {
        let request = ListDelegations::new("email", Timestamp::now(), Timestamp::now());
        let response = client.list_delegations(&request).await?;
        Ok(())
    }

    pub async fn example_99(client: &Client) -> Done {
        let response = client.list_coins().await?;
        Ok(())
    }

    pub async fn example_100(client: &Client) -> Done {
        let response = client.get_deposit_address(&GetDepositAddress::new("coin")).await?;
        Ok(())
    }

    pub async fn example_101(client: &Client) -> Done {
        let response = client.list_deposit_addresses(&ListDepositAddresses::new("coin")).await?;
        Ok(())
    }

    pub async fn example_102(client: &Client) -> Done {
        let response = client.list_deposits(&ListDeposits::new()).await?;
        Ok(())
    }

    pub async fn example_103(client: &Client) -> Done {
        let request = ApplyDepositCredit::new(ApplyDepositCreditDeposit::DepositId(1));
        let response = client.apply_deposit_credit(&request).await?;
        Ok(())
    }

    pub async fn example_104(client: &Client) -> Done {
        let request = ApplyDepositCredit::new(ApplyDepositCreditDeposit::DepositId(1));
        match client.apply_deposit_credit(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_deposits(&ListDeposits::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_105(client: &Client) -> Done {
        let response = client.withdraw(&Withdraw::new("coin", "address", "0.25".parse()?)).await?;
        Ok(())
    }

    pub async fn example_106(client: &Client) -> Done {
        match client.withdraw(&Withdraw::new("coin", "address", "0.25".parse()?)).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_withdrawals(&ListWithdrawals::new().coin("coin")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_107(client: &Client) -> Done {
        let response = client.list_withdrawals(&ListWithdrawals::new()).await?;
        Ok(())
    }

    pub async fn example_108(client: &Client) -> Done {
        let response = client.list_withdrawal_addresses().await?;
        Ok(())
    }

    pub async fn example_109(client: &Client) -> Done {
        let response = client.get_withdrawal_quota().await?;
        Ok(())
    }

    pub async fn example_110(client: &Client) -> Done {
        let response = client.get_questionnaire_requirements().await?;
        Ok(())
    }

    pub async fn example_111(client: &Client) -> Done {
        let response = client.list_vasps().await?;
        Ok(())
    }

    pub async fn example_112(client: &Client) -> Done {
        let response = client.list_countries().await?;
        Ok(())
    }

    pub async fn example_113(client: &Client) -> Done {
        let response = client.list_regions(&ListRegions::new("co")).await?;
        Ok(())
    }

    pub async fn example_114(client: &Client) -> Done {
        let response = client.list_address_verifications().await?;
        Ok(())
    }

    pub async fn example_115(client: &Client) -> Done {
        let request = WithdrawTravelRule::new("coin", "address", "0.25".parse()?, Map::new());
        let response = client.withdraw_travel_rule(&request).await?;
        Ok(())
    }

    pub async fn example_116(client: &Client) -> Done {
        let request = WithdrawTravelRule::new("coin", "address", "0.25".parse()?, Map::new());
        match client.withdraw_travel_rule(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListTravelRuleWithdrawalsV2::new().coin("coin");
                let found = client.list_travel_rule_withdrawals_v2(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_117(client: &Client) -> Done {
        let request = BrokerWithdraw::new("address", "coin", "0.25".parse()?, "withdrawOrderId", Map::new(), Map::new());
        let response = client.broker_withdraw(&request).await?;
        Ok(())
    }

    pub async fn example_118(client: &Client) -> Done {
        let request = BrokerWithdraw::new("address", "coin", "0.25".parse()?, "withdrawOrderId", Map::new(), Map::new());
        match client.broker_withdraw(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListTravelRuleWithdrawalsV2::new().withdraw_order_id("withdrawOrderId").coin("coin");
                let found = client.list_travel_rule_withdrawals_v2(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_119(client: &Client) -> Done {
        let response = client.list_travel_rule_withdrawals(&ListTravelRuleWithdrawals::new()).await?;
        Ok(())
    }

    pub async fn example_120(client: &Client) -> Done {
        let response = client.list_travel_rule_withdrawals_v2(&ListTravelRuleWithdrawalsV2::new()).await?;
        Ok(())
    }

    pub async fn example_121(client: &Client) -> Done {
        let response = client.list_travel_rule_deposits(&ListTravelRuleDeposits::new()).await?;
        Ok(())
    }

    pub async fn example_122(client: &Client) -> Done {
        let response = client.list_travel_rule_deposits_v2(&ListTravelRuleDepositsV2::new()).await?;
        Ok(())
    }

    pub async fn example_123(client: &Client) -> Done {
        let request = SubmitDepositQuestionnaire::new(1, Map::new());
        let response = client.submit_deposit_questionnaire(&request).await?;
        Ok(())
    }

    pub async fn example_124(client: &Client) -> Done {
        let request = SubmitDepositQuestionnaire::new(1, Map::new());
        match client.submit_deposit_questionnaire(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_travel_rule_deposits(&ListTravelRuleDeposits::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_125(client: &Client) -> Done {
        let request = SubmitDepositQuestionnaireV2::new(1, Map::new());
        let response = client.submit_deposit_questionnaire_v2(&request).await?;
        Ok(())
    }

    pub async fn example_126(client: &Client) -> Done {
        let request = SubmitDepositQuestionnaireV2::new(1, Map::new());
        match client.submit_deposit_questionnaire_v2(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_travel_rule_deposits_v2(&ListTravelRuleDepositsV2::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_127(client: &Client) -> Done {
        let request = SubmitBrokerQuestionnaire::new("subAccountId", 1, Map::new(), Map::new());
        let response = client.submit_broker_questionnaire(&request).await?;
        Ok(())
    }

    pub async fn example_128(client: &Client) -> Done {
        let request = SubmitBrokerQuestionnaire::new("subAccountId", 1, Map::new(), Map::new());
        match client.submit_broker_questionnaire(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_travel_rule_deposits_v2(&ListTravelRuleDepositsV2::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

pub mod binance_pay {
    use specie::{Amount, Json, Map, Timestamp, binance_pay::*};
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        let client = Client::new(Credentials::new("api key", "secret"))?;
        let response = client.list_certificates().await?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        let request = CreateOrder::new(OrderEnvironment::new(TerminalType::App), "merchantTradeNo", CreateOrderPrice::OrderAmount("0.25".parse()?));
        let response = client.create_order(&request).await?;
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        let request = CreateOrder::new(OrderEnvironment::new(TerminalType::App), "merchantTradeNo", CreateOrderPrice::OrderAmount("0.25".parse()?));
        match client.create_order(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order(&GetOrder::new(GetOrderBy::PrepayId("prepayId".into()))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        let request = CreateOrderV2::new(OrderEnvironment::new(TerminalType::App), "merchantTradeNo", CreateOrderV2Price::OrderAmount("0.25".parse()?), Goods::new(GoodsType::Tangible, "goodsCategory", "referenceGoodsId", "goodsName"));
        let response = client.create_order_v2(&request).await?;
        Ok(())
    }

    pub async fn example_5(client: &Client) -> Done {
        let request = CreateOrderV2::new(OrderEnvironment::new(TerminalType::App), "merchantTradeNo", CreateOrderV2Price::OrderAmount("0.25".parse()?), Goods::new(GoodsType::Tangible, "goodsCategory", "referenceGoodsId", "goodsName"));
        match client.create_order_v2(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order(&GetOrder::new(GetOrderBy::PrepayId("prepayId".into()))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_6(client: &Client) -> Done {
        let response = client.get_order(&GetOrder::new(GetOrderBy::PrepayId("prepayId".into()))).await?;
        Ok(())
    }

    pub async fn example_7(client: &Client) -> Done {
        let request = CloseOrder::new(CloseOrderBy::MerchantTradeNo("9825382937292".into()));
        let response = client.close_order(&request).await?;
        Ok(())
    }

    pub async fn example_8(client: &Client) -> Done {
        let request = CloseOrder::new(CloseOrderBy::MerchantTradeNo("9825382937292".into()));
        match client.close_order(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_order(&GetOrder::new(GetOrderBy::PrepayId("prepayId".into()))).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_9(client: &Client) -> Done {
        let request = CreateRefund::new("refundRequestId", "prepayId", "0.25".parse()?);
        let response = client.create_refund(&request).await?;
        Ok(())
    }

    pub async fn example_10(client: &Client) -> Done {
        let request = CreateRefund::new("refundRequestId", "prepayId", "0.25".parse()?);
        match client.create_refund(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_refund(&GetRefund::new("refundRequestId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_11(client: &Client) -> Done {
        let response = client.get_refund(&GetRefund::new("68711039982968832")).await?;
        Ok(())
    }

    pub async fn example_12(client: &Client) -> Done {
        let response = client.get_balance(&GetBalance::new(Wallet::Spot, "BUSD")).await?;
        Ok(())
    }

    pub async fn example_13(client: &Client) -> Done {
        let request = CreateTransfer::new("100002021071407140001", "BNB", "0.01".parse()?, TransferType::ToMain);
        let response = client.create_transfer(&request).await?;
        Ok(())
    }

    pub async fn example_14(client: &Client) -> Done {
        let request = CreateTransfer::new("100002021071407140001", "BNB", "0.01".parse()?, TransferType::ToMain);
        match client.create_transfer(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_transfer(&GetTransfer::new("100002021071407140001")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_15(client: &Client) -> Done {
        let response = client.get_transfer(&GetTransfer::new("100002021071407140001")).await?;
        Ok(())
    }

    pub async fn example_16(client: &Client) -> Done {
        let response = client.check_receiver(&CheckReceiver::new(ReceiveType::PayId, "receiverId")).await?;
        Ok(())
    }

    pub async fn example_17(client: &Client) -> Done {
        let request = CreatePayout::new("samplerequest1234", "sample batch", "BUSD", "200.4".parse()?, 2, vec![NewPayoutTransfer::new("22231313131", ReceiveType::PayId, "354205155", "110.3".parse()?, Wallet::Spot)
            .remark("test1")])
            .biz_scene(BizScene::Settlement);
        let response = client.create_payout(&request).await?;
        Ok(())
    }

    pub async fn example_18(client: &Client) -> Done {
        let request = CreatePayout::new("samplerequest1234", "sample batch", "BUSD", "200.4".parse()?, 2, vec![NewPayoutTransfer::new("22231313131", ReceiveType::PayId, "354205155", "110.3".parse()?, Wallet::Spot)
            .remark("test1")])
            .biz_scene(BizScene::Settlement);
        match client.create_payout(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_payout(&GetPayout::new("samplerequest1234")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_19(client: &Client) -> Done {
        let response = client.get_payout(&GetPayout::new("requestId")).await?;
        Ok(())
    }

    pub async fn example_20(client: &Client) -> Done {
        let response = client.list_certificates().await?;
        Ok(())
    }

    pub async fn example_21(client: &Client) -> Done {
        let request = CreateSubMerchant::new("Individual", MerchantType::Individual, "5511", "CN,US")
            .certificate_type(CertificateType::Id)
            .certificate_country("US")
            .certificate_number("123456X")
            .certificate_valid_date(Timestamp::now())
            .contract_time_isv(Timestamp::now());
        let response = client.create_sub_merchant(&request).await?;
        Ok(())
    }

    pub async fn example_22(client: &Client) -> Done {
        let headers = [("Content-Type", "application/json")]; // all headers received
        let body = b"the raw body, byte for byte";
        let verified = client.verify_notification(&headers, body)?;
        Ok(())
    }
}

pub mod bitpay {
    use specie::{Amount, Json, Map, Timestamp, bitpay::*};
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        let client = Client::new(Credentials::new())?;
        let response = client.list_bills(&ListBills::new()).await?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        let response = client.create_token(&CreateToken::new("someIdentity", Facade::Merchant)).await?;
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        let request = CreateInvoice::new("20".parse()?, "USD", "payment1234").order_id("20210511_fghij");
        let response = client.create_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        let request = CreateInvoice::new("20".parse()?, "USD", "payment1234").order_id("20210511_fghij");
        match client.create_invoice(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_invoice_by_guid(&GetInvoiceByGuid::new("payment1234")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_5(client: &Client) -> Done {
        let request = CreatePosInvoice::new("0.25".parse()?, "currency", "guid");
        let response = client.create_pos_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_6(client: &Client) -> Done {
        let request = CreatePosInvoice::new("0.25".parse()?, "currency", "guid");
        match client.create_pos_invoice(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_pos_invoice_by_guid(&GetPosInvoiceByGuid::new("guid")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_7(client: &Client) -> Done {
        let response = client.get_invoice(&GetInvoice::new("G3viJEJgE8Jk2oekSdgT2A")).await?;
        Ok(())
    }

    pub async fn example_8(client: &Client) -> Done {
        let response = client.get_invoice_by_guid(&GetInvoiceByGuid::new("guid")).await?;
        Ok(())
    }

    pub async fn example_9(client: &Client) -> Done {
        let response = client.get_pos_invoice(&GetPosInvoice::new("id")).await?;
        Ok(())
    }

    pub async fn example_10(client: &Client) -> Done {
        let response = client.get_pos_invoice_by_guid(&GetPosInvoiceByGuid::new("guid")).await?;
        Ok(())
    }

    pub async fn example_11(client: &Client) -> Done {
        let request = ListInvoices::new("2023-11-14".parse()?, "2023-11-14".parse()?);
        let response = client.list_invoices(&request).await?;
        Ok(())
    }

    pub async fn example_12(client: &Client) -> Done {
        let request = UpdateInvoice::new("G3viJEJgE8Jk2oekSdgT2A").buyer_sms("+12223334444");
        let response = client.update_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_13(client: &Client) -> Done {
        let request = UpdateInvoice::new("G3viJEJgE8Jk2oekSdgT2A").buyer_sms("+12223334444");
        match client.update_invoice(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_invoice(&GetInvoice::new("G3viJEJgE8Jk2oekSdgT2A")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_14(client: &Client) -> Done {
        let request = PayInvoice::new("AwzYLpkN1cJidQJi2g1jRs", PaidStatus::Complete);
        let response = client.pay_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_15(client: &Client) -> Done {
        let request = PayInvoice::new("AwzYLpkN1cJidQJi2g1jRs", PaidStatus::Complete);
        match client.pay_invoice(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_invoice(&GetInvoice::new("AwzYLpkN1cJidQJi2g1jRs")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_16(client: &Client) -> Done {
        let response = client.cancel_invoice(&CancelInvoice::new("G3viJEJgE8Jk2oekSdgT2A")).await?;
        Ok(())
    }

    pub async fn example_17(client: &Client) -> Done {
        match client.cancel_invoice(&CancelInvoice::new("G3viJEJgE8Jk2oekSdgT2A")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_invoice(&GetInvoice::new("G3viJEJgE8Jk2oekSdgT2A")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_18(client: &Client) -> Done {
        let response = client.cancel_invoice_by_guid(&CancelInvoiceByGuid::new("guid")).await?;
        Ok(())
    }

    pub async fn example_19(client: &Client) -> Done {
        match client.cancel_invoice_by_guid(&CancelInvoiceByGuid::new("guid")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_invoice_by_guid(&GetInvoiceByGuid::new("guid")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_20(client: &Client) -> Done {
        let response = client.get_invoice_events(&GetInvoiceEvents::new("GZBBLcsgQamua3PN8GX92s")).await?;
        Ok(())
    }

    pub async fn example_21(client: &Client) -> Done {
        let request = ResendInvoiceNotification::new("G3viJEJgE8Jk2oekSdgT2A", "Svbfdow1xXc6chtQB3GVKqyRVhyLMqn3nhMhyTtf9T9vTCDKrVfdoA7n94nZUECZf");
        let response = client.resend_invoice_notification(&request).await?;
        Ok(())
    }

    pub async fn example_22(client: &Client) -> Done {
        let request = CreateRefund::new("Hpqc63wvE1ZjzeeH4kEycF", "10".parse()?, "ee26b5e0-9185-493e-bc12-e846d5fcf07c");
        let response = client.create_refund(&request).await?;
        Ok(())
    }

    pub async fn example_23(client: &Client) -> Done {
        let request = CreateRefund::new("Hpqc63wvE1ZjzeeH4kEycF", "10".parse()?, "ee26b5e0-9185-493e-bc12-e846d5fcf07c");
        match client.create_refund(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetRefundByGuid::new("ee26b5e0-9185-493e-bc12-e846d5fcf07c");
                let found = client.get_refund_by_guid(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_24(client: &Client) -> Done {
        let response = client.get_refund(&GetRefund::new("WoE46gSLkJQS48RJEiNw3L")).await?;
        Ok(())
    }

    pub async fn example_25(client: &Client) -> Done {
        let request = GetRefundByGuid::new("ee26b5e0-9185-493e-bc12-e846d5fcf07c");
        let response = client.get_refund_by_guid(&request).await?;
        Ok(())
    }

    pub async fn example_26(client: &Client) -> Done {
        let response = client.list_refunds(&ListRefunds::new("Hpqc63wvE1ZjzeeH4kEycF")).await?;
        Ok(())
    }

    pub async fn example_27(client: &Client) -> Done {
        let request = UpdateRefund::new("WoE46gSLkJQS48RJEiNw3L", RefundStatus::Created);
        let response = client.update_refund(&request).await?;
        Ok(())
    }

    pub async fn example_28(client: &Client) -> Done {
        let request = UpdateRefund::new("WoE46gSLkJQS48RJEiNw3L", RefundStatus::Created);
        match client.update_refund(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_refund(&GetRefund::new("WoE46gSLkJQS48RJEiNw3L")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_29(client: &Client) -> Done {
        let request = UpdateRefundByGuid::new("ee26b5e0-9185-493e-bc12-e846d5fcf07c", RefundStatus::Created);
        let response = client.update_refund_by_guid(&request).await?;
        Ok(())
    }

    pub async fn example_30(client: &Client) -> Done {
        let request = UpdateRefundByGuid::new("ee26b5e0-9185-493e-bc12-e846d5fcf07c", RefundStatus::Created);
        match client.update_refund_by_guid(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetRefundByGuid::new("ee26b5e0-9185-493e-bc12-e846d5fcf07c");
                let found = client.get_refund_by_guid(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_31(client: &Client) -> Done {
        let response = client.cancel_refund(&CancelRefund::new("WoE46gSLkJQS48RJEiNw3L")).await?;
        Ok(())
    }

    pub async fn example_32(client: &Client) -> Done {
        match client.cancel_refund(&CancelRefund::new("WoE46gSLkJQS48RJEiNw3L")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_refund(&GetRefund::new("WoE46gSLkJQS48RJEiNw3L")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_33(client: &Client) -> Done {
        let response = client.cancel_refund_by_guid(&CancelRefundByGuid::new("guid")).await?;
        Ok(())
    }

    pub async fn example_34(client: &Client) -> Done {
        match client.cancel_refund_by_guid(&CancelRefundByGuid::new("guid")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_refund_by_guid(&GetRefundByGuid::new("guid")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_35(client: &Client) -> Done {
        let request = ResendRefundNotification::new("WoE46gSLkJQS48RJEiNw3L", "someMerchantToken");
        client.resend_refund_notification(&request).await?;
        Ok(())
    }

    pub async fn example_36(client: &Client) -> Done {
        let request = CreateBill::new("USD", vec![BillItem::new("Test Item 1", "6.0".parse()?, 1)])
            .email("john@doe.com")
            .number("bill1234-ABCD")
            .name("John Doe")
            .address1("2630 Hegal Place")
            .address2("Apt 42")
            .city("Alexandria")
            .state("VA")
            .zip("23242")
            .country("US")
            .cc(vec!["jane@doe.com".into()])
            .phone("555-123-456")
            .due_date("2021-05-31")
            .pass_processing_fee(true);
        let response = client.create_bill(&request).await?;
        Ok(())
    }

    pub async fn example_37(client: &Client) -> Done {
        let request = CreateBill::new("USD", vec![BillItem::new("Test Item 1", "6.0".parse()?, 1)])
            .email("john@doe.com")
            .number("bill1234-ABCD")
            .name("John Doe")
            .address1("2630 Hegal Place")
            .address2("Apt 42")
            .city("Alexandria")
            .state("VA")
            .zip("23242")
            .country("US")
            .cc(vec!["jane@doe.com".into()])
            .phone("555-123-456")
            .due_date("2021-05-31")
            .pass_processing_fee(true);
        match client.create_bill(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_bills(&ListBills::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_38(client: &Client) -> Done {
        let request = CreatePosBill::new("currency", vec![BillItem::new("description", "0.25".parse()?, 1)]);
        let response = client.create_pos_bill(&request).await?;
        Ok(())
    }

    pub async fn example_39(client: &Client) -> Done {
        let response = client.get_bill(&GetBill::new("id")).await?;
        Ok(())
    }

    pub async fn example_40(client: &Client) -> Done {
        let response = client.get_pos_bill(&GetPosBill::new("id")).await?;
        Ok(())
    }

    pub async fn example_41(client: &Client) -> Done {
        let response = client.list_bills(&ListBills::new()).await?;
        Ok(())
    }

    pub async fn example_42(client: &Client) -> Done {
        let request = UpdateBill::new("3Zpmji8bRKxWJo2NJbWX5H", "someMerchantToken", "USD", vec![BillItem::new("Test Item 1", "6".parse()?, 1)])
            .status(BillStatus::Draft)
            .email("john@doe.com")
            .number("bill1234-ABCD")
            .name("John Doe")
            .address1("2630 Hegal Place")
            .address2("Apt 42")
            .city("Alexandria")
            .state("VA")
            .zip("23242")
            .country("US")
            .cc(vec!["jane@doe.com".into()])
            .phone("555-123-456")
            .due_date("2021-05-31")
            .pass_processing_fee(true);
        let response = client.update_bill(&request).await?;
        Ok(())
    }

    pub async fn example_43(client: &Client) -> Done {
        let request = UpdateBill::new("3Zpmji8bRKxWJo2NJbWX5H", "someMerchantToken", "USD", vec![BillItem::new("Test Item 1", "6".parse()?, 1)])
            .status(BillStatus::Draft)
            .email("john@doe.com")
            .number("bill1234-ABCD")
            .name("John Doe")
            .address1("2630 Hegal Place")
            .address2("Apt 42")
            .city("Alexandria")
            .state("VA")
            .zip("23242")
            .country("US")
            .cc(vec!["jane@doe.com".into()])
            .phone("555-123-456")
            .due_date("2021-05-31")
            .pass_processing_fee(true);
        match client.update_bill(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_bill(&GetBill::new("3Zpmji8bRKxWJo2NJbWX5H")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_44(client: &Client) -> Done {
        let request = DeliverBill::new("3Zpmji8bRKxWJo2NJbWX5H", "6EBQR37MgDJPfEiLY3jtRq7eTP2aodR5V5wmXyyZhru5FM5yF4RCGKYQtnT7nhwHjA");
        let response = client.deliver_bill(&request).await?;
        Ok(())
    }

    pub async fn example_45(client: &Client) -> Done {
        let request = DeliverBill::new("3Zpmji8bRKxWJo2NJbWX5H", "6EBQR37MgDJPfEiLY3jtRq7eTP2aodR5V5wmXyyZhru5FM5yF4RCGKYQtnT7nhwHjA");
        match client.deliver_bill(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_bill(&GetBill::new("3Zpmji8bRKxWJo2NJbWX5H")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_46(client: &Client) -> Done {
        let response = client.list_ledgers().await?;
        Ok(())
    }

    pub async fn example_47(client: &Client) -> Done {
        let request = ListLedgerEntries::new("USD", "2021-05-10".parse()?, "2021-05-12".parse()?);
        let response = client.list_ledger_entries(&request).await?;
        Ok(())
    }

    pub async fn example_48(client: &Client) -> Done {
        let response = client.list_settlements(&ListSettlements::new()).await?;
        Ok(())
    }

    pub async fn example_49(client: &Client) -> Done {
        let response = client.get_settlement(&GetSettlement::new("RPWTabW8urd3xWv2To989v")).await?;
        Ok(())
    }

    pub async fn example_50(client: &Client) -> Done {
        let request = GetReconciliationReport::new("id", "token");
        let response = client.get_reconciliation_report(&request).await?;
        Ok(())
    }

    pub async fn example_51(client: &Client) -> Done {
        let request = CreatePayout::new("10.0".parse()?, "USD", "GBP", CreatePayoutTo::Email("john@doe.com".into()))
            .reference("payout_20210527")
            .notification_email("merchant@email.com")
            .notification_url("https://yournotiticationURL.com/wed3sa0wx1rz5bg0bv97851eqx")
            .label("John Doe")
            .ignore_emails(false);
        let response = client.create_payout(&request).await?;
        Ok(())
    }

    pub async fn example_52(client: &Client) -> Done {
        let request = CreatePayout::new("10.0".parse()?, "USD", "GBP", CreatePayoutTo::Email("john@doe.com".into()))
            .reference("payout_20210527")
            .notification_email("merchant@email.com")
            .notification_url("https://yournotiticationURL.com/wed3sa0wx1rz5bg0bv97851eqx")
            .label("John Doe")
            .ignore_emails(false);
        match client.create_payout(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_payouts(&ListPayouts::new().reference("payout_20210527")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_53(client: &Client) -> Done {
        let request = CreatePayoutGroup::new(vec![NewPayout::new("0.25".parse()?, "currency", "ledgerCurrency", NewPayoutTo::RecipientId("recipientId".into()))]);
        let response = client.create_payout_group(&request).await?;
        Ok(())
    }

    pub async fn example_54(client: &Client) -> Done {
        let request = CreatePayoutGroup::new(vec![NewPayout::new("0.25".parse()?, "currency", "ledgerCurrency", NewPayoutTo::RecipientId("recipientId".into()))]);
        match client.create_payout_group(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_payouts(&ListPayouts::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_55(client: &Client) -> Done {
        let response = client.get_payout(&GetPayout::new("JMwv8wQCXANoU2ZZQ9a9GH")).await?;
        Ok(())
    }

    pub async fn example_56(client: &Client) -> Done {
        let response = client.list_payouts(&ListPayouts::new()).await?;
        Ok(())
    }

    pub async fn example_57(client: &Client) -> Done {
        client.cancel_payout(&CancelPayout::new("JMwv8wQCXANoU2ZZQ9a9GH")).await?;
        Ok(())
    }

    pub async fn example_58(client: &Client) -> Done {
        match client.cancel_payout(&CancelPayout::new("JMwv8wQCXANoU2ZZQ9a9GH")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_payout(&GetPayout::new("JMwv8wQCXANoU2ZZQ9a9GH")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_59(client: &Client) -> Done {
        let response = client.cancel_payout_group(&CancelPayoutGroup::new("groupId")).await?;
        Ok(())
    }

    pub async fn example_60(client: &Client) -> Done {
        match client.cancel_payout_group(&CancelPayoutGroup::new("groupId")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_payouts(&ListPayouts::new().group_id("groupId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_61(client: &Client) -> Done {
        client.resend_payout_notification(&ResendPayoutNotification::new("JMwv8wQCXANoU2ZZQ9a9GH")).await?;
        Ok(())
    }

    pub async fn example_62(client: &Client) -> Done {
        let request = CreateRecipients::new(vec![NewRecipient::new("alice@email.com")
            .label("Alice")
            .notification_url("https://someurl.com")])
            .guid("ee26b5e0-9185-493e-bc12-e846d5fcf07c");
        let response = client.create_recipients(&request).await?;
        Ok(())
    }

    pub async fn example_63(client: &Client) -> Done {
        let request = CreateRecipients::new(vec![NewRecipient::new("alice@email.com")
            .label("Alice")
            .notification_url("https://someurl.com")])
            .guid("ee26b5e0-9185-493e-bc12-e846d5fcf07c");
        match client.create_recipients(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_recipients(&ListRecipients::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_64(client: &Client) -> Done {
        let response = client.get_recipient(&GetRecipient::new("JA4cEtmBxCp5cybtnh1rds")).await?;
        Ok(())
    }

    pub async fn example_65(client: &Client) -> Done {
        let response = client.list_recipients(&ListRecipients::new()).await?;
        Ok(())
    }

    pub async fn example_66(client: &Client) -> Done {
        let request = UpdateRecipient::new("X3icwc4tE8KJ5hEPNPpDXW").label("Bob123");
        let response = client.update_recipient(&request).await?;
        Ok(())
    }

    pub async fn example_67(client: &Client) -> Done {
        client.remove_recipient(&RemoveRecipient::new("JA4cEtmBxCp5cybtnh1rds")).await?;
        Ok(())
    }

    pub async fn example_68(client: &Client) -> Done {
        match client.remove_recipient(&RemoveRecipient::new("JA4cEtmBxCp5cybtnh1rds")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_recipient(&GetRecipient::new("JA4cEtmBxCp5cybtnh1rds")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_69(client: &Client) -> Done {
        client.resend_recipient_notification(&ResendRecipientNotification::new("id")).await?;
        Ok(())
    }

    pub async fn example_70(client: &Client) -> Done {
        let response = client.list_rates().await?;
        Ok(())
    }

    pub async fn example_71(client: &Client) -> Done {
        let response = client.list_coin_rates(&ListCoinRates::new("base")).await?;
        Ok(())
    }

    pub async fn example_72(client: &Client) -> Done {
        let response = client.get_rate(&GetRate::new("BTC", "USD")).await?;
        Ok(())
    }

    pub async fn example_73(client: &Client) -> Done {
        let response = client.list_currencies().await?;
        Ok(())
    }

    pub async fn example_74(client: &Client) -> Done {
        let response = client.list_supported_wallets().await?;
        Ok(())
    }

    pub async fn example_75(client: &Client) -> Done {
        let headers = [("Content-Type", "application/json")]; // all headers received
        let body = b"the raw body, byte for byte";
        let verified = client.verify_merchant_ipn(&headers, body)?;
        Ok(())
    }

    pub async fn example_76(client: &Client) -> Done {
        let headers = [("Content-Type", "application/json")]; // all headers received
        let body = b"the raw body, byte for byte";
        let verified = client.verify_pos_ipn(&headers, body)?;
        Ok(())
    }

    pub async fn example_77(client: &Client) -> Done {
        let headers = [("Content-Type", "application/json")]; // all headers received
        let body = b"the raw body, byte for byte";
        let verified = client.verify_payout_ipn(&headers, body)?;
        Ok(())
    }
}

pub mod btcpay {
    use specie::{Amount, Json, Map, Timestamp, runtime::Upload, btcpay::*};
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        let client = Client::new(Credentials::new())?;
        let response = client.get_current_api_key().await?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        client.delete_api_key(&DeleteApiKey::new("apikey")).await?;
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        client.delete_user_api_key(&DeleteUserApiKey::new("idOrEmail", "apikey")).await?;
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        let response = client.get_current_api_key().await?;
        Ok(())
    }

    pub async fn example_5(client: &Client) -> Done {
        let response = client.delete_current_api_key().await?;
        Ok(())
    }

    pub async fn example_6(client: &Client) -> Done {
        let response = client.create_api_key(&CreateApiKey::new()).await?;
        Ok(())
    }

    pub async fn example_7(client: &Client) -> Done {
        let response = client.create_user_api_key(&CreateUserApiKey::new("idOrEmail")).await?;
        Ok(())
    }

    pub async fn example_8(client: &Client) -> Done {
        let request = CreatePointOfSaleApp::new("storeId", PointOfSaleAppRequest::new());
        let response = client.create_point_of_sale_app(&request).await?;
        Ok(())
    }

    pub async fn example_9(client: &Client) -> Done {
        let request = CreatePointOfSaleApp::new("storeId", PointOfSaleAppRequest::new());
        match client.create_point_of_sale_app(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_store_apps(&ListStoreApps::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_10(client: &Client) -> Done {
        let request = UpdatePointOfSaleApp::new("appId", PointOfSaleAppRequest::new());
        let response = client.update_point_of_sale_app(&request).await?;
        Ok(())
    }

    pub async fn example_11(client: &Client) -> Done {
        let response = client.get_point_of_sale_app(&GetPointOfSaleApp::new("appId")).await?;
        Ok(())
    }

    pub async fn example_12(client: &Client) -> Done {
        let request = UpdateCrowdfundApp::new("appId", CrowdfundAppRequest::new());
        let response = client.update_crowdfund_app(&request).await?;
        Ok(())
    }

    pub async fn example_13(client: &Client) -> Done {
        let response = client.get_crowdfund_app(&GetCrowdfundApp::new("appId")).await?;
        Ok(())
    }

    pub async fn example_14(client: &Client) -> Done {
        let request = CreateCrowdfundApp::new("storeId", CrowdfundAppRequest::new());
        let response = client.create_crowdfund_app(&request).await?;
        Ok(())
    }

    pub async fn example_15(client: &Client) -> Done {
        let request = CreateCrowdfundApp::new("storeId", CrowdfundAppRequest::new());
        match client.create_crowdfund_app(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_store_apps(&ListStoreApps::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_16(client: &Client) -> Done {
        let response = client.get_app(&GetApp::new("appId")).await?;
        Ok(())
    }

    pub async fn example_17(client: &Client) -> Done {
        client.delete_app(&DeleteApp::new("appId")).await?;
        Ok(())
    }

    pub async fn example_18(client: &Client) -> Done {
        match client.delete_app(&DeleteApp::new("appId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_app(&GetApp::new("appId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_19(client: &Client) -> Done {
        let request = UploadAppItemImage::new("appId", Upload::from_path("file.bin"));
        let response = client.upload_app_item_image(&request).await?;
        Ok(())
    }

    pub async fn example_20(client: &Client) -> Done {
        client.delete_app_item_image(&DeleteAppItemImage::new("appId", "fileId")).await?;
        Ok(())
    }

    pub async fn example_21(client: &Client) -> Done {
        let response = client.get_app_sales(&GetAppSales::new("appId")).await?;
        Ok(())
    }

    pub async fn example_22(client: &Client) -> Done {
        let response = client.list_app_top_items(&ListAppTopItems::new("appId")).await?;
        Ok(())
    }

    pub async fn example_23(client: &Client) -> Done {
        let response = client.list_store_apps(&ListStoreApps::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_24(client: &Client) -> Done {
        let response = client.list_apps().await?;
        Ok(())
    }

    pub async fn example_25(client: &Client) -> Done {
        let response = client.list_files().await?;
        Ok(())
    }

    pub async fn example_26(client: &Client) -> Done {
        let response = client.upload_file(&UploadFile::new(Upload::from_path("file.bin"))).await?;
        Ok(())
    }

    pub async fn example_27(client: &Client) -> Done {
        match client.upload_file(&UploadFile::new(Upload::from_path("file.bin"))).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_files().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_28(client: &Client) -> Done {
        let response = client.get_file(&GetFile::new("fileId")).await?;
        Ok(())
    }

    pub async fn example_29(client: &Client) -> Done {
        client.delete_file(&DeleteFile::new("fileId")).await?;
        Ok(())
    }

    pub async fn example_30(client: &Client) -> Done {
        match client.delete_file(&DeleteFile::new("fileId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_file(&GetFile::new("fileId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_31(client: &Client) -> Done {
        let response = client.get_health().await?;
        Ok(())
    }

    pub async fn example_32(client: &Client) -> Done {
        let response = client.list_invoices(&ListInvoices::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_33(client: &Client) -> Done {
        let response = client.create_invoice(&CreateInvoice::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_34(client: &Client) -> Done {
        match client.create_invoice(&CreateInvoice::new("storeId")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_invoices(&ListInvoices::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_35(client: &Client) -> Done {
        let response = client.get_invoice(&GetInvoice::new("invoiceId")).await?;
        Ok(())
    }

    pub async fn example_36(client: &Client) -> Done {
        client.archive_invoice(&ArchiveInvoice::new("invoiceId")).await?;
        Ok(())
    }

    pub async fn example_37(client: &Client) -> Done {
        match client.archive_invoice(&ArchiveInvoice::new("invoiceId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_invoice(&GetInvoice::new("invoiceId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_38(client: &Client) -> Done {
        let response = client.update_invoice(&UpdateInvoice::new("invoiceId")).await?;
        Ok(())
    }

    pub async fn example_39(client: &Client) -> Done {
        let request = ListInvoicePaymentMethods::new("invoiceId");
        let response = client.list_invoice_payment_methods(&request).await?;
        Ok(())
    }

    pub async fn example_40(client: &Client) -> Done {
        let response = client.mark_invoice_status(&MarkInvoiceStatus::new("invoiceId")).await?;
        Ok(())
    }

    pub async fn example_41(client: &Client) -> Done {
        match client.mark_invoice_status(&MarkInvoiceStatus::new("invoiceId")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_invoice(&GetInvoice::new("invoiceId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_42(client: &Client) -> Done {
        let response = client.unarchive_invoice(&UnarchiveInvoice::new("invoiceId")).await?;
        Ok(())
    }

    pub async fn example_43(client: &Client) -> Done {
        match client.unarchive_invoice(&UnarchiveInvoice::new("invoiceId")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_invoice(&GetInvoice::new("invoiceId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_44(client: &Client) -> Done {
        let request = ActivateInvoicePaymentMethod::new("invoiceId", "paymentMethodId");
        client.activate_invoice_payment_method(&request).await?;
        Ok(())
    }

    pub async fn example_45(client: &Client) -> Done {
        let request = ActivateInvoicePaymentMethod::new("invoiceId", "paymentMethodId");
        match client.activate_invoice_payment_method(&request).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListInvoicePaymentMethods::new("invoiceId");
                let found = client.list_invoice_payment_methods(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_46(client: &Client) -> Done {
        let request = RefundInvoice::new("invoiceId", RefundVariant::RateThen);
        let response = client.refund_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_47(client: &Client) -> Done {
        let request = RefundInvoice::new("invoiceId", RefundVariant::RateThen);
        match client.refund_invoice(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_pull_payments(&ListPullPayments::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_48(client: &Client) -> Done {
        let request = GetInvoiceRefundAmounts::new("invoiceId", "paymentMethodId");
        let response = client.get_invoice_refund_amounts(&request).await?;
        Ok(())
    }

    pub async fn example_49(client: &Client) -> Done {
        let response = client.get_server_lightning_info(&GetServerLightningInfo::new("cryptoCode")).await?;
        Ok(())
    }

    pub async fn example_50(client: &Client) -> Done {
        let request = GetServerLightningBalance::new("cryptoCode");
        let response = client.get_server_lightning_balance(&request).await?;
        Ok(())
    }

    pub async fn example_51(client: &Client) -> Done {
        let request = GetServerLightningHistogram::new("cryptoCode");
        let response = client.get_server_lightning_histogram(&request).await?;
        Ok(())
    }

    pub async fn example_52(client: &Client) -> Done {
        client.connect_server_lightning_node(&ConnectServerLightningNode::new("cryptoCode")).await?;
        Ok(())
    }

    pub async fn example_53(client: &Client) -> Done {
        let request = ListServerLightningChannels::new("cryptoCode");
        let response = client.list_server_lightning_channels(&request).await?;
        Ok(())
    }

    pub async fn example_54(client: &Client) -> Done {
        client.open_server_lightning_channel(&OpenServerLightningChannel::new("cryptoCode")).await?;
        Ok(())
    }

    pub async fn example_55(client: &Client) -> Done {
        match client.open_server_lightning_channel(&OpenServerLightningChannel::new("cryptoCode")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListServerLightningChannels::new("cryptoCode");
                let found = client.list_server_lightning_channels(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_56(client: &Client) -> Done {
        let request = GetServerLightningAddress::new("cryptoCode");
        let response = client.get_server_lightning_address(&request).await?;
        Ok(())
    }

    pub async fn example_57(client: &Client) -> Done {
        let request = GetServerLightningPayment::new("cryptoCode", "paymentHash");
        let response = client.get_server_lightning_payment(&request).await?;
        Ok(())
    }

    pub async fn example_58(client: &Client) -> Done {
        let request = GetServerLightningInvoice::new("cryptoCode", "id");
        let response = client.get_server_lightning_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_59(client: &Client) -> Done {
        let request = PayServerLightningInvoice::new("cryptoCode");
        let response = client.pay_server_lightning_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_60(client: &Client) -> Done {
        let request = PayServerLightningInvoice::new("cryptoCode");
        match client.pay_server_lightning_invoice(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListServerLightningPayments::new("cryptoCode");
                let found = client.list_server_lightning_payments(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_61(client: &Client) -> Done {
        let request = ListServerLightningInvoices::new("cryptoCode");
        let response = client.list_server_lightning_invoices(&request).await?;
        Ok(())
    }

    pub async fn example_62(client: &Client) -> Done {
        let request = CreateServerLightningInvoice::new("cryptoCode");
        let response = client.create_server_lightning_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_63(client: &Client) -> Done {
        let request = CreateServerLightningInvoice::new("cryptoCode");
        match client.create_server_lightning_invoice(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListServerLightningInvoices::new("cryptoCode");
                let found = client.list_server_lightning_invoices(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_64(client: &Client) -> Done {
        let request = ListServerLightningPayments::new("cryptoCode");
        let response = client.list_server_lightning_payments(&request).await?;
        Ok(())
    }

    pub async fn example_65(client: &Client) -> Done {
        let request = GetStoreLightningInfo::new("cryptoCode", "storeId");
        let response = client.get_store_lightning_info(&request).await?;
        Ok(())
    }

    pub async fn example_66(client: &Client) -> Done {
        let request = GetStoreLightningBalance::new("cryptoCode", "storeId");
        let response = client.get_store_lightning_balance(&request).await?;
        Ok(())
    }

    pub async fn example_67(client: &Client) -> Done {
        let request = GetStoreLightningHistogram::new("cryptoCode", "storeId");
        let response = client.get_store_lightning_histogram(&request).await?;
        Ok(())
    }

    pub async fn example_68(client: &Client) -> Done {
        let request = ConnectStoreLightningNode::new("cryptoCode", "storeId");
        client.connect_store_lightning_node(&request).await?;
        Ok(())
    }

    pub async fn example_69(client: &Client) -> Done {
        let request = ListStoreLightningChannels::new("cryptoCode", "storeId");
        let response = client.list_store_lightning_channels(&request).await?;
        Ok(())
    }

    pub async fn example_70(client: &Client) -> Done {
        let request = OpenStoreLightningChannel::new("cryptoCode", "storeId");
        client.open_store_lightning_channel(&request).await?;
        Ok(())
    }

    pub async fn example_71(client: &Client) -> Done {
        let request = OpenStoreLightningChannel::new("cryptoCode", "storeId");
        match client.open_store_lightning_channel(&request).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListStoreLightningChannels::new("cryptoCode", "storeId");
                let found = client.list_store_lightning_channels(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_72(client: &Client) -> Done {
        let request = GetStoreLightningAddress::new("cryptoCode", "storeId");
        let response = client.get_store_lightning_address(&request).await?;
        Ok(())
    }

    pub async fn example_73(client: &Client) -> Done {
        let request = GetStoreLightningPayment::new("cryptoCode", "storeId", "paymentHash");
        let response = client.get_store_lightning_payment(&request).await?;
        Ok(())
    }

    pub async fn example_74(client: &Client) -> Done {
        let request = GetStoreLightningInvoice::new("cryptoCode", "storeId", "id");
        let response = client.get_store_lightning_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_75(client: &Client) -> Done {
        let request = PayStoreLightningInvoice::new("cryptoCode", "storeId");
        let response = client.pay_store_lightning_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_76(client: &Client) -> Done {
        let request = PayStoreLightningInvoice::new("cryptoCode", "storeId");
        match client.pay_store_lightning_invoice(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListStoreLightningPayments::new("cryptoCode", "storeId");
                let found = client.list_store_lightning_payments(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_77(client: &Client) -> Done {
        let request = ListStoreLightningInvoices::new("cryptoCode", "storeId");
        let response = client.list_store_lightning_invoices(&request).await?;
        Ok(())
    }

    pub async fn example_78(client: &Client) -> Done {
        let request = CreateStoreLightningInvoice::new("cryptoCode", "storeId");
        let response = client.create_store_lightning_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_79(client: &Client) -> Done {
        let request = CreateStoreLightningInvoice::new("cryptoCode", "storeId");
        match client.create_store_lightning_invoice(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListStoreLightningInvoices::new("cryptoCode", "storeId");
                let found = client.list_store_lightning_invoices(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_80(client: &Client) -> Done {
        let request = ListStoreLightningPayments::new("cryptoCode", "storeId");
        let response = client.list_store_lightning_payments(&request).await?;
        Ok(())
    }

    pub async fn example_81(client: &Client) -> Done {
        let response = client.list_rate_sources().await?;
        Ok(())
    }

    pub async fn example_82(client: &Client) -> Done {
        let response = client.list_permissions().await?;
        Ok(())
    }

    pub async fn example_83(client: &Client) -> Done {
        let response = client.list_languages().await?;
        Ok(())
    }

    pub async fn example_84(client: &Client) -> Done {
        let response = client.list_notifications(&ListNotifications::new()).await?;
        Ok(())
    }

    pub async fn example_85(client: &Client) -> Done {
        let response = client.get_notification(&GetNotification::new("id")).await?;
        Ok(())
    }

    pub async fn example_86(client: &Client) -> Done {
        let response = client.update_notification(&UpdateNotification::new("id")).await?;
        Ok(())
    }

    pub async fn example_87(client: &Client) -> Done {
        match client.update_notification(&UpdateNotification::new("id")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_notification(&GetNotification::new("id")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_88(client: &Client) -> Done {
        client.delete_notification(&DeleteNotification::new("id")).await?;
        Ok(())
    }

    pub async fn example_89(client: &Client) -> Done {
        match client.delete_notification(&DeleteNotification::new("id")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_notification(&GetNotification::new("id")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_90(client: &Client) -> Done {
        let response = client.get_notification_settings().await?;
        Ok(())
    }

    pub async fn example_91(client: &Client) -> Done {
        let response = client.update_notification_settings(&UpdateNotificationSettings::new()).await?;
        Ok(())
    }

    pub async fn example_92(client: &Client) -> Done {
        let response = client.list_payment_requests(&ListPaymentRequests::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_93(client: &Client) -> Done {
        let response = client.create_payment_request(&CreatePaymentRequest::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_94(client: &Client) -> Done {
        match client.create_payment_request(&CreatePaymentRequest::new("storeId")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_payment_requests(&ListPaymentRequests::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_95(client: &Client) -> Done {
        let response = client.get_payment_request(&GetPaymentRequest::new("paymentRequestId")).await?;
        Ok(())
    }

    pub async fn example_96(client: &Client) -> Done {
        client.archive_payment_request(&ArchivePaymentRequest::new("paymentRequestId")).await?;
        Ok(())
    }

    pub async fn example_97(client: &Client) -> Done {
        match client.archive_payment_request(&ArchivePaymentRequest::new("paymentRequestId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_payment_request(&GetPaymentRequest::new("paymentRequestId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_98(client: &Client) -> Done {
        let response = client.update_payment_request(&UpdatePaymentRequest::new("paymentRequestId")).await?;
        Ok(())
    }

    pub async fn example_99(client: &Client) -> Done {
        let response = client.pay_payment_request(&PayPaymentRequest::new("paymentRequestId")).await?;
        Ok(())
    }

    pub async fn example_100(client: &Client) -> Done {
        match client.pay_payment_request(&PayPaymentRequest::new("paymentRequestId")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_payment_request(&GetPaymentRequest::new("paymentRequestId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_101(client: &Client) -> Done {
        let request = ListStorePayoutProcessors::new("storeId");
        let response = client.list_store_payout_processors(&request).await?;
        Ok(())
    }

    pub async fn example_102(client: &Client) -> Done {
        let request = RemoveStorePayoutProcessor::new("storeId", "processor", "paymentMethodId");
        client.remove_store_payout_processor(&request).await?;
        Ok(())
    }

    pub async fn example_103(client: &Client) -> Done {
        let request = RemoveStorePayoutProcessor::new("storeId", "processor", "paymentMethodId");
        match client.remove_store_payout_processor(&request).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListStorePayoutProcessors::new("storeId");
                let found = client.list_store_payout_processors(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_104(client: &Client) -> Done {
        let request = GetOnChainPayoutProcessor::new("storeId", "paymentMethodId");
        let response = client.get_on_chain_payout_processor(&request).await?;
        Ok(())
    }

    pub async fn example_105(client: &Client) -> Done {
        let request = UpdateOnChainPayoutProcessor::new("storeId", "paymentMethodId");
        let response = client.update_on_chain_payout_processor(&request).await?;
        Ok(())
    }

    pub async fn example_106(client: &Client) -> Done {
        let request = GetLightningPayoutProcessor::new("storeId", "payoutMethodId");
        let response = client.get_lightning_payout_processor(&request).await?;
        Ok(())
    }

    pub async fn example_107(client: &Client) -> Done {
        let request = UpdateLightningPayoutProcessor::new("storeId", "payoutMethodId");
        let response = client.update_lightning_payout_processor(&request).await?;
        Ok(())
    }

    pub async fn example_108(client: &Client) -> Done {
        let request = ListOnChainPayoutProcessors::new("storeId");
        let response = client.list_on_chain_payout_processors(&request).await?;
        Ok(())
    }

    pub async fn example_109(client: &Client) -> Done {
        let request = UpdateOnChainPayoutProcessors::new("storeId");
        let response = client.update_on_chain_payout_processors(&request).await?;
        Ok(())
    }

    pub async fn example_110(client: &Client) -> Done {
        let request = ListLightningPayoutProcessors::new("storeId");
        let response = client.list_lightning_payout_processors(&request).await?;
        Ok(())
    }

    pub async fn example_111(client: &Client) -> Done {
        let response = client.list_payout_processors().await?;
        Ok(())
    }

    pub async fn example_112(client: &Client) -> Done {
        let response = client.link_boltcard(&LinkBoltcard::new("pullPaymentId", "UID")).await?;
        Ok(())
    }

    pub async fn example_113(client: &Client) -> Done {
        match client.link_boltcard(&LinkBoltcard::new("pullPaymentId", "UID")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_pull_payment(&GetPullPayment::new("pullPaymentId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_114(client: &Client) -> Done {
        let response = client.get_pull_payment(&GetPullPayment::new("pullPaymentId")).await?;
        Ok(())
    }

    pub async fn example_115(client: &Client) -> Done {
        let request = ListPullPaymentPayouts::new("pullPaymentId");
        let response = client.list_pull_payment_payouts(&request).await?;
        Ok(())
    }

    pub async fn example_116(client: &Client) -> Done {
        let response = client.claim_payout(&ClaimPayout::new("pullPaymentId")).await?;
        Ok(())
    }

    pub async fn example_117(client: &Client) -> Done {
        match client.claim_payout(&ClaimPayout::new("pullPaymentId")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListPullPaymentPayouts::new("pullPaymentId");
                let found = client.list_pull_payment_payouts(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_118(client: &Client) -> Done {
        let request = GetPullPaymentPayout::new("pullPaymentId", "payoutId");
        let response = client.get_pull_payment_payout(&request).await?;
        Ok(())
    }

    pub async fn example_119(client: &Client) -> Done {
        let response = client.get_pull_payment_lnurl(&GetPullPaymentLnurl::new("pullPaymentId")).await?;
        Ok(())
    }

    pub async fn example_120(client: &Client) -> Done {
        let response = client.list_pull_payments(&ListPullPayments::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_121(client: &Client) -> Done {
        let response = client.create_pull_payment(&CreatePullPayment::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_122(client: &Client) -> Done {
        match client.create_pull_payment(&CreatePullPayment::new("storeId")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_pull_payments(&ListPullPayments::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_123(client: &Client) -> Done {
        client.archive_pull_payment(&ArchivePullPayment::new("pullPaymentId")).await?;
        Ok(())
    }

    pub async fn example_124(client: &Client) -> Done {
        match client.archive_pull_payment(&ArchivePullPayment::new("pullPaymentId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_pull_payment(&GetPullPayment::new("pullPaymentId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_125(client: &Client) -> Done {
        let response = client.create_payout(&CreatePayout::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_126(client: &Client) -> Done {
        match client.create_payout(&CreatePayout::new("storeId")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_store_payouts(&ListStorePayouts::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_127(client: &Client) -> Done {
        let response = client.list_store_payouts(&ListStorePayouts::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_128(client: &Client) -> Done {
        let response = client.get_payout(&GetPayout::new("payoutId")).await?;
        Ok(())
    }

    pub async fn example_129(client: &Client) -> Done {
        let response = client.approve_payout(&ApprovePayout::new("payoutId")).await?;
        Ok(())
    }

    pub async fn example_130(client: &Client) -> Done {
        match client.approve_payout(&ApprovePayout::new("payoutId")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_payout(&GetPayout::new("payoutId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_131(client: &Client) -> Done {
        client.cancel_payout(&CancelPayout::new("payoutId")).await?;
        Ok(())
    }

    pub async fn example_132(client: &Client) -> Done {
        match client.cancel_payout(&CancelPayout::new("payoutId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_payout(&GetPayout::new("payoutId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_133(client: &Client) -> Done {
        client.mark_payout_paid(&MarkPayoutPaid::new("payoutId")).await?;
        Ok(())
    }

    pub async fn example_134(client: &Client) -> Done {
        match client.mark_payout_paid(&MarkPayoutPaid::new("payoutId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_payout(&GetPayout::new("payoutId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_135(client: &Client) -> Done {
        client.mark_payout(&MarkPayout::new("payoutId")).await?;
        Ok(())
    }

    pub async fn example_136(client: &Client) -> Done {
        match client.mark_payout(&MarkPayout::new("payoutId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_payout(&GetPayout::new("payoutId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_137(client: &Client) -> Done {
        let response = client.get_server_email_settings().await?;
        Ok(())
    }

    pub async fn example_138(client: &Client) -> Done {
        let response = client.update_server_email_settings(&UpdateServerEmailSettings::new()).await?;
        Ok(())
    }

    pub async fn example_139(client: &Client) -> Done {
        let response = client.get_server_info().await?;
        Ok(())
    }

    pub async fn example_140(client: &Client) -> Done {
        let response = client.list_server_roles().await?;
        Ok(())
    }

    pub async fn example_141(client: &Client) -> Done {
        let response = client.get_store_email_settings(&GetStoreEmailSettings::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_142(client: &Client) -> Done {
        let response = client.update_store_email_settings(&UpdateStoreEmailSettings::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_143(client: &Client) -> Done {
        client.send_store_email(&SendStoreEmail::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_144(client: &Client) -> Done {
        let response = client.list_lightning_addresses(&ListLightningAddresses::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_145(client: &Client) -> Done {
        let request = GetLightningAddress::new("storeId", "username");
        let response = client.get_lightning_address(&request).await?;
        Ok(())
    }

    pub async fn example_146(client: &Client) -> Done {
        let request = SetLightningAddress::new("storeId", "username", LightningAddressData::new());
        let response = client.set_lightning_address(&request).await?;
        Ok(())
    }

    pub async fn example_147(client: &Client) -> Done {
        client.remove_lightning_address(&RemoveLightningAddress::new("storeId", "username")).await?;
        Ok(())
    }

    pub async fn example_148(client: &Client) -> Done {
        match client.remove_lightning_address(&RemoveLightningAddress::new("storeId", "username")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetLightningAddress::new("storeId", "username");
                let found = client.get_lightning_address(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_149(client: &Client) -> Done {
        let response = client.list_payment_methods(&ListPaymentMethods::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_150(client: &Client) -> Done {
        let request = GetPaymentMethod::new("storeId", "paymentMethodId");
        let response = client.get_payment_method(&request).await?;
        Ok(())
    }

    pub async fn example_151(client: &Client) -> Done {
        let request = UpdatePaymentMethod::new("storeId", "paymentMethodId");
        let response = client.update_payment_method(&request).await?;
        Ok(())
    }

    pub async fn example_152(client: &Client) -> Done {
        client.delete_payment_method(&DeletePaymentMethod::new("storeId", "paymentMethodId")).await?;
        Ok(())
    }

    pub async fn example_153(client: &Client) -> Done {
        match client.delete_payment_method(&DeletePaymentMethod::new("storeId", "paymentMethodId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_payment_methods(&ListPaymentMethods::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_154(client: &Client) -> Done {
        let response = client.list_store_rates(&ListStoreRates::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_155(client: &Client) -> Done {
        let request = GetStoreRateConfiguration::new("storeId", "rateSource");
        let response = client.get_store_rate_configuration(&request).await?;
        Ok(())
    }

    pub async fn example_156(client: &Client) -> Done {
        let request = UpdateStoreRateConfiguration::new("storeId", "rateSource");
        let response = client.update_store_rate_configuration(&request).await?;
        Ok(())
    }

    pub async fn example_157(client: &Client) -> Done {
        let request = PreviewStoreRateConfiguration::new("storeId");
        let response = client.preview_store_rate_configuration(&request).await?;
        Ok(())
    }

    pub async fn example_158(client: &Client) -> Done {
        let response = client.list_store_users(&ListStoreUsers::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_159(client: &Client) -> Done {
        client.add_store_user(&AddStoreUser::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_160(client: &Client) -> Done {
        match client.add_store_user(&AddStoreUser::new("storeId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_store_users(&ListStoreUsers::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_161(client: &Client) -> Done {
        client.update_store_user(&UpdateStoreUser::new("storeId", "idOrEmail")).await?;
        Ok(())
    }

    pub async fn example_162(client: &Client) -> Done {
        client.remove_store_user(&RemoveStoreUser::new("storeId", "idOrEmail")).await?;
        Ok(())
    }

    pub async fn example_163(client: &Client) -> Done {
        match client.remove_store_user(&RemoveStoreUser::new("storeId", "idOrEmail")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_store_users(&ListStoreUsers::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_164(client: &Client) -> Done {
        let response = client.get_wallet(&GetWallet::new("storeId", "paymentMethodId")).await?;
        Ok(())
    }

    pub async fn example_165(client: &Client) -> Done {
        let request = GetWalletHistogram::new("storeId", "paymentMethodId");
        let response = client.get_wallet_histogram(&request).await?;
        Ok(())
    }

    pub async fn example_166(client: &Client) -> Done {
        let request = GetWalletFeeRate::new("storeId", "paymentMethodId");
        let response = client.get_wallet_fee_rate(&request).await?;
        Ok(())
    }

    pub async fn example_167(client: &Client) -> Done {
        let request = GetWalletAddress::new("storeId", "paymentMethodId");
        let response = client.get_wallet_address(&request).await?;
        Ok(())
    }

    pub async fn example_168(client: &Client) -> Done {
        client.unreserve_wallet_address(&UnreserveWalletAddress::new("storeId", "paymentMethodId")).await?;
        Ok(())
    }

    pub async fn example_169(client: &Client) -> Done {
        let request = ListWalletTransactions::new("storeId", "paymentMethodId");
        let response = client.list_wallet_transactions(&request).await?;
        Ok(())
    }

    pub async fn example_170(client: &Client) -> Done {
        let request = CreateWalletTransaction::new("storeId", "paymentMethodId");
        let response = client.create_wallet_transaction(&request).await?;
        Ok(())
    }

    pub async fn example_171(client: &Client) -> Done {
        let request = CreateWalletTransaction::new("storeId", "paymentMethodId");
        match client.create_wallet_transaction(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListWalletTransactions::new("storeId", "paymentMethodId");
                let found = client.list_wallet_transactions(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_172(client: &Client) -> Done {
        let request = BroadcastWalletTransaction::new("storeId", "paymentMethodId", "transaction");
        let response = client.broadcast_wallet_transaction(&request).await?;
        Ok(())
    }

    pub async fn example_173(client: &Client) -> Done {
        let request = BroadcastWalletTransaction::new("storeId", "paymentMethodId", "transaction");
        match client.broadcast_wallet_transaction(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListWalletTransactions::new("storeId", "paymentMethodId");
                let found = client.list_wallet_transactions(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_174(client: &Client) -> Done {
        let request = GetWalletTransaction::new("storeId", "paymentMethodId", "transactionId");
        let response = client.get_wallet_transaction(&request).await?;
        Ok(())
    }

    pub async fn example_175(client: &Client) -> Done {
        let request = UpdateWalletTransaction::new("storeId", "paymentMethodId", "transactionId");
        let response = client.update_wallet_transaction(&request).await?;
        Ok(())
    }

    pub async fn example_176(client: &Client) -> Done {
        let response = client.list_wallet_utxos(&ListWalletUtxos::new("storeId", "paymentMethodId")).await?;
        Ok(())
    }

    pub async fn example_177(client: &Client) -> Done {
        let response = client.generate_wallet(&GenerateWallet::new("storeId", "paymentMethodId")).await?;
        Ok(())
    }

    pub async fn example_178(client: &Client) -> Done {
        let request = PreviewWalletAddresses::new("storeId", "paymentMethodId");
        let response = client.preview_wallet_addresses(&request).await?;
        Ok(())
    }

    pub async fn example_179(client: &Client) -> Done {
        let request = PreviewNewWalletAddresses::new("storeId", "paymentMethodId");
        let response = client.preview_new_wallet_addresses(&request).await?;
        Ok(())
    }

    pub async fn example_180(client: &Client) -> Done {
        let request = ListWalletObjects::new("storeId", "paymentMethodId");
        let response = client.list_wallet_objects(&request).await?;
        Ok(())
    }

    pub async fn example_181(client: &Client) -> Done {
        let response = client.set_wallet_object(&SetWalletObject::new("storeId", "paymentMethodId")).await?;
        Ok(())
    }

    pub async fn example_182(client: &Client) -> Done {
        let request = GetWalletObject::new("storeId", "paymentMethodId", "objectType", "objectId");
        let response = client.get_wallet_object(&request).await?;
        Ok(())
    }

    pub async fn example_183(client: &Client) -> Done {
        let request = RemoveWalletObject::new("storeId", "paymentMethodId", "objectType", "objectId");
        client.remove_wallet_object(&request).await?;
        Ok(())
    }

    pub async fn example_184(client: &Client) -> Done {
        let request = RemoveWalletObject::new("storeId", "paymentMethodId", "objectType", "objectId");
        match client.remove_wallet_object(&request).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetWalletObject::new("storeId", "paymentMethodId", "objectType", "objectId");
                let found = client.get_wallet_object(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_185(client: &Client) -> Done {
        let request = SetWalletLink::new("storeId", "paymentMethodId", "objectType", "objectId");
        client.set_wallet_link(&request).await?;
        Ok(())
    }

    pub async fn example_186(client: &Client) -> Done {
        let request = RemoveWalletLink::new("storeId", "paymentMethodId", "objectType", "objectId", "linkType", "linkId");
        client.remove_wallet_link(&request).await?;
        Ok(())
    }

    pub async fn example_187(client: &Client) -> Done {
        let request = RemoveWalletLink::new("storeId", "paymentMethodId", "objectType", "objectId", "linkType", "linkId");
        match client.remove_wallet_link(&request).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetWalletObject::new("storeId", "paymentMethodId", "objectType", "objectId");
                let found = client.get_wallet_object(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_188(client: &Client) -> Done {
        let response = client.list_stores().await?;
        Ok(())
    }

    pub async fn example_189(client: &Client) -> Done {
        let response = client.create_store(&CreateStore::new(StoreBaseData::new())).await?;
        Ok(())
    }

    pub async fn example_190(client: &Client) -> Done {
        match client.create_store(&CreateStore::new(StoreBaseData::new())).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_stores().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_191(client: &Client) -> Done {
        let response = client.get_store(&GetStore::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_192(client: &Client) -> Done {
        let response = client.update_store(&UpdateStore::new("storeId", StoreBaseData::new())).await?;
        Ok(())
    }

    pub async fn example_193(client: &Client) -> Done {
        client.delete_store(&DeleteStore::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_194(client: &Client) -> Done {
        match client.delete_store(&DeleteStore::new("storeId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_store(&GetStore::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_195(client: &Client) -> Done {
        let request = UploadStoreLogo::new("storeId", Upload::from_path("file.bin"));
        let response = client.upload_store_logo(&request).await?;
        Ok(())
    }

    pub async fn example_196(client: &Client) -> Done {
        client.delete_store_logo(&DeleteStoreLogo::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_197(client: &Client) -> Done {
        let response = client.list_store_roles(&ListStoreRoles::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_198(client: &Client) -> Done {
        let response = client.get_offering(&GetOffering::new("storeId", "offeringId")).await?;
        Ok(())
    }

    pub async fn example_199(client: &Client) -> Done {
        let request = UpdateOffering::new("storeId", "offeringId", Some("appName".into()));
        let response = client.update_offering(&request).await?;
        Ok(())
    }

    pub async fn example_200(client: &Client) -> Done {
        let response = client.list_offerings(&ListOfferings::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_201(client: &Client) -> Done {
        let request = CreateOffering::new("storeId", Some("appName".into()));
        let response = client.create_offering(&request).await?;
        Ok(())
    }

    pub async fn example_202(client: &Client) -> Done {
        let request = CreateOffering::new("storeId", Some("appName".into()));
        match client.create_offering(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_offerings(&ListOfferings::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_203(client: &Client) -> Done {
        let request = CreateOfferingPlan::new("storeId", "offeringId");
        let response = client.create_offering_plan(&request).await?;
        Ok(())
    }

    pub async fn example_204(client: &Client) -> Done {
        let request = CreateOfferingPlan::new("storeId", "offeringId");
        match client.create_offering_plan(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_offering(&GetOffering::new("storeId", "offeringId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_205(client: &Client) -> Done {
        let request = GetOfferingPlan::new("storeId", "offeringId", "planId");
        let response = client.get_offering_plan(&request).await?;
        Ok(())
    }

    pub async fn example_206(client: &Client) -> Done {
        let request = UpdateOfferingPlan::new("storeId", "offeringId", "planId");
        let response = client.update_offering_plan(&request).await?;
        Ok(())
    }

    pub async fn example_207(client: &Client) -> Done {
        let request = GetSubscriber::new("storeId", "offeringId", "customerSelector");
        let response = client.get_subscriber(&request).await?;
        Ok(())
    }

    pub async fn example_208(client: &Client) -> Done {
        let request = DeleteSubscriber::new("storeId", "offeringId", "customerSelector");
        client.delete_subscriber(&request).await?;
        Ok(())
    }

    pub async fn example_209(client: &Client) -> Done {
        let request = DeleteSubscriber::new("storeId", "offeringId", "customerSelector");
        match client.delete_subscriber(&request).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetSubscriber::new("storeId", "offeringId", "customerSelector");
                let found = client.get_subscriber(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_210(client: &Client) -> Done {
        let request = GetSubscriberCredit::new("storeId", "offeringId", "customerSelector", "currency");
        let response = client.get_subscriber_credit(&request).await?;
        Ok(())
    }

    pub async fn example_211(client: &Client) -> Done {
        let request = UpdateSubscriberCredit::new("storeId", "offeringId", "customerSelector", "currency");
        let response = client.update_subscriber_credit(&request).await?;
        Ok(())
    }

    pub async fn example_212(client: &Client) -> Done {
        let request = UpdateSubscriberCredit::new("storeId", "offeringId", "customerSelector", "currency");
        match client.update_subscriber_credit(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetSubscriberCredit::new("storeId", "offeringId", "customerSelector", "currency");
                let found = client.get_subscriber_credit(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_213(client: &Client) -> Done {
        let request = SuspendSubscriber::new("storeId", "offeringId", "customerSelector");
        let response = client.suspend_subscriber(&request).await?;
        Ok(())
    }

    pub async fn example_214(client: &Client) -> Done {
        let request = SuspendSubscriber::new("storeId", "offeringId", "customerSelector");
        match client.suspend_subscriber(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetSubscriber::new("storeId", "offeringId", "customerSelector");
                let found = client.get_subscriber(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_215(client: &Client) -> Done {
        let request = UnsuspendSubscriber::new("storeId", "offeringId", "customerSelector");
        let response = client.unsuspend_subscriber(&request).await?;
        Ok(())
    }

    pub async fn example_216(client: &Client) -> Done {
        let request = UnsuspendSubscriber::new("storeId", "offeringId", "customerSelector");
        match client.unsuspend_subscriber(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetSubscriber::new("storeId", "offeringId", "customerSelector");
                let found = client.get_subscriber(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_217(client: &Client) -> Done {
        let request = UpdateSubscriberDates::new("storeId", "offeringId", "customerSelector");
        let response = client.update_subscriber_dates(&request).await?;
        Ok(())
    }

    pub async fn example_218(client: &Client) -> Done {
        let response = client.get_plan_checkout(&GetPlanCheckout::new("checkoutId")).await?;
        Ok(())
    }

    pub async fn example_219(client: &Client) -> Done {
        let response = client.proceed_plan_checkout(&ProceedPlanCheckout::new("checkoutId")).await?;
        Ok(())
    }

    pub async fn example_220(client: &Client) -> Done {
        match client.proceed_plan_checkout(&ProceedPlanCheckout::new("checkoutId")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_plan_checkout(&GetPlanCheckout::new("checkoutId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_221(client: &Client) -> Done {
        let response = client.create_plan_checkout(&CreatePlanCheckout::new()).await?;
        Ok(())
    }

    pub async fn example_222(client: &Client) -> Done {
        let response = client.create_portal_session(&CreatePortalSession::new()).await?;
        Ok(())
    }

    pub async fn example_223(client: &Client) -> Done {
        let response = client.get_portal_session(&GetPortalSession::new("portalSessionId")).await?;
        Ok(())
    }

    pub async fn example_224(client: &Client) -> Done {
        let response = client.get_current_user().await?;
        Ok(())
    }

    pub async fn example_225(client: &Client) -> Done {
        let response = client.update_current_user(&UpdateCurrentUser::new()).await?;
        Ok(())
    }

    pub async fn example_226(client: &Client) -> Done {
        match client.update_current_user(&UpdateCurrentUser::new()).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_current_user().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_227(client: &Client) -> Done {
        client.delete_current_user().await?;
        Ok(())
    }

    pub async fn example_228(client: &Client) -> Done {
        let request = UploadProfilePicture::new(Upload::from_path("file.bin"));
        let response = client.upload_profile_picture(&request).await?;
        Ok(())
    }

    pub async fn example_229(client: &Client) -> Done {
        client.delete_profile_picture().await?;
        Ok(())
    }

    pub async fn example_230(client: &Client) -> Done {
        let response = client.list_users().await?;
        Ok(())
    }

    pub async fn example_231(client: &Client) -> Done {
        let response = client.create_user(&CreateUser::new()).await?;
        Ok(())
    }

    pub async fn example_232(client: &Client) -> Done {
        match client.create_user(&CreateUser::new()).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_users().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_233(client: &Client) -> Done {
        let response = client.get_user(&GetUser::new("idOrEmail")).await?;
        Ok(())
    }

    pub async fn example_234(client: &Client) -> Done {
        client.delete_user(&DeleteUser::new("idOrEmail")).await?;
        Ok(())
    }

    pub async fn example_235(client: &Client) -> Done {
        match client.delete_user(&DeleteUser::new("idOrEmail")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_user(&GetUser::new("idOrEmail")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_236(client: &Client) -> Done {
        client.lock_user(&LockUser::new("idOrEmail")).await?;
        Ok(())
    }

    pub async fn example_237(client: &Client) -> Done {
        client.approve_user(&ApproveUser::new("idOrEmail")).await?;
        Ok(())
    }

    pub async fn example_238(client: &Client) -> Done {
        let response = client.list_webhooks(&ListWebhooks::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_239(client: &Client) -> Done {
        let response = client.create_webhook(&CreateWebhook::new("storeId")).await?;
        Ok(())
    }

    pub async fn example_240(client: &Client) -> Done {
        match client.create_webhook(&CreateWebhook::new("storeId")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_webhooks(&ListWebhooks::new("storeId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_241(client: &Client) -> Done {
        let response = client.get_webhook(&GetWebhook::new("webhookId")).await?;
        Ok(())
    }

    pub async fn example_242(client: &Client) -> Done {
        let response = client.update_webhook(&UpdateWebhook::new("webhookId")).await?;
        Ok(())
    }

    pub async fn example_243(client: &Client) -> Done {
        client.delete_webhook(&DeleteWebhook::new("webhookId")).await?;
        Ok(())
    }

    pub async fn example_244(client: &Client) -> Done {
        match client.delete_webhook(&DeleteWebhook::new("webhookId")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_webhook(&GetWebhook::new("webhookId")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_245(client: &Client) -> Done {
        let response = client.list_webhook_deliveries(&ListWebhookDeliveries::new("webhookId")).await?;
        Ok(())
    }

    pub async fn example_246(client: &Client) -> Done {
        let request = GetWebhookDelivery::new("webhookId", "deliveryId");
        let response = client.get_webhook_delivery(&request).await?;
        Ok(())
    }

    pub async fn example_247(client: &Client) -> Done {
        let request = GetWebhookDeliveryRequest::new("webhookId", "deliveryId");
        let response = client.get_webhook_delivery_request(&request).await?;
        Ok(())
    }

    pub async fn example_248(client: &Client) -> Done {
        let response = client.redeliver_webhook(&RedeliverWebhook::new("webhookId", "deliveryId")).await?;
        Ok(())
    }

    pub async fn example_249(client: &Client) -> Done {
        let headers = [("Content-Type", "application/json")]; // all headers received
        let body = b"the raw body, byte for byte";
        let verified = client.verify_store(&headers, body)?;
        Ok(())
    }
}

pub mod bybit {
    use specie::{Amount, Json, Map, Timestamp, bybit::*};
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        let client = Client::new(Credentials::new("api key", "secret"))?;
        let response = client.get_server_time().await?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        let response = client.get_server_time().await?;
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        let request = GetKlines::new("BTCUSD", Interval::Hour)
            .category(Category::Inverse)
            .start(Timestamp::now())
            .end(Timestamp::now());
        let response = client.get_klines(&request).await?;
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        let request = GetMarkPriceKlines::new("BTCUSDT", Interval::Minutes15)
            .category(Category::Linear)
            .start(Timestamp::now())
            .end(Timestamp::now())
            .limit(1);
        let response = client.get_mark_price_klines(&request).await?;
        Ok(())
    }

    pub async fn example_5(client: &Client) -> Done {
        let request = GetInstruments::new(Category::Linear).symbol("BTCUSDT");
        let response = client.get_instruments(&request).await?;
        Ok(())
    }

    pub async fn example_6(client: &Client) -> Done {
        let response = client.get_order_book(&GetOrderBook::new(Category::Spot, "BTCUSDT")).await?;
        Ok(())
    }

    pub async fn example_7(client: &Client) -> Done {
        let response = client.get_rpi_order_book(&GetRpiOrderBook::new("symbol", 1)).await?;
        Ok(())
    }

    pub async fn example_8(client: &Client) -> Done {
        let response = client.get_tickers(&GetTickers::new(Category::Inverse).symbol("BTCUSD")).await?;
        Ok(())
    }

    pub async fn example_9(client: &Client) -> Done {
        let request = GetRecentTrades::new(Category::Spot).symbol("BTCUSDT").limit(1);
        let response = client.get_recent_trades(&request).await?;
        Ok(())
    }

    pub async fn example_10(client: &Client) -> Done {
        let request = GetFundingHistory::new(Category::Linear, "ETHPERP").limit(1);
        let response = client.get_funding_history(&request).await?;
        Ok(())
    }

    pub async fn example_11(client: &Client) -> Done {
        let request = GetOpenInterest::new(Category::Inverse, "BTCUSD", OpenInterestInterval::Day).limit(5);
        let response = client.get_open_interest(&request).await?;
        Ok(())
    }

    pub async fn example_12(client: &Client) -> Done {
        let request = GetPriceLimit::new("BTCUSDT").category(Category::Linear);
        let response = client.get_price_limit(&request).await?;
        Ok(())
    }

    pub async fn example_13(client: &Client) -> Done {
        let response = client.get_fee_groups(&GetFeeGroups::new("contract")).await?;
        Ok(())
    }

    pub async fn example_14(client: &Client) -> Done {
        let response = client.get_system_status(&GetSystemStatus::new()).await?;
        Ok(())
    }

    pub async fn example_15(client: &Client) -> Done {
        let response = client.get_announcements(&GetAnnouncements::new("en-US").limit(1)).await?;
        Ok(())
    }

    pub async fn example_16(client: &Client) -> Done {
        let request = CreateOrder::new(Category::Spot, "BTCUSDT", Side::Buy, OrderType::Limit, "0.1".parse()?)
            .is_leverage(false)
            .price("15600".parse()?)
            .order_filter(OrderFilter::Order)
            .time_in_force(TimeInForce::PostOnly)
            .order_link_id("spot-test-postonly");
        let response = client.create_order(&request).await?;
        Ok(())
    }

    pub async fn example_17(client: &Client) -> Done {
        let request = CreateOrder::new(Category::Spot, "BTCUSDT", Side::Buy, OrderType::Limit, "0.1".parse()?)
            .is_leverage(false)
            .price("15600".parse()?)
            .order_filter(OrderFilter::Order)
            .time_in_force(TimeInForce::PostOnly)
            .order_link_id("spot-test-postonly");
        match client.create_order(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetOpenOrders::new(Category::Spot)
                    .symbol("BTCUSDT")
                    .order_link_id("spot-test-postonly")
                    .order_filter(OrderFilter::Order);
                let found = client.get_open_orders(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_18(client: &Client) -> Done {
        let request = AmendOrder::new(Category::Linear, "ETHPERP", AmendOrderOrder::OrderLinkId("linear-004".into()))
            .trigger_price("1145".parse()?)
            .qty("0.15".parse()?)
            .price("1050".parse()?)
            .take_profit("0".parse()?)
            .stop_loss("0".parse()?);
        let response = client.amend_order(&request).await?;
        Ok(())
    }

    pub async fn example_19(client: &Client) -> Done {
        let request = AmendOrder::new(Category::Linear, "ETHPERP", AmendOrderOrder::OrderLinkId("linear-004".into()))
            .trigger_price("1145".parse()?)
            .qty("0.15".parse()?)
            .price("1050".parse()?)
            .take_profit("0".parse()?)
            .stop_loss("0".parse()?);
        match client.amend_order(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetOpenOrders::new(Category::Linear).symbol("ETHPERP");
                let found = client.get_open_orders(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_20(client: &Client) -> Done {
        let request = CancelOrder::new(Category::Linear, "BTCPERP", CancelOrderOrder::OrderId("c6f055d9-7f21-4079-913d-e6523a9cfffa".into()));
        let response = client.cancel_order(&request).await?;
        Ok(())
    }

    pub async fn example_21(client: &Client) -> Done {
        let response = client.get_open_orders(&GetOpenOrders::new(Category::Spot)).await?;
        Ok(())
    }

    pub async fn example_22(client: &Client) -> Done {
        let request = CancelAllOrders::new(Category::Linear).settle_coin("USDT");
        let response = client.cancel_all_orders(&request).await?;
        Ok(())
    }

    pub async fn example_23(client: &Client) -> Done {
        let request = CancelAllOrders::new(Category::Linear).settle_coin("USDT");
        match client.cancel_all_orders(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetOpenOrders::new(Category::Linear).settle_coin("USDT");
                let found = client.get_open_orders(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_24(client: &Client) -> Done {
        let response = client.get_order_history(&GetOrderHistory::new(Category::Linear).limit(1)).await?;
        Ok(())
    }

    pub async fn example_25(client: &Client) -> Done {
        let response = client.get_executions(&GetExecutions::new(Category::Linear).limit(1)).await?;
        Ok(())
    }

    pub async fn example_26(client: &Client) -> Done {
        let request = CreateOrders::new(Category::Spot, vec![NewOrder::new("BTCUSDT", Side::Buy, OrderType::Limit, "0.05".parse()?)
            .is_leverage(false)
            .price("30000".parse()?)
            .time_in_force(TimeInForce::Gtc)
            .order_link_id("spot-btc-03")]);
        let response = client.create_orders(&request).await?;
        Ok(())
    }

    pub async fn example_27(client: &Client) -> Done {
        let request = CreateOrders::new(Category::Spot, vec![NewOrder::new("BTCUSDT", Side::Buy, OrderType::Limit, "0.05".parse()?)
            .is_leverage(false)
            .price("30000".parse()?)
            .time_in_force(TimeInForce::Gtc)
            .order_link_id("spot-btc-03")]);
        match client.create_orders(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_open_orders(&GetOpenOrders::new(Category::Spot)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_28(client: &Client) -> Done {
        let request = AmendOrders::new(Category::Option, vec![OrderChange::new("ETH-30DEC22-500-C", OrderChangeOrder::OrderId("b551f227-7059-4fb5-a6a6-699c04dbd2f2".into()))
            .order_iv("6.8".parse()?)]);
        let response = client.amend_orders(&request).await?;
        Ok(())
    }

    pub async fn example_29(client: &Client) -> Done {
        let request = AmendOrders::new(Category::Option, vec![OrderChange::new("ETH-30DEC22-500-C", OrderChangeOrder::OrderId("b551f227-7059-4fb5-a6a6-699c04dbd2f2".into()))
            .order_iv("6.8".parse()?)]);
        match client.amend_orders(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_open_orders(&GetOpenOrders::new(Category::Option)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_30(client: &Client) -> Done {
        let request = CancelOrders::new(Category::Spot, vec![OrderCancel::new("BTCUSDT", OrderCancelOrder::OrderId("1666800494330512128".into()))]);
        let response = client.cancel_orders(&request).await?;
        Ok(())
    }

    pub async fn example_31(client: &Client) -> Done {
        let request = GetBorrowQuota::new(Category::Spot, "BTCUSDT", Side::Buy);
        let response = client.get_borrow_quota(&request).await?;
        Ok(())
    }

    pub async fn example_32(client: &Client) -> Done {
        let request = PreCheckOrder::new(Category::Spot, "symbol", Side::Buy, OrderType::Market, "0.25".parse()?);
        let response = client.pre_check_order(&request).await?;
        Ok(())
    }

    pub async fn example_33(client: &Client) -> Done {
        client.set_disconnect_cancel_all(&SetDisconnectCancelAll::new(40)).await?;
        Ok(())
    }

    pub async fn example_34(client: &Client) -> Done {
        let request = GetWalletBalance::new(AccountType::Unified).coin("BTC");
        let response = client.get_wallet_balance(&request).await?;
        Ok(())
    }

    pub async fn example_35(client: &Client) -> Done {
        let request = GetTransferableAmount::new("BTC,SOL,ETH,XRP");
        let response = client.get_transferable_amount(&request).await?;
        Ok(())
    }

    pub async fn example_36(client: &Client) -> Done {
        let response = client.get_account_info().await?;
        Ok(())
    }

    pub async fn example_37(client: &Client) -> Done {
        let response = client.get_fee_rates(&GetFeeRates::new(Category::Spot)).await?;
        Ok(())
    }

    pub async fn example_38(client: &Client) -> Done {
        let request = GetTransactionLog::new()
            .account_type(AccountType::Unified)
            .category(Category::Linear)
            .currency("USDT");
        let response = client.get_transaction_log(&request).await?;
        Ok(())
    }

    pub async fn example_39(client: &Client) -> Done {
        let response = client.get_borrow_history(&GetBorrowHistory::new().currency("BTC").limit(1)).await?;
        Ok(())
    }

    pub async fn example_40(client: &Client) -> Done {
        let response = client.borrow(&Borrow::new("BTC", "0.01".parse()?)).await?;
        Ok(())
    }

    pub async fn example_41(client: &Client) -> Done {
        match client.borrow(&Borrow::new("BTC", "0.01".parse()?)).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetTransactionLog::new()
                    .account_type(AccountType::Unified)
                    .category(Category::Linear)
                    .currency("BTC");
                let found = client.get_transaction_log(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_42(client: &Client) -> Done {
        let response = client.repay(&Repay::new().coin("BTC").amount("0.01".parse()?)).await?;
        Ok(())
    }

    pub async fn example_43(client: &Client) -> Done {
        match client.repay(&Repay::new().coin("BTC").amount("0.01".parse()?)).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetTransactionLog::new()
                    .account_type(AccountType::Unified)
                    .category(Category::Linear)
                    .currency("BTC");
                let found = client.get_transaction_log(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_44(client: &Client) -> Done {
        let request = RepayWithoutConversion::new("BTC").amount("0.01".parse()?);
        let response = client.repay_without_conversion(&request).await?;
        Ok(())
    }

    pub async fn example_45(client: &Client) -> Done {
        let request = RepayWithoutConversion::new("BTC").amount("0.01".parse()?);
        match client.repay_without_conversion(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetTransactionLog::new()
                    .account_type(AccountType::Unified)
                    .category(Category::Linear)
                    .currency("BTC");
                let found = client.get_transaction_log(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_46(client: &Client) -> Done {
        let response = client.get_collateral_info(&GetCollateralInfo::new().currency("BTC")).await?;
        Ok(())
    }

    pub async fn example_47(client: &Client) -> Done {
        client.set_collateral_coin(&SetCollateralCoin::new("BTC", OnOff::Enabled)).await?;
        Ok(())
    }

    pub async fn example_48(client: &Client) -> Done {
        let request = GetAccountInstruments::new(Category::Linear).symbol("1000000BABYDOGEUSDT");
        let response = client.get_account_instruments(&request).await?;
        Ok(())
    }

    pub async fn example_49(client: &Client) -> Done {
        let response = client.set_margin_mode(&SetMarginMode::new(MarginMode::IsolatedMargin)).await?;
        Ok(())
    }

    pub async fn example_50(client: &Client) -> Done {
        let response = client.get_smp_group().await?;
        Ok(())
    }

    pub async fn example_51(client: &Client) -> Done {
        let response = client.get_disconnect_settings().await?;
        Ok(())
    }

    pub async fn example_52(client: &Client) -> Done {
        let response = client.get_positions(&GetPositions::new(Category::Inverse).symbol("BTCUSD")).await?;
        Ok(())
    }

    pub async fn example_53(client: &Client) -> Done {
        let request = SetLeverage::new(Category::Linear, "BTCUSDT", "6".parse()?, "6".parse()?);
        client.set_leverage(&request).await?;
        Ok(())
    }

    pub async fn example_54(client: &Client) -> Done {
        let response = client.get_coin_info(&GetCoinInfo::new().coin("MNT")).await?;
        Ok(())
    }

    pub async fn example_55(client: &Client) -> Done {
        let request = GetCoinsBalance::new(AccountType::Fund).coin("USDC");
        let response = client.get_coins_balance(&request).await?;
        Ok(())
    }

    pub async fn example_56(client: &Client) -> Done {
        let request = GetCoinBalance::new(AccountType::Unified, "USDT")
            .to_account_type(AccountType::Fund)
            .with_ltv_transfer_safe_amount(true);
        let response = client.get_coin_balance(&request).await?;
        Ok(())
    }

    pub async fn example_57(client: &Client) -> Done {
        let response = client.get_withdrawable_amount(&GetWithdrawableAmount::new("USDT")).await?;
        Ok(())
    }

    pub async fn example_58(client: &Client) -> Done {
        let request = CreateInternalTransfer::new("42c0cfb0-6bca-c242-bc76-4e6df6cbcb16", "BTC", "0.05".parse()?, AccountType::Unified, AccountType::Contract);
        let response = client.create_internal_transfer(&request).await?;
        Ok(())
    }

    pub async fn example_59(client: &Client) -> Done {
        let request = CreateInternalTransfer::new("42c0cfb0-6bca-c242-bc76-4e6df6cbcb16", "BTC", "0.05".parse()?, AccountType::Unified, AccountType::Contract);
        match client.create_internal_transfer(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetInternalTransfers::new()
                    .transfer_id("42c0cfb0-6bca-c242-bc76-4e6df6cbcb16")
                    .coin("USDT")
                    .limit(1);
                let found = client.get_internal_transfers(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_60(client: &Client) -> Done {
        let request = GetInternalTransfers::new().coin("USDT").limit(1);
        let response = client.get_internal_transfers(&request).await?;
        Ok(())
    }

    pub async fn example_61(client: &Client) -> Done {
        let request = GetTransferableCoins::new(AccountType::Unified, AccountType::Contract);
        let response = client.get_transferable_coins(&request).await?;
        Ok(())
    }

    pub async fn example_62(client: &Client) -> Done {
        let request = CreateUniversalTransfer::new("be7a2462-1138-4e27-80b1-62653f24925e", "ETH", "0.5".parse()?, 592334, 691355, AccountType::Contract, AccountType::Unified);
        let response = client.create_universal_transfer(&request).await?;
        Ok(())
    }

    pub async fn example_63(client: &Client) -> Done {
        let request = CreateUniversalTransfer::new("be7a2462-1138-4e27-80b1-62653f24925e", "ETH", "0.5".parse()?, 592334, 691355, AccountType::Contract, AccountType::Unified);
        match client.create_universal_transfer(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetUniversalTransfers::new()
                    .transfer_id("be7a2462-1138-4e27-80b1-62653f24925e")
                    .limit(1)
                    .cursor("eyJtaW5JRCI6MTc5NjU3OCwibWF4SUQiOjE3OTY1Nzh9");
                let found = client.get_universal_transfers(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_64(client: &Client) -> Done {
        let request = GetUniversalTransfers::new()
            .limit(1)
            .cursor("eyJtaW5JRCI6MTc5NjU3OCwibWF4SUQiOjE3OTY1Nzh9");
        let response = client.get_universal_transfers(&request).await?;
        Ok(())
    }

    pub async fn example_65(client: &Client) -> Done {
        let response = client.get_deposit_address(&GetDepositAddress::new("USDT").chain_type("ETH")).await?;
        Ok(())
    }

    pub async fn example_66(client: &Client) -> Done {
        let request = GetSubDepositAddress::new("USDT", "TRX", "592334");
        let response = client.get_sub_deposit_address(&request).await?;
        Ok(())
    }

    pub async fn example_67(client: &Client) -> Done {
        let response = client.get_deposits(&GetDeposits::new().coin("USDT").limit(1)).await?;
        Ok(())
    }

    pub async fn example_68(client: &Client) -> Done {
        let response = client.get_sub_deposits(&GetSubDeposits::new("592334").coin("USDT").limit(1)).await?;
        Ok(())
    }

    pub async fn example_69(client: &Client) -> Done {
        let response = client.get_internal_deposits(&GetInternalDeposits::new()).await?;
        Ok(())
    }

    pub async fn example_70(client: &Client) -> Done {
        let response = client.set_deposit_account(&SetDepositAccount::new(AccountType::Contract)).await?;
        Ok(())
    }

    pub async fn example_71(client: &Client) -> Done {
        let request = Withdraw::new("USDT", "0x99ced129603abc771c0dabe935c326ff6c86645d", "24".parse()?, WithdrawalWallet::Fund)
            .chain("ETH")
            .force_chain(ForceChain::Automatic);
        let response = client.withdraw(&request).await?;
        Ok(())
    }

    pub async fn example_72(client: &Client) -> Done {
        let request = Withdraw::new("USDT", "0x99ced129603abc771c0dabe935c326ff6c86645d", "24".parse()?, WithdrawalWallet::Fund)
            .chain("ETH")
            .force_chain(ForceChain::Automatic);
        match client.withdraw(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetWithdrawals::new().coin("USDT").withdraw_type(WithdrawalKind::All).limit(2);
                let found = client.get_withdrawals(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_73(client: &Client) -> Done {
        let response = client.cancel_withdrawal(&CancelWithdrawal::new("10197")).await?;
        Ok(())
    }

    pub async fn example_74(client: &Client) -> Done {
        let request = GetWithdrawals::new().coin("USDT").withdraw_type(WithdrawalKind::All).limit(2);
        let response = client.get_withdrawals(&request).await?;
        Ok(())
    }

    pub async fn example_75(client: &Client) -> Done {
        let response = client.get_withdrawal_addresses(&GetWithdrawalAddresses::new()).await?;
        Ok(())
    }

    pub async fn example_76(client: &Client) -> Done {
        let response = client.get_vasps().await?;
        Ok(())
    }

    pub async fn example_77(client: &Client) -> Done {
        let response = client.get_coin_exchanges(&GetCoinExchanges::new().limit(10)).await?;
        Ok(())
    }

    pub async fn example_78(client: &Client) -> Done {
        let request = GetFundingAccountHistory::new().limit(1).cursor("MTM3MTU3OTk=");
        let response = client.get_funding_account_history(&request).await?;
        Ok(())
    }

    pub async fn example_79(client: &Client) -> Done {
        let request = GetConvertCoins::new(ConvertWallet::Funding).side(ConvertSide::From);
        let response = client.get_convert_coins(&request).await?;
        Ok(())
    }

    pub async fn example_80(client: &Client) -> Done {
        let request = RequestConvertQuote::new(ConvertWallet::Funding, "ETH", "BTC", "ETH", "0.1".parse()?)
            .param_type("opFrom")
            .param_value("broker-id-001")
            .request_id("test-00002");
        let response = client.request_convert_quote(&request).await?;
        Ok(())
    }

    pub async fn example_81(client: &Client) -> Done {
        let request = ConfirmConvertQuote::new("10100108106409343501030232064");
        let response = client.confirm_convert_quote(&request).await?;
        Ok(())
    }

    pub async fn example_82(client: &Client) -> Done {
        let request = ConfirmConvertQuote::new("10100108106409343501030232064");
        match client.confirm_convert_quote(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetConvertStatus::new("10100108106409343501030232064", ConvertWallet::Funding);
                let found = client.get_convert_status(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_83(client: &Client) -> Done {
        let request = GetConvertStatus::new("10100108106409343501030232064", ConvertWallet::Funding);
        let response = client.get_convert_status(&request).await?;
        Ok(())
    }

    pub async fn example_84(client: &Client) -> Done {
        let request = GetConvertHistory::new().account_type("eb_convert_uta,eb_convert_funding");
        let response = client.get_convert_history(&request).await?;
        Ok(())
    }

    pub async fn example_85(client: &Client) -> Done {
        let response = client.get_api_key_info().await?;
        Ok(())
    }

    pub async fn example_86(client: &Client) -> Done {
        let response = client.get_sub_members().await?;
        Ok(())
    }

    pub async fn example_87(client: &Client) -> Done {
        let response = client.list_sub_members(&ListSubMembers::new().page_size(1)).await?;
        Ok(())
    }

    pub async fn example_88(client: &Client) -> Done {
        let response = client.get_wallet_types(&GetWalletTypes::new()).await?;
        Ok(())
    }

    pub async fn example_89(client: &Client) -> Done {
        let request = CreateSubMember::new("xxxxx", MemberType::Standard).quick_login(true).note("test");
        let response = client.create_sub_member(&request).await?;
        Ok(())
    }

    pub async fn example_90(client: &Client) -> Done {
        let request = CreateSubMember::new("xxxxx", MemberType::Standard).quick_login(true).note("test");
        match client.create_sub_member(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_sub_members().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_91(client: &Client) -> Done {
        let request = CreateSubApiKey::new(53888000, false, NewPermissions::new().wallet(vec!["AccountTransfer".into()]))
            .note("testxxx");
        let response = client.create_sub_api_key(&request).await?;
        Ok(())
    }

    pub async fn example_92(client: &Client) -> Done {
        let request = CreateSubApiKey::new(53888000, false, NewPermissions::new().wallet(vec!["AccountTransfer".into()]))
            .note("testxxx");
        match client.create_sub_api_key(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_sub_api_keys(&GetSubApiKeys::new("100400345")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_93(client: &Client) -> Done {
        let response = client.get_sub_api_keys(&GetSubApiKeys::new("100400345")).await?;
        Ok(())
    }

    pub async fn example_94(client: &Client) -> Done {
        let request = UpdateSubApiKey::new()
            .read_only(false)
            .ips("*")
            .permissions(NewPermissions::new()
            .contract_trade(vec![])
            .spot(vec!["SpotTrade".into()])
            .options(vec![])
            .wallet(vec!["AccountTransfer".into()])
            .exchange(vec![])
            .copy_trading(vec![])
            .block_trade(vec![])
            .nft(vec![]));
        let response = client.update_sub_api_key(&request).await?;
        Ok(())
    }

    pub async fn example_95(client: &Client) -> Done {
        client.delete_sub_api_key(&DeleteSubApiKey::new()).await?;
        Ok(())
    }

    pub async fn example_96(client: &Client) -> Done {
        client.freeze_sub_member(&FreezeSubMember::new(53888001, true)).await?;
        Ok(())
    }

    pub async fn example_97(client: &Client) -> Done {
        let response = client.get_vip_margin_data(&GetVipMarginData::new()).await?;
        Ok(())
    }

    pub async fn example_98(client: &Client) -> Done {
        let response = client.set_spot_margin_mode(&SetSpotMarginMode::new(false)).await?;
        Ok(())
    }

    pub async fn example_99(client: &Client) -> Done {
        client.set_spot_margin_leverage(&SetSpotMarginLeverage::new("4".parse()?)).await?;
        Ok(())
    }

    pub async fn example_100(client: &Client) -> Done {
        let response = client.get_spot_margin_state().await?;
        Ok(())
    }
}

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

pub mod cryptomus {
    use specie::{Amount, Json, Map, Timestamp, cryptomus::*};
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        let client = Client::new(Credentials::new("merchant"))?;
        let request = ListPayments::new().date_from("2023-05-16 00:00:00").date_to("2023-05-16 23:59:59");
        let response = client.list_payments(&request).await?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        let response = client.create_payment(&CreatePayment::new("10".parse()?, "USDT", "test-28")).await?;
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        match client.create_payment(&CreatePayment::new("10".parse()?, "USDT", "test-28")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetPayment::new(GetPaymentBy::Uuid("3901446a-4b74-4796-b50a-14e14dafe3ed".into()));
                let found = client.get_payment(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        let request = GetPayment::new(GetPaymentBy::Uuid("3901446a-4b74-4796-b50a-14e14dafe3ed".into()));
        let response = client.get_payment(&request).await?;
        Ok(())
    }

    pub async fn example_5(client: &Client) -> Done {
        let request = ListPayments::new().date_from("2023-05-16 00:00:00").date_to("2023-05-16 23:59:59");
        let response = client.list_payments(&request).await?;
        Ok(())
    }

    pub async fn example_6(client: &Client) -> Done {
        let response = client.list_payment_services().await?;
        Ok(())
    }

    pub async fn example_7(client: &Client) -> Done {
        let response = client.get_payment_qr(&GetPaymentQr::new("merchant_payment_uuid")).await?;
        Ok(())
    }

    pub async fn example_8(client: &Client) -> Done {
        let request = RefundPayment::new("address", true, RefundPaymentBy::Uuid("uuid".into()));
        client.refund_payment(&request).await?;
        Ok(())
    }

    pub async fn example_9(client: &Client) -> Done {
        let request = RefundPayment::new("address", true, RefundPaymentBy::Uuid("uuid".into()));
        match client.refund_payment(&request).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetPayment::new(GetPaymentBy::Uuid("3901446a-4b74-4796-b50a-14e14dafe3ed".into()));
                let found = client.get_payment(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_10(client: &Client) -> Done {
        let request = ResendPaymentWebhook::new(ResendPaymentWebhookBy::Uuid("8b03432e-385b-4670-8d06-064591096795".into()));
        client.resend_payment_webhook(&request).await?;
        Ok(())
    }

    pub async fn example_11(client: &Client) -> Done {
        let request = MarkPaymentAsPaid::new(MarkPaymentAsPaidBy::Uuid("uuid".into()));
        client.mark_payment_as_paid(&request).await?;
        Ok(())
    }

    pub async fn example_12(client: &Client) -> Done {
        let request = MarkPaymentAsPaid::new(MarkPaymentAsPaidBy::Uuid("uuid".into()));
        match client.mark_payment_as_paid(&request).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetPayment::new(GetPaymentBy::Uuid("3901446a-4b74-4796-b50a-14e14dafe3ed".into()));
                let found = client.get_payment(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_13(client: &Client) -> Done {
        let request = CreateWallet::new("USDT", "tron", "mhvXdrZT4jP5T8vBxuvm75")
            .url_callback("https://your.site/callback");
        let response = client.create_wallet(&request).await?;
        Ok(())
    }

    pub async fn example_14(client: &Client) -> Done {
        let response = client.get_wallet_qr(&GetWalletQr::new("wallet_address_uuid")).await?;
        Ok(())
    }

    pub async fn example_15(client: &Client) -> Done {
        let response = client.block_wallet(&BlockWallet::new(BlockWalletBy::OrderId("1".into()))).await?;
        Ok(())
    }

    pub async fn example_16(client: &Client) -> Done {
        let request = RefundBlockedWallet::new(RefundBlockedWalletBy::Uuid("uuid".into()), "addressadd");
        let response = client.refund_blocked_wallet(&request).await?;
        Ok(())
    }

    pub async fn example_17(client: &Client) -> Done {
        let response = client.get_balance().await?;
        Ok(())
    }

    pub async fn example_18(client: &Client) -> Done {
        let request = CreatePayout::new("0.25".parse()?, "currency", "order_id", "address", true, "network");
        let response = client.create_payout(&request).await?;
        Ok(())
    }

    pub async fn example_19(client: &Client) -> Done {
        let request = CreatePayout::new("0.25".parse()?, "currency", "order_id", "address", true, "network");
        match client.create_payout(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetPayout::new(GetPayoutBy::Uuid("a7c0caec-a594-4aaa-b1c4-77d511857594".into()));
                let found = client.get_payout(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_20(client: &Client) -> Done {
        let request = GetPayout::new(GetPayoutBy::Uuid("a7c0caec-a594-4aaa-b1c4-77d511857594".into()));
        let response = client.get_payout(&request).await?;
        Ok(())
    }

    pub async fn example_21(client: &Client) -> Done {
        let response = client.list_payouts(&ListPayouts::new()).await?;
        Ok(())
    }

    pub async fn example_22(client: &Client) -> Done {
        let response = client.list_payout_services().await?;
        Ok(())
    }

    pub async fn example_23(client: &Client) -> Done {
        let response = client.transfer_to_personal(&TransferToPersonal::new("15".parse()?, "USDT")).await?;
        Ok(())
    }

    pub async fn example_24(client: &Client) -> Done {
        match client.transfer_to_personal(&TransferToPersonal::new("15".parse()?, "USDT")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_balance().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_25(client: &Client) -> Done {
        let response = client.transfer_to_business(&TransferToBusiness::new("15".parse()?, "USDT")).await?;
        Ok(())
    }

    pub async fn example_26(client: &Client) -> Done {
        match client.transfer_to_business(&TransferToBusiness::new("15".parse()?, "USDT")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_balance().await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_27(client: &Client) -> Done {
        let request = CreateRecurrence::new("15".parse()?, "USDT", "Recurring payment", Period::Monthly);
        let response = client.create_recurrence(&request).await?;
        Ok(())
    }

    pub async fn example_28(client: &Client) -> Done {
        let request = CreateRecurrence::new("15".parse()?, "USDT", "Recurring payment", Period::Monthly);
        match client.create_recurrence(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_recurrences(&ListRecurrences::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_29(client: &Client) -> Done {
        let request = GetRecurrence::new(GetRecurrenceBy::Uuid("uuid".into()));
        let response = client.get_recurrence(&request).await?;
        Ok(())
    }

    pub async fn example_30(client: &Client) -> Done {
        let response = client.list_recurrences(&ListRecurrences::new()).await?;
        Ok(())
    }

    pub async fn example_31(client: &Client) -> Done {
        let request = CancelRecurrence::new(CancelRecurrenceBy::Uuid("bbe5ce96-1126-4843-a0d2-b432e77669c2".into()));
        let response = client.cancel_recurrence(&request).await?;
        Ok(())
    }

    pub async fn example_32(client: &Client) -> Done {
        let request = CancelRecurrence::new(CancelRecurrenceBy::Uuid("bbe5ce96-1126-4843-a0d2-b432e77669c2".into()));
        match client.cancel_recurrence(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetRecurrence::new(GetRecurrenceBy::Uuid("uuid".into()));
                let found = client.get_recurrence(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_33(client: &Client) -> Done {
        let request = TestPaymentWebhook::new("url_callback", "currency", "network", TestPaymentWebhookBy::Uuid("uuid".into()));
        client.test_payment_webhook(&request).await?;
        Ok(())
    }

    pub async fn example_34(client: &Client) -> Done {
        let request = TestWalletWebhook::new("url_callback", "currency", "network", TestWalletWebhookBy::Uuid("uuid".into()));
        client.test_wallet_webhook(&request).await?;
        Ok(())
    }

    pub async fn example_35(client: &Client) -> Done {
        let request = TestPayoutWebhook::new("url_callback", "currency", "network", TestPayoutWebhookBy::Uuid("uuid".into()));
        client.test_payout_webhook(&request).await?;
        Ok(())
    }

    pub async fn example_36(client: &Client) -> Done {
        let response = client.list_exchange_rates(&ListExchangeRates::new("ETH")).await?;
        Ok(())
    }

    pub async fn example_37(client: &Client) -> Done {
        let headers = [("Content-Type", "application/json")]; // all headers received
        let body = b"the raw body, byte for byte";
        let verified = client.verify_payments(&headers, body)?;
        Ok(())
    }

    pub async fn example_38(client: &Client) -> Done {
        let headers = [("Content-Type", "application/json")]; // all headers received
        let body = b"the raw body, byte for byte";
        let verified = client.verify_payouts(&headers, body)?;
        Ok(())
    }
}

pub mod kraken {
    use specie::{Amount, Json, Map, Timestamp, kraken::*};
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        let client = Client::new(Credentials::new("api key", "secret"))?;
        let response = client.get_server_time().await?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        let response = client.get_server_time().await?;
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        let response = client.get_system_status().await?;
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        let response = client.get_assets(&GetAssets::new()).await?;
        Ok(())
    }

    pub async fn example_5(client: &Client) -> Done {
        let response = client.get_asset_pairs(&GetAssetPairs::new()).await?;
        Ok(())
    }

    pub async fn example_6(client: &Client) -> Done {
        let response = client.get_ticker(&GetTicker::new().pair(vec!["XBTUSD".into()])).await?;
        Ok(())
    }

    pub async fn example_7(client: &Client) -> Done {
        let response = client.get_ohlc(&GetOhlc::new("XBTUSD")).await?;
        Ok(())
    }

    pub async fn example_8(client: &Client) -> Done {
        let response = client.get_depth(&GetDepth::new("XBTUSD").count(3)).await?;
        Ok(())
    }

    pub async fn example_9(client: &Client) -> Done {
        let response = client.get_grouped_book(&GetGroupedBook::new("pair")).await?;
        Ok(())
    }

    pub async fn example_10(client: &Client) -> Done {
        let response = client.get_trades(&GetTrades::new("XBTUSD")).await?;
        Ok(())
    }

    pub async fn example_11(client: &Client) -> Done {
        let response = client.get_spread(&GetSpread::new("XBTUSD")).await?;
        Ok(())
    }

    pub async fn example_12(client: &Client) -> Done {
        let response = client.get_level3(&GetLevel3::new("pair")).await?;
        Ok(())
    }

    pub async fn example_13(client: &Client) -> Done {
        let response = client.get_balance(&GetBalance::new()).await?;
        Ok(())
    }

    pub async fn example_14(client: &Client) -> Done {
        let response = client.get_extended_balance().await?;
        Ok(())
    }

    pub async fn example_15(client: &Client) -> Done {
        let request = GetCreditLines::new().rebase_multiplier(Rebase::Rebased);
        let response = client.get_credit_lines(&request).await?;
        Ok(())
    }

    pub async fn example_16(client: &Client) -> Done {
        let response = client.get_trade_balance(&GetTradeBalance::new()).await?;
        Ok(())
    }

    pub async fn example_17(client: &Client) -> Done {
        let response = client.get_open_orders(&GetOpenOrders::new().trades(true)).await?;
        Ok(())
    }

    pub async fn example_18(client: &Client) -> Done {
        let response = client.get_closed_orders(&GetClosedOrders::new()).await?;
        Ok(())
    }

    pub async fn example_19(client: &Client) -> Done {
        let request = QueryOrders::new(QueryOrdersOrder::Txid(vec!["OBCMZD-JIEE7-77TH3F".into()]));
        let response = client.query_orders(&request).await?;
        Ok(())
    }

    pub async fn example_20(client: &Client) -> Done {
        let response = client.get_order_amends(&GetOrderAmends::new("OVITN3-BFK3H-63K37C")).await?;
        Ok(())
    }

    pub async fn example_21(client: &Client) -> Done {
        let response = client.get_trades_history(&GetTradesHistory::new()).await?;
        Ok(())
    }

    pub async fn example_22(client: &Client) -> Done {
        let response = client.query_trades(&QueryTrades::new(vec!["THVRQM-33VKH-UCI7BS".into()])).await?;
        Ok(())
    }

    pub async fn example_23(client: &Client) -> Done {
        let response = client.get_open_positions(&GetOpenPositions::new().docalcs(true)).await?;
        Ok(())
    }

    pub async fn example_24(client: &Client) -> Done {
        let response = client.get_ledgers(&GetLedgers::new()).await?;
        Ok(())
    }

    pub async fn example_25(client: &Client) -> Done {
        let response = client.query_ledgers(&QueryLedgers::new(vec!["L4UESK-KG3EQ-UFO4T5".into()])).await?;
        Ok(())
    }

    pub async fn example_26(client: &Client) -> Done {
        let response = client.get_trade_volume(&GetTradeVolume::new().pair(vec!["XBTUSD".into()])).await?;
        Ok(())
    }

    pub async fn example_27(client: &Client) -> Done {
        let response = client.add_export(&AddExport::new(ReportKind::Trades, "description")).await?;
        Ok(())
    }

    pub async fn example_28(client: &Client) -> Done {
        match client.add_export(&AddExport::new(ReportKind::Trades, "description")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_export_status(&GetExportStatus::new(ReportKind::Trades)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_29(client: &Client) -> Done {
        let response = client.get_export_status(&GetExportStatus::new(ReportKind::Trades)).await?;
        Ok(())
    }

    pub async fn example_30(client: &Client) -> Done {
        let response = client.retrieve_export(&RetrieveExport::new("id")).await?;
        Ok(())
    }

    pub async fn example_31(client: &Client) -> Done {
        let response = client.remove_export(&RemoveExport::new("id", ExportRemoval::Cancel)).await?;
        Ok(())
    }

    pub async fn example_32(client: &Client) -> Done {
        let response = client.get_api_key_info().await?;
        Ok(())
    }

    pub async fn example_33(client: &Client) -> Done {
        let request = AddOrder::new(OrderType::Limit, Side::Buy, "2.1234".parse()?, "XBTUSD")
            .price(Price::Absolute("25000.1".parse()?))
            .leverage("2:1");
        let response = client.add_order(&request).await?;
        Ok(())
    }

    pub async fn example_34(client: &Client) -> Done {
        let request = AddOrder::new(OrderType::Limit, Side::Buy, "2.1234".parse()?, "XBTUSD")
            .price(Price::Absolute("25000.1".parse()?))
            .leverage("2:1");
        match client.add_order(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = QueryOrders::new(QueryOrdersOrder::Txid(vec!["OBCMZD-JIEE7-77TH3F".into()]));
                let found = client.query_orders(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_35(client: &Client) -> Done {
        let request = AddOrderBatch::new("XBTUSD", vec![NewOrder::new(OrderType::Limit, Side::Buy, "0.803".parse()?)
            .price(Price::Absolute("28300".parse()?))
            .close(Close::new(OrderType::StopLossLimit)
            .price(Price::Absolute("27000".parse()?))
            .price2(Price::Absolute("26000".parse()?)))]);
        let response = client.add_order_batch(&request).await?;
        Ok(())
    }

    pub async fn example_36(client: &Client) -> Done {
        let request = AddOrderBatch::new("XBTUSD", vec![NewOrder::new(OrderType::Limit, Side::Buy, "0.803".parse()?)
            .price(Price::Absolute("28300".parse()?))
            .close(Close::new(OrderType::StopLossLimit)
            .price(Price::Absolute("27000".parse()?))
            .price2(Price::Absolute("26000".parse()?)))]);
        match client.add_order_batch(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_open_orders(&GetOpenOrders::new().trades(true)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_37(client: &Client) -> Done {
        let response = client.amend_order(&AmendOrder::new(AmendOrderOrder::Txid("txid".into()))).await?;
        Ok(())
    }

    pub async fn example_38(client: &Client) -> Done {
        match client.amend_order(&AmendOrder::new(AmendOrderOrder::Txid("txid".into()))).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = QueryOrders::new(QueryOrdersOrder::Txid(vec!["OBCMZD-JIEE7-77TH3F".into()]));
                let found = client.query_orders(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_39(client: &Client) -> Done {
        let request = EditOrder::new("OHYO67-6LP66-HMQ437", "XBTUSD")
            .volume("1.25".parse()?)
            .price(Price::Absolute("27500".parse()?));
        let response = client.edit_order(&request).await?;
        Ok(())
    }

    pub async fn example_40(client: &Client) -> Done {
        let request = EditOrder::new("OHYO67-6LP66-HMQ437", "XBTUSD")
            .volume("1.25".parse()?)
            .price(Price::Absolute("27500".parse()?));
        match client.edit_order(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = QueryOrders::new(QueryOrdersOrder::Txid(vec!["OBCMZD-JIEE7-77TH3F".into()]));
                let found = client.query_orders(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_41(client: &Client) -> Done {
        let request = CancelOrder::new(CancelOrderOrder::Txid("OYVGEW-VYV5B-UUEXSK".into()));
        let response = client.cancel_order(&request).await?;
        Ok(())
    }

    pub async fn example_42(client: &Client) -> Done {
        let request = CancelOrderBatch::new().orders(vec![OrderRef::Txid("OG5V2Y-RYKVL-DT3V3B".into())]);
        let response = client.cancel_order_batch(&request).await?;
        Ok(())
    }

    pub async fn example_43(client: &Client) -> Done {
        let response = client.cancel_all().await?;
        Ok(())
    }

    pub async fn example_44(client: &Client) -> Done {
        match client.cancel_all().await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_open_orders(&GetOpenOrders::new().trades(true)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_45(client: &Client) -> Done {
        let response = client.cancel_all_orders_after(&CancelAllOrdersAfter::new(60)).await?;
        Ok(())
    }

    pub async fn example_46(client: &Client) -> Done {
        let response = client.get_websockets_token().await?;
        Ok(())
    }

    pub async fn example_47(client: &Client) -> Done {
        let response = client.get_deposit_methods(&GetDepositMethods::new("XBT")).await?;
        Ok(())
    }

    pub async fn example_48(client: &Client) -> Done {
        let response = client.get_deposit_addresses(&GetDepositAddresses::new("XBT", "Bitcoin")).await?;
        Ok(())
    }

    pub async fn example_49(client: &Client) -> Done {
        let response = client.create_deposit_address(&CreateDepositAddress::new("asset", "method")).await?;
        Ok(())
    }

    pub async fn example_50(client: &Client) -> Done {
        match client.create_deposit_address(&CreateDepositAddress::new("asset", "method")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_deposit_addresses(&GetDepositAddresses::new("asset", "method")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_51(client: &Client) -> Done {
        let response = client.get_deposit_status(&GetDepositStatus::new().asset("XBT")).await?;
        Ok(())
    }

    pub async fn example_52(client: &Client) -> Done {
        let response = client.get_withdrawal_methods(&GetWithdrawalMethods::new().asset("XBT")).await?;
        Ok(())
    }

    pub async fn example_53(client: &Client) -> Done {
        let response = client.get_withdrawal_addresses(&GetWithdrawalAddresses::new()).await?;
        Ok(())
    }

    pub async fn example_54(client: &Client) -> Done {
        let request = GetWithdrawalInfo::new("XBT", "btc-wallet-1", "0.725".parse()?);
        let response = client.get_withdrawal_info(&request).await?;
        Ok(())
    }

    pub async fn example_55(client: &Client) -> Done {
        let response = client.withdraw(&Withdraw::new("XBT", "btc-wallet-1", "0.725".parse()?)).await?;
        Ok(())
    }

    pub async fn example_56(client: &Client) -> Done {
        match client.withdraw(&Withdraw::new("XBT", "btc-wallet-1", "0.725".parse()?)).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_withdrawal_status(&GetWithdrawalStatus::new().asset("XBT")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_57(client: &Client) -> Done {
        let response = client.get_withdrawal_status(&GetWithdrawalStatus::new().asset("XBT")).await?;
        Ok(())
    }

    pub async fn example_58(client: &Client) -> Done {
        let request = CancelWithdrawal::new("XBT", "FTQcuak-V6Za8qrWnhzTx67yYHz8Tg");
        let response = client.cancel_withdrawal(&request).await?;
        Ok(())
    }

    pub async fn example_59(client: &Client) -> Done {
        let response = client.transfer_to_futures(&TransferToFutures::new("XBT", "0.1".parse()?)).await?;
        Ok(())
    }

    pub async fn example_60(client: &Client) -> Done {
        match client.transfer_to_futures(&TransferToFutures::new("XBT", "0.1".parse()?)).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_ledgers(&GetLedgers::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_61(client: &Client) -> Done {
        let response = client.create_subaccount(&CreateSubaccount::new("username", "email")).await?;
        Ok(())
    }

    pub async fn example_62(client: &Client) -> Done {
        let request = TransferBetweenAccounts::new("asset", "0.25".parse()?, "from", "to");
        let response = client.transfer_between_accounts(&request).await?;
        Ok(())
    }

    pub async fn example_63(client: &Client) -> Done {
        let request = TransferBetweenAccounts::new("asset", "0.25".parse()?, "from", "to");
        match client.transfer_between_accounts(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_ledgers(&GetLedgers::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_64(client: &Client) -> Done {
        let request = AllocateEarnFunds::new("ESRFUO3-Q62XD-WIOIL7", "1".parse()?);
        let response = client.allocate_earn_funds(&request).await?;
        Ok(())
    }

    pub async fn example_65(client: &Client) -> Done {
        let request = AllocateEarnFunds::new("ESRFUO3-Q62XD-WIOIL7", "1".parse()?);
        match client.allocate_earn_funds(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetEarnAllocationStatus::new("ESRFUO3-Q62XD-WIOIL7");
                let found = client.get_earn_allocation_status(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_66(client: &Client) -> Done {
        let request = DeallocateEarnFunds::new("strategy_id", "0.25".parse()?);
        let response = client.deallocate_earn_funds(&request).await?;
        Ok(())
    }

    pub async fn example_67(client: &Client) -> Done {
        let request = DeallocateEarnFunds::new("strategy_id", "0.25".parse()?);
        match client.deallocate_earn_funds(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = GetEarnDeallocationStatus::new("strategy_id");
                let found = client.get_earn_deallocation_status(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_68(client: &Client) -> Done {
        let request = GetEarnAllocationStatus::new("ESRFUO3-Q62XD-WIOIL7");
        let response = client.get_earn_allocation_status(&request).await?;
        Ok(())
    }

    pub async fn example_69(client: &Client) -> Done {
        let request = GetEarnDeallocationStatus::new("ESRFUO3-Q62XD-WIOIL7");
        let response = client.get_earn_deallocation_status(&request).await?;
        Ok(())
    }

    pub async fn example_70(client: &Client) -> Done {
        let response = client.list_earn_strategies(&ListEarnStrategies::new().asset("DOT")).await?;
        Ok(())
    }

    pub async fn example_71(client: &Client) -> Done {
        let response = client.list_earn_allocations(&ListEarnAllocations::new()).await?;
        Ok(())
    }
}

pub mod nowpayments {
    use specie::{Amount, Json, Map, Timestamp, nowpayments::*};
    type Done = Result<(), Box<dyn std::error::Error>>;

    pub async fn example_1(client: &Client) -> Done {
        let client = Client::new(Credentials::new("api key"))?;
        let response = client.get_status().await?;
        Ok(())
    }

    pub async fn example_2(client: &Client) -> Done {
        let response = client.get_status().await?;
        Ok(())
    }

    pub async fn example_3(client: &Client) -> Done {
        let response = client.create_token(&CreateToken::new("email", "password")).await?;
        Ok(())
    }

    pub async fn example_4(client: &Client) -> Done {
        let response = client.list_currencies().await?;
        Ok(())
    }

    pub async fn example_5(client: &Client) -> Done {
        let response = client.list_full_currencies().await?;
        Ok(())
    }

    pub async fn example_6(client: &Client) -> Done {
        let response = client.list_merchant_coins().await?;
        Ok(())
    }

    pub async fn example_7(client: &Client) -> Done {
        let response = client.get_currency(&GetCurrency::new("code")).await?;
        Ok(())
    }

    pub async fn example_8(client: &Client) -> Done {
        let response = client.get_estimate(&GetEstimate::new("3999.5".parse()?, "usd", "btc")).await?;
        Ok(())
    }

    pub async fn example_9(client: &Client) -> Done {
        let response = client.get_min_amount(&GetMinAmount::new("eth").currency_to("trx")).await?;
        Ok(())
    }

    pub async fn example_10(client: &Client) -> Done {
        let request = CreatePayment::new("3999.5".parse()?, "usd", "btc")
            .ipn_callback_url("https://nowpayments.io")
            .order_id("RGDBP-21314")
            .order_description("Apple Macbook Pro 2019 x 1");
        let response = client.create_payment(&request).await?;
        Ok(())
    }

    pub async fn example_11(client: &Client) -> Done {
        let request = CreatePayment::new("3999.5".parse()?, "usd", "btc")
            .ipn_callback_url("https://nowpayments.io")
            .order_id("RGDBP-21314")
            .order_description("Apple Macbook Pro 2019 x 1");
        match client.create_payment(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_payments(&ListPayments::new().limit(2)).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_12(client: &Client) -> Done {
        let response = client.get_payment(&GetPayment::new("5524759814")).await?;
        Ok(())
    }

    pub async fn example_13(client: &Client) -> Done {
        let response = client.list_payments(&ListPayments::new().limit(2)).await?;
        Ok(())
    }

    pub async fn example_14(client: &Client) -> Done {
        let response = client.update_payment_estimate(&UpdatePaymentEstimate::new("4455667788")).await?;
        Ok(())
    }

    pub async fn example_15(client: &Client) -> Done {
        let request = CreateInvoice::new("1000".parse()?, "usd")
            .ipn_callback_url("https://nowpayments.io")
            .order_id("RGDBP-21314")
            .order_description("Apple Macbook Pro 2019 x 1")
            .success_url("https://nowpayments.io")
            .cancel_url("https://nowpayments.io");
        let response = client.create_invoice(&request).await?;
        Ok(())
    }

    pub async fn example_16(client: &Client) -> Done {
        let request = CreateInvoicePayment::new("iid", "pay_currency");
        let response = client.create_invoice_payment(&request).await?;
        Ok(())
    }

    pub async fn example_17(client: &Client) -> Done {
        let request = CreateInvoicePayment::new("iid", "pay_currency");
        match client.create_invoice_payment(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_payments(&ListPayments::new().limit(2).invoice_id("iid")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_18(client: &Client) -> Done {
        let response = client.get_balance().await?;
        Ok(())
    }

    pub async fn example_19(client: &Client) -> Done {
        client.validate_payout_address(&ValidatePayoutAddress::new("address", "currency")).await?;
        Ok(())
    }

    pub async fn example_20(client: &Client) -> Done {
        let request = CreatePayout::new(vec![NewWithdrawal::new("TEmGwPeRTPiLFLVfBxXkSP91yc5GMNQhfS", "trx", "200".parse()?)
            .ipn_callback_url("https://nowpayments.io")])
            .ipn_callback_url("https://nowpayments.io");
        let response = client.create_payout(&request).await?;
        Ok(())
    }

    pub async fn example_21(client: &Client) -> Done {
        let request = CreatePayout::new(vec![NewWithdrawal::new("TEmGwPeRTPiLFLVfBxXkSP91yc5GMNQhfS", "trx", "200".parse()?)
            .ipn_callback_url("https://nowpayments.io")])
            .ipn_callback_url("https://nowpayments.io");
        match client.create_payout(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_payouts(&ListPayouts::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_22(client: &Client) -> Done {
        client.verify_payout(&VerifyPayout::new("batch_id", "verification_code")).await?;
        Ok(())
    }

    pub async fn example_23(client: &Client) -> Done {
        match client.verify_payout(&VerifyPayout::new("batch_id", "verification_code")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_payouts(&ListPayouts::new().batch_id("batch_id")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_24(client: &Client) -> Done {
        let response = client.get_payout(&GetPayout::new("5000000000")).await?;
        Ok(())
    }

    pub async fn example_25(client: &Client) -> Done {
        let response = client.list_payouts(&ListPayouts::new()).await?;
        Ok(())
    }

    pub async fn example_26(client: &Client) -> Done {
        let response = client.get_payout_fee(&GetPayoutFee::new("currency", "0.25".parse()?)).await?;
        Ok(())
    }

    pub async fn example_27(client: &Client) -> Done {
        client.cancel_payout(&CancelPayout::new("id")).await?;
        Ok(())
    }

    pub async fn example_28(client: &Client) -> Done {
        match client.cancel_payout(&CancelPayout::new("id")).await {
            Ok(()) => {}
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_payout(&GetPayout::new("id")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_29(client: &Client) -> Done {
        let response = client.list_fiat_payout_currencies(&ListFiatPayoutCurrencies::new()).await?;
        Ok(())
    }

    pub async fn example_30(client: &Client) -> Done {
        let response = client.list_fiat_payout_methods(&ListFiatPayoutMethods::new()).await?;
        Ok(())
    }

    pub async fn example_31(client: &Client) -> Done {
        let response = client.list_fiat_payouts(&ListFiatPayouts::new()).await?;
        Ok(())
    }

    pub async fn example_32(client: &Client) -> Done {
        let response = client.create_plan(&CreatePlan::new("title", 1, "0.25".parse()?, "currency")).await?;
        Ok(())
    }

    pub async fn example_33(client: &Client) -> Done {
        match client.create_plan(&CreatePlan::new("title", 1, "0.25".parse()?, "currency")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_plans(&ListPlans::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_34(client: &Client) -> Done {
        let response = client.list_plans(&ListPlans::new()).await?;
        Ok(())
    }

    pub async fn example_35(client: &Client) -> Done {
        let response = client.get_plan(&GetPlan::new("76215585")).await?;
        Ok(())
    }

    pub async fn example_36(client: &Client) -> Done {
        let response = client.update_plan(&UpdatePlan::new("id")).await?;
        Ok(())
    }

    pub async fn example_37(client: &Client) -> Done {
        match client.update_plan(&UpdatePlan::new("id")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_plan(&GetPlan::new("id")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_38(client: &Client) -> Done {
        let request = CreateSubscription::new("76215585", CreateSubscriptionCustomer::Email("test@example.com".into()));
        let response = client.create_subscription(&request).await?;
        Ok(())
    }

    pub async fn example_39(client: &Client) -> Done {
        let request = CreateSubscription::new("76215585", CreateSubscriptionCustomer::Email("test@example.com".into()));
        match client.create_subscription(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListSubscriptions::new().subscription_plan_id("76215585");
                let found = client.list_subscriptions(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_40(client: &Client) -> Done {
        let response = client.list_subscriptions(&ListSubscriptions::new()).await?;
        Ok(())
    }

    pub async fn example_41(client: &Client) -> Done {
        let response = client.get_subscription(&GetSubscription::new("1515573197")).await?;
        Ok(())
    }

    pub async fn example_42(client: &Client) -> Done {
        let response = client.delete_subscription(&DeleteSubscription::new("1515573197")).await?;
        Ok(())
    }

    pub async fn example_43(client: &Client) -> Done {
        match client.delete_subscription(&DeleteSubscription::new("1515573197")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.get_subscription(&GetSubscription::new("1515573197")).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_44(client: &Client) -> Done {
        let response = client.create_sub_partner(&CreateSubPartner::new("test1")).await?;
        Ok(())
    }

    pub async fn example_45(client: &Client) -> Done {
        match client.create_sub_partner(&CreateSubPartner::new("test1")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_sub_partners(&ListSubPartners::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_46(client: &Client) -> Done {
        let response = client.list_sub_partners(&ListSubPartners::new()).await?;
        Ok(())
    }

    pub async fn example_47(client: &Client) -> Done {
        let response = client.get_sub_partner_balance(&GetSubPartnerBalance::new("111394288")).await?;
        Ok(())
    }

    pub async fn example_48(client: &Client) -> Done {
        let request = CreateSubPartnerPayment::new("trx", "50".parse()?, "1631380403").fixed_rate(false);
        let response = client.create_sub_partner_payment(&request).await?;
        Ok(())
    }

    pub async fn example_49(client: &Client) -> Done {
        let request = CreateSubPartnerPayment::new("trx", "50".parse()?, "1631380403").fixed_rate(false);
        match client.create_sub_partner_payment(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListSubPartnerPayments::new().sub_partner_id("1631380403");
                let found = client.list_sub_partner_payments(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_50(client: &Client) -> Done {
        let response = client.list_sub_partner_payments(&ListSubPartnerPayments::new()).await?;
        Ok(())
    }

    pub async fn example_51(client: &Client) -> Done {
        let request = CreateTransfer::new("trx", "0.3".parse()?, "1111111", "1111111");
        let response = client.create_transfer(&request).await?;
        Ok(())
    }

    pub async fn example_52(client: &Client) -> Done {
        let request = CreateTransfer::new("trx", "0.3".parse()?, "1111111", "1111111");
        match client.create_transfer(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_transfers(&ListTransfers::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_53(client: &Client) -> Done {
        let response = client.list_transfers(&ListTransfers::new()).await?;
        Ok(())
    }

    pub async fn example_54(client: &Client) -> Done {
        let response = client.get_transfer(&GetTransfer::new("327209161")).await?;
        Ok(())
    }

    pub async fn example_55(client: &Client) -> Done {
        let response = client.deposit(&Deposit::new("usddtrc20", "0.7".parse()?, "111394288")).await?;
        Ok(())
    }

    pub async fn example_56(client: &Client) -> Done {
        match client.deposit(&Deposit::new("usddtrc20", "0.7".parse()?, "111394288")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_transfers(&ListTransfers::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_57(client: &Client) -> Done {
        let response = client.write_off(&WriteOff::new("trx", "0.3".parse()?, "1631380403")).await?;
        Ok(())
    }

    pub async fn example_58(client: &Client) -> Done {
        match client.write_off(&WriteOff::new("trx", "0.3".parse()?, "1631380403")).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let found = client.list_transfers(&ListTransfers::new()).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_59(client: &Client) -> Done {
        let request = CreateConversion::new("50".parse()?, "usdttrc20", "USDTERC20");
        let response = client.create_conversion(&request).await?;
        Ok(())
    }

    pub async fn example_60(client: &Client) -> Done {
        let request = CreateConversion::new("50".parse()?, "usdttrc20", "USDTERC20");
        match client.create_conversion(&request).await {
            Ok(response) => println!("{response:?}"),
            Err(error) if error.reconcile().is_some() => {
                // It may have taken effect: find out before you call it again.
                let request = ListConversions::new().from_currency("usdttrc20").to_currency("USDTERC20");
                let found = client.list_conversions(&request).await?;
                println!("{error}: {found:?}");
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    pub async fn example_61(client: &Client) -> Done {
        let response = client.list_conversions(&ListConversions::new()).await?;
        Ok(())
    }

    pub async fn example_62(client: &Client) -> Done {
        let response = client.get_conversion(&GetConversion::new("1327866232")).await?;
        Ok(())
    }

    pub async fn example_63(client: &Client) -> Done {
        let headers = [("Content-Type", "application/json")]; // all headers received
        let body = b"the raw body, byte for byte";
        let verified = client.verify_ipn(&headers, body)?;
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
