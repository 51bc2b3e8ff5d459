"""The door between the two teams: who holds a card, how it is offered, answered, returned and contested.

The state of a handoff is computed from registers; the verbs return acts like all others. Time is handed in, never read here.
"""
