"""A case as reviewers see it, its claims, and the answers that they give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.escalation_policy import Calendar, DeskPolicy, Level
from app.domain.priority import Priority
from app.domain.review import DecisionKind, EscalationReason, EscalationStatus


@dataclass(frozen=True, slots=True)
class FrozenDesk:
    """What was in force when the case opened; later changes of the policy do not reach it."""

    desk: DeskPolicy
    calendar: Calendar
    answers_needed: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What one reviewer says. `fingerprint` names the text that would result."""

    kind: DecisionKind
    reason: str
    fingerprint: str = ""
    revision_id: str | None = None
    text: str | None = None
    instructions: str = ""

    def agrees_with(self, other: "Answer") -> bool:
        """Whether both lead to the same end; two send-backs agree whatever their words."""
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
    answer: Answer | None
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
        """Logins that are to answer; empty means anyone of the desk."""
        return self.level_policy.reviewers or self.frozen.desk.reviewers

    @property
    def still_asked(self) -> tuple[str, ...]:
        """Of those that are named, who has not answered; empty where anyone of the desk may."""
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
    """Everybody who was needed says the same."""

    answer: Answer
    reviewers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disputed:
    """The answers differ: a desk lead decides."""

    kinds: Mapping[str, DecisionKind]


Agreement = Unsettled | Agreed | Disputed


def agreement(slots: Sequence[ReviewSlot], *, deciding: ReviewSlot | None = None) -> Agreement:
    """What the answers so far amount to. `deciding` is a desk lead's slot, whose answer alone is binding."""
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
    merged = Answer(
        first.kind,
        "; ".join(dict.fromkeys(reasons)),
        first.fingerprint,
        first.revision_id,
        first.text,
        "\n".join(dict.fromkeys(answer.instructions for _, answer in given if answer.instructions)),
    )
    return Agreed(merged, tuple(holder for holder, _ in given))
