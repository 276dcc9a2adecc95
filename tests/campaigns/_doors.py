"""The doors a store is opened by: commands, the interface in Python, pages and their files."""

from __future__ import annotations

import json
import logging
from functools import cache

from click.testing import CliRunner

from byungjin import command_line
from dashboards.app import PAGES, create_app
from model.errors import InputError
from scenarios.analysis.results import Results
from scenarios.execution import run as runs
from scenarios.execution import sweep
from tests.scenarios.sweeps import Here

HOST = {"Host": "127.0.0.1"}
OUTCOME = ("--outcome", "gdp")
COMMANDS = {
    "export csv": ("export", "STORE", "--csv", "OUT"),
    "export csv, two series": ("export", "STORE", "--csv", "OUT", "--series", "gdp",
                               "--series", "price.rice"),
    "export parquet": ("export", "STORE", "--parquet", "OUT"),
    "export netcdf": ("export", "STORE", "--netcdf", "OUT"),
    "export ema": ("export", "STORE", "--ema", "OUT"),
    "export salib": ("export", "STORE", "--salib", "OUT", *OUTCOME, "--scenario", "baseline"),
    "analyse paired": ("analyse", "paired", "STORE", *OUTCOME),
    "analyse paired by factor": ("analyse", "paired", "STORE", *OUTCOME, "--at", "2011", "--by",
                                 "sanctions.leak"),
    "analyse rank": ("analyse", "rank", "STORE", *OUTCOME, "--scenario", "baseline"),
    "analyse rank of growth": ("analyse", "rank", "STORE", *OUTCOME, "--scenario", "baseline",
                               "--at", "2011..2012", "--figure", "growth"),
    "analyse morris": ("analyse", "morris", "STORE", *OUTCOME, "--scenario", "baseline"),
    "analyse sobol": ("analyse", "sobol", "STORE", *OUTCOME, "--scenario", "baseline"),
    "analyse discover": ("analyse", "discover", "STORE", *OUTCOME, "--scenario", "baseline",
                         "--above", "0.5"),
    "analyse frontier": ("analyse", "frontier", "STORE"),
    "sweep status": ("sweep", "status", "STORE"),
    "sweep status json": ("sweep", "status", "STORE", "--json"),
    "sweep failures": ("sweep", "failures", "STORE"),
    "sweep verify": ("sweep", "verify", "STORE"),
    "sweep verify drop": ("sweep", "verify", "STORE", "--drop"),
    "sweep compact": ("sweep", "compact", "STORE"),
    "sweep replay": ("sweep", "replay", "STORE", "3", "--csv", "OUT"),
    "sweep run dry": ("sweep", "run", "STORE", "--dry-run"),
    **{f"report {page.PATH.strip('/') or 'scenarios'}":
       ("report", page.PATH.strip("/") or "scenarios", "STORE", "--out", "OUT")
       for page in PAGES if not getattr(page, "LIVE", False)},
}  # fmt: skip
FILES = ("/scenarios.csv", "/flows.csv", "/record.csv", "/provenance.csv", "/sweeps.csv",
         "/debates.csv")  # fmt: skip
LATER = ("drivers", "where", "frontier")


def names():
    """Every door."""
    pages = [f"page {page.PATH}" for page in PAGES if not getattr(page, "LIVE", False)]
    later = [f"later {name}" for name in LATER]
    return [*COMMANDS, "resume", "frame", "reuse", *pages, *(f"file {f}" for f in FILES), *later]


def enter(door, folder, out):
    """Go through a door: what came out, and what went wrong, if anything."""
    if door in COMMANDS:
        return _command(door, folder, out)
    kind, _, where = door.partition(" ")
    if kind in ("page", "file", "later"):
        return _page(kind, where, folder)
    try:
        return {"resume": _resume, "frame": _frames, "reuse": _reuse}[door](folder), None
    except InputError as error:
        return str(error), _sentence(str(error))


def _command(door, folder, out):
    words = {"STORE": str(folder), "OUT": str(out)}
    result = CliRunner().invoke(command_line.cli, [words.get(w, w) for w in COMMANDS[door]])
    said = result.output + "".join(f.read_bytes().decode(errors="replace")
                                   for f in [out] if f.is_file())  # fmt: skip
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        error = result.exception
        return said, f"traceback: {type(error).__name__}: {error}"
    refusal = result.output.splitlines()[-1] if result.exit_code == 2 else ""
    return said, _sentence(refusal)


def _sentence(refusal):
    """What is wrong with a refusal: it is one line of readable length with no hidden signs."""
    if not (refusal.isprintable() and len(refusal) <= 1000):
        return f"a refusal of {len(refusal)} signs: {refusal[:200]!r}"
    return None


def _resume(folder):
    done = sweep.run(folder, workers=1, timeout=20, processes=Here, allow_drift=True)
    return str(done.runs.state.to_dict())


def _frames(folder):
    results = Results(folder)
    said = [results.runs.to_csv(), results.frame(results.series).to_csv(), results.run(3).to_csv()]
    for series in results.series[:3]:
        said += [results.fan(series).to_csv(), results.summary(series).to_csv()]
        said += [str(results.matrix(series, name)) for name in results.scenarios[:1]]
    return "".join(said)


def _reuse(folder):
    return str(runs._serves(Results(folder), [], 1, True))


class Heard(logging.Handler):
    """Errors of the server that are no refusals."""

    def __init__(self):
        super().__init__()
        self.errors = []

    def emit(self, record):
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not isinstance(error, InputError):
            self.errors.append(f"{type(error).__name__}: {error}")


@cache
def _heard():
    heard = Heard()
    logging.getLogger().addHandler(heard)
    return heard


def _page(kind, where, folder):
    heard = _heard()
    heard.errors.clear()
    app = create_app([folder.parent])
    app.server.logger.addHandler(heard)
    app.logger.addHandler(heard)
    client = app.server.test_client()
    search = f"?store={folder.name}"
    if kind == "file":
        answer = client.get(where, query_string={"store": folder.name}, headers=HOST)
    elif kind == "page":
        visit = {"path": where, "search": search, "dark": False}
        key = "..page.children...shown.data.."
        answer = _asked(client, key, [{"id": "visit", "property": "data", "value": visit}], [])
    else:
        key = json.dumps({"later": where}, separators=(",", ":")) + ".children"
        answer = _asked(client, key, [{"id": "s-later", "property": "data", "value": search}],
                        [{"id": "visit", "property": "data", "value": {}}])  # fmt: skip
    app.server.logger.removeHandler(heard)
    app.logger.removeHandler(heard)
    said = answer.get_data(as_text=True)
    if heard.errors or answer.status_code == 500 or "Traceback" in said:
        return said, f"traceback: {answer.status_code} {heard.errors[:1]}"
    return said, None


def _asked(client, key, inputs, state):
    parts = key.strip(".").split("...")
    outputs = []
    for part in parts:
        identity, _, name = part.rpartition(".")
        identity = json.loads(identity) if identity.startswith("{") else identity
        outputs.append({"id": identity, "property": name})
    changed = f"{inputs[0]['id']}.{inputs[0]['property']}"
    body = {"output": key, "outputs": outputs if len(outputs) > 1 else outputs[0],
            "inputs": inputs, "state": state, "changedPropIds": [changed]}  # fmt: skip
    return client.post("/_dash-update-component", json=body, headers=HOST)
