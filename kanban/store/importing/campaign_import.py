"""Put the campaigns of files on the board's list: new ones are added, known ones get what nobody changed by hand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kanban.domain import fold
from kanban.domain.acts.campaign_verbs import may_change_campaigns
from kanban.domain.campaign import COSTS, derive_campaign_id
from kanban.domain.change import CAMPAIGN, Step
from kanban.store import log, rows
from kanban.store.acts.writing import ChangeStamper, as_member
from kanban.store.importing.updating import FILES, find_verb, is_import_undone

if TYPE_CHECKING:
    from kanban.domain.change import Json
    from kanban.domain.records.arrival import ArrivedCampaign
    from kanban.store.workspace import Workspace

_MONEY = (*COSTS, "currency")
"""Registers that are only right together: all are taken from the file, or all are kept."""


@dataclass(slots=True)
class CampaignResult:
    """What came of the campaigns of an import, or would come of them."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept_registers: list[tuple[str, str]] = field(default_factory=list)
    """(name of the campaign, register) where a value that somebody changed here was kept."""
    is_refused: bool = False
    """Whether the member may not change campaigns, so that all were left alone."""


def import_campaigns(
    workspace: Workspace, campaigns: Iterable[ArrivedCampaign], act: str, summary: str, *, dry: bool
) -> CampaignResult:
    """Write the campaigns of files as part of an import's act; `summary` is the act's, where nothing else was written.

    Those that the member may not change are left alone.
    """
    arrived = list(campaigns)
    result = CampaignResult()
    me = workspace.me
    if not arrived or me is None:
        return result
    if not may_change_campaigns(me):
        result.is_refused = True
        return result
    if dry:
        with workspace.database.faults():
            _build_steps(workspace.connection, workspace.board.id, arrived, result)
        return result
    with workspace.database.writing() as connection:
        view = as_member(connection, workspace.board.id, workspace.member_id, workspace.now())
        steps = _build_steps(connection, view.board.id, arrived, result)
        if steps:
            head = log.read_head(connection)
            stamper = ChangeStamper(connection, view.board.id, view.moment)
            projection = stamper.projection()
            changes = stamper.changes(act, steps, view.actor.id)
            projection.apply(changes)
            log.append(connection, view.board.id, changes)
            projection.finish()
            stamper.save()
            log.note_act(connection, act, view.board.id, view.actor.id, "import", summary, view.now, None, head + 1)
    if steps:
        workspace.reload()
    return result


def _build_steps(
    connection: sqlite3.Connection, board: str, arrived: Iterable[ArrivedCampaign], result: CampaignResult
) -> list[Step]:
    """Return the steps for campaigns, counting into `result`."""
    steps = []
    for campaign in arrived:
        campaign_id = derive_campaign_id(board, campaign.name)
        row = rows.read_row(connection, board, CAMPAIGN, campaign_id)
        if row is None:
            registers: dict[str, Json] = {"created": True, "name": campaign.name, **campaign.registers}
            steps.append(Step(CAMPAIGN, campaign_id, registers, "import"))
            result.created += 1
            continue
        changed = _compare(connection, row, campaign, result)
        if changed:
            steps.append(Step(CAMPAIGN, campaign_id, changed, "import"))
        result.updated += bool(changed)
        result.unchanged += not changed
    return steps


def _compare(
    connection: sqlite3.Connection, row: Mapping[str, str], campaign: ArrivedCampaign, result: CampaignResult
) -> dict[str, Json]:
    """Return the registers that a file may change of a campaign that is here."""
    present: dict[str, Json] = json.loads(row["body"])
    keys = fold.unpack(row["keys"])
    changed: dict[str, Json] = {}
    if present.get("deleted"):
        if not is_import_undone(connection, row["keys"]):
            return {}  # it was removed by hand, and stays removed
        changed["deleted"] = False

    def is_from_file(name: str) -> bool:
        return name not in keys or find_verb(connection, keys[name]) in FILES

    differing = {name: value for name, value in campaign.registers.items() if present.get(name) != value}
    may_change_money = all(map(is_from_file, _MONEY))
    for name, value in differing.items():
        if may_change_money if name in _MONEY else is_from_file(name):
            changed[name] = value
        else:
            result.kept_registers.append((campaign.name, name))
    return changed
