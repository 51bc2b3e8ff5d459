"""Files that people name: written through what they are, whole or not at all, for their own eyes."""

from __future__ import annotations

import multiprocessing
import os
import stat
import threading
from pathlib import Path

import pytest

from kanban.domain.errors import NotFound, Refused
from kanban.store import whole_file

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links, FIFOs and modes of POSIX")


def write(path, data=b"new", *, force=False):
    with whole_file.open_draft(path, force=force) as file:
        file.write(data)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("umask", [0, 0o022, 0o077])
def test_a_new_file_is_for_its_owner_alone(tmp_path, umask):
    before = os.umask(umask)
    try:
        write(tmp_path / "a.csv")
    finally:
        os.umask(before)
    assert (mode(tmp_path / "a.csv"), names(tmp_path)) == (0o600, ["a.csv"])


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o644, 0o660])
def test_an_existing_file_needs_force_and_keeps_its_mode(tmp_path, kept):
    file = tmp_path / "a.csv"
    file.write_text("old")
    file.chmod(kept)
    with pytest.raises(Refused, match="is there already"):
        write(file)
    assert file.read_text() == "old"
    write(file, force=True)
    assert (file.read_text(), mode(file), names(tmp_path)) == ("new", kept, ["a.csv"])


def test_links_are_followed_also_to_what_is_not_there_yet(tmp_path):
    real, link, second = tmp_path / "there" / "real.csv", tmp_path / "link.csv", tmp_path / "second.csv"
    real.parent.mkdir()
    link.symlink_to("there/real.csv")
    second.symlink_to("link.csv")
    write(second)
    assert (real.read_text(), link.is_symlink(), second.is_symlink()) == ("new", True, True)
    with pytest.raises(Refused, match="is there already"):
        write(second, b"newer")
    write(second, b"newer", force=True)
    assert (real.read_text(), link.is_symlink(), names(real.parent)) == ("newer", True, ["real.csv"])


def test_links_in_a_circle_and_missing_folders_are_named(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(Refused, match="can't be written"):
        write(tmp_path / "a")
    with pytest.raises(NotFound, match="There is no folder"):
        write(tmp_path / "no" / "a")
    (tmp_path / "dangling").symlink_to("no/a")
    with pytest.raises(NotFound, match="There is no folder"):
        write(tmp_path / "dangling")
    with pytest.raises(Refused, match="is a folder"):
        write(tmp_path)
    with pytest.raises(Refused, match="can't be written"):
        write(tmp_path / ("x" * 300))


@pytest.mark.parametrize("length", [250, 255])
def test_a_name_as_long_as_names_may_be(tmp_path, length):
    write(tmp_path / ("ä" * (length // 2)))
    assert len(names(tmp_path)) == 1


def test_a_fifo_gets_the_bytes_and_stays_a_fifo(tmp_path):
    pipe, got = tmp_path / "pipe.csv", []
    os.mkfifo(pipe, 0o644)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write(pipe)
    reader.join()
    assert got == [b"new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(tmp_path) == ["pipe.csv"]


def test_a_reader_that_goes_away_is_told_in_a_sentence(tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: os.close(os.open(pipe, os.O_RDONLY)))
    reader.start()
    with pytest.raises(Refused, match="went away"), whole_file.open_draft(pipe) as file:  # noqa: PT012
        reader.join()
        file.write(b"x" * 1_000_000)


def test_devices_take_what_is_written():
    write(Path("/dev/null"))
    with pytest.raises(Refused, match="can't be written"):
        write(Path("/dev/full"), b"x" * 1_000_000)


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="no /dev/fd here")
@pytest.mark.parametrize("through", ["/dev/fd/{}", "/proc/self/fd/{}", "link"])
def test_an_open_descriptor_is_written_where_it_stands(tmp_path, through):
    if through.startswith("/proc") and not Path("/proc/self/fd").is_dir():
        pytest.skip("no /proc here")
    file = tmp_path / "a.csv"
    handle = os.open(file, os.O_RDWR | os.O_CREAT)
    try:
        if through == "/dev/fd/{}":
            os.write(handle, b"head ")
        name = through.format(handle)
        if through == "link":
            name = str(tmp_path / "link")
            Path(name).symlink_to(f"/dev/fd/{handle}")
        inode = file.stat().st_ino
        write(Path(name))
        assert file.read_bytes() == (b"head new" if through == "/dev/fd/{}" else b"new")
        assert file.stat().st_ino == inode
    finally:
        os.close(handle)


def test_an_error_leaves_the_old_file_and_no_draft(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("old")
    with pytest.raises(ZeroDivisionError), whole_file.open_draft(file, force=True) as raw:  # noqa: PT012
        raw.write(b"half")
        raise ZeroDivisionError
    assert (file.read_text(), names(tmp_path)) == ("old", ["a.csv"])


def test_a_leftover_of_a_kill_is_removed_by_the_next(tmp_path):
    target = tmp_path / "elsewhere"
    target.write_text("not mine")
    (tmp_path / ".a.csv.part").write_text("half")
    (tmp_path / ".b.csv.part").symlink_to(target)
    write(tmp_path / "a.csv")
    write(tmp_path / "b.csv")
    assert names(tmp_path) == ["a.csv", "b.csv", "elsewhere"]
    assert target.read_text() == "not mine"


def _hold(file, ready, go):
    with whole_file.open_draft(file, force=True) as raw:
        raw.write(b"first")
        raw.flush()
        ready.set()
        go.wait()


@pytest.mark.skipif(whole_file.fcntl is None, reason="drafts are locked on Unix")
@pytest.mark.parametrize("again", [False, True])
def test_a_draft_taken_for_a_leftover_before_it_was_locked_is_begun_anew(tmp_path, monkeypatch, again):
    real, place, lock, removed = tmp_path / "made.db", tmp_path / ".made.db.part", whole_file.fcntl.flock, list[bool]()

    def late(handle, how):
        if not removed:
            removed.append(True)
            whole_file._remove_leftover(place, real)
            if again:
                place.write_text("another's draft")
        return lock(handle, how)

    monkeypatch.setattr(whole_file.fcntl, "flock", late)
    with whole_file.draft(real, force=False) as (draft, handle):
        assert os.path.samestat(draft.stat(), os.fstat(handle))
        assert draft.read_bytes() == b""
        draft.write_text("mine")
    assert real.read_text() == "mine"
    assert not place.exists()


def test_two_that_write_one_file_do_not_mix(tmp_path):
    context = multiprocessing.get_context("spawn")
    file, ready, go = tmp_path / "a.csv", context.Event(), context.Event()
    other = context.Process(target=_hold, args=(file, ready, go))
    other.start()
    try:
        ready.wait(60)
        with pytest.raises(Refused, match="Another process is writing"):
            write(file, b"second", force=True)
        go.set()
    finally:
        go.set()
        other.join(60)
    assert (file.read_bytes(), names(tmp_path)) == (b"first", ["a.csv"])


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path):
    file = tmp_path / "a.csv"
    meanwhile = pytest.raises(Refused, match="made by another process meanwhile")
    with meanwhile, whole_file.open_draft(file) as raw:
        raw.write(b"new")
        file.write_text("theirs")
    assert (file.read_text(), names(tmp_path)) == ("theirs", ["a.csv"])
