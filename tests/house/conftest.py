"""What the house's tests look at: the tracked files, and what an import really loads."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.house import trees


@pytest.fixture(scope="package", autouse=True)
def _trees_are_let_go():
    """What the parser made of the sources is a quarter of a gigabyte."""
    yield
    trees.parse.cache_clear()


@pytest.fixture(scope="session")
def tracked(checkout):
    """The tracked files, as paths from the checkout's top."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=checkout, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("this is no git checkout, so nothing says which files belong to it")
    return [checkout / name for name in done.stdout.decode().split("\0") if name and (checkout / name).exists()]


@pytest.fixture(scope="session")
def loaded(checkout):
    """`loaded("import x")`: the names of all modules that a fresh Python has loaded after running that."""

    def run(code):
        tail = "\nimport json, sys\nprint('\\n' + json.dumps(sorted(sys.modules)))"
        done = subprocess.run(
            [sys.executable, "-c", code + tail], capture_output=True, text=True, check=False, cwd=checkout
        )
        assert done.returncode == 0, done.stderr
        return set(json.loads(done.stdout.splitlines()[-1]))

    return run
