"""Files as such: what kind they are, encodings, tables of every format, TOML, and export.

Bytes come in and rows go out, or the other way. Nothing here knows what a column means.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.exchange.files import json_tables as json_tables
    from kanban.exchange.files import vcards as vcards
    from kanban.exchange.files import workbooks as workbooks
else:
    __getattr__ = lazy.submodules(__name__)
