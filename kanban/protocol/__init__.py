"""What client and server agree on: who may do what, how a change is judged, and how it travels."""
