"""A reader's own series: taken as it is, or refused in one sentence that names the line."""

from __future__ import annotations

import pytest

from model.errors import InputError
from scenarios.own_figures import read

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
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path)
