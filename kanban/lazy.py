"""Load a module when it is first used, not when its user is imported: most of a quick verb's time is imports.

A package whose modules are rarely needed names them in its `__init__`, for the type checker, and calls `submodules`.
Callers import the package at the top, like any other, and use `package.module.function`. Only these packages decide
which modules load late; tests/house/test_imports.py and tests/cli/test_light.py check what must not load too early.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType


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
