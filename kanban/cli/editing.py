"""Editing a text in the user's own editor: `$VISUAL`, else `$EDITOR`, else vi."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from kanban.domain.errors import Refused, UsageFault


def edit_text(source: str, suffix: str) -> tuple[str, Path]:
    """Open a text in the user's editor; return the result and its file, which the caller removes.

    Raises Refused where there is no editor, or where it ends with an error: then the file stays, and is named.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        words = shlex.split(editor)
    except ValueError:
        raise UsageFault(f"$EDITOR is not a command: {editor}.") from None
    handle, name = tempfile.mkstemp(prefix="kanban-", suffix=suffix)
    file = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(source)
    try:
        done = subprocess.run([*words, name], check=False)  # noqa: S603 - the user's own editor
    except OSError as error:
        file.unlink()
        raise Refused(f"The editor {words[0]} can't be started: {error.strerror or error}; set EDITOR.") from None
    if done.returncode:
        raise Refused(f"The editor ended with an error ({done.returncode}); what you wrote is in {file}.")
    try:
        return file.read_text("utf-8"), file
    except (OSError, UnicodeDecodeError):
        raise Refused(f"What you wrote can't be read as UTF-8; it is in {file}.") from None
