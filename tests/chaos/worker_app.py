"""The product's worker with one thing replaced: what a text scores is written in its path."""

import os
import signal
from typing import Any

from app.config.settings import load_settings
from app.domain.scores import Evaluation
from app.workflow.handlers import evaluate as service
from celery_worker.build import make_celery
from celery_worker.signals import connect
from tests.chaos.texts import POISON, evaluate_by_plan, plan_of

settings = load_settings()
app = make_celery(settings)
connect(app, settings)


def _evaluate(document: Any, **_: Any) -> Evaluation:
    if plan_of(document.path or "") == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    return evaluate_by_plan(document)


service.evaluate = _evaluate  # type: ignore[assignment]
