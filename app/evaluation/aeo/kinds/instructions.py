"""Text addressed to machines where readers do not see it."""

import html
import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.content import BlockKind, Document, Span
from app.domain.scores import Finding
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import MAX_FINDINGS, CheckOutcome, finding, start_of
from app.evaluation.aeo.orders import orders
from app.evaluation.aeo.phrases import find_phrases, lowered, present
from app.evaluation.aeo.sequences import word_count

_VALUE = re.compile(r"""=\s?(?:"([^"]{12,8000})"|'([^']{12,8000})')""")
_DESC = re.compile(r"<desc\b[^<>]{0,200}>([^<]{12,8000})")
_LINK_TITLE = re.compile(r"\]\([^\s()]{1,1000} \"([^\"]{12,2000})\"\)")
"""What a drawing says of itself, and the title of a link in Markdown."""
_NAME = re.compile(r"[\w-]{1,30}\s?\Z")
_ADDRESSES = frozenset(
    {"href", "src", "srcset", "style", "class", "id", "d", "action", "data-src", "content-type"}
)
_PUBLIC = frozenset({"content"})
"""Descriptions of the page, which search results and previews show to people."""
_DESCRIBES = re.compile(
    r"\b(?:screen ?shots?|screen capture|image|picture|photo|figure|diagram|chart|illustration|drawing"
    r"|example|showing|shows|cartoon|comic|meme|bildschirmfoto|abbildung|beispiel|exemple|captura"
    r"|capture d['’]écran"
    r"|ejemplo|schermata|esempio|скриншот)\b|スクリーンショット|截图|截圖"
)
_SCRIPT = re.compile(r"<(script|style)\b(?![^>]{0,300}json)[^>]{0,2000}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Unseen:
    text: str
    span: Span
    section_id: str = ""
    is_public: bool = False
    describes: bool = False
    """It may describe a picture of an instruction, which is not one."""


def instructions(check: Check, page: CheckedPage) -> CheckOutcome:
    """Instructions to a language model in hidden text, comments, attributes or structured data."""
    unseen = list(_unseen(page.document))
    wanted = present(lowered("\n".join(each.text for each in unseen)), check.words("phrases"))
    found: list[Finding] = []
    places: set[int] = set()
    shown: _Shown | None = None
    for each in unseen:
        text = lowered(each.text)
        at = next(_hits(each, text, wanted), None)
        if at is None or each.span.start in places or len(found) >= MAX_FINDINGS:
            continue
        shown = _Shown(page.document) if shown is None else shown
        if not shown.holds(each.span.start):
            places.add(each.span.start)
            found.append(
                finding(
                    check,
                    page.document,
                    span=each.span,
                    section_id=each.section_id,
                    value=start_of(each.text[at:]),
                )
            )
    return CheckOutcome(value=len(found), strength=float(bool(found)), findings=tuple(found))


def _hits(unseen: _Unseen, text: str, wanted: Iterable[str]) -> Iterator[int]:
    for start, end in (*find_phrases(text, wanted), *orders(text, strictly=unseen.is_public)):
        if text[end - 1] == ":" and not _is_addressed(text, start, end):
            continue
        if not (unseen.describes and _is_described(text, start)):
            yield start


def _is_addressed(text: str, start: int, end: int) -> bool:
    """Whether `system:` opens the text and words follow; elsewhere it is a key or a label."""
    return not word_count(text[max(0, start - 40) : start]) and word_count(text[end : end + 80]) >= 3


def _is_described(text: str, start: int) -> bool:
    """Whether the words before say that it is shown in a picture, in the same sentence."""
    before = text[:start]
    sentence = before[max(before.rfind(". "), before.rfind("! "), before.rfind("\n")) + 1 :]
    return _DESCRIBES.search(sentence) is not None


def _unseen(document: Document) -> Iterator[_Unseen]:
    for block in document.blocks:
        if block.kind is BlockKind.HIDDEN:
            yield _Unseen(block.text, block.span, block.section_id)
        for link in block.links:
            if link.is_image:
                yield _Unseen(link.text, link.span, block.section_id, describes=True)
    source = document.source
    for match in _VALUE.finditer(source):
        value = match[1] or match[2]
        named = _NAME.search(source, max(0, match.start() - 31), match.start()) if " " in value else None
        if named is None:
            continue
        name = named[0].strip().lower()
        if name not in _ADDRESSES:
            text = html.unescape(value) if "&" in value else value
            is_public = name in _PUBLIC
            span = Span(named.start(), match.end())
            yield _Unseen(text, span, is_public=is_public, describes=not is_public)
    for pattern, mark in ((_DESC, "<desc"), (_LINK_TITLE, "](")):
        for match in pattern.finditer(source) if mark in source else ():
            yield _Unseen(match[1], Span(match.start(1), match.end(1)), describes=True)
    for key, value in document.front_matter.items():
        if isinstance(value, str):
            yield _Unseen(value, document.front_matter_span or Span(0, 0), is_public=key != "instructions")
    for raw, span in () if document.html is None else document.html.json_ld:
        yield _Unseen(_decoded(raw), span, is_public=True)


def _decoded(raw: str) -> str:
    """The texts of structured data, one per line; the data as it stands where it cannot be parsed."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return raw
    texts: list[str] = []
    waiting = [data]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            texts.append(each)
        elif isinstance(each, dict | list):
            waiting.extend(each.values() if isinstance(each, dict) else each)
    return "\n".join(texts)


class _Shown:
    """Where readers see the source as it stands, and where scripts are."""

    def __init__(self, document: Document) -> None:
        ranges = [
            (fragment.source_start, fragment.source_start + fragment.length)
            for block in document.blocks
            if block.kind is not BlockKind.HIDDEN
            for fragment in block.fragments
        ]
        source, at = document.source, 0
        lower = source.lower()
        while (opened := _SCRIPT.search(source, at)) is not None:
            closed = lower.find(f"</{opened[1].lower()}", opened.end())
            at = len(source) if closed < 0 else closed
            ranges.append((opened.end(), at))
        self._ranges = sorted(ranges)

    def holds(self, offset: int) -> bool:
        at = bisect_right(self._ranges, (offset, 1 << 62)) - 1
        return at >= 0 and offset < self._ranges[at][1]
