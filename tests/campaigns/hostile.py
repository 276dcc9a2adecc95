"""Files that a user hands in, changed until they mean harm: scenarios, designs, tables, figures.

Promised: a file is taken, or refused in one line that can be printed and names it; never a
traceback, never an end of patience. One attempt in `RARE` goes through the command line.
One again: `uv run python -m tests.campaigns.hostile SEED NUMBER`, which prints file and answer.
"""

from __future__ import annotations

import atexit
import os
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from click.testing import CliRunner

from byungjin import command_line
from model.errors import InputError
from scenarios.debates import posed
from scenarios.definition import catalog, sweep_design
from scenarios.evaluation import user_observations
from scenarios.execution.run import run as run_plainly
from tests.campaigns import Trial
from tests.campaigns._watch import Hangs, no_longer_than

RARE = 50
"""Attempts until one goes through the command line, and until one is no regular file."""
LONGEST = 1000
"""Characters of a refusal."""
LARGE = 200_000_000
"""Bytes of a file that is too large; it has a hole and takes no room."""
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"

Text = str | bytes
Luck = random.Random

OBSERVED = """date,series,value,source
2013,gdp,101.5,my own
2014-03,price.rice,4500,"a ""market"", north"
2015-01-15,price.rice,5100,
"""
TABLE = "sanctions.leak,fx.gifts\n0.1,2\n0.2,3\n0.3,4\n"
TABLED = """title = "Mine"
scenarios = ["baseline"]
method = "table"
table = "draws.csv"
seeds = 2
end = "2011-06"

[factors]
"sanctions.leak" = {}
"""
VALUES = ("0", "-1", "1e400", "nan", "inf", "-inf", "true", '""', "''", "[]", "{}", "[[]]", "[[1]]",
          '[["2011-01", 1], ["2011-01", 2]]', "9" * 400, "9" * 5000, "-" + "9" * 40, "1e-400",
          "2011-01-01", "2011-01-01T00:00:00Z", '"2011-13"', '"9999-12"', '"\\u202e\\u001b[31m"',
          '"' + "x" * 5000 + '"', "[" * 3000, "{a=" * 2000, '"../../etc/passwd"', '"/dev/zero"',
          '"baseline"', '"case.toml"', '["baseline", "baseline"]', '"gdp@2013"', '"baseline@²013"',
          '["baseline@2013-2012"]', "{ above = 1e999 }", '{ range = [0, 1], n = 99999999 }',
          '{ values = ["a"] }', "{ from = 3, set = {} }", '{ scale = "x" }', "0x7fffffffffffffff",
          "1_000_000_000_000", "\N{ARABIC-INDIC DIGIT THREE}",
          "[1, 'a', {}]")  # fmt: skip
"""What is put in the place of a value."""
CELLS = ("", "nan", "1e999", "-1", "=1+1", '"', '""', "\x00", "x" * 5000, "²", "2011-13", "gdp",
         "\u202e", "\x1b[31m", "9" * 400, "0x10", " ", "\t", "1,5", "true")  # fmt: skip


def run(n: int, seed: int) -> Iterator[Trial]:
    """So many files, every kind in turn."""
    _store()  # made before anything is timed
    with tempfile.TemporaryDirectory() as home:
        for number in range(n):
            tried = f"python -m tests.campaigns.hostile {seed} {number}"
            kind, file, name = made(seed, number, Path(home))
            try:
                with no_longer_than(tried):
                    said = answer(kind, file, Path(home), by_command=number % RARE == RARE - 1)
            except Hangs as error:
                said = f"\n{error}"
            yield Trial(f"{tried}  ({name})", wrong(said, file))
            file.unlink() if not file.is_dir() else file.rmdir()


def made(seed: int, number: int, home: Path) -> tuple[str, Path, str]:
    """A file by number: its kind, where it lies, and in what way it is hostile."""
    luck = Luck(seed * 1_000_003 + number)
    kind = [*KINDS][(number + number // RARE) % len(KINDS)]
    suffix = ".csv" if kind in ("table", "observed") else ".toml"
    file = home / f"{luck.choice(('case', 'draws', 'mine', 'a b'))}{suffix}"
    if number % RARE == RARE - 2:
        special = luck.choice(SPECIAL)
        special(file)
        return kind, file, f"{kind}, {special.__name__}"
    text: Text = luck.choice(originals(kind))
    ways = []
    for _ in range(luck.choice((1, 1, 1, 2, 3))):
        change = luck.choice(CHANGES)
        ways.append(change.__name__)
        text = change(text if isinstance(text, str) else text.decode(errors="replace"), luck)
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    file.write_bytes(data)
    return kind, file, f"{kind}, {', '.join(ways)}"


@cache
def originals(kind: str) -> list[str]:
    """Good files of a kind: those that are shipped, and some that say more."""
    shipped = {"scenario": catalog.FOLDER, "design": sweep_design.FOLDER, "debate": posed.FOLDER}
    own = {"design": [TABLED], "table": [TABLE], "observed": [OBSERVED]}.get(kind, [])
    files = sorted(shipped[kind].glob("*.toml")) if kind in shipped else []
    return [*(file.read_text(encoding="utf-8") for file in files), *own]


# --- ways to change a text


def cut(text: str, luck: Luck) -> Text:
    """Cut off somewhere, in the middle of a sign too."""
    data = text.encode(errors="surrogatepass")
    return data[: luck.randrange(len(data) + 1)]


def flip(text: str, luck: Luck) -> Text:
    """Flip some bits."""
    data = bytearray(text.encode(errors="surrogatepass") or b" ")
    for _ in range(luck.choice((1, 1, 4, 32))):
        data[luck.randrange(len(data))] ^= 1 << luck.randrange(8)
    return bytes(data)


def value(text: str, luck: Luck) -> Text:
    """Put another thing in the place of a value."""
    places = [found.span(1) for found in re.finditer(r"= *([^\n]+)", text)] or [(0, 0)]
    start, end = luck.choice(places)
    return text[:start] + luck.choice(VALUES) + text[end:]


def cell(text: str, luck: Luck) -> Text:
    """Put another thing in the place of a cell, or a word."""
    words = re.split(r"([,\s]+)", text)
    words[luck.randrange(len(words))] = luck.choice(CELLS)
    return "".join(words)


def line(text: str, luck: Luck) -> Text:
    """Drop a line, say it twice, or move it."""
    lines = text.splitlines(keepends=True) or [""]
    one = luck.randrange(len(lines))
    taken = lines.pop(one) if luck.random() < 0.6 else lines[one]
    for _ in range(luck.choice((0, 1, 2))):
        lines.insert(luck.randrange(len(lines) + 1), taken)
    return "".join(lines)


def mixed(text: str, luck: Luck) -> Text:
    """A piece of another file in the middle."""
    other = luck.choice([o for kind in KINDS for o in originals(kind)])
    place, first = luck.randrange(len(text) + 1), luck.randrange(len(other) + 1)
    return text[:place] + other[first : first + luck.randrange(400)] + text[place:]


def signs(text: str, luck: Luck) -> Text:
    """Signs nobody sees, or that a terminal obeys."""
    place = luck.randrange(len(text) + 1)
    sign = luck.choice(
        ("\x00", "\x1b[31m", "\u202e", "\r", "\x0b", BOM, "\ud800", "\u2028", "\x7f")
    )
    return text[:place] + sign + text[place:]


def encoded(text: str, luck: Luck) -> Text:
    """Another encoding, or other ends of lines."""
    if luck.random() < 0.3:
        return text.replace("\n", luck.choice(("\r", "\r\n", "\n\r")))
    return text.encode(luck.choice(("utf-16", "utf-32", "utf-8-sig", "cp500")), "replace")


def much(text: str, luck: Luck) -> Text:
    """Far too much of it."""
    piece = luck.choice((text, "[a]\n", "[[question]]\n", "a.", "1,", "\n", "[", '"', "#" * 80))
    return text + piece * (luck.choice((100, 2_000, 100_000)) // max(1, len(piece)))


def noise(text: str, luck: Luck) -> Text:
    """No text at all."""
    return luck.randbytes(luck.randrange(600))


CHANGES = (cut, flip, value, value, value, cell, cell, line, mixed, signs, encoded, much, noise)


# --- what is no file, or none that ends


def folder(file: Path) -> None:
    """A folder under the name of the file."""
    file.mkdir()


def pipe(file: Path) -> None:
    """A pipe that nobody writes into."""
    os.mkfifo(file)


def endless(file: Path) -> None:
    """A device that never ends."""
    file.symlink_to("/dev/zero")


def loop(file: Path) -> None:
    """A link to itself."""
    file.symlink_to(file)


def astray(file: Path) -> None:
    """A link to nothing."""
    file.symlink_to(file.with_name("gone"))


def large(file: Path) -> None:
    """A file larger than anybody writes."""
    with file.open("wb") as handle:
        handle.truncate(LARGE)


SPECIAL = (folder, pipe, endless, loop, astray, large) if os.name == "posix" else (folder, large)


# --- reading them


def _design(file: Path) -> object:
    found = sweep_design.read(file)
    return found.estimate(2), found.facts(), found.arithmetic


KINDS: dict[str, Callable[[Path], object]] = {
    "scenario": catalog.load,
    "design": _design,
    "table": sweep_design.table,
    "observed": user_observations.read,
    "debate": posed.read,
}


def answer(kind: str, file: Path, home: Path, by_command: bool) -> str:
    """What is said of a file: nothing if it is taken, a refusal, or how reading it broke."""
    try:
        if by_command:
            return _commanded(kind, file, home)
        KINDS[kind](file)
    except InputError as error:
        return str(error)
    except Exception as error:
        return f"\n{type(error).__name__}: {error}"
    return ""


def _commanded(kind: str, file: Path, home: Path) -> str:
    """The same on the command line."""
    out = home / "out"
    words: dict[str, tuple[str, ...]] = {
        "scenario": ("new", str(out), "--from", str(file)),
        "design": ("sweep", "run", str(file), "--dry-run"),
        "table": ("sweep", "run", str(file), "--dry-run"),
        "observed": ("report", "record", str(_store()), "--out", str(out), "--observed", str(file)),
        "debate": ("debate", str(file), "--seeds", "1", "--out", str(home / "runs")),
    }
    done = CliRunner().invoke(command_line.cli, words[kind])
    for left in home.glob("out*"):
        left.unlink()
    shutil.rmtree(home / "runs", ignore_errors=True)
    if not isinstance(done.exception, SystemExit | None):
        return f"\n{type(done.exception).__name__}: {done.exception}"
    return done.stderr.removesuffix("\n") if done.exit_code == 2 else ""


@cache
def _store() -> Path:
    place = Path(tempfile.mkdtemp(prefix="byungjin-hostile-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    case = catalog.load("history-semi-endogenous").with_("mine", end="2013-12", scale=500)
    return run_plainly(case, 1, place, workers=1, series=["gdp", "price.rice"]).path


def wrong(said: str, file: Path) -> str | None:
    """What is wrong with an answer."""
    if said.startswith("\n"):
        return f"no refusal: {said.strip()[:300]}"
    if not said.isprintable() or len(said) > LONGEST:
        return f"a refusal of {len(said)} signs that cannot be printed as one line: {said[:200]!r}"
    if said and file.name not in said and "expected" not in said:
        return f"a refusal that names neither the file nor what is allowed: {said[:200]}"
    return None


if __name__ == "__main__":
    seed, number = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as place:
        kind, file, name = made(seed, number, Path(place))
        print(name, file.read_bytes()[:3000] if file.is_file() else "", sep="\n")
        print(answer(kind, file, Path(place), number % RARE == RARE - 1) or "taken")
