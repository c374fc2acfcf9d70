#!/usr/bin/env python3
"""Write an API of graded size, for benches: the same one as a spec of ours and as OpenAPI.

    graded_spec.py N [--out FILE]              a spec with N operations
    graded_spec.py N --openapi [--out FILE]    the same API as OpenAPI 3.0.3, for peers

An operation has one path parameter, 3 query parameters (1 required), a JSON body of 8 members (one an enum of 5
values, one an object of 4 members; 5 required) and an answer of 12 members (8 required). Everything is documented.
Each operation owns its types. The output depends on N alone.
"""
import argparse
import json
import sys

NOUNS = ["order", "invoice", "wallet", "deposit", "withdrawal", "address", "market", "trade",
         "balance", "payout", "mandate", "refund", "webhook", "rate", "network", "account"]
VERBS = ["create", "update", "quote", "cancel", "confirm", "preview", "settle", "archive"]
ENUM = ["limit", "market", "stop_limit", "fill_or_kill", "post_only"]
# name, type (of the spec language; `enum` and `object` stand for the operation's own), required, doc
PATH = [("accountId", "text", True, "Account that the call acts on.")]
QUERY = [
    ("limit", "int", False, "Largest number of related entries to return with the result."),
    ("cursor", "text", False, "Opaque position from an earlier answer."),
    ("currency", "text", True, "Ticker of the currency that amounts are shown in."),
]
BODY = [
    ("clientId", "text", True, "Identifier chosen by the caller; an equal one is answered from the first call."),
    ("amount", "text", True, "Amount as a decimal string in the major unit."),
    ("currency", "text", True, "Ticker of the currency that is charged."),
    ("kind", "enum", True, "How the request is carried out."),
    ("recipient", "object", True, "Who receives the funds."),
    ("expiresAt", "int", False, "Unix time in milliseconds after which the request lapses."),
    ("note", "text", False, "Free text that is shown to the payer."),
    ("notify", "bool", False, "Whether a callback is sent on every change of state."),
]
NESTED = [
    ("address", "text", True, "Destination address."),
    ("network", "text", True, "Chain that the address belongs to."),
    ("tag", "text", False, "Destination tag or memo."),
    ("confirmations", "int", False, "Confirmations to wait for."),
]
ANSWER = [
    ("id", "text", True, "Identifier of the entry."),
    ("clientId", "text", True, "Identifier that the caller chose."),
    ("state", "text", True, "State that the entry is in."),
    ("amount", "text", True, "Requested amount as a decimal string."),
    ("filledAmount", "text", True, "Amount carried out so far as a decimal string."),
    ("fee", "text", True, "Fee taken so far as a decimal string."),
    ("currency", "text", True, "Ticker of the currency."),
    ("createdAt", "int", True, "Unix time in milliseconds when the entry was made."),
    ("updatedAt", "int", False, "Unix time in milliseconds of the last change."),
    ("confirmations", "int", False, "Confirmations seen so far."),
    ("txid", "text", False, "Hash of the transaction on the chain, once there is one."),
    ("final", "bool", False, "Whether the entry can still change."),
]


def operations(n):
    """Name, base name of its types, verb, noun and number of each operation."""
    for i in range(n):
        verb, noun = VERBS[i % len(VERBS)], NOUNS[(i // len(VERBS)) % len(NOUNS)]
        yield f"{verb}_{noun}_{i:04d}", f"{verb.title()}{noun.title()}{i:04d}", verb, noun, i


def doc_of(verb, noun):
    return (f"Carries out `{verb}` on the {noun} of the account and answers with its new state. "
            f"The call may be repeated with the same `clientId` without a second effect.")


def spec(n):
    out = [f"provider: graded_{n}",
           f"title: Graded API of {n}",
           "docs: https://api.example.com/docs",
           f"doc: Synthetic API with {n} operations.",
           "sections:",
           '  api: { base: "https://api.example.com", params: json }',
           "defaults: { section: api, source: https://api.example.com/docs }",
           "operations:"]

    def lines(members, indent, base):
        for name, kind, required, doc in members:
            kind = {"enum": base + "Kind", "object": base + "Recipient"}.get(kind, kind)
            if members is QUERY and name == "currency":
                name += " as shown_in"  # the body has a member of the same name
            out.append(f"{' ' * indent}{name}{'' if required else '?'}: {kind} -- {doc}")

    for name, base, verb, noun, i in operations(n):
        out += [f"  {name}:",
                f"    doc: {doc_of(verb, noun)}",
                f"    call: POST v1/{noun}s/{i:04d}/{{accountId}}/{verb}",
                "    idempotency: keyed(clientId)",
                "    params:"]
        lines(PATH + BODY, 6, base)
        out.append("    query:")
        lines(QUERY, 6, base)
        out.append(f"    answer: {base}Response")
    out.append("types:")
    for name, base, verb, noun, i in operations(n):
        out += [f"  {base}Kind:", f"    doc: How `{name}` is carried out.", "    enum: text", f"    values: [{', '.join(ENUM)}]",
                f"  {base}Recipient:", f"    doc: Recipient of `{name}`.", "    fields:"]
        lines(NESTED, 6, base)
        out += [f"  {base}Response:", f"    doc: What `{name}` answers.", "    fields:"]
        lines(ANSWER, 6, base)
    return "\n".join(out) + "\n"


def openapi(n):
    scalars = {"text": {"type": "string"}, "bool": {"type": "boolean"}, "int": {"type": "integer", "format": "int64"}}
    paths, schemas = {}, {}

    def ref(name):
        return {"$ref": f"#/components/schemas/{name}"}

    def schema(member, base):
        _, kind, _, doc = member
        own = {"enum": base + "Kind", "object": base + "Recipient"}.get(kind)
        return ref(own) if own else {**scalars[kind], "description": doc}

    def struct(doc, members, base):
        return {"type": "object", "description": doc, "required": [m[0] for m in members if m[2]],
                "properties": {m[0]: schema(m, base) for m in members}}

    def content(name):
        return {"application/json": {"schema": ref(name)}}

    for name, base, verb, noun, i in operations(n):
        schemas[base + "Request"] = struct(f"What `{name}` is asked to do.", BODY, base)
        schemas[base + "Kind"] = {"type": "string", "description": f"How `{name}` is carried out.", "enum": ENUM}
        schemas[base + "Recipient"] = struct(f"Recipient of `{name}`.", NESTED, base)
        schemas[base + "Response"] = struct(f"What `{name}` answers.", ANSWER, base)
        paths[f"/v1/{noun}s/{i:04d}/{{accountId}}/{verb}"] = {"post": {
            "operationId": name, "tags": [noun], "summary": f"{verb.title()} one {noun} (variant {i:04d})",
            "description": doc_of(verb, noun),
            "parameters": [{"name": m[0], "in": where, "required": m[2], "description": m[3], "schema": scalars[m[1]]}
                           for where, members in (("path", PATH), ("query", QUERY)) for m in members],
            "requestBody": {"required": True, "content": content(base + "Request")},
            "responses": {"200": {"description": f"What `{name}` answers.", "content": content(base + "Response")}}}}
    return json.dumps({"openapi": "3.0.3",
                       "info": {"title": f"graded_{n}", "version": "1.0.0", "description": f"Synthetic API with {n} operations."},
                       "servers": [{"url": "https://api.example.com"}], "paths": paths,
                       "components": {"schemas": schemas}}, indent=1) + "\n"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("n", type=int)
    ap.add_argument("--openapi", action="store_true")
    ap.add_argument("--out")
    a = ap.parse_args()
    text = openapi(a.n) if a.openapi else spec(a.n)
    if a.out:
        with open(a.out, "w", encoding="utf-8") as f:
            f.write(text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
