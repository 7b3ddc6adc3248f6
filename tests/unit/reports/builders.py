"""Report values for tests, each with one thing to change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.lifecycle import RevisionOrigin, SubmissionStatus
from app.domain.policy import Policy
from app.domain.priority import Priority
from app.domain.records import (
    CycleRecord,
    DecisionRecord,
    EscalationRecord,
    EvaluationRecord,
    EventRecord,
    RevisionRecord,
    SubmissionDetail,
    SubmissionRecord,
)
from app.domain.review import DecisionKind, EscalationReason, EscalationStatus
from app.domain.scores import (
    Abstained,
    AeoScore,
    Confidence,
    DetectorScore,
    Evaluation,
    EvidenceGrade,
    Finding,
    Gate,
    Label,
    Severity,
)
from app.domain.verdict import Outcome
from app.reports.build import run_report
from app.reports.model import RunReport

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ORIGINAL = (
    "# A barrel\n\nIt is important to note that a barrel of 200 litres is enough."
    "\n\n#### Where\n\nOn slabs.\n"
)
REWRITTEN = "# A barrel\n\nA barrel of 200 litres is enough.\n\n## Where\n\nOn slabs.\n"


def make_finding(**changes: Any) -> Finding:
    finding = Finding(
        "RDB020",
        "heading level 4 follows level 1",
        Severity.WARNING,
        EvidenceGrade.CONVENTION,
        line=5,
        column=1,
        fix="use level 2",
    )
    return replace(finding, **changes)


def make_evaluation(measured: float | None = 42.0, *, findings: tuple[Finding, ...] = ()) -> Evaluation:
    gate = Gate.UNSCORABLE if measured is None else Gate.PASS
    return Evaluation(
        words=312,
        language="en",
        detectors={
            "copydesk": DetectorScore("copydesk", "1", Label.HUMAN, 0.04, Confidence.MEDIUM, 312),
            "other": Abstained("other", "2", "language", "it was not made for this language"),
        },
        aeo=AeoScore(gate, "2026.11", measured, interval=(38.0, 46.0) if measured is not None else None),
        findings=findings,
    )


def make_evaluated(
    revision_id: str, evaluation: Evaluation, outcome: Outcome = Outcome.FAIL
) -> EvaluationRecord:
    return EvaluationRecord(
        "sub1", revision_id, outcome, (), evaluation.aeo.measured, evaluation, "default", 0.01, NOON
    )


def make_revision(number: int, source: str) -> RevisionRecord:
    origin = RevisionOrigin.ORIGINAL if number == 0 else RevisionOrigin.REWRITE
    return RevisionRecord(f"rev{number}", "sub1", number, origin, None, source, f"f{number}", "rules", NOON)


def make_cycle(**changes: Any) -> CycleRecord:
    cycle = CycleRecord(
        id="cycle1",
        number=1,
        revision_id="rev0",
        new_revision_id="rev1",
        outcome="adopted",
        provider="rules",
        model="rules",
        prompt_version="rules",
        candidate=REWRITTEN,
        facts={"kept": True, "differences": [], "before": {"number": 2, "link": 1}},
        changes=({"why": "a filler phrase says nothing"},),
        cost_usd="0",
        created_at=NOON,
    )
    return replace(cycle, **changes)


def make_escalation(**changes: Any) -> EscalationRecord:
    case = EscalationRecord(
        "case1",
        "sub1",
        EscalationStatus.OPEN,
        EscalationReason.SAFETY_TOPIC,
        "it gives dosages",
        Priority.HIGH,
        "rev0",
        "rev0",
        (),
        NOON,
        None,
    )
    return replace(case, **changes)


def make_decision(**changes: Any) -> DecisionRecord:
    return replace(DecisionRecord("case1", DecisionKind.APPROVE, "ana", "checked", "", NOON), **changes)


def make_submission(**changes: Any) -> SubmissionRecord:
    submission = SubmissionRecord(
        id="sub1",
        project_id="p",
        run_id="run1",
        status=SubmissionStatus.ACCEPTED,
        priority=Priority.NORMAL,
        path="drafts/barrel.md",
        title="A barrel",
        format="markdown",
        encoding="utf-8",
        has_bom=False,
        policy=Policy(),
        current_revision_id="rev1",
        accepted_revision_id="rev1",
        instructions="",
        cycles=1,
        cycles_at_send_back=0,
        why="meets every required goal",
        created_at=NOON,
        updated_at=NOON,
    )
    return replace(submission, **changes)


def make_detail(**changes: Any) -> SubmissionDetail:
    """A draft that was accepted after one rewrite."""
    detail = SubmissionDetail(
        submission=make_submission(),
        revisions=(make_revision(0, ORIGINAL), make_revision(1, REWRITTEN)),
        evaluations={
            "rev0": make_evaluated("rev0", make_evaluation(42.0, findings=(make_finding(),))),
            "rev1": make_evaluated("rev1", make_evaluation(61.0), Outcome.PASS),
        },
        cycles=(make_cycle(),),
        escalations=(),
        decisions=(),
        events=(EventRecord("submission.received", "cli", {"priority": "normal"}, NOON),),
        cost_usd=str(Decimal("0.000000")),
    )
    return replace(detail, **changes)


def make_run(*details: SubmissionDetail, **changes: Any) -> RunReport:
    return run_report(
        details or (make_detail(),),
        title="A run",
        started_at=NOON,
        finished_at=NOON + timedelta(seconds=9),
        **changes,
    )
