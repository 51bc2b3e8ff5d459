"""Acts on a board that is here: one write transaction each, what rules add to it, undo, and what time does.

A verb of the domain decides, `writing` puts its act down as log rows and card rows at once. Screens and the command line come
in through the workspace. Nothing here speaks to a server.
"""
