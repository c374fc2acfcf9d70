//! Rules of expressions: their texts, names and functions.

super::rules! {
    /// An expression does not follow the grammar.
    ///
    /// Plain and block scalars of a step are expressions. The message shows the first place that does not fit, and what is due there.
    ///
    /// ```yaml
    /// - header: { X-Sign: path + body || hmac_sha256(secret) }     # bad: `||`
    /// - header: { X-Sign: path + body | hmac_sha256(secret) | hex }
    /// ```
    /// `+` joins, `|` applies a function, `??` stands in for what is absent, `a if c else b` chooses. Inside `{ }` a comma ends the value: an
    /// expression with one goes on a line of its own. A `: ` or ` #` in an expression needs a block (`>-`).
    pub EXPRESSION_SYNTAX = "expression-syntax", Error;

    /// A text inside an expression does not end, or has an escape that does not exist.
    ///
    /// Texts stand in double quotes. Escapes are `\n` `\t` `\r` `\0` `\\` `\"`; all other characters stand as they are.
    ///
    /// ```yaml
    /// - let: { lines: join([method, path], "\x0a") }     # bad, and the comma ends the value inside { }
    /// - let:
    ///     lines: join([method, path], "\n")
    /// ```
    pub TEXT_SYNTAX = "text-syntax", Error;

    /// An expression is due, and nothing stands there.
    ///
    /// ```yaml
    /// - header: { X-Passphrase: }              # bad
    /// - header: { X-Passphrase: password }
    /// ```
    /// No value at all is written `absent`; a text without characters is `""`.
    pub EMPTY_EXPRESSION = "empty-expression", Error;

    /// A name that nothing declares.
    ///
    /// Names are those of the call (`method`, `path`, `body` …), credentials, `let`s of the plan, and `settings.x`, `tables.x`, `session.x`.
    /// A constant text needs quotes.
    ///
    /// ```yaml
    /// - header: { X-Api-Key: apikey, X-Version: v2 }       # bad: neither is declared
    /// - header: { X-Api-Key: api_key, X-Version: "v2" }
    /// ```
    pub UNKNOWN_NAME = "unknown-name", Error;

    /// A function that the language does not have.
    ///
    /// Functions are written `x | f(y)` or `f(x, y)`. All of them are in section 6 of the signing language.
    ///
    /// ```yaml
    /// - header: { X-Sign: body | hmac_sha256(secret) | hexdigest }       # bad
    /// - header: { X-Sign: body | hmac_sha256(secret) | hex }
    /// ```
    pub UNKNOWN_FUNCTION = "unknown-function", Error;

    /// A function has no argument of this name.
    ///
    /// ```yaml
    /// - query: query | rfc3986(array="repeat")         # bad: it is `arrays`
    /// - encode: rfc3986(arrays="repeat")
    /// ```
    pub UNKNOWN_ARGUMENT = "unknown-argument", Error;

    /// A function is given too many arguments, too few, or one twice.
    ///
    /// What comes through `|` is the first argument: `x | f(y)` is `f(x, y)`.
    ///
    /// ```yaml
    /// - header: { X-Sign: body | hmac_sha256(body, secret) | hex }       # bad: three arguments
    /// - header: { X-Sign: body | hmac_sha256(secret) | hex }
    /// ```
    pub ARGUMENT_COUNT = "argument-count", Error;

    /// `clock`, `nonce`, `settings` … without a member, or with one that does not exist.
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

    /// `is` asks for something that does not exist.
    ///
    /// Tests are `absent`, `empty`, `list`, `pairs`, `text` and `number`; of a credential its forms too.
    ///
    /// ```yaml
    /// when: params is array        # bad
    /// when: params is list
    /// ```
    pub UNKNOWN_TEST = "unknown-test", Error;

    /// `item` stands outside `each`.
    ///
    /// ```yaml
    /// - let: { line: item.key + item.value }                          # bad
    /// - let: { lines: params | each(item.key + item.value) | join }
    /// ```
    pub ITEM_OUTSIDE_EACH = "item-outside-each", Error;

    /// `...` where no place is set.
    ///
    /// `...` stands for the members that the place already has, so it belongs to `params`, `query`, `form` and `json`. Elsewhere name what is meant.
    ///
    /// ```yaml
    /// - let: { message: { ..., nonce: nonce.ms } }              # bad
    /// - let: { message: { ...params, nonce: nonce.ms } }
    /// ```
    pub SPREAD_OUTSIDE_PLACE = "spread-outside-place", Error;

    /// `...` with a value.
    ///
    /// ```yaml
    /// - json: { ...: params }              # bad
    /// - json: { ..., nonce: nonce.ms }     # the members of the place
    /// - json: { ...args, nonce: nonce.ms } # those of another value
    /// ```
    pub SPREAD_WITH_VALUE = "spread-with-value", Error;

    /// An encoder is due: `rfc3986`, `plus` or `raw`, perhaps with constant arguments.
    ///
    /// ```yaml
    /// private: { encode: urlencode }          # bad
    /// private: { encode: plus }
    /// ```
    /// With arguments: `encode: rfc3986(arrays="repeat")`.
    pub NOT_AN_ENCODER = "not-an-encoder", Error;

    /// `arrays=` names a way to write lists that does not exist.
    ///
    /// The ways are `repeat` (`k=a&k=b`), `brackets` (`k[]=a`), `indices` (`k[0]=a`), `comma` (`k=a,b`), `list` (`k=[a,b]`) and `json` (`k=["a","b"]`).
    ///
    /// ```yaml
    /// encode: rfc3986(arrays="multi")         # bad
    /// encode: rfc3986(arrays="repeat")
    /// ```
    pub UNKNOWN_ARRAYS = "unknown-arrays", Error;

    /// A value is asked for that is known before anything runs, and an expression stands there.
    ///
    /// The arguments of encoders and the name of a header are constant texts.
    ///
    /// ```yaml
    /// - let: { stamp: header[name] }              # bad
    /// - let: { stamp: header["X-Timestamp"] }
    /// ```
    pub NOT_CONSTANT = "not-constant", Error;
}
