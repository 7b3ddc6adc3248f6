"""A worker's counters, in files that its processes map into memory, so that a killed one loses nothing.

Each process slot of a worker has its own files, which its successor continues: their number is bounded and
the counts survive `kill -9`. The worker's parent only reads them (docs/adr/0009).
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from app.domain.jobs import Claimed, queue_of
from app.domain.priority import Priority
from app.jobs.observer import NullObserver
from app.platform.environment import tell_library

FOLDER = "metrics"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
"""From a short article's evaluation to the hard time limit."""


def prepare(state_dir: Path, worker: str, *, slot: Callable[[], str]) -> Path:
    """The folder of this worker's counters; call it before the fork. They start at zero with the worker.

    `slot` identifies the calling process among the live ones of this worker.
    """
    folder = state_dir / FOLDER / re.sub(r"[^A-Za-z0-9._-]", "-", worker)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    tell_library("PROMETHEUS_MULTIPROC_DIR", str(folder))
    from prometheus_client import values

    values.ValueClass = values.MultiProcessValue(process_identifier=slot)  # type: ignore[no-untyped-call]
    return folder


class WorkCounters(NullObserver):
    """A worker process's `Observer`. Create it in the counting process, after its parent ran `prepare`."""

    def __init__(self) -> None:
        from prometheus_client import Counter, Histogram

        labels = ("queue", "priority")
        self._started = Counter("copydesk_work_started", "Attempts that were started.", labels, registry=None)
        self._ended = Counter(
            "copydesk_work_ended",
            "Attempts by outcome: done, retry, dead, superseded, returned.",
            (*labels, "outcome"),
            registry=None,
        )
        self._lost = Counter(
            "copydesk_work_lost",
            "Attempts whose process died; dead=true: too often, so the job is now a dead letter.",
            (*labels, "dead"),
            registry=None,
        )
        self._abstained = Counter(
            "copydesk_detector_abstained",
            "Texts without a detector score, by reason: too-short, language, no-prose, failed, budget, line.",
            ("detector", "code"),
            registry=None,
        )
        self._retries = Counter(
            "copydesk_work_retries",
            "Attempts that will be retried, by error; ProviderRateLimited is a wait for a rate limit.",
            ("queue", "reason"),
            registry=None,
        )
        self._waits = Counter(
            "copydesk_work_retry_wait_seconds",
            "The delays before those retries.",
            ("queue", "reason"),
            registry=None,
        )
        self._seconds = Histogram(
            "copydesk_work_seconds",
            "How long an attempt took.",
            ("task", "outcome"),
            buckets=SECONDS,
            registry=None,
        )

    def began(self, claim: Claimed) -> None:
        self._started.labels(queue_of(claim.task_name), claim.priority.label).inc()

    def ended(self, claim: Claimed, outcome: str, seconds: float) -> None:
        self._ended.labels(queue_of(claim.task_name), claim.priority.label, outcome).inc()
        self._seconds.labels(claim.task_name, outcome).observe(seconds)

    def retried(self, claim: Claimed, reason: str, seconds: float) -> None:
        queue = queue_of(claim.task_name)
        self._retries.labels(queue, reason).inc()
        self._waits.labels(queue, reason).inc(seconds)

    def lost(self, queue: str, priority: Priority, *, is_dead: bool) -> None:
        self._lost.labels(queue, priority.label, "true" if is_dead else "false").inc()

    def abstained(self, detector: str, code: str) -> None:
        self._abstained.labels(detector, code).inc()
