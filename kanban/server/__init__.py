"""The server of the boards that a team shares: HTTP in front of `kanban.store.hub`. It knows no screen."""
