"""A page of figures to send around: one HTML file with its charts inside, without script, printable on A4.

In come counted reports; out comes text. Nothing here counts anything, reads a database or writes a file.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.reports.page import report_page as report_page
else:
    __getattr__ = lazy.submodules(__name__)
