"""The log: short lines, and not too many, whatever a client sends."""

from __future__ import annotations

import logging
import sys
import time

LONGEST_LINE, MOST_LINES = 240, 16
"""Letters of a line, and lines of one record: an error's last ones are kept."""
A_MINUTE = 60
"""Records a minute; the rest is counted."""
WINDOW_S = 60.0


class Short(logging.Formatter):
    """A record as a few short printable lines; the same error tells where it came from once."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        self._told: set[tuple[object, ...]] = set()

    def format(self, record: logging.LogRecord) -> str:
        """The record's lines."""
        first = _line(super().formatMessage(self._said(record)))
        if not record.exc_info or record.exc_info[0] is None:
            return first
        kind, error, trace = record.exc_info
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = (kind, trace and trace.tb_frame.f_code.co_filename, trace and trace.tb_lineno)
        if place in self._told:
            return f"{first} ({_line(f'{kind.__name__}: {error}')}, as before)"
        self._told.add(place)
        lines = self.formatException(record.exc_info).splitlines()[-MOST_LINES:]
        return "\n".join([first, *map(_line, lines)])

    def _said(self, record: logging.LogRecord) -> logging.LogRecord:
        record.message = record.getMessage()
        return record


def _line(text: str) -> str:
    """A text as one line that no terminal obeys."""
    flat = " ".join(text.splitlines())
    shown = "".join(sign if sign.isprintable() else "?" for sign in flat[:LONGEST_LINE])
    return shown + ("…" if len(flat) > LONGEST_LINE else "")


class Few(logging.Filter):
    """Lets some records through a minute, and says then how many it kept back."""

    def __init__(self) -> None:
        super().__init__()
        self._begun, self._count = 0.0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may pass."""
        now = time.monotonic()
        if now - self._begun > WINDOW_S:
            kept, self._begun, self._count = self._count - A_MINUTE, now, 0
            if kept > 0:
                record.msg, record.args = f"{record.getMessage()} ({kept} more were left out)", ()
        self._count += 1
        return self._count <= A_MINUTE


def install() -> None:
    """Have this program's warnings and errors written to standard error, in bounds."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Short())
    handler.addFilter(Few())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("waitress").setLevel(logging.ERROR)
