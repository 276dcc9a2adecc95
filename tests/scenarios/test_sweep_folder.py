"""The folder of a sweep: one runner, one design, every part whole."""

from __future__ import annotations

import errno
import os
import threading
from functools import partial

import numpy as np
import pyarrow.parquet as pq
import pytest

from model.errors import InputError
from scenarios.execution import maintenance, plan, sweep, worker
from scenarios.integrity import copies, disk, lock
from scenarios.storage import store
from tests.scenarios import stores, sweeps
from tests.scenarios.sweeps import FAULTY, ONLY, PLAIN, Here, Locked, made

swept = partial(sweeps.swept, processes=Here)
posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


@posix
def test_a_second_runner_is_told_who_the_first_is(tmp_path):
    folder = tmp_path / "s"
    with Locked(folder) as pid:
        with pytest.raises(InputError, match=rf"process {pid} on .*, since 20.* is running this"):
            swept(made(), folder)
        with pytest.raises(InputError, match=f"process {pid} on "):
            swept(made(), folder, part=(1, 2))
        assert [w["pid"] for w in lock.holders(folder)] == [pid]
    assert lock.holders(folder) == []
    assert swept(made(), folder, workers=1).failures.empty


@posix
@pytest.mark.parametrize("_", range(3))
def test_of_runners_that_begin_at_once_one_works_and_the_others_leave_its_folder_alone(tmp_path, _):
    many, folder = made((0.1, 0.4), (0.0, 1.0, 2.0), seeds=90_000), tmp_path / "s"  # slow to write
    gate, ended = threading.Barrier(6), []

    def begin():
        gate.wait()
        try:
            swept(many, folder, FAULTY, workers=1, on_error="stop")
            ended.append("worked")
        except InputError as error:
            ended.append(str(error))

    runners = [threading.Thread(target=begin) for _ in range(6)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    others = [told for told in ended if told != "worked"]
    assert "worked" in ended
    assert all("is running this sweep" in told for told in others), others
    assert maintenance.status(folder)["failed"] > 0


def test_parts_run_beside_each_other_but_not_beside_the_whole(tmp_path):
    folder = tmp_path / "s"
    with Locked(folder, (1, 2)) as pid:
        swept(made(), folder, part=(2, 2), workers=1)
        for part, words in ((None, f"process {pid} .*part 1/2"), ((1, 2), f"process {pid} "),
                            ((1, 3), "all parts must be of one count")):  # fmt: skip
            with pytest.raises(InputError, match=words):
                swept(made(), folder, part=part)
    assert sweep.ended(folder).count("ok") == 5


def test_a_lock_is_given_back_though_the_name_at_it_cannot_be_removed(tmp_path, monkeypatch):
    change = disk.call

    def refusing(kind, path, *given, **options):
        if kind == "unlink" and path.name.endswith(lock.WHO):
            raise RuntimeError("not now")
        return change(kind, path, *given, **options)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "call", refusing)
        with pytest.raises(RuntimeError), lock.held(tmp_path):
            pass
    with lock.held(tmp_path):
        assert lock.holders(tmp_path)


def test_names_that_killed_runners_of_parts_left_at_their_locks_go_with_the_waste(tmp_path):
    folder = tmp_path / "s"
    swept(made(), folder, part=(1, 2))
    left = folder / ".lock-1-of-2.json"
    left.write_text("{}")
    swept(folder)
    assert not left.exists()
    assert not list(folder.glob(f".lock*{lock.WHO}"))


def test_a_change_since_the_beginning_is_refused_unless_allowed_and_then_noted(
    tmp_path, monkeypatch
):
    folder = tmp_path / "s"
    swept(made(), folder, workers=1, part=(1, 2))
    with monkeypatch.context() as patch:
        patch.setattr(plan.manifest, "sources_hash", lambda: "f" * 64)
        patch.setattr(plan.manifest, "pins_hash", lambda: "e" * 64)
        with pytest.raises(
            InputError, match=r"sources \(\w{12} -> f{12}\); the pinned .*-> e{12}\)"
        ):
            swept(folder)
        assert sweep.ended(folder).count("ok") == 5
        told = []
        swept(folder, workers=1, allow_drift=True, tell=told.append)
    assert "noted in drift.jsonl" in told[0]
    assert "the model's sources" in (folder / plan.DRIFT).read_text()
    codes = pq.read_table(folder / "status", columns=["code"])["code"].to_pylist()
    assert codes.count("f" * 12) == 5
    assert sweep.ended(folder).count("ok") == 10


def test_another_design_is_refused_with_what_differs(tmp_path):
    swept(made(), tmp_path / "s", workers=1)
    for other, words in ((made(seeds=6), r"seeds \(5 -> 6\)"), (made(leaks=(0.0,)), "factors"),
                         (made(end="2011-04"), "scenarios")):  # fmt: skip
        with pytest.raises(InputError, match=words):
            swept(other, tmp_path / "s")
    swept(made(), tmp_path / "s")


def test_a_design_edited_in_the_folder_is_refused_where_there_is_no_copy(tmp_path):
    folder = tmp_path / "s"
    swept(made(), folder, workers=1, part=(1, 2))
    table = pq.read_table(folder / store.DESIGN)
    pq.write_table(table, folder / store.DESIGN, compression="gzip")
    (folder / copies.FOLDER / store.DESIGN).unlink()
    with pytest.raises(InputError, match=r"changed: design\.parquet"):
        swept(folder)


@pytest.mark.parametrize("part", store.PARTS)
def test_a_damaged_part_is_found_named_set_aside_and_made_again(tmp_path, part):
    folder = tmp_path / "s"
    before = swept(made(), folder, workers=1).frame(ONLY)
    file = max((folder / part).iterdir(), key=lambda f: f.stat().st_size)
    data = bytearray(file.read_bytes())
    if part == "series":
        data[60] ^= 0xFF  # a byte within a page: only the checksum sees it
        file.write_bytes(data)
    else:
        file.write_bytes(data[: len(data) // 2])
    (damage,) = maintenance.verify(folder)
    assert damage.file == file
    maintenance.verify(folder, drop=True)
    assert sweep.ended(folder).count("pending") > 0
    after = swept(folder, workers=1).frame(ONLY)
    assert after.equals(before)
    assert maintenance.verify(folder) == []


def test_a_status_that_cannot_be_read_is_made_again_without_verify(tmp_path):
    folder, told = tmp_path / "s", []
    swept(made(), folder, workers=1)
    file = next((folder / "status").iterdir())
    file.write_bytes(b"")
    assert maintenance.status(folder)["unreadable"] == [str(file)]
    swept(folder, workers=1, tell=told.append)
    assert "its runs are made again" in told[0]
    assert sweep.ended(folder).count("ok") == 10


@pytest.mark.parametrize("name", ["sweep", "code"])
def test_a_manifest_that_lacks_a_part_is_one_message(tmp_path, name):
    folder = tmp_path / "s"
    swept(made(), folder, workers=1)
    stores.rewrite(folder, lambda facts: facts.pop(name))
    for use in (maintenance.status, maintenance.failures, maintenance.verify, swept):
        with pytest.raises(InputError, match=rf"manifest\.json: is not whole: {name} is missing"):
            use(folder)


@pytest.mark.parametrize("text", ["[]", '{"cases": [], "factors": []}'])
def test_a_plan_that_is_none_is_one_message(tmp_path, text):
    swept(made(), tmp_path / "s", workers=1)
    (tmp_path / "s" / plan.PLAN).write_text(text)
    (tmp_path / "s" / copies.FOLDER / plan.PLAN).unlink()
    with pytest.raises(InputError, match=r"plan\.json: is not (the plan|whole)"):
        maintenance.replay(tmp_path / "s", 0)


def test_a_damaged_design_is_one_message(tmp_path):
    swept(made(), tmp_path / "s", workers=1)
    (tmp_path / "s" / store.DESIGN).write_bytes(b"PAR1")
    (tmp_path / "s" / copies.FOLDER / store.DESIGN).unlink()
    with pytest.raises(InputError, match=r"design\.parquet: cannot be read"):
        maintenance.replay(tmp_path / "s", 0)


def test_a_status_of_another_sweep_is_set_aside(tmp_path):
    swept(made(seeds=30), tmp_path / "large", workers=1)
    folder, told = tmp_path / "s", []
    swept(made(), folder, workers=1)
    file = max((tmp_path / "large" / "status").iterdir())
    (folder / "status" / file.name).write_bytes(file.read_bytes())
    assert maintenance.status(folder)["unreadable"]
    swept(folder, workers=1, tell=told.append)
    assert "set aside" in told[0]
    assert sweep.ended(folder).count("ok") == 10


def test_a_full_disk_is_one_message_and_the_sweep_goes_on(tmp_path, monkeypatch):
    folder = tmp_path / "s"

    def full(folder, plan, task, finished, wanted):
        with store.writing(folder):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(worker, "commit", full)
        with pytest.raises(InputError, match="No space left on device"):
            swept(made(), folder)
    assert maintenance.status(folder)["pending"] == 10
    swept(folder)
    assert sweep.ended(folder).count("ok") == 10


def test_a_sweep_larger_than_the_disk_is_refused_before_it_starts(tmp_path, monkeypatch):
    monkeypatch.setattr(sweep, "_room", lambda _: 1000)
    with pytest.raises(InputError, match=r"10 runs .* kB on the disk; .* has room for 1 kB"):
        swept(made(), tmp_path / "s")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("options", "words"), [
    ({"workers": 0}, "workers = 0"), ({"timeout": 0}, "timeout = 0"),
    ({"part": (0, 2)}, "part = 0/2"), ({"part": (3, 2)}, "part = 3/2"),
])  # fmt: skip
def test_wrong_numbers_are_refused(tmp_path, options, words):
    with pytest.raises(InputError, match=words):
        swept(made(), tmp_path / "s", **options)
    assert list(tmp_path.iterdir()) == []


def test_places_that_hold_something_else_are_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="holds other files"):
        swept(made(), tmp_path)
    with pytest.raises(InputError, match="holds no sweep"):
        swept(str(tmp_path))
    with pytest.raises(InputError, match="unknown design"):
        swept("gone")
    assert [p.name for p in tmp_path.iterdir() if not p.name.startswith(".")] == ["letter.txt"]


def test_the_parent_keeps_no_figures(tmp_path):
    """Rows of a design are read a group at a time; nothing else grows with the runs."""
    many = made(leaks=(0.0, 0.4), seeds=12_000)
    folder = tmp_path / "s"
    folder.mkdir()
    plan.write(folder, many, PLAIN)
    lines = plan.Lines(folder)
    assert lines.count == many.runs == 24_000
    read = lines.of(np.arange(24_000), np.zeros(24_000, np.int16))
    assert [line.run_id for line in read] == list(range(24_000))
    assert len(lines._rows) <= plan.GROUP


def test_a_folder_may_not_name_a_function_from_elsewhere(tmp_path):
    with pytest.raises(InputError, match=r"'os:system'; only with a function of this project"):
        swept(made(), tmp_path / "s", make="os:system", workers=1)
