"""The documents' pictures can be made anew by the script that made them."""

import subprocess
import sys
from pathlib import Path

from tests.browser.conftest import Open
from tests.browser.pictures import VIEWS

PNG = b"\x89PNG"


def test_every_picture_of_the_documents_is_made(
    open_page: Open, home: Path, tmp_path: Path
) -> None:
    open_page("/runs", charts=0)  # where there is no browser, this says so
    script = [sys.executable, "-m", "tests.browser.pictures", str(home), str(tmp_path)]
    made = subprocess.run(script, check=False, capture_output=True, text=True, timeout=240)
    assert made.returncode == 0, made.stderr
    for name in VIEWS:
        assert (tmp_path / f"{name}.png").read_bytes().startswith(PNG)
