"""Quotations in any marks, matched by their words."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from app.domain.content import Block, BlockKind, Document, Span
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.inventory.item import Item, Matched, changed, difference, fate_of, folded, words
from app.rewrite.facts.inventory.reported import Report, Unquoted

LONGEST = 2_000
_OPEN = re.compile(
    r"[“„«»「『‹›‚‟〝《﹁]|(?<![^\s(\[{<>—–:/*_=\"“„«])['‘](?=[^\s'’])(?!\d0s)|(?<!\w)\"(?=\S)|(?<!\w)``(?=\w)"
)
_CLOSERS = {
    "“": re.compile(r"[”“]"),
    "„": re.compile(r"[“”„]"),
    "‟": re.compile(r"[”“]"),
    "«": re.compile(r"»"),
    "»": re.compile(r"[«»]"),
    "‹": re.compile(r"›"),
    "›": re.compile(r"[‹›]"),
    "「": re.compile(r"」"),
    "『": re.compile(r"』"),
    "〝": re.compile(r"[〞〟]"),
    "《": re.compile(r"》"),
    "﹁": re.compile(r"﹂"),
    "‚": re.compile(r"[‘’](?!\w)"),
    "‘": re.compile(r"’(?!\w)"),
    "'": re.compile(r"(?<=[^\s(])'(?!\w)"),
    '"': re.compile(r'"'),
    "``": re.compile(r"''"),
}
_UNREAD = frozenset({BlockKind.CODE, BlockKind.MARKUP, BlockKind.HIDDEN, BlockKind.NAVIGATION})
_EDGE = " \u00a0\u202f\t\n.,;…。、，"
"""Punctuation that house styles put inside or outside the marks. A question mark is part of the words."""
_CALLOUT = re.compile(
    r"\W{0,9}(?:note|notes|tip|info|hint|warning|important|caution|danger|attention|todo|example|update|edit|tl;dr"
    r"|hinweis|achtung|wichtig|tipp|warnung|vorsicht|beispiel|remarque|astuce|conseil"
    r"|nota|aviso|atención|importante|consejo|advertencia|注|注意|メモ|警告|重要|ヒント)\b\s{0,2}[\]:：!.—–-]",
    re.IGNORECASE,
)
"""A block set like a quotation that is a note of the author: prose, compared as such."""
_SPEECH = 3
"""Words from which on a passage in quotation marks is speech and not a term."""


def quotations(text: str) -> list[Span]:
    """Passages in quotation marks, the marks included; outermost ones only. Linear."""
    found: list[Span] = []
    clear: dict[str, int] = {}  # no closer of this mark before here
    position = 0
    while (opened := _OPEN.search(text, position)) is not None:
        mark = opened.group()
        position = opened.end()
        first = max(position, clear.get(mark, 0))
        closed = _CLOSERS[mark].search(text, first, position + LONGEST)
        if closed is None:
            clear[mark] = max(first, min(len(text), position + LONGEST))
            continue
        if text[opened.end() : closed.start()].strip(_EDGE):
            found.append(Span(opened.start(), closed.end()))
            position = closed.end()
    return found


def quotation_items(document: Document) -> list[Item]:
    return [item for block in document.blocks if block.kind not in _UNREAD for item in _of_block(block)]


def _of_block(block: Block) -> Iterator[Item]:
    if block.kind is BlockKind.QUOTE and not _CALLOUT.match(block.text):
        yield Item(
            FactKind.QUOTE,
            "quoted block",
            folded(block.text),
            block.text,
            block.span,
            block.section_id,
            block.text,
        )
        return
    for span in quotations(block.text):
        marks = 2 if block.text.startswith("``", span.start) else 1
        said = block.text[span.start + marks : span.end - marks]
        yield Item(
            FactKind.QUOTE,
            "quotation",
            folded(said).strip(_EDGE),
            block.text[span.start : span.end],
            block.source_span(span.start, span.end),
            block.section_id,
            said,
        )


def quotation_differences(
    matched: Matched, sections: dict[str, str], before: Document, after: Document
) -> Iterator[FactDifference]:
    """What was said in other words, or put into somebody's mouth."""
    for old, new in matched.pairs:
        if folded(old.inner) != folded(new.inner):
            why = "punctuation moved across the marks"
            yield difference(old, new, FactFate.CHANGED, why, outcome=Outcome.EXPLAINED, score=0.0)
    split, matched = _without_splits(matched, sections)
    yield from split
    plain_before, plain_after = folded(before.visible_text), folded(after.visible_text)
    texts = Unquoted(before, without_quotations), Unquoted(after, without_quotations)
    for one, other in changed(matched, sections):
        if one is not None and other is not None:
            yield difference(one, other, FactFate.CHANGED, "the quoted words are others")
            continue
        item = one or other
        assert item is not None
        elsewhere = plain_before if one is None else plain_after
        is_speech = len(words(item.key)) >= _SPEECH
        is_there = item.key in elsewhere
        if is_there and not is_speech:
            why, outcome, score = "the same words, marked otherwise", Outcome.DOUBT_WORDING, 0.3
        elif is_there and other is None:
            why, outcome, score = "speech without its quotation marks", Outcome.DOUBT_MEANING, 0.6
        elif is_there:
            why, outcome, score = "own words became a quotation", Outcome.BROKEN, 1.0
        else:
            why, outcome, score = _gone(one, texts) if one is not None else _come(item, texts)
        yield difference(one, other, fate_of(one, other), why, outcome=outcome, score=score)


def _gone(quotation: Item, texts: tuple[Unquoted, Unquoted]) -> tuple[str, Outcome, float]:
    match texts[1].reports(quotation.inner, texts[0].around(quotation)):
        case Report.WHOLE:
            return "told in reported speech", Outcome.DOUBT_WORDING, 0.3
        case Report.PART:
            return "perhaps told in reported speech", Outcome.DOUBT_MEANING, 0.6
        case Report.NONE:
            return "the quotation is gone", Outcome.BROKEN, 1.0


def _come(quotation: Item, texts: tuple[Unquoted, Unquoted]) -> tuple[str, Outcome, float]:
    """Reported speech gives no words to quote: a person has to know that they fell."""
    if texts[0].reports(quotation.inner, texts[1].around(quotation)) is Report.WHOLE:
        return "reported speech became a quotation", Outcome.DOUBT_MEANING, 0.6
    return "nobody was quoted so", Outcome.BROKEN, 1.0


def without_quotations(text: str) -> str:
    """With spaces in their place, so that all offsets stay."""
    parts: list[str] = []
    at = 0
    for span in quotations(text):
        parts += (text[at : span.start], " " * len(span))
        at = span.end
    return "".join((*parts, text[at:]))


def _without_splits(matched: Matched, sections: dict[str, str]) -> tuple[list[FactDifference], Matched]:
    """Speech that was broken up by `he said`, or is whole again: the words together are the same."""
    gone: dict[str, list[Item]] = defaultdict(list)
    come: dict[str, list[Item]] = defaultdict(list)
    for item in matched.lost:
        gone[sections.get(item.section_id, "")].append(item)
    for item in matched.new:
        come[item.section_id].append(item)
    explained = [
        section
        for section, items in gone.items()
        if len(items) != len(come[section]) and _said(items) == _said(come[section])
    ]
    found = [
        difference(
            gone[section][0],
            come[section][0],
            FactFate.CHANGED,
            "the same words in other parts",
            outcome=Outcome.EXPLAINED,
            score=0.0,
        )
        for section in explained
    ]
    return found, Matched(
        matched.pairs,
        tuple(item for section, items in gone.items() if section not in explained for item in items),
        tuple(item for section, items in come.items() if section not in explained for item in items),
    )


def _said(items: Sequence[Item]) -> list[str]:
    return [word for item in items for word in words(item.key)]
