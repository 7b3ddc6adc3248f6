"""What a check's findings mean for a facts report: doubts of wording are settled by sentence. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.domain.content import Span
from app.domain.facts import FactDifference, FactsReport, Outcome
from app.rewrite.checks.contract import Passage


def doubtful(facts: FactsReport, passages: Iterable[Passage]) -> list[Passage]:
    """The passages in which words are in doubt: the only ones that a judge is shown."""
    open_ones = [one for one in facts.doubts if one.outcome is Outcome.DOUBT_WORDING]
    return [passage for passage in passages if any(_is_in(one, passage) for one in open_ones)]


def settled(
    facts: FactsReport, passages: Sequence[Passage], found: Sequence[FactDifference], *, by: str
) -> FactsReport:
    """`facts` with each doubt of wording as a notice where `by` read its passage and found nothing there.

    A doubt of meaning and a break stay, and so does what stands in no passage that was read.
    """
    suspected = {(one.before_span, one.after_span) for one in found}

    def is_clean(difference: FactDifference) -> bool:
        read = [passage for passage in passages if _is_in(difference, passage)]
        return bool(read) and not any((one.before_span, one.after_span) in suspected for one in read)

    return replace(
        facts,
        differences=tuple(
            replace(one, is_notice=True, why=f"{one.why}; no difference to {by}".lstrip("; "))
            if one.outcome is Outcome.DOUBT_WORDING and not one.is_settled and is_clean(one)
            else one
            for one in facts.differences
        ),
    )


def with_found(facts: FactsReport, found: Sequence[FactDifference], *, is_notice: bool) -> FactsReport:
    """`facts` with these differences behind its own; with `is_notice` they are shown and refuse nothing."""
    joined = [replace(one, is_notice=True) if is_notice else one for one in found]
    return replace(facts, differences=(*facts.differences, *joined))


def _is_in(difference: FactDifference, passage: Passage) -> bool:
    return _touch(difference.before_span, passage.before_span) or _touch(
        difference.after_span, passage.after_span
    )


def _touch(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one.start < other.end and other.start < one.end
