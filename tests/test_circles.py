"""No two files import each other in a circle, for types either; names have one home."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("byungjin", "model", "scenarios", "dashboards", "commands", "tools")
MOST = 13
"""Modules in one room of `scenarios/`, its head included."""
FILES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for room in ROOMS
    for file in (ROOT / room).rglob("*.py")
}


def imported(file: Path) -> set[str]:
    """Modules of ours that a file imports anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in FILES else node.module for name in whole}
    return found & set(FILES)


def test_no_files_import_each_other_in_a_circle():
    graph = {name: imported(file) - {name} for name, file in FILES.items()}
    assert list(TopologicalSorter(graph).static_order())  # raises CycleError with the circle


@pytest.mark.parametrize("room", sorted({
    file.parent.relative_to(ROOT).as_posix() for name, file in FILES.items()
    if name.startswith("scenarios.")
}))  # fmt: skip
def test_a_room_has_a_dozen_modules_at_most(room):
    assert len(list((ROOT / room).glob("*.py"))) <= MOST


def test_no_module_takes_a_name_through_another():
    through = []
    for name, file in FILES.items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or node.module not in FILES:
                continue
            there = FILES[node.module]
            if there.name == "__init__.py":
                continue  # a package's head names what its rooms hold
            made, taken = _names(there)
            through += [f"{name}: {node.module}.{alias.name}" for alias in node.names
                        if alias.name in taken - made]  # fmt: skip
    assert through == []


def _names(file: Path) -> tuple[set[str], set[str]]:
    """Names that a module makes, and names that it imports."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    made = {node.id for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}  # fmt: skip
    made |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    made |= {node.name.id for node in tree.body if isinstance(node, ast.TypeAlias)}
    taken = {(alias.asname or alias.name).split(".")[0] for node in ast.walk(tree)
             if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names}  # fmt: skip
    return made, taken
