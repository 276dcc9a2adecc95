"""The room keeps its own order: what may import dash, and how long a callback may be."""

import ast
import subprocess
import sys
from pathlib import Path

import dashboards
from dashboards import app

ROOM = Path(dashboards.__file__).parent
FIGURES = ("axis", "bars", "caption", "dots", "fan", "frame", "heat", "marks", "sankey", "shares",
           "sweeps", "yearly")  # fmt: skip
PURE = (
    *(f"figures.{name}" for name in FIGURES), "theme", "view_state", "components.safe",
    "components.text", "components.export", "data.charts", "data.comparison", "data.stores",
    "data.record", "data.trailing", "pages.debates.view", "pages.flows.view", "pages.record.view",
    "pages.provenance.view", "pages.whatif.view", "pages.sweeps.view", "pages.sweeps.findings",
)  # fmt: skip


def test_what_only_computes_imports_no_dash_and_no_model() -> None:
    names = ", ".join(f"dashboards.{name}" for name in PURE)
    code = f"import sys, {names}; print({{m.split('.')[0] for m in sys.modules}})"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"dash", "mesa", "numba"} & ast.literal_eval(ran.stdout)


def test_functions_of_pages_are_short() -> None:
    for file in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                steps = [s for s in ast.walk(node) if isinstance(s, ast.stmt)]
                assert len(steps) <= 30, f"{file.name}: {node.name}"
                assert node.end_lineno - node.lineno < 60, f"{file.name}: {node.name}"


def test_the_navigation_shows_pages_that_exist() -> None:
    for page in app.PAGES:
        assert page.PATH.startswith("/")
        assert page.NAV
        assert page.TITLE.endswith("?")
        assert app.page_at(page.PATH) is page
    assert app.page_at("/nothing") is None
    assert app.page_at(None) is None
