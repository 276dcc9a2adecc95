"""Foreign trade companies with licences by patron."""

from __future__ import annotations

from model.population import Column, Population, positions

COLUMNS = (
    Column("weight", "companies", "real companies a row stands for"),
    Column("licence", "share", "part of foreign trade licensed to one company"),
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
