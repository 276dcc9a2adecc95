"""A reader's own series: taken as it is, or refused in one sentence that names the line."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from model.errors import InputError
from scenarios.analysis import measures
from scenarios.evaluation.user_observations import read, score
from scenarios.execution.run import run

GOOD = "date,series,value,source\n2014,gdp,1.02,lights\n2015-06,rate.market,8100,survey\n"


def written(tmp_path, text):
    file = tmp_path / "own.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_figures_come_in_the_order_of_the_file(tmp_path):
    frame = read(written(tmp_path, GOOD))
    assert list(frame["date"]) == ["2014", "2015-06"]
    assert list(frame["value"]) == [1.02, 8100.0]


def test_columns_may_stand_in_any_order_with_others_between(tmp_path):
    text = "Source,note,value,Date,series\nlights,x,1.0,2014-05-31,gdp\n\n"
    frame = read(written(tmp_path, text))
    assert frame.iloc[0].to_dict() == {
        "date": "2014-05", "series": "gdp", "value": 1.0, "source": "lights"
    }  # fmt: skip


@pytest.mark.parametrize(("text", "said"), [
    ("", "column 'date' is missing"),
    ("date,series,value\n", "column 'source' is missing"),
    ("date,series,value,source\n", "holds no figure"),
    ("date,series,value,source\n2014,gdp\n", "line 2: has 2 cells"),
    ("date,series,value,source\n14,gdp,1,x\n", "line 2: '14' is not a date"),
    ("date,series,value,source\n0001,gdp,1,x\n", "'0001' is not a date"),
    ("date,series,value,source\n٢٠١٤,gdp,1,x\n", "is not a date"),
    (f"date,series,value,source\n2014,gdp,1,{'x' * 140_000}\n", "line 2: is not CSV"),
    ("date,series,value,source\n" + "2014,gdp,1,x\n" * 10_001, "10,001 figures"),
    ("date,series,value,source\n2014-13,gdp,1,x\n", "'2014-13' is not a date"),
    ("date,series,value,source\n2014,gpd,1,x\n", "did you mean 'gdp'"),
    ("date,series,value,source\n2014,gdp,one,x\n", "value = 'one' is not a finite number"),
    ("date,series,value,source\n2014,gdp,inf,x\n", "value = 'inf'"),
    ("date,series,value,source\n2014,gdp,1, \n", "the source is missing"),
    (b"date,series,value,source\n2014,gdp,1,\xff\n", "is not UTF-8"),
])  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(tmp_path, text, said):
    with pytest.raises(InputError) as refused:
        read(written(tmp_path, text))
    assert said.lower() in str(refused.value).lower()
    assert "own.csv" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        read(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="is no file"):
        read(tmp_path)


BASE = "history-semi-endogenous"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return run([BASE], 3, tmp_path_factory.mktemp("runs"), workers=1, scale=500,
               series=["gdp", "rate.market"], best=True)  # fmt: skip


def frame(*rows):
    return pd.DataFrame(rows, columns=["date", "series", "value", "source"])


def test_own_figures_are_scored_beside_the_year_or_the_month(results):
    years, annual = measures.annual_means(results, "gdp", BASE)
    months, _, monthly = results.matrix("rate.market", BASE)
    year, month = annual[:, list(years).index(2014)], monthly[:, list(months.month).index(6) + 48]
    own = frame(("2014", "gdp", year.mean() + 0.5, "x"), ("2014", "gdp", year.mean() - 0.1, "y"),
                ("2015-06", "rate.market", np.median(month), "z"))  # fmt: skip
    gdp, rate = score(results, BASE, own)
    assert (gdp.n, gdp.left_out) == (2, 0)
    assert gdp.bias == pytest.approx(-0.2)
    assert gdp.rmse == pytest.approx(np.sqrt((0.5**2 + 0.1**2) / 2))
    assert gdp.coverage["90"] == pytest.approx(np.mean([
        low <= one.value <= high for one in gdp.figures for low, high in [one.band]
    ]))  # fmt: skip
    assert rate.coverage["90"] == 1.0
    assert rate.figures[0].model == pytest.approx(month.mean())


def test_figures_that_no_run_answers_are_left_out_and_counted(results):
    own = frame(
        ("1999", "gdp", 1.0, "x"), ("2014", "gdp", 1.0, "x"), ("2014", "imports.total", 3, "x")
    )
    gdp, imports = score(results, BASE, own)
    assert (gdp.n, gdp.left_out) == (1, 1)
    assert (imports.n, imports.left_out) == (0, 1)
    assert np.isnan([imports.rmse, imports.bias, imports.coverage["90"]]).all()
