"""Small shards become big ones, and whatever interrupts that leaves a valid sweep."""

from __future__ import annotations

import shutil
from contextlib import suppress

import pytest

from model.errors import InputError
from scenarios.analysis.results import Results
from scenarios.execution import compaction, maintenance, sweep
from scenarios.integrity import disk
from scenarios.storage import store
from tests.scenarios.sweeps import FAULTY, ONLY, Here, Locked, committed, figures, made, swept

SIZE = 4
"""Runs, each in a shard of its own."""


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def folder(tmp_path):
    swept(made(leaks=(0.0,), seeds=SIZE), tmp_path / "s", processes=Here)
    assert committed(tmp_path / "s") == SIZE
    return tmp_path / "s"


def test_small_shards_become_one_and_say_the_same(folder):
    before, runs = figures(folder), Results(folder).runs.drop(columns="shard")
    assert compaction.compact(folder) == compaction.Compacted(SIZE, 1)
    assert figures(folder).equals(before)
    assert Results(folder).runs.drop(columns="shard").equals(runs)
    assert {len(list((folder / part).iterdir())) for part in store.PARTS} == {1}
    assert maintenance.verify(folder) == []
    assert maintenance.replay(folder, 3).same is True
    assert compaction.compact(folder) == compaction.Compacted(1, 1)


def test_a_sweep_goes_on_after_compaction_and_what_was_replaced_is_dropped(tmp_path):
    folder = tmp_path / "s"
    some = made(leaks=(0.0, 0.1), seeds=4, series="annual", end="2012-12")
    for k in (1, 2):
        swept(some, folder, FAULTY, part=(k, 3), processes=Here)
    compaction.compact(folder)
    swept(folder, processes=Here)
    swept(folder, processes=Here, retry_failed=True)
    assert committed(folder) > 2
    compaction.compact(folder)
    found = Results(folder).runs
    assert found.state.tolist() == ["ok"] * 4 + ["failed"] * 4
    assert found.attempt.tolist() == [1] * 4 + [2] * 4
    assert committed(folder) == 1
    assert len(figures(folder)) == 4 * 2
    assert maintenance.verify(folder) == []


def test_killed_at_any_moment_a_valid_sweep_is_left(folder, tmp_path, monkeypatch):
    """Every rename and every removal of a file is tried as the last thing done."""
    before = figures(folder)
    for moment in range(100):
        copy = tmp_path / f"copy{moment}"
        shutil.copytree(folder, copy)
        with monkeypatch.context() as patch:
            ended = _end_after(patch, moment)
            with suppress(Killed):
                compaction.compact(copy)
        assert Results(copy).frame(ONLY).equals(before)
        assert maintenance.verify(copy) == []
        assert sweep.ended(copy).count("ok") == SIZE
        compaction.compact(copy)
        assert figures(copy).equals(before)
        assert committed(copy) == 1
        if not ended:
            break
    assert moment == len(store.PARTS) * (1 + SIZE)


def _end_after(patch, moment):
    """Let so many changes of the parts pass and end at the next; what was refused."""
    passed, refused = [], []
    change = disk.call

    def counting(kind, path, *given, **options):
        if kind in ("rename", "unlink") and path.parent.name in store.PARTS:
            if len(passed) == moment:
                refused.append(path)
                raise Killed
            passed.append(path)
        return change(kind, path, *given, **options)

    patch.setattr(disk, "call", counting)
    return refused


@pytest.mark.parametrize("part", ["summary", "series"])
def test_a_part_that_is_gone_is_not_hidden_in_a_big_shard(folder, part):
    """Else the big shard would count, and what verify sets aside would be every run in it."""
    gone = next((folder / part).iterdir())
    gone.unlink()
    for _ in range(2):
        with pytest.raises(InputError, match=rf"{gone.name}: is missing; .* --drop"):
            compaction.compact(folder)
    assert committed(folder) == SIZE
    assert [damage.runs for damage in maintenance.verify(folder, drop=True)] == [1]
    assert sweep.ended(folder).count("ok") == SIZE - 1


def test_a_running_or_damaged_sweep_is_not_compacted(folder):
    with Locked(folder) as pid, pytest.raises(InputError, match=f"process {pid} on "):
        compaction.compact(folder)
    file = next((folder / "summary").iterdir())
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(InputError, match=rf"{file.name}: is not as it was stored.* --drop"):
        compaction.compact(folder)
    assert committed(folder) == SIZE
