"""What the servers share: HTTP on a free port of loopback. The first line of output is the port."""

import http.server
import os
import sys
import threading


class Server:
    """Answers requests one at a time by `answer(method, target, headers, body)`, which gives status, headers and body."""

    def __init__(self, answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def reply(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with lock:
                    status, headers, content = answer(self.command, self.path, self.headers, body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = reply

            def log_message(self, *arguments):
                pass

        lock = threading.Lock()
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def run(self):
        # The input ends when the test does, however it ends.
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        print(self.http.server_port, flush=True)
        self.http.serve_forever()
