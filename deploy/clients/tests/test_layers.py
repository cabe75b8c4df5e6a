"""The layers over REST against a server that refuses or is slow: what they send, and how long they wait."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from conftest import PACKAGES, Examples, run

UID = "0190163d-8694-739b-aea5-966c26f8ad91"
# More than the 7 s in which an answer must begin, and go on.
LONG_SECONDS = 8.0


class Server:
    """An HTTP server whose answers a function makes; it keeps what it was sent."""

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler, int], None]) -> None:
        self.requests: list[tuple[str, str, str | None, bytes]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                server.requests.append((self.command, self.path, self.headers.get("Idempotency-Key"), body))
                answer(self, len(server.requests))

            do_GET = do_POST = do_PUT = handle_any

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def begin(request: BaseHTTPRequestHandler, status: int, kind: str) -> None:
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.end_headers()
    request.wfile.flush()


def refuse_once(request: BaseHTTPRequestHandler, attempt: int) -> None:
    begin(request, 503 if attempt == 1 else 404, "application/problem+json")
    request.wfile.write(json.dumps({"code": "told_so", "detail": "", "status": 404, "title": "", "type": "x"}).encode())


def ask(examples: Examples, server: Server, python: str, typescript: str) -> list[str]:
    """Returns what a program of the language prints, which has a `ledger` and a deadline of 20 s."""
    if not examples.speaks_rest:
        pytest.skip("the layer over gRPC has neither keys nor timeouts between pieces")
    url = f"http://127.0.0.1:{server.port}"
    if examples.language == "python":
        command = [str(PACKAGES / "tests/bin/python"), "-c"]
        program = f"from ledger_client import connect\nledger = connect('{url}', deadline_seconds=20)\n{python}"
    else:
        command = ["node", "--input-type=module", "-e"]
        layer = (PACKAGES / "typescript/dist/src/index.js").as_uri()
        connecting = f"const ledger = connect('{url}', {{ deadlineMs: 20000 }});"
        program = f"import {{ connect }} from '{layer}';\n{connecting}\n{typescript}"
    return run([*command, program], examples.environment(server.port))


WRITES = {
    "put-transaction": ("put", f"/v1/transactions/{UID}", {"amount": "1.00"}, False),
    "put-transaction-with-uid": ("put", f"/v1/transactions/{UID}", {"uid": UID, "amount": "1.00"}, False),
    "post-hold-with-uid": ("post", "/v1/holds", {"uid": UID}, False),
    "post-bulk": ("post", "/v1/transactions", [{"uid": UID}], False),
    # The uid of these paths is another transaction's, or none.
    "reverse": ("post", f"/v1/transactions/{UID}/reverse", {}, True),
    "confirm": ("post", f"/v1/holds/{UID}/confirm", {}, True),
    "put-limit": ("put", "/v1/users/1/limit", {"balance_limit": None}, True),
    "post-user": ("post", "/v1/users", {"name": "Ann Example"}, True),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_write_gets_a_key_unless_it_has_a_uid(examples: Examples, write: str):
    method, path, body, has_key = WRITES[write]
    with Server(refuse_once) as server:
        content = json.dumps(body)
        ask(
            examples,
            server,
            f"ledger.get_httpx_client().request('{method}', '{path}', content={content!r})",
            f"await ledger.{method.upper()}('{path}', {{ body: {content} }});",
        )
    first, second = server.requests
    assert first == second
    sent_method, sent_path, key, sent_body = first
    assert (sent_method, sent_path, json.loads(sent_body)) == (method.upper(), path, body)
    assert (key is not None) == has_key


def test_a_stream_of_events_goes_on_after_a_quiet_time(examples: Examples):
    def be_quiet(request: BaseHTTPRequestHandler, _: int) -> None:
        begin(request, 200, "text/event-stream")
        time.sleep(LONG_SECONDS)
        request.wfile.write(b"data: first\n\n")

    with Server(be_quiet) as server:
        lines = ask(
            examples,
            server,
            "with ledger.get_httpx_client().stream('GET', '/v1/events') as answer:\n"
            "    for line in answer.iter_lines(): print(line)",
            "const { data } = await ledger.GET('/v1/events', { parseAs: 'stream' });\n"
            "for await (const piece of data) process.stdout.write(piece);",
        )
    assert lines[0] == "data: first"
    assert len(server.requests) == 1


# Programs that print a statement as it comes.
STATEMENT = (
    "print(ledger.get_httpx_client().get('/v1/users/1/statement').text, end='')",
    "const { data } = await ledger.GET('/v1/users/1/statement', { parseAs: 'text' });\nprocess.stdout.write(data);",
)


def test_an_answer_that_keeps_coming_is_not_cut(examples: Examples):
    def be_slow(request: BaseHTTPRequestHandler, _: int) -> None:
        begin(request, 200, "text/csv")
        for piece in range(4):
            request.wfile.write(f"{piece}\n".encode())
            time.sleep(LONG_SECONDS / 4)

    with Server(be_slow) as server:
        lines = ask(examples, server, *STATEMENT)
    assert lines == ["0", "1", "2", "3"]
    assert len(server.requests) == 1


def test_an_answer_that_stops_coming_is_asked_for_again(examples: Examples):
    def stop_once(request: BaseHTTPRequestHandler, attempt: int) -> None:
        begin(request, 200, "text/csv")
        request.wfile.write(b"begun\n")
        if attempt == 1:
            time.sleep(LONG_SECONDS)
        request.wfile.write(b"ended\n")

    with Server(stop_once) as server:
        lines = ask(examples, server, *STATEMENT)
    assert lines == ["begun", "ended"]
    assert len(server.requests) == 2
