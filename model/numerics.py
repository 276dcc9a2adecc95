"""Exponential, logarithm and counter-based draws that give the same bits on every machine.

The library versions differ between processors in the last bit; these use only +, -, *, / and
bit operations. Relative error is below 1e-12.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from model.compiled import compiled

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_UNIT = 1.0 / 9007199254740992.0  # 2**-53


@compiled
def mix(x: Any) -> Any:
    """SplitMix64: 64 well-mixed bits from a counter (Steele, Lea and Flood 2014)."""
    x = (x ^ (x >> np.uint64(30))) * _MIX1
    x = (x ^ (x >> np.uint64(27))) * _MIX2
    return x ^ (x >> np.uint64(31))


@compiled
def uniform(key: Any, counter: Any) -> Any:
    """A number in (0, 1), a pure function of the stream's key and a counter."""
    bits = mix(key + (np.uint64(counter) + np.uint64(1)) * _GOLDEN)
    return (np.float64(bits >> np.uint64(11)) + 0.5) * _UNIT


@compiled
def normal(key: Any, counter: Any) -> Any:
    """A draw of mean 0 and variance 1: twelve-fold Irwin-Hall in three 64-bit words.

    The sum of twelve 16-bit uniforms has variance (1 - 2**-32) and no tail beyond 6, which is
    what a monthly shock wants; it needs no logarithm.
    """
    total = 0.0
    for word in range(3):
        bits = mix(key + (np.uint64(counter) * np.uint64(3) + np.uint64(word + 1)) * _GOLDEN)
        for shift in (0, 16, 32, 48):
            total += np.float64((bits >> np.uint64(shift)) & np.uint64(0xFFFF))
    return total / 65536.0 - 6.0 + 6.0 / 65536.0


@compiled
def _scale(x: Any, k: Any) -> Any:
    """X times 2**k by repeated exact doubling in halves, without the library's power."""
    step = 2.0 if k >= 0.0 else 0.5
    n = np.int64(abs(k))
    factor = 1.0
    while n > 0:
        if n & 1:
            factor *= step
        step *= step
        n >>= 1
    return x * factor


@compiled
def exp(x: Any) -> Any:
    """E to the power x, for |x| below 700."""
    k = np.floor(x * 1.4426950408889634 + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    total, term = 1.0, 1.0
    for n in range(1, 14):
        term = term * r / n
        total += term
    return _scale(total, k)


@compiled
def log(x: Any) -> Any:
    """Natural logarithm of a positive number."""
    k = 0.0
    while x > 1.4142135623730951:
        x *= 0.5
        k += 1.0
    while x < 0.7071067811865476:
        x *= 2.0
        k -= 1.0
    s = (x - 1.0) / (x + 1.0)
    s2 = s * s
    total, power = 0.0, s
    for n in range(0, 17):
        total += power / (2 * n + 1)
        power *= s2
    return 2.0 * total + k * (_LN2_HIGH + _LN2_LOW)


@compiled
def power(x: Any, a: Any) -> Any:
    """X to the power a for x > 0; 0 for x = 0."""
    if x <= 0.0:
        return 0.0
    if a == 1.0:
        return x
    return exp(a * log(x))
