"""What the server does on SQLite it does on PostgreSQL: the same tests, with another database below."""

from __future__ import annotations

import inspect

from tests.store.hub import test_interrupting, test_pull, test_push
from tests.store.hub.acts import test_automation_acts
from tests.store.hub.acts.test_automation_acts import ann
from tests.store.hub.cards import test_card_table
from tests.store.hub.maintenance import test_compacting, test_erasing
from tests.store.hub.maintenance.test_erasing import erased
from tests.store.hub.members import test_accounts
from tests.store.hub.policies import test_guesses, test_judging
from tests.store.hub.policies.test_guesses import two_teams
from tests.store.hub.programs import (
    test_acting,
    test_calendar_steps,
    test_card_search,
    test_next_reading,
    test_report_facts,
    test_web_form_keys,
)

for _module in (
    test_accounts,
    test_acting,
    test_card_table,
    test_compacting,
    test_erasing,
    test_calendar_steps,
    test_card_search,
    test_next_reading,
    test_web_form_keys,
    test_guesses,
    test_judging,
    test_pull,
    test_push,
    test_report_facts,
    test_automation_acts,
    test_interrupting,
):
    for _name, _test in list(vars(_module).items()):
        if (
            inspect.isfunction(_test) and "image_of" in _test.__code__.co_names
        ):  # SQLite's alone: it takes a database as bytes
            continue
        if _name.startswith("test_") and {"world", "erased"} & inspect.signature(_test).parameters.keys():
            assert _name not in globals(), _name
            globals()[_name] = _test

__all__ = ["ann", "erased", "two_teams"]
