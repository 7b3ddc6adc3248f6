"""The states of a submission and the moves allowed between them, in one table."""

from enum import StrEnum

from app.domain.errors import InvalidTransition


class SubmissionStatus(StrEnum):
    EVALUATING = "evaluating"
    REWRITING = "rewriting"
    ESCALATED = "escalated"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class RevisionOrigin(StrEnum):
    ORIGINAL = "original"
    REWRITE = "rewrite"
    EDIT = "edit"
    """Written by a reviewer."""


FINAL = frozenset({SubmissionStatus.ACCEPTED, SubmissionStatus.REJECTED})
SETTLED = FINAL | {SubmissionStatus.ESCALATED}
"""Nothing happens automatically in these states."""

MOVES: dict[SubmissionStatus, frozenset[SubmissionStatus]] = {
    SubmissionStatus.EVALUATING: frozenset(
        {SubmissionStatus.ACCEPTED, SubmissionStatus.REWRITING, SubmissionStatus.ESCALATED}
    ),
    SubmissionStatus.REWRITING: frozenset({SubmissionStatus.EVALUATING, SubmissionStatus.ESCALATED}),
    SubmissionStatus.ESCALATED: frozenset(
        {
            SubmissionStatus.ACCEPTED,
            SubmissionStatus.REJECTED,
            SubmissionStatus.REWRITING,
            SubmissionStatus.EVALUATING,
        }
    ),
    SubmissionStatus.ACCEPTED: frozenset(),
    SubmissionStatus.REJECTED: frozenset(),
}


def check_move(current: SubmissionStatus, to: SubmissionStatus) -> SubmissionStatus:
    """Return `to`. Raises InvalidTransition, naming both states and the allowed moves."""
    if to not in MOVES[current]:
        allowed = ", ".join(sorted(MOVES[current])) or "nothing: it is final"
        raise InvalidTransition(f"a submission that is {current} cannot become {to} (allowed: {allowed})")
    return to
