"""What a rewrite did to the facts: every difference with its outcome, its spans and a reason.

The comparison is a closed world: whatever a candidate holds is explained by the original or it is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from app.domain.content import Span
from app.domain.fact_kinds import NEVER_AUTOMATIC, SEVERITY, FactFate, FactKind, Outcome, worst

__all__ = ["NEVER_AUTOMATIC", "FactDifference", "FactFate", "FactKind", "FactsReport", "Outcome", "worst"]


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
    """Worth showing, no reason to refuse."""
    found_by: str = ""
    """The further check that found it; empty for the facts report itself."""
    why: str = ""
    """Its reason, in about five words."""
    outcome: Outcome = Outcome.BROKEN
    score: float = 1.0
    """0 to 1: how likely the difference changes what the text says. Orders doubts, worst first."""

    @property
    def message(self) -> str:
        """One sentence for the person who decides."""
        kind = self.kind.value.replace("-", " ")
        what = kind if not self.found_by else f"{kind} ({self.found_by}, {self.why})"
        is_said = not self.why or bool(self.found_by) or self.why in _SAID_BY_FATE
        return f"{what} {self._fate_in_words}" + ("" if is_said else f" ({self.why})")

    @property
    def _fate_in_words(self) -> str:
        match self.fate:
            case FactFate.LOST:
                return f"lost: {self.before!r}"
            case FactFate.NEW:
                return f"that the original does not have: {self.after!r}"
            case FactFate.SWAPPED:
                return f"swapped: {self.before!r} and {self.after!r} stand in each other's place"
            case FactFate.MOVED:
                return f"moved: {(self.before or self.after)!r}"
            case FactFate.CHANGED:
                return f"changed: {self.before!r} became {self.after!r}"

    @property
    def reason(self) -> str:
        """What became of it and why, in none of the text's own words: `number changed (another value)`."""
        why = f" ({self.why})" if self.why else ""
        return f"{self.kind.value.replace('-', ' ')} {self.fate.value}{why}"

    @property
    def is_settled(self) -> bool:
        """No reason to refuse the candidate: explained, a notice, or found in a supplied source."""
        return self.outcome is Outcome.EXPLAINED or self.is_notice or self.is_sourced

    @property
    def is_never_automatic(self) -> bool:
        return (
            self.fate in (FactFate.NEW, FactFate.CHANGED)
            and self.kind in NEVER_AUTOMATIC
            and self.outcome is not Outcome.EXPLAINED
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "fate": self.fate.value,
            "outcome": self.outcome.value,
            "score": round(self.score, 3),
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

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Also reads a row of a release that knew no outcomes: what it did not excuse is broken.

        Raises KeyError or ValueError for what no release wrote.
        """
        is_sourced = bool(stored.get("sourced", stored.get("is_sourced", False)))
        is_notice = bool(stored.get("notice", stored.get("is_notice", False)))
        outcome = Outcome(stored.get("outcome", Outcome.EXPLAINED if is_notice else Outcome.BROKEN))
        return cls(
            FactKind(stored["kind"]),
            FactFate(stored["fate"]),
            before=str(stored.get("before", "")),
            after=str(stored.get("after", "")),
            before_span=_span(stored.get("before_span")),
            after_span=_span(stored.get("after_span")),
            section_id=str(stored.get("section", stored.get("section_id", ""))),
            is_sourced=is_sourced,
            is_notice=is_notice,
            found_by=str(stored.get("found_by", "")),
            why=str(stored.get("why", "")),
            outcome=outcome,
            score=float(stored.get("score", 1.0 if outcome is Outcome.BROKEN else 0.0)),
        )


@dataclass(frozen=True, slots=True)
class FactsReport:
    """The facts of two texts compared. An empty report is the proof that nothing was touched."""

    differences: tuple[FactDifference, ...] = ()
    before: Mapping[FactKind, int] = field(default_factory=dict)
    """How many facts of each kind the original has."""
    after: Mapping[FactKind, int] = field(default_factory=dict)
    unchecked: tuple[FactKind, ...] = ()
    """Kinds that could not be compared in this language."""
    score: float = 0.0
    """0 to 1: how likely the candidate says something else than the original, whatever is listed."""

    @property
    def kept(self) -> bool:
        """True only when every difference is explained (or a notice, or found in a supplied source)."""
        return all(difference.is_settled for difference in self.differences)

    @property
    def broken(self) -> tuple[FactDifference, ...]:
        """What refuses the candidate, in order of the text."""
        return tuple(d for d in self.differences if d.outcome is Outcome.BROKEN and not d.is_settled)

    @property
    def doubts(self) -> tuple[FactDifference, ...]:
        """What a person or a further check settles: doubts of meaning first, the likeliest lie first."""
        doubtful = (Outcome.DOUBT_MEANING, Outcome.DOUBT_WORDING)
        found = [d for d in self.differences if d.outcome in doubtful and not d.is_settled]
        return tuple(sorted(found, key=_badness))

    @property
    def outcome(self) -> Outcome:
        """The worst one of all differences."""
        return worst(d.outcome for d in self.differences if not d.is_settled)

    @property
    def never_automatic(self) -> tuple[FactDifference, ...]:
        """New figures, URLs, e-mail addresses, phone numbers, raw HTML: a person accepts them or nobody."""
        return tuple(difference for difference in self.differences if difference.is_never_automatic)

    @property
    def summary(self) -> str:
        """What a person reads first, in a sentence."""
        reasons = [d.message for d in (*self.broken, *self.doubts)]
        if not reasons:
            return "every fact was kept"
        more = f", and {len(reasons) - 3} more" if len(reasons) > 3 else ""
        return "; ".join(reasons[:3]) + more

    def to_json(self) -> dict[str, Any]:
        return {
            "kept": self.kept,
            "outcome": self.outcome.value,
            "score": round(self.score, 3),
            "differences": [difference.to_json() for difference in self.differences],
            "before": {kind.value: count for kind, count in self.before.items()},
            "after": {kind.value: count for kind, count in self.after.items()},
            "unchecked": [kind.value for kind in self.unchecked],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Raises KeyError or ValueError for what no release wrote."""
        return cls(
            tuple(FactDifference.from_json(found) for found in stored.get("differences") or ()),
            _counts(stored.get("before")),
            _counts(stored.get("after")),
            tuple(FactKind(kind) for kind in stored.get("unchecked") or ()),
            float(stored.get("score", 0.0)),
        )


_SAID_BY_FATE = frozenset(
    {"lost", "stand in each other's place", "the original does not have it", "they changed places"}
)
"""Reasons that say no more than what became of the fact."""


def _badness(difference: FactDifference) -> tuple[int, float]:
    return SEVERITY[difference.outcome], -difference.score


def _counts(stored: Mapping[str, int] | None) -> dict[FactKind, int]:
    return {FactKind(kind): count for kind, count in (stored or {}).items()}


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _span(stored: list[int] | None) -> Span | None:
    return None if stored is None else Span(stored[0], stored[1])
