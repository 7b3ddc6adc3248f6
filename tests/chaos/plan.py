"""What is broken and when: all of it follows from a seed. Pure."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    KILL_CHILD = "kill a child"
    KILL_WORKER = "kill a worker"
    KILL_MAIN = "kill a main process"
    TERM_WORKER = "stop a worker"
    QUIT_WORKER = "stop a worker at once"
    PAUSE_WORKER = "pause a worker"
    PAUSE_CHILD = "pause a child"
    FLUSH = "flush the broker"
    RESTART_BROKER = "restart the broker empty"
    CUT_BROKER = "cut the broker's connections"
    CUT_DATABASE = "cut the database's connections"
    DATABASE_AWAY = "database away"
    DOUBLES = "messages doubled, late and reversed"
    STRAYS = "messages nobody can read"
    PROVIDER = "provider fails"


WEIGHTS = {
    Kind.KILL_CHILD: 26,
    Kind.KILL_WORKER: 5,
    Kind.KILL_MAIN: 3,
    Kind.TERM_WORKER: 4,
    Kind.QUIT_WORKER: 4,
    Kind.PAUSE_WORKER: 4,
    Kind.PAUSE_CHILD: 6,
    Kind.FLUSH: 10,
    Kind.RESTART_BROKER: 5,
    Kind.CUT_BROKER: 8,
    Kind.CUT_DATABASE: 8,
    Kind.DATABASE_AWAY: 3,
    Kind.DOUBLES: 6,
    Kind.STRAYS: 4,
    Kind.PROVIDER: 8,
}


@dataclass(frozen=True, slots=True)
class Fault:
    number: int
    kind: Kind
    after_seconds: float
    """Since the fault before."""
    pick: int
    """Chooses the victim among those there are."""
    lasts_seconds: float


def faults(seed: int, count: int, *, pause_seconds: float) -> Iterator[Fault]:
    """`count` faults with `pause_seconds` between them on average. Every kind comes before any comes twice,
    where there are enough."""
    chance = random.Random(f"faults {seed}")
    first = list(Kind)
    chance.shuffle(first)
    for number in range(count):
        kind = (
            first[number] if number < len(first) else chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        )
        yield Fault(
            number,
            kind,
            chance.uniform(0.2, 1.8) * pause_seconds,
            chance.randrange(1_000_000),
            chance.uniform(1.0, 6.0),
        )
