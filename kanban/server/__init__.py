"""The server of the boards that a team shares: HTTP over the store's server side, and nothing that knows a screen."""
