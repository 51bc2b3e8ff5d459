"""Every verb of the command line and what `kanban --help` says of them."""

from __future__ import annotations

VERBS: dict[str, tuple[str, str]] = {
    "demo": ("board_verbs.demo", "open a demo board, apart from your own data"),
    "init": ("init", "make a board and its first member, without questions"),
    "add": ("card_verbs.change_cards", "make a card"),
    "list": ("card_verbs.listing", "list cards, all of them or those that a query finds"),
    "show": ("card_verbs.card_history", "show everything about a card"),
    "edit": ("card_verbs.change_cards", "set, clear or label fields of a card"),
    "move": ("card_verbs.change_cards", "move a card to a stage"),
    "done": ("card_verbs.change_cards", "mark the next step of a card as done"),
    "commit": ("card_verbs.change_cards", "commit to a deal: it will be won by its close date"),
    "offer": ("card_verbs.hand_over", "offer a card to sales"),
    "accept": ("card_verbs.hand_over", "accept an offer, with the next step"),
    "ask": ("card_verbs.hand_over", "ask marketing about an offer"),
    "answer": ("card_verbs.hand_over", "answer sales' question about an offer"),
    "return": ("card_verbs.hand_over", "return a card to marketing, with the reason"),
    "withdraw": ("card_verbs.hand_over", "withdraw an offer before it is answered"),
    "contest": ("card_verbs.hand_over", "contest the return of a card that you offered, once"),
    "rule-on": ("card_verbs.hand_over", "rule on a contested return, as a lead: uphold or overturn"),
    "inbox": (
        "card_verbs.show_inbox",
        "show what waits for you: offers, questions, mentions, what is unread",
    ),
    "calendar": ("team_verbs.calendar", "your next steps in your calendar: as a file, or by a secret link"),
    "today": ("card_verbs.show_today", "show what you promised: next steps late, today and this week, and answers due"),
    "next": ("card_verbs.show_next", "the next five cards for you, each with the reasons and what they count"),
    "tick": ("card_verbs.ticks", "tick a requirement of the agreement, with evidence"),
    "untick": ("card_verbs.ticks", "remove a tick"),
    "agreement": ("board_verbs.manage_agreement", "show, propose, sign and replay what each stage means"),
    "comment": ("card_verbs.comments", "comment on a card"),
    "log": ("card_verbs.activities", "log a call, an e-mail or a meeting"),
    "guess": ("card_verbs.guess_verb", "guess how likely a card is won, out of sight until both teams have"),
    "objection": ("card_verbs.objections", "log what a prospect said against it, and see which plays fit"),
    "settle": ("card_verbs.objections", "say how an objection ended, or which play answers it"),
    "debrief": ("card_verbs.debrief_verb", "say why the buyer decided so, once a deal is over"),
    "walk": ("card_verbs.walk_verb", "follow a closed deal step by step, its end hidden, and say what you would do"),
    "activity": ("card_verbs.activities", "list, edit and delete what was logged on a card"),
    "comments": ("card_verbs.comments", "show the comments on a card"),
    "history": ("card_verbs.card_history", "show who did what when to a card"),
    "delete": ("card_verbs.change_cards", "delete a card"),
    "restore": ("data_verbs.backup_verbs", "bring a deleted card back, or the whole database from a backup"),
    "undo": ("card_verbs.card_history", "undo your last change"),
    "redo": ("card_verbs.card_history", "redo what was undone last"),
    "merge": ("card_verbs.change_cards", "merge two cards"),
    "import": ("data_verbs.importing", "import leads and deals from other programs' files"),
    "export": ("data_verbs.exporting", "write cards to a CSV or JSON lines file"),
    "board": ("board_verbs.manage_boards", "list, make, choose, rename, delete and set up boards"),
    "stage": ("board_verbs.manage_stages", "list, add, change, move and remove stages"),
    "rule": (
        "board_verbs.manage_rules",
        "list, make, change, switch off, try and remove rules that act when something happens to a card",
    ),
    "goal": ("board_verbs.manage_goals", "set one number for both teams, with the plan that leads to it"),
    "want": ("board_verbs.manage_wants", "what reps need: make, list and end wants, and see what would match"),
    "meet": ("review_verbs.meet_verb", "the pipeline review: its agenda, decisions and minutes"),
    "campaign": ("board_verbs.manage_campaigns", "list, add, change and remove campaigns, with what they cost"),
    "play": ("board_verbs.manage_plays", "list, write and change plays, and see which objections wait for one"),
    "member": ("board_verbs.manage_members", "list, add, change and remove members, and choose who acts here"),
    "join": ("team_verbs.join_and_leave", "fetch a board from your team's server, and sign in to it"),
    "publish": ("team_verbs.join_and_leave", "take a board to your team's server, with its whole history"),
    "leave": ("team_verbs.join_and_leave", "leave a shared board, and keep or remove its copy here"),
    "move-server": ("team_verbs.move_server", "give a board its server's new address"),
    "sync": ("team_verbs.syncing", "send and fetch changes now"),
    "status": ("team_verbs.syncing", "show whether the board is in sync with its server"),
    "attention": (
        "card_verbs.attention",
        "list, retry and discard what the server refused, others overtook or removed",
    ),
    "purge": ("data_verbs.purge", "erase a card and its comments on the server and every machine, for good"),
    "report": ("report_verbs.show_reports", "show figures: funnel, handoffs, forecast, goal and more"),
    "label": ("board_verbs.manage_labels", "list, add, rename and remove labels"),
    "view": ("board_verbs.manage_views", "list, save and forget queries under a name"),
    "serve": ("hosting.serve_verb", "serve boards to a team's machines"),
    "server": ("hosting.server_verbs", "who may sign in to the server that runs here; its backup"),
    "theme": ("shell.themes", "list, write and check themes"),
    "backup": ("data_verbs.backup_verbs", "write all boards to one file"),
    "doctor": ("data_verbs.doctor_verb", "check the data and its environment"),
    "locate": ("data_verbs.backup_verbs", "show where the files are on this machine"),
    "completions": ("shell.completions", "print completions for bash, zsh or fish"),
}
"""Verb → (module of this room, what it does)."""

EXIT_CODES = (
    (0, "done"),
    (1, "refused or failed; one line on stderr says why"),
    (2, "the command was not understood"),
    (3, "no such card, stage, member, board or file"),
    (4, "the server can't be reached"),
)


def build_help() -> str:
    """Return what `kanban --help` says."""
    width = max(len(verb) for verb in VERBS) + 2
    lines = [f"  {verb:{width}}{summary}" for verb, (_, summary) in VERBS.items()]
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
