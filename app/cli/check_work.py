"""Check many files, in this process or several. Evaluates exactly as a worker does; nothing is stored."""

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from app.domain.content import Document
from app.domain.errors import ConfigurationError, CopydeskError
from app.domain.policy import Policy
from app.domain.scores import Confidence, DetectorScore, Evaluation, EvidenceGrade, Finding, Label, Severity
from app.domain.verdict import Outcome, ReasonCode, Verdict
from app.reports.model import Unreadable

if TYPE_CHECKING:
    from app.evaluation.evaluate import EvaluationTools
    from app.evaluation.house_rules import HouseRuleSet

VERDICT = "VERDICT"
MIXED = "detector.mixed"
REMEDIES = {
    ReasonCode.AEO_LOW: "`copydesk check --score` shows what the score is made of.",
    ReasonCode.BLOCKED: "Remove the directive if the page is meant to be found.",
    ReasonCode.MACHINE_WRITTEN: "Ask who wrote it.",
    ReasonCode.DETECTOR_ABSTAINED: "Have a person read it, or only recommend the goal `human`.",
    ReasonCode.DETECTORS_DISAGREE: "Have a person read it.",
}
FILES_PER_PROCESS = 24
"""Another process takes about a second to start; below this number of files it is not worth it."""
AHEAD = 4
"""Files queued per process before the first result is read: bounds memory use for large folders."""


@dataclass(frozen=True, slots=True)
class Task:
    path: str
    """As shown in messages."""
    name: str
    """Relative to the current folder, with forward slashes: the name in output for other programs."""
    data: bytes
    policy: Policy
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Checked:
    """One file with everything that was found out about it."""

    path: str
    name: str
    document: Document
    policy: Policy
    evaluation: Evaluation
    verdict: Verdict
    findings: tuple[Finding, ...]
    """First the reasons for the verdict, then the checks' and detectors' findings in document order."""


def jobs_for(files: int, *, wanted: int | None) -> int:
    """How many processes: as requested, else as the cores and the number of files justify."""
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
                "a checking process was killed, most likely for lack of memory: try again with --jobs 1"
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
    """Evaluate and judge one file. A faulty file is returned as a value; a wrong setting is raised."""
    from app.content import read_document
    from app.domain.errors import InvalidContent
    from app.domain.verdict import judge
    from app.evaluation.evaluate import evaluate

    try:
        document = read_document(task.data, path=task.path, max_bytes=task.max_bytes)
    except InvalidContent as error:
        return Unreadable(task.path, str(error))
    try:
        evaluation = evaluate(document, policy=task.policy, tools=_tools())
    except CopydeskError:
        raise
    except Exception as error:  # noqa: BLE001 - one bad file must not stop the check of the others
        return Unreadable(task.path, f"{task.path}: evaluation failed with {type(error).__name__}: {error}")
    verdict = judge(evaluation, task.policy)
    findings = (*_of_verdict(verdict, evaluation, document), *evaluation.findings)
    return Checked(task.path, task.name, document, task.policy, evaluation, verdict, findings)


def ids_of(results: Iterable[Checked]) -> frozenset[str]:
    """Every id, in capitals, that a finding on these files has or could have had."""
    results = tuple(results)
    policies = {result.policy.version: result.policy for result in results}
    checks = {check.id for policy in policies.values() for check in _tools().rubric_for(policy).checks}
    checks |= {rule.name for rules in house_rules_of(results) for rule in rules.rules}
    verdicts = {f"{VERDICT}-{code.value}" for code in ReasonCode}
    found = {finding.check_id for result in results for finding in result.findings}
    return frozenset(name.upper() for name in {*checks, *verdicts, MIXED, *found})


def house_rules_of(results: Iterable[Checked]) -> "list[HouseRuleSet]":
    """The house rules of the policies that these files were checked by, one set for each policy."""
    policies = {result.policy.version: result.policy for result in results if result.policy.house_rules}
    found = [_tools().house_rules_for(policy) for policy in policies.values()]
    return [rules for rules in found if rules is not None]


def _of_verdict(verdict: Verdict, evaluation: Evaluation, document: Document) -> Iterator[Finding]:
    """The reasons for the verdict, as findings that a baseline can hold like any other. They are reported on
    the first line; a detector's result, on the line of the window that it was most certain of."""
    for reason in verdict.reasons:
        is_of_machine = reason.code is ReasonCode.MACHINE_WRITTEN
        is_mixed = is_of_machine and reason.outcome is not Outcome.FAIL
        if is_mixed and not _is_sure(evaluation):
            continue
        if reason.code is ReasonCode.ERROR_FINDINGS or not (reason.is_required or is_mixed):
            continue  # error findings are listed themselves, and a recommendation is not a finding
        line, column = _surest_position(evaluation, document) if is_of_machine else (1, 1)
        severity = Severity.ERROR if reason.outcome is Outcome.FAIL else Severity.WARNING
        yield Finding(
            check_id=MIXED if is_mixed else f"{VERDICT}-{reason.code.value.upper()}",
            message=reason.message,
            severity=Severity.SUGGESTION if is_mixed else severity,
            evidence=EvidenceGrade.CONVENTION,
            line=line,
            column=column,
            fix=REMEDIES.get(reason.code, ""),
        )


def _is_sure(evaluation: Evaluation) -> bool:
    """Whether a detector is confident of what it says; a guess is in the scores, and no finding."""
    scores = (score for score in evaluation.detectors.values() if isinstance(score, DetectorScore))
    return any(score.confidence is not Confidence.LOW for score in scores)


def _surest_position(evaluation: Evaluation, document: Document) -> tuple[int, int]:
    scores = [score for score in evaluation.detectors.values() if isinstance(score, DetectorScore)]
    windows = [window for score in scores if score.label is not Label.HUMAN for window in score.windows]
    if not windows:
        return 1, 1
    return document.position(max(windows, key=lambda window: window.probability).span.start)


@cache
def _tools() -> "EvaluationTools":
    """Built once per process, when the first file needs it."""
    from app.config.settings import load_settings
    from app.evaluation.tools import evaluation_tools

    return evaluation_tools(load_settings(stores=False))
