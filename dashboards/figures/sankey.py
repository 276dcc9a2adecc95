"""The Sankey: what flows from sources through hands to uses, each ribbon as wide as its flow.

Ribbons and nodes are filled lines of our own, so that labels stand beside the ribbons, every
scenario keeps the same order of nodes, and nothing needs more than plain SVG.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from dashboards.components.safe import label
from dashboards.components.text import number
from dashboards.figures.frame import framed
from dashboards.theme import Tokens, translucent

if TYPE_CHECKING:
    import pandas as pd

Spec = dict[str, Any]

HEIGHT = 520
GAP = 26
"""Pixels between two nodes of a column: the label of a node in the middle stands there."""
NODE = 0.011
"""Width of a node as a share of the plot."""
STEPS = 24
"""Points along one edge of a ribbon."""
MARGIN = {"l": 168, "r": 168, "t": 4, "b": 12, "pad": 0}
HEAD = 22
"""Pixels above the topmost node, for its label."""
ARROW, SPACE = "→", "\u2002"


class Node(Protocol):
    """What is read of a node."""

    title: str
    column: int
    track: str


type Flow = tuple[str, str, float, str]
"""Source, target, value, what it is made of."""


@dataclass(slots=True)
class Placed:
    """A node where it is drawn."""

    name: str
    column: int
    value: float
    """What flows through it."""
    size: float
    """Its height in pixels."""
    top: float = 0.0
    """Pixels from the top of the plot."""

    @property
    def centre(self) -> float:
        """Its middle."""
        return self.top + self.size / 2


def colour(track: str, theme: Tokens) -> str:
    """The colour of a track, the same in every chart."""
    hues = {"defence": 2, "civilian": 3, "state": 0}
    return theme.scenarios[hues[track]] if track in hues else theme.axis


def sankey_spec(
    nodes: Mapping[str, Node], flows: pd.DataFrame, unit: str, digits: int, theme: Tokens
) -> Spec:
    """The picture as a dictionary.

    Args:
        nodes: by name, in the order in which a column shows them.
        flows: source, target, about, value; none negative, columns rising along every flow.
        unit: what values are counted in, for what is read when pointing at a ribbon.
        digits: decimals shown.
        theme: colours.
    """
    merged = merge(flows)
    placed = place(nodes, merged)
    columns = 1 + max((node.column for node in placed.values()), default=1)
    drawn = [
        _ribbon(flow, ends, placed, nodes, columns)
        | _read(flow, nodes, unit, digits)
        | {"fillcolor": translucent(colour(_track(flow, nodes), theme), 0.42)}
        for flow, ends in zip(merged, heights(merged, placed), strict=True)
    ]
    bars = [_bar(node, columns, colour(nodes[node.name].track, theme)) for node in placed.values()]
    labels = _labels(nodes, placed, columns, digits, theme)
    return {"data": [*drawn, *bars, *labels], "layout": _layout(theme)}


def merge(flows: pd.DataFrame) -> list[Flow]:
    """Flows between the same two nodes as one."""
    found: dict[tuple[str, str], tuple[float, list[str]]] = {}
    for row in flows.itertuples(index=False):
        value, about = found.get((row.source, row.target), (0.0, []))
        found[row.source, row.target] = (value + row.value, [*about, row.about])
    return [(s, t, value, ", ".join(about)) for (s, t), (value, about) in found.items()]


def place(nodes: Mapping[str, Node], flows: Sequence[Flow]) -> dict[str, Placed]:
    """Every node that something flows through, with size and place in its column."""
    values = {name: _through(name, flows) for name in nodes}
    columns: dict[int, list[str]] = {}
    for name, value in values.items():
        if value > 0:
            columns.setdefault(nodes[name].column, []).append(name)
    room = [
        (HEIGHT - GAP * (len(names) - 1)) / sum(values[name] for name in names)
        for names in columns.values()
    ]
    placed: dict[str, Placed] = {}
    for column, names in sorted(columns.items()):
        fresh = [Placed(name, column, values[name], values[name] * min(room)) for name in names]
        _settle(fresh, [_wanted(node, placed, flows) for node in fresh])
        placed |= {node.name: node for node in fresh}
    return placed


def _through(name: str, flows: Sequence[Flow]) -> float:
    """What flows through a node: the larger of what it gets and what it passes on."""
    return max(sum(flow[2] for flow in flows if flow[side] == name) for side in (0, 1))


def _wanted(node: Placed, placed: Mapping[str, Placed], flows: Sequence[Flow]) -> float | None:
    """The mean height of what flows into a node; None where nothing does."""
    into = [(placed[f[0]].centre, f[2]) for f in flows if f[1] == node.name and f[0] in placed]
    weight = sum(value for _, value in into)
    return sum(height * value for height, value in into) / weight if weight else None


def _settle(column: Sequence[Placed], wanted: Sequence[float | None]) -> None:
    """Put a column's nodes near what flows into them, in order and without touching."""
    spare = HEIGHT - sum(node.size for node in column) - GAP * (len(column) - 1)
    edge = max(0.0, spare) / 2 if all(height is None for height in wanted) else 0.0
    for node, height in zip(column, wanted, strict=True):
        node.top = edge if height is None else max(edge, height - node.size / 2)
        edge = node.top + node.size + GAP
    floor = float(HEIGHT)
    for node in reversed(column):
        node.top = min(node.top, floor - node.size)
        floor = node.top - GAP


def heights(flows: Sequence[Flow], placed: Mapping[str, Placed]) -> list[tuple[float, float]]:
    """Where each ribbon leaves and arrives: stacked in the order of the nodes at the other end."""
    ends: list[dict[int, float]] = [{}, {}]
    for side in (0, 1):
        used = dict.fromkeys(placed, 0.0)
        for at in sorted(range(len(flows)), key=lambda i: placed[flows[i][1 - side]].top):
            node = placed[flows[at][side]]
            ends[side][at] = node.top + used[node.name]
            used[node.name] += flows[at][2] / node.value * node.size
    return [(ends[0][at], ends[1][at]) for at in range(len(flows))]


def _track(flow: Flow, nodes: Mapping[str, Node]) -> str:
    """The track whose colour a ribbon has: where it goes, else where it comes from."""
    ends = (nodes[flow[1]].track, nodes[flow[0]].track)
    return next((track for track in ends if track != "outside"), "outside")


def _read(flow: Flow, nodes: Mapping[str, Node], unit: str, digits: int) -> Spec:
    """What is read when pointing at a ribbon."""
    source, target, value, about = flow
    way = f"{label(nodes[source].title)} {ARROW} {label(nodes[target].title)}"
    return {"text": f"<b>{number(value, digits)}</b> {label(unit)}<br>{way}<br>{label(about, 90)}"}


def _x(column: int, columns: int) -> float:
    """Left edge of a column's nodes."""
    return column / (columns - 1) * (1 - NODE)


def _ribbon(
    flow: Flow,
    ends: tuple[float, float],
    placed: Mapping[str, Placed],
    nodes: Mapping[str, Node],
    columns: int,
) -> Spec:
    source, target = placed[flow[0]], placed[flow[1]]
    left, right = _x(source.column, columns) + NODE, _x(target.column, columns)
    shares = [step / (STEPS - 1) for step in range(STEPS)]
    x = [round(left + (right - left) * share, 4) for share in shares]
    bend = [share * share * (3 - 2 * share) for share in shares]
    y = [ends[0] + (ends[1] - ends[0]) * share for share in bend]
    width = max(0.75, flow[2] / source.value * source.size)
    below = [height + width for height in reversed(y)]
    return _filled([*x, *reversed(x)], [*y, *below]) | {"hoveron": "fills", "hoverinfo": "text"}


def _bar(node: Placed, columns: int, fill: str) -> Spec:
    left, bottom = _x(node.column, columns), node.top + max(node.size, 1.5)
    corners = [left, left + NODE, left + NODE, left]
    shape = _filled(corners, [node.top, node.top, bottom, bottom])
    return shape | {"fillcolor": fill, "hoverinfo": "skip"}


def _filled(x: Sequence[float], y: Sequence[float]) -> Spec:
    rounded = [round(height, 2) for height in y]
    outline = {"line": {"width": 0}, "fill": "toself", "x": [*x], "y": rounded}
    return {"type": "scatter", "mode": "lines"} | outline


def _labels(
    nodes: Mapping[str, Node],
    placed: Mapping[str, Placed],
    columns: int,
    digits: int,
    theme: Tokens,
) -> list[Spec]:
    """Names and values: left of the first column, right of the last, above those between."""
    # What lies outside the axes is not drawn: labels start at the edge, parted by a space.
    sides = {0: ("middle left", 0.0), columns - 1: ("middle right", NODE)}
    found: dict[tuple[str, float], list[Placed]] = {}
    for node in placed.values():
        found.setdefault(sides.get(node.column, ("top center", NODE / 2)), []).append(node)
    return [
        {
            "type": "scatter",
            "mode": "text",
            "cliponaxis": False,
            "hoverinfo": "skip",
            "textposition": position,
            "textfont": {"size": 12, "color": theme.ink},
            "x": [round(_x(n.column, columns) + shift, 4) for n in group],
            "y": [round(n.top - 3 if position == "top center" else n.centre, 2) for n in group],
            "text": [
                f"{SPACE}{label(nodes[n.name].title)} <b>{number(n.value, digits)}</b>{SPACE}"
                for n in group
            ],
        }
        for (position, shift), group in found.items()
    ]


def _layout(theme: Tokens) -> Spec:
    axis = {"visible": False, "fixedrange": True}
    return framed(theme, HEAD + HEIGHT + MARGIN["t"] + MARGIN["b"], MARGIN) | {
        "xaxis": axis | {"range": [0, 1]},
        "yaxis": axis | {"range": [HEIGHT, -HEAD]},
    }
