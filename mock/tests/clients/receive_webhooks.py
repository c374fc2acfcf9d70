"""Receives webhooks, and verifies them by a client of their provider: python receive_webhooks.py KIND KEY

Prints its port, and answers `accepted` or `rejected`. It ends with its input, which ends when the test does.
"""

import http.server
import sys
import threading

kind, key = sys.argv[1:]


def cryptomus(headers, body):
    from pyCryptomusAPI import webhooks

    read = {
        "cryptomus_payments": webhooks.process_payment_webhook,
        "cryptomus_payouts": webhooks.process_payout_webhook,
    }[kind]
    try:
        return read(body, key).uuid is not None
    except webhooks.WebhookVerificationError:
        return False


def nowpayments(headers, body):
    from nowpayments import verify_ipn_signature

    return verify_ipn_signature(body.decode(), headers["x-nowpayments-sig"], key)


verify = {
    "cryptomus_payments": cryptomus,
    "cryptomus_payouts": cryptomus,
    "nowpayments_ipn": nowpayments,
}[kind]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = b"accepted" if verify(self.headers, body) else b"rejected"
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
