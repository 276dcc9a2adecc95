"""A real store, the application over it, and callbacks called as the browser calls them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboards.app import create_app
from tests.dashboards import stores

HOST = {"Host": "127.0.0.1"}


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    yield stores.real()
    stores.forget()


@pytest.fixture(scope="session")
def app(home: Path) -> Dash:
    return create_app([home])


@pytest.fixture(scope="session")
def client(app: Dash) -> FlaskClient:
    return app.server.test_client()


Call = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def visit(client: FlaskClient) -> Call:
    """The page of an address, as the shell asks for it."""

    def call(search: str = "", path: str = "/", dark: bool = False) -> dict[str, Any]:
        body = {
            "output": "..page.children...shown.data..",
            "outputs": [{"id": "page", "property": "children"},
                        {"id": "shown", "property": "data"}],
            "inputs": [{"id": "visit", "property": "data",
                        "value": {"path": path, "search": search, "dark": dark}}],
            "changedPropIds": ["visit.data"],
        }  # fmt: skip
        answer = client.post("/_dash-update-component", json=body, headers=HOST)
        assert answer.status_code == 200
        return json.loads(answer.data)["response"]

    return call


@pytest.fixture(scope="session")
def change(app: Dash, client: FlaskClient) -> Call:
    """What the page answers when its controls are set to anything."""
    key = next(key for key in app.callback_map if "bands-note.children" in key)

    def call(series: list[str], names: list[str], **asked: Any) -> dict[str, Any]:
        outputs = []
        for spec in key.strip(".").split("..."):
            identity, _, name = spec.rpartition(".")
            identity = json.loads(identity) if identity.startswith("{") else identity
            if isinstance(identity, dict) and "part" in identity:
                outputs.append([{"id": identity | {"chart": s}, "property": name} for s in series])
            elif isinstance(identity, dict) and "pill" in identity:
                outputs.append([{"id": {"pill": n}, "property": name} for n in names])
            else:
                outputs.append({"id": identity, "property": name})
        ids = {"link": {"view": "scenarios"}, "visit": "visit"}
        given = [
            {"id": ids.get(n, n), "property": "data" if n in ids else "value", "value": v}
            for n, v in asked.items()
        ]
        body = {"output": key, "outputs": outputs, "inputs": given[:4], "state": given[4:],
                "changedPropIds": ["values.value"]}  # fmt: skip
        answer = client.post("/_dash-update-component", json=body, headers=HOST)
        assert answer.status_code == 200, answer.data[:500]
        return json.loads(answer.data)["response"]

    return call
