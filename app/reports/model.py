"""The contents of a report as plain values. `app.reports.build` builds them from stored records."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from app.domain.lifecycle import RevisionOrigin, SubmissionStatus
from app.domain.priority import Priority
from app.domain.review import EscalationReason
from app.domain.scores import Abstained, AeoScore, DetectorScore, Finding
from app.domain.verdict import Outcome, Reason


@dataclass(frozen=True, slots=True)
class RevisionReport:
    """One text with its evaluation. Scores are None if it was not evaluated."""

    id: str
    number: int
    origin: RevisionOrigin
    author: str
    source: str
    words: int = 0
    language: str | None = None
    outcome: Outcome | None = None
    reasons: tuple[Reason, ...] = ()
    aeo: AeoScore | None = None
    detectors: tuple[DetectorScore | Abstained, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def measured(self) -> float | None:
        return None if self.aeo is None else self.aeo.measured


class FactsStatus(StrEnum):
    KEPT = "kept"
    DOUBTED = "doubted"
    """Nothing is broken, and a person or a further check settles what is in doubt."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class FactsSummary:
    """The facts report of one candidate: what had to be preserved, and whether it was."""

    status: FactsStatus
    summary: str
    """`every fact was kept: 9 numbers, 2 links`, or what was lost, changed, is new or in doubt."""


@dataclass(frozen=True, slots=True)
class CycleReport:
    number: int
    outcome: str
    """`adopted`, `facts-broken`, `facts-doubted`, `facts-new`, `no-change`, `refused`, `budget`,
    `maybe-billed`,
    `provider-down`."""
    provider: str
    model: str
    cost_usd: Decimal
    revision_id: str
    """The revision it started from."""
    new_revision_id: str | None
    candidate: str | None = None
    """The proposed source, even if it was refused and never became a revision."""
    facts: FactsSummary | None = None
    reasons: tuple[str, ...] = ()
    """Why individual changes were made, as given by the rewriter."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case that was put to a person, with the decision if there is one."""

    id: str
    reason: EscalationReason
    message: str
    priority: Priority
    decision: str = ""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the timeline."""

    when: datetime
    what: str
    actor: str


@dataclass(frozen=True, slots=True)
class ArticleReport:
    id: str
    path: str
    title: str
    status: SubmissionStatus
    why: str
    cost_usd: Decimal
    revisions: tuple[RevisionReport, ...]
    best_id: str
    """The accepted revision, else the one that a person should look at first."""
    min_aeo: float
    cycles: tuple[CycleReport, ...] = ()
    cases: tuple[Case, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()

    @property
    def original(self) -> RevisionReport:
        return self.revisions[0]

    @property
    def best(self) -> RevisionReport:
        return next(
            (revision for revision in self.revisions if revision.id == self.best_id), self.revisions[-1]
        )

    @property
    def is_rewritten(self) -> bool:
        return self.best.number > 0

    @property
    def state(self) -> str:
        """`accepted`, `rewritten` (accepted after a rewrite), `escalated`, `rejected`, or in progress."""
        if self.status is SubmissionStatus.ACCEPTED and self.best.origin is RevisionOrigin.REWRITE:
            return "rewritten"
        return self.status.value


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that was refused before it became a submission."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class RunReport:
    title: str
    started_at: datetime
    finished_at: datetime
    articles: tuple[ArticleReport, ...]
    unreadable: tuple[Unreadable, ...] = ()
    version: str = ""
    pipeline: str = ""
    """How it ran, in a few words: `4 workers, embedded Redis` or `one process, no broker`."""

    def count(self, *states: str) -> int:
        return sum(article.state in states for article in self.articles)

    @property
    def cost_usd(self) -> Decimal:
        return sum((article.cost_usd for article in self.articles), Decimal(0))
