"""Households by region and class."""

from __future__ import annotations

from model.population import Column, Population, positions

COLUMNS = (
    Column("weight", "households", "real households a row stands for"),
    Column("skill", "ratio", "market earning power beside the mean"),
    Column("cash", "KPW", "won notes"),
    Column("dollars", "USD", "foreign currency"),
    Column("grain", "kg", "grain in the house"),
    Column("hours", "share of working time", "work on the market"),
    Column("income", "KPW a month", "money income, smoothed"),
    Column("habit", "share", "part of liquid wealth kept in foreign currency"),
    Column("base_habit", "share", "the same at the opening"),
    Column("effort", "ratio", "market work this month: hours x skill x luck"),
    Column("grain_wanted", "kg a month", "grain to buy on the market"),
    Column("spending", "KPW a month", "spending on other goods"),
    Column("dollars_wanted", "USD a month", "foreign currency to buy (+) or sell (-)"),
    Column("intake", "kg a month", "grain eaten"),
    Column("consumption", "KPW of 2011 a month", "goods and grain used, at opening prices"),
    Column("hungry", "share of people", "people below the food line"),
)
LABELS = (
    Column("identity", "number", "what random draws are keyed by"),
    Column("region", "index of REGIONS", "where it lives"),
    Column("kind", "index of CLASSES", "its class"),
    Column("poor", "0 or 1", "whether it is among the poorer three fifths at the opening"),
)
H = positions("H", COLUMNS)
HK = positions("HK", LABELS)


class Households(Population):
    """They work for the state and on the market, eat, spend, save and keep dollars."""

    columns, labels = COLUMNS, LABELS
