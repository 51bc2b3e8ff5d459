"""What a client and its server agree on: who may do what, and how a change is judged."""
