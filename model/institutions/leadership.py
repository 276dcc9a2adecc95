"""The leadership: it names the line the country follows."""

from __future__ import annotations

from model.drivers import DOCTRINES
from model.institution import Institution


class Leadership(Institution):
    """Sees threat and living standards; today its line is a dated path handed in."""

    doctrine: str = DOCTRINES[0]

    def decide(self) -> None:
        """Name this month's doctrine."""
        self.doctrine = DOCTRINES[int(self.model.now["doctrine"])]
