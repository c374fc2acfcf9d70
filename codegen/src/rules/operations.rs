//! Rules of operations.

super::rules! {
    /// `call` is not of the form `METHOD PATH`.
    ///
    /// The method is in capitals. The path is relative to the section: it does not include the section's base and path, does not begin with `/`, and
    /// has no query. `{name}` is replaced by the parameter of that name. If the path is left out, it is the operation's name.
    ///
    /// ```yaml
    /// call: GET orders/{id}
    /// ```
    pub BAD_CALL = "bad-call", Error;

    /// An operation names no section, and the spec has more than one.
    ///
    /// Write `section: NAME` in the operation, or `defaults: { section: NAME }` for all operations.
    pub MISSING_SECTION = "missing-section", Error;

    /// An operation takes a group of parameters that is not declared under `groups`.
    ///
    /// A list under `params`, `query` or `headers` contains names of groups, and mappings with further parameters.
    ///
    /// ```yaml
    /// groups: { paging: { page?: int -- page, limit?: int 1..100 = 25 -- size of a page } }
    /// operations:
    ///   list_orders: { call: GET orders, params: [paging, { market?: text -- market }], answer: list<Order> }
    /// ```
    pub UNKNOWN_GROUP = "unknown-group", Error;

    /// A group of parameters is declared under `groups` but no operation takes it.
    ///
    /// Name it in `params`, `query` or `headers` of an operation, or remove it.
    pub UNUSED_GROUP = "unused-group", Warning;

    /// A path contains a name in braces that is not declared under `params`.
    ///
    /// There would be no value to put there. Declare it: `id: text -- which order`.
    pub UNKNOWN_PATH_PARAM = "unknown-path-param", Error;

    /// A parameter in the path is declared as optional.
    ///
    /// A path without it is a different path, and so a different operation. Remove the `?`.
    pub OPTIONAL_PATH_PARAM = "optional-path-param", Error;

    /// A parameter that is sent in the path, in a header or in a cookie is a list or an object, without a format that makes it one text.
    ///
    /// A path segment, a header and a cookie hold a single text. Say how the parameter is written:
    ///
    /// ```yaml
    /// ids: list<int> as commas -- which orders        # 1,2,3
    /// options: Options as json -- what to do          # {"a":1}
    /// ```
    pub NOT_A_TEXT = "not-a-text", Error;

    /// `answer` or `answer_headers` does not describe a response.
    ///
    /// `answer` is a type, `TYPE or none`, `none`, `raw text` or `raw bytes` (with the media type, if the provider documents it), or a mapping of two or
    /// more statuses from 200 to 299 to types. Other statuses are errors, which `errors` describes. Headers hold single texts, and are read beside data
    /// of one type.
    ///
    /// ```yaml
    /// answer: { 200: Order, 202: Ticket, 204: none }
    /// ```
    pub BAD_ANSWER = "bad-answer", Error;

    /// `items` or `body` is used together with parameters that are not in the path.
    ///
    /// With `items` or `body`, the whole body is one value, so there is no place for other parameters. Declare them under `query`, `headers` or
    /// `cookies`.
    pub ITEMS_BESIDE_PARAMS = "items-beside-params", Error;

    /// `items` is a list, but the section sends parameters in a query or form.
    ///
    /// A query and a form consist of names and values, and a list alone has no name. Declare it as a named parameter under `params`, or use a section
    /// that sends parameters as `json`.
    pub ITEMS_NOT_JSON = "items-not-json", Error;

    /// A list or object is sent in a query or form, and the section does not say in which format.
    ///
    /// Providers differ: `k=a&k=b`, `k[]=a`, `k=a,b`, JSON text. Set the format after the type, such as `ids: list<int> as repeat`, or for all
    /// parameters of a section: `encode: rfc3986(arrays="brackets")`. Without it, the call would fail when it is made. The same applies to values that a plan puts into a query or form, and to encoders that a plan calls. There
    /// the plan can also convert the value to text itself.
    ///
    /// ```yaml
    /// - params: { ..., fields: tables.fields }               # bad: `fields` is a list, and goes into the query
    /// - params: { ..., fields: tables.fields | json }
    /// ```
    pub NEEDS_ARRAYS = "needs-arrays", Error;

    /// A parameter is written in a format that its type, or its place, does not allow.
    ///
    /// `as commas`, `as pipes`, `as list` and `as repeat` are for lists of single values. `as json`, `as brackets`, `as indices`, `as escaped_brackets`
    /// and `as escaped_indices` are for nested values too. `as repeat` and the formats with brackets write several names, so they are only for a query
    /// or a form; the others make one text, which can be sent anywhere.
    ///
    /// ```yaml
    /// params:
    ///   ids: list<int> as repeat -- ids=1&ids=2
    ///   sides: list<text> as commas -- sides=buy,sell
    ///   page: Page as brackets -- page[size]=20&page[offset]=0
    ///   filter: Filter as json -- filter={"open":true}
    /// ```
    pub BAD_LIST_FORMAT = "bad-list-format", Error;

    /// A parameter would not be sent.
    ///
    /// The section has `params: none` and its plan does not use them, or a step of the plan sets another body. The call would succeed without the
    /// caller's value. Name the place of the parameters in the section, or keep them in the step: with `...`, `params` or `args`.
    ///
    /// ```yaml
    /// - body: "{}"                              # bad, if the section sends parameters in a body
    /// - body: params | json
    /// ```
    pub UNSENT_PARAMS = "unsent-params", Error;

    /// Two parts of a request set the same header.
    ///
    /// A plan replaces a header that a parameter has set, so the caller's value would be lost without an error. Names of headers are the same in upper
    /// and lower case. `content_type` sets `Content-Type`, and `cookies` sets `Cookie`. A plan that reads the header may set it:
    ///
    /// ```yaml
    /// - header: { X-Request-Id: header["X-Request-Id"] ?? uuid }
    /// ```
    pub HEADER_TWICE = "header-twice", Error;

    /// `content_type` is not a content type, is missing, or has no body to describe.
    ///
    /// A body that is sent as it is, `body: raw text` or `raw bytes`, needs the content type that the provider expects. Other bodies have the one
    /// of their place, `application/json` or `application/x-www-form-urlencoded`, and `body: multipart` has its own.
    ///
    /// ```yaml
    /// body: raw text as csv -- the orders
    /// content_type: text/csv
    /// ```
    pub BAD_CONTENT_TYPE = "bad-content-type", Error;

    /// The plan of an operation with `body: multipart` reads or sets the body, or reads parameters that are parts of it.
    ///
    /// Such a body is put together while it is sent: files are never in memory as a whole, and the boundary between parts is random. So no
    /// plan sees it. Use a section whose plan signs something else, such as the path, the query and headers. What is to be signed belongs there:
    ///
    /// ```yaml
    /// upload_document:
    ///   call: POST documents
    ///   section: uploads                        # its plan only sets the header with the key
    ///   body: multipart
    ///   query: { kind: Kind -- what it is }
    ///   params: { file: file -- the document }
    /// ```
    pub MULTIPART_IN_PLAN = "multipart-in-plan", Error;

    /// An operation declares parameters under `query`, but its section already sends all parameters in the query.
    ///
    /// The two would mean the same. Declare these parameters under `params`.
    pub QUERY_TWICE = "query-twice", Error;

    /// A GET or HEAD request has parameters in its body.
    ///
    /// Few servers read the body of a GET request, and proxies may drop it. Most likely the section should declare `params: { GET: query, … }`.
    pub BODY_OF_GET = "body-of-get", Warning;

    /// `idempotency` is not one of `safe`, `keyed(FIELD)`, `{ keyed: FIELD, unique: SCOPE }` and `never`.
    ///
    /// It decides whether a call may be sent again if its response was lost: `safe` allows it, `keyed(FIELD)` allows it with the same value of that
    /// parameter, `never` forbids it. `unique` says how long the provider recognizes the value: `always`, for a duration such as `24h`, or only among
    /// `open_orders`. The last one forbids repeating the call: once the order is filled, the same value would place a second order.
    pub BAD_IDEMPOTENCY = "bad-idempotency", Error;

    /// `keyed(FIELD)`, `reconcile` or a key of `paginate` names a parameter that the operation does not declare.
    pub UNKNOWN_PARAM = "unknown-param", Error;

    /// `reconcile`, or a step of a guide, names an operation that is not declared.
    ///
    /// `reconcile` names the operation to call in order to find out the outcome of a call whose response was lost. Parameters that both operations have
    /// under the same name are passed on. Otherwise say which is which: `reconcile: { get_order: { origClientOrderId: newClientOrderId } }`.
    pub UNKNOWN_OPERATION = "unknown-operation", Error;

    /// `reconcile` is set on an operation that is safe to repeat.
    ///
    /// A call that is safe can simply be sent again, so there is nothing to reconcile. `reconcile` belongs to operations with `idempotency: never`, or
    /// with a key: `keyed(FIELD)`.
    pub RECONCILE_UNNEEDED = "reconcile-unneeded", Warning;

    /// `reconcile` names an operation that may not be repeated itself.
    ///
    /// To find out the outcome of a call, users may have to ask several times. The operation must be read-only.
    pub RECONCILE_NOT_SAFE = "reconcile-not-safe", Error;

    /// A parameter that a variant sets is also declared under `params`.
    ///
    /// A parameter that changes the type of the response cannot be an ordinary parameter: callers could set it and receive a response of a type that
    /// the method does not declare. Declare it only in the variant.
    pub VARIANT_PARAM = "variant-param", Error;

    /// `paginate` does not say how to request the next page.
    ///
    /// ```yaml
    /// paginate: { page: page, size: limit, total: header.Total }     # counts pages from 1; with `first: 0` from 0
    /// paginate: { offset: start, size: limit, total: body.count }    # counts entries from 0
    /// paginate: { cursor: after, from: last.uuid }                   # continues after the last entry received
    /// paginate: { cursor: fromId, from: last.id + 1 }                # continues with the number after it
    /// paginate: { cursor: cursor, from: body.next_cursor }           # the response names the next page
    /// paginate: { cursor: page, from: header.Link }                  # the link `next` of the header has the value
    /// paginate: { cursor: page, from: url(body.next_uri) }           # this address has the value
    /// ```
    /// A list ends with an empty page, an absent cursor, the `total`, or `more: body.has_more`. A page with fewer entries than requested ends it
    /// only with `full_pages: true`.
    ///
    /// The list is the response itself, or the member named by `list: NAME`.
    pub BAD_PAGINATE = "bad-paginate", Error;

    /// Two operations make the same call: their method, path and section are equal, and no parameter tells them apart.
    ///
    /// Most often a line was copied and not changed. If a value of a parameter changes the type of the response, use `variants`. If it depends on
    /// which parameters are given, declare an operation for each: they are told apart where one requires a parameter that the other does not have.
    ///
    /// ```yaml
    /// get_price: { call: GET price, params: { symbol: text -- market }, answer: Price }
    /// list_prices: { call: GET price, params: { symbols?: list<text> as json -- markets }, answer: list<Price> }
    /// ```
    /// A constant with another value tells them apart too.
    pub SAME_CALL = "same-call", Warning;

    /// `purpose` of a guide is none of `payments`, `payouts`, `trading` and `custody`.
    ///
    /// A guide that shows how to do what people look for says so. The page that compares providers has a column for each purpose, with a link to the
    /// guide. Leave the key out where none of the four fits.
    ///
    /// ```yaml
    /// guides: [{ title: Take a payment, purpose: payment, steps: [ … ] }]       # bad
    /// guides: [{ title: Take a payment, purpose: payments, steps: [ … ] }]
    /// ```
    pub UNKNOWN_PURPOSE = "unknown-purpose", Error;

    /// An example does not match the declared types.
    ///
    /// Either the example or the type is wrong. The example usually comes from the provider, so check the type first. The message names the member by
    /// its path.
    pub EXAMPLE_MISMATCH = "example-mismatch", Error;

    /// An example has a member that the type does not declare.
    ///
    /// Clients ignore undeclared members. If the provider sends it, declare it.
    pub EXAMPLE_UNDECLARED = "example-undeclared", Warning;
}
