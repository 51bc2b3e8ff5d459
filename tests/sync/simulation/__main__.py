"""Play the histories of some seeds, and tell them."""

from __future__ import annotations

import argparse
import sys
import time
import traceback

from tests.sync.simulation.play import STEPS, play
from tests.sync.simulation.world import Violation


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sync.simulation", description=__doc__)
    parser.add_argument("seeds", nargs="+", type=int, help="a seed, or the first one of several (see --count)")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--count", type=int, default=1, help="play so many from each seed on, and tell only what fails")
    words = parser.parse_args()
    failed, began, changes, refused = 0, time.process_time(), 0, 0
    for first in words.seeds:
        for seed in range(first, first + words.count):
            try:
                played = play(seed, words.steps, log=print if words.count == 1 else lambda _: None)
                changes, refused = changes + played.changes, refused + played.refused
            except Exception as fault:  # noqa: BLE001 - whatever it is, the seed is what is wanted
                failed += 1
                print(f"seed {seed}: {type(fault).__name__}: {fault}")
                if words.count == 1 and not isinstance(fault, Violation):
                    traceback.print_exc()
    took = time.process_time() - began
    print(f"{failed} of {words.count * len(words.seeds)} failed; {changes} changes, {refused} refused; {took:.1f} s")
    return int(failed > 0)


sys.exit(main())
