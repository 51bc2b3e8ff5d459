"""The demo's board: stories that its members play through the verbs, and a crowd of leads that an import brings."""
