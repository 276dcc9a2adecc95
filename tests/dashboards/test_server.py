"""Slow clients wait for nobody, and the log stays short."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection

import pytest

from dashboards.serving import logs, server
from dashboards.serving.server import Server
from tests.campaigns.server import run

HEAD = b"GET / HTTP/1.1\r\nHost: here\r\nX: "


def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(server, "REQUEST_S", 1.0)
    monkeypatch.setattr(server, "CONNECTIONS", 5)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        made = Server(application, listener)
        thread = threading.Thread(target=made.run)
        thread.start()
        yield listener.getsockname()[1]
        made.stop()
        thread.join(30)
        made.task_dispatcher.shutdown()
        assert not thread.is_alive()


def connected(port: int, text: bytes = HEAD) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port), timeout=20)
    one.sendall(text)
    return one


def ended(one: socket.socket) -> bool:
    try:
        return one.recv(1) == b""
    except ConnectionResetError:
        return True


def answered(port: int) -> bytes:
    client = HTTPConnection("127.0.0.1", port, timeout=20)
    client.request("GET", "/")
    text = client.getresponse().read()
    client.close()
    return text


def test_a_request_that_never_ends_is_ended_though_bytes_keep_coming(port: int) -> None:
    with connected(port) as one:
        begun = time.monotonic()
        one.settimeout(0.05)
        while time.monotonic() - begun < 20:
            try:
                one.sendall(b"y")
                if one.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        assert 0.5 < time.monotonic() - begun < 15


def test_a_reader_is_answered_beside_more_slow_clients_than_there_is_room_for(port: int) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(connected(port)) for _ in range(12)]
        assert answered(port) == b"ok"
        assert ended(held[0]), "the one that waited longest made room"


def test_one_connection_serves_several_requests(port: int) -> None:
    client = HTTPConnection("127.0.0.1", port, timeout=20)
    for _ in range(3):
        client.request("GET", "/")
        assert client.getresponse().read() == b"ok"
    client.close()


def record(message: str, error: Exception | None = None) -> logging.LogRecord:
    told = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("x", logging.ERROR, __file__, 1, message, (), told)


def deep(depth: int) -> Exception:
    try:
        if depth:
            raise deep(depth - 1)
        raise ValueError("line\nbreak \x1b[31m" + "z" * 9000)
    except ValueError as error:
        return error


def test_a_record_is_a_few_short_printable_lines() -> None:
    text = logs.Short().format(record("a" * 9000 + "\n\x1b[2J", deep(30)))
    lines = text.splitlines()
    assert 3 < len(lines) <= 1 + logs.MOST_LINES
    assert max(map(len, lines)) < 300
    assert all(line.isprintable() for line in lines)


def test_the_same_error_tells_where_it_came_from_once() -> None:
    short = logs.Short()
    first, second = (short.format(record("it failed", deep(0))) for _ in range(2))
    assert "Traceback" in first or "File" in first
    assert len(second.splitlines()) == 1
    assert "as before" in second


def test_only_so_many_records_a_minute_pass_and_the_rest_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = logs.Few()
    assert sum(few.filter(record("x")) for _ in range(500)) == logs.A_MINUTE
    monkeypatch.setattr(logs, "WINDOW_S", 0.0)
    late = record("y")
    assert few.filter(late)
    assert "440 more were left out" in late.getMessage()


def test_a_share_of_the_campaign_breaks_no_promise() -> None:
    trials = list(run(40, seed=2))
    assert [trial for trial in trials if trial.failed] == []
    assert {"body", "address", "foreign", "stranger", "slow", "flood"} <= {
        trial.tried.split()[-1] for trial in trials
    }
