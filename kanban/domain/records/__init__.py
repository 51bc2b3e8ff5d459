"""Cards in the shapes in which they come and go: JSON records, rows of a table, arrivals of an import, web forms.

These are conversions without files or HTTP. They import values and cards, and they never decide what is allowed.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.domain.records import card_row as card_row
else:
    __getattr__ = lazy.submodules(__name__)
