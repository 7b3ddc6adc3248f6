"""A task's effect: 50 ms of work, then one line in a file."""

import os
import time
from pathlib import Path


def leave(number: int) -> None:
    time.sleep(0.05)
    with Path(os.environ["EFFECTS"]).open("a", encoding="ascii") as effects:
        effects.write(f"{number}\n")
