"""Proxies between a client and the ledger, which lose answers as networks and crashes do."""

import http.client
import json
import select
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Wire:
    """Passes bytes on in both directions, whatever the protocol, until it is told to withhold the ledger's."""

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._lock = threading.Lock()
        self._withholding = threading.Event()
        self.seen = b""
        threading.Thread(target=self._accept, daemon=True).start()

    def withhold_answers(self) -> None:
        self._withholding.set()

    def break_connections(self) -> None:
        """Drops what was withheld with its connections; new ones pass everything on."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                end.close()
        self._withholding.clear()

    def close(self) -> None:
        # Closing alone would leave the thread that accepts with the port.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.break_connections()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                ledger = socket.create_connection(self._target, timeout=5)
            except OSError:
                client.close()
                continue
            with self._lock:
                self._pairs.append((client, ledger))
            threading.Thread(target=self._pass_on, args=(client, ledger), daemon=True).start()

    def _pass_on(self, client: socket.socket, ledger: socket.socket) -> None:
        try:
            while True:
                withholding = self._withholding.is_set()
                readable, _, _ = select.select([client] if withholding else [client, ledger], [], [], 0.05)
                for end in readable:
                    data = end.recv(65536)
                    if not data:
                        return
                    if end is client:
                        self.seen += data
                        ledger.sendall(data)
                    elif not self._withholding.is_set():
                        client.sendall(data)
        except (OSError, ValueError):
            pass
        finally:
            client.close()
            ledger.close()


class Flaky:
    """An HTTP proxy that refuses each request twice before it passes it on: with a 503, and with a broken connection."""

    REFUSALS = 2

    def __init__(self, port: int) -> None:
        self._port = port
        self._attempts: dict[tuple[str, str], list[str]] = {}
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                proxy.answer(self)

            do_GET = do_POST = do_PUT = do_DELETE = handle_any

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def uids(self) -> list[list[str]]:
        """Returns for each write the uids of its attempts."""
        return [uids for (method, _), uids in self._attempts.items() if method != "GET"]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers.get("Content-Length", "0"))
        if request.headers.get("Transfer-Encoding") == "chunked":
            body = b"".join(iter(lambda: read_chunk(request.rfile), b""))
        else:
            body = request.rfile.read(length)
        key = request.headers.get("Idempotency-Key")
        content = json.loads(body) if body else {}
        attempts = self._attempts.setdefault((request.command, request.path), [])
        attempts.append(key or content.get("uid") or request.path)
        if len(attempts) == 1:
            request.send_response(503)
            request.send_header("Content-Length", "0")
            request.end_headers()
        elif len(attempts) == self.REFUSALS:
            request.close_connection = True
            request.connection.shutdown(socket.SHUT_RDWR)
        else:
            self._pass_on(request, body)

    def _pass_on(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {name: value for name, value in request.headers.items() if name.lower() != "transfer-encoding"}
        connection.request(request.command, request.path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        request.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                request.send_header(name, value)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)
        connection.close()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def read_chunk(stream) -> bytes:
    size = int(stream.readline(), 16)
    data = stream.read(size)
    stream.readline()
    return data
