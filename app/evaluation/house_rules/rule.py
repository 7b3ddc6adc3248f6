"""One house rule, and what it finds in one passage of a text."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.domain.scores import Severity
from app.evaluation.house_rules.passage import Passage
from app.evaluation.house_rules.time_limit import TimeLimit


class Refused(ValueError):
    """A rule that cannot be run; the message is the reason, which goes on after the rule's name."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule fires: characters of the passage, from 0, half open."""

    start: int
    end: int
    message: str
    replacement: str | None = None
    """What may stand there instead; None where the rule knows nothing better."""
    is_document: bool = False
    """About the whole text: there is no place to show."""


Matcher = Callable[[Passage], Iterable[Hit]]
"""Finds the hits in one passage. It may remember earlier passages of the same document."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text on which the rule must fire, or must not; Markdown."""

    fires: bool
    text: str
    language: str = ""
    """ISO 639-1. Empty: the rule's language if it has one, else English."""


@dataclass(frozen=True, slots=True)
class HouseRule:
    name: str
    """`Style.Rule`, as in findings and ignores."""
    kind: str
    severity: Severity
    start: Callable[[TimeLimit], Matcher]
    """A fresh matcher for one document."""
    scope: tuple[str, ...] = ("text",)
    """Selectors of passages, any of which may apply; see `scopes`."""
    languages: frozenset[str] = frozenset()
    """ISO 639-1; empty means every language."""
    profiles: frozenset[str] = frozenset()
    """Names of profiles of the policy; empty means all."""
    link: str = ""
    description: str = ""
    limit: int = 0
    """Findings in one document that are reported at most; 0 is no limit."""
    examples: tuple[Example, ...] = field(default=())
