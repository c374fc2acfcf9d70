"""A Calypso Pay with one account, from the provider's pages: python calypso.py KEY SECRET ACCOUNT

https://docs.calypso.finance/guides/integration-guides-and-questions/get-started-with-api: signing, and the three minutes.
https://docs.calypso.finance/api-reference/invoice-api, /payout-api, /rate-api, /user-api: the operations.
https://docs.calypso.finance/reference/errors: the errors.
"""

import hashlib
import hmac
import json
import re
import sys
import time
import uuid
from datetime import datetime, timezone

from provider import Server

key, secret, account = sys.argv[1:]
invoices = {}
payouts = {}


class Refused(Exception):
    def __init__(self, code, message):
        self.code, self.message = code, message


# A number with a fraction is kept as a text with this mark, so that it is printed with the digits that were received.
NUMBER = "a number: "


def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def create_invoice(payload):
    invoice = {
        "id": str(uuid.uuid4()),
        "invoiceAddress": "0xabc",
        "type": "SINGLE",
        "amount": payload["amount"],
        "totalDebitAmount": 0,
        "currency": payload["currency"],
        "state": "PENDING_PAYMENT",
        "description": payload["description"],
        "createdDate": now(),
        "isInterventionResolved": False,
        "subscriptionEnabled": False,
        "fiatAvailable": False,
    }
    invoices[invoice["id"]] = invoice
    return invoice


def get_invoice(payload):
    if payload["id"] not in invoices:
        raise Refused("004", "object not found")
    return invoices[payload["id"]]


def create_payout(payload):
    idempotency = payload.get("idempotencyKey")
    if idempotency in payouts:
        raise Refused("016", "idempotencyKey already used")
    payout = {
        "id": str(uuid.uuid4()),
        "account": account,
        "depositAddress": payload["depositAddress"],
        "amount": payload["amount"],
        "currency": payload["currency"],
        "calypsoFee": 0,
        "calypsoFeePercentage": 0,
        "state": "PENDING",
        "createdDate": now(),
        "idempotencyKey": idempotency,
        "belongingType": "INTERNAL",
    }
    payouts[idempotency] = payout
    return payout


def rate(payload):
    pairs = [(one, other) for one in payload["fromCurrencies"] for other in payload["toCurrencies"]]
    rates = [
        {"fromCurrency": one, "toCurrency": other, "rates": 1800.5, "ratesDate": now()} for one, other in pairs
    ]
    return {"currencyRates": rates}


WITH_ACCOUNT = {
    "/api/v1/invoice/single/create": create_invoice,
    "/api/v1/invoice": get_invoice,
    "/api/v1/payout/create": create_payout,
}
WITHOUT_ACCOUNT = {"/api/v1/rate": rate}


def call(method, target, headers, body):
    if headers.get("Key") != key:
        raise Refused("002", "unknown public key")
    expected = hmac.new(secret.encode(), body, hashlib.sha512).hexdigest()
    if headers.get("Sign") != expected:
        raise Refused("003", "wrong sign")
    if method != "POST" or headers.get("Content-Type") != "application/json":
        raise Refused("001", "bad input")
    members = json.loads(body, parse_float=lambda digits: NUMBER + digits)
    if type(members.get("timestamp")) is not int or abs(time.time() * 1000 - members["timestamp"]) > 180_000:
        raise Refused("011", "timestamp invalid")
    if target in WITH_ACCOUNT and members.get("account") != account:
        raise Refused("001", "bad input")
    if target in WITHOUT_ACCOUNT and "account" in members:
        raise Refused("001", "bad input")
    operation = WITH_ACCOUNT.get(target) or WITHOUT_ACCOUNT.get(target)
    if operation is None:
        raise Refused("001", "bad input")
    return operation(members["payload"])


def answer(method, target, headers, body):
    kind = {"Content-Type": "application/json"}
    try:
        text = json.dumps(call(method, target, headers, body), ensure_ascii=False)
        return 200, kind, re.sub(f'"{NUMBER}([^"]*)"', r"\1", text).encode()
    except Refused as refused:
        error = {"errorCode": refused.code, "message": refused.message, "traceId": "t-1"}
        return 400, kind, json.dumps(error).encode()


Server(answer).run()
