"""The wheel: the rooms of the repository laid under one name, `byungjin`, with compiled kernels.

In a clone `model/`, `scenarios/`, `dashboards/` and `commands/` lie side by side, so that editors
and type checkers find every definition where it stands. Names as common as `model` must not land
in somebody's site-packages, so the wheel holds `byungjin/model/` and so on, and what is imported
from these rooms is imported from there. Nothing else in a file changes, not a line number.

The model's kernels are compiled into it, so that nobody who installs it waits for the compiler.
They fit machines like this one with the same Python and numba; elsewhere a first run compiles.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "byungjin"
ROOMS = ("model", "scenarios", "dashboards", "commands")
COMPILED_WITH = ("llvmlite", "mesa", "numba", "numpy")
_ROOM = re.compile(rf"\b(from|import)(\s+)({'|'.join(ROOMS)})\b")


def renamed(source: str) -> str:
    """A module whose imports from the rooms go through the package's name."""
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module]
        if any((name or "").split(".")[0] in ROOMS for name in names):
            if isinstance(node, ast.Import) and not all(a.asname for a in node.names):
                lines[node.lineno - 1] = _bound(lines[node.lineno - 1])
            else:
                at = node.lineno - 1
                lines[at] = _ROOM.sub(rf"\1\2{NAME}.\3", lines[at], count=1)
    return "".join(lines)


def _bound(line: str) -> str:
    """`import commands` binds the room's name, so the room is taken out of the package."""
    found = re.fullmatch(rf"(\s*)import ({'|'.join(ROOMS)})(\s*)", line)
    if not found:
        raise ValueError(f"cannot be laid under {NAME}: {line.strip()}")
    return f"{found[1]}from {NAME} import {found[2]}{found[3]}"


def lay(root: Path, target: Path) -> None:
    """Copy the package and every room into it, with the imports of their modules renamed."""
    shutil.rmtree(target, ignore_errors=True)
    _copy(root / NAME, target)
    for room in ROOMS:
        _copy(root / room, target / room)


def _copy(folder: Path, target: Path) -> None:
    for file in sorted(folder.rglob("*")):
        if file.is_dir() or "__pycache__" in file.parts:
            continue
        copy = target / file.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".py":
            copy.write_text(renamed(file.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            shutil.copyfile(file, copy)


def compile_kernels(root: Path, folder: Path) -> str:
    """Compile the model's kernels into a folder; why that failed, "" if it did not."""
    done = subprocess.run(
        [sys.executable, "-m", "model.ship", str(folder)],
        env=os.environ | {"PYTHONPATH": str(root)},
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return "" if done.returncode == 0 else (done.stderr.splitlines() or ["?"])[-1]


class Rooms(BuildHookInterface[Any]):
    """Lays the rooms before a wheel is packed; an editable install keeps them where they are."""

    @property
    def _target(self) -> Path:
        return Path(self.directory) / "rooms"

    def dependencies(self) -> list[str]:
        """The project's own requirements that the model has, for it is run to be compiled."""
        wanted = self.metadata.core.dependencies
        return [one for one in wanted if re.match(r"[\w-]+", one)[0] in COMPILED_WITH]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the copies and have them packed."""
        if version == "editable":
            return
        lay(Path(self.root), self._target)
        kernels = self._target / "model" / "kernels"
        if fault := compile_kernels(Path(self.root), kernels):
            shutil.rmtree(kernels, ignore_errors=True)
            self.app.display_warning(f"This wheel has no compiled kernels in it: {fault}")
        build_data["force_include"][str(self._target)] = NAME

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing but the wheel."""
        shutil.rmtree(self._target, ignore_errors=True)
