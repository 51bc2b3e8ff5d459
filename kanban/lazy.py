"""Load a module when it is first used, not when its user is imported: most of a quick verb's time is imports.

What loads late is named in tables; no function holds an import. A table names its modules under `if TYPE_CHECKING:`, so
a use of them is checked like any other. There is one for

    the standard library   this module: `from kanban import lazy`, then `lazy.hashlib.sha256(…)`
    other packages         `libraries`: `from kanban import libraries`, then `libraries.tomli_w.dumps(…)`
    our own                a package's `__init__`: `from kanban.domain import queries`, then `queries.query.parse(…)`

tests/house/test_late.py holds this; tests/house/test_imports.py and tests/cli/test_light.py check what must not load
too early.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

__all__ = [
    "csv",
    "difflib",
    "hashlib",
    "importlib_resources",
    "logging",
    "modules",
    "names",
    "resource",
    "submodules",
    "tempfile",
    "textwrap",
    "tomllib",
    "traceback",
    "urllib_parse",
    "zoneinfo",
]


def submodules(package: str) -> Callable[[str], ModuleType]:
    """Return a `__getattr__` for a package that imports its modules on first use."""

    def load(name: str) -> ModuleType:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return import_module(f"{package}.{name}")
        except ModuleNotFoundError as missing:
            if missing.name != f"{package}.{name}":
                raise
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None

    return load


def modules(table: dict[str, Any], **dotted: str) -> Callable[[str], ModuleType]:
    """Return a `__getattr__` for a table of modules from elsewhere, which its `__all__` names.

    `table` is its `globals()`, where a module stays once it is imported. `dotted` gives the full name of those with a
    dot. Raises ModuleNotFoundError for a module that is not installed.
    """

    def load(name: str) -> ModuleType:
        if name not in table["__all__"]:
            raise AttributeError(f"module {table['__name__']!r} has no attribute {name!r}")
        module = table[name] = import_module(dotted.get(name, name))
        return module

    return load


def names(user: dict[str, Any], module: str) -> Callable[[str], object]:
    """Return a `__getattr__` for a module whose names are all of another one's, which is imported with the first.

    `user` is its `globals()`, where a name stays.
    """

    def load(name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        value = user[name] = getattr(import_module(module), name)
        return value

    return load


if TYPE_CHECKING:
    import csv  # 1 ms: tables as CSV
    import difflib  # 2 ms: words that are nearly right
    import hashlib  # 4 ms, it loads OpenSSL: imports of files, agreements, boards on a server
    import importlib.resources as importlib_resources  # 15 ms: the tables of a new database
    import logging  # 8 ms: where something went wrong
    import resource  # missing on Windows: a server's limit of open files
    import tempfile  # 5 ms: files that are replaced in one step
    import textwrap  # 1 ms: help, as argparse has it
    import tomllib  # 7 ms: settings, themes, agreements and rules, which a first start has none of
    import traceback  # 4 ms: for the log, if an import of a file goes wrong
    import urllib.parse as urllib_parse  # 2 ms: a database on a disk that can only be read
    import zoneinfo  # 3 ms: days, of which the quickest listing prints none
else:
    __getattr__ = modules(globals(), importlib_resources="importlib.resources", urllib_parse="urllib.parse")
