"""Private traders and investors (donju)."""

from __future__ import annotations

from model.population import Column, Population, positions

COLUMNS = (
    Column("weight", "traders", "real traders a row stands for"),
    Column("size", "share", "part of the trade this row handles, per trader"),
    Column("cash", "KPW", "won notes"),
    Column("dollars", "USD", "foreign currency"),
    Column("grain", "kg", "grain for sale"),
    Column("capital", "trn KRW", "shops, vehicles, stakes in state enterprises"),
    Column("memory", "index 0-1", "remembered expropriation, fading"),
)
LABELS = (
    Column("identity", "number", "what random draws are keyed by"),
    Column("investor", "0 or 1", "whether it invests beyond its own trade"),
)
T = positions("T", COLUMNS)
TK = positions("TK", LABELS)


class Traders(Population):
    """They buy from farms and enterprises, import, sell to households and invest."""

    columns, labels = COLUMNS, LABELS
