"""The product's rewrite worker that ends itself with SIGKILL at one step of a rewrite.

KILL_STEP names the step; without it the worker lives. Nothing of the product is replaced, each step is only
watched: the worker is gone before anything can be put in order.
"""

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from app.config.settings import load_settings
from app.db.repositories.submissions import Submissions
from app.llm.ledger import Ledger
from app.llm.middleware.guarded import GuardedModel
from app.observability.metrics.counters import WorkCounters
from celery_worker.build import make_celery
from celery_worker.signals import connect
from tests.chaos.kill_steps import AFTER, BEFORE, COMMIT, DONE, DURING, STORED

IN_MID_CALL_SECONDS = 0.05

_step = os.environ.get("KILL_STEP", "")
settings = load_settings()
app = make_celery(settings)
connect(app, settings)


def _reached(step: str) -> None:
    if step == _step:
        _end()


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _watched(
    home: type, name: str, *, before: tuple[str, ...] = (), after: tuple[str, ...] = ()
) -> Callable[..., Any]:
    real = getattr(home, name)

    def watched(*args: Any, **named: Any) -> Any:
        for step in before:
            _reached(step)
        told = real(*args, **named)
        for step in after:
            _reached(step)
        return told

    setattr(home, name, watched)
    return watched


def _in_mid_call(self: GuardedModel, request: Any) -> Any:
    if _step == DURING:
        threading.Timer(IN_MID_CALL_SECONDS, _end).start()
    return _call(self, request)


_call = GuardedModel.complete
GuardedModel.complete = _in_mid_call  # type: ignore[method-assign]
_watched(GuardedModel, "complete", before=(BEFORE,), after=(AFTER,))
_watched(Ledger, "complete", after=(STORED,))
_watched(Submissions, "add_cycle", after=(COMMIT,))
_watched(WorkCounters, "ended", before=(DONE,))
