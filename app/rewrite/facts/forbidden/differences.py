"""What the candidate has that the original lacks, of what never passes."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from app.domain.content import Document, Span
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.forbidden.active_html import html_constructs
from app.rewrite.facts.forbidden.addresses import address_constructs
from app.rewrite.facts.forbidden.characters import character_constructs, describe
from app.rewrite.facts.forbidden.chat import chat_constructs
from app.rewrite.facts.forbidden.code import Cover, Roles
from app.rewrite.facts.forbidden.construct import Construct
from app.rewrite.facts.forbidden.includes import include_constructs
from app.rewrite.facts.forbidden.templates import template_constructs
from app.rewrite.text import Text

LONGEST_SHOWN = 80
MOST_SHOWN = 100
"""One is enough to refuse a candidate; a text made of nothing else need not be reported to the end."""

Keyed = tuple[str, str, str]
"""Name, text and role."""


def forbidden_differences(before: Text, after: Text) -> Iterator[FactDifference]:
    """Everything of these kinds that is new, in the order of the candidate; broken, whatever the policy.

    Compared are the texts as they came (`Text.source`): what the parser replaces (NUL, surrogates) counts.
    A construct is known if the original has the very same characters in the same role (live, in code, in a
    comment, in a raw passage, inside another construct), as often. Linear in the length of both.
    """
    if before.source != after.source:
        yield from islice(_new(before, after), MOST_SHOWN)


def _new(before: Text, after: Text) -> Iterator[FactDifference]:
    new: list[Construct] = []
    old: list[Construct] = []
    for detect in (_live, _characters, _chat):
        found = list(detect(after))
        new += found
        if found:  # what the candidate does not have need not be known of the original
            old += detect(before)
    if not new:
        return
    known = Counter(_keyed(before, old))
    document = after.document
    reported = 0
    for construct, key in sorted(zip(new, _keyed(after, new), strict=True), key=lambda one: _place(one[0])):
        if known[key]:
            known[key] -= 1
        elif construct.span.start >= reported:
            reported = construct.span.end
            yield _difference(construct, after.source, document)


def _live(text: Text) -> Iterator[Construct]:
    """What runs; all of it together, because one may stand inside another and be inert there."""
    yield from template_constructs(text.document, text.source)
    yield from include_constructs(text.source, text.document.format)
    yield from html_constructs(text.source)
    yield from address_constructs(text.source)


def _characters(text: Text) -> Iterator[Construct]:
    return character_constructs(text.source)


def _chat(text: Text) -> Iterator[Construct]:
    return chat_constructs(text.document, text.source)


def _keyed(text: Text, constructs: Sequence[Construct]) -> list[Keyed]:
    roles = None
    keys: list[Keyed] = []
    around = Cover(construct.span for construct in constructs if construct.has_role)
    for construct in constructs:
        if not construct.has_role:
            keys.append((construct.name, construct.key, ""))
            continue
        roles = roles or Roles(text.document)
        start = construct.span.start
        role = f"{roles.of(start)} inside" if around.surrounds(start) else roles.of(start)
        keys.append((construct.name, construct.key, role))
    return keys


def _place(construct: Construct) -> tuple[int, bool, int]:
    """Where readers differ on what stands at a place, the name that says most comes first."""
    return construct.span.start, construct.kind is not FactKind.CHATTER, -construct.span.end


def _difference(construct: Construct, source: str, document: Document) -> FactDifference:
    line, _ = document.position(construct.span.start)
    return FactDifference(
        construct.kind,
        FactFate.NEW,
        after=_shown(source[construct.span.start : construct.span.end]),
        after_span=construct.span,
        section_id=_section_of(document, construct.span),
        why=f"{construct.name} in line {line}",
        outcome=Outcome.BROKEN,
    )


def _shown(text: str) -> str:
    """The excerpt, with names for what cannot be seen."""
    clean = "".join(
        sign if sign.isprintable() or sign == "\n" else f"[{describe(sign)}]" for sign in text[:200]
    )
    return clean if len(clean) <= LONGEST_SHOWN else f"{clean[: LONGEST_SHOWN - 3]}..."


def _section_of(document: Document, span: Span) -> str:
    held = bisect_right(document.sections, span.start, key=lambda section: section.span.start)
    return document.sections[held - 1].id if held else ""
