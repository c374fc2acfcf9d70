//! Rules of expressions: their texts, names and functions.

super::rules! {
    /// An expression does not follow the grammar.
    ///
    /// Plain and block scalars in a step are expressions. The message shows the first position with an error, and what was expected there.
    ///
    /// ```yaml
    /// - header: { X-Sign: path + body || hmac_sha256(secret) }     # bad: `||`
    /// - header: { X-Sign: path + body | hmac_sha256(secret) | hex }
    /// ```
    /// `+` joins, `|` applies a function, `??` supplies a value for what is absent, `a if c else b` chooses. Inside `{ }` a comma ends the value:
    /// write an expression that contains a comma on a line of its own. An expression that contains `: ` or ` #` needs a block (`>-`).
    pub EXPRESSION_SYNTAX = "expression-syntax", Error;

    /// A text inside an expression is not closed, or uses an escape that does not exist.
    ///
    /// Texts are written in double quotes. Escapes are `\n` `\t` `\r` `\0` `\\` `\"`; all other characters are written as they are.
    ///
    /// ```yaml
    /// - let: { lines: join([method, path], "\x0a") }     # bad, and the comma ends the value inside { }
    /// - let:
    ///     lines: join([method, path], "\n")
    /// ```
    pub TEXT_SYNTAX = "text-syntax", Error;

    /// An expression is missing.
    ///
    /// ```yaml
    /// - header: { X-Passphrase: }              # bad
    /// - header: { X-Passphrase: password }
    /// ```
    /// Write `absent` for no value at all, and `""` for an empty text.
    pub EMPTY_EXPRESSION = "empty-expression", Error;

    /// An expression uses a name that is not declared.
    ///
    /// Names are the values of the call (`method`, `path`, `body` …), credentials, each `let` of the plan, and `settings.x`, `tables.x`, `session.x`.
    /// A constant text needs quotes.
    ///
    /// ```yaml
    /// - header: { X-Api-Key: apikey, X-Version: v2 }       # bad: neither is declared
    /// - header: { X-Api-Key: api_key, X-Version: "v2" }
    /// ```
    pub UNKNOWN_NAME = "unknown-name", Error;

    /// An expression calls a function that does not exist.
    ///
    /// Functions are written `x | f(y)` or `f(x, y)`. Section 6 of the signing language lists all of them.
    ///
    /// ```yaml
    /// - header: { X-Sign: body | hmac_sha256(secret) | hexdigest }       # bad
    /// - header: { X-Sign: body | hmac_sha256(secret) | hex }
    /// ```
    pub UNKNOWN_FUNCTION = "unknown-function", Error;

    /// A function has no argument with this name.
    ///
    /// ```yaml
    /// - query: query | rfc3986(array="repeat")         # bad: it is `arrays`
    /// - encode: rfc3986(arrays="repeat")
    /// ```
    pub UNKNOWN_ARGUMENT = "unknown-argument", Error;

    /// A function call has too many arguments, too few, or the same argument twice.
    ///
    /// The value before `|` is the first argument: `x | f(y)` means `f(x, y)`.
    ///
    /// ```yaml
    /// - header: { X-Sign: body | hmac_sha256(body, secret) | hex }       # bad: three arguments
    /// - header: { X-Sign: body | hmac_sha256(secret) | hex }
    /// ```
    pub ARGUMENT_COUNT = "argument-count", Error;

    /// `clock`, `nonce`, `settings` … is used without a member, or with a member that does not exist.
    ///
    /// `clock` has `s`, `ms`, `us`, `ns` and `iso`; `nonce` has `s`, `ms` and `us`.
    ///
    /// ```yaml
    /// - header: { X-Time: clock.millis }        # bad
    /// - header: { X-Time: clock.ms }
    /// ```
    pub UNKNOWN_SOURCE = "unknown-source", Error;

    /// `settings.x` names a setting that is not declared.
    ///
    /// ```yaml
    /// settings: { recv_window: { default: 5000 } }
    /// # bad:  settings.recvwindow
    /// # good: settings.recv_window
    /// ```
    pub UNKNOWN_SETTING = "unknown-setting", Error;

    /// `tables.x` names a table that is not declared.
    ///
    /// ```yaml
    /// tables: { version: { GET accounts: v3 } }
    /// # bad:  tables.versions[endpoint]
    /// # good: tables.version[endpoint]
    /// ```
    pub UNKNOWN_TABLE = "unknown-table", Error;

    /// `session.x` names a value that no session keeps.
    ///
    /// ```yaml
    /// sessions: { login: { given: true, keep: { token: text } } }
    /// # bad:  session.access_token
    /// # good: session.token
    /// ```
    pub UNKNOWN_SESSION_VALUE = "unknown-session-value", Error;

    /// `is` is followed by a test that does not exist.
    ///
    /// Tests are `absent`, `empty`, `list`, `pairs`, `text` and `number`. A credential can also be tested for its forms.
    ///
    /// ```yaml
    /// when: params is array        # bad
    /// when: params is list
    /// ```
    pub UNKNOWN_TEST = "unknown-test", Error;

    /// `item` is used outside `each`.
    ///
    /// ```yaml
    /// - let: { line: item.key + item.value }                          # bad
    /// - let: { lines: params | each(item.key + item.value) | join }
    /// ```
    pub ITEM_OUTSIDE_EACH = "item-outside-each", Error;

    /// `...` is used outside a step that sets a place.
    ///
    /// `...` means the members that the place already has, so it only works in `params`, `query`, `form` and `json`. Elsewhere, name the value whose
    /// members you want.
    ///
    /// ```yaml
    /// - let: { message: { ..., nonce: nonce.ms } }              # bad
    /// - let: { message: { ...params, nonce: nonce.ms } }
    /// ```
    pub SPREAD_OUTSIDE_PLACE = "spread-outside-place", Error;

    /// `...` has a value.
    ///
    /// ```yaml
    /// - json: { ...: params }              # bad
    /// - json: { ..., nonce: nonce.ms }     # the members of the place
    /// - json: { ...args, nonce: nonce.ms } # those of another value
    /// ```
    pub SPREAD_WITH_VALUE = "spread-with-value", Error;

    /// A value is not a valid encoder. Expected `rfc3986`, `plus` or `raw`, optionally with constant arguments.
    ///
    /// ```yaml
    /// private: { encode: urlencode }          # bad
    /// private: { encode: plus }
    /// ```
    /// With arguments: `encode: rfc3986(arrays="repeat")`.
    pub NOT_AN_ENCODER = "not-an-encoder", Error;

    /// `arrays=` names a list format that does not exist.
    ///
    /// The formats are `repeat` (`k=a&k=b`), `brackets` (`k[]=a`), `indices` (`k[0]=a`), `comma` (`k=a,b`), `list` (`k=[a,b]`) and `json`
    /// (`k=["a","b"]`).
    ///
    /// ```yaml
    /// encode: rfc3986(arrays="multi")         # bad
    /// encode: rfc3986(arrays="repeat")
    /// ```
    pub UNKNOWN_ARRAYS = "unknown-arrays", Error;

    /// An expression is used where a constant text is required.
    ///
    /// The arguments of encoders and the names of headers must be known before the plan runs, so they are constant texts.
    ///
    /// ```yaml
    /// - let: { stamp: header[name] }              # bad
    /// - let: { stamp: header["X-Timestamp"] }
    /// ```
    pub NOT_CONSTANT = "not-constant", Error;
}
