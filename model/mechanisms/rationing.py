"""E2: who gets how much of what is short."""

from __future__ import annotations

from model.compiled import compiled, inner


@compiled
def ration(need, priority, available, guarantee, granted):
    """Divide a physical supply by priority with a guaranteed minimum.

    Short of the guarantee, all get the same share of their need. Otherwise every user gets the
    guaranteed share, and of the rest of its need a part that is its priority times one rate, at
    most all; the rate is what the supply allows (Kornai's priority quotas with a floor).

    Args:
        need: wanted quantity per user, >= 0, shape (users,).
        priority: weight per user, > 0.
        available: quantity to divide.
        guarantee: share of need promised to all, 0-1.
        granted: filled with the quantity each user gets.

    Returns:
        The quantity left over.
    """
    total = 0.0
    for u in range(need.size):
        total += need[u]
    if total <= available:
        for u in range(need.size):
            granted[u] = need[u]
        return available - total
    if available <= guarantee * total:
        for u in range(need.size):
            granted[u] = need[u] * available / total if total > 0.0 else 0.0
        return 0.0
    for u in range(need.size):
        granted[u] = guarantee * need[u]
    # Each pass but the last fills at least one user, so as many passes as users suffice.
    for _ in range(need.size):
        rate = _rate(need, priority, available, guarantee, granted)
        if not _fill(need, priority, rate, granted):
            break
    for u in range(need.size):
        if granted[u] < need[u]:
            granted[u] = need[u] * (guarantee + (1.0 - guarantee) * rate * priority[u])
    return 0.0


@inner
def _rate(need, priority, available, guarantee, granted):
    """What a unit of priority brings of the need beyond the guarantee, among those not full."""
    left, claims = available, 0.0
    for u in range(need.size):
        if granted[u] < need[u]:
            left -= guarantee * need[u]
            claims += priority[u] * (1.0 - guarantee) * need[u]
        else:
            left -= need[u]
    return max(left, 0.0) / claims if claims > 0.0 else 0.0


@inner
def _fill(need, priority, rate, granted):
    """Fill the users to whom the rate brings all they need; whether there were any."""
    filled = False
    for u in range(need.size):
        if granted[u] < need[u] and rate * priority[u] >= 1.0:
            granted[u] = need[u]
            filled = True
    return filled
