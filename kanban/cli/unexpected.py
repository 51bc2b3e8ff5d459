"""What happens to an error that nobody expected: its traceback goes to the log, one sentence to the terminal."""

from __future__ import annotations

import logging
import os
import sys

from kanban import config
from kanban.cli import output


def report_unexpected(error: Exception, message: str) -> int:
    """Write the traceback to the log, print the error and the log's path, and return the exit code."""
    where = config.find_places()
    config.log_to(where.log_file)
    logging.getLogger("kanban").error("unexpected: %s", " ".join(sys.argv[1:2]), exc_info=error)
    logging.shutdown()
    is_logged = os.path.exists(where.log_file)  # noqa: PTH110 - Path's raises where a folder is closed to this user
    details = f"the details are in {where.log_file}" if is_logged else "its log can't be written"
    output.say(f"kanban: {output.fit_line(message, 240)}; {details}.")
    return 1
