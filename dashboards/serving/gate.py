"""Who may ask: the pages themselves, and whoever has the token in the address that was printed.

A page of any other site can make a browser ask an address of this machine, and on a shared machine
so can every other user: the first is told by the headers a browser adds, the second by the token.
"""

from __future__ import annotations

from collections.abc import Collection
from hmac import compare_digest
from html import escape
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, request

OWN = (None, "same-origin", "none")
"""What a browser says of the site that asks: this one, or the reader's own hand."""
PAGE = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Byungjin</title>{}</html>'
CLOSED = (
    "</head><p>This address needs the token that <code>byungjin dashboard</code> printed: open the "
    'address printed there, or <a href="">this one again</a> if you have and come from elsewhere.'
)
FOREIGN = "The dashboard answers its own pages, and no request from another site.\n"


def guard(server: Flask, token: str | None, pages: Collection[str]) -> None:
    """Refuse requests from other sites and, if there is a token, all that do not have it.

    Args:
        server: whose requests.
        token: asked for in the address once, then kept by the browser as a cookie.
        pages: paths another site may link to.
    """

    @server.before_request
    def check() -> Response | None:
        if _foreign(pages):
            return Response(FOREIGN, 403, mimetype="text/plain")
        if token is None or _same(request.cookies.get(_cookie(), ""), token):
            return None
        if not _same(request.args.get("token", ""), token):
            return Response(PAGE.format(CLOSED), 403)
        return _entered(token) if request.path in pages else None


def _foreign(pages: Collection[str]) -> bool:
    """Whether another site asks, be it another port of this machine; to follow a link is fine."""
    said = request.headers
    if (origin := said.get("Origin")) and urlsplit(origin).netloc != request.host:
        return True
    follows = (said.get("Sec-Fetch-Mode"), said.get("Sec-Fetch-Dest")) == ("navigate", "document")
    linked = follows and request.method == "GET" and request.path in pages
    return said.get("Sec-Fetch-Site") not in OWN and not linked


def _same(given: str, token: str) -> bool:
    return compare_digest(given.encode("utf-8", "replace"), token.encode())


def _cookie() -> str:
    """A browser keeps one set of cookies for all ports of a machine."""
    return f"byungjin-{urlsplit(request.host_url).port or 80}"


def _entered(token: str) -> Response:
    """Keep the token as a cookie and go on without it: it stays out of links and history.

    Not by a redirect, which a browser that was sent here by another site would follow without the
    cookie.
    """
    rest = [(k, v) for k, v in request.args.items(multi=True) if k != "token"]
    there = escape(request.path + (f"?{urlencode(rest)}" if rest else ""))
    go = f'<meta http-equiv="refresh" content="0;url={there}"></head><a href="{there}">Go on</a>'
    answer = Response(PAGE.format(go))
    answer.set_cookie(_cookie(), token, httponly=True, samesite="Strict")
    return answer
