# Copied from https://docs.calypso.finance/guides/integration-guides-and-questions/get-started-with-api ("Examples of sign building").
import hmac
import hashlib

def signature(body, secret_key):
    return hmac.new(secret_key.encode(), body.encode(), hashlib.sha512).hexdigest()
