"""The model of a measurement, in a process of its own: answers after a delay, and refuses over a rate.

    python -m bench.rewrite.server --delay 2 [--per-minute 600] [--fault hang --faults 64]

Says its port. Each line on its standard input is answered with what it has seen so far, as JSON.
"""

import argparse
import json
import sys
import threading
import time

from tests.support.llm_server import Call, LlmServer
from tests.support.rewriting_model import rewriting

BURST_SECONDS = 2.0
"""A vendor's bucket is filled evenly; so much of a quiet past may be caught up at once."""


def edited(text: str) -> str:
    """A careful model's edit of the article that is measured: its facts stay, so it is taken up."""
    return text.replace("throw that away", "pour that away").replace("Most leave", "Most of them leave")


class Book:
    """Notes when calls came and were answered, and says 429 over the rate."""

    def __init__(self, per_minute: float, *, fault: str = "", faults: int = 0) -> None:
        self._fault, self._faults = fault, faults
        self._pace = 60.0 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._lock = threading.Lock()
        self._answer = rewriting(edited)
        self.answered: list[float] = []
        self.refused = self.inside = self.most_inside = 0

    def fault(self, _call: Call) -> str:
        with self._lock:
            now = time.monotonic()
            if self._faults:
                self._faults -= 1
                return self._fault
            if self._pace and self._next - now > BURST_SECONDS:
                self.refused += 1
                return "429"
            self._next = max(self._next, now) + self._pace
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
            return ""

    def answer(self, call: Call) -> str:
        text = self._answer(call)
        with self._lock:
            self.inside -= 1
            self.answered.append(time.monotonic())
        return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=2.0)
    parser.add_argument("--per-minute", type=float, default=0.0)
    parser.add_argument("--fault", default="hang")
    parser.add_argument("--faults", type=int, default=0, help="so many calls fail, the first ones")
    asked = parser.parse_args()
    book = Book(asked.per_minute, fault=asked.fault, faults=asked.faults)
    with LlmServer(answer=book.answer, fault_of=book.fault, delay_seconds=asked.delay) as server:
        print(server.port, flush=True)
        for _ in sys.stdin:
            told = {"answered": book.answered, "refused": book.refused, "most_inside": book.most_inside}
            print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
