"""The central bank: how many won notes are printed."""

from __future__ import annotations

from model.institution import Institution

MILLION = 1e6


class CentralBank(Institution):
    """Prints won: as prescribed, or what closes the state's cash gap.

    Sees: whether an issue of notes is prescribed for the month.
    Sets: the notes to be issued; where none are prescribed, the gap between what the state takes
        in and pays out in cash decides (E10).
    Rule: no aim of its own for prices or the rate.
    Evidence: the won lost nine tenths of its value after the currency reform of 2009, and was
        steady from 2013 to 2019 without a published policy.
    Nobody knows: the notes in circulation in any year.
    """

    def decide(self) -> None:
        """Take the prescribed issue, if there is one."""
        self.model.nation.prescribed_issue = self.model.now["money.note_issue"] * MILLION
