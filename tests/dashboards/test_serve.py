"""Served to this machine alone, on the port asked for, until interrupted."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from dashboards.app import serve
from model.errors import InputError

SCRIPT = "import sys; from dashboards.app import serve; serve([sys.argv[1]], port=0)"


def test_it_prints_its_address_answers_there_and_ends_when_interrupted(home: Path) -> None:
    switches = {"HOST": "0.0.0.0", "DASH_DEBUG": "true", "DASH_MCP_ENABLED": "true"}
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(home)], stdout=subprocess.PIPE, text=True,
        stderr=subprocess.PIPE, env=os.environ | switches,
    ) as server:  # fmt: skip
        try:
            said = server.stdout.readline()
            address = said.split()[1]
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{32}", address)
            root, _, token = address.partition("?token=")
            cookie = {"Cookie": f"byungjin-{root.split(':')[2].strip('/')}={token}"}
            for path in ("", "console", "_mcp", "?__debugger__=yes&cmd=resource&f=debugger.js"):
                with urlopen(Request(root + path, headers=cookie), timeout=30) as answer:
                    assert b"debugger" not in answer.read().lower()
        finally:
            server.send_signal(signal.SIGINT)
            _, errors = server.communicate(timeout=30)
    assert server.returncode == 0
    assert "Traceback" not in errors


def test_a_taken_port_is_refused_in_a_sentence(home: Path, capfd: pytest.CaptureFixture) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port} cannot be used"):
            serve([home], port=port)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_a_port_out_of_range_is_refused(home: Path, port: int) -> None:
    with pytest.raises(InputError, match="expected 0 to 65535"):
        serve([home], port=port)


def test_without_a_token_the_address_is_bare(home: Path) -> None:
    program = str(Path(sys.executable).with_name("byungjin"))
    with subprocess.Popen([program, "dashboard", str(home), "--port", "0", "--no-token"],
                          stdout=subprocess.PIPE, text=True) as server:  # fmt: skip
        try:
            address = server.stdout.readline().split()[1]
            assert "token" not in address
            with urlopen(address + "theme.css", timeout=30) as answer:
                assert answer.status == 200
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)
