#!/usr/bin/env python3
"""Computes expected.json: for each call its parameters, and the request that Python and PHP make of them.

    python3 tests/requests/expected.py > tests/requests/expected.json

Needs `php`. Values are encoded by urllib.parse (as by the library requests) and by PHP's http_build_query.
"""
import base64, hashlib, hmac, json, subprocess
from urllib.parse import quote, urlencode

cases = []

def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

def case(operation, params, method, target, body=None, headers=(), environment="live", signed=True):
    raw = body if isinstance(body, bytes) else (body or "").encode()
    sign = hmac.new(b"S3cr3t", (method + target).encode() + raw, hashlib.sha256).hexdigest() if signed else None
    cases.append({
        "operation": operation, "environment": environment, "params": params, "method": method, "target": target, "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body,
        "headers": {**dict(headers), "X-Key": "key-1" if signed else None, "X-Sign": sign},
    })

def query(pairs, safe="", **options):
    return urlencode(pairs, safe=safe, quote_via=quote, **options)

# Each format.
ids, sides, tags, words = [1, 2, 3], ["buy", "sell, all"], ["a", "b c"], ["é", "x&y"]
page, filter_ = {"size": 20, "tags": ["u", "v w"]}, {"open": True, "price": "1.50"}
open_ = {"a": [1, "x"], "b": None}
case("formats", {"ids": ids, "sides": sides, "tags": tags, "words": words, "prices": ["0.1", "2"], "page": page, "filter": filter_, "open": open_, "plain": "a/b"},
     "GET", "/v1/formats?" + "&".join([
         query([("ids", ids)], doseq=True),
         query([("sides", ",".join(sides)), ("tags", "|".join(tags))]),
         query([("words[]", words)], safe="[]", doseq=True),
         query([("prices", "[0.1,2]")]),
         query([("page[size]", 20), ("page[tags][]", page["tags"])], safe="[]", doseq=True),
         query([("filter", compact(filter_)), ("open", compact(open_)), ("plain", "a/b")]),
     ]))
case("requests_query", {"ids": ids, "words": words, "plain": "a b+c"},
     "GET", "/v1/requests?" + urlencode([("ids", ids), ("words[]", words), ("plain", "a b+c")], doseq=True))

# PHP.
form = {"order": {"side": "buy", "legs": [{"market": "BTC/EUR", "amounts": [1, 2]}, {"market": "é ß", "amounts": [3]}]}, "ids": ids, "note": "a b&c~d"}
php = subprocess.run(["php", "-r", "echo http_build_query(json_decode($argv[1], true));", compact(form)], capture_output=True, check=True, text=True).stdout
# PHP escapes `~` as RFC 1738 did; RFC 3986 and all readers treat both alike.
php = php.replace("%7E", "~")
case("php_form", form, "POST", "/v1/php", php, {"content-type": "application/x-www-form-urlencoded"})

# One text within JSON, in a path, a header, a cookie.
case("in_json", {"ids": ids, "filter": filter_, "plain": ids},
     "POST", "/v1/in-json", compact({"ids": "1,2,3", "filter": compact(filter_), "plain": ids}), {"content-type": "application/json"})
in_path = {"size": 20, "kind": "a/b", "ids": ids, "X-Ids": ids, "X-Filter": filter_, "sid": "abc=="}
headers = {"x-ids": "1,2,3", "x-filter": compact(filter_), "x-version": "2"}
target = "/v1/level2_20." + quote("a/b", safe="") + "/" + quote("1,2,3", safe="")
case("in_path", in_path, "GET", target, None, {**headers, "cookie": "sid=abc==; v=3", "exptime": None, "x-simulated-trading": None})
case("in_path", {**in_path, "theme": "dark", "expTime": 1700000000123}, "GET", target, None,
     {**headers, "cookie": "sid=abc==; theme=dark; v=3", "exptime": "1700000000123", "x-simulated-trading": "1"}, "demo")

# Bodies that are sent as they are.
orders = "market,amount\nBTC/EUR,1.50\n\"é, ß\",\t2\r\n"
case("csv", {"dry": True, "csv": orders}, "POST", "/v1/orders/import?dry=true", orders, {"content-type": "text/csv; charset=utf-8", "x-simulated-trading": "1"}, "demo")
case("tsv", {"tsv": orders, "dry": False}, "POST", "/v1/orders/import?dry=false", orders, {"content-type": "text/tab-separated-values"})
case("csv", {"dry": True, "csv": ""}, "POST", "/v1/orders/import?dry=true", "", {"content-type": "text/csv; charset=utf-8"})
case("delete_with_text", {"dry": True, "note": "ü"}, "DELETE", "/v1/notes?dry=true", "ü", {"content-type": "text/plain"})
# Bytes, here and as the parameter in base64: not UTF-8, all values, none.
for packed in [b"\x00\xff\xfe\r\n\x08\x96\x01", bytes(range(256)), b""]:
    case("batch", {"batch": base64.b64encode(packed).decode()}, "PUT", "/v1/orders/batch", packed, {"content-type": "application/x-protobuf"})

# Bodies that are a single value or a list, of any method.
case("text_as_json", {"note": "a \"b\" é"}, "POST", "/v1/note", compact("a \"b\" é"), {"content-type": "application/json"})
case("number_as_json", {"amount": "1.5"}, "POST", "/v1/number", compact(1.5), {"content-type": "application/json"})
case("list_as_json", ["a", "b"], "PUT", "/v1/list", compact(["a", "b"]), {"content-type": "application/json"})
case("vendor_json", {"note": "n"}, "POST", "/v1/vendor", compact({"note": "n"}), {"content-type": "application/vnd.api+json"})
case("get_with_body", {"note": "n"}, "GET", "/v1/search", compact({"note": "n"}), {"content-type": "application/json"})
case("delete_with_body", {"ids": ids}, "DELETE", "/v1/search", compact({"ids": ids}), {"content-type": "application/json"})

# Secrets that the provider wants in the query.
case("with_key", {"currency": "BTC", "pin": "12 34+é"}, "GET",
     "/v1/keyed?" + urlencode([("currency", "BTC"), ("pin", "12 34+é"), ("api_key", "query/key +1")]), signed=False)
case("place_with_key", {"currency": "BTC", "password": "pass\"word", "pin": "12 34+é"}, "POST",
     "/v1/keyed?" + urlencode([("pin", "12 34+é"), ("api_key", "query/key +1")]),
     compact({"currency": "BTC", "password": "pass\"word"}), {"content-type": "application/json"}, signed=False)
case("log_in_with_key", {"currency": "BTC", "login": {"name": "n", "pin": "12 34+é\""}}, "POST",
     "/v1/keyed?" + urlencode([("login", compact({"name": "n", "pin": "12 34+é\""})), ("api_key", "query/key +1")]),
     compact({"currency": "BTC"}), {"content-type": "application/json"}, signed=False)

print(json.dumps(cases, indent=2, ensure_ascii=False))
