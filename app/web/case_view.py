"""Everything that the case page shows, read from one stored case."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.db.store import Transaction
from app.domain.cases import CaseRecord, ReviewSlot
from app.domain.changes import Change
from app.domain.facts import FactsReport
from app.domain.lifecycle import RevisionOrigin
from app.domain.records import CycleRecord, EvaluationRecord, RevisionRecord, SubmissionDetail
from app.domain.scores import DetectorScore
from app.reports.cycle_doubts import OpenDoubt, doubts_of_cycle
from app.rewrite.changes import changes, take


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed text, with its changes against the base text."""

    text: str
    revision: RevisionRecord | None
    """None if the rewrite was refused and never became a revision."""
    changes: tuple[Change, ...]
    cycle: CycleRecord | None
    is_offered: bool = True
    """Whether its changes are on by default; a rewrite that is no improvement is only shown."""

    @property
    def at_first(self) -> tuple[str, ...]:
        """Ids of the changes that are switched on initially."""
        return tuple(change.id for change in self.changes) if self.is_offered else ()


@dataclass(frozen=True, slots=True)
class CaseView:
    case: CaseRecord
    detail: SubmissionDetail
    base: RevisionRecord
    """The last text written by a person: the author or an editor."""
    proposal: Proposal | None
    slot: ReviewSlot | None
    """The viewer's own."""

    @property
    def before(self) -> EvaluationRecord | None:
        return self.detail.evaluations.get(self.base.id)

    @property
    def after(self) -> EvaluationRecord | None:
        if self.proposal is None or self.proposal.revision is None:
            return None
        return self.detail.evaluations.get(self.proposal.revision.id)

    @property
    def text(self) -> str:
        """The text that an edit starts from."""
        proposal = self.proposal
        return self.base.source if proposal is None or not proposal.is_offered else proposal.text

    @property
    def judged(self) -> RevisionRecord:
        """The revision whose scores are marked in the text."""
        proposal = self.proposal
        if proposal is None or proposal.revision is None or not proposal.is_offered:
            return self.base
        return proposal.revision

    @property
    def opinions(self) -> tuple[DetectorScore, ...]:
        evaluated = self.detail.evaluations.get(self.judged.id)
        if evaluated is None:
            return ()
        return tuple(s for s in evaluated.evaluation.detectors.values() if isinstance(s, DetectorScore))

    @property
    def cycle(self) -> CycleRecord | None:
        """The one whose candidate is proposed."""
        return None if self.proposal is None else self.proposal.cycle

    @property
    def facts(self) -> FactsReport | None:
        """What the rewrite did to the facts; None if no rewrite was compared."""
        cycle = self.cycle
        return None if cycle is None or cycle.facts is None else FactsReport.from_json(cycle.facts)

    @property
    def doubts(self) -> tuple[OpenDoubt, ...]:
        """What of it a person should look at, worst first. Reads both texts: ask once."""
        return () if self.cycle is None else doubts_of_cycle(self.detail, self.cycle)


def case_view(tx: Transaction, case: CaseRecord, login: str) -> CaseView:
    """Raises NotFound."""
    detail = tx.detail(case.submission_id)
    best = tx.escalations.get(case.id).best_revision_id
    by_id = {revision.id: revision for revision in detail.revisions}
    chosen = by_id.get(best, detail.revisions[-1])
    base, proposal = _compared(detail, chosen)
    return CaseView(case, detail, base, proposal, case.slot_of(login))


def _compared(detail: SubmissionDetail, chosen: RevisionRecord) -> tuple[RevisionRecord, Proposal | None]:
    """The best rewrite against the original; else the last refused one against the text it started from;
    else one that scores no higher, because parts of it may still be useful.
    """
    if chosen.number > 0:
        return detail.original, _rewritten(detail, chosen)
    refused = next((c for c in reversed(detail.cycles) if c.candidate and c.new_revision_id is None), None)
    if refused is None or refused.candidate is None:
        weaker = next((r for r in reversed(detail.revisions) if r.origin is RevisionOrigin.REWRITE), None)
        if weaker is None:
            return chosen, None
        return chosen, replace(_rewritten(detail, weaker), is_offered=_mends(detail, chosen, weaker))
    base = next((r for r in detail.revisions if r.id == refused.revision_id), chosen)
    if refused.candidate == base.source:
        return base, None
    return base, Proposal(
        refused.candidate, None, _changes(detail, base, refused.candidate, refused), refused
    )


def _mends(detail: SubmissionDetail, base: RevisionRecord, rewrite: RevisionRecord) -> bool:
    """Whether a rewrite that scores as much as its base has fewer findings: then it is worth taking."""
    before, after = (detail.evaluations.get(one.id) for one in (base, rewrite))
    if before is None or after is None or before.measured is None or after.measured is None:
        return False
    is_as_good = after.measured >= before.measured
    return is_as_good and len(after.evaluation.findings) < len(before.evaluation.findings)


def _rewritten(detail: SubmissionDetail, revision: RevisionRecord) -> Proposal:
    """A revision against the original."""
    cycle = next((c for c in detail.cycles if c.new_revision_id == revision.id), None)
    made = _changes(detail, detail.original, revision.source, cycle)
    return Proposal(revision.source, revision, made, cycle)


def _changes(
    detail: SubmissionDetail, base: RevisionRecord, text: str, cycle: CycleRecord | None
) -> tuple[Change, ...]:
    """As reported by the rewrite; for several cycles, or if nothing was reported, from a fresh comparison."""
    if cycle is not None and cycle.revision_id == base.id and cycle.changes:
        reported = _read_changes(cycle.changes)
        if reported and take(base.source, reported, [change.id for change in reported]) == text:
            return reported
    evaluated = detail.evaluations.get(base.id)
    findings = evaluated.evaluation.findings if evaluated is not None else ()
    return changes(base.source, text, findings=findings)


def _read_changes(stored: tuple[Mapping[str, Any], ...]) -> tuple[Change, ...]:
    try:
        return tuple(Change.from_json(change) for change in stored)
    except (KeyError, TypeError, ValueError):
        return ()
