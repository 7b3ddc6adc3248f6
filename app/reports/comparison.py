"""Two texts compared for an editor: each difference as what was said, what is said now, and why. Pure."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.content import Document, Span
from app.domain.facts import FactDifference, FactsReport, Outcome
from app.reports.phrases import plural
from app.rewrite.facts.counterparts import counterparts
from app.rewrite.facts.report import facts_report
from app.text.sentences import sentences

SCHEMA = "copydesk.compare/1"
LONGEST_SENTENCE = 400
"""Characters shown of what surrounds a difference: a table or a code block has no sentences."""

SUBJECTS = {Outcome.DOUBT_MEANING: "meaning", Outcome.DOUBT_WORDING: "wording"}


@dataclass(frozen=True, slots=True)
class Passage:
    """The sentence around a difference in one of the texts; line and column of the difference, from 1."""

    text: str
    line: int
    column: int
    span: Span

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "line": self.line,
            "column": self.column,
            "span": [self.span.start, self.span.end],
        }


@dataclass(frozen=True, slots=True)
class Doubt:
    """One difference that nothing explains. `key` is the same whenever the same two texts are compared."""

    key: str
    difference: FactDifference
    was: Passage | None
    """None where no sentence of the original corresponds."""
    now: Passage | None
    """None where no sentence of the rewritten text corresponds."""

    @property
    def is_in_original(self) -> bool:
        """Its place is in the original, because the rewritten text has nothing to point at."""
        return self.difference.after_span is None

    @property
    def place(self) -> Passage | None:
        return self.was if self.is_in_original else self.now

    @property
    def other(self) -> Passage | None:
        """The sentence to compare with, in the other text."""
        return self.now if self.is_in_original else self.was

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "was": None if self.was is None else self.was.to_json(),
            "now": None if self.now is None else self.now.to_json(),
            **self.difference.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    original: Document
    rewritten: Document
    facts: FactsReport
    doubts: tuple[Doubt, ...]
    """What is broken first, then doubts of meaning, then of wording; the likeliest change first."""

    @property
    def outcome(self) -> Outcome:
        return self.facts.outcome

    @property
    def summary(self) -> str:
        """One sentence: what was found, and what could not be compared."""
        counts = Counter(doubt.difference.outcome for doubt in self.doubts)
        found = [f"{counts[Outcome.BROKEN]} broken"] if counts[Outcome.BROKEN] else []
        found += [
            f"{plural(counts[outcome], 'doubt')} of {subject}"
            for outcome, subject in SUBJECTS.items()
            if counts[outcome]
        ]
        said = ", ".join(found) or "every fact was kept"
        if self.facts.unchecked:
            is_known = self.original.language is not None
            why = "in this language" if is_known else "because the language was not recognised"
            said += f"; not compared {why}: {', '.join(self.facts.unchecked)}"
        return said

    @property
    def notes(self) -> tuple[str, ...]:
        """What makes the comparison less telling than it looks."""
        if self.original.format == self.rewritten.format:
            return ()
        formats = f"{self.original.format} and {self.rewritten.format}"
        return (f"the texts have different formats ({formats}): markup is compared as it is written",)

    def to_json(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome.value,
            "kept": self.facts.kept,
            "score": round(self.facts.score, 3),
            "summary": self.summary,
            "notes": list(self.notes),
            "doubts": [doubt.to_json() for doubt in self.doubts],
            "explained": [found.to_json() for found in self.facts.differences if found.is_settled],
            "before": {kind.value: count for kind, count in self.facts.before.items()},
            "after": {kind.value: count for kind, count in self.facts.after.items()},
            "unchecked": [kind.value for kind in self.facts.unchecked],
        }

    def to_document(self) -> dict[str, Any]:
        """`to_json` as a document of its own: with its schema and the paths of both texts."""
        paths = {"original": self.original.path, "rewritten": self.rewritten.path}
        return {"schema": SCHEMA, **paths, **self.to_json()}


def compare(original: Document, rewritten: Document, *, sources: Collection[str] = ()) -> Comparison:
    """Account for everything in the rewritten text. `sources` are texts that explain what is new in it."""
    facts = facts_report(original, rewritten, supplied_sources=sources)
    return Comparison(original, rewritten, facts, doubts_of(original, rewritten, facts))


def doubts_of(original: Document, rewritten: Document, facts: FactsReport) -> tuple[Doubt, ...]:
    """What the facts report of these two texts leaves open, each with its sentences, worst first."""
    return tuple(_doubts(original, rewritten, facts))


def _doubts(original: Document, rewritten: Document, facts: FactsReport) -> Iterator[Doubt]:
    open_ones = (*facts.broken, *facts.doubts)
    pairs = _pairs(original, rewritten, open_ones)
    seen: Counter[str] = Counter()
    for found in open_ones:
        said = f"{found.kind}\0{found.fate}\0{found.before}\0{found.after}"
        seen[said] += 1
        key = hashlib.sha256(f"{said}\0{seen[said]}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
        was = found.before_span or _partner(found.after_span, ((new, old) for old, new in pairs))
        now = found.after_span or _partner(found.before_span, pairs)
        yield Doubt(key, found, passage(original, was), passage(rewritten, now))


def _pairs(
    original: Document, rewritten: Document, found: Sequence[FactDifference]
) -> list[tuple[Span, Span]]:
    """Sentences that stand for each other, where a difference has a place in only one of the texts."""
    if all((one.before_span is None) == (one.after_span is None) for one in found):
        return []
    return list(counterparts(original, rewritten))


def _partner(span: Span | None, pairs: Iterable[tuple[Span, Span]]) -> Span | None:
    if span is None:
        return None
    return next((other for one, other in pairs if _touches(one, span)), None)


def passage(document: Document, span: Span | None) -> Passage | None:
    """The sentence around a span of the source, as a reader sees it."""
    if span is None:
        return None
    line, column = document.position(span.start)
    return Passage(_sentence(document, span), line, column, span)


def _sentence(document: Document, span: Span) -> str:
    """The visible sentences that the span touches; else the lines of the source that it stands on."""
    for block in document.blocks:
        if not _touches(block.span, span):
            continue
        touched = [
            block.text[one.start : one.end]
            for one in sentences(block.text)
            if _touches(block.source_span(one.start, one.end), span)
        ]
        if touched:
            return _cut(" ".join(touched))
    start = document.source.rfind("\n", 0, span.start) + 1
    end = document.source.find("\n", max(span.end - 1, span.start))
    return _cut(document.source[start : end if end >= 0 else None])


def _touches(one: Span, other: Span) -> bool:
    return one.start < max(other.end, other.start + 1) and other.start < one.end


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SENTENCE else text[: LONGEST_SENTENCE - 1] + "…"
