"""How long a sweep takes with 100 pieces due, among ever more that are stored."""

import time
from collections.abc import Iterator
from statistics import median

from sqlalchemy import text

from app.jobs.sweep import sweep
from bench.delivery.aims import Aim
from bench.delivery.stand import Stand, stand

DUE = 100
ROUNDS = 9
OWN = {"submissions": ("id", "key", "status"), "work_items": ("id", "key", "state", "submission_id")}
VALUES = {
    "id": "lpad(n::text, 26, '0')",
    "key": "md5(n::text) || md5('x' || n)",
    "status": "'accepted'",
    "state": "'done'",
    "submission_id": "lpad(n::text, 26, '0')",
}
COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_name = :table AND is_generated = 'NEVER'"
)
LOSE = (
    "UPDATE work_items SET state = 'running', losses = 0, holder = 'gone', lease_token = id, "
    "started_at = now() - interval '1 hour', due_at = now() - interval '1 hour' WHERE state = 'pending'"
)


def measure(sizes: tuple[int, ...]) -> Iterator[str | Aim]:
    yield "| stored submissions | due | median ms of a sweep | times the first |"
    yield "|---|---|---|---|"
    took_all = []
    with stand() as made:
        made.submit(DUE)
        stored = DUE
        for size in sizes:
            _store(made, stored, size)
            stored = size
            took = median(_one(made) for _ in range(ROUNDS))
            took_all.append(took)
            yield f"| {size:,} | {DUE} | {took:.1f} | {took / took_all[0]:.2f} |"
    yield Aim(f"a sweep among {sizes[-1]:,} against {sizes[0]:,}", took_all[-1] / took_all[0], 1.5, "times")


def _store(made: Stand, stored: int, size: int) -> None:
    """Copies of a finished submission; foreign keys are not checked for them, which changes no query."""
    with made.services.store.transaction() as tx:
        tx.session.execute(text("SET LOCAL session_replication_role = replica"))
        for table, own in OWN.items():
            names = [row[0] for row in tx.session.execute(text(COLUMNS), {"table": table})]
            rest = ", ".join(f"one.{name}" for name in names if name not in own)
            columns = ", ".join([*own, *(name for name in names if name not in own)])
            made_of = ", ".join(VALUES[name] for name in own)
            tx.session.execute(
                text(
                    f"INSERT INTO {table} ({columns}) SELECT {made_of}, {rest} FROM "
                    f"(SELECT * FROM {table} LIMIT 1) one, generate_series({stored}, {size - 1}) n"
                )
            )
    engine = made.services.store.database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ANALYZE"))


def _one(made: Stand) -> float:
    """100 pieces whose lease is over, and one sweep that takes them all back."""
    with made.services.store.transaction() as tx:
        tx.session.execute(text(LOSE))
    began = time.perf_counter()
    found = sweep(made.services.engine)
    took = (time.perf_counter() - began) * 1000
    assert found.taken_back == DUE, found
    return took
