// Copied from https://docs.calypso.finance/guides/integration-guides-and-questions/get-started-with-api ("Examples of sign building").
// The page has no `module.exports`; it ends this file.
const crypto = require("crypto-js");

signature = function (body, secretKey) {
        return crypto.HmacSHA512(body, secretKey).toString(crypto.enc.hex);
    };

module.exports = { signature };
