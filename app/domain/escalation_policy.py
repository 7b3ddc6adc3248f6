"""Who is asked, until when, and what happens when nobody answers. Frozen into each case when it opens."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from fnmatch import fnmatchcase

from app.domain.review import EscalationReason


class OnTimeout(StrEnum):
    """What happens at a missed deadline. Chosen in the policy and shown on the case; never a silent close."""

    NEXT_LEVEL = "next-level"
    RELEASE = "release"
    """Accept the best revision unchanged."""
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Calendar:
    """A desk's working hours. Deadlines count only these."""

    time_zone: str = "UTC"
    opens: time = time(9)
    closes: time = time(17)
    """Midnight (00:00) is the end of the day."""
    days: frozenset[int] = frozenset({0, 1, 2, 3, 4})
    """Working weekdays; Monday is 0."""
    country: str = ""
    """ISO 3166 code whose public holidays are free: `DE`, or `DE-BY` for one state; empty for none."""
    holidays: tuple[date, ...] = ()
    """Further free days of this desk."""

    def __post_init__(self) -> None:
        """Raises ValueError for a calendar without working hours."""
        if not self.days or not self.days <= frozenset(range(7)):
            raise ValueError("a calendar needs working days from 0 (Monday) to 6 (Sunday)")
        if self.closes != time(0) and self.closes <= self.opens:
            raise ValueError(f"a desk that opens at {self.opens:%H:%M} cannot close at {self.closes:%H:%M}")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of escalation: who is asked, and how many working minutes they have."""

    name: str = "desk"
    minutes: int = 480
    reviewers: tuple[str, ...] = ()
    """Logins that are asked; empty means the desk's."""
    remind_after: float = 0.75
    """Share of the time after which a reminder goes out."""
    on_timeout: OnTimeout = OnTimeout.NEXT_LEVEL


@dataclass(frozen=True, slots=True)
class DeskPolicy:
    name: str = "desk"
    levels: tuple[Level, ...] = (Level(), Level("lead", 240))
    reviewers: tuple[str, ...] = ()
    answers_needed: int = 1
    """People who must give the same answer."""
    four_eyes: frozenset[EscalationReason] = frozenset()
    """Reasons for which at least two people must answer."""
    lease_minutes: int = 15
    """How long a claim lasts without being renewed."""

    def __post_init__(self) -> None:
        if not self.levels or self.answers_needed < 1 or self.lease_minutes < 1:
            raise ValueError(f"desk {self.name!r} needs a level, an answer and a lease of a minute at least")

    def answers_for(self, reason: EscalationReason) -> int:
        return max(self.answers_needed, 2 if reason in self.four_eyes else 1)


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """Every condition given must hold; within one condition any value matches."""

    desk: str
    sources: tuple[str, ...] = ()
    """Patterns of paths, `news/*`; `*` also matches a slash."""
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    reasons: tuple[EscalationReason, ...] = ()


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    desks: tuple[DeskPolicy, ...] = (DeskPolicy(),)
    """The first is the default."""
    rules: tuple[RoutingRule, ...] = ()
    """The first match decides."""
    calendar: Calendar = Calendar()
    always: bool = False
    """A person reviews every text before it is accepted, even one that meets every goal."""

    def __post_init__(self) -> None:
        """Raises ValueError for a rule that sends work to a desk that does not exist."""
        names = [desk.name for desk in self.desks]
        if not names or len(set(names)) != len(names):
            raise ValueError("an escalation policy needs at least one desk, and no two with the same name")
        for rule in self.rules:
            if rule.desk not in names:
                raise ValueError(f"a rule sends cases to {rule.desk!r}, but the desks are {', '.join(names)}")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What routing may look at."""

    path: str
    language: str
    tags: tuple[str, ...]
    reason: EscalationReason


def route(facts: CaseFacts, policy: EscalationPolicy) -> DeskPolicy:
    """The desk that gets this case."""
    wanted = next((rule.desk for rule in policy.rules if _matches(rule, facts)), policy.desks[0].name)
    return next(desk for desk in policy.desks if desk.name == wanted)


def _matches(rule: RoutingRule, facts: CaseFacts) -> bool:
    tags = {tag.casefold() for tag in facts.tags}
    return (
        (not rule.sources or any(fnmatchcase(facts.path, pattern) for pattern in rule.sources))
        and (not rule.languages or facts.language in rule.languages)
        and (not rule.tags or any(tag.casefold() in tags for tag in rule.tags))
        and (not rule.reasons or facts.reason in rule.reasons)
    )
