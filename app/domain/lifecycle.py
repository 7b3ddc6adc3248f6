"""Is this state change legal? One table."""

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
"""Nothing more happens by itself."""

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
    """Return `to`; raises InvalidTransition naming both states and what would be allowed."""
    if to not in MOVES[current]:
        allowed = ", ".join(sorted(MOVES[current])) or "nothing: it is final"
        raise InvalidTransition(f"a submission that is {current} cannot become {to} (allowed: {allowed})")
    return to
