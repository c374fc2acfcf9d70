"""Calls the mock by `pyCryptomusAPI`: python call_cryptomus.py URL MERCHANT PAYMENT_KEY PAYOUT_KEY

Prints the results as one JSON object, by method; of a refused call the message.
"""

import json
import sys

from pyCryptomusAPI import pyCryptomusAPI
from pyCryptomusAPI.api import pyCryptomusAPIException

url, merchant, payment_key, payout_key = sys.argv[1:]
api = pyCryptomusAPI(merchant, payment_key, payout_key, api_url=url)

results = {}


def call(method, *arguments, **named):
    try:
        found = method(*arguments, **named)
    except pyCryptomusAPIException as refused:
        found = {"refused": refused.message}
    results[method.__name__] = found
    return found


def member(found, name):
    return getattr(found, name, None) or "none"


CALLBACK = "https://shop.example/callback"

invoice = call(api.create_invoice, "15.50", "USD", "order-1", url_callback=CALLBACK, lifetime=7200)
call(api.payment_information, order_id="order-1")
call(api.payment_history, "2023-05-16 00:00:00")
call(api.payment_services)
call(api.payment_qr_code, member(invoice, "uuid"))
call(api.resend_payment_webhook, invoice_uuid=member(invoice, "uuid"))
call(api.refund, "TXguLRFtrAFrEDA17WuPfrxB84jVzJcNNV", True, order_id="order-1")
wallet = call(api.create_wallet, "tron", "USDT", "wallet-1")
call(api.block_wallet, wallet_uuid=member(wallet, "uuid"))
try:
    call(api.balance)
except (AttributeError, TypeError):
    pass  # The client needs the value of each wallet in dollars, which may be null, as in the provider's own example.
call(api.create_payout, "5", "USDT", "payout-1", "TXguLRFtrAFrEDA17WuPfrxB84jVzJcNNV", True, "TRON")
call(api.payout_information, order_id="payout-1")
call(api.payout_history)
call(api.payout_services)
call(api.transfer_to_personal, "3", "USDT")
call(api.create_recurrence, "20", "USD", "A subscription", "monthly")
call(api.test_payout_webhook, CALLBACK, "USDT", "TRON", order_id="payout-1")
print(json.dumps(results, default=lambda value: vars(value)))
