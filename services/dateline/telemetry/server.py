"""Serves /metrics, /livez and /readyz from threads of its own, so that a stuck event loop can still be told."""

import errno
import json
import logging
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from dateline.errors import SettingsError
from dateline.telemetry.health import Health, Reason
from dateline.telemetry.logs import get_logger

log = get_logger(__name__)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 (socketserver's signature)
        """Say on one line what went wrong with a request: mostly that whoever asked has hung up."""
        error = sys.exception()
        level = logging.DEBUG if isinstance(error, OSError) else logging.ERROR
        log.log(level, "a request was not answered", address=str(client_address[0]), error=type(error).__name__)


class TelemetryServer:
    """An HTTP server on `host`:`port` (0: a free one, told by `port` after `start`)."""

    def __init__(self, host: str, port: int, registry: CollectorRegistry, health: Health) -> None:
        self.host = host
        self.port = port
        self._handler = _handler(registry, health)
        self._server: _Server | None = None

    def start(self) -> None:
        """Serve until `stop`. Raises SettingsError when the address cannot be had."""
        try:
            self._server = _Server((self.host, self.port), self._handler)
        except OSError as error:
            setting, remedy = "metrics_host", "Name an IPv4 address of this machine, or 0.0.0.0 for all"
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                setting, remedy = "metrics_port", "Choose another port, or 0 for a free one"
            raise SettingsError(
                f"{setting} (DATELINE_{setting.upper()}): cannot listen on {self.host}:{self.port}: {error.strerror}. "
                f"{remedy}"
            ) from error
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.1,), name="telemetry", daemon=True).start()

    def stop(self) -> None:
        """Stop serving."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def _handler(registry: CollectorRegistry, health: Health) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/metrics":
                encode, content_type = choose_encoder(self.headers.get("Accept", ""))
                self._answer(200, content_type, encode(registry))
            elif path == "/livez":
                self._verdict(*health.liveness())
            elif path == "/readyz":
                self._verdict(*health.readiness())
            else:
                self._answer(404, "text/plain; charset=utf-8", b"/metrics, /livez and /readyz are served here\n")

        def _verdict(self, good: bool, reasons: dict[Reason, str]) -> None:
            body = json.dumps({"status": "ok" if good else "failing", "reasons": reasons}).encode() + b"\n"
            self._answer(200 if good else 503, "application/json", body)

        def _answer(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Stay silent: scrapes are no events."""

    return Handler
