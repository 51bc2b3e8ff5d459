"""The agreement between the teams: its text, its lines, who signed it, and the gate that it puts before a stage.

All of it works on boards and cards that are handed in, and imports only the domain. Nothing here writes or asks a server.
"""
