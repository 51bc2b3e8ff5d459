"""`python -m tests.server.trust --sequences 2000 [--from 0] [--steps 30]` plays so many sequences and says what came
of them."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from tests.server.trust.play import STEPS, Wrong, play

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sequences", type=int, default=2_000)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--steps", type=int, default=STEPS)
    asked = parser.parse_args()
    tally: Counter[str] = Counter()
    wrong, began = 0, time.monotonic()
    for seed in range(asked.first, asked.first + asked.sequences):
        try:
            play(seed, asked.steps, tally)
        except Wrong as fault:
            wrong += 1
            print(fault)
    print(
        f"{asked.sequences} sequences, {sum(tally.values()):,} changes, {wrong} wrong, {time.monotonic() - began:.0f} s"
    )
    for what, count in sorted(tally.items()):
        print(f"  {count:7,} {what}")
    sys.exit(bool(wrong))
