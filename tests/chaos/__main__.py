"""`python -m tests.chaos`: break what can be broken and audit what is left, as a table.

--seed N --broker KIND --database KIND --submissions N --faults N    one run
--all                                                                three seeds on each set-up
--minutes N                                                          new seeds until the time is over
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

from tests.chaos.runs import Outcome, Run, carry_out

SETUPS = (("redis", "postgresql"), ("rabbitmq", "postgresql"), ("redis-kept", "sqlite"))
"""The last is what `copydesk up` starts by itself: a Redis that keeps a file, and SQLite."""
BROKERS = ("redis", "redis-kept", "rabbitmq", "rabbitmq-quorum")
HEAD = (
    "| broker | database | seed | submissions | faults | lost | stuck | accepted twice | paid without record "
    "| other | accepted | escalated | of these by faults | processes lost with work | calls paid "
    "| maybe billed | seconds |"
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--broker", default="redis", choices=["redis", "redis-kept", "rabbitmq", "rabbitmq-quorum"]
    )
    parser.add_argument("--database", default="postgresql", choices=["postgresql", "sqlite"])
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--pause", type=float, default=0.7)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--quiet", action="store_true")
    asked = parser.parse_args()
    outcomes = []
    for run in _runs(asked):
        print(f"# {run.command}", flush=True)
        outcomes.append(carry_out(run, say=(lambda _: None) if asked.quiet else _say))
        print(HEAD, _row(outcomes[-1]), *outcomes[-1].audit.other[:20], sep="\n", flush=True)
    print("\n" + HEAD + "\n" + "|---" * HEAD.count(" | ") + "|---|")
    print("\n".join(_row(outcome) for outcome in outcomes))
    failed = [outcome.run.command for outcome in outcomes if not outcome.audit.is_clean]
    if failed:
        print("\na promise was broken; again with:\n  " + "\n  ".join(failed))
    return 1 if failed else 0


def _runs(asked: argparse.Namespace) -> Iterable[Run]:
    size = {"submissions": asked.submissions, "faults": asked.faults, "pause_seconds": asked.pause}
    if asked.minutes:
        return _until(asked, size)
    if asked.all:
        return [Run(seed, broker, database, **size) for seed in (1, 2, 3) for broker, database in SETUPS]
    return [Run(asked.seed, asked.broker, asked.database, **size)]


def _until(asked: argparse.Namespace, size: dict[str, Any]) -> Iterator[Run]:
    until = time.monotonic() + asked.minutes * 60
    seed = asked.seed
    while time.monotonic() < until:
        for broker, database in SETUPS:
            yield Run(seed, broker, database, **size)
            if time.monotonic() >= until:
                return
        seed += 1


def _say(line: str) -> None:
    print(line, flush=True)


def _row(outcome: Outcome) -> str:
    run, told = outcome.run, outcome.audit
    cells = [
        run.broker, run.database, run.seed, run.submissions, run.faults,
        told.lost, told.stuck, told.accepted_twice, told.paid_without_record, len(told.other),
        told.ends["accepted"], told.ends["escalated"], told.by_faults, told.crashes, told.paid,
        told.maybe_billed, f"{outcome.seconds:.0f}",
    ]  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
