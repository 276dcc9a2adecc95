"""Cooperative and state farms."""

from __future__ import annotations

from model.population import Column, Population, positions

COLUMNS = (
    Column("weight", "farms", "real farms a row stands for"),
    Column("base_harvest", "kt a year", "harvest of the opening year"),
    Column("base_other", "trn KRW a month", "livestock, fish and timber at the opening"),
    Column("condition", "ratio", "what weather has left of this season's crop"),
    Column("exposure", "ratio", "how hard weather hits this farm beside the mean"),
    Column("fertiliser", "trn KRW", "stock of fertiliser and chemicals"),
    Column("fuel", "trn KRW", "stock of oil products"),
    Column(
        "fed", "ratio, opening = 1", "fertiliser applied since January, part of a normal season"
    ),
    Column("worked", "ratio, opening = 1", "fuel used since January, part of a normal season"),
    Column("expected", "kt a year", "harvest expected of this calendar year"),
    Column("accrued", "kt", "growing crop counted as output since January"),
    Column("grain", "kt", "grain in the farm's stores"),
    Column("cash", "KPW", "won notes"),
    Column("productivity", "ratio, opening = 1", "technology and incentives"),
)
LABELS = (
    Column("identity", "number", "what random draws are keyed by"),
    Column("region", "index of REGIONS", "where it stands"),
)
F = positions("F", COLUMNS)
FK = positions("FK", LABELS)


class Farms(Population):
    """They gather inputs month by month and harvest in harvest months."""

    columns, labels = COLUMNS, LABELS
