"""What the server does on SQLite it does on PostgreSQL: the same tests, with another database below."""

from __future__ import annotations

import inspect

from tests.store.hub import (
    test_accounts,
    test_acting,
    test_card_table,
    test_compacting,
    test_erasing,
    test_finding,
    test_forms,
    test_judging,
    test_pull,
    test_push,
    test_ruling,
    test_stopping,
)
from tests.store.hub.test_erasing import erased
from tests.store.hub.test_ruling import ann

for _module in (
    test_accounts,
    test_acting,
    test_card_table,
    test_compacting,
    test_erasing,
    test_finding,
    test_forms,
    test_judging,
    test_pull,
    test_push,
    test_ruling,
    test_stopping,
):
    for _name, _test in list(vars(_module).items()):
        if (
            inspect.isfunction(_test) and "image_of" in _test.__code__.co_names
        ):  # SQLite's alone: it takes a database as bytes
            continue
        if _name.startswith("test_") and {"world", "erased"} & inspect.signature(_test).parameters.keys():
            assert _name not in globals(), _name
            globals()[_name] = _test

__all__ = ["ann", "erased"]
