"""Enterprises and institutions of every branch but farms."""

from __future__ import annotations

from model.population import Column, Population, positions

COLUMNS = (
    Column("weight", "enterprises", "real enterprises a row stands for"),
    Column("base_output", "trn KRW a month", "output of the opening, at 2011 prices"),
    Column("output", "trn KRW a month", "output this month, at 2011 prices"),
    Column("supply", "trn KRW a month", "what capital, work and inputs allow"),
    Column("spread", "ratio", "lasting efficiency beside the branch's mean"),
    Column("shock", "log", "passing efficiency"),
    Column("productivity", "ratio, opening = 1", "technology"),
    Column("structures", "trn KRW", "buildings and works"),
    Column("equipment", "trn KRW", "machines and vehicles"),
    Column("base_structures", "trn KRW", "buildings and works of the opening"),
    Column("base_equipment", "trn KRW", "machines and vehicles of the opening"),
    Column("materials", "trn KRW", "stock of home-made inputs"),
    Column("imported", "trn KRW", "stock of imported intermediates"),
    Column("fuel", "trn KRW", "stock of oil products"),
    Column("stock", "trn KRW", "finished goods not yet delivered"),
    Column("cash", "KPW", "won notes"),
    Column("deposits", "KPW", "clearing balance at plan prices, credit deducted"),
    Column("dollars", "USD", "foreign currency"),
)
LABELS = (
    Column("identity", "number", "what random draws are keyed by"),
    Column("branch", "index of BRANCHES", "what it makes"),
    Column("region", "index of REGIONS", "where it stands"),
)
E = positions("E", COLUMNS)
EK = positions("EK", LABELS)


class Enterprises(Population):
    """Plants, mines, sites, offices and barracks: they gather inputs and produce."""

    columns, labels = COLUMNS, LABELS
