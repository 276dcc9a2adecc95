"""Campaigns: thousands of attempts to break a promise; a small share of each runs in the suite.

A campaign is a module here with `run(n, seed)`, which yields one `Trial` an attempt.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trial:
    """One attempt: what was tried, and what went wrong, if anything did."""

    tried: str
    """Enough to repeat it: a seed, a call's number, a file's text."""
    failed: str | None = None
    """What was promised and not kept, in one line; None where it was kept."""
