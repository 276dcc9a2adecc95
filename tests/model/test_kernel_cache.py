"""Kernels are read from a folder that is the user's own, or not at all."""

import os
import stat

import pytest

from model import kernel_cache

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
