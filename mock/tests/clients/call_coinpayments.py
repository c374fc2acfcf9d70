"""Calls the mock by `coinpayments-py`: python call_coinpayments.py URL PUBLIC_KEY PRIVATE_KEY

Prints the responses as one JSON object, by command.
"""

import json
import sys

from coinpayments import CoinPaymentsAPI

url, public_key, private_key = sys.argv[1:]
CoinPaymentsAPI.api_url = url + "/api.php"
api = CoinPaymentsAPI(public_key=public_key, private_key=private_key)

responses = {
    "balances": api.balances(all=1),
    "rates": api.rates(short=1, accepted=1),
    "create_transaction": api.create_transaction(
        amount=10.5,
        currency1="USD",
        currency2="LTCT",
        buyer_email="jörg+test@example.com",
        item_name="Tea & 茶 50% ~off",
    ),
}
# A refused call gives an empty list, or nothing at all.
transaction = responses["create_transaction"].get("result") or {}
responses["get_tx_info"] = api.get_tx_info(txid=transaction.get("txn_id", "none"), full=1)
responses["create_withdrawal"] = api.create_withdrawal(
    amount="0.5", currency="LTCT", address="mvuQJYbLDDMKsNtr2KLV6fqeYj5Zis1Xdk", note="for tea"
)
responses["create_mass_withdrawal"] = api.create_mass_withdrawal(
    **{
        "wd[wd1][amount]": "0.5",
        "wd[wd1][address]": "mvuQJYbLDDMKsNtr2KLV6fqeYj5Zis1Xdk",
        "wd[wd1][currency]": "LTCT",
        "wd[wd2][amount]": "0.0001",
        "wd[wd2][address]": "1BitcoinAddress",
        "wd[wd2][currency]": "BTC",
    }
)
print(json.dumps(responses))
