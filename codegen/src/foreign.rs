//! Words of OpenAPI, JSON Schema and programming languages, and what the spec language has for each of them.
//!
//! They are looked up where a spec is wrong already, so that the message leads to the right spelling instead of the nearest one.

/// What to write in place of a key of another language; `what` is the mapping that it was found in, as messages name it.
pub(crate) fn key_help(what: &str, key: &str) -> Option<&'static str> {
    let found = |table: &[(&[&str], &'static str)]| {
        let entry = table.iter().find(|(keys, _)| keys.contains(&key));
        entry.map(|(_, help)| *help)
    };
    match what {
        "a spec" => found(SPEC),
        "an operation" => found(OPERATION),
        "`paginate`" => found(PAGINATE),
        "a field" => found(FIELD).or_else(|| found(TYPE)),
        "a type" => found(TYPE),
        "an envelope" => found(ENVELOPE),
        "`errors`" => found(ERRORS),
        "a webhook" => found(WEBHOOK),
        _ => None,
    }
}

/// Whether a key of JSON Schema says what type a value has, so that `type` beside it is JSON Schema too.
pub(crate) fn declares_type(key: &str) -> bool {
    SCHEMA.contains(&key)
}

/// The function of the signing language that another language calls by this name.
pub(crate) fn function(name: &str) -> Option<&'static str> {
    let meant = FUNCTIONS.iter().find(|(names, _)| names.contains(&name));
    meant.map(|(_, function)| *function)
}

const FUNCTIONS: Table = &[
    (&["hexlify", "to_hex", "hex_encode", "hexdigest"], "hex"),
    (&["b64encode", "base64_encode", "b64"], "base64"),
    (&["b64decode", "base64_decode"], "unbase64"),
    (&["sort"], "sorted"),
    (&["uppercase", "toupper"], "upper"),
    (&["lowercase", "tolower"], "lower"),
    (&["int", "str", "string"], "text"),
    (
        &["json_decode", "parse_json", "from_json", "json_parse"],
        "unjson",
    ),
    (&["serialize"], "php_serialize"),
    (&["explode"], "split"),
    (&["filter", "compact"], "filled"),
    (
        &[
            "hash_equals",
            "compare_digest",
            "timing_safe_equal",
            "secure_compare",
        ],
        "verify_mac",
    ),
    (&["map"], "each"),
];

const SCHEMA: &[&str] = &[
    "$ref",
    "oneOf",
    "anyOf",
    "allOf",
    "properties",
    "additionalProperties",
    "format",
    "items",
    "schema",
    "discriminator",
];

/// Keys of one meaning, and what to write instead.
type Table = &'static [(&'static [&'static str], &'static str)];

const SPEC: Table = &[
    (
        &["openapi", "swagger"],
        "this is a key of OpenAPI; a spec begins with `provider: NAME`",
    ),
    (
        &["info"],
        "write `provider`, `title`, `docs` and `doc` at the top level",
    ),
    (
        &["name", "id"],
        "write `provider: NAME`, and the name as people spell it under `title`",
    ),
    (&["description", "summary"], "write `doc: text`"),
    (
        &["version"],
        "a version is a part of the addresses: `sections: { default: { path: \"/v1/{path}\" } }`",
    ),
    (
        &[
            "servers", "host", "basePath", "base_url", "baseUrl", "base", "url",
        ],
        "write `sections: { default: { base: \"https://…\" } }`; other servers are `environments`",
    ),
    (
        &["paths", "endpoints", "routes", "calls", "methods"],
        "write `operations: { get_order: { call: GET orders/{id}, … } }`",
    ),
    (
        &[
            "components",
            "schemas",
            "definitions",
            "models",
            "structs",
            "enums",
        ],
        "write `types: { Order: { doc: …, fields: { … } } }`",
    ),
    (
        &["parameters", "params"],
        "parameters that several operations take are `groups: { paging: { … } }`",
    ),
    (
        &[
            "security",
            "securitySchemes",
            "securityDefinitions",
            "authentication",
            "signing",
        ],
        "write `credentials` and `auth`, and name the plan in a section: `sections: { private: { auth: signed } }`",
    ),
    (
        &["tags"],
        "leave it out; parts of an API that differ in address or signing are `sections`",
    ),
    (
        &["responses", "envelope"],
        "write `envelopes: { default: { ok: …, data: … } }`",
    ),
    (
        &["rate_limits", "rate_limit", "rateLimits", "ratelimits"],
        "write `limits: [{ calls: 100, per: 1m, scope: key }]`",
    ),
    (
        &["callbacks", "notifications", "ipn"],
        "write `webhooks: { NAME: { … } }`",
    ),
    (
        &["websocket", "sockets", "channels"],
        "write `streams: { NAME: { url: …, channels: { … } } }`",
    ),
    (
        &["pagination", "paginate"],
        "write `paginate` in each operation that has pages",
    ),
];

const OPERATION: Table = &[
    (
        &[
            "parameters",
            "args",
            "arguments",
            "inputs",
            "request",
            "requestBody",
            "form",
            "json",
        ],
        "write `params: { name: TYPE -- text }`; the section says where they are sent. A body that is one value is `items: TYPE as NAME`, a text as it is `body: raw text as NAME`",
    ),
    (
        &[
            "responses",
            "response",
            "returns",
            "return",
            "output",
            "result",
            "data",
        ],
        "write `answer: TYPE`, or by status `answer: { 200: Order, 202: Ticket }`",
    ),
    (
        &["response_headers", "responseHeaders"],
        "write `answer_headers: { X-Used: int as used -- text }`",
    ),
    (
        &["description", "summary", "title"],
        "write `doc: text`; its first sentence says what the operation does",
    ),
    (
        &["operationId", "name", "id"],
        "the key of the operation is its name",
    ),
    (
        &[
            "method", "path", "url", "endpoint", "route", "get", "post", "put", "patch", "delete",
        ],
        "write method and path as `call: POST orders/{id}`",
    ),
    (
        &["path_params", "pathParams"],
        "write them under `params`; those in the `{braces}` of `call` fill the path",
    ),
    (
        &["query_params", "queryParams"],
        "write `query: { name: TYPE -- text }`, or `params` if the section sends them there",
    ),
    (
        &["security", "auth", "signed", "private", "public"],
        "write `section: NAME`; a section has one way to sign",
    ),
    (
        &["servers", "base", "base_url"],
        "write `section: NAME`; a section has the address",
    ),
    (
        &["tags"],
        "leave it out; parts of an API that differ in address or signing are sections",
    ),
    (
        &["externalDocs", "docs", "link"],
        "write `source: https://…`",
    ),
    (
        &["pagination", "pages", "paging"],
        "write `paginate: { cursor: after, from: body.next, list: items }`",
    ),
    (
        &["rate_limit", "rateLimit", "cost"],
        "write `weight: 5`, or `limits: [{ calls: 20, per: 2s }]` for this operation alone",
    ),
    (
        &["idempotent", "safe", "retry", "retries"],
        "write `idempotency: safe`, `keyed(FIELD)` or `never`",
    ),
    (
        &["errors"],
        "write the codes once, at the top level: `errors: { codes: { … } }`",
    ),
    (
        &["content-type", "contentType", "consumes", "produces"],
        "write `content_type: text/csv`",
    ),
    (&["callbacks"], "write `webhooks` at the top level"),
    (
        &["example"],
        "write `examples: [{ name: …, source: …, params: { … }, answer: { … } }]`",
    ),
];

const PAGINATE: Table = &[
    (
        &["next", "next_cursor", "next_page", "cursor_from"],
        "write where the response has the cursor as `from: body.NAME`, `from: header.NAME` or `from: last.NAME`",
    ),
    (
        &["limit", "per_page", "page_size", "pageSize", "count"],
        "write the parameter with the size of a page as `size: NAME`",
    ),
    (
        &["items", "data", "results", "result", "entries", "records"],
        "write the member with the entries as `list: NAME`",
    ),
    (
        &["has_more", "hasMore", "has_next", "hasNext", "is_last"],
        "write `more: body.NAME`, a value that is true while more pages follow",
    ),
    (
        &["start", "skip", "from_id"],
        "write `offset: NAME`, the parameter with the number of the first entry",
    ),
    (
        &["after", "token", "page_token", "since", "param"],
        "write the parameter that takes the cursor as `cursor: NAME`, and `from`, where the response has it",
    ),
    (
        &["total_count", "totalCount", "total_items"],
        "write `total: body.NAME`, the number of entries in the list",
    ),
    (
        &["page_count", "pageCount", "pages", "last_page"],
        "write `total_pages: body.NAME`",
    ),
    (
        &["start_page", "first_page", "zero_based"],
        "write `first: 0` if pages are counted from 0",
    ),
    (
        &["type", "style", "kind"],
        "write one of `page: PARAM`, `offset: PARAM` and `cursor: PARAM`; the key is the style",
    ),
    (&["max", "max_limit", "maximum"], "write `max_size: 100`"),
    (&["link"], "write `from: header.Link`"),
];

const FIELD: Table = &[
    (
        &["nullable", "null"],
        "write `or null` after the type: `name: text or null`",
    ),
    (
        &["required", "optional"],
        "write `?` after the name of what may be left out: `name?: text`",
    ),
    (
        &["$ref", "ref"],
        "write the name of the type: `name: Order`",
    ),
    (
        &["oneOf", "anyOf"],
        "write `name: text or Customer`, or a type with `forms:`; with a discriminator, a type with `union: FIELD`",
    ),
    (
        &["allOf"],
        "write a type with `like: Base`, or `name: Order` for a single `$ref`",
    ),
    (
        &["format"],
        "the format is a part of the type: `time.iso` for `date-time`, and `date`, `uuid`, `url`, `bytes base64`, `int`, `decimal as number`",
    ),
    (
        &["items"],
        "write `name: list<TYPE>`, or in long form `list: { fields: { … } }`",
    ),
    (
        &["properties"],
        "write `fields: { name: TYPE -- text }` in place of `type`",
    ),
    (
        &["additionalProperties"],
        "write `name: map<text, TYPE>`, or `rest: map<text, TYPE>` in a type that has `fields` too",
    ),
    (&["schema"], "write the type itself: `name: TYPE -- text`"),
    (
        &["discriminator", "mapping"],
        "write a type with `union: FIELD` and `variants`",
    ),
    (
        &[
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "min",
            "max",
            "length",
        ],
        "write a range after the type: `name: text 1..64`, in long form `range: 1..64`",
    ),
    (
        &["minItems", "maxItems", "minProperties", "maxProperties"],
        "write a range after the list or map: `name: list<text> 1..20`, in long form `range: 1..20`",
    ),
    (
        &["uniqueItems"],
        "write it after the list: `name: list<text> unique`, in long form `range: unique`",
    ),
    (
        &["exclusiveMinimum", "positive"],
        "write it after the type: `price: decimal > 0`, in long form `range: \"> 0\"`",
    ),
    (
        &["exclusiveMaximum", "multipleOf", "pattern", "regex"],
        "say it in the text after ` -- `",
    ),
    (
        &["description", "summary", "title", "comment"],
        "write the text after ` -- `, in long form `doc: text`",
    ),
    (
        &["example", "examples"],
        "write whole examples of the operation: `examples: [{ name: …, source: …, answer: { … } }]`",
    ),
    (
        &["readOnly"],
        "write `only received` after the type, in long form `only: received`",
    ),
    (
        &["writeOnly"],
        "write `only sent` after the type, in long form `only: sent`",
    ),
    (
        &["const", "value"],
        "write the text in quotes: `name: \"value\"`, in long form `constant: \"value\"`",
    ),
    (
        &["in"],
        "write the parameter under `params`, `query`, `headers` or `cookies`",
    ),
    (
        &["name", "rename", "alias", "serialize_as"],
        "write the name on the wire as the key, and another name in Rust after `as`: `type as kind: text`",
    ),
    (
        &["style", "explode"],
        "write the format after the type: `list<text> as commas`, `as repeat`, `as brackets` or `as json`",
    ),
    (
        &["from"],
        "a value in a header of the response is one of `answer_headers: { X-Used: int as used }` of the operation",
    ),
    (
        &["unit"],
        "the unit is a part of the type: `time.s`, `time.ms`, `time.us`, `time.ns`",
    ),
];

const TYPE: Table = &[
    (
        &["type", "kind", "object", "struct", "properties", "members"],
        "write `fields: { name: TYPE -- text }` for an object, `enum: text` with `values` for named values",
    ),
    (
        &["required", "optional"],
        "write `?` after the name of what may be left out: `name?: text`",
    ),
    (
        &["nullable"],
        "write `or null` where the type is used: `customer: Customer or null`",
    ),
    (
        &["oneOf", "anyOf"],
        "write `forms: { id: text, full: Customer }`; with a discriminator, `union: FIELD` and `variants`",
    ),
    (
        &["discriminator", "mapping", "tag"],
        "write `union: FIELD`, the member that says which type it is, and `variants`",
    ),
    (
        &["allOf", "extends", "inherits", "base"],
        "write `like: Base`, and further members under `fields`",
    ),
    (
        &["additionalProperties"],
        "write `rest: map<text, TYPE>` beside `fields`; without `fields`, use `map<text, TYPE>` in place of a type",
    ),
    (
        &["$ref", "ref", "alias"],
        "use the other type by its name where it is needed",
    ),
    (
        &["items", "array"],
        "a list needs no type of its own: write `list<TYPE>` where it is used; an array with a meaning for each position is a `tuple`",
    ),
    (
        &[
            "format",
            "minLength",
            "maxLength",
            "minimum",
            "maximum",
            "pattern",
        ],
        "a plain value needs no type of its own: write `text 1..64`, `time.iso`, `uuid` … where it is used",
    ),
    (&["description", "summary", "title"], "write `doc: text`"),
    (
        &["example", "examples"],
        "write whole examples of the operation: `examples: [{ name: …, source: …, answer: { … } }]`",
    ),
    (
        &["schema"],
        "write `fields`, `enum`, `tuple`, `union` or `forms`",
    ),
    (
        &["cases", "options", "x-enum-varnames"],
        "write `values: { buy: Buy -- text }`",
    ),
];

const ENVELOPE: Table = &[
    (
        &["success", "is_success"],
        "write a test of the response: `ok: body.success == true`",
    ),
    (
        &["result", "payload", "body", "answer"],
        "write the path of the data: `data: body.result`",
    ),
    (
        &["error", "errors", "code", "message"],
        "write `errors: { code: body.code, message: body.message }` at the top level",
    ),
];

const ERRORS: Table = &[
    (
        &["msg", "text", "description", "reason"],
        "write `message: body.NAME`",
    ),
    (
        &["statuses", "http", "http_status"],
        "write `status: { 401: auth, 429: rate_limit }`",
    ),
    (
        &["kinds", "map", "mapping"],
        "write `codes: { CODE: KIND -- text }`",
    ),
    (&["details", "fields"], "write `data: body.NAME`"),
];

const WEBHOOK: Table = &[
    (
        &["signature", "auth", "sign"],
        "write `verify`, the steps that compute what the delivery must carry",
    ),
    (
        &["payload", "type", "answer", "message", "schema"],
        "write `event: TYPE`",
    ),
    (&["description"], "write `doc: text`"),
    (&["timestamp"], "write `time: MEMBER`"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_one_meaning() {
        for table in [
            SPEC, OPERATION, PAGINATE, FIELD, TYPE, ENVELOPE, ERRORS, WEBHOOK,
        ] {
            let mut seen = std::collections::HashSet::new();
            for key in table.iter().flat_map(|(keys, _)| *keys) {
                assert!(seen.insert(key), "{key}");
            }
        }
    }
}
