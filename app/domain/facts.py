"""What a rewrite did to the facts: every one that was lost, changed, swapped or added, with its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.domain.content import Span


class FactKind(StrEnum):
    NUMBER = "number"
    """With its unit, currency or percent sign; spelled-out numbers included."""
    DATE = "date"
    """Dates, times of day, years, names of months and weekdays."""
    NAME = "name"
    NEGATION = "negation"
    DIRECTION = "direction"
    """Words whose opposite scheduler the statement round: more and less, before and after."""
    QUOTE = "quote"
    LINK = "link"
    """URLs and link or image targets."""
    EMAIL = "email"
    PHONE = "phone"
    HEADING = "heading"
    CODE = "code"
    HTML = "html"
    """Raw HTML, JSX, shortcodes."""
    LANGUAGE = "language"
    MEANING = "meaning"
    """What a further check doubts: the words were kept and say something else."""


class FactFate(StrEnum):
    LOST = "lost"
    CHANGED = "changed"
    SWAPPED = "swapped"
    """Two facts stand in each other's place."""
    NEW = "new"


NEVER_AUTOMATIC = frozenset({FactKind.NUMBER, FactKind.LINK, FactKind.EMAIL, FactKind.PHONE, FactKind.HTML})
"""A new one of these is for a person to accept, wherever it came from."""


@dataclass(frozen=True, slots=True)
class FactDifference:
    kind: FactKind
    fate: FactFate
    before: str = ""
    """As the original writes it; empty for a new fact."""
    after: str = ""
    before_span: Span | None = None
    """In the original's source."""
    after_span: Span | None = None
    """In the candidate's source."""
    section_id: str = ""
    is_sourced: bool = False
    """New, and found in a source that was supplied with the job."""
    is_notice: bool = False
    """Worth showing, no reason to refuse: a reworded heading."""
    found_by: str = ""
    """The further check that found it; empty for the facts report itself."""
    why: str = ""
    """Its reason, in a few words."""

    @property
    def message(self) -> str:
        """One sentence for the person who decides."""
        what = self.kind.value if not self.found_by else f"{self.kind.value} ({self.found_by}, {self.why})"
        match self.fate:
            case FactFate.LOST:
                return f"{what} lost: {self.before!r}"
            case FactFate.NEW:
                return f"{what} that the original does not have: {self.after!r}"
            case FactFate.SWAPPED:
                return f"{what} swapped: {self.before!r} and {self.after!r} stand in each other's place"
            case FactFate.CHANGED:
                return f"{what} changed: {self.before!r} became {self.after!r}"

    @property
    def is_never_automatic(self) -> bool:
        return self.fate in (FactFate.NEW, FactFate.CHANGED) and self.kind in NEVER_AUTOMATIC

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "fate": self.fate.value,
            "before": self.before,
            "after": self.after,
            "before_span": _pair(self.before_span),
            "after_span": _pair(self.after_span),
            "section": self.section_id,
            "sourced": self.is_sourced,
            "notice": self.is_notice,
            "found_by": self.found_by,
            "why": self.why,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class FactsReport:
    """The facts of two texts compared. An empty report is the proof that nothing was touched."""

    differences: tuple[FactDifference, ...] = ()
    before: Mapping[FactKind, int] = field(default_factory=dict)
    """How many facts of each kind the original has."""
    after: Mapping[FactKind, int] = field(default_factory=dict)
    unchecked: tuple[FactKind, ...] = ()
    """Kinds that could not be compared in this language."""

    @property
    def kept(self) -> bool:
        """True when no difference is a reason to refuse the candidate."""
        return all(difference.is_notice or difference.is_sourced for difference in self.differences)

    @property
    def never_automatic(self) -> tuple[FactDifference, ...]:
        """New figures, URLs, e-mail addresses, phone numbers, raw HTML: a person accepts them or nobody."""
        return tuple(difference for difference in self.differences if difference.is_never_automatic)

    @property
    def summary(self) -> str:
        """What a person reads first, in a sentence."""
        reasons = [d.message for d in self.differences if not (d.is_notice or d.is_sourced)]
        if not reasons:
            return "every fact was kept"
        more = f", and {len(reasons) - 3} more" if len(reasons) > 3 else ""
        return "; ".join(reasons[:3]) + more

    def to_json(self) -> dict[str, Any]:
        return {
            "kept": self.kept,
            "differences": [difference.to_json() for difference in self.differences],
            "before": {kind.value: count for kind, count in self.before.items()},
            "after": {kind.value: count for kind, count in self.after.items()},
            "unchecked": [kind.value for kind in self.unchecked],
        }


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]
