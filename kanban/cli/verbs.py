"""Every verb of the command line and what `kanban --help` says of them."""

from __future__ import annotations

VERBS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "open a demo board, apart from your own data"),
    "init": ("init", "make a board and its first member, without questions"),
    "add": ("cards", "make a card"),
    "list": ("listing", "list cards, all of them or those that a query finds"),
    "show": ("story", "show everything about a card"),
    "edit": ("cards", "set, clear or label fields of a card"),
    "move": ("cards", "move a card to a stage"),
    "done": ("cards", "mark the next step of a card as done"),
    "offer": ("handing", "offer a card to sales"),
    "accept": ("handing", "accept an offer, with the next step"),
    "ask": ("handing", "ask marketing about an offer"),
    "answer": ("handing", "answer sales' question about an offer"),
    "return": ("handing", "return a card to marketing, with the reason"),
    "withdraw": ("handing", "take an offer back before it is answered"),
    "contest": ("handing", "contest the return of a card you offered, once, in a line"),
    "rule-on": ("handing", "rule on a contested return, as a lead: uphold or overturn"),
    "inbox": ("inbox", "what waits for you: offers, questions, mentions, what is overdue or unread"),
    "tick": ("ticking", "vouch for a judgement line of the agreement, with the evidence"),
    "untick": ("ticking", "take such a tick back"),
    "agreement": ("agreement", "show, propose, sign and replay what each stage means"),
    "comment": ("talk", "comment on a card"),
    "comments": ("talk", "show the comments on a card"),
    "history": ("story", "show who did what when to a card"),
    "delete": ("cards", "delete a card"),
    "restore": ("keeping", "bring a deleted card back, or the whole database from a backup"),
    "undo": ("story", "take your last act back"),
    "redo": ("story", "do again what was undone last"),
    "merge": ("cards", "make one card of two"),
    "import": ("importing", "take leads and deals in from other programs' files"),
    "export": ("exporting", "write cards to a CSV or JSON lines file"),
    "board": ("boards", "list, make, choose, rename, delete and set up boards"),
    "stage": ("stages", "list, add, change, move and remove stages"),
    "rule": (
        "ruling",
        "list, make, change, switch off, try and remove rules that act when something happens to a card",
    ),
    "member": ("members", "list, add, change and remove members, and choose who acts here"),
    "join": ("sharing", "fetch a board from your team's server, and sign in to it"),
    "publish": ("sharing", "take a board to your team's server, with its whole history"),
    "leave": ("sharing", "let a board that is on a server go, or keep its copy"),
    "move-server": ("moving", "give a board its server's new address"),
    "sync": ("syncing", "send what waits and fetch what others did, now"),
    "status": ("syncing", "say how the board stands with its server"),
    "attention": ("attention", "list, retry and discard what the server refused, others overtook or removed"),
    "purge": ("purging", "erase a card and its comments on the server and every machine, for good"),
    "label": ("labels", "list, add, rename and remove labels"),
    "view": ("saved_views", "list, save and forget queries under a name"),
    "serve": ("serving", "serve boards to a team's machines"),
    "server": ("server", "who may sign in to the server that runs here; its backup"),
    "theme": ("themes", "list themes, write one of your own, check it"),
    "backup": ("keeping", "write all boards to one file"),
    "doctor": ("doctor", "look over the data and its surroundings"),
    "locate": ("keeping", "say where things are on this machine"),
    "completions": ("completions", "print completions for bash, zsh or fish"),
}
"""Verb → (module of this room, what it does)."""

EXIT_CODES = (
    (0, "done"),
    (1, "refused or failed; one line on stderr says why"),
    (2, "the command was not understood"),
    (3, "no such card, stage, member, board or file"),
    (4, "the server can't be reached"),
)


def help_text() -> str:
    """Return what `kanban --help` says."""
    width = max(len(verb) for verb in VERBS) + 2
    lines = [f"  {verb:{width}}{said}" for verb, (_, said) in VERBS.items()]
    codes = [f"  {code}  {means}" for code, means in EXIT_CODES]
    return "\n".join(
        (
            "usage: kanban [--as NAME] [--board NAME] [BOARD | VERB …]",
            "",
            "One board in the terminal for the pipeline that marketing and sales share.",
            "Without a verb the board opens; with no terminal it is printed as text.",
            "",
            "verbs:",
            *lines,
            "",
            "options:",
            "  --as NAME     act as this member of the board",
            "  --board NAME  use this board instead of the one chosen with `kanban board use`",
            "  --version     say which version this is",
            "  -h, --help    show this; `kanban VERB --help` explains a verb",
            "",
            "exit codes:",
            *codes,
            "",
            "example: kanban add 'Acme pilot' --company Acme --value 12k --stage engaged",
            "",
        )
    )
