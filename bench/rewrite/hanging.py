"""64 calls that are never answered: each ends at its limit with a name, and the worker goes on.

`hang` says nothing, and the call's own time limit ends it. `drip` says a character now and then, so that no
read ever waits long: the worker's time limit ends it, in the thread.
"""

import time
from collections.abc import Iterator

from bench.delivery.stand import Stand, stand
from bench.rewrite.pools import CALLS, rewrite_worker
from bench.rewrite.stand import Model, model, waiting_for_rewrites

SOFT_SECONDS = 28.0
CALL_SECONDS = SOFT_SECONDS / 2
"""What a soft limit this short leaves a call (`app.llm.registry`)."""
AFTERWARDS = 16
"""Rewrites that wait behind those that hang."""
DONE_WITHIN_SECONDS = 150.0
_LIMITS = {"CELERY_TASK_SOFT_TIME_LIMIT": f"{SOFT_SECONDS:g}", "CELERY_TASK_TIME_LIMIT": "40"}
_LONGEST = "max(extract(epoch from settled_at - sent_at))"
_ENDED = f"SELECT count(*), {_LONGEST} FROM llm_calls WHERE state = 'maybe_billed'"
_ASKED = "SELECT count(*) FROM escalations WHERE status = 'open'"
_RUNNING = "SELECT count(*) FROM work_items WHERE state = 'running' AND queue = 'rewrite'"
_TAKEN_UP = "SELECT count(*) FROM rewrite_cycles WHERE outcome = 'adopted'"


def measure(_seconds: float) -> Iterator[str]:
    yield f"| the server | limit s | maybe billed, of {CALLS} | longest s | at a person | then rewritten |"
    yield "|---|---|---|---|---|---|"
    for fault, limit in (("hang", CALL_SECONDS), ("drip", SOFT_SECONDS)):
        with (
            stand(COPYDESK_RESERVE_URGENT="none", COPYDESK_WAKEUP_WINDOW=str(CALLS), **_LIMITS) as made,
            model(delay=0.2, fault=fault, faults=CALLS) as server,
        ):
            waiting_for_rewrites(made, CALLS + AFTERWARDS)
            rewrite_worker(made, "threads", server)
            yield _watch(fault, limit, made, server)


def _watch(fault: str, limit: float, made: Stand, server: Model) -> str:
    until = time.monotonic() + DONE_WITHIN_SECONDS
    while time.monotonic() < until:
        if made.ask(_TAKEN_UP)[0][0] == AFTERWARDS and not made.ask(_RUNNING)[0][0]:
            break
        time.sleep(0.5)
    ended, longest = made.ask(_ENDED)[0]
    told = (ended, f"{float(longest or 0):.1f}", made.ask(_ASKED)[0][0], made.ask(_TAKEN_UP)[0][0])
    assert len(server.seen()["answered"]) == told[-1]
    return f"| {fault} | {limit:g} | {' | '.join(map(str, told))} |"
