"""Answer the doorbell: take work of a queue, piece after piece, as long as there is any and the time allows.

A ring is permission to look, not an order: which work is done, the table decides for each piece anew
(docs/adr/0003). One ring is answered for a short while, so that many pieces share the cost of a message.
"""

import time
from datetime import timedelta

import structlog

from app.delivery.run import run_next
from app.delivery.sweep import sweep
from app.domain.turns import Turns
from app.domain.work import REWRITE, queue_of
from app.errors import StoreUnavailable
from app.services import Services

log = structlog.get_logger("copydesk.answer")

ANSWER_FOR_SECONDS = 2.0
"""After this no further piece is begun under the same message, so that its time limit stays nearly whole."""
ANSWER_REWRITES_FOR_SECONDS = 6.0
"""A rewrite waits for seconds: under the time of the others each would need a message of its own."""
SHARE_OF_LIMIT = 0.2
LONGEST_PAUSE_SECONDS = 5.0
REWRITE_QUEUE = queue_of(REWRITE)


def answer(queue: str, services: Services) -> str:
    """Do what waits in this queue. Says how many pieces were done, in a word for the log.

    While the database is away it waits with growing pauses, and raises StoreUnavailable when the soft time
    limit comes near: the row of every piece is still due.
    """
    begun = time.monotonic()
    turns = services.turns.setdefault(queue, Turns())
    taken = 0
    answer_for = answer_for_seconds(queue, soft_limit_seconds=services.settings.soft_time_limit_seconds)
    while time.monotonic() - begun < answer_for:
        sweep_in_passing(services)
        if _next(queue, services, turns, begun) is None:
            break
        taken += 1
    else:
        with services.store.transaction() as tx:
            tx.upkeep.ring(queue, services.settings.ring_window)
    return f"{taken} done"


def answer_for_seconds(queue: str, *, soft_limit_seconds: float) -> float:
    """How long pieces are begun under one message. A call begun at the end still ends before the limit does:
    a call may take all but twenty seconds of it, or half (`app.llm.registry`)."""
    if queue != REWRITE_QUEUE:
        return ANSWER_FOR_SECONDS
    return max(ANSWER_FOR_SECONDS, min(ANSWER_REWRITES_FOR_SECONDS, SHARE_OF_LIMIT * soft_limit_seconds))


def _next(queue: str, services: Services, turns: Turns, begun: float) -> str | None:
    pause = 0.2
    while True:
        try:
            return run_next(queue, services, turns)
        except StoreUnavailable as error:
            left = begun + services.settings.soft_time_limit_seconds / 2 - time.monotonic()
            if left < 0:
                raise
            log.warning("answer.store_unavailable", reason=str(error), pause_seconds=pause)
            services.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


def sweep_in_passing(services: Services) -> None:
    """Sweep if nobody has for a while: busy workers leave the sweep's own message waiting in the queue."""
    now = time.monotonic()
    if now < services.look_again_at:
        return
    interval = services.settings.sweep_interval_seconds
    services.look_again_at = now + interval / 2
    try:
        with services.store.transaction() as tx:
            is_turn = tx.upkeep.is_turn("sweep", every=timedelta(seconds=1.5 * interval))
        if is_turn:
            sweep(services)
    except StoreUnavailable as error:
        log.warning("sweep.store_unavailable", reason=str(error))
