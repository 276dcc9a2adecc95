"""Institution: one Mesa agent that decides."""

from __future__ import annotations

import mesa


class Institution(mesa.Agent):  # type: ignore[misc]
    """Reads published figures, sets its own instruments, moves no stock."""

    def decide(self) -> None:
        """Set this month's instruments from what was published last month."""
        raise NotImplementedError
