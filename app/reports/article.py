"""What an article's part of the report shows: which findings, differences and events. Pure values."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.review import EscalationReason
from app.domain.scores import Finding, Gate, Severity
from app.reports.difference import Segment, shown_difference
from app.reports.model import ArticleReport, CycleReport, RevisionReport, TimelineEntry
from app.reports.phrases import plural

MOST_FINDINGS = 40
MOST_EVENTS = 60
RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.SUGGESTION: 2}
ON_DETECTORS = frozenset({EscalationReason.MACHINE_WRITTEN, EscalationReason.DETECTORS_DISAGREE})
"""Reasons whose case page repeats that a detector's score is evidence."""


@dataclass(frozen=True, slots=True)
class FindingsShown:
    head: str
    rows: Sequence[Finding]
    """By line; at most MOST_FINDINGS, the most severe kept."""
    hidden: int


@dataclass(frozen=True, slots=True)
class TimelineShown:
    entries: Sequence[TimelineEntry]
    hidden: int


def findings_shown(article: ArticleReport) -> FindingsShown:
    findings = article.best.findings
    counts = Counter(finding.severity for finding in findings)
    summary = ", ".join(plural(counts[severity], severity.value) for severity in RANK if counts[severity])
    head = f"Findings: {summary or 'none'}"
    fixed = _fixed(article)
    if fixed:
        head += f" ({plural(fixed, 'other')} fixed by the rewrite)"
    ordered = sorted(findings, key=lambda finding: RANK[finding.severity])
    rows = sorted(ordered[:MOST_FINDINGS], key=_position)
    return FindingsShown(head, rows, max(len(findings) - MOST_FINDINGS, 0))


def timeline_shown(article: ArticleReport) -> TimelineShown:
    return TimelineShown(article.timeline[:MOST_EVENTS], max(len(article.timeline) - MOST_EVENTS, 0))


def cycle_difference(article: ArticleReport, cycle: CycleReport) -> list[Segment]:
    """What the rewrite proposed against the revision it started from; empty if it changed nothing."""
    before = next((revision for revision in article.revisions if revision.id == cycle.revision_id), None)
    if before is None or cycle.candidate is None or cycle.candidate == before.source:
        return []
    return shown_difference(folded_breaks(before.source), folded_breaks(cycle.candidate))


def score_details(revision: RevisionReport) -> str:
    """One line below the score bars: length, language, gate, interval, place, parts, coverage, rubric."""
    aeo = revision.aeo
    if aeo is None:
        return "not evaluated yet"
    parts = [plural(revision.words, "word"), revision.language or "language not recognised"]
    if aeo.gate is not Gate.PASS:
        parts.append(f"{aeo.gate}: {aeo.reason}")
    if aeo.interval is not None:
        parts.append(f"score interval {aeo.interval[0]:.0f}–{aeo.interval[1]:.0f}")
    if aeo.place is not None:
        parts.append(aeo.place.in_words)
    if aeo.in_parts:
        parts.append(aeo.in_parts)
    parts += [
        f"integrity {aeo.integrity}",
        f"{aeo.coverage:.0%} of the checks applied",
        f"rubric {aeo.rubric_version}",
    ]
    return " · ".join(parts)


def gain(article: ArticleReport) -> int:
    """Points gained by the rewrite, as the difference of the rounded scores.

    26, 26 and +1 side by side would be confusing.
    """
    before, after = article.original.measured, article.best.measured
    if not article.is_rewritten or before is None or after is None:
        return 0
    return round(after) - round(before)


def folded_breaks(source: str) -> str:
    """The text with every line break written alike, so that only words differ."""
    return source.replace("\r\n", "\n").replace("\r", "\n")


def _position(finding: Finding) -> tuple[int, int, str]:
    return finding.line, finding.column, finding.check_id


def _fixed(article: ArticleReport) -> int:
    """Findings of the original that the best revision no longer has, counted by check."""
    if not article.is_rewritten:
        return 0
    before = Counter(finding.check_id for finding in article.original.findings)
    before.subtract(finding.check_id for finding in article.best.findings)
    return sum(count for count in before.values() if count > 0)
