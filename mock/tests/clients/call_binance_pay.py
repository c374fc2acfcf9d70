"""Calls the mock by Binance's `binance-pay-connector`: python call_binance_pay.py URL API_KEY SECRET

Prints the responses as one JSON object, by method.
"""

import json
import sys

from binance.pay.merchant import Merchant

url, api_key, secret = sys.argv[1:]
api = Merchant(api_key, secret, base_url=url)

responses = {}


def call(method, *arguments, **named):
    found = method(*arguments, **named)
    responses[method.__name__] = found
    return found.get("data") or {}


order = call(
    api.new_order,
    {
        "env": {"terminalType": "WEB"},
        "merchantTradeNo": "9825382937292",
        "orderAmount": 25.17,
        "currency": "USDT",
        "goods": {
            "goodsType": "01",
            "goodsCategory": "D000",
            "referenceGoodsId": "7876763A3B",
            "goodsName": "Größe ☕",
        },
    },
)
call(api.get_order, merchantTradeNo="9825382937292")
call(api.refund_order, refundRequestId="refund-1", prepayId=order.get("prepayId", "0"), refundAmount=5.5)
call(api.get_refund_order, refundRequestId="refund-1")
call(api.cancel_order, merchantTradeNo="9825382937292")
call(api.get_wallet_balance, wallet="SPOT_WALLET", currency="USDT")
call(api.transfer_fund, requestId="transfer-1", currency="BNB", amount="0.01", transferType="TO_MAIN")
call(api.get_transfer_result, tranId="transfer-1")
call(
    api.batch_payout,
    requestId="payout-1",
    batchName="salaries",
    currency="USDT",
    totalAmount=200.4,
    totalNumber=1,
    transferDetailList=[
        {
            "merchantSendId": "22231313131",
            "receiveType": "BINANCE_ID",
            "receiver": "354205155",
            "transferAmount": 200.4,
            "transferMethod": "FUNDING_WALLET",
        }
    ],
)
call(api.get_payout, requestId="payout-1")
call(api.new_sub_merchant, merchantName="Tea shop", merchantType=1, merchantMcc="5511", country="US")
print(json.dumps(responses))
