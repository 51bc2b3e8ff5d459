"""What Python's parser makes of the sources: several tests look at each of them."""

from __future__ import annotations

import ast
from functools import cache


@cache
def parse(source: str) -> ast.Module:
    """Parse a source once, for whoever looks at it and changes nothing."""
    return ast.parse(source)
