"""Colours, type and line styles of every page and figure: the only colour codes of the program.

The palette was chosen so that any two scenario colours stay apart for readers with normal,
protan, deutan and tritan vision, and stand out from the page in both themes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

BLACK, WHITE = "#000000", "#FFFFFF"
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
"""Second channel beside colour, so that no line is told apart by colour alone."""

FONT = '-apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif'


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme."""

    name: str
    page: str
    card: str
    raised: str
    """Ground of controls and of the header row of tables."""
    ink: str
    muted: str
    rule: str
    """Borders of cards and controls."""
    grid: str
    axis: str
    """Axis lines, the zero line and event lines."""
    accent: str
    accent_ink: str
    """Text on the accent."""
    warn: str
    """Ground of a notice; text on it is the ink."""
    warn_rule: str
    error: str
    error_rule: str
    baseline: str
    scenarios: tuple[str, ...]


LIGHT = Tokens(
    name="light",
    page="#F4F5F7",
    card="#FFFFFF",
    raised="#ECEEF1",
    ink="#1C2127",
    muted="#555E68",
    rule="#D5DAE0",
    grid="#E6E9ED",
    axis="#868E98",
    accent="#0B5CAD",
    accent_ink="#FFFFFF",
    warn="#FFF4D6",
    warn_rule="#B7791F",
    error="#FDE8E6",
    error_rule="#B42318",
    baseline="#4D4D4D",
    scenarios=("#0072B2", "#D55E00", "#4A1A55", "#009EAF", "#9A6AF5", "#003700"),
)
DARK = Tokens(
    name="dark",
    page="#101214",
    card="#191C1F",
    raised="#262A2F",
    ink="#ECEEF0",
    muted="#A9B1BA",
    rule="#363C43",
    grid="#2A2F35",
    axis="#7D8690",
    accent="#7CB8F2",
    accent_ink="#101214",
    warn="#3A2E10",
    warn_rule="#D9A441",
    error="#43201D",
    error_rule="#F08A80",
    baseline="#E4E4E4",
    scenarios=("#4C9BE6", "#EE8432", "#9C4F86", "#35CDBB", "#7F63DB", "#FFC300"),
)
CIVIDIS = ("#00224E", "#123570", "#3B496C", "#575D6D", "#707173",
           "#8A8678", "#A59C74", "#C3B369", "#E1CC55", "#FEE838")  # fmt: skip
"""From low to high, even to the eye and the same to those who see fewer colours."""
THEMES = {"light": LIGHT, "dark": DARK}


@dataclass(frozen=True, slots=True)
class Style:
    """How one scenario is drawn."""

    colour: str
    dash: str


def tokens(name: object) -> Tokens:
    """The theme of that name; light for anything else."""
    return DARK if name == "dark" else LIGHT


def style(hue: int, theme: Tokens) -> Style:
    """Colour and dash of a scenario by its place in the store.

    The place in the store decides, never the selection, so that a scenario keeps its look
    when others come and go. Colours repeat after six; the pair of colour and dash after 30.
    """
    count = len(theme.scenarios)
    return Style(theme.scenarios[hue % count], DASHES[(hue + hue // count) % len(DASHES)])


def baseline_style(theme: Tokens) -> Style:
    """The grey solid line of the chosen baseline, whatever its place."""
    return Style(theme.baseline, "solid")


def letter(place: int) -> str:
    """The code of the scenario at a place in the store: A to Z, then AA, AB and so on."""
    head, tail = divmod(place, 26)
    return (letter(head - 1) if head else "") + chr(ord("A") + tail)


def translucent(colour: str, alpha: float) -> str:
    """A hexadecimal colour as ``rgba()``, for bands that let lines shine through."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def luminance(colour: str) -> float:
    """Relative luminance of a hexadecimal colour, as WCAG defines it, 0 to 1."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def on(colour: str) -> str:
    """The ink that is easier to read on a colour."""
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, colour))


def between(stops: Sequence[str], share: float) -> str:
    """The colour at a share, 0 to 1, of a scale of colours that lie evenly apart."""
    place = min(max(share, 0.0), 1.0) * (len(stops) - 1)
    first = min(int(place), len(stops) - 2)
    ends = [[int(stops[first + i][j : j + 2], 16) for j in (1, 3, 5)] for i in (0, 1)]
    mixed = (round(a + (b - a) * (place - first)) for a, b in zip(*ends, strict=True))
    return "#" + "".join(f"{part:02X}" for part in mixed)


def stylesheet() -> str:
    """Both themes as CSS variables, served as ``/theme.css``."""
    rules = [f":root {{ --font: {FONT}; }}"]
    for theme in THEMES.values():
        values = {k: v for k, v in asdict(theme).items() if isinstance(v, str) and k != "name"}
        values |= {f"scenario-{i}": colour for i, colour in enumerate(theme.scenarios)}
        values |= {f"on-scenario-{i}": on(colour) for i, colour in enumerate(theme.scenarios)}
        values["on-baseline"] = on(theme.baseline)
        body = " ".join(f"--{k.replace('_', '-')}: {v};" for k, v in values.items())
        rules.append(f'[data-theme="{theme.name}"] {{ color-scheme: {theme.name}; {body} }}')
    return "\n".join(rules)
