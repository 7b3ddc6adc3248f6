"""A worker whose evaluation costs nothing: everything but the scores is the product's own.

BENCH_SECONDS makes each evaluation take that long, as a sleep. BENCH_STUBBORN=1 makes it go on past the soft
time limit, as code in C would.
"""

import os
import time
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded

from app.config.settings import load_settings
from app.domain.scores import AeoScore, Evaluation, Gate
from app.workflow.handlers import evaluate as service
from celery_worker.build import make_celery
from celery_worker.signals import connect

SCORELESS = Evaluation(1, "en", {}, AeoScore(Gate.PASS, "1", measured=100.0))
STUBBORN = os.environ.get("BENCH_STUBBORN") == "1"
SECONDS = float(os.environ.get("BENCH_SECONDS", "0"))

settings = load_settings()
app = make_celery(settings)
connect(app, settings)


def _evaluate(*_: Any) -> Evaluation:
    until = time.monotonic() + SECONDS
    while (left := until - time.monotonic()) > 0:
        with suppress(SoftTimeLimitExceeded) if STUBBORN else nullcontext():
            time.sleep(left)
    return SCORELESS


service._evaluate = _evaluate  # noqa: SLF001


@app.task(name="evaluation.noop", acks_late=True, ignore_result=True)
def noop(mark: str) -> None:
    """The bare task that the product is compared to. Some leave a mark with their time."""
    if mark:
        Path(mark).write_text(repr(time.time()), encoding="ascii")
