"""A client that means harm: bodies and addresses that pass the first layer, other sites, slow ones.

Each attempt goes to a real server in a process of its own. Promised: an answer or an end of the
connection in time, no trace of the program in what a client reads, a short log, and a reader who
asks meanwhile is answered.
"""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import numpy as np

from tests.campaigns import Trial

SCRIPT = "import sys; from dashboards.app import serve; serve([sys.argv[1]], port=0)"
ANSWER_S = 60.0
"""Seconds within which anything must be answered, on a busy machine too."""
READER_S, FIRST_S = 20.0, 60.0
"""Seconds until a reader has a page, and first draws or word that the model is busy."""
RARE = 75
"""Attempts until one of the costly kinds."""
LOG_LINE, LOG_LINES_A_MINUTE = 400, 1000
SLOW = 150
"""Connections a slow client opens: more than the server keeps."""
TRACES = (b"Traceback", b'File "', b"site-packages", b"werkzeug.debug")
PATHS = ("/", "/what-if", "/what-if.csv", "/what-if.toml", "/scenarios.csv", "/sweeps.csv",
         "/assets/app.css", "/_dash-layout", "/_dash-dependencies", "/theme.css",
         "/_dash-component-suites/dash/../x", "/_reload-hash", "/debates", "/runs")  # fmt: skip
PARTS = ("..", "%2e%2e", "%00", "<script>", "\u202e", "=", "&", "?", "{", "[", "9" * 400, "NaN",
         "-1", "1e999", "from", "months", "market.tightness", "doctrine", "token", "scenario",
         "x" * 3000)  # fmt: skip
VALUES: tuple[Any, ...] = (None, True, 0, -1, 1e308, "", "x" * 2000, [], {}, [[]], "NaN", "\x00",
                           {"a": {"b": []}}, "../../etc/passwd", "<script>", 10**40)  # fmt: skip


@dataclass
class Served:
    """A dashboard in a process of its own."""

    process: subprocess.Popen[str]
    port: int
    token: str
    log: Path
    cookie: str = field(init=False)

    def __post_init__(self) -> None:
        self.cookie = f"byungjin-{self.port}={self.token}"

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes]:
        """One request as the reader's browser sends it, and its answer."""
        client = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_S)
        try:
            client.request(method, path, body, {"Cookie": self.cookie} | headers)
            answer = client.getresponse()
            return answer.status, answer.read()
        finally:
            client.close()

    def logged(self) -> list[str]:
        """The log so far."""
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()


@contextlib.contextmanager
def served() -> Iterator[Served]:
    """A dashboard over no stores, while the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        (Path(folder) / "runs").mkdir()
        with log.open("w") as written, subprocess.Popen(
            [sys.executable, "-c", SCRIPT, f"{folder}/runs"], stdout=subprocess.PIPE,
            stderr=written, text=True, start_new_session=True,
        ) as process:  # fmt: skip
            try:
                assert process.stdout is not None
                found = re.search(r":(\d+)/\?token=(\S+)", process.stdout.readline())
                assert found is not None
                yield Served(process, int(found[1]), found[2], log)
            finally:
                process.send_signal(signal.SIGINT)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(30)
                process.kill()


def run(n: int, seed: int) -> Iterator[Trial]:
    """Attempts in turn of every kind; some, and the last two, are the costly ones."""
    with served() as server:
        callbacks = known(server)
        for number in range(n):
            rng = np.random.default_rng([seed, number])
            kind = KINDS[number % len(KINDS)]
            if number % RARE == RARE - 1 or number >= n - 2:
                kind = (slow, flood)[number % 2]
            before, begun = len(server.logged()), time.monotonic()
            tried = f"seed {seed}, number {number}: {kind.__name__}"
            try:
                failed = kind(server, rng, callbacks)
            except TimeoutError:
                failed = f"no answer within {ANSWER_S:.0f} s"
            except (HTTPException, OSError):
                failed = None  # the server may end a connection it cannot read
            yield Trial(tried, failed or _log(server, before, begun) or _alive(server))


def known(server: Served) -> list[dict[str, Any]]:
    """The callbacks there are, as the page library lists them."""
    found: list[dict[str, Any]] = json.loads(server.ask("GET", "/_dash-dependencies")[1])
    return [one for one in found if not one["clientside_function"]]


Callbacks = list[dict[str, Any]]
Kind = Callable[[Served, np.random.Generator, Callbacks], str | None]


def body(server: Served, rng: np.random.Generator, callbacks: Callbacks) -> str | None:
    """A request of a page with its values, or its own parts, changed."""
    one = callbacks[rng.integers(len(callbacks))]
    outputs = [_named(part) for part in one["output"].strip(".").split("...")]

    def given(kind: str) -> list[dict[str, Any]]:
        return [_named(f"{v['id']}.{v['property']}") | {"value": _value(rng)} for v in one[kind]]

    asked: dict[str, Any] = {
        "output": one["output"],
        "outputs": outputs if one["output"].startswith("..") else outputs[0],
        "inputs": given("inputs"), "state": given("state"),
        "changedPropIds": [f"{v['id']}.{v['property']}" for v in one["inputs"][:1]],
    }  # fmt: skip
    if rng.random() < 0.3:
        asked[str(rng.choice(list(asked)))] = _value(rng)
    text = json.dumps(asked).encode()
    if rng.random() < 0.1:
        text = text[: rng.integers(len(text))]
    return _checked(server.ask("POST", "/_dash-update-component", text,
                               **{"Content-Type": "application/json"}))  # fmt: skip


def _named(dotted: str) -> dict[str, Any]:
    name, _, what = dotted.rpartition(".")
    return {"id": json.loads(name) if name.startswith("{") else name, "property": what}


def _value(rng: np.random.Generator) -> Any:
    value = VALUES[rng.integers(len(VALUES))]
    if rng.random() < 0.5:
        return value
    keys = ("path", "search", "dark", "view", "settings", "months", "number", "seen", "reader")
    return {str(key): VALUES[rng.integers(len(VALUES))] for key in rng.choice(keys, 4)} | (
        {"path": str(rng.choice(PATHS))} if rng.random() < 0.5 else {}
    )


def address(server: Served, rng: np.random.Generator, _: Callbacks) -> str | None:
    """An address put together from what there is and what there is not."""
    query = "".join(str(rng.choice(PARTS)) for _ in range(rng.integers(6)))
    path = f"{rng.choice(PATHS)}?{query}".encode("ascii", "xmlcharrefreplace").decode()
    return _checked(server.ask("GET", path.replace(" ", "")))


def foreign(server: Served, rng: np.random.Generator, _: Callbacks) -> str | None:
    """A page of another site that has the reader's browser ask, cookie and all."""
    headers = {"Sec-Fetch-Site": str(rng.choice(["cross-site", "same-site"])),
               "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}  # fmt: skip
    path = f"/what-if.csv?market.tightness={rng.random():.4f}"
    status, text = server.ask("GET", path, **headers)
    return None if status == 403 else f"another site was answered: {status}, {len(text)} bytes"


def stranger(server: Served, rng: np.random.Generator, _: Callbacks) -> str | None:
    """Another user of the machine, who has no token."""
    path = str(rng.choice(PATHS))
    status, _ = server.ask("GET", path, Cookie=f"byungjin-{server.port}={rng.random()}")
    return None if status in (400, 403) else f"{path} was answered without the token: {status}"


def slow(server: Served, rng: np.random.Generator, _: Callbacks) -> str | None:
    """Connections that send a head and never end it, while a reader asks."""
    held = []
    try:
        for _ in range(SLOW):
            one = socket.create_connection(("127.0.0.1", server.port), timeout=ANSWER_S)
            one.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"y" * rng.integers(1, 50))
            held.append(one)
        begun = time.monotonic()
        status, _ = server.ask("GET", "/theme.css")
        took = time.monotonic() - begun
        if status != 200 or took > READER_S:
            return f"a reader got {status} after {took:.0f} s beside {SLOW} slow connections"
    finally:
        for one in held:
            one.close()
    return None


def flood(server: Served, rng: np.random.Generator, _: Callbacks) -> str | None:
    """Many questions asked and left at once, while a reader turns a dial."""
    where = "scenario=history-semi-endogenous&from=2013-01&months=24"
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port), timeout=ANSWER_S) as left:
            line = f"GET /what-if.csv?{where}&market.tightness={rng.random():.6f} HTTP/1.1"
            head = (line, "Host: 127.0.0.1", f"Cookie: {server.cookie}", "", "")
            left.sendall("\r\n".join(head).encode())
    begun = time.monotonic()
    asked = {"view": f"?{where}", "settings": {"market.tightness": 0.5}, "reader": "r"}
    text = json.dumps({
        "output": "drawn.data", "outputs": {"id": "drawn", "property": "data"},
        "inputs": [{"id": "ask", "property": "data", "value": asked}],
        "state": [{"id": "visit", "property": "data", "value": None}],
        "changedPropIds": ["ask.data"],
    }).encode()  # fmt: skip
    status, answer = server.ask("POST", "/_dash-update-component", text,
                                **{"Content-Type": "application/json"})  # fmt: skip
    told = b"charts" in answer or b"ask again" in answer
    took = time.monotonic() - begun
    if status == 200 and told and took <= FIRST_S:
        return None
    return f"a reader got {status}, {answer[:80]!r} after {took:.0f} s beside 20 other questions"


KINDS: tuple[Kind, ...] = (body, address, foreign, body, stranger, address, body)


def _checked(answer: tuple[int, bytes]) -> str | None:
    status, text = answer
    found = [trace.decode() for trace in TRACES if trace in text and status >= 400]
    return f"answer {status} shows {found[0]!r}" if found else None


def _log(server: Served, before: int, begun: float) -> str | None:
    lines = server.logged()[before:]
    most = LOG_LINES_A_MINUTE * (1 + (time.monotonic() - begun) / 60)
    longest = max(map(len, lines), default=0)
    if longest > LOG_LINE or len(lines) > most:
        return f"the log grew by {len(lines)} lines, the longest of {longest} letters"
    return None


def _alive(server: Served) -> str | None:
    code = server.process.poll()
    return None if code is None else f"the server ended with {code}"
