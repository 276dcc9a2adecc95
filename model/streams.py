"""Named random streams: a draw depends on seed, stream, month and row, and on nothing else."""

from __future__ import annotations

import hashlib
from collections import namedtuple
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.compiled import compiled

_MASK, _STEP = 2**64 - 1, 0xD1342543DE82EF95
STREAMS = ("households", "production", "farming", "traders", "programme")
"""Streams that kernels draw from."""
S: Any = namedtuple("S", STREAMS)(*range(len(STREAMS)))
"""Their places: ``country.streams[S.farming]``."""


@lru_cache(maxsize=4096)
def _stream(seed: int, name: str) -> int:
    digest = hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def key(seed: int, name: str, month: int) -> np.uint64:
    """The key of one stream in one month; kernels draw from it by row number.

    A new stream has a name of its own, so it leaves every other stream's draws as they were.
    """
    return np.uint64((_stream(seed, name) + month * _STEP) & _MASK)


def openings(seed: int) -> NDArray[np.uint64]:
    """The key of each of `STREAMS` in month 0."""
    return np.array([_stream(seed, name) for name in STREAMS], dtype=np.uint64)


@compiled
def monthly(country, stream):
    """`key` of one of `STREAMS` in the country's month."""
    return country.streams[stream] + np.uint64(int(country.month)) * np.uint64(_STEP)
