"""Components as text: what a report writes out, and tables that the browser sets in one piece.

A page that holds a component for every cell of every table makes each later change of anything on
it slow, for the library that draws it looks at every component whenever one of them changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from dash.development.base_component import Component

VOID = {"br", "hr", "img", "input"}
KEPT = {"id", "role", "tabIndex", "title", "scope", "lang", "href", "download"}
"""Attributes that are written out, beside those of accessibility and data."""


def markup(node: Any) -> str:
    """Plain elements as HTML; every text in them is escaped."""
    if isinstance(node, list | tuple):
        return "".join(map(markup, node))
    if isinstance(node, Component):
        props = node.to_plotly_json()["props"]
        return element(node._type.lower(), props, markup(props.get("children")))
    return "" if node is None or isinstance(node, bool) else escape(str(node))


def element(tag: str, props: Mapping[str, Any], inside: str) -> str:
    """One element with its attributes round what is HTML already."""
    pairs = attributes(props).items()
    head = tag + "".join(f' {name}="{escape(value)}"' for name, value in pairs)
    return f"<{head}>" if tag in VOID else f"<{head}>{inside}</{tag}>"


def attributes(props: Mapping[str, Any]) -> dict[str, str]:
    """What of a component's properties an element keeps."""
    found = {
        name.lower(): str(value)
        for name, value in props.items()
        if (name in KEPT or name.startswith(("aria-", "data-")))
        and isinstance(value, str | int)
        and not isinstance(value, bool)
    }
    if "className" in props:
        found["class"] = str(props["className"])
    if props.get("open") is True:
        found["open"] = ""
    if isinstance(props.get("style"), dict):
        found["style"] = ";".join(f"{_css(n)}:{value}" for n, value in props["style"].items())
    return found


def _css(name: str) -> str:
    """A style's name as stylesheets write it."""
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
