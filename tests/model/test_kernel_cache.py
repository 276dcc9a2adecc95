"""KERNELS are loaded from the package or from a folder that is the user's own, and only whole."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from model import kernel_cache
from model.kernel_cache import ENDING, Code

ROOT = Path(__file__).resolve().parents[2]
CODE = Code("f", "constants", ("<f8",), ("called", "too"), bytes(range(256)) * 4)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="owners and modes of POSIX")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def mode(place):
    return stat.S_IMODE(place.stat().st_mode)


def test_the_folder_is_made_for_its_user_alone(home):
    folder = kernel_cache._folder()
    assert folder.parent == home / "byungjin"
    assert mode(folder) == mode(folder.parent) == 0o700
    assert kernel_cache._folder() == folder


def test_a_folder_that_others_could_read_is_closed_and_used(home):
    folder = kernel_cache._folder()
    folder.chmod(0o755)
    assert kernel_cache._folder() == folder
    assert mode(folder) == 0o700


@pytest.mark.parametrize("which", ["folder", "parent"])
@pytest.mark.parametrize("open_to", [0o770, 0o707])
def test_a_folder_that_others_could_write_is_not_used(home, which, open_to):
    folder = kernel_cache._folder()
    (folder if which == "folder" else folder.parent).chmod(open_to)
    assert kernel_cache._folder() is None


def test_a_link_to_a_folder_is_not_used(home, tmp_path):
    folder = kernel_cache._folder()
    folder.rename(tmp_path / "planted")
    folder.symlink_to(tmp_path / "planted")
    assert kernel_cache._folder() is None


def test_a_home_in_which_anybody_may_change_names_is_not_used(home):
    kernel_cache._folder()
    home.chmod(0o777)
    assert kernel_cache._folder() is None
    home.chmod(0o1777)
    assert kernel_cache._folder() is not None


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root gives away")
def test_a_folder_of_another_user_is_not_used(home):
    os.chown(kernel_cache._folder(), 12345, 12345)
    assert kernel_cache._folder() is None


def test_where_nothing_can_be_written_no_shared_folder_is_taken(home, tmp_path):
    home.write_text("a file stands where the folder would")
    assert kernel_cache._folder() is None


@pytest.fixture
def folder(home, monkeypatch):
    """The folder of kernels, in use."""
    monkeypatch.setattr(kernel_cache, "FOLDER", kernel_cache._folder())
    return kernel_cache.FOLDER


def test_a_kernel_is_read_as_it_was_kept(folder):
    kernel_cache.keep("k", CODE)
    assert kernel_cache.held("k")
    assert kernel_cache.read("k") == CODE
    assert kernel_cache.read("another") is None
    assert [path.name for path in folder.iterdir()] == [f"k{ENDING}"]


def test_a_kernel_with_one_bit_flipped_or_cut_short_is_none(folder):
    kernel_cache.keep("k", CODE)
    path = folder / f"k{ENDING}"
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert kernel_cache.read("k") is None
        path.write_bytes(whole[:place])
        assert kernel_cache.read("k") is None


def test_kernels_of_the_package_are_read_without_a_folder_of_the_users(folder, monkeypatch):
    kernel_cache.keep("k", CODE)
    monkeypatch.setattr(kernel_cache, "SHIPPED", folder)
    monkeypatch.setattr(kernel_cache, "FOLDER", None)
    assert kernel_cache.read("k") == CODE
    kernel_cache.keep("l", CODE)
    assert not kernel_cache.held("l")


def test_what_was_not_used_for_longest_goes_first(folder, monkeypatch):
    for day in range(4):
        kernel_cache.keep(f"k{day}", CODE)
        os.utime(folder / f"k{day}{ENDING}", (day * 1e5, day * 1e5))
    kernel_cache.read("k1")  # used today
    monkeypatch.setattr(kernel_cache, "MOST_BYTES", 3 * 1200)
    kernel_cache.keep("k4", CODE)
    assert [n for n in range(5) if kernel_cache.held(f"k{n}")] == [1, 3, 4]


PROGRAM = """
from model.numerics import exp
assert abs(exp(1.0) - 2.718281828459045) < 1e-12
print(len(exp._cache_misses))
"""


def _compiled(home):
    """How many kernels a program compiled that calls one."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True,
        env=os.environ | {"XDG_CACHE_HOME": str(home)},
    )  # fmt: skip
    return int(done.stdout)


def test_a_program_compiles_once_and_in_memory_where_the_folder_is_not_its_own(tmp_path):
    assert [_compiled(tmp_path) for _ in range(2)] == [1, 0]
    folder = tmp_path / "byungjin" / "kernels"
    assert len(list(folder.iterdir())) == 1
    folder.chmod(0o770)
    assert [_compiled(tmp_path) for _ in range(2)] == [1, 1]
    assert len(list(folder.iterdir())) == 1
