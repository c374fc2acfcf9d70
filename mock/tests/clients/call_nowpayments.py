"""Calls the mock by `nowpayments-py`: python call_nowpayments.py URL API_KEY EMAIL PASSWORD

Prints the results as one JSON object, by method; of a refused call the code and the message.
"""

import json
import sys

from nowpayments import NowPayments
from nowpayments.http import NowPaymentsError

url, api_key, email, password = sys.argv[1:]
api = NowPayments({"api_key": api_key, "base_url": url})

results = {}


def call(method, *arguments, **named):
    try:
        found = method(*arguments, **named)
    except NowPaymentsError as refused:
        found = {"code": refused.code, "refused": refused.message}
    results[method.__name__] = found
    return found


call(api.get_status)
call(api.get_currencies)
call(api.get_full_currencies)
call(api.get_merchant_coins)
call(api.get_estimate_price, {"amount": 3999.5, "currency_from": "usd", "currency_to": "btc"})
call(api.get_min_amount, {"currency_from": "eth", "currency_to": "trx"})
payment = call(
    api.create_payment,
    {
        "price_amount": 29.99,
        "price_currency": "usd",
        "pay_currency": "btc",
        "order_id": "order-123",
        "is_fixed_rate": True,
        "origin_ip": "192.0.2.1",
    },
)
call(api.get_payment_status, payment.get("payment_id", "1"))
call(api.update_payment_estimate, payment.get("payment_id", "1"))
invoice = call(api.create_invoice, {"price_amount": 100, "price_currency": "usd", "order_id": "order-124"})
call(api.create_invoice_payment, {"iid": invoice.get("id", "1"), "pay_currency": "trx"})
call(api.get_balance)
call(api.get_payout_fee, "trx", 200)
call(api.get_subscription_plans, {"limit": 2})
call(api.get_sub_partner_balance, "111394288")

token = call(api.get_auth_token, email, password).get("token", "none")
call(api.get_payments, {"limit": 10, "page": 0, "sortBy": "created_at", "orderBy": "asc"}, token)
payout = call(
    api.create_payout,
    {"withdrawals": [{"address": "TNDFkiSmBQorNFacb3735q8MnT29sn8BLn", "currency": "trx", "amount": 200}]},
    token,
)
call(api.get_payout_status, payout.get("id", "1"), token)
call(api.get_payouts)
customer = call(api.create_sub_partner, "customer-1", token).get("result", {})
call(api.deposit, {"currency": "trx", "amount": 5, "sub_partner_id": customer.get("id", "1")}, token)
call(api.get_transfers, {"limit": 5}, token)
call(api.create_conversion, {"amount": 50, "from_currency": "usdttrc20", "to_currency": "trx"}, token)
print(json.dumps(results))
