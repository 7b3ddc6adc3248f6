"""What a rewrite cycle left in doubt, as sentences for the person who decides. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.content import ContentFormat
from app.domain.events import EventKind
from app.domain.facts import FactsReport
from app.domain.records import (
    CycleRecord,
    EventRecord,
    RevisionRecord,
    SubmissionDetail,
    SubmissionRecord,
    last_by_a_person,
)
from app.reports.comparison import Doubt, doubts_of
from app.rewrite.text import Text


@dataclass(frozen=True, slots=True)
class OpenDoubt:
    doubt: Doubt
    checked: EventRecord | None = None
    """By whom and when, if a reviewer checked it."""

    @property
    def checked_by(self) -> str:
        return "" if self.checked is None else self.checked.actor

    @property
    def checked_at(self) -> datetime | None:
        return None if self.checked is None else self.checked.created_at


def doubts_of_cycle(detail: SubmissionDetail, cycle: CycleRecord) -> tuple[OpenDoubt, ...]:
    """Worst first; empty where every fact was kept or no candidate was compared."""
    checked = _checked(detail.events, cycle.id)
    found = doubts_left(cycle, detail.submission, detail.revisions)
    return tuple(OpenDoubt(doubt, checked.get(doubt.key)) for doubt in found)


def doubts_left(
    cycle: CycleRecord, submission: SubmissionRecord, revisions: Sequence[RevisionRecord]
) -> tuple[Doubt, ...]:
    """As `doubts_of_cycle`, whoever checked them."""
    if cycle.facts is None or cycle.candidate is None:
        return ()
    facts = FactsReport.from_json(cycle.facts)
    current = next((one for one in revisions if one.id == cycle.revision_id), None)
    if facts.kept or current is None:
        return ()
    original = last_by_a_person(revisions, current)
    path, kind = submission.path, ContentFormat(submission.format)
    before, after = (Text(text, path, kind).document for text in (original.source, cycle.candidate))
    return doubts_of(before, after, facts)


def _checked(events: Iterable[EventRecord], cycle_id: str) -> dict[str, EventRecord]:
    """The last word on each doubt, by key; a word that was taken back is none."""
    found = {
        str(event.data.get("key")): event
        for event in sorted(events, key=lambda event: event.created_at)
        if event.kind == EventKind.FACT_CHECKED and event.data.get("cycle_id") == cycle_id
    }
    return {key: event for key, event in found.items() if event.data.get("checked")}
