"""The expected value of the vector that `specie new` leaves to fill in, by the kind of authentication. Standard library only.

Usage: python3 new_expected.py KIND
"""

import base64
import hashlib
import hmac
import sys

TIME = b"1764000000123"
PATH = b"/v1/withdrawals"
BODY = b'{"currency":"BTC","amount":"0.50","address":"addr-1","reference":"r-1"}'
REQUEST = TIME + b"POST" + PATH + BODY


def mac(data):
    return hmac.new(b"secret-1", data, hashlib.sha256)


def jwt():
    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    claims = b'{"sub":"key-1","iat":1764000000,"exp":1764000060,"uri":"%s","body_hash":"%s"}' % (
        PATH,
        hashlib.sha256(BODY).hexdigest().encode(),
    )
    token = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(claims)
    return (token + b"." + part(mac(token).digest())).decode()


# secp256k1: SEC 2, 2.4.1; the nonce by RFC 6979, 3.2; s is the lower one.
P = 2**256 - 2**32 - 977
N = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
G = (
    0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798,
    0x483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8,
)


def add(a, b):
    if a is None:
        return b
    if b is None:
        return a
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(k, point):
    found = None
    while k:
        if k & 1:
            found = add(found, point)
        point = add(point, point)
        k >>= 1
    return found


def nonce(digest, key):
    def step(k, data):
        return hmac.new(k, data, hashlib.sha256).digest()

    seed = key.to_bytes(32, "big") + (int.from_bytes(digest, "big") % N).to_bytes(32, "big")
    v, k = b"\x01" * 32, b"\x00" * 32
    k = step(k, v + b"\x00" + seed)
    v = step(k, v)
    k = step(k, v + b"\x01" + seed)
    v = step(k, v)
    while True:
        v = step(k, v)
        found = int.from_bytes(v, "big")
        if 0 < found < N:
            return found
        k = step(k, v + b"\x00")
        v = step(k, v)


def secp256k1():
    digest, key = hashlib.sha256(REQUEST).digest(), 1
    k = nonce(digest, key)
    x, y = times(k, G)
    r = x % N
    s = pow(k, -1, N) * (int.from_bytes(digest, "big") + r * key) % N
    recovery = (y & 1) | (2 if x >= N else 0)
    if s > N // 2:
        s, recovery = N - s, recovery ^ 1
    return (r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([27 + recovery])).hex()


KINDS = {
    "key": lambda: "key-1",
    "basic": lambda: "Basic " + base64.b64encode(b"ann:pass-1").decode(),
    "hmac-body": lambda: mac(BODY).hexdigest(),
    "hmac-request": lambda: mac(REQUEST).hexdigest(),
    "jwt": lambda: "Bearer " + jwt(),
    "secp256k1": secp256k1,
}

print(KINDS[sys.argv[1]]())
