"""Build report values from stored records. Pure: the caller reads the store."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.domain.facts import FactKind, FactsReport
from app.domain.labels import event_label
from app.domain.records import (
    CycleRecord,
    EscalationRecord,
    EvaluationRecord,
    EventRecord,
    RevisionRecord,
    SubmissionDetail,
)
from app.reports.model import (
    ArticleReport,
    Case,
    CycleReport,
    FactsStatus,
    FactsSummary,
    RevisionReport,
    RunReport,
    TimelineEntry,
    Unreadable,
)
from app.reports.phrases import plural

MOST_NAMED = 6
"""Differences named in one line; the difference below the line shows all."""
UNCOUNTED = frozenset({FactKind.CODE, FactKind.HTML})
"""Kinds whose names have no plural."""


def run_report(
    details: Iterable[SubmissionDetail],
    *,
    title: str,
    started_at: datetime,
    finished_at: datetime,
    unreadable: Iterable[Unreadable] = (),
    version: str = "",
    pipeline: str = "",
) -> RunReport:
    """One run as a report: articles and refused files, each sorted by path."""
    articles = sorted(map(article_report, details), key=lambda article: (article.path, article.id))
    return RunReport(
        title=title,
        started_at=started_at,
        finished_at=finished_at,
        articles=tuple(articles),
        unreadable=tuple(sorted(unreadable, key=lambda refused: refused.path)),
        version=version,
        pipeline=pipeline,
    )


def article_report(detail: SubmissionDetail) -> ArticleReport:
    submission = detail.submission
    return ArticleReport(
        id=submission.id,
        path=submission.path,
        title=submission.title,
        status=submission.status,
        why=submission.why,
        cost_usd=Decimal(detail.cost_usd),
        revisions=tuple(
            _revision(revision, detail.evaluations.get(revision.id)) for revision in detail.revisions
        ),
        best_id=detail.best.id,
        min_aeo=submission.policy.min_aeo,
        cycles=tuple(map(_cycle, detail.cycles)),
        cases=tuple(_case(escalation, detail) for escalation in detail.escalations),
        timeline=tuple(map(_timeline_entry, detail.events)),
    )


def _revision(revision: RevisionRecord, evaluated: EvaluationRecord | None) -> RevisionReport:
    if evaluated is None:
        return RevisionReport(
            revision.id, revision.number, revision.origin, author=revision.author, source=revision.source
        )
    evaluation = evaluated.evaluation
    return RevisionReport(
        id=revision.id,
        number=revision.number,
        origin=revision.origin,
        author=revision.author,
        source=revision.source,
        words=evaluation.words,
        language=evaluation.language,
        outcome=evaluated.outcome,
        reasons=evaluated.reasons,
        aeo=evaluation.aeo,
        detectors=tuple(evaluation.detectors.values()),
        findings=evaluation.findings,
    )


def _cycle(cycle: CycleRecord) -> CycleReport:
    reasons = dict.fromkeys(str(change.get("why", "")) for change in cycle.changes)
    return CycleReport(
        number=cycle.number,
        outcome=cycle.outcome,
        provider=cycle.provider,
        model=cycle.model,
        cost_usd=Decimal(cycle.cost_usd),
        revision_id=cycle.revision_id,
        new_revision_id=cycle.new_revision_id,
        candidate=cycle.candidate,
        facts=_facts(cycle.facts),
        reasons=tuple(why for why in reasons if why),
    )


def _facts(facts: Mapping[str, Any] | None) -> FactsSummary | None:
    """From the JSON form of a facts report, as a cycle stores it."""
    if facts is None:
        return None
    report = FactsReport.from_json(facts)
    unresolved = (*report.broken, *report.doubts)
    if unresolved:
        more = len(unresolved) - MOST_NAMED
        summary = "; ".join(found.message for found in unresolved[:MOST_NAMED])
        summary += f", and {more} more" if more > 0 else ""
    else:
        summary = _kept(report)
    if report.unchecked:
        summary += f" (not compared in this language: {', '.join(report.unchecked)})"
    return FactsSummary(_status(report), summary)


def _status(report: FactsReport) -> FactsStatus:
    if report.broken:
        return FactsStatus.BROKEN
    return FactsStatus.DOUBTED if report.doubts else FactsStatus.KEPT


def _kept(report: FactsReport) -> str:
    found = ", ".join(
        f"{count} {kind}" if kind in UNCOUNTED else plural(count, kind)
        for kind, count in report.before.items()
        if count
    )
    changed = f"; {plural(len(report.differences), 'difference')} explained" if report.differences else ""
    return (f"every fact was kept: {found}" if found else "there were no facts to keep") + changed


def _case(escalation: EscalationRecord, detail: SubmissionDetail) -> Case:
    answers = [decision for decision in detail.decisions if decision.escalation_id == escalation.id]
    decision = ""
    if answers:
        answer = answers[-1]
        decision = f"{answer.kind} by {answer.reviewer}" + (f": {answer.reason}" if answer.reason else "")
    return Case(escalation.id, escalation.reason, escalation.message, escalation.priority, decision)


def _timeline_entry(event: EventRecord) -> TimelineEntry:
    what = event_label(event.kind)
    extra = _extra(event.kind, event.data)
    return TimelineEntry(event.created_at, f"{what}: {extra}" if extra else what, event.actor)


def _extra(kind: str, data: Mapping[str, Any]) -> str:
    match kind:
        case "revision.evaluated":
            measured = data.get("measured")
            score = "no score" if measured is None else f"AEO {float(measured):.0f}"
            return f"revision {data.get('number', '?')}, {score}, verdict {data.get('outcome', '?')}"
        case "submission.received":
            return f"priority {data.get('priority', '?')}"
        case "rewrite.due":
            return f"cycle {data.get('cycle', '?')}"
        case "rewrite.finished":
            number, outcome = data.get("cycle", "?"), data.get("outcome", "?")
            return f"cycle {number}, {outcome}, {data.get('changes', 0)} changes"
        case "escalation.opened":
            return str(data.get("reason", ""))
        case "escalation.decided":
            return str(data.get("decision", ""))
        case "work.dead":
            return str(data.get("error", ""))
        case _:
            return str(data.get("why", ""))
