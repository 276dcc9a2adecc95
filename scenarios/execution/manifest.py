"""The manifest: enough to know what a store holds and to make it again."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from scenarios.definition import parameter_sets
from scenarios.definition.catalog import Scenario
from scenarios.storage.store import FORMAT

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("mesa", "numpy", "scipy", "numba", "llvmlite", "pandas", "pyarrow", "duckdb")
SEED_SCHEME = "numpy SeedSequence(root_entropy, spawn_key=(replication,)), 63 bits"


def build(
    scenarios: Sequence[Scenario],
    series: Sequence[dict[str, str]],
    replications: int,
    entropy: int,
    design_hash: str,
    sets: bool = False,
) -> dict[str, Any]:
    """Everything about a run but its figures.

    Args:
        scenarios: what is run.
        series: name, unit, group and about of every stored series.
        replications: runs of each scenario.
        entropy: root of all seeds.
        design_hash: names the design; equal designs have equal hashes.
        sets: whether replications take parameter sets of the ensemble.
    """
    return {
        "format": FORMAT,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": [os.fsencode(word).decode(errors="replace") for word in sys.argv],
        "code": code(),
        "machine": {
            "python": platform.python_version(),
            "system": platform.platform(),
            "processor": platform.machine(),
        },
        "packages": packages(),
        "design_hash": design_hash,
        "replications": replications,
        "root_entropy": entropy,
        "seed_scheme": SEED_SCHEME,
        "ensemble": parameter_sets.shipped().hash if sets else None,
        "scenarios": {s.name: described(s) for s in scenarios},
        "series": [{**entry, "dtype": "float32"} for entry in series],
    }


def described(scenario: Scenario) -> dict[str, Any]:
    """What a reader of a store wants to know of a scenario."""
    return {
        "title": scenario.title,
        "about": scenario.about,
        "group": scenario.group,
        "expectation": scenario.expectation,
        "feeds": list(scenario.feeds),
        "doctrine_passages": list(scenario.doctrine_passages),
        "chain": list(scenario.chain),
        "case_hash": scenario.case.hash,
        "start": scenario.case.start,
        "end": scenario.case.end,
    }


@cache
def code() -> dict[str, Any]:
    """Version, a hash of the sources that decide a run, and the commit if there is one."""
    return {
        "version": _version("byungjin"),
        "sources_sha256": sources_hash(),
        "pins_sha256": pins_hash(),
        **_commit(),
    }


@cache
def sources_hash() -> str:
    """Hash of the model's sources and numbers, the same from a clone and from a wheel."""
    digest = hashlib.sha256()
    for file in sorted((ROOT / "model").rglob("*")):
        if file.suffix in (".py", ".toml", ".csv"):
            digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
            digest.update(_as_in_a_clone(file.read_bytes()))
    return digest.hexdigest()


def _as_in_a_clone(source: bytes) -> bytes:
    """A source without the name that the wheel puts before the rooms it imports from."""
    return source.replace(b"from byungjin.", b"from ").replace(b"import byungjin.", b"import ")


def pins_hash() -> str | None:
    """Hash of the pinned versions in pyproject.toml; None where that file is not at hand."""
    try:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    pins = project.get("tool", {}).get("uv", {}).get("constraint-dependencies")
    return None if pins is None else hashlib.sha256("\n".join(sorted(pins)).encode()).hexdigest()


def packages() -> dict[str, str | None]:
    """Versions of the libraries a result may depend on."""
    return {name: _version(name) for name in PACKAGES}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _commit() -> dict[str, Any]:
    if not (ROOT / ".git").exists():
        return {"commit": None, "dirty": None}
    changed = _git("status", "--porcelain")
    return {
        "commit": _git("rev-parse", "HEAD"),
        "dirty": None if changed is None else bool(changed),
    }


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *arguments],
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
