"""What pages share as they answer: the address asked for, the reader's theme, files."""

from __future__ import annotations

from typing import Any

from flask import Response, request


def search() -> str:
    """The query of the address a file is asked for by."""
    return request.query_string.decode("utf-8", "replace")


def address(path: str, query: str) -> str:
    """The whole address of a view of a page, as a file says where it comes from."""
    return request.host_url.rstrip("/") + path + query


def dark(visit: Any) -> bool:
    """Whether the reader has the dark theme, from what the browser says of its visit."""
    return bool(isinstance(visit, dict) and visit.get("dark"))


def file(body: str, name: str, kind: str = "text/csv") -> Response:
    """A text as a file that the browser saves."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype=kind, headers=headers)
