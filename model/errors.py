"""What a user is told when something handed in cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

FEW = 20
"""Names that are told one by one where none is near."""


LONGEST = 800
"""Characters of a message; of a longer one the middle is left out."""


class InputError(ValueError):
    """A user's mistake: one message that names what was found and what is allowed.

    What was found may come from a stranger's file: signs that a terminal or a browser would obey
    are shown as question marks, and a list without end is cut.
    """

    def __init__(self, message: str) -> None:
        clean = "".join(c if c.isprintable() else "?" for c in message.replace("\n", " "))
        if len(clean) > LONGEST:
            half = LONGEST // 2 - 1
            clean = f"{clean[:half]} … {clean[-half:]}"
        super().__init__(clean)


def unknown(kind: str, found: object, allowed: Iterable[str], where: str = "") -> InputError:
    """An error for a name that does not exist, offering the nearest right one.

    Args:
        kind: what sort of thing was looked up ("parameter", "scenario", ...).
        found: the name as the user wrote it.
        allowed: every name that would have been right.
        where: file, line or key the name stood in; empty if there is none.
    """
    names = sorted(allowed)
    lower = {name.lower(): name for name in names}
    near = [lower[key] for key in get_close_matches(str(found).lower(), lower, n=1, cutoff=0.5)]
    if near:
        hint = f"did you mean {near[0]!r}?"
    elif len(names) <= FEW:
        hint = f"allowed: {', '.join(names)}"
    else:
        kinds = "names" if kind == "name" else f"{kind} names"
        hint = f"there are {len(names)} {kinds}; `byungjin list` shows them"
    place = f"{where}: " if where else ""
    return InputError(f"{place}unknown {kind} {str(found)[:80]!r}; {hint}")
