"""Pins come from what uv resolved, name no host, and leave the rest of the project alone."""

from __future__ import annotations

import tomllib

import pytest

from tools import pins

INDEX = {"registry": "https://index.example/simple"}
LOCK = {
    "package": [
        {"name": "zlib-ng", "version": "1.0", "source": INDEX},
        {"name": "attrs", "version": "25.1.0", "source": INDEX},
        {"name": "byungjin", "version": "0.1.0", "source": {"editable": "."}},
        {"name": "numpy", "version": "2.2.0", "source": INDEX,
         "resolution-markers": ["python_full_version < '3.13'"]},
        {"name": "numpy", "version": "2.3.0", "source": INDEX,
         "resolution-markers": ["sys_platform == 'win32'", "sys_platform == 'darwin'"]},
    ]
}  # fmt: skip
WANTED = [
    "attrs==25.1.0",
    "numpy==2.2.0 ; (python_full_version < '3.13')",
    "numpy==2.3.0 ; (sys_platform == 'win32') or (sys_platform == 'darwin')",
    "zlib-ng==1.0",
]
PROJECT = '[project]\nname = "x"\n\n[tool.uv]\npackage = true\n\n[tool.ruff]\nline-length = 100\n'


def test_every_package_but_the_project_is_pinned_without_a_host():
    assert pins.pins(LOCK) == WANTED
    assert not any("://" in pin for pin in pins.pins(LOCK))


@pytest.mark.parametrize("project", [PROJECT, PROJECT.replace("[tool.uv]\npackage = true\n\n", "")])
def test_pins_are_written_and_the_rest_is_left_alone(project):
    text = pins.replaced(project, WANTED)
    assert pins.written(text) == WANTED
    before, after = tomllib.loads(project), tomllib.loads(text)
    del after["tool"]["uv"]["constraint-dependencies"]
    assert after["tool"]["ruff"] == before["tool"]["ruff"]
    assert after["tool"]["uv"] == before["tool"].get("uv", {})


def test_writing_twice_is_writing_once():
    once = pins.replaced(PROJECT, WANTED)
    assert pins.replaced(once, WANTED) == once
    assert pins.written(pins.replaced(once, WANTED[:1])) == WANTED[:1]


def test_a_project_that_says_something_else_is_noticed():
    assert pins.compare(WANTED, WANTED) == []
    said = pins.compare(["attrs==24.0.0", *WANTED[1:]], WANTED)
    assert said == ["missing: attrs==25.1.0", "not resolved any more: attrs==24.0.0"]


FILES = [pins.ROOT / pins.FOLDER / name for name in pins.HASHED]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_files_with_hashes_hold_the_pinned_versions_and_no_host(file):
    text = file.read_text(encoding="utf-8")
    assert pins.checked(text) == text
    project = (pins.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pinned = {pin.split(";")[0].strip() for pin in pins.written(project)}
    found = [entry.split()[0] for entry in pins.requirements(text)]
    assert len(found) > 40
    assert set(found) <= pinned


def test_what_runs_the_program_is_among_what_tests_it():
    run, test = (set(pins.requirements(file.read_text(encoding="utf-8"))) for file in FILES)
    assert {entry.split("==")[0] for entry in run} < {entry.split("==")[0] for entry in test}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("--index-url https://mirror.example/simple\na==1 --hash=sha256:0\n", "a host is named"),
        ("a==1 \\\n    --hash=sha256:0\nb==2\n", "b==2: has no hash"),
    ],
)
def test_a_file_with_a_host_or_without_a_hash_is_not_written(text, told):
    with pytest.raises(ValueError, match=told):
        pins.checked(text)
