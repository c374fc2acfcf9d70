//! Rules of operations.

super::rules! {
    /// `call` is not `METHOD PATH`.
    ///
    /// The method stands in capitals. The path is the call's own: without the section's base and path, without a `/` in front, and without a
    /// query; `{name}` is filled from the parameter of that name. A path left out is the operation's name.
    ///
    /// ```yaml
    /// call: GET orders/{id}
    /// ```
    pub BAD_CALL = "bad-call", Error;

    /// An operation names no section, and there is more than one to choose from.
    ///
    /// Write `section: NAME` in the operation, or `defaults: { section: NAME }` for all.
    pub MISSING_SECTION = "missing-section", Error;

    /// A name in braces in a path is not declared under `params`.
    ///
    /// It could not be filled. Declare it: `id: text -- which order`.
    pub UNKNOWN_PATH_PARAM = "unknown-path-param", Error;

    /// A parameter of the path may be left out.
    ///
    /// A path without it is another path, and so another operation. Take the `?` away.
    pub OPTIONAL_PATH_PARAM = "optional-path-param", Error;

    /// A parameter that travels in the path or in a header is a list, an object or open JSON.
    ///
    /// A path and a header hold one text each. Use a `text`, and say in its doc how it is put together.
    pub NOT_A_TEXT = "not-a-text", Error;

    /// `items` stands beside parameters that are not in the path.
    ///
    /// With `items` the call takes one value as a whole, most often a list. Other parameters would have no place; they go under `query` or
    /// `headers`.
    pub ITEMS_BESIDE_PARAMS = "items-beside-params", Error;

    /// `items` is a list, but the parameters of the section travel in a query or form.
    ///
    /// A query and a form are made of names and values; a list as a whole has no name. Name the parameter under `params`, or choose a section
    /// whose place is `json`.
    pub ITEMS_NOT_JSON = "items-not-json", Error;

    /// A list or object travels in a query or form, and the section does not say how.
    ///
    /// Providers differ: `k=a&k=b`, `k[]=a`, `k=a,b`, JSON text. Say it in the section: `encode: rfc3986(arrays="brackets")`. Without it the call is
    /// refused when it is made. The same goes for what a plan puts there, and for an encoder that a plan calls: there the text may also be made
    /// first.
    ///
    /// ```yaml
    /// - params: { ..., fields: tables.fields }               # bad: `fields` is a list, and goes into the query
    /// - params: { ..., fields: tables.fields | json }
    /// ```
    pub NEEDS_ARRAYS = "needs-arrays", Error;

    /// `query` has parameters though the section puts all parameters into the query.
    ///
    /// Then there is no difference between the two. Declare them under `params`.
    pub QUERY_TWICE = "query-twice", Error;

    /// A GET or HEAD has parameters in its body.
    ///
    /// Few servers read the body of a GET, and proxies may drop it. Most likely the section's `params` should say `GET: query`.
    pub BODY_OF_GET = "body-of-get", Warning;

    /// `idempotency` is not `safe`, `keyed(FIELD)` or `never`.
    ///
    /// It decides whether a call whose answer was lost may be sent again: always, with the same value in that parameter, or never.
    pub BAD_IDEMPOTENCY = "bad-idempotency", Error;

    /// A parameter is named that the operation does not declare.
    ///
    /// `keyed(FIELD)` and the keys of `paginate` name parameters of their operation.
    pub UNKNOWN_PARAM = "unknown-param", Error;

    /// An operation is named that is not declared.
    ///
    /// `reconcile` names the operation that tells what became of a call whose answer was lost.
    pub UNKNOWN_OPERATION = "unknown-operation", Error;

    /// `reconcile` stands in an operation that may be repeated.
    ///
    /// A call that may be repeated is repeated; there is nothing to find out. `reconcile` goes with `idempotency: never`.
    pub RECONCILE_UNNEEDED = "reconcile-unneeded", Warning;

    /// `reconcile` names an operation that may not be repeated itself.
    ///
    /// Who looks after a lost call must be able to look as often as needed, so it must be one that only reads.
    pub RECONCILE_NOT_SAFE = "reconcile-not-safe", Error;

    /// A parameter that a variant sets is declared under `params`, too.
    ///
    /// A parameter that changes the type of the answer is not an argument: a caller could set it and get an answer that the method's type does not
    /// say. It belongs to the variant alone.
    pub VARIANT_PARAM = "variant-param", Error;

    /// `paginate` does not say how the next page is had.
    ///
    /// ```yaml
    /// paginate: { page: page, size: limit, total: header.Total }     # counts pages from 1
    /// paginate: { offset: start, size: limit }                       # counts entries from 0
    /// paginate: { cursor: after, from: last.uuid }                   # names the last entry seen
    /// ```
    /// The list is the answer, or `list: NAME` a member of it.
    pub BAD_PAGINATE = "bad-paginate", Error;

    /// Two operations make the same call: method, path and section are equal.
    ///
    /// Most often a line was copied and not changed. Where a parameter changes what comes back, use `variants`.
    pub SAME_CALL = "same-call", Warning;

    /// An example does not fit the types that the spec declares.
    ///
    /// Either the example or the type is wrong, and the example is usually the provider's own. The message names the member by its path.
    pub EXAMPLE_MISMATCH = "example-mismatch", Error;

    /// An example has a member that the type does not declare.
    ///
    /// Clients ignore it. If the provider sends it, declare it.
    pub EXAMPLE_UNDECLARED = "example-undeclared", Warning;
}
