"""What marketing does to campaigns: add, change, remove. Like all verbs, these write nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from kanban.domain.acts import verbs
from kanban.domain.campaign import COSTS, DAYS, LONGEST_NAME, SETTINGS, Campaign, derive_campaign_id, fold_name
from kanban.domain.change import CAMPAIGN, Act, Step
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.permissions import RANK, Forbidden
from kanban.domain.values import dates, money, text
from kanban.domain.values.money import decimal_text

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Member
    from kanban.domain.change import Json


def may_change_campaigns(actor: Member) -> bool:
    """Whether somebody may add, change and remove campaigns: members of marketing, and leads."""
    return RANK[actor.role] >= RANK["member"] and (actor.team == "marketing" or actor.role == "lead")


def add_campaign(view: View, name: str, pairs: Mapping[str, str]) -> Act:
    """Add a campaign; `pairs` are its settings as typed. A removed one of that name comes back."""
    _require_may_change(view.actor)
    plain = read_name(name)
    if any(fold_name(campaign.name) == fold_name(plain) for campaign in view.board.campaigns):
        raise Refused(f"There is a campaign called “{plain}” already; change that one.")
    campaign_id = derive_campaign_id(view.board.id, plain)
    former = next((one for one in view.board.all_campaigns if one.id == campaign_id), None)
    registers = read_settings(Campaign("", plain), pairs, view.board.currency, view.today)
    if former:
        registers = {name: registers.get(name) for name in SETTINGS} | {"deleted": False}
    else:
        registers["created"] = True
    step = Step(CAMPAIGN, campaign_id, {**registers, "name": plain}, "campaign")
    return Act("campaign", (step,), f"Added the campaign “{plain}”")


def set_campaign(view: View, campaign: Campaign, pairs: Mapping[str, str], cards: Iterable[str] = ()) -> Act:
    """Change a campaign's settings, as typed. With another name also `cards` change: all that name the campaign."""
    _require_may_change(view.actor)
    campaign = _find_current_campaign(view, campaign)
    settings = {key: value for key, value in pairs.items() if key != "name"}
    registers = read_settings(campaign, settings, view.board.currency, view.today)
    name = read_name(pairs["name"]) if "name" in pairs else campaign.name
    if fold_name(name) != fold_name(campaign.name):
        return _rename_campaign(view, campaign, {**campaign.encode(), **registers, "name": name}, cards)
    before = campaign.encode()
    changed = {key: value for key, value in {**registers, "name": name}.items() if before[key] != value}
    steps = (Step(CAMPAIGN, campaign.id, changed, "campaign"),) if changed else ()
    summary = f"Changed the campaign “{campaign.name}”" if changed else f"The campaign “{campaign.name}” stays as it is"
    return Act("campaign", steps, summary)


def _rename_campaign(view: View, campaign: Campaign, registers: dict[str, Json], cards: Iterable[str]) -> Act:
    """Return the act that gives a campaign, and its cards, a name by which it becomes another entity."""
    name = str(registers["name"])
    if any(fold_name(other.name) == fold_name(name) for other in view.board.campaigns):
        raise Refused(
            f"There is a campaign called “{name}” already. To merge the two, remove that one first: its cards keep "
            "the name."
        )
    campaign_id = derive_campaign_id(view.board.id, name)
    is_former = any(other.id == campaign_id for other in view.board.all_campaigns)
    begins: dict[str, Json] = {"deleted": False} if is_former else {"created": True}
    edit = verbs.edit(view, cards, {"campaign": name}) if (cards := list(cards)) else Act("campaign", (), "")
    steps = (
        Step(CAMPAIGN, campaign_id, {**registers, **begins}, "campaign"),
        Step(CAMPAIGN, campaign.id, {"deleted": True}, "campaign"),
    )
    counted = text.format_count(len(cards), "card")
    summary = f"Renamed the campaign “{campaign.name}” to “{name}” on {counted}"
    return Act("campaign", (*steps, *edit.steps), summary)


def remove_campaign(view: View, campaign: Campaign) -> Act:
    """Remove a campaign from the list; cards that name it keep the name."""
    _require_may_change(view.actor)
    campaign = _find_current_campaign(view, campaign)
    step = Step(CAMPAIGN, campaign.id, {"deleted": True}, "campaign")
    return Act("campaign", (step,), f"Removed the campaign “{campaign.name}”")


def read_name(typed: str) -> str:
    """Return a campaign's typed name, cleaned. Raises UsageFault for an empty or too long one."""
    plain = text.clean_line(typed)
    if text.is_blank(plain) or len(plain) > LONGEST_NAME:
        raise UsageFault(f"The name of a campaign has 1 to {LONGEST_NAME} characters.")
    return plain


def read_settings(campaign: Campaign, pairs: Mapping[str, str], currency: str, today: date) -> dict[str, Json]:
    """Return the registers of a campaign's typed settings. An empty value clears. Raises UsageFault.

    `currency` is that of amounts that name none, where the campaign has none. Both costs are in one currency: another
    one named for one of them counts for both.
    """
    plain = {key.replace("-", "_"): text.clean_line(typed) for key, typed in pairs.items()}
    registers: dict[str, Json] = {}
    for name, typed in plain.items():
        match name:
            case "type" | "status":
                registers[name] = text.shorten(typed, LONGEST_NAME) or None
            case "from" | "to":
                registers[name] = dates.parse_day(typed, today).isoformat() if typed else None
            case "currency" | "planned_cost" | "actual_cost":
                pass
            case _:
                known = ", ".join(setting.replace("_", "-") for setting in SETTINGS)
                raise UsageFault(f"A campaign has no setting “{text.shorten(name, 40)}”; it has {known}.")
    begins, ends = (registers.get(day, campaign.encode()[day]) for day in DAYS)
    has_days = not registers.keys().isdisjoint(DAYS)  # others may have set them so, a day each at the same time
    if has_days and isinstance(begins, str) and isinstance(ends, str) and ends < begins:
        last, first = (dates.format_full_date(date.fromisoformat(day)) for day in (ends, begins))
        raise UsageFault(f"The campaign would end ({last}) before it begins ({first}).")
    return registers | _read_costs(campaign, plain, currency)


def _read_costs(campaign: Campaign, plain: Mapping[str, str], default: str) -> dict[str, Json]:
    """Return the registers of typed costs; what was not typed keeps its figure where the currency changes."""
    typed = {name: plain[name] for name in COSTS if name in plain}
    if not typed and "currency" not in plain:
        return {}
    code = money.currency_code(plain["currency"]) if plain.get("currency") else campaign.currency or default
    other_codes = {money.parse_amount(cost, code).currency for cost in typed.values() if cost} - {code}
    if other_codes and (len(other_codes) > 1 or plain.get("currency")):
        raise UsageFault("Both costs of a campaign are in one currency.")
    code = next(iter(other_codes), None) or code
    costs: dict[str, Json] = {}
    for name, former in zip(COSTS, (campaign.planned_cost, campaign.actual_cost), strict=True):
        figure = typed.get(name, "" if former is None else decimal_text(former, campaign.currency))
        minor = money.parse_amount(figure, code, decimal=None if name in typed else ".").minor if figure else None
        if minor is not None and minor < 0:
            raise UsageFault("A cost is 0 or more.")
        costs[name] = minor
    return {**costs, "currency": code if any(value is not None for value in costs.values()) else None}


def _find_current_campaign(view: View, campaign: Campaign) -> Campaign:
    current = next((other for other in view.board.campaigns if other.id == campaign.id), None)
    if current is None:
        raise NotFound(f"The campaign “{campaign.name}” was removed meanwhile.")
    return current


def _require_may_change(actor: Member) -> None:
    if not may_change_campaigns(actor):
        raise Forbidden("Only members of marketing and leads can change campaigns.")
