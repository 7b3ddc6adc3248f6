"""What a measurement of rewriting needs: texts that wait for a rewrite, a slow model, a worker."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.db.repositories.submissions import NewSubmission
from app.domain.fair_scheduling import FairScheduler
from app.domain.keys import submission_key
from app.domain.policy import DetectorPolicy, Goal, Policy, RewritePolicy
from app.domain.priority import Priority
from app.domain.scores import Evaluation
from app.jobs.run import run_next
from app.workflow.handlers import evaluate as service
from app.workflow.submit_many import submit_many
from bench.delivery.stand import Stand

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = ROOT / "samples" / "guides" / "kettle-limescale.md"
POLICY = Policy(
    required=frozenset({Goal.AEO}),
    recommended=frozenset(),
    min_aeo=99.0,
    detectors=DetectorPolicy(use=()),
    rewrite=RewritePolicy(providers=("openai:local",)),
)
_FIRST_WORD = re.compile(r"(?m)^((?:- |\d\. )?(?!(?:title|author|date|updated|tags):)[A-Za-z]+)")


class Model:
    """The server's process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        assert process.stdin is not None
        self._said, self._ask = process.stdout, process.stdin
        self.url = f"http://127.0.0.1:{int(self._said.readline())}/v1"

    def seen(self) -> dict[str, Any]:
        self._ask.write("\n")
        self._ask.flush()
        told: dict[str, Any] = json.loads(self._said.readline())
        return told


@contextmanager
def model(*, delay: float, per_minute: float = 0.0, fault: str = "", faults: int = 0) -> Iterator[Model]:
    command = [sys.executable, "-m", "bench.rewrite.server", f"--delay={delay}", f"--per-minute={per_minute}"]
    command += [f"--fault={fault}", f"--faults={faults}"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=dict(os.environ)
    )
    try:
        yield Model(process)
    finally:
        process.kill()
        process.wait()


def waiting_for_rewrites(stand: Stand, count: int, *, priority: Priority = Priority.NORMAL) -> None:
    """Submissions that were evaluated, fell short and wait for their first rewrite.

    They are one article with a number each, so the evaluation is done once: it is not what is measured.
    """
    services = stand.services
    for _ in submit_many(services, _news(count, priority)):
        pass
    with _evaluated_once():
        scheduler = FairScheduler()
        for _ in range(count):
            run_next("evaluation", services.engine, scheduler)


def _news(count: int, priority: Priority) -> Iterator[NewSubmission]:
    article = ARTICLE.read_text(encoding="utf-8")
    for number in range(count):
        source, name = _copy(article, number), f"{number}.md"
        yield NewSubmission(
            key=submission_key("default", name, source, POLICY.version, "bench"), project="default",
            external_id=name, run_id="bench", priority=priority, path=name, title=name,
            format="markdown", encoding="utf-8", has_bom=False, policy=POLICY, source=source, language="en",
        )  # fmt: skip


def _copy(article: str, number: int) -> str:
    """A text of its own in almost every paragraph, so that nothing remembered of another copy helps."""
    word = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    return _FIRST_WORD.sub(rf"\1 q{word}", article)


@contextmanager
def _evaluated_once() -> Iterator[None]:
    real = service._evaluate  # noqa: SLF001
    known: list[Evaluation] = []

    def once(*args: Any) -> Evaluation:
        if not known:
            known.append(real(*args))
        return known[0]

    service._evaluate = once  # noqa: SLF001
    try:
        yield
    finally:
        service._evaluate = real  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Used:
    megabytes: float
    cpu_seconds: float
    by_itself: float
    """Processor time of the process alone, in seconds: its threads share one interpreter."""


def used_by(pid: int) -> Used:
    """Memory (a shared page counted once) and processor time of a process and all its children."""
    memory = ticks = own = 0.0
    for number in [pid, *_children(pid)]:
        try:
            rollup = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii")
            stat = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            continue
        memory += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
        ticks += int(stat[11]) + int(stat[12])
        own = own if number != pid else ticks
    a_second = os.sysconf("SC_CLK_TCK")
    return Used(memory, ticks / a_second, own / a_second)


def _children(pid: int) -> list[int]:
    """Whichever thread started them."""
    told = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(number) for one in told for number in one.read_text(encoding="ascii").split()]


def wait_for_answers(server: Model, count: int, *, seconds: float) -> None:
    until = time.monotonic() + seconds
    while len(server.seen()["answered"]) < count:
        if time.monotonic() > until:
            raise TimeoutError(f"no {count} answers within {seconds:.0f} s")
        time.sleep(0.2)
