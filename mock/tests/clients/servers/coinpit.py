"""A Coinpit with one account, from the provider's pages: python coinpit.py PUBLIC_KEY USERID [SKEW]

https://coinpit.io/api/: the handshake, the signed text, the header Server-Time, the calls on orders.
https://www.npmjs.com/package/loginless: the secret that client and server agree on, and the ten seconds.
SKEW are milliseconds by which the server's clock is fast.
"""

import hashlib
import hmac
import json
import sys
import time
import uuid

from provider import Server

public_key, userid = sys.argv[1:3]
skew = int(sys.argv[3]) if len(sys.argv) > 3 else 0
orders = {}

# The curve secp256k1: y² = x³ + 7 over the integers modulo P, with the base point G (SEC 2, section 2.4.1).
P = 2**256 - 2**32 - 977
G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)
SERVER_KEY = int.from_bytes(hashlib.sha256(b"the server's key").digest(), "big")


def add(one, other):
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    if one == other:
        slope = 3 * x1 * x1 * pow(2 * y1, -1, P)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P)
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def multiply(point, factor):
    result = None
    while factor:
        if factor & 1:
            result = add(result, point)
        point = add(point, point)
        factor >>= 1
    return result


def read_point(compressed):
    x = int(compressed[2:], 16)
    y = pow(x**3 + 7, (P + 1) // 4, P)
    return x, y if y % 2 == int(compressed[:2], 16) % 2 else P - y


def print_point(point):
    return f"{2 + point[1] % 2:02x}{point[0]:064x}"


SERVER_PUBLIC = print_point(multiply(G, SERVER_KEY))
SHARED = multiply(read_point(public_key), SERVER_KEY)[0].to_bytes(32, "big")


class Refused(Exception):
    def __init__(self, status, message):
        self.status, self.message = status, message


def now():
    return round(time.time() * 1000) + skew


def stringify(value):
    """The text that `JSON.stringify` gives: no spaces, raw characters, whole numbers without a fraction."""

    def whole(value):
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, dict):
            return {name: whole(member) for name, member in value.items()}
        if isinstance(value, list):
            return [whole(entry) for entry in value]
        return value

    return json.dumps(whole(value), separators=(",", ":"), ensure_ascii=False)


def authenticate(method, uri, headers, body):
    nonce = headers.get("Nonce", "")
    if not nonce.isdigit():
        raise Refused(401, "Authentication failed. Invalid Nonce")
    message = {"method": method, "uri": uri}
    if body is not None:
        message["body"] = body
    message["nonce"] = int(nonce)
    digest = hmac.new(SHARED, stringify(message).encode(), hashlib.sha256).hexdigest()
    if headers.get("Authorization") != f"HMAC {userid}:{digest}":
        raise Refused(401, "Authentication failed. HMAC mismatch")
    if abs(now() - int(nonce)) > 10_000:
        raise Refused(401, f"Authentication failed. Nonce {nonce} stale")


def create(new):
    stamp = now() * 1000
    order = {
        "uuid": str(uuid.uuid1()),
        "userid": userid,
        "side": new["side"],
        "quantity": new["quantity"],
        "filled": 0,
        "cancelled": 0,
        "price": new["price"],
        "averagePrice": 0,
        "entryTime": stamp,
        "eventTime": stamp,
        "status": "open",
        "entryOrder": {},
        "orderType": new["orderType"],
        "stopPrice": new.get("stopPrice", 2.5),
        "targetPrice": new.get("targetPrice", "NONE"),
        "clientid": new["clientid"],
        "instrument": new["instrument"],
        "commission": 0.0005,
        "reward": None,
        "cushion": 2,
        "reservedTicks": 10,
        "crossMargin": False,
    }
    orders[order["uuid"]] = order
    return order


def patch(operation):
    if operation["op"] == "remove":
        removed = [number for number in operation["value"] if orders.pop(number, None)]
        return {"op": "remove", "statusCode": 200, "response": removed}
    return {"op": operation["op"], "error": "not served here"}


def call(method, target, headers, body):
    uri = target.removeprefix("/api/v1")
    if uri == target:
        raise Refused(404, "not found")
    if method == "GET" and uri.startswith("/auth/"):
        if uri.removeprefix("/auth/") != public_key:
            raise Refused(401, "not registered")
        return {"serverPublicKey": SERVER_PUBLIC, "userid": userid}
    body = json.loads(body) if body else None
    authenticate(method, uri, headers, body)
    if method == "OPTIONS":
        return {}
    if (method, uri) == ("GET", "/order"):
        return list(orders.values())
    if (method, uri) == ("POST", "/order"):
        return [create(new) for new in body]
    if (method, uri) == ("PUT", "/order"):
        for update in body:
            orders[update["uuid"]]["price"] = update["price"]
        return [orders[update["uuid"]] for update in body]
    if (method, uri) == ("PATCH", "/order"):
        return [patch(operation) for operation in body]
    if method == "DELETE" and uri.startswith("/order/"):
        return [number for number in uri.removeprefix("/order/").split(",") if orders.pop(number, None)]
    raise Refused(404, "not found")


def answer(method, target, headers, body):
    try:
        status, response = 200, call(method, target, headers, body)
    except Refused as refused:
        status, response = refused.status, {"error": refused.message}
    kind = {"Content-Type": "application/json", "Server-Time": str(now())}
    return status, kind, json.dumps(response).encode()


Server(answer).run()
