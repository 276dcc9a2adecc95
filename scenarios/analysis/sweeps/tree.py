"""A classification tree: all of the space cut into regions, beside the one box of `discovery`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scenarios.analysis.sweeps.ranking import features
from scenarios.storage import extras

if TYPE_CHECKING:
    from scenarios.analysis.sweeps.responses import Responses

LEAVES = 6
LEAST = 0.02
"""Share of the draws a region holds at least."""


def tree(given: Responses, wanted: NDArray[np.bool_], leaves: int = LEAVES) -> pd.DataFrame:
    """Regions by how many of the draws looked for they hold (Breiman and others 1984).

    Args:
        given: what the design gave.
        wanted: which of its whole draws are looked for.
        leaves: regions at most.

    Returns:
        rule, coverage, density, mass; the densest first.

    Raises:
        InputError: scikit-learn is not installed.
    """
    library = extras.need("sklearn.tree", "a tree")
    columns, owner = features(given, given.whole)
    grown = library.DecisionTreeClassifier(
        max_leaf_nodes=leaves, min_samples_leaf=max(2, int(LEAST * len(wanted))), random_state=0
    ).fit(columns, wanted)
    labels = _labels(given, owner)
    leaf = grown.apply(columns)
    rows = [
        (rule, wanted[leaf == node].sum() / wanted.sum(), wanted[leaf == node].mean(),
         (leaf == node).mean())
        for node, rule in _rules(grown.tree_, labels, 0, {}).items()
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["rule", "coverage", "density", "mass"])
    return frame.sort_values("density", ascending=False, ignore_index=True)


def _labels(given: Responses, owner: NDArray[np.int64]) -> list[tuple[str, str]]:
    """Of each column the factor, and the name it stands for if it is a list of names."""
    labels = []
    for column, number in enumerate(owner):
        one = given.factors[number]
        place = column - int(np.argmax(owner == number))
        names = bool(one.values) and isinstance(one.values[0], str)
        labels.append((one.name, str(one.values[place]) if names else ""))
    return labels


def _rules(
    grown: Any, labels: list[tuple[str, str]], node: int, path: dict[tuple[str, ...], str]
) -> dict[int, str]:
    """The way to every leaf, in words, by the number of its node.

    A later cut of the same factor on the same side is the narrower one and takes the place of the
    first; a name that a factor has says what it has not.
    """
    if grown.children_left[node] < 0:
        return {node: " and ".join(path.values()) or "everywhere"}
    factor, name = labels[grown.feature[node]]
    if name:
        left = path | {(factor, "is not", name): f"{factor} is not {name}"}
        others = {key: words for key, words in path.items() if key[0] != factor}
        right = others | {(factor, "is"): f"{factor} is {name}"}
    else:
        cut = f"{grown.threshold[node]:.4g}"
        left = path | {(factor, "<="): f"{factor} <= {cut}"}
        right = path | {(factor, ">"): f"{factor} > {cut}"}
    return _rules(grown, labels, grown.children_left[node], left) | _rules(
        grown, labels, grown.children_right[node], right
    )
