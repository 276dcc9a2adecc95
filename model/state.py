"""State: what an economy is made of, for everything that works on one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

if TYPE_CHECKING:
    from model.accounts import Accounts
    from model.case import Case
    from model.figures import Named
    from model.nation import Nation
    from model.population import Rows
    from model.populations.enterprises import Enterprises
    from model.populations.farms import Farms
    from model.populations.households import Households
    from model.populations.traders import Traders
    from model.populations.trading_companies import TradingCompanies
    from model.record_table import Record
    from model.world import World
    from model.yardstick import Yardstick


class State(mesa.Model):  # type: ignore[misc]
    """The parts of a country; `model.economy.Economy` builds, steps and records it."""

    case: Case
    months: list[str]
    month: int
    threads: int
    books: Any
    """Everything published, as the one record that kernels read and write; shape (1,)."""
    figures: Any
    nation: Nation
    world: World
    opening: Yardstick
    accounts: Accounts
    now: Named
    p: Any
    rows: Rows
    enterprises: Enterprises
    farms: Farms
    households: Households
    traders: Traders
    companies: TradingCompanies
    record: Record

    def follow(self, case: Case) -> None:
        """Take parameters, paths and months from a case."""
        raise NotImplementedError

    def run(self) -> Record:
        """Step to the end of the case and hand back the record."""
        raise NotImplementedError
