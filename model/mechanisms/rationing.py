"""E2: who gets how much of what is short."""

from __future__ import annotations

from model.compiled import compiled, inner


@compiled
def ration(need, priority, available, guarantee, granted):
    """Divide a physical supply by priority with a guaranteed minimum.

    Short of the guarantee, all get the same share of their need. Otherwise every user gets the
    guaranteed share, and what is left goes by priority times unmet need, capped at need, until
    supply or need is exhausted (Kornai's priority quotas with a floor).

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
    left = available - guarantee * total
    # Each pass fills at least one user, so as many passes as users suffice.
    for _ in range(need.size):
        left = _fill(need, priority, left, granted)
        if left <= 0.0:
            break
    return 0.0


@inner
def _fill(need, priority, left, granted):
    """One pass of the remainder by priority times unmet need."""
    claims = 0.0
    for u in range(need.size):
        claims += priority[u] * (need[u] - granted[u])
    if claims <= 0.0 or left <= 0.0:
        return 0.0
    rate, spent = left / claims, 0.0
    for u in range(need.size):
        unmet = need[u] - granted[u]
        grant = min(unmet, rate * priority[u] * unmet)
        granted[u] += grant
        spent += grant
    rest = left - spent
    return rest if rest > 1e-12 * left else 0.0
