"""A CoinPayments with one account, from the provider's pages: python coinpayments.py PUBLIC_KEY PRIVATE_KEY

https://www.coinpayments.net/apidoc-intro: one address, forms, the header HMAC over the bytes of the body.
https://www.coinpayments.net/apidoc-create-transaction, https://www.coinpayments.net/apidoc-create-withdrawal: the commands.
The account has 2 BTC, and its key was used with nonces: every call must have one that is larger than the last.
"""

import hashlib
import hmac
import json
import re
import sys
from decimal import Decimal
from urllib.parse import parse_qsl

from provider import Server

public_key, private_key = sys.argv[1:]
balance = Decimal(2)
transactions = {}
last_nonce = 0


class Refused(Exception):
    pass


def withdraw(amount, currency, address):
    global balance
    if currency != "BTC" or not address:
        raise Refused("That is not a valid address for that coin!")
    if amount <= 0:
        raise Refused("Withdrawal amount must be greater than 0")
    if amount > balance:
        raise Refused("That amount is larger than your balance!")
    balance -= amount
    return {"id": "CW" + str(balance).replace(".", ""), "status": 1, "amount": f"{amount:.8f}"}


def balances(form):
    satoshi = int(balance * 10**8)
    btc = {"balance": satoshi, "balancef": f"{balance:.8f}", "status": "available", "coin_status": "online"}
    return {"BTC": btc}


def create_transaction(form):
    number = f"CPTX{len(transactions):04}"
    transactions[number] = form
    return {
        "amount": form["amount"],
        "address": "1Address",
        "txn_id": number,
        "confirms_needed": "3",
        "timeout": 5400,
        "checkout_url": "https://checkout/" + number,
        "status_url": "https://status/" + number,
        "qrcode_url": "https://qr/" + number,
    }


def get_tx_ids(form):
    return list(transactions)


def create_withdrawal(form):
    return withdraw(Decimal(form["amount"]), form["currency"], form.get("address"))


def create_mass_withdrawal(form):
    entries = {}
    for name, value in form.items():
        nested = re.fullmatch(r"wd\[([A-Za-z0-9]+)\]\[(\w+)\]", name)
        if nested:
            entries.setdefault(nested[1], {})[nested[2]] = value
    results = {}
    for key, entry in entries.items():
        try:
            results[key] = {"error": "ok", **withdraw(Decimal(entry["amount"]), entry["currency"], entry.get("address"))}
        except Refused as refused:
            results[key] = {"error": str(refused)}
    return results


COMMANDS = [balances, create_transaction, get_tx_ids, create_withdrawal, create_mass_withdrawal]


def call(method, target, headers, body):
    global last_nonce
    if method != "POST" or target != "/api.php":
        raise Refused("Invalid command!")
    if headers.get("Content-Type") != "application/x-www-form-urlencoded":
        raise Refused("The body must be a form")
    expected = hmac.new(private_key.encode(), body, hashlib.sha512).hexdigest()
    if not hmac.compare_digest(expected, headers.get("HMAC", "")):
        raise Refused("HMAC signature does not match")
    form = dict(parse_qsl(body.decode(), strict_parsing=True, keep_blank_values=True))
    if form.pop("version", None) != "1":
        raise Refused("Invalid API version - no version specified")
    if form.pop("key", None) != public_key:
        raise Refused("HMAC signature does not match")
    nonce = int(form.pop("nonce", "0"))
    if nonce <= last_nonce:
        raise Refused("The nonce must be larger than the last one")
    last_nonce = nonce
    if form.pop("format", "json") != "json":
        raise Refused("Only JSON is served here")
    name = form.pop("cmd", None)
    for command in COMMANDS:
        if command.__name__ == name:
            return command(form)
    raise Refused("Invalid command!")


def answer(method, target, headers, body):
    try:
        response = {"error": "ok", "result": call(method, target, headers, body)}
    except Refused as refused:
        response = {"error": str(refused), "result": []}
    # PHP escapes slashes.
    text = json.dumps(response).replace("/", "\\/")
    return 200, {"Content-Type": "application/json"}, text.encode()


Server(answer).run()
