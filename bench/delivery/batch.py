"""A backlog into the database, and how many messages it leaves in the broker."""

import time
from collections.abc import Iterator

from bench.delivery.aims import Aim
from bench.delivery.stand import stand


def measure(count: int) -> Iterator[str | Aim]:
    yield "| database | submissions | per second | messages in the broker |"
    yield "|---|---|---|---|"
    for database in ("postgresql", "sqlite"):
        with stand(database=database) as made:
            began = time.perf_counter()
            made.submit(count)
            seconds = time.perf_counter() - began
            waiting = made.broker.messages(("evaluation",))
        yield f"| {database} | {count:,} | {count / seconds:,.0f} | {waiting} |"
        if database == "postgresql":
            yield Aim("a batch into PostgreSQL", count / seconds, 5_000, "/s", at_least=True)
            yield Aim("messages that a batch leaves in the broker", waiting, made.window, "messages")
