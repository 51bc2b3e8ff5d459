"""`python -m kanban` is `kanban`."""

from kanban.cli.main import run

if __name__ == "__main__":
    run()
