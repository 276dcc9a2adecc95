"""Every colour can be read and told apart, in both themes and by every kind of eye."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from dashboards import theme
from dashboards.theme import DARK, LIGHT, Tokens

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
ROOM = Path(theme.__file__).parent
# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
EYES = {
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
TO_LMS = np.array([[0.4122214708, 0.5363325363, 0.0514459929],
                   [0.2119034982, 0.6806995451, 0.1073969566],
                   [0.0883024619, 0.2817188376, 0.6299787005]])  # fmt: skip
TO_LAB = np.array([[0.2104542553, 0.7936177850, -0.0040720468],
                   [1.9779984951, -2.4285922050, 0.4505937099],
                   [0.0259040371, 0.7827717662, -0.8086757660]])  # fmt: skip


def oklab(colour: str, eye: str) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(EYES[eye]) @ linear, 0, 1)
    return TO_LAB @ np.cbrt(TO_LMS @ seen)


@BOTH
@pytest.mark.parametrize("eye", EYES)
def test_scenario_colours_stay_apart(tokens: Tokens, eye: str) -> None:
    colours = (tokens.baseline, *tokens.scenarios)
    nearest = min(
        np.linalg.norm(oklab(a, eye) - oklab(b, eye)) for a, b in combinations(colours, 2)
    )
    assert 100 * nearest >= 9.5


@BOTH
def test_lines_stand_out_from_the_card(tokens: Tokens) -> None:
    for colour in (tokens.baseline, *tokens.scenarios, tokens.axis):
        assert theme.contrast(colour, tokens.card) >= 3


@BOTH
def test_text_can_be_read(tokens: Tokens) -> None:
    for ground in (tokens.page, tokens.card, tokens.raised, tokens.warn, tokens.error):
        assert theme.contrast(tokens.ink, ground) >= 7
    for ground in (tokens.page, tokens.card, tokens.raised):
        assert theme.contrast(tokens.muted, ground) >= 4.5
        assert theme.contrast(tokens.accent, ground) >= 4.5
    for colour in (tokens.baseline, *tokens.scenarios):
        assert theme.contrast(theme.on(colour), colour) >= 4.5


def test_colour_follows_the_place_and_no_two_looks_are_alike() -> None:
    looks = [theme.style(place, LIGHT) for place in range(30)]
    assert len(set(looks)) == 30
    assert len({look.colour for look in looks[:6]}) == 6, "the quick start has six and a baseline"
    assert looks[3] == theme.style(3, LIGHT)
    assert theme.baseline_style(LIGHT).colour == LIGHT.baseline


def test_letters_run_on_after_z() -> None:
    assert [theme.letter(i) for i in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


def test_the_theme_holds_the_only_colour_codes() -> None:
    code = re.compile(r"#[0-9a-fA-F]{3,8}\b")
    files = [f for f in ROOM.rglob("*") if f.suffix in {".py", ".css", ".js"}]
    guilty = [f.name for f in files if f.name != "theme.py" and code.search(f.read_text("utf-8"))]
    assert not guilty


def test_the_stylesheet_names_every_colour_the_page_uses() -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", (ROOM / "assets" / "app.css").read_text()))
    given = set(re.findall(r"--([a-z0-9-]+):", theme.stylesheet())) | {"colour", "on"}
    assert used <= given
