"""What was refused in the last candidate that was made from a text: the next cycle is told. Pure."""

from collections.abc import Sequence

from app.domain.records import CycleRecord, RevisionRecord, SubmissionRecord
from app.reports.cycle_doubts import doubts_left
from app.rewrite.proposal import Refused


def refused_before(
    cycles: Sequence[CycleRecord],
    current: RevisionRecord,
    submission: SubmissionRecord,
    revisions: Sequence[RevisionRecord],
) -> tuple[Refused, ...]:
    """Worst first. Empty after an edit: what was refused is then another text's."""
    last = next((one for one in reversed(cycles) if one.revision_id == current.id), None)
    if last is None or last.new_revision_id is not None:
        return ()
    return tuple(
        Refused(
            section_id=doubt.difference.section_id,
            reason=doubt.difference.reason,
            was="" if doubt.was is None else doubt.was.text,
            now="" if doubt.now is None else doubt.now.text,
        )
        for doubt in doubts_left(last, submission, revisions)
    )
