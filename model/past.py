"""Past: the published figures of some months, as series read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from model import country
from model.chart import CHARTS
from model.figures import Array, Named, group

if TYPE_CHECKING:
    from model.nation import Nation
    from model.world import World
    from model.yardstick import Yardstick

FRONT = group("Front", **country.PUBLISHED)


class Past:
    """Published figures of some months, and what stands fixed beside them.

    A figure of ``nation``, ``world``, ``now`` or a ledger has months along its last axis.
    """

    nation: Nation
    world: World
    opening: Yardstick
    now: Named
    p: Any
    plan: Any
    cash: Any
    dollars: Any
    grain: Any
    calendar_month: Array

    def __init__(self, kept: Array, books: Array) -> None:
        front: Any = FRONT(kept.T)
        fixed: Any = country.COUNTRY(books.view(np.float64))
        for name in ("nation", "world", *CHARTS, "calendar_month"):
            setattr(self, name, getattr(front, name))
        self.now = Named(front.now, country.PATHS)
        self.opening, self.p = fixed.opening, fixed.p
