"""What all tables of the server have in common."""

from sqlalchemy import text
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

ZERO, NEVER = {"server_default": text("0")}, {"server_default": text("''")}


class HubTable(SQLModel, registry=registry()):
    """What all tables of the server have in common: their registry."""
