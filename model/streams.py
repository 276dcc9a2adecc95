"""Named random streams: a draw depends on seed, stream, month and row, and on nothing else."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np

_MASK = 2**64 - 1


@lru_cache(maxsize=4096)
def _stream(seed: int, name: str) -> int:
    digest = hashlib.blake2b(f"{seed}/{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def key(seed: int, name: str, month: int) -> np.uint64:
    """The key of one stream in one month; kernels draw from it by row number.

    A new stream has a name of its own, so it leaves every other stream's draws as they were.
    """
    return np.uint64((_stream(seed, name) + month * 0xD1342543DE82EF95) & _MASK)
