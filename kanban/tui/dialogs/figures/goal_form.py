"""Asks for the plan of a goal: a period, a number, and the links of both chains; what follows shows while typing."""

from __future__ import annotations

from datetime import date

from textual import on
from textual.widgets import Input

from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.goals import goal_verbs
from kanban.domain.goals.goal import Chain, Plan
from kanban.domain.values import dates
from kanban.domain.values.money import decimal_text, format_plain_money
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form

LABELS = {
    "amount": ("Amount", "e.g. 600000"), "offers": ("Offers made", "e.g. 195"),
    "accepted": ("Accepted", "e.g. 117 or 60%"), "sql": ("Qualified", "e.g. 65"),
    "won": ("Won", "e.g. 26 or 40%"), "value": ("Mean value", "follows, if left empty"),
    "deals": ("Beside: deals", "none, if left empty"), "deals-sql": ("Beside: qual.", "e.g. 50%"),
    "deals-won": ("Beside: won", "e.g. 6"), "deals-value": ("Beside: value", "e.g. 22000"),
}  # fmt: skip
"""What is typed of a plan: its label, and an example."""


class GoalForm(Form[Plan]):
    """`GoalForm(today, currency, plan)` → the plan to propose; `plan` is the one to begin with, if there is one."""

    def __init__(self, today: date, currency: str, plan: Plan | None) -> None:
        self._today = today
        self._currency: str | None = plan.currency if plan else currency
        typed = _list_typed(plan) if plan else {}
        first = plan.first if plan else today.replace(month=today.month - (today.month - 1) % 3, day=1)
        entries = [
            Entry("name", "Name", plan.name if plan else "", hint="e.g. Q4 2026", reading=_require_name),
            Entry("from", "First day", dates.format_full_date(first), reading=self._read_day, selects=True),
            Entry("to", "Last day", dates.format_full_date(plan.last) if plan else "", hint="e.g. 31 Dec",
                  reading=self._read_day, selects=True),
            *(
                Entry(name, label, typed.get(name, ""), hint=hint, selects=True)
                for name, (label, hint) in LABELS.items()
            ),
        ]  # fmt: skip
        super().__init__("Goal: one number for both teams", entries, (("enter", "propose"), ("tab", "next field")))

    @on(Input.Changed)
    def _follow(self) -> None:
        """Show what follows from what was typed."""
        try:
            plan = self.answer(self.values)
        except KanbanError:
            self.answer_with("")
        else:
            self.answer_with(describe_plan(plan))

    def _read_day(self, typed: str) -> str:
        if not typed:
            raise UsageFault("Type a day: 1 Oct, 31 Dec 2026.")
        return f"→ {dates.format_full_date(dates.parse_day(typed, self._today))}"

    def answer(self, values: dict[str, str]) -> Plan:
        """Return the plan; raises UsageFault where it does not fit together."""
        first, last = (dates.parse_day(values[name], self._today) for name in ("from", "to"))
        pairs = {name: values[name] for name in LABELS if values[name]}
        return goal_verbs.read_typed_plan(values["name"], first, last, self._currency, pairs)


def describe_plan(plan: Plan) -> str:
    """Return what a plan comes to: `€600,000 = 195 offers → 117 → 65 → 26 won`."""
    amount = f"{plan.amount:,} deals" if plan.currency is None else format_plain_money(plan.amount, plan.currency)
    flows = " → ".join(f"{float(flow):,.1f}".removesuffix(".0") for flow in plan.door.flows)
    beside = f", {float(plan.beside.flows[-1]):,.1f} beside".replace(".0 ", " ") if plan.beside else ""
    return f"{amount}: {flows} won{beside}"


def _list_typed(plan: Plan) -> dict[str, str]:
    """Return a plan as it would be typed; the mean value through the door follows from the rest."""
    amount = str(plan.amount) if plan.currency is None else decimal_text(plan.amount, plan.currency)
    typed = {"amount": amount, **_list_links(plan.door, goal_verbs.DOOR_LINKS[:-1])}
    if plan.beside:
        *links, value = goal_verbs.BESIDE_LINKS
        typed |= _list_links(plan.beside, tuple(links))
        won = plan.beside.flows[-1]
        if plan.currency is not None and won:
            typed[value] = decimal_text(round(plan.beside.amount / won), plan.currency)
    return typed


def _list_links(chain: Chain, names: tuple[str, ...]) -> dict[str, str]:
    return {name: str(flow) for name, flow in zip(names, chain.flows, strict=True)}


def _require_name(typed: str) -> str:
    if not typed:
        raise UsageFault("Give the goal a name.")
    return ""
