"""Calling the command line from a test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from byungjin import command_line

ROOT = Path(__file__).parent.parent
HISTORY = "history-semi-endogenous"


def call(*arguments, code=0):
    result = CliRunner().invoke(command_line.cli, [str(a) for a in arguments])
    assert result.exit_code == code, result.output + repr(result.exception)
    return result


def process(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "byungjin", *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=120, **options,
    )  # fmt: skip
