"""Check many files, in this process or several. The same evaluation as a worker's, nothing stored."""

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from app.domain.content import Document
from app.domain.policy import Policy
from app.domain.scores import Evaluation, EvidenceGrade, Finding, Severity
from app.domain.verdict import Outcome, ReasonCode, Verdict
from app.errors import ConfigurationError, CopydeskError
from app.report.model import Unreadable

if TYPE_CHECKING:
    from app.evaluation.evaluate import EvaluationTools

VERDICT = "VERDICT"
FILES_PER_PROCESS = 24
"""A further process takes about a second to load; below this it is not worth it."""
AHEAD = 4
"""Files given to each process before the first result is taken: keeps memory level for large folders."""


@dataclass(frozen=True, slots=True)
class Task:
    path: str
    """As messages show it."""
    name: str
    """Below the current folder, with forward slashes: what other programs are told."""
    data: bytes
    policy: Policy
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Checked:
    """One file with everything that was said about it."""

    path: str
    name: str
    document: Document
    policy: Policy
    evaluation: Evaluation
    verdict: Verdict
    findings: tuple[Finding, ...]
    """The checks' and detectors' findings in document order, after what the verdict rests on."""


def jobs_for(files: int, *, wanted: int | None) -> int:
    """How many processes: as wanted, else as the machine and the number of files make sensible."""
    if wanted is not None:
        return wanted
    return max(1, min(len(os.sched_getaffinity(0)), files // FILES_PER_PROCESS))


def check_all(tasks: Iterable[Task], *, jobs: int) -> Iterator[Checked | Unreadable]:
    """Results in the order of the tasks. Raises ConfigurationError where a process was killed."""
    if jobs <= 1:
        yield from map(check_one, tasks)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        try:
            yield from _in_order(pool, tasks, window=jobs * AHEAD)
        except BrokenProcessPool as error:
            raise ConfigurationError(
                "a checking process was killed, most likely for want of memory: try again with --jobs 1"
            ) from error


def _in_order(pool: Executor, tasks: Iterable[Task], *, window: int) -> Iterator[Checked | Unreadable]:
    waiting: list[Future[Checked | Unreadable]] = []
    for task in tasks:
        waiting.append(pool.submit(check_one, task))
        if len(waiting) >= window:
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()


def check_one(task: Task) -> Checked | Unreadable:
    """Evaluate and judge one file. What is wrong with the file is a value; a wrong setting is raised."""
    from app.content import read_document
    from app.domain.verdict import judge
    from app.errors import InvalidContent
    from app.evaluation.evaluate import evaluate

    try:
        document = read_document(task.data, path=task.path, max_bytes=task.max_bytes)
    except InvalidContent as error:
        return Unreadable(task.path, str(error))
    try:
        evaluation = evaluate(document, policy=task.policy, tools=_tools())
    except CopydeskError:
        raise
    except Exception as error:  # noqa: BLE001 - one file must not end the check of the others
        return Unreadable(task.path, f"{task.path}: evaluation broke with {type(error).__name__}: {error}")
    verdict = judge(evaluation, task.policy)
    findings = (*_of_verdict(verdict), *evaluation.findings)
    return Checked(task.path, task.name, document, task.policy, evaluation, verdict, findings)


def _of_verdict(verdict: Verdict) -> Iterator[Finding]:
    """What the verdict rests on, as findings on the first line: a baseline can know them like any other."""
    for reason in verdict.binding:
        if reason.code is ReasonCode.ERROR_FINDINGS:
            continue  # these findings stand for themselves
        yield Finding(
            check_id=f"{VERDICT}-{reason.code.value.upper()}",
            message=reason.message,
            severity=Severity.ERROR if reason.outcome is Outcome.FAIL else Severity.WARNING,
            evidence=EvidenceGrade.CONVENTION,
        )


@cache
def _tools() -> "EvaluationTools":
    """Made once in each process, when the first file needs it."""
    from app.evaluation.tools import evaluation_tools
    from app.settings import load_settings

    return evaluation_tools(load_settings())
