"""A file of a store that is not what was written is noticed by everybody who reads it."""

from __future__ import annotations

import os
import time

import pyarrow.parquet as pq
import pytest

from dashboards.data.stores import Shelf
from model.errors import InputError
from scenarios.analysis.results import Results
from scenarios.execution import compaction, maintenance, plan, sweep
from scenarios.integrity import copies, waste
from scenarios.storage import status, store
from tests.scenarios import stores
from tests.scenarios.sweeps import Here, Locked, figures, made, swept


@pytest.fixture
def folder(tmp_path):
    swept(made(leaks=(0.0,), seeds=4), tmp_path / "s", processes=Here)
    return tmp_path / "s"


def flip(file):
    data = bytearray(file.read_bytes())
    data[len(data) // 3] ^= 4
    file.write_bytes(data)


def older(folder):
    """Make the sweep one of those written before there were digests."""
    for file in (folder / "status").iterdir():
        table = pq.read_table(file).drop_columns("digest").replace_schema_metadata()
        pq.write_table(table, file)
    stores.rewrite(folder, lambda facts: None)
    for file in (folder / copies.FOLDER).iterdir():
        file.unlink()
    (folder / copies.FOLDER).rmdir()


@pytest.mark.parametrize("part", store.PARTS)
def test_a_flipped_bit_is_refused_with_the_part_and_the_command_that_repairs_it(folder, part):
    results = Results(folder)
    before = results.frame("gdp")
    file = sorted((folder / part).iterdir())[1]
    flip(file)
    for reader in (results, Results(folder)):
        with pytest.raises(InputError, match=rf"{part}.{file.name}: .*verify .* --drop.*sweep run"):
            reader.summaries(["price.rice"]) if part == "summary" else reader.frame("gdp")
    assert [damage.file for damage in maintenance.verify(folder)] == [file]
    maintenance.verify(folder, drop=True)
    assert swept(folder, processes=Here).frame("gdp").equals(before)


def test_going_on_makes_damaged_runs_again_by_itself(folder):
    before, told = figures(folder), []
    file = min((folder / "series").iterdir())
    flip(file)
    swept(folder, processes=Here, tell=told.append)
    assert told == [f"{file}: is not as it was stored, its digest differs; set aside, its runs are "
                    "made again"]  # fmt: skip
    assert figures(folder).equals(before)


@pytest.mark.parametrize("name", [store.MANIFEST, store.DESIGN, plan.PLAN])
def test_what_a_sweep_cannot_do_without_is_made_again_from_its_copy(folder, name, capsys):
    data = (folder / name).read_bytes()
    for damaged in (data[: len(data) // 2], b"", None):
        (folder / name).unlink() if damaged is None else (folder / name).write_bytes(damaged)
        assert Results(folder).runs.state.eq("ok").all()
        assert maintenance.replay(folder, 1).same is True
        assert (folder / name).read_bytes() == data
        assert capsys.readouterr().err.splitlines() == [
            f"{folder / name}: was damaged and is made again from its copy"]  # fmt: skip
    flip(folder / copies.FOLDER / name)
    maintenance.verify(folder)
    assert (folder / copies.FOLDER / name).read_bytes() == data


def test_a_store_without_digests_is_read_as_before_and_gone_on_with(folder):
    before = figures(folder)
    older(folder)
    assert figures(folder).equals(before)
    assert maintenance.verify(folder) == []
    for part in store.PARTS:
        min((folder / part).iterdir()).unlink()
    assert swept(folder, processes=Here).frame(["gdp", "price.rice"]).equals(before)
    assert maintenance.status(folder)["ok"] == 4
    compaction.compact(folder)
    assert figures(folder).equals(before)
    flip(next((folder / "series").iterdir()))
    with pytest.raises(InputError, match="digest differs"):
        figures(folder)


def test_an_open_dashboard_notices_a_part_that_is_another_under_its_name(tmp_path):
    shelf = Shelf([stores.make(tmp_path)])
    opened = shelf.open()
    assert shelf.open() is opened
    file = next((opened.results.path / "series").iterdir())
    flip(file)
    again = shelf.open()
    assert again is not opened
    with pytest.raises(InputError, match="digest differs"):
        again.results.frame("gdp")


def test_a_status_that_is_another_under_its_name_is_read_again(folder):
    assert status.of(folder).counts["ok"] == 4
    flip(min((folder / "status").iterdir()))
    assert status.of(folder).state == "unreadable"


def test_what_killed_runners_left_goes_once_it_is_a_minute_old(folder):
    orphan = folder / "series" / store.shard_name(0, 3)
    orphan.write_bytes(b"left")
    half = folder / "status" / f".{orphan.name}.12345678.tmp"
    half.write_bytes(b"")
    for remove in (maintenance.verify, compaction.compact):
        remove(folder)
        assert orphan.exists(), "it may be a file that is being written"
    for file in (orphan, half):
        os.utime(file, (time.time() - 2 * waste.AGE_S,) * 2)
    with Locked(folder):
        maintenance.verify(folder)
        assert orphan.exists(), "another runner is at work"
    maintenance.verify(folder)
    assert not orphan.exists()
    assert not half.exists()
    half.write_bytes(b"")
    swept(folder, processes=None)
    assert not half.exists(), "whoever goes on is alone"


def test_a_runner_of_a_part_removes_what_is_of_its_runs_alone(folder):
    mine, other = (folder / "series" / store.shard_name(first, first) for first in (1, 2))
    for file in (mine, other):
        file.write_bytes(b"left")
    swept(folder, processes=None, part=(2, 4))
    assert (mine.exists(), other.exists()) == (False, True)


def test_a_folder_that_is_taken_away_from_a_running_sweep_is_said_to_be_gone(tmp_path):
    folder = tmp_path / "s"

    def take_away(progress):
        if folder.exists() and (folder / plan.PLAN).exists():
            folder.rename(tmp_path / "elsewhere")

    with pytest.raises(InputError, match="s: it is not there; was it removed or moved"):
        swept(made(), folder, processes=Here, progress=take_away)
    assert sweep.ended(tmp_path / "elsewhere").count("pending") > 0
