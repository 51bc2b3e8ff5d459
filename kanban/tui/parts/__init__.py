"""The parts of the board's screen: one plain class for each topic (moves, the filter, the open card …).

A part is given a narrow `Host`, turns what widgets and dialogs ask for into jobs of the worker, and hears what was
written. It never sees the screen, inherits from no widget, and changes no card itself.
"""
