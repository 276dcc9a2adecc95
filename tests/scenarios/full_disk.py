"""A sweep on a disk that fills up: run as a program, in a mount namespace of its own.

Prints what happened as JSON; exit code 3 if this system allows no such disk.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

REFUSED = 3
SIZE = 2_000_000
"""Bytes of the disk."""


def main(place, frame):
    """Fill a disk in mid-sweep, look at what is left, make room, go on.

    Args:
        place: folder the disk is mounted on.
        frame: file, on another disk, that the figures are written to at the end.
    """
    folder = Path(place) / "s"
    _mount(place)

    from model.errors import InputError
    from scenarios.execution import maintenance, sweep
    from tests.scenarios.sweeps import MANY, figures, made, swept

    ballast, facts = Path(place) / "ballast", {}

    def fill(progress):
        if not ballast.exists() and sweep.ended(folder).count("ok") > 60:
            _fill(ballast)

    try:
        swept(made(**MANY), folder, progress=fill)
    except InputError as error:
        facts["message"] = str(error)
    facts["kept"] = sweep.ended(folder).count("ok")
    facts["read"] = len(figures(folder))
    facts["damaged"] = len(maintenance.verify(folder))
    ballast.unlink()
    swept(folder, allow_drift=True)
    figures(folder).to_pickle(frame)
    print(json.dumps(facts))


def _mount(place):
    try:
        if os.getuid():
            os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNS)
        else:
            os.unshare(os.CLONE_NEWNS)
            subprocess.run(["mount", "--make-rprivate", "/"], check=True, capture_output=True)
        options = ["-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", place]
        subprocess.run(["mount", *options], check=True, capture_output=True)
    except (AttributeError, OSError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        raise SystemExit(REFUSED) from None


def _fill(file):
    with file.open("wb", buffering=0) as handle:
        try:
            while handle.write(b"x" * 4096):
                pass
        except OSError:
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
