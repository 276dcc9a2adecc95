"""Pages name only what exists, and every page is reachable."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from model.drivers import DRIVERS
from scenarios.analysis.sureness import WORDS
from scenarios.debates import posed
from scenarios.definition import catalog

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DOTTED = re.compile(r"`((?:model|scenarios|dashboards|tools|tests)(?:\.\w+)+)`")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
LATER = {"docs/images/dashboard.png"}
"""The picture is taken from the finished page."""
COMMANDS = (
    "python -m pip install uv && uv run --no-dev byungjin quickstart",
    "python -m pip install uv && uv run pytest",
)
EQUATIONS = ["E1", "E1b", "E8b", *(f"E{i}" for i in range(2, 22))]


def page(name):
    return (ROOT / name).read_text(encoding="utf-8")


def resolve(dotted):
    """The object of a dotted name: a module, or what stands in one."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part)
        return found
    raise AssertionError(dotted)


@pytest.mark.parametrize("file", PAGES, ids=lambda f: str(f.relative_to(ROOT)))
def test_every_name_on_a_page_exists(file):
    for dotted in set(DOTTED.findall(file.read_text(encoding="utf-8"))) - set(DRIVERS):
        assert resolve(dotted) is not None, dotted


@pytest.mark.parametrize("file", PAGES, ids=lambda f: str(f.relative_to(ROOT)))
def test_every_link_leads_somewhere(file):
    for link in LINK.findall(file.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        target = (file.parent / link).resolve()
        assert target.exists() or str(target.relative_to(ROOT)) in LATER, link


def test_the_tutorial_runs_from_question_to_answer(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text, names = page("docs/tutorial.md"), {"__name__": "tutorial"}
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 5
    for block in blocks:
        exec(compile(block, "a block of the tutorial", "exec"), names)


@pytest.mark.parametrize("equation", EQUATIONS)
def test_every_equation_cites_a_function(equation):
    text = page("docs/ODD.md")
    found = re.search(rf"\*\*{equation}\b.*?(?=\n\n|\Z)", text, re.DOTALL)
    assert found, equation
    assert any(callable(resolve(name)) for name in DOTTED.findall(found.group()))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_gives_the_two_commands(command):
    assert command in page("README.md")


def test_ci_runs_the_test_command_of_the_readme():
    assert COMMANDS[1] in page(".ci/run")


@pytest.mark.parametrize("name", ["README.md", "docs/guide.md"])
def test_scenarios_named_in_commands_exist(name):
    text = page(name)
    for command in re.findall(r"byungjin (?:run|compare) ([^\n#`]+)", text):
        for word in command.split():
            if word.startswith("-") or not re.fullmatch(r"[a-z]+(-[a-z]+)*", word):
                break
            assert word in catalog.names() or word.startswith("my-"), word


def test_the_scenario_file_of_the_guide_loads(tmp_path):
    text = page("docs/guide.md")
    whole, freed, _ = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    file = tmp_path / "my-case.toml"
    file.write_text(whole, encoding="utf-8")
    assert tomllib.loads(whole)["title"]
    found, history = catalog.load(str(file)).case, catalog.load("baseline").case
    for name, steps in history.paths.items():
        kept = [step for step in found.paths[name] if step[0] < "2027-01"]
        assert kept == [step for step in steps if step[0] < "2027-01"], name
    file.write_text(f'extends = "baseline"\n{freed}', encoding="utf-8")
    assert catalog.load(str(file)).case.paths["doctrine"][-1] == ("2026-01", None)


def test_the_debate_of_the_guide_can_be_read(tmp_path):
    *_, text = re.findall(r"```toml\n(.*?)```", page("docs/guide.md"), re.DOTALL)
    file = tmp_path / "relief.toml"
    file.write_text(text, encoding="utf-8")
    debate = posed.read(file)
    assert len(debate.questions) == 2
    assert "both" in {run.name for run in debate.runs}


@pytest.mark.parametrize("name", ["README.md", "docs/guide.md"])
def test_the_python_of_a_page_runs(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text, names = page(name), {"__name__": "page"}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(compile(block, f"a block of {name}", "exec"), names)


def test_the_licence_is_apache_2():
    text = page("LICENSE")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_guide_has_the_words_for_sureness_as_the_program_uses_them():
    rows = "".join(f"| {word} | {asks} |\n" for word, asks in WORDS.items())
    assert f"|---|---|\n{rows}\n" in page("docs/guide.md")
