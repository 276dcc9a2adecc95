"""Exact versions and hashes of the whole tree, pinned without naming any host.

    uv run python -m tools.pins            # write the pins that uv has resolved
    uv run python -m tools.pins --print    # show them and write nothing
    uv run python -m tools.pins --check    # exit 1 if pyproject.toml says something else
    uv run python -m tools.pins --upgrade  # resolve anew, then write

uv's lock file names the hosts that packages came from, so git ignores it and the versions are
kept as ``[tool.uv] constraint-dependencies`` of pyproject.toml instead. The hashes of the same
versions stand in ``requirements/run.txt`` and ``requirements/test.txt``, which pip and uv install
with ``--require-hashes``. The resolution is universal: packages that
only Windows or macOS need are pinned too, and a package that needs two versions gets one pin per
environment marker.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KEY = "constraint-dependencies"
HASHED = {"run.txt": ("--no-dev",), "test.txt": ("--all-extras", "--group", "dev")}
"""Files with hashes, and what of the tree each holds."""
FOLDER = "requirements"
HEAD = "# Written by `python -m tools.pins`: versions and hashes, no host.\n"
_SECTION = re.compile(r"^\[tool\.uv\]\n", re.MULTILINE)
_LIST = re.compile(rf"^{KEY} = \[.*?^\]\n", re.MULTILINE | re.DOTALL)


def pins(lock: dict[str, Any]) -> list[str]:
    """One requirement per locked package and marker, sorted by name.

    Args:
        lock: the content of a uv.lock. Packages that are not fetched (the project itself) are
            left out.
    """
    found = []
    for package in lock["package"]:
        if "registry" not in package["source"]:
            continue
        pin = f"{package['name']}=={package['version']}"
        markers = package.get("resolution-markers", [])
        found.append(f"{pin} ; {' or '.join(f'({m})' for m in markers)}" if markers else pin)
    return sorted(found)


def written(project: str) -> list[str]:
    """The pins a pyproject.toml holds."""
    return list(tomllib.loads(project).get("tool", {}).get("uv", {}).get(KEY, []))


def replaced(project: str, wanted: Sequence[str]) -> str:
    """The text of a pyproject.toml with its pins replaced, the rest untouched."""
    lines = "".join(f'    "{pin}",\n' for pin in wanted)
    block = f"{KEY} = [\n{lines}]\n"
    section = _SECTION.search(project)
    if section is None:
        return f"{project.rstrip()}\n\n[tool.uv]\n{block}"
    head, tail = project[: section.end()], project[section.end() :]
    following = tail.find("\n[")
    own, rest = (tail, "") if following < 0 else (tail[: following + 1], tail[following + 1 :])
    return head + block + _LIST.sub("", own) + rest


def resolve(upgrade: bool) -> dict[str, Any]:
    """Let uv resolve the project and read what it locked; old pins bind unless ``upgrade``."""
    project, plain = ROOT / "pyproject.toml", (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    command = ["uv", "lock", "--quiet", *(["--upgrade"] if upgrade else [])]
    try:
        if upgrade:
            project.write_text(replaced(plain, []), encoding="utf-8")
        subprocess.run(command, cwd=ROOT, check=True)
    finally:
        if upgrade:
            project.write_text(plain, encoding="utf-8")
    return tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))


def hashed(options: Sequence[str]) -> str:
    """Requirements with a hash for every file a package may come as, from what uv has locked.

    Raises:
        ValueError: a host is named, or a package has no hash.
    """
    command = ["uv", "export", "--frozen", "--quiet", "--no-header", "--no-annotate",
               "--no-emit-project", "--format", "requirements-txt", *options]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return checked(HEAD + done.stdout)


def checked(text: str) -> str:
    """The text of a file with hashes, as it is, if it may be published."""
    if "://" in text or "--index" in text:
        raise ValueError("a host is named; only versions and hashes may be")
    for entry in requirements(text):
        if "--hash=sha256:" not in entry:
            raise ValueError(f"{entry[:60]}: has no hash")
    return text


def requirements(text: str) -> list[str]:
    """Entries of a file with hashes, each on one line."""
    joined = text.replace("\\\n", " ").splitlines()
    return [" ".join(line.split()) for line in joined if line.strip() and line[0] != "#"]


def compare(have: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """A line for every pin that is missing or out of date."""
    missing = [f"missing: {pin}" for pin in wanted if pin not in have]
    return missing + [f"not resolved any more: {pin}" for pin in have if pin not in wanted]


def stale() -> list[str]:
    """A line for every file with hashes that is not what uv would give now."""
    files = {name: ROOT / FOLDER / name for name in HASHED}
    return [
        f"out of date: {FOLDER}/{name}"
        for name, file in files.items()
        if not file.is_file() or file.read_text(encoding="utf-8") != hashed(HASHED[name])
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, show or check the pins; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.pins", description=(__doc__ or "").split("\n")[0]
    )
    for flag, meaning in (("print", "show the pins"), ("check", "compare with pyproject.toml"),
                          ("upgrade", "forget the old pins first")):  # fmt: skip
        parser.add_argument(f"--{flag}", action="store_true", help=meaning)
    asked = parser.parse_args(arguments)
    file = ROOT / "pyproject.toml"
    wanted, project = pins(resolve(asked.upgrade)), file.read_text(encoding="utf-8")
    if asked.print:
        print("\n".join(wanted))
    elif asked.check:
        differences = compare(written(project), wanted) + stale()
        print("\n".join(differences) or f"{len(wanted)} pins are current")
        return int(bool(differences))
    else:
        file.write_text(replaced(project, wanted), encoding="utf-8")
        resolve(upgrade=False)  # the lock is of the pins just written
        for name, options in HASHED.items():
            (ROOT / FOLDER / name).write_text(hashed(options), encoding="utf-8")
        print(f"{len(wanted)} pins written, and their hashes; run the tests")
    return 0


if __name__ == "__main__":
    sys.exit(main())
