"""A real HTTP gateway on a local port whose answers the test decides."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Gateway:
    """``answer`` is (status, body) or the seconds it keeps silent before it hangs up."""

    url: str = ""
    answer: tuple[int, dict[str, str]] | float = (200, {"id": "G-1"})
    got: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Gateway]:
    """The gateway until the end of the block."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            gateway.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            gateway.headers.append(dict(self.headers))
            if isinstance(gateway.answer, float):
                time.sleep(gateway.answer)
                self.close_connection = True
                return
            status, body = gateway.answer
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway.url = f"http://127.0.0.1:{server.server_port}/sms"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
