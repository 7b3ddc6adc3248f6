"""Footnotes and citations: marks by the note that they lead to, so that a label may be renamed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.domain.content import BlockKind, Document
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.inventory.item import Item, difference, folded

_DEFINED = re.compile(
    r"[ \t>]{0,20}(?:\[\^(?P<label>[^\]\s]{1,100})\]:|\.\.[ \t]{1,9}\[(?P<rst>[^\]]{1,100})\])"
)
_CITATION = re.compile(
    r"\[\^[^\[\]\s]{1,60}\](?!:)|(?<![\]\w!])\[-?@[^\[\]\r\n]{1,300}\]"
    r"|(?<![\]\w!^])\[\d{1,3}(?:[,–-] ?\d{1,3}){0,9}\](?![(\[:])"
)
_INLINE_NOTE = re.compile(r"\^\[(?P<text>[^\[\]\r\n]{1,500})\]")
_MARK = "#fn-"


@dataclass(frozen=True, slots=True)
class Notes:
    marks: tuple[Item, ...]
    """Keyed by label."""
    definitions: dict[str, Item]
    """By label, keyed by their folded text."""
    citations: tuple[Item, ...]


def notes_of(document: Document) -> Notes:
    marks, citations, definitions = [], [], {}
    for block in document.blocks:
        defined = _DEFINED.match(document.source, block.span.start, block.span.end)
        if defined is not None:
            label = defined["label"] or defined["rst"]
            definitions[label] = Item(
                FactKind.FOOTNOTE, "footnote", folded(block.text), block.text, block.span, block.section_id
            )
        for link in block.links:
            if link.target.startswith(_MARK):
                label = link.target.removeprefix(_MARK)
                marks.append(
                    Item(
                        FactKind.FOOTNOTE, "footnote mark", label, f"[^{label}]", link.span, block.section_id
                    )
                )
        if block.kind in {BlockKind.CODE, BlockKind.MARKUP, BlockKind.HIDDEN} or "[" not in block.text:
            continue
        for pattern, name in ((_CITATION, "citation"), (_INLINE_NOTE, "inline note")):
            for match in pattern.finditer(block.text):
                span = block.source_span(*match.span())
                text = match.group()
                citations.append(Item(FactKind.FOOTNOTE, name, folded(text), text, span, block.section_id))
    return Notes(tuple(marks), definitions, tuple(citations))


def renamed(before: Notes, after: Notes) -> dict[str, str]:
    """Label in the candidate to the label in the original of the note that it leads to.

    Notes are the same if their text is; where it was reworded, if their label is.
    """
    by_text = {item.key: label for label, item in before.definitions.items()}
    names = {label: by_text[item.key] for label, item in after.definitions.items() if item.key in by_text}
    taken = set(names.values())
    for label in after.definitions:
        if label not in names and label in before.definitions and label not in taken:
            names[label] = label
    return names


def mark_items(before: Notes, after: Notes) -> tuple[list[Item], list[Item]]:
    """The marks of both texts with keys that can be compared."""
    names = renamed(before, after)
    other = [
        replace(
            mark, key=names.get(mark.key, mark.key if mark.key not in after.definitions else f"?{mark.key}")
        )
        for mark in after.marks
    ]
    return [*before.marks, *before.citations], [*other, *after.citations]


def note_differences(before: Notes, after: Notes) -> Iterator[FactDifference]:
    """Notes that are gone, new or renamed. What a note says is prose and is compared as such."""
    names = renamed(before, after)
    for label, item in after.definitions.items():
        old = names.get(label)
        if old is None:
            yield difference(None, item, FactFate.NEW, "no such footnote before")
        elif old != label:
            yield difference(
                replace(before.definitions[old], text=f"[^{old}]"),
                replace(item, text=f"[^{label}]"),
                FactFate.CHANGED,
                "the same note under another label",
                outcome=Outcome.EXPLAINED,
                score=0.0,
            )
    kept = set(names.values())
    for label, item in before.definitions.items():
        if label not in kept:
            yield difference(item, None, FactFate.LOST, "the footnote is gone")
