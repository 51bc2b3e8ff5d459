"""What kind of file this is, by its content and whatever its name says; or one sentence on why it can't be read."""

from __future__ import annotations

import codecs
import re
import stat
import zipfile
from pathlib import Path
from typing import Literal

from kanban.domain.errors import KanbanError, NotFound, NothingToImport, UsageFault
from kanban.domain.values.text import clean_line
from kanban.exchange.files.file_table import format_name

FileKind = Literal["workbook", "json", "vcard", "text"]

HEAD = 1 << 16
"""Bytes from which a file's kind is told."""

_OFFICE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""What stands in the directory of a workbook with a password."""

_OTHER_THINGS = (
    (b"%PDF", "a PDF: export the table behind it as CSV"),
    (b"SQLite format 3\0", "a database: `kanban restore` reads a backup"),
    (b"\x1f\x8b", "compressed (gzip): unpack it first"),
    (b"BZh", "compressed (bzip2): unpack it first"),
    (b"\xfd7zXZ\0", "compressed (xz): unpack it first"),
    (b"7z\xbc\xaf'\x1c", "an archive (7z): unpack it first"),
    (b"Rar!", "an archive (rar): unpack it first"),
    (b"\x89PNG", "a picture, not a table"),
    (b"\xff\xd8\xff", "a picture, not a table"),
    (b"GIF8", "a picture, not a table"),
    (b"\x7fELF", "a program, not a table"),
    (b"MZ\x90", "a program, not a table"),
)
"""How files begin that are often taken for a table, and what to say of them."""

_ARCHIVED = (
    (re.compile(r"xl/workbook\.bin"), "an Excel binary workbook (.xlsb): save it as .xlsx or CSV"),
    (re.compile(r"Index/.*\.iwa|Index\.zip"), "an Apple Numbers document: export it as Excel (.xlsx) or CSV"),
    (re.compile(r"word/"), "a Word document: save the table as CSV"),
    (re.compile(r"ppt/"), "a presentation, not a table"),
    (re.compile(r"content\.xml"), "an OpenDocument spreadsheet (.ods?): save it as .xlsx or CSV"),
)
"""What archives hold that are documents, and what to say of them."""

_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
"""Bytes that no text has; escape may stand in one that was copied from a terminal."""

_MARKUP = re.compile(r"\s*<(?:!doctype html|html|table|\?xml|meta)\b", re.IGNORECASE)
_JSON = re.compile(r'\s*(?:\{\s*(?:["}]|$)|\[\s*(?:[\[{\]"]|$|(?:-?\d[\d.eE+-]*|true|false|null)\s*(?:[,\]]|$)))')
_VCARD = re.compile(r"\s*begin\s*:\s*vcard\b", re.IGNORECASE)


def read_head(path: Path) -> bytes:
    """Return how a file begins. Raises KanbanError where it is none, can't be read, or is empty."""
    name = format_name(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UsageFault(f"“{name}” is a folder: name the files in it.")
        if not stat.S_ISREG(mode):
            raise UsageFault(f"“{name}” is a pipe or a device, and a table is read twice: save it to a file first.")
        with path.open("rb") as stream:
            head = stream.read(HEAD)
    except FileNotFoundError:
        raise NotFound(f"There is no file “{clean_line(str(path))}”: check its name and folder.") from None
    except OSError as fault:
        raise KanbanError(f"“{name}” can't be read: {fault.strerror or fault}.") from fault
    if not head.strip():
        raise NothingToImport(f"“{name}” is empty: there is nothing to import.")
    return head


def is_workbook(path: Path, head: bytes) -> bool:
    """Tell whether a file is an Excel workbook (.xlsx). Raises KanbanError that names what else a binary file is."""
    name = format_name(path)
    seems = next((kind for start, kind in _OTHER_THINGS if head.startswith(start)), None)
    if head.startswith(_OFFICE):
        seems = _name_office_document(path)
    elif head.startswith(b"PK\x03\x04"):
        if not zipfile.is_zipfile(path):
            raise KanbanError(
                f"“{name}” is a workbook or archive whose end is missing: copy or export it again, "
                "or save its table as CSV."
            )
        members = _list_members(path)
        if "xl/workbook.xml" in members or (not members and b"xl/" in head):
            return True
        kinds = (kind for sign, kind in _ARCHIVED if any(map(sign.match, members)))
        seems = next(kinds, "an archive (zip): unpack it first")
    if seems:
        raise KanbanError(f"“{name}” is {seems}.")
    return False


_TEXT_PER_ZERO = 500
"""Bytes of text to each zero byte that is let pass: Salesforce puts one before some texts with markup."""


def check_is_text(path: Path, head: bytes) -> None:
    """Raise KanbanError if a file without a byte order mark holds what no text has."""
    if head.count(0) * _TEXT_PER_ZERO > len(head):
        is_binary = True
    else:
        share = len(_CONTROLS.findall(head)) / len(head)
        is_binary = share > 0.3 or (share > 0.03 and not _is_utf8(head))
    if is_binary:
        raise KanbanError(f"“{format_name(path)}” is a binary file, not text.")


def detect_text_kind(path: Path, start: str) -> FileKind:
    """Tell from its first characters what a text is. Raises KanbanError for one that holds no table."""
    text = start.lstrip("\ufeff")
    if _VCARD.match(text):
        return "vcard"
    if _JSON.match(text):
        return "json"
    if _MARKUP.match(text):
        raise KanbanError(f"“{format_name(path)}” is a web page or XML: save the table as CSV.")
    return "text"


def _name_office_document(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(1 << 20)
        stream.seek(max(path.stat().st_size - (1 << 20), 0))
        directory = start + stream.read()
    if _LOCKED in directory:
        return "protected by a password: open it in a spreadsheet and save it without one, or as CSV"
    return "an old Office document (.xls?): save it as .xlsx or CSV"


def _list_members(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):  # a version, or a trick, that it does not know
        return []


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
