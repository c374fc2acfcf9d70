"""A CoinPort with one member, from its pages: python coinport.py API_KEY SECRET TOKEN

https://blog.coinport.com.au/api/ and its Swagger file: the calls, and the bearer token.
https://github.com/openware/barong, docs/api-keys.md: the headers of a signed key, and the five seconds.
https://github.com/openware/peatio, docs/api/errors.md: the errors.
The member has 100 AUD.
"""

import hashlib
import hmac
import json
import re
import sys
import time
import uuid
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

from provider import Server

api_key, secret, token = sys.argv[1:]
PREFIX = "/api/v2/peatio"
orders = []
locked = Decimal(0)


class Refused(Exception):
    def __init__(self, status, code):
        self.status, self.code = status, code


def authenticate(headers):
    if headers.get("Authorization") is not None:
        if headers["Authorization"] != f"Bearer {token}":
            raise Refused(401, "jwt.decode_and_verify")
        return
    names = ["X-Auth-Apikey", "X-Auth-Nonce", "X-Auth-Signature"]
    key, nonce, signature = [headers.get(name) for name in names]
    if not key or not nonce or not signature:
        raise Refused(422, "authz.invalid_api_key_headers")
    if key != api_key:
        raise Refused(401, "authz.unexistent_apikey")
    if not re.fullmatch("[0-9]+", nonce):
        raise Refused(401, "authz.nonce_not_valid_timestamp")
    if abs(time.time() * 1000 - int(nonce)) > 5000:
        raise Refused(401, "authz.nonce_expired")
    expected = hmac.new(secret.encode(), (nonce + key).encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature, expected):
        raise Refused(401, "authz.invalid_signature")


def list_balances(members):
    return 200, [{"currency": "aud", "balance": str(100 - locked), "locked": str(locked), "account_type": "spot"}]


def create_order(members):
    global locked
    for name in ["market", "side", "volume"]:
        if name not in members:
            raise Refused(422, f"market.order.missing_{name}")
    volume, price = Decimal(members["volume"]), Decimal(members.get("price", 0))
    if volume <= 0:
        raise Refused(422, "market.order.non_positive_volume")
    if locked + volume * price > 100:
        raise Refused(422, "market.account.insufficient_balance")
    locked += volume * price
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    order = {
        "id": len(orders) + 1,
        "uuid": str(uuid.uuid4()),
        "side": members["side"],
        "ord_type": members.get("ord_type", "limit"),
        "price": members.get("price"),
        "avg_price": "0.0",
        "state": "pending",
        "market": members["market"],
        "market_type": "spot",
        "created_at": stamp,
        "updated_at": stamp,
        "origin_volume": members["volume"],
        "remaining_volume": members["volume"],
        "executed_volume": "0.0",
        "maker_fee": "0.002",
        "taker_fee": "0.002",
        "trades_count": 0,
    }
    orders.append(order)
    return 201, order


def list_orders(members):
    markets = [value for name, value in members if name in ("market", "market[]")]
    return 200, [order for order in orders if not markets or order["market"] in markets]


def cancel_order(number):
    for order in orders:
        if str(order["id"]) == number or order["uuid"] == number:
            order["state"] = "cancel"
            return 201, order
    raise Refused(404, "record.not_found")


def call(method, target, headers, body):
    url = urlsplit(target)
    if not url.path.startswith(PREFIX):
        raise Refused(404, "record.not_found")
    path = url.path.removeprefix(PREFIX)
    authenticate(headers)
    if method == "GET" and path == "/account/balances":
        return list_balances(url.query)
    if method == "GET" and path == "/market/orders":
        return list_orders(parse_qsl(url.query))
    cancelled = re.fullmatch("/market/orders/([^/]+)/cancel", path)
    if method == "POST" and cancelled:
        return cancel_order(cancelled[1])
    if method == "POST" and path == "/market/orders":
        if headers.get("Content-Type") == "application/json":
            return create_order(json.loads(body))
        return create_order(dict(parse_qsl(body.decode())))
    raise Refused(404, "record.not_found")


def answer(method, target, headers, body):
    try:
        status, response = call(method, target, headers, body)
    except Refused as refused:
        status, response = refused.status, {"errors": [refused.code]}
    return status, {"Content-Type": "application/json"}, json.dumps(response).encode()


Server(answer).run()
