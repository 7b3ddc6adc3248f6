"""Content words of the candidate that nothing explains, each change with its score."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from app.domain.content import Span
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.align import Group
from app.rewrite.facts.statements import Statement
from app.rewrite.facts.wording.changes import Change, changes_of, unexplained
from app.rewrite.facts.wording.features import CONTEXT, FEATURES, described, in_company
from app.rewrite.facts.wording.kin import Kin
from app.rewrite.facts.wording.score import score
from app.rewrite.facts.wording.spans import placed_span, placed_text

COMPANY = 2
"""Groups to each side whose changes are a change's company."""


NEIGHBOURS = 2
"""Sentences of the original to each side whose words may be repeated: a noun for a pronoun."""


def _rows(
    paired: Sequence[Group],
    changes: Sequence[Sequence[Change]],
    original: Sequence[Statement],
    kin: Kin,
) -> Iterator[list[list[float]]]:
    """For each group the features of its changes, with those of its neighbours as their company."""
    words: dict[int, frozenset[str]] = {}
    known = [_known(group, original, kin, words) for group in paired]
    found = [
        [described(change, kin, known=keys) for change in some]
        for some, keys in zip(changes, known, strict=True)
    ]
    sizes = [sum(len(s.tokens) for s in group.before) for group in paired]
    touched = [sum(len(change.before) for change in some) for some in changes]
    for i, some in enumerate(changes):
        near = range(max(0, i - COMPANY), min(len(paired), i + COMPANY + 1))
        share = sum(touched[j] for j in near) / max(1, sum(sizes[j] for j in near))
        company = [one for j in near for one in found[j]]
        first = sum(len(found[j]) for j in near if j < i)
        yield in_company(company, share)[first : first + len(some)]


MEANING = 0.5
"""From this score on a change can be a doubt of meaning."""
_EVIDENCE = (
    "antonym", "near-antonym", "affix", "unrelated-n", "unrelated-adjective", "unrelated-other",
    "unrelated-adverb", "long-", "exchanged", "new-noun", "new-adjective", "new-other", "new-name", "period-",
    "pronoun-swapped",
)  # fmt: skip
_EVIDENCE_WITHOUT_LEXICON = ("unrelated-name", "long-")
_ELSEWHERE = frozenset({"unrelated-figure", "lost-figure", "new-figure"})
"""Figures are compared as quantities."""
_HARMLESS = _ELSEWHERE | frozenset(
    {"moved", "uneven", "only-new", "only-lost", "repeated", "elided", "synonym", "derived"}
)
_HARMLESS_CLASSES = ("determiner", "auxiliary", "joint", "relation")


def _known(
    group: Group, original: Sequence[Statement], kin: Kin, words: dict[int, frozenset[str]]
) -> frozenset[str]:
    """Keys of the content words around; `words` remembers those of each sentence."""
    first, last = group.before[0].number - NEIGHBOURS, group.before[-1].number + NEIGHBOURS
    near = original[max(0, first) : last + 1]
    for statement in near:
        if statement.number not in words:
            words[statement.number] = frozenset(kin.key(t) for t in statement.tokens if kin.is_content(t))
    return frozenset().union(*(words[statement.number] for statement in near))


class Wording:
    """The changes of words between aligned sentences, looked at once."""

    def __init__(self, groups: Sequence[Group], original: Sequence[Statement], kin: Kin) -> None:
        """`original` are all its statements, in order."""
        weights = score()
        self._kin = kin
        self.paired = [group for group in groups if group.before and group.after]
        self.changes = [changes_of(group, kin) for group in self.paired]
        """Of each paired group."""
        rows = _rows(self.paired, self.changes, original, kin)
        self.scored = [
            (change, row, weights.of(row))
            for some, their_rows in zip(self.changes, rows, strict=True)
            for change, row in zip(some, their_rows, strict=True)
        ]

    def differences(self) -> Iterator[FactDifference]:
        """Changes of content words that neither inflection nor a listed synonym explains."""
        for change, row, likelihood in self.scored:
            if not is_explained(row):
                yield _difference(change, likelihood, row, self._kin)


def not_covered(
    wording: Iterable[FactDifference], others: Sequence[FactDifference]
) -> Iterator[FactDifference]:
    """Those that no other difference names already, as a change of a figure, a name or an operator."""
    named = [one for one in others if not one.is_settled]
    before = Covered(one.before_span for one in named)
    after = Covered(one.after_span for one in named)
    for one in wording:
        if not (before.holds(one.before_span) or after.holds(one.after_span)):
            yield one


class Covered:
    """Ranges of a text, for asking whether another one meets them."""

    def __init__(self, spans: Iterable[Span | None]) -> None:
        self._spans = sorted((span.start, span.end) for span in spans if span is not None)
        self._reach: list[int] = []
        for _, end in self._spans:
            self._reach.append(max(end, self._reach[-1] if self._reach else 0))

    def holds(self, span: Span | None) -> bool:
        if span is None:
            return False
        last = bisect_left(self._spans, (span.end, 0)) - 1
        return last >= 0 and self._reach[last] > span.start


def is_explained(row: Sequence[float]) -> bool:
    return not any(
        value and name not in _HARMLESS and not name.startswith(_HARMLESS_CLASSES) and name not in CONTEXT
        for name, value in zip(FEATURES, row, strict=True)
    )


def _difference(change: Change, likelihood: float, row: Sequence[float], kin: Kin) -> FactDifference:
    before, after = unexplained(change)
    home = (before or after or change.before or change.after)[0][0]
    return FactDifference(
        FactKind.WORDING,
        FactFate.CHANGED if before and after else FactFate.LOST if before else FactFate.NEW,
        before=placed_text(before),
        after=placed_text(after),
        before_span=placed_span(before),
        after_span=placed_span(after),
        section_id=home.block.section_id,
        why=_reason(row),
        outcome=Outcome.DOUBT_MEANING if is_doubt_of_meaning(row, likelihood, kin) else Outcome.DOUBT_WORDING,
        score=likelihood,
    )


def is_doubt_of_meaning(row: Sequence[float], likelihood: float, kin: Kin) -> bool:
    """A likely lie with evidence for it. Without a lexicon only a whole clause is evidence; without
    operators everything is, because nothing else can see a negation or a `must`."""
    if not kin.has_operators:
        return True
    wanted = _EVIDENCE if kin.lexical is not None else _EVIDENCE_WITHOUT_LEXICON
    names = {name for name, value in zip(FEATURES, row, strict=True) if value}
    return likelihood >= MEANING and any(name.startswith(wanted) for name in names)


def _reason(row: Sequence[float]) -> str:
    names = {name for name, value in zip(FEATURES, row, strict=True) if value}
    return next((why for wanted, why in _REASONS if any(n.startswith(wanted) for n in names)), "other words")


_REASONS = (
    (("antonym", "near-antonym"), "the words are opposites"),
    (("negation",), "a negation changed"),
    (("unrelated-name",), "another name"),
    (("sister",), "another of the same kind"),
    (("unrelated",), "nothing joins the words"),
    (("new-",), "nothing explains the new words"),
    (("lost-",), "words were left out"),
    (("narrower",), "the new word says more"),
    (("wider",), "the new word says less"),
)
