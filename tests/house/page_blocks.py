"""What the architecture page tells to add to the package: its blocks, put into a copy of it word for word."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

BLOCK = re.compile(
    r"^ *<!-- (?:as (\S+)|in (\S+), (before|after): ([^\n]+)) -->\n( *)```(?:python|text)\n(.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
"""A new file; or a file, and the beginning of the one line before or after which something is added."""


def copy_with_blocks(checkout, folder, heading):
    """Copy the package with what a section of the page adds; return the files that it changes or makes."""
    shutil.copytree(checkout / "kanban", folder / "kanban", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(checkout / "themes", folder / "themes")
    page = (checkout / "kanban/README.md").read_text("utf-8")
    section = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    names = set()
    for new, known, place, anchor, indent, shown in BLOCK.findall(section):
        file = folder / "kanban" / (new or known)
        added = "".join(line.removeprefix(indent) for line in shown.splitlines(keepends=True))
        file.write_text(added if new else add_to(file.read_text("utf-8"), added, place, anchor), "utf-8")
        names.add(new or known)
    return names


def add_to(text, added, place, anchor):
    """Return a file's text with something added before or after the one line that begins so."""
    lines = text.splitlines(keepends=True)
    (at,) = (number for number, line in enumerate(lines) if line.lstrip().startswith(anchor))
    gap = "\n\n" if added.startswith(("def ", "class ")) else ""
    lines.insert(at + (place == "after"), added + gap)
    return "".join(lines)


def lint(checkout, folder, names):
    """Return what ruff finds wrong in these files of a copy."""
    found = ""
    for command in (["check", "-q"], ["format", "-q", "--check"]):
        words = [sys.executable, "-m", "ruff", *command, "--no-cache", "--config", str(checkout / "pyproject.toml")]
        files = [str(folder / "kanban" / name) for name in sorted(names)]
        found += subprocess.run([*words, *files], capture_output=True, text=True, check=False).stdout
    return found
