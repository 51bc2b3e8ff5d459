"""Write a file that somebody named, through links and devices; its place always holds the old or the new file, whole.

What is written goes to `.NAME.part` beside the file first. A kill leaves that file behind under this fixed name; the
next time the same file is written it is removed.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kanban.domain.errors import NotFound, Refused

try:
    import fcntl
except ImportError:  # Windows: there a file that is open can't be removed, which protects a draft as well
    fcntl = None  # type: ignore[assignment]

OWN = 0o600
"""The mode of new files: what people tell a team about leads is for their own eyes until they share it."""

_DESCRIPTOR = re.compile(r"/(?:dev|proc/(?:self|thread-self|\d+))/fd/\d+")
_STANDARD = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
TRIES = 20
"""How often a draft is begun anew where others begin theirs at the same moment."""
_LONGEST_NAME = 255 - len("..part")


def find_free_name(path: Path) -> Path:
    """Return a name at which nothing is: `path` itself, else `path-2` and so on."""
    name, number = path, 1
    while os.path.lexists(name):
        number += 1
        name = path.with_name(f"{path.name}-{number}")
    return name


def check(path: Path, *, force: bool) -> Path | None:
    """Return the file behind `path`, or None for what takes bytes as they come (FIFO, device, /dev/fd/N).

    Raises Refused for a folder, a regular file that is there already unless `force`, a link that leads in a circle, and
    NotFound where the folder is missing. A link to a file that is not there is followed: the file is made where it
    points.
    """
    if _is_descriptor(path):
        return None
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = 0
    except (OSError, ValueError) as error:
        raise build_unwritable_error(path, error) from error
    if stat.S_ISDIR(mode):
        raise Refused(f"{path} is a folder; name the file to write.")
    if mode and not stat.S_ISREG(mode):
        return None
    if mode and not force:
        raise Refused(f"{path} is there already; choose another name.", command="--force writes over it")
    real = Path(os.path.realpath(path))
    if not real.parent.is_dir():
        raise NotFound(f"There is no folder {real.parent} to write {real.name} into.")
    return real


@contextmanager
def open_draft(path: Path, *, force: bool = False) -> Iterator[IO[bytes]]:
    """Yield what takes the bytes for `path`; at the end they are in place, after an error nothing has changed there.

    A file keeps its mode, a new one gets 0600. A FIFO, a device and /dev/fd/N get the bytes as they come, and stay what
    they are. Raises as `check` does, and Refused where it can't be written.
    """
    real = check(path, force=force)
    try:
        if real is None:
            with _open_stream(path) as stream:
                yield stream
            return
        with draft(real, force=force) as (_, handle), os.fdopen(handle, "wb", closefd=False) as file:
            yield file
            file.flush()
    except BrokenPipeError as error:
        raise Refused(f"Whoever read {path} went away before everything was written.") from error
    except OSError as error:
        raise build_unwritable_error(path, error) from error


@contextmanager
def draft(real: Path, *, force: bool) -> Iterator[tuple[Path, int]]:
    """Yield the draft of a file, its path and a handle of it.

    Put it in place at the end, or take it away after an error.

    Raises Refused where another process writes the same file at this moment, or made it meanwhile and `force` is not
    given; OSError where the folder can't be written to.
    """
    place = real.with_name(f".{os.fsdecode(os.fsencode(real.name)[:_LONGEST_NAME])}.part")
    handle = _claim(place, real)
    try:
        yield place, handle
        with suppress(OSError):  # a file system without modes
            place.chmod(stat.S_IMODE(real.stat().st_mode) if real.exists() else OWN)
        os.fsync(handle)
        _put(place, real, force=force)
        _sync_folder(real.parent)
    finally:
        with suppress(OSError):
            if place.stat().st_ino == os.fstat(handle).st_ino:
                place.unlink()
        os.close(handle)


def build_unwritable_error(path: Path, error: Exception) -> Refused:
    """Return the error for a place that can't be written to."""
    return Refused(f"{path} can't be written ({getattr(error, 'strerror', None) or error}); choose another place.")


def _is_descriptor(path: Path) -> bool:
    """Return whether `path` names an open file of this process, such as /dev/fd/3, itself or through links."""
    place = path.absolute()
    for _ in range(40):  # as many links as Linux follows
        name = os.path.normpath(place)
        if name in _STANDARD or _DESCRIPTOR.fullmatch(name):
            return True
        try:
            place = place.parent / place.readlink()
        except (OSError, ValueError):
            return False
    return False


def _open_stream(path: Path) -> IO[bytes]:
    number = _STANDARD.get(str(path))
    if number is None and re.fullmatch(r"/dev/fd/\d+", str(path)):
        number = int(path.name)
    if number is not None:
        return os.fdopen(os.dup(number), "wb")  # opened anew it would begin at the first byte, over what is there
    return path.open("wb")


def _claim(place: Path, real: Path) -> int:
    """Make the draft and lock it; a leftover that nobody has locked is removed."""
    for _ in range(TRIES):
        try:
            handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWN)
        except FileExistsError:
            _remove_leftover(place, real)
            continue
        if hasattr(os, "fchmod"):  # not on Windows
            with suppress(OSError):  # a umask may have taken away one's own rights too
                os.fchmod(handle, OWN)
        if _lock(handle) and _is_at(place, handle):
            return handle
        os.close(handle)
    raise _build_busy_error(real)


def _lock(handle: int) -> bool:
    """Lock a draft; False where somebody takes it for a leftover at this moment."""
    if fcntl is not None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system without locks
    return True


def _is_at(place: Path, handle: int) -> bool:
    """Whether an open file is the one at this place: it may be removed between being made and being locked."""
    try:
        return os.path.samestat(place.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _remove_leftover(place: Path, real: Path) -> None:
    try:
        if fcntl is None or not stat.S_ISREG(place.lstat().st_mode):
            place.unlink(missing_ok=True)
            return
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return  # whoever made it has put it in place
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(place, handle):  # else it is another draft, that somebody made meanwhile
            place.unlink(missing_ok=True)
    except BlockingIOError as error:
        raise _build_busy_error(real) from error
    finally:
        os.close(handle)


def _build_busy_error(real: Path) -> Refused:
    return Refused(f"Another process is writing {real} at this moment; wait for it, or choose another name.")


def _put(place: Path, real: Path, *, force: bool) -> None:
    if force:
        place.replace(real)
        return
    try:
        os.link(place, real)  # unlike a rename it fails where somebody made the file meanwhile
    except FileExistsError as error:
        raise Refused(
            f"{real} was made by another process meanwhile; choose another name.", command="--force writes over it"
        ) from error
    except OSError:  # a file system without hard links
        place.replace(real)


def _sync_folder(folder: Path) -> None:
    """Make a rename outlive a power cut, where folders can be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
