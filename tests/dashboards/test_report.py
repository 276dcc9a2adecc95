"""A report stands alone: nothing served is left in it, and nothing is asked of any host."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from dash import dcc, html

from byungjin.command_line import cli
from dashboards import app, report
from dashboards.components import ui
from model.errors import InputError
from scenarios.execution.run import run

VIEWS = ["scenarios?values=difference&show=twelve", "/flows?kind=grain&year=2016",
         "http://127.0.0.1:8050/record?mode=conditional", "provenance?find=leak"]  # fmt: skip


def outside(text: str) -> str:
    """The file without the library and its data."""
    return re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("view", VIEWS)
def test_a_report_holds_charts_sentences_tables_and_what_they_rest_on(
    home: Path, view: str
) -> None:
    text = report.report(view, [home], "dark")
    body = outside(text)
    page, _ = report.find(view)
    assert f'<h1 tabindex="-1">{page.TITLE}' in body
    assert 'data-theme="dark"' in body
    assert "Run it again" in body
    assert "sources, SHA-256" in body
    assert "<table>" in body
    figures = json.loads(re.search(r'id="figures">(.*?)</script>', text, re.DOTALL)[1])
    assert len(figures) == body.count("data-figure=")
    assert len(figures) == len(re.findall('class="in-words"', body))


def test_what_a_page_puts_off_is_worked_out_at_once(tmp_path: Path) -> None:
    sweep = tmp_path / "leak"
    asked = ["sweep", "run", "--vary", "sanctions.leak=0..0.4:3", "--scenario", "doctrine-songun",
             "--seeds", "1", "--out", str(sweep), "--workers", "1"]  # fmt: skip
    made = CliRunner().invoke(cli, asked)
    assert made.exit_code == 0, made.output
    body = outside(report.report("sweeps", [tmp_path]))
    assert "Working out" not in body
    assert "flexGrow" not in body


def test_nothing_in_it_is_served_or_fetched(home: Path) -> None:
    body = outside(report.report("scenarios", [home]))
    assert not re.search(r'(?:src|href)="(?!#)', body)
    assert "https://" not in body
    assert "Copy link" not in body
    assert "Download CSV" not in body
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', body)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy


def test_names_of_scenarios_cannot_leave_their_place() -> None:
    figures: list = []
    evil = "</script><script>alert(1)</script>"
    graph = dcc.Graph(figure={"data": [], "layout": {"meta": {"title": evil}}})
    tree = html.Div([html.P(evil), graph, html.Button("x"), html.Br(), None, True, 7],
                    **{"aria-label": '"' + evil})  # fmt: skip
    body = report.rendered(tree, figures)
    assert "<script" not in body
    assert "<button" not in body
    assert "<br>7" in body.replace("</br>", "")
    assert "</script" not in report._data("figures", figures).removesuffix("</script>")


def test_pages_are_found_by_address_or_name() -> None:
    for page in app.PAGES:
        assert report.find(page.PATH)[0] is page
        assert report.find(f"http://127.0.0.1:8050{page.PATH}?x=1") == (page, "?x=1")
    with pytest.raises(InputError, match="flow"):
        report.find("flow?year=2016")


def test_a_page_that_answers_while_it_is_used_has_no_report(home: Path) -> None:
    with pytest.raises(InputError, match="save it as a scenario"):
        report.report("what-if", [home])


def test_the_command_writes_a_file_or_says_in_one_line_why_not(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    run(["doctrine-songun"], 1, runs, workers=1, scale=500)
    out = tmp_path / "deep" / "report.html"
    made = CliRunner().invoke(cli, ["report", "flows", str(runs), "--out", str(out)])
    assert made.exit_code == 0, made.output
    assert out.read_text("utf-8").startswith("<!DOCTYPE html>")
    for arguments in (["report", "flow", str(runs)], ["report", "flows", str(tmp_path / "none")],
                      ["report", "flows", str(runs), "--out", str(tmp_path)],
                      ["report", "flows", str(runs), "--observed", "none.csv"],
                      ["dashboard", str(runs), "--observed", "none.csv"]):  # fmt: skip
        refused = CliRunner().invoke(cli, arguments)
        assert refused.exit_code == 2
        assert len(refused.output.strip().splitlines()) == 1


def test_cells_of_tables_are_set_in_one_piece_and_escaped() -> None:
    evil = "<img src=x onerror=alert(1)>"
    table = ui.table(evil, ["Head", html.Span(evil)], [[evil, html.Mark(evil)]])
    text = table.children.to_plotly_json()["props"][ui.SET]
    assert '<th scope="col">' in text
    assert '<th scope="row">' in text
    assert "<img" not in text
    assert text in report.rendered(table, [])
