"""The dashboard as a web application for this machine only: shell, routing, headers, serving."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import signal
import socket
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ALL, ClientsideFunction, Dash, Input, Output, dcc, html, set_props
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from dashboards import theme
from dashboards.components import ui
from dashboards.components.safe import plain
from dashboards.data.stores import EMPTY, ElsewhereError, Shelf
from dashboards.pages.debates import page as debates
from dashboards.pages.flows import page as flows
from dashboards.pages.provenance import page as provenance
from dashboards.pages.record import page as record
from dashboards.pages.runs import page as runs
from dashboards.pages.scenarios import page as scenarios
from dashboards.pages.sweeps import page as sweeps
from dashboards.pages.whatif import page as whatif
from dashboards.serving import logs
from dashboards.serving.gate import guard
from dashboards.serving.server import LARGEST_BODY, Server
from model.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

PAGES = (scenarios, whatif, sweeps, flows, record, debates, runs, provenance)
"""Pages in the order of the navigation; each has PATH, NAV, TITLE, layout() and register()."""
HOST = "127.0.0.1"
HOSTS = ("127.0.0.1", "localhost")
NAME = "Byungjin"
INDEX = """<!DOCTYPE html>
<html lang="en">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{%title%}</title>
{%favicon%}
<link rel="stylesheet" href="/theme.css">
{%css%}
</head>
<body>
{%app_entry%}
<noscript><p>This page draws its charts with JavaScript, which is switched off.</p></noscript>
<div>{%config%}{%scripts%}{%renderer%}</div>
</body>
</html>"""
log = logging.getLogger(__name__)


def create_app(
    stores: Sequence[str | Path],
    hosts: Sequence[str] = HOSTS,
    observed: pd.DataFrame | None = None,
    token: str | None = None,
) -> Dash:
    """The application over some stores or folders of stores.

    Args:
        stores: what to show; looked at afresh whenever a page is opened.
        hosts: host names a request may be addressed to.
        observed: the reader's own figures, drawn over the model.
        token: what an address must have to be answered; none is asked for if left out.
    """
    shelf = Shelf(stores, observed)
    atexit.register(shelf.close)
    app = Dash(
        "dashboards",
        title=NAME,
        update_title=None,
        index_string=INDEX,
        serve_locally=True,
        suppress_callback_exceptions=True,
        enable_mcp=False,
        on_error=_report,
    )
    app.layout = _shell()
    app.server.config.update(TRUSTED_HOSTS=list(hosts), MAX_CONTENT_LENGTH=LARGEST_BODY)
    guard(app.server, token, [page.PATH for page in PAGES])
    _route(app, shelf)
    for page in PAGES:
        page.register(app, shelf)
    _harden(app)
    return app


def serve(
    paths: Sequence[str | Path],
    port: int = 8050,
    open_browser: bool = False,
    observed: pd.DataFrame | None = None,
    with_token: bool = True,
) -> None:
    """Serve the dashboard to this machine until interrupted, and print its address.

    Args:
        paths: stores, or folders of stores.
        port: TCP port; 0 takes any free one.
        open_browser: also open the address in the browser.
        observed: the reader's own figures, drawn over the model.
        with_token: whether only who has the printed address may look.

    Raises:
        InputError: the port is out of range or taken.
    """
    with _listening(port) as listener:
        logs.install()
        token = token_urlsafe(24) if with_token else None
        app = create_app(paths, observed=observed, token=token)
        server = Server(app.server, listener)
        address = f"http://{HOST}:{listener.getsockname()[1]}/{f'?token={token}' if token else ''}"
        print(f"Dashboard: {address}  (Ctrl-C ends it)", flush=True)
        if open_browser:
            webbrowser.open(address)
        # Whoever ends the server by a signal ends its processes too, as Ctrl-C does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):
            server.run()


def _listening(port: int) -> socket.socket:
    """A socket of this machine's own that listens on a port; refused in one sentence."""
    if not 0 <= port <= 65535:
        raise InputError(f"port = {port} is out of range; expected 0 to 65535")
    listener = socket.socket()
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        why = (error.strerror or str(error)).lower()
        raise InputError(
            f"port {port} cannot be used ({why}); choose another with --port"
        ) from None
    return listener


def page_at(path: object) -> Any | None:
    """The page of a path; None where there is none."""
    return next((page for page in PAGES if path == page.PATH), None)


def show(shelf: Shelf, visit: object) -> tuple[list[Any], dict[str, str]]:
    """The content of the page a browser is on, and its title."""
    asked = visit if isinstance(visit, dict) else {}
    page = page_at(asked.get("path", "/"))
    if page is None:
        return _missing(), {"title": f"No such page · {NAME}", "path": "", "search": ""}
    try:
        content = page.layout(shelf, str(asked.get("search", "")), bool(asked.get("dark")))
    except InputError as error:
        content = _problem(page.TITLE, error)
    arrived = {"path": page.PATH, "search": plain(asked.get("search", ""), 2000)}
    return content, {"title": f"{page.NAV} · {NAME}", **arrived}


def _shell() -> dmc.MantineProvider:
    links = [
        html.A(p.NAV, href=p.PATH, className="page-link", **{"data-path": p.PATH}) for p in PAGES
    ]
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh=False),
            dcc.Store(id="visit"),
            dcc.Store(id="shown"),
            html.A("Skip to the charts", href="#page", className="skip"),
            html.Header(
                [
                    html.A(NAME, href="/", className="brand"),
                    html.Nav(links, **{"aria-label": "Pages"}),
                    html.Button("Dark", id="theme", className="button"),
                ]
            ),
            html.Div(id="problem"),
            html.Main(html.P("Loading…", className="state"), id="page", tabIndex=-1),
            html.Footer("Served by this machine to this machine; nothing is sent elsewhere."),
        ],
        id="provider",
        theme={"fontFamily": theme.FONT, "primaryColor": "blue", "defaultRadius": "sm"},
    )


def _route(app: Dash, shelf: Shelf) -> None:
    app.clientside_callback(
        ClientsideFunction("byungjin", "visit"),
        Output("visit", "data"),
        Output("provider", "forceColorScheme"),
        Output("theme", "children"),
        Input("url", "pathname"),
        Input("url", "search"),
        Input("theme", "n_clicks"),
    )
    app.callback(
        Output("page", "children"),
        Output("shown", "data"),
        Input("visit", "data"),
        prevent_initial_call=True,
    )(lambda visit: show(shelf, visit))
    app.clientside_callback(
        ClientsideFunction("byungjin", "arrive"),
        Input("shown", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("byungjin", "release"),
        Input("problem", "children"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("byungjin", "address"),
        Input({"view": ALL}, "data"),
        prevent_initial_call=True,
    )


def _missing() -> list[Any]:
    home = html.P(html.A("Go to the scenarios", href="/"))
    return [html.H1("There is no page at this address"), ui.empty("Nothing here", home)]


def _problem(title: str, error: InputError) -> list[Any]:
    message = str(error)
    if isinstance(error, ElsewhereError):
        ways = [html.A(words, href=at, className="button") for words, at in error.pages.items()]
        return [html.H1(title), ui.empty(error.heading, html.P(message), html.P(ways))]
    if message == EMPTY:
        how = html.P(["Run: ", html.Code("byungjin quickstart")])
        other = html.P(html.A(f"{whatif.NAV} needs none", href=whatif.PATH))
        return [html.H1(title), ui.empty("No runs yet", how, other)]
    others = html.P(html.A("Choose among the stored runs", href=runs.PATH, className="button"))
    again = html.P(["Or make new runs: ", html.Code("byungjin quickstart")])
    return [
        html.H1(title),
        ui.empty(
            "These runs cannot be shown", html.P(message), html.P(others), again, kind="error"
        ),
    ]


def _report(error: Exception) -> None:
    """Tell the reader that an update failed; the log has the rest under the same reference."""
    reference = token_hex(2)
    told = isinstance(error, InputError)
    log.error("Update failed, reference %s: %s", reference, error, exc_info=None if told else error)
    why = f" {error}" if told else ""
    message = f"That update failed; the charts still show the last good result.{why}"
    set_props("problem", {"children": ui.notice(f"{message} Reference {reference}", "error")})


def _harden(app: Dash) -> None:
    """Headers that let the page load nothing from elsewhere and run no script but its own."""
    server: Flask = app.server
    scripts = " ".join(app.csp_hashes())
    policy = (
        f"default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    fixed = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }

    @server.after_request
    def headers(response: Response) -> Response:
        response.headers.update(fixed)
        return response

    @server.errorhandler(InputError)
    def refuse(error: InputError) -> tuple[Response, int]:
        return Response(f"{error}\n", mimetype="text/plain"), 404

    @server.errorhandler(Exception)
    def fail(error: Exception) -> HTTPException | tuple[Response, int]:
        """What no page raised: a request the page library cannot read, one line in the log."""
        if isinstance(error, HTTPException):
            return error
        log.error("%s %s: %s: %s", request.method, request.path, type(error).__name__, error)
        return Response("This request could not be answered.\n", mimetype="text/plain"), 500

    @server.get("/theme.css")
    def colours() -> Response:
        return Response(theme.stylesheet(), mimetype="text/css")
