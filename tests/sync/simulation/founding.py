"""The board where every history begins: made by Ana, published, and joined by the others."""

from __future__ import annotations

from pathlib import Path

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.automations import rule_verbs
from kanban.domain.automations.rule_document import RuleDraft
from kanban.store import hub as store
from kanban.store.hub import Caller, Hub
from kanban.store.hub.members.accounts import add_token
from kanban.store.opening import create_board
from kanban.store.replica.replica import Replica
from kanban.store.workspace import Workspace
from tests.store.world import empty
from tests.sync.simulation.images import image_of
from tests.sync.simulation.steady import Time
from tests.sync.simulation.world import Device, Template, World

URL = "https://board.example"


RULES = (
    ("Talk", "commented", "label heard"), ("On", "enters any", "comment It came"), ("Late", "overdue", "label late"),
)  # fmt: skip
"""Name, when, then of the rules that the board begins with."""


def found(hub: Hub, time: Time, *, ruled: bool) -> Template:
    """Publish a board to an empty server, let everybody fetch it, and keep what all of them hold."""
    hub.now = time.true
    ana, ben, cem, ben_too = _callers(hub, time)
    workspace = create_board(Path(":memory:"), "Pipeline", "Ana", "marketing", now=time.now)
    _fill(workspace, ruled=ruled)
    board = workspace.board.id
    _publish(hub, workspace, ana, time)
    members = {member.name: member.id for member in workspace.board.members}
    devices = [("Ana", ana, members["Ana"], workspace.connection.serialize())]
    for name, caller, member in (("Ben", ben, "Ben"), ("Cem", cem, "Cem"), ("Ben's other machine", ben_too, "Ben")):
        devices.append((name, caller, members[member], joining(hub, caller, board, time)))
    workspace.close()
    world = World(hub, Template(image_of(hub), board, tuple(devices)), 0, time, _silent)
    world.come_back()
    for device in world.devices:
        outcome = world.sync(device)
        assert outcome is not None
        assert outcome.stopped is None, outcome.stopped
    made = tuple(_kept(device) for device in world.devices)
    template = Template(image_of(hub), board, made)
    world.close()
    return template


def joining(hub: Hub, caller: Caller, board: str, time: Time) -> bytes:
    """Return a database that is about to fetch a board."""
    database = empty()
    store.enter(hub, caller, board)
    info = store.board_info(hub, caller, board)
    Replica(database, board, time.now).attach(URL, caller.account, info.member, caller.name, info.epoch)
    image = database.connection.serialize()
    database.close()
    return image


def _kept(device: Device) -> tuple[str, Caller, str, bytes]:
    return device.name, device.caller, device.member, device.database.connection.serialize()


def _callers(hub: Hub, time: Time) -> list[Caller]:
    tokens = []
    for name, team, role in (("Ana", "marketing", "lead"), ("Ben", "sales", "member"), ("Cem", "marketing", "member")):
        account, token = store.add_account(hub, name, team, role)
        tokens.append(token)
        if name == "Ben":
            bens = account.id
    with hub.writing() as connection:
        tokens.append(add_token(connection, bens, time.ms)[1])
    return [caller for token in tokens if (caller := store.caller_of(hub, token))]


def _fill(workspace: Workspace, *, ruled: bool) -> None:
    workspace.act(lambda view: board_verbs.add_member(view, "Ben", "sales"))
    workspace.act(lambda view: board_verbs.add_member(view, "Cem", "marketing"))
    for name, when, then in RULES if ruled else ():
        registers = RuleDraft(name, when, "", (then,)).registers(workspace.board, workspace.today)
        workspace.act(lambda view, name=name, registers=registers: rule_verbs.add_rule(view, name, registers))
    for n in range(6):
        stage = workspace.board.stages[n % 4]
        made = workspace.act(lambda view, n=n, stage=stage: verbs.create(view, {"title": f"First {n}"}, stage=stage))
        workspace.act(lambda view, made=made, n=n: verbs.comment(view, made.entity_ids[0], f"From before {n}."))


def _publish(hub: Hub, workspace: Workspace, caller: Caller, time: Time) -> None:
    board, replica = workspace.board.id, Replica(workspace.database, workspace.board.id, workspace.now)
    info = store.create_board(hub, caller, board, replica.device, {})
    replica.publish(URL, caller.account, workspace.member_id or "", caller.name, info.epoch)
    while changes := replica.list_outgoing():
        pushed = store.push(hub, caller, board, replica.device, info.epoch, changes)
        replica.note_answer(pushed)
    last = changes_sent(replica)
    store.finish_publishing(hub, caller, board, replica.device, last)
    assert replica.finish_publishing(pushed.head)


def changes_sent(replica: Replica) -> int:
    """Return the last number that a device has given a change of its board."""
    row = replica.connection.execute("SELECT value FROM meta WHERE key = ?", (f"dseq:{replica.board}",)).fetchone()
    return int(row[0])


def _silent(_: str) -> None:
    """Tell nobody."""
