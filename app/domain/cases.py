"""A case as reviewers see it: its review slots and the answers given in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.escalation_policy import Calendar, DeskPolicy, Level
from app.domain.priority import Priority
from app.domain.review import DecisionKind, EscalationReason, EscalationStatus


@dataclass(frozen=True, slots=True)
class FrozenDesk:
    """The policy in force when the case opened; later changes do not affect it."""

    desk: DeskPolicy
    calendar: Calendar
    answers_needed: int


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """One reviewer's answer. `fingerprint` identifies the text that would result."""

    kind: DecisionKind
    reason: str
    fingerprint: str = ""
    revision_id: str | None = None
    text: str | None = None
    instructions: str = ""

    def agrees_with(self, other: "ReviewAnswer") -> bool:
        """Whether both have the same effect; two send-backs agree whatever their instructions say."""
        if self.kind is not other.kind:
            return False
        return self.kind in {DecisionKind.REJECT, DecisionKind.REWRITE} or (
            self.fingerprint == other.fingerprint
        )


@dataclass(frozen=True, slots=True)
class ReviewSlot:
    """One of the answers that a case waits for."""

    number: int
    holder: str | None
    token: str | None
    lease_until: datetime | None
    answer: ReviewAnswer | None
    answered_at: datetime | None

    def is_held(self, now: datetime) -> bool:
        return (
            self.answer is None
            and self.holder is not None
            and self.lease_until is not None
            and self.lease_until > now
        )


@dataclass(frozen=True, slots=True)
class CaseRecord:
    id: str
    submission_id: str
    project_id: str
    state: EscalationStatus
    desk: str
    reason: EscalationReason
    priority: Priority
    message: str
    path: str
    title: str
    language: str
    level: int
    due_at: datetime | None
    remind_at: datetime | None
    frozen: FrozenDesk
    policy_version: str
    is_disputed: bool
    opened_at: datetime
    closed_at: datetime | None
    slots: tuple[ReviewSlot, ...] = ()

    @property
    def level_policy(self) -> Level:
        levels = self.frozen.desk.levels
        return levels[min(self.level, len(levels) - 1)]

    @property
    def asked(self) -> tuple[str, ...]:
        """Logins of those asked to answer; empty means anyone on the desk."""
        return self.level_policy.reviewers or self.frozen.desk.reviewers

    @property
    def still_asked(self) -> tuple[str, ...]:
        """Those of `asked` who have not answered; empty where anyone on the desk may."""
        answered = {slot.holder for slot in self.answers}
        return tuple(login for login in self.asked if login not in answered)

    def slot_of(self, login: str) -> ReviewSlot | None:
        return next((slot for slot in self.slots if slot.holder == login), None)

    def holders(self, now: datetime) -> list[ReviewSlot]:
        return [slot for slot in self.slots if slot.is_held(now)]

    @property
    def answers(self) -> list[ReviewSlot]:
        return [slot for slot in self.slots if slot.answer is not None]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """More answers are needed."""

    missing: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """Everyone needed has given the same answer."""

    answer: ReviewAnswer
    reviewers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disputed:
    """The answers differ: a desk lead decides."""

    kinds: Mapping[str, DecisionKind]


Agreement = Unsettled | Agreed | Disputed


def agreement(slots: Sequence[ReviewSlot], *, deciding: ReviewSlot | None = None) -> Agreement:
    """The result of the answers so far. `deciding` is a desk lead's slot, whose answer alone is binding."""
    if deciding is not None and deciding.answer is not None:
        return Agreed(deciding.answer, (deciding.holder or "",))
    given = [(slot.holder or "", slot.answer) for slot in slots if slot.answer is not None]
    if given and not all(given[0][1].agrees_with(answer) for _, answer in given):
        return Disputed({holder: answer.kind for holder, answer in given})
    missing = len(slots) - len(given)
    if missing or not given:
        return Unsettled(missing)
    reasons = [answer.reason for _, answer in given if answer.reason]
    first = given[0][1]
    merged = ReviewAnswer(
        first.kind,
        "; ".join(dict.fromkeys(reasons)),
        first.fingerprint,
        first.revision_id,
        first.text,
        "\n".join(dict.fromkeys(answer.instructions for _, answer in given if answer.instructions)),
    )
    return Agreed(merged, tuple(holder for holder, _ in given))
