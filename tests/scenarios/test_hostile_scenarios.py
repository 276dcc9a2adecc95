"""Scenario files that are wrong in every way get one line with the file's name in it."""

from __future__ import annotations

import os
import random

import pytest

from model import drivers, parameters
from model.errors import InputError
from scenarios.definition import catalog

GOOD = """
title = "A case"
about = "What happens."
group = "own"
expectation = "Less."
extends = "baseline"
start = "2011-01"
end = "2030-12"
doctrine_passages = ["[B] two tracks"]
feeds = ["weather"]

[paths]
"compliance.china" = { from = "2026-01", set = 0.5 }
"border.openness" = [["2011-01", 1.0], ["2020-02", 0.2]]
doctrine = [["2011-01", "songun"]]
"""


def refused(path):
    """The one line a file is refused with; anything but an InputError fails the test."""
    with pytest.raises(InputError) as caught:
        catalog.load(path)
    message = str(caught.value)
    assert "\n" not in message, message
    assert path.name in message, message
    assert 0 < len(message) < 600, message
    return message


def saved(folder, text, name="case"):
    path = folder / f"{name}.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    return path


def test_the_good_file_is_good(tmp_path):
    assert catalog.load(saved(tmp_path, GOOD)).title == "A case"


CASES = {
    "an unknown key": ('tilte = "x"', "unknown key 'tilte'; did you mean 'title'"),
    "an unknown table": ("[parameter]\na = 1", "did you mean 'parameters'"),
    "a text as a number": ("title = 3", "title = 3; expected a text"),
    "a list as a text": ('feeds = "weather"', "expected a list of texts"),
    "a list of numbers": ("feeds = [1]", "expected a list of texts"),
    "expectations as a text": ('expects = "less"', "expected a list"),
    "an expectation that is none": ("expects = [3]", "is no table"),
    "an expectation of no series": (
        'expects = [{series="gpd", direction="up", when="2012"}]', "did you mean 'gdp'"),
    "an expectation beyond the end": (
        'feeds=[]\nend="2013-12"\nexpects = [{series="gdp", direction="up", when="2020"}]',
        "is not in the run"),
    "an expectation against nothing": (
        'feeds=[]\nexpects = [{series="gdp", direction="up", when="2012", against="basline"}]',
        "unknown scenario 'basline'; did you mean 'baseline'"),
    "an unknown feed": ('feeds = ["wether"]', "unknown feed 'wether'; did you mean 'weather'"),
    "a missing parent": ('extends = "nowhere"', "unknown scenario 'nowhere'"),
    "a misspelt parent": ('extends = "baselin"', "did you mean 'baseline'"),
    "a missing parent file": ('extends = "gone.toml"', "there is no such file"),
    "itself": ('extends = "case.toml"', "extends itself: case -> case"),
    "itself by name": ('extends = "case"', "extends itself: case -> case"),
    "a folder as a parent": ('extends = "./"', "expected"),
    "no month": ('end = "2024"', "is not a month; expected YYYY-MM"),
    "a thirteenth month": ('end = "2024-13"', "is not a month"),
    "a date": ("end = 2024-12-01", "is not a month"),
    "a late end": ('end = "2999-12"', "out of range"),
    "an early start": ('start = "1990-01"', "opens with the accounts of"),
    "an end before the start": ('end = "2010-12"', "out of range"),
    "parameters no table": ("parameters = 3", "expected a table"),
    "parameters a list": ("parameters = [1]", "expected a table"),
    "paths no table": ('paths = "x"', "expected a table"),
    "an unknown parameter": ('[parameters]\n"no.such" = 1', "unknown parameter 'no.such'"),
    "an unknown path": ('[paths]\n"arms.order" = [["2011-01", 1]]', "did you mean 'arms.orders'"),
    "an empty edit": ("[paths]\narms.orders = {}", "found no operation"),
    "two operations": ("[paths]\narms.orders = {set=1, scale=2}", "found set and scale"),
    "a misspelt edit": ('[paths]\narms.orders = {form="2012-01", set=1}', "did you mean 'from'"),
    "an edit month": ('[paths]\narms.orders = {from="2012-1", set=1}', "is not a month"),
    "an edit backwards": (
        '[paths]\narms.orders = {from="2012-01", until="2012-01", set=1}', "does not come after"),
    "a scale of nan": ("[paths]\narms.orders = {scale=nan}", "finite"),
    "a scale of text": ('[paths]\narms.orders = {scale="x"}', "finite"),
    "a scale of true": ("[paths]\narms.orders = {scale=true}", "finite"),
    "a scaled name": ("[paths]\ndoctrine = {scale=2}", "cannot scale a path of names"),
    "a scaled free path": ("feeds=[]\n[paths]\nexports.coal = {scale=2}", "left to the model"),
    "an edit out of range": ("[paths]\nborder.openness = {set=3}", "out of range"),
    "a result out of range": ('feeds=[]\n[paths]\nborder.openness = {shift=3}', "out of range"),
    "a doctrine that is none": ('[paths]\ndoctrine = [["2011-01", "juche"]]', "unknown doctrine"),
    "a doctrine as a number": ('[paths]\ndoctrine = [["2011-01", 1]]', "unknown doctrine"),
    "free where nothing is": ('[paths]\nweather.crop = [["2011-01", "free"]]', "not a number"),
    "dates out of order": (
        '[paths]\narms.orders = [["2012-01", 1], ["2011-01", 1]]', "dates must rise"),
    "the same date twice": (
        '[paths]\narms.orders = [["2012-01", 1], ["2012-01", 2]]', "dates must rise"),
    "a step of three": ('[paths]\narms.orders = [["2012-01", 1, 2]]', "not a [month, value] pair"),
    "a step of text": ('[paths]\narms.orders = ["2012-01"]', "not a [month, value] pair"),
    "steps and edits mixed": (
        '[paths]\narms.orders = [["2012-01", 1], {set=1}]', "not a [month, value] pair"),
    "a bare number": ("[paths]\narms.orders = 4", "4 is no path; expected a table"),
    "nan in a path": ('[paths]\narms.orders = [["2011-01", nan]]', "out of range"),
    "infinity in a path": ('[paths]\narms.orders = [["2011-01", inf]]', "out of range"),
    "a huge whole number": (
        f'[paths]\narms.orders = [["2011-01", {"9" * 400}]]', "arms.orders"),
    "endless digits": (f'[paths]\narms.orders = [["2011-01", {"9" * 5000}]]', "is not TOML"),
    "a path twice": (
        '[paths]\narms.orders = [["2011-01", 1]]\n"arms.orders" = [["2011-01", 2]]', "twice"),
    "a key twice": ('title = "a"\ntitle = "b"', "line 2"),
    "an open string": ('title = "a', "line 1"),
    "an open table": ('title = "a"\n[paths', "line 2"),
    "deep nesting": ("title = " + "[" * 5000 + "]" * 5000, "is not TOML"),
    "nothing at all": ("", "a scenario needs `extends`"),
    "blanks and a comment": (" \n\t\n# later\n", "a scenario needs `extends`"),
    "a title alone": ('title = "Mine"', "a scenario needs `extends`"),
    "a change of nothing": ('[paths]\narms.orders = [["2011-01", 1]]', "needs `extends`"),
    "an empty list": ('feeds=[]\n[paths]\narms.orders = []', "the list is empty"),
    "an edit after the end": (
        'extends="history-semi-endogenous"\n[paths]\narms.orders = {from="2025-01", scale=2}',
        "line 3: path arms.orders: 2025-01 is not in the run, which goes from 2011-01 to 2024-12"),
    "a second edit after the end": (
        'extends="baseline"\n[paths]\narms.orders = [{from="2026-01", until="2027-01", scale=2}, '
        '{from="2062-01", set=1}]', "2062-01 is not in the run"),
    "a step after the end": (
        'extends="baseline"\n[paths]\narms.orders = [["2026-01", 1], ["2036-01", 2]]',
        "2036-01 is not in the run, which goes from 2011-01 to 2035-12"),
    "a parameter changed after the end": (
        'extends="baseline"\nend="2020-12"\n[parameters]\n'
        'sanctions.leak = {from="2021-01", set=0.2}',
        "line 4: parameter sanctions.leak: 2021-01 is not in the run"),
    "a step before the run": (
        'feeds=[]\n[paths]\narms.orders = [["1026-01", 1]]', "1026-01 is not in the run"),
    "an edit before the run": (
        'feeds=[]\n[paths]\narms.orders = {from="2001-01", until="2005-01", set=1}',
        "2001-01 is not in the run"),
    "an edit that the next undoes": (
        'extends="baseline"\n[paths]\narms.orders = [{from="2028-01", set=1}, '
        '{from="2027-01", set=2}]', "the change from 2028-01 is undone by the one from 2027-01"),
    "a path among parameters": (
        "[parameters]\ncompliance.china = 0.5", "is a dated path; it belongs under [paths]"),
    "a parameter among paths": (
        '[paths]\nsanctions.leak = [["2011-01", 0.1]]', "it belongs under [parameters]"),
    "a month in other digits": ('end = "٢٠٣٠-12"', "is not a month"),
    "a day": ('end = "2030-12-31"', "is not a month"),
    "an empty title": ('title = " "', "expected one line"),
    "a title of two lines": ('title = "a\\nb"', "expected one line"),
    "a title a terminal obeys": ('title = "\\u001b[31mred"', "expected one line"),
    "an endless title": (f'title = "{"x" * 900}"', "at most 200 characters"),
    "an endless parent": (f'extends = "{"x" * 5000}.toml"', "at most 300 characters"),
    "a parent with a null": ('extends = "a\\u0000b.toml"', "expected one line"),
    "a parent too long for a disk": (f'extends = "{"x" * 270}.toml"', "is no name"),
    "an expectation against a file that is not there": (
        'feeds=[]\nexpects = [{series="gdp", direction="up", when="2012", against="gone.toml"}]',
        "gone.toml: there is no such file"),
    "an expectation beyond the end of the other": (
        'extends="baseline"\nexpects = [{series="gdp", direction="up", when="2030", '
        'against="history-free"}]', "2030 is not in history-free, which goes from 2011-01 to 2024"),
    "no TOML at all": ("<html></html>", "is not TOML"),
    "a null byte": ('title = "a\x00b"', "is not TOML"),
}  # fmt: skip


@pytest.mark.parametrize("what", CASES)
def test_a_bad_file_is_refused_in_one_line_that_says_why(tmp_path, what):
    text, expected = CASES[what]
    assert expected in refused(saved(tmp_path, text)).replace("\\n", " ")


def test_a_message_names_the_line_of_the_key(tmp_path):
    text = GOOD.replace("set = 0.5", "set = 5")
    assert "case.toml, line 13: " in refused(saved(tmp_path, text))


def test_a_chain_of_files_that_closes_is_named(tmp_path):
    saved(tmp_path, 'extends = "b"', "a")
    saved(tmp_path, 'extends = "c"', "b")
    last = saved(tmp_path, 'extends = "a"', "c")
    assert "extends itself: c -> a -> b -> c" in refused_any(last)


def refused_any(path):
    with pytest.raises(InputError) as caught:
        catalog.load(path)
    return str(caught.value)


def test_what_is_wrong_in_a_parent_is_told_with_the_parents_name(tmp_path):
    saved(tmp_path, "title = 3", "parent")
    assert "parent.toml, line 1: title = 3" in refused_any(saved(tmp_path, 'extends = "parent"'))


def test_files_that_are_no_files(tmp_path):
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    assert "is no file" in refused(folder)
    assert "there is no such file" in refused(tmp_path / "gone.toml")
    assert "is no name" in refused(saved(tmp_path, GOOD, "two words"))
    assert "is not UTF-8" in refused(saved(tmp_path, b'title = "\xff\xfe"'))
    assert "is not UTF-8" in refused(saved(tmp_path, GOOD.encode("utf-16")))
    assert "at most 1,000,000" in refused(saved(tmp_path, GOOD + "#" * 1_000_001))
    assert catalog.load(saved(tmp_path, "feeds = []")).case.paths == {}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    assert "is no file" in refused(tmp_path / "pipe.toml")


def test_an_unreadable_file(tmp_path):
    path = saved(tmp_path, GOOD)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "cannot be read" in refused(path)


def bad_numbers(rng, low, high):
    """Values no range holds, and values that are none."""
    span = max(high - low, 1.0)
    return rng.choice([
        repr(high + span * rng.uniform(0.01, 1e6)), repr(low - span * rng.uniform(0.01, 1e6)),
        "nan", "inf", "-inf", "true", '"much"', "[]", "{}", "2011-01-01", "1e400",
        "9" * rng.randint(30, 330), '""', "[[1]]", '{a = 1}',
    ])  # fmt: skip


def misspelt(rng, name, allowed):
    while True:
        place = rng.randrange(len(name))
        changed = rng.choice([
            name[:place] + rng.choice("abcxyz") + name[place:], name[:place] + name[place + 1 :],
            name + "s", name.upper(),
        ])  # fmt: skip
        if (
            changed
            and changed not in allowed
            and not changed.startswith(".")
            and ".." not in changed
        ):
            return changed.strip(".") or "x"


def bad_parameter(rng):
    found = rng.choice(list(parameters.shipped().values()))
    return f'[parameters]\n"{found.name}" = {bad_numbers(rng, found.low, found.high)}'


def bad_parameter_name(rng):
    name = misspelt(rng, rng.choice(list(parameters.shipped())), parameters.shipped())
    return f'[parameters]\n"{name}" = 1'


def bad_path_name(rng):
    name = misspelt(rng, rng.choice(list(drivers.DRIVERS)), drivers.DRIVERS)
    return f'[paths]\n"{name}" = [["2011-01", 1]]'


def bad_month(rng):
    driver = rng.choice(list(drivers.DRIVERS.values()))
    month = rng.choice(["2011", "2011-00", "2011-13", "11-01", "", "2011-1", "२०११-०१", "x" * 90])
    value = f'"{driver.choices[0]}"' if driver.choices else driver.high
    return f'[paths]\n"{driver.name}" = [["{month}", {value}]]'


def bad_edit(rng):
    driver = rng.choice(list(drivers.DRIVERS.values()))
    return f'[paths]\n"{driver.name}" = {{ set = {bad_numbers(rng, driver.low, driver.high)} }}'


def bad_value(rng):
    driver = rng.choice(list(drivers.DRIVERS.values()))
    value = bad_numbers(rng, driver.low, driver.high)
    return f'[paths]\n"{driver.name}" = [["2011-01", {value}]]'


def damaged(rng):
    """A good file with a line or some characters spoilt so that it is TOML no more."""
    lines = GOOD.strip().splitlines()
    place = rng.randrange(len(lines))
    lines.insert(place, rng.choice(["= 3", "title = ", "]", "a b = 1", 'x = "', "[[paths", "\x07"]))
    return "\n".join(lines)


def out_of_the_run(rng):
    """A change on a date before or after the run, in each of the ways one can be given."""
    year = rng.choice([rng.randint(1, 2010), rng.randint(2036, 9999)])
    month = f"{year:04d}-{rng.randint(1, 12):02d}"
    driver = rng.choice([d for d in drivers.DRIVERS.values() if not d.choices])
    number = rng.choice([p for p in parameters.shipped().values() if p.may_change])
    return 'extends = "baseline"\n' + rng.choice([
        f'[paths]\n"{driver.name}" = {{ from = "{month}", set = {driver.high} }}',
        f'[paths]\n"{driver.name}" = [["{month}", {driver.high}]]',
        f'[parameters]\n"{number.name}" = {{ from = "{month}", set = {number.low} }}',
        f'[parameters]\n"{number.name}" = [["{month}", {number.low}]]',
    ])  # fmt: skip


def bad_expectation(rng):
    good = {"series": '"gdp"', "direction": '"up"', "when": '"2030"', "against": '"drought"'}
    key = rng.choice(list(good))
    good[key] = rng.choice(['"nothing"', "3", "true", "[]", '""', '"2036"', '"2030-2028"', "{}"])
    if key == "series" and rng.random() < 0.5:
        del good[key]
    table = ", ".join(f"{name} = {value}" for name, value in good.items())
    return f'extends = "baseline"\nexpects = [{{ {table} }}]'


def bad_kind(rng):
    """A key of the top level with a value of another type."""
    key = rng.choice(["title", "about", "group", "expectation", "extends", "doctrine_passages",
                      "feeds", "start", "end", "expects", "parameters", "paths"])  # fmt: skip
    value = rng.choice(["3", "nan", "true", "2011-01-01", "[[1]]", "[3]", "12:00:00", "[{}]"])
    start = "" if key in ("extends", "feeds") else 'extends = "baseline"\n'
    return f"{start}{key} = {value}"


def in_the_wrong_table(rng):
    if rng.random() < 0.5:
        return f'[parameters]\n"{rng.choice(list(drivers.DRIVERS))}" = 1'
    return f'[paths]\n"{rng.choice(list(parameters.shipped()))}" = [["2011-01", 1]]'


FAULTS = (bad_parameter, bad_parameter_name, bad_path_name, bad_month, bad_edit, bad_value, damaged,
          out_of_the_run, bad_expectation, bad_kind, in_the_wrong_table)  # fmt: skip


@pytest.mark.parametrize("seed", range(50))
@pytest.mark.parametrize("fault", FAULTS)
def test_generated_bad_files_are_refused_in_one_line(tmp_path, fault, seed):
    refused(saved(tmp_path, fault(random.Random(f"{fault.__name__} {seed}"))))


@pytest.mark.parametrize("seed", range(100))
def test_random_bytes_in_a_good_file_never_end_in_another_error(tmp_path, seed):
    rng = random.Random(seed)
    data = bytearray(GOOD.encode())
    for _ in range(rng.randint(1, 8)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path = saved(tmp_path, bytes(data))
    try:
        catalog.load(path)
    except InputError:
        refused(path)
