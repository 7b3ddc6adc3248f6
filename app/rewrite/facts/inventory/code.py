"""Blocks and spans of code."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.content import BlockKind, ContentFormat, Document
from app.domain.facts import FactDifference, FactFate, FactKind, Outcome
from app.rewrite.facts.inventory.item import Item, difference
from app.rewrite.inline_code import inline_code

_FENCE = re.compile(
    r"[ \t>]{0,40}(?:[-*+]|\d{1,9}[.)])?[ \t>]{0,40}(?:`{3,}|~{3,})[ \t]{0,9}(?P<info>[^\r\n]{0,300})"
)
_LANGUAGE = re.compile(r"[A-Za-z][\w+#.-]{0,30}")
_MARKDOWN = frozenset({ContentFormat.MARKDOWN, ContentFormat.MDX})


@dataclass(frozen=True, slots=True)
class CodeBlock:
    item: Item
    info: str
    """What stands behind the fence: the language and whatever a build makes of the block."""


def code_blocks_of(document: Document) -> list[CodeBlock]:
    found = []
    for block in document.blocks:
        if block.kind is not BlockKind.CODE:
            continue
        source = document.source[block.span.start : block.span.end]
        fence = _FENCE.match(source) if document.format in _MARKDOWN else None
        text = block.text if document.format in _MARKDOWN else source
        item = Item(FactKind.CODE, "code block", _key(text), text, block.span, block.section_id)
        found.append(CodeBlock(item, "" if fence is None else fence["info"].strip()))
    return found


def _key(text: str) -> str:
    """Line endings and the white space at line ends are no part of the code."""
    return "\n".join(line.rstrip() for line in text.strip("\r\n").splitlines())


def info_differences(
    pairs: Sequence[tuple[Item, Item]], before: Sequence[CodeBlock], after: Sequence[CodeBlock]
) -> Iterator[FactDifference]:
    """A language put on a bare fence is explained; another one, or an option, changes what a build makes."""
    old = {block.item.span: block.info for block in before}
    new = {block.item.span: block.info for block in after}
    for one, other in pairs:
        was, is_now = old[one.span], new[other.span]
        if was == is_now:
            continue
        is_named = not was and _LANGUAGE.fullmatch(is_now) is not None
        yield difference(
            one,
            other,
            FactFate.CHANGED,
            "the fence names its language" if is_named else "another language or option on the fence",
            outcome=Outcome.EXPLAINED if is_named else Outcome.BROKEN,
            score=0.0 if is_named else 1.0,
        )


def code_spans_of(document: Document) -> list[Item]:
    return [
        Item(FactKind.CODE, "code span", text, text, span, block.section_id)
        for block in document.blocks
        if block.kind not in {BlockKind.CODE, BlockKind.MARKUP, BlockKind.HIDDEN}
        for span, text in inline_code(document, block)
    ]


class Plainly:
    """Says whether a text that is code here stands in the other text without the marks of code."""

    def __init__(
        self, spans_before: Sequence[Item], spans_after: Sequence[Item], before: str, after: str
    ) -> None:
        self._before, self._after = before, after
        self._old = Counter(item.key for item in spans_before)
        self._new = Counter(item.key for item in spans_after)

    def marked(self, item: Item) -> bool:
        """The original has these characters as plain text, and that text is gone."""
        return self._times(self._before, item) >= self._new[item.key] and self._stays(item)

    def unmarked(self, item: Item) -> bool:
        """The candidate has them as plain text now."""
        return self._times(self._after, item) >= self._old[item.key] and self._stays(item)

    def _stays(self, item: Item) -> bool:
        return self._times(self._before, item) == self._times(self._after, item)

    @staticmethod
    def _times(text: str, item: Item) -> int:
        return text.count(item.key)
