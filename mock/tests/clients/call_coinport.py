"""Calls the mock by `python-peatio`, with a signed key: python call_coinport.py HOST:PORT API_KEY SECRET

Prints the responses as one JSON object, by method. Bodies are JSON, sent without a content type.
"""

import json
import sys
import time

from Python_Peatio import Accounts, Market, UserAPI_Markets, UserAPI_Public

host, api_key, secret = sys.argv[1:]
accounts, market = Accounts(api_key, secret), Market(api_key, secret)
markets, public = UserAPI_Markets(api_key, secret), UserAPI_Public(api_key, secret)

responses = {}


def call(method, *arguments, **named):
    # Nonces are times in milliseconds, and none may occur twice.
    time.sleep(0.002)
    responses[method.__name__] = method(*arguments, **named)


call(accounts.all_currency_balance, host)
call(accounts.account_balances_currency, host, "btc")
call(market.create_limit_order, host, "btcusdt", "buy", "0.5", "20000.25")
call(market.id_cancel, host, responses["create_limit_order"].get("id", 0))
call(market.all_cancel, host)
call(market.all_cancel_custom, host, "sell", "btcusdt")
call(markets.all_markets, host)
call(markets.all_markets_tickers, host)
call(markets.market_tickers, "btcusdt", host)
call(markets.markets_tickers_klines, "btcusdt", host)
call(markets.markets_tickers_depth, "btcusdt", host)
call(markets.markets_tickers_trades, "btcusdt", host)
call(markets.markets_tickers_order_book, "btcusdt", host)
call(public.trading_fees, host)
call(market.get_order, host)
print(json.dumps(responses))
