"""Foreign trade companies with licences by patron."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.compiled import compiled
from model.drivers import EXPORT_CHANNELS
from model.matrix import rows
from model.population import Column, Population, positions
from model.populations.layout import ARMY, CABINET, PARTY, PATRONS, SECOND_ECONOMY

Array = NDArray[np.float64]

COLUMNS = (
    Column("weight", "companies", "real companies a row stands for"),
    Column("size", "share", "part of its patron's trade one company does"),
    Column("licence", "share", "part of foreign trade licensed to one company"),
    Column("receipts", "mn USD a month", "what its exports brought this month"),
    Column("dollars", "USD", "foreign currency"),
    Column("skill", "share", "part of banned trade it has learnt to move"),
)
LABELS = (
    Column("identity", "number", "what random draws are keyed by"),
    Column("patron", "index of PATRONS", "who holds the licence"),
)
C = positions("C", COLUMNS)
CK = positions("CK", LABELS)


class TradingCompanies(Population):
    """They export and import under licence, and learn to get round sanctions."""

    columns, labels = COLUMNS, LABELS


def licensed(p: Any) -> Array:
    """Part of each export channel licensed to each patron's companies at the opening.

    Rows of record, each patron's scaled to the part of all trade it is given; shape (patrons,
    channels).
    """
    value = np.array([getattr(p.trade, f"export_{c}") for c in EXPORT_CHANNELS])
    table = np.array([[float(row[c]) for c in EXPORT_CHANNELS] for row in rows("licences.csv")])
    held = table @ value / value.sum()
    named = {PARTY: p.trade.licences_party, ARMY: p.trade.licences_army,
             SECOND_ECONOMY: p.trade.licences_munitions}  # fmt: skip
    for patron, share in named.items():
        table[patron] *= share / held[patron]
    return np.asarray(table / table.sum(axis=0))


@compiled
def reach(level, edge, cabinet):
    """A level of evasion by patron, [patron]: the cabinet's lower, the mean over licences as given.

    Args:
        level: part of banned trade moved, mean over all licences.
        edge: how much less of it the cabinet's companies move, as a share.
        cabinet: licences the cabinet's companies hold, as a share of all.
    """
    others = min(level * (1.0 + edge * cabinet / max(1.0 - cabinet, 1e-9)), 1.0)
    found = np.full(len(PATRONS), others)
    found[CABINET] = level * (1.0 - edge)
    return found
