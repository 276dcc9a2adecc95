"""Hostile stores: each a small real one with one thing in it turned hostile.

`CORPUS` holds them by name: what kind of store is taken, and what is done to it, as a function of
the store's folder and the folder outside that it is after.
"""

from __future__ import annotations

import json
import os
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

HUGE = 10**12
SIGNS = "a\u202eb\x1b[31mc\x07\nd"
"""Turned around, coloured, with a bell and on two lines."""
FORMULA = "=cmd|' /C calc'!A1"
TAG = "<img src=x onerror=alert(1)>"


def read_sql(outside):
    return f"""x"::int as a, (select content from read_text('{outside.canary}')) as "y"""


def write_sql(outside):
    return f"""gdp" from range(1); copy (select 1) to '{outside.folder / "made.csv"}'; select "x"""


def attach_sql(outside):
    return f"""gdp"; attach '{outside.folder / "made.db"}' as d; install httpfs; select "x"""


CORPUS = {}


def hostile(name, kind="sweep"):
    def keep(change):
        assert name not in CORPUS, name
        CORPUS[name] = kind, change
        return change

    return keep


def in_json(file, name, path, value, kind="sweep"):
    """One field of a JSON file set, or removed where the value is `...`."""

    @hostile(name, kind)
    def change(folder, outside):
        facts = json.loads((folder / file).read_text())
        here = facts
        for key in path[:-1]:
            here = here[next(iter(here)) if key == "*" and isinstance(here, dict) else key]
        key = path[-1]
        if key == "*":
            first = next(iter(here))
            here[value(outside) if callable(value) else value] = here.pop(first)
        elif value is ...:
            del here[key]
        else:
            here[key] = value(outside) if callable(value) else value
        (folder / file).write_text(json.dumps(facts))


def in_table(part, name, change, kind="sweep"):
    """One Parquet file of a part (the first), or the design, rewritten."""

    @hostile(name, kind)
    def rewrite(folder, outside):
        file = folder / "design.parquet"
        if part != "design":
            file = min((folder / part).glob("part-*.parquet"))
        table = pq.read_table(file)
        file.unlink()
        pq.write_table(change(table, outside), file)


def put(column, values):
    """A column with other values: one for all, or the values."""

    def change(table, outside):
        given = values(outside) if callable(values) else values
        array = given if isinstance(given, pa.Array) else pa.array([given] * len(table))
        if column in table.column_names:
            return table.set_column(table.column_names.index(column), column, array)
        return table.append_column(column, array)

    return change


def as_text(column):
    return lambda table, _: put(column, table[column].cast(pa.string()).combine_chunks())(table, _)


def without(column):
    return lambda table, _: table.drop_columns(column)


def called(old, new):
    return lambda table, _: table.rename_columns([new if n == old else n
                                                  for n in table.column_names])  # fmt: skip


def link(where, to, name=None, kind="sweep"):
    """A file or folder of the store replaced by a link out of it."""

    @hostile(name or f"{where} is a link to {to}", kind)
    def change(folder, outside):
        place = _cleared(folder, where, keep=outside.folder / to)
        place.symlink_to(outside.folder / to)


def pipe(where, kind="sweep"):
    """A file of the store replaced by a pipe nobody writes into."""

    @hostile(f"{where} is a pipe", kind)
    def change(folder, _):
        os.mkfifo(_cleared(folder, where))


def _cleared(folder, where, keep=None):
    """A place in a store made free; what was there goes where the link leads, if nothing is."""
    place = folder / where if "*" not in where else min(folder.glob(where))
    if keep is not None and not keep.exists() and place.exists():
        shutil.move(place, keep)
    elif place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    return place


def replaced(where, text, name, kind="sweep"):
    """A file replaced by bytes."""

    @hostile(name, kind)
    def change(folder, outside):
        _cleared(folder, where).write_bytes(text(outside) if callable(text) else text)


for kind in ("plain", "sweep"):
    for title, made in (("reads", read_sql), ("writes", write_sql), ("attaches", attach_sql)):
        in_json(
            "manifest.json", f"{kind}: a series that {title}", ["series", 0, "name"], made, kind
        )
    for title, value in {
        "a number": 3, "nothing": None, "empty": "", "signs": SIGNS, "endless": "x" * 100_000,
        "a quote": '"', "a path": "../../gdp", "a list": ["gdp"], "unknown": "gdp_of_mars",
        "a dollar": "$status", "a formula": FORMULA,
    }.items():  # fmt: skip
        in_json("manifest.json", f"{kind}: a series called {title}", ["series", 0, "name"], value,
                kind)  # fmt: skip
    for title, made in (
        ("SQL", write_sql),
        ("signs", SIGNS),
        ("a formula", FORMULA),
        ("a tag", TAG),
        ("endless", "x" * 100_000),
        ("a path", "../../outside/canary.txt"),
    ):
        in_json("manifest.json", f"{kind}: a scenario called {title}", ["scenarios", "*"], made,
                kind)  # fmt: skip
    for field, values in {
        "replications": [HUGE, -1, 0, "2", True, 1.5, None, 10**7],
        "series": [[], {}, "gdp", [1], [{"name": "gdp", "unit": "%"}] * 6000],
        "scenarios": [{}, [], "baseline", {"baseline": 3}],
        "format": [2, None, "1", [1]],
        "created": [3, SIGNS, ["x"], "", "2026-13-99", ...],
        "command": ["x", [3], ["x"] * 200_000, [SIGNS, FORMULA]],
        "code": [[], "x", {"sources_sha256": 3}, {"dirty": "maybe"}],
        "root_entropy": [-1, 2**70, "x"],
        "packages": [[], {"numpy": 3}],
        "ensemble": [3, SIGNS],
        "machine": [[], {"python": 3}],
        "sweep": [3, [], {}, {"runs": 1}],
    }.items():
        for place, value in enumerate(values):
            in_json("manifest.json", f"{kind}: {field}, {place}", [field], value, kind)

for field in ("title", "about", "end", "chain", "feeds"):
    for place, value in enumerate([3, SIGNS, TAG, {"a": {"b": []}}, [["x"]], "x" * 2_000_000]):
        in_json("manifest.json", f"scenario {field}, {place}", ["scenarios", "baseline", field],
                value, "plain")  # fmt: skip

for path, values in {
    ("runs",): [HUGE, -1, "16", 10**7, 15],
    ("draws",): [HUGE, "x"],
    ("series",): ["x", 3, "none", "annual"],
    ("name",): [3, SIGNS, TAG],
    ("title",): [["x"], SIGNS, TAG, FORMULA],
    ("design", "factors"): [{}, [], {'x"; drop': {"values": [1]}}, {"gdp": {"range": [0, 1]}}],
    ("design", "factors", "sanctions.leak"): [{}, 3, {"values": ["a"] * 10}, {"set": 3},
                                              {"values": [None]}, {"range": [1, 0], "n": -5}],
    ("design", "method"): [3, "morris", "saltelli", SIGNS],
    ("files",): [{"../../outside/canary.txt": "x"}, {"plan.json": 3}, {"/dev/zero": "x"},
                 {"../outside/canary.txt": None}, [], {"inflight": "x"}],
}.items():  # fmt: skip
    for place, value in enumerate(values):
        in_json("manifest.json", f"sweep {'.'.join(path)}, {place}", ["sweep", *path], value)

for field, values in {
    "make": ["os:system", "scenarios.storage.store:discard",
             "scenarios.definition.sweep_design:find", "tests.conftest:x",
             "scenarios.nowhere:make", "scenarios.execution.plan:json", "", 3, "subprocess:run"],
    "runs": [HUGE, 15, "x", -1],
    "only": [["nowhere"], [read_sql], [], "gdp", [3], ["gdp", "gdp"]],
    "series": ["x", "annual", 3],
    "factors": [{}, [], {"sanctions.leak": {"values": ["x"]}}, {"nowhere": {"values": [1]}},
                {"a": {"set": ["os"], "values": [1]}}],
    "cases": [{}, [], {"baseline": {}}, {"baseline": {"scale": HUGE}}, {"baseline": 3},
              {"baseline": {"paths": {"nowhere": []}}}, {"baseline": {"end": "9999-99"}},
              {"baseline": {"x": 1}}, {"baseline": {"parameters": {"sanctions.leak": 1e300}}}],
}.items():  # fmt: skip
    for place, value in enumerate(values):
        if value == [read_sql]:
            in_json("plan.json", f"plan {field}, {place}", [field], lambda out: [read_sql(out)])
        else:
            in_json("plan.json", f"plan {field}, {place}", [field], value)

for file in ("manifest.json", "plan.json", "debates.json", ".lock", "drift.jsonl"):
    kind = "plain" if file == "debates.json" else "sweep"
    link(file, "canary.json", kind=kind)
    pipe(file, kind)
    for title, text in {
        "deep": b"[" * 200_000, "no text": b"\xff\xfe\x00", "empty": b"", "a number": b"1" * 5000,
        "not a number": b'{"format": NaN, "debates": [NaN], "pid": NaN, "runs": NaN}',
        "two keys": b'{"format": 1, "format": 2, "debates": {}, "debates": [3, null, {}]}',
        "a list": b"[]",
    }.items():  # fmt: skip
        replaced(file, text, f"{file} is {title}", kind)
replaced("manifest.json", b" " * 51_000_000 + b"{}", "manifest.json is enormous")

for part in ("series", "summary", "status"):
    link(part, f"{part}-elsewhere")
    link(f"{part}/part-*.parquet", "part-elsewhere.parquet")
    pipe(f"{part}/part-*.parquet")
    replaced(f"{part}/part-*.parquet", b"PAR1", f"a part of {part} is no Parquet")
    replaced(f"{part}/part-*.parquet", b"", f"a part of {part} is empty")
    for title, name in {"a wildcard": "part-*[a]?.parquet", "a quote": "part-'; drop--.parquet",
                        "Windows": "part-CON:a\\..\\b.parquet", "signs": "part-\x1b[31m.parquet",
                        "a colon": "part-0000000-0000007-con.parquet"}.items():  # fmt: skip

        def rename(folder, _, part=part, name=name):
            file = min((folder / part).glob("part-*.parquet"))
            file.rename(file.with_name(name))

        hostile(f"a part of {part} is called with {title}")(rename)

    def nested(folder, _, part=part):
        (folder / part / "part-0000000-0000001-x.parquet").mkdir()

    hostile(f"a part of {part} is a folder")(nested)
    in_table(part, f"{part}: run_id is text", as_text("run_id"))
    in_table(part, f"{part}: run_id is huge", put("run_id", HUGE))
    in_table(part, f"{part}: run_id is below nought", put("run_id", -1))
    in_table(part, f"{part}: run_id is missing", without("run_id"))
    in_table(part, f"{part}: a column called like SQL", put('x"; drop table s; --', 1))

for part, column in (("series", "gdp"), ("summary", "gdp_mean")):
    in_table(part, f"{part}: a figure is text", put(column, TAG))
    in_table(part, f"{part}: a figure is a list", put(column, [1.0]))
    in_table(part, f"{part}: a figure is not a number", put(column, float("nan")))
    in_table(part, f"{part}: a figure is endless", put(column, float("inf")))
    in_table(part, f"{part}: a figure is missing", without(column))
    in_table(part, f"{part}: a figure is called in capitals", called(column, column.upper()))
in_table("series", "series: month is text", as_text("month"))
in_table("series", "series: month is a far number", put("month", 10**9))
in_table("series", "series: month is one", lambda table, _: put("month", pa.array(
    np.zeros(len(table), np.int32), pa.date32()))(table, _))  # fmt: skip

for column, values in {
    "shard": [lambda out: str(out.folder / "part-1.parquet"), "../../outside/part-1.parquet", SIGNS,
              "", "x' or 1=1", 3],
    "state": ["weird", SIGNS, "", 3, ["ok"]],
    "attempt": [0, -1, "x", HUGE],
    "error": [SIGNS, TAG, "x" * 1_000_000, 3, FORMULA],
    "host": [SIGNS, 3],
    "wall_s": ["x", float("nan"), float("-inf")],
    "t_end": ["x", 3],
    "digest": [3, "x", SIGNS],
}.items():  # fmt: skip
    for place, value in enumerate(values):
        in_table("status", f"status: {column}, {place}", put(column, value))
    in_table("status", f"status: {column} without a value", lambda table, _, column=column: put(
        column, pa.nulls(len(table), table.schema.field(column).type
                         if column in table.column_names else pa.string()))(table, _))  # fmt: skip
in_table("status", "status: a run without a state", lambda table, _: put(
    "state", pa.array([None] + ["failed"] * (len(table) - 1)))(table, _))  # fmt: skip
in_table("status", "status: every run failed with signs", lambda table, out: put(
    "error", SIGNS)(put("state", "failed")(table, out), out))  # fmt: skip

for column, values in {
    "scenario": ["nowhere", SIGNS, TAG, 3, write_sql],
    "replication": [HUGE, -1, "x"],
    "draw": [HUGE, -1],
    "point_id": [HUGE, -1],
    "seed": [-1, "x"],
    "sanctions.leak": ["x", ["y"], float("nan"), None, HUGE],
    "run_id": [0, HUGE],
    "state": ["ok", 3],
    "error": [TAG],
    "x'; drop": [1],
    "parameter_set": [HUGE, "x"],
    "\0value": [1.0],
}.items():
    for place, value in enumerate(values):
        in_table("design", f"design: {column!r}, {place}", put(column, value))
for column in ("run_id", "scenario", "draw", "block", "sanctions.leak", "seed"):
    in_table("design", f"design: {column} is missing", without(column))
in_table("design", "design: twice as long", lambda table, _: pa.concat_tables([table] * 2))
in_table("design", "design: empty", lambda table, _: table.slice(0, 0))
in_table("design", "design: a column twice", lambda table, _: table.append_column(
    "scenario", table["scenario"]))  # fmt: skip
in_table("design", "design: in another order", lambda table, _: table.sort_by(
    [("run_id", "descending")]))  # fmt: skip
link("design.parquet", "design-elsewhere.parquet")
pipe("design.parquet")
for place, value in enumerate(["{}", "[]", "x", '{"parameters": 3}', '{"paths": {"x": [[]]}}',
                               '{"start": "' + TAG + '"}', "[" * 100_000]):  # fmt: skip
    in_table("design", f"plain design: case, {place}", put("case", value), "plain")

for where in ("inflight", "damaged"):
    link(where, "victims")
for where in (".lock", ".begin", ".lock-1-of-2", "drift.jsonl"):
    link(where, "victims/letter.txt", f"{where} is a link to a letter")

for path, values in {
    ("name",): [3, SIGNS, TAG, None],
    ("number",): ["x", HUGE, None, float("inf")],
    ("title",): [3, SIGNS, TAG],
    ("questions",): [[], 3, [3], [{}], {}],
    ("questions", 0, "band_90"): [[1], "xy", [None, "x"]],
    ("questions", 0, "for_claim"): [2, "x", float("nan")],
    ("questions", 0, "asks"): [3, TAG, SIGNS],
    ("questions", 0, "sets"): ["x", HUGE, float("inf")],
    ("questions", 0, "turns_on"): [3, TAG],
    ("questions", 0, "change"): [3, []],
    ("passages",): [3, [3], "x"],
}.items():
    for place, value in enumerate(values):
        at = ".".join(map(str, path))
        in_json("debates.json", f"debate {at}, {place}", ["debates", 0, *path], value, "plain")

for title, name in {"a wildcard": "[a]*?", "a quote": "a'; drop--", "signs": "a\u202eb\x1b[31m",
                    "a hive": "gdp=1", "a formula": "=1+1", "a tag": "<b>x"}.items():  # fmt: skip

    def moved(folder, _, name=name):
        folder.rename(folder.with_name(name))

    hostile(f"a store called with {title}")(moved)

link("copy", "victims", kind="sealed")
for file in ("manifest.json", "design.parquet", "plan.json"):

    def led_astray(folder, outside, file=file):
        """The file is damaged, so that its copy is wanted, and the copy leads outside."""
        (folder / file).write_bytes(b"")
        _cleared(folder, f"copy/{file}").symlink_to(outside.folder / "canary.json")

    hostile(f"copy/{file} is a link, and wanted", "sealed")(led_astray)

    def piped(folder, _, file=file):
        (folder / file).write_bytes(b"")
        os.mkfifo(_cleared(folder, f"copy/{file}"))

    hostile(f"copy/{file} is a pipe", "sealed")(piped)
    in_json("manifest.json", f"sealed: files of {file}", ["sweep", "files", file], "0" * 64,
            "sealed")  # fmt: skip
