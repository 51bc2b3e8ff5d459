"""Load a module when it is first used, not when its user is imported: most of a quick verb's time is imports.

A package whose modules are rarely needed names them in its `__init__`, for the type checker, and calls `submodules`. Who needs one
imports the package at the top, like any other, and uses `package.module.function`. Which modules load late stands in these
packages and nowhere else; tests/house/test_imports.py and tests/cli/test_light.py hold what must not be in memory too early.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType


def submodules(package: str) -> Callable[[str], ModuleType]:
    """Return a `__getattr__` for a package that imports its modules when they are first asked for."""

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
