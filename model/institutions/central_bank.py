"""The central bank: how many won notes are printed."""

from __future__ import annotations

from model.institution import Institution

MILLION = 1e6


class CentralBank(Institution):
    """Sees whether the leadership prescribes an issue; else closes the state's cash gap.

    Sets the notes to be issued this month, mn KPW; NaN leaves the amount to the gap.
    """

    def decide(self) -> None:
        """Take the prescribed issue, if there is one."""
        self.model.nation.prescribed_issue = self.model.now["money.note_issue"] * MILLION
