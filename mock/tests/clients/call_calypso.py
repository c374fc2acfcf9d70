"""Calls the mock with the provider's own way to sign: python call_calypso.py URL KEY SECRET ACCOUNT

Prints status and response of each call as one JSON object, by path.
"""

import json
import sys
import time
import urllib.error
import urllib.request

from calypso_sign import signature

url, key, secret, account = sys.argv[1:]


def post(path, members):
    body = json.dumps(members, ensure_ascii=False)
    headers = {"Key": key, "Sign": signature(body, secret), "Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/api/v1/{path}", body.encode(), headers, method="POST")
    try:
        with urllib.request.urlopen(request) as response:
            return {"status": response.status, "body": json.load(response)}
    except urllib.error.HTTPError as error:
        return {"status": error.code, "body": json.load(error)}


def now():
    return round(time.time() * 1000)


invoice = {"amount": 0.001, "currency": "ETH", "description": "Café 比 50% \"off\" / 1"}
responses = {
    "invoice/single/create": post("invoice/single/create", {"account": account, "timestamp": now(), "payload": invoice})
}
created = responses["invoice/single/create"]["body"].get("id", "none")
responses["invoice"] = post("invoice", {"timestamp": now(), "payload": {"id": created}, "account": account})
pair = {"fromCurrencies": ["ETH"], "toCurrencies": ["USD"]}
responses["rate"] = post("rate", {"timestamp": now(), "payload": pair})
responses["user/current"] = post("user/current", {"timestamp": now()})
responses["stale"] = post("user/current", {"timestamp": now() - 4 * 60 * 1000})
print(json.dumps(responses))
