"""A service that takes messages over HTTP: it keeps what was posted, and refuses when it is told to."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class Webhook:
    """Start with `with Webhook() as webhook`; `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.posted: list[dict[str, Any]] = []
        #: Answers wait for it.
        self.may_answer = threading.Event()
        self.may_answer.set()
        webhook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                webhook.posted.append({"path": self.path, **json.loads(body)})
                webhook.may_answer.wait(30)
                self.send_response(webhook.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.may_answer.set()
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def address(self, secret: str) -> str:
        """The Apprise address of the service, with a secret in it."""
        return f"json://127.0.0.1:{self._server.server_port}/{secret}"

    def titles(self) -> list[str]:
        """What arrived, in order."""
        return [str(one["title"]) for one in self.posted]
