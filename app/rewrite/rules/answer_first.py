"""Move the sentence that answers a question heading to the front of its section.

Only `What is X?` with a sentence that begins `X is ...` is understood: the shape leaves no doubt
which sentence answers, and neither it nor the one behind it may lean on its neighbours.
"""

import re

from app.domain.content import Block, BlockKind, Document, Section, Span
from app.rewrite.rules.edits import HARD_BREAK, Edit, touches
from app.rewrite.rules.language import LanguageRules
from app.text.sentences import sentences

RULE = "answer-first"

LOOK_AT_PARAGRAPHS = 3
"""An answer that comes later than this belongs to another line of thought."""

_WORD = re.compile(r"[^\W_]+")


def answer_edits(
    document: Document, section: Section, blocks: list[Block], rules: LanguageRules
) -> list[Edit]:
    """One edit that holds the cut and the insertion, or none."""
    subject = _asked_about(section.heading, rules)
    paragraphs = [block for block in blocks if block.kind is BlockKind.PARAGRAPH][:LOOK_AT_PARAGRAPHS]
    if not subject or not paragraphs or _first_block_is_not(paragraphs[0], blocks):
        return []
    front = paragraphs[0]
    for block in paragraphs:
        found = sentences(block.text)
        for place, sentence in enumerate(found):
            if _answers(block.text[sentence.start : sentence.end], subject, rules):
                is_front = block is front and place == 0
                return [] if is_front else _move(document, front, block, place=place, rules=rules)
    return []


def _first_block_is_not(front: Block, blocks: list[Block]) -> bool:
    prose = [block for block in blocks if block.kind not in (BlockKind.HEADING, BlockKind.HIDDEN)]
    return not prose or prose[0] is not front


def _asked_about(heading: str, rules: LanguageRules) -> tuple[str, ...]:
    """The words of X in `What is X?`, without its article."""
    if not heading.rstrip().endswith("?"):
        return ()
    words = [word.lower() for word in _WORD.findall(heading)]
    if len(words) < 3 or words[0] not in rules.question_words:
        return ()
    verbs = [place for place, word in enumerate(words[:4]) if word in rules.definition_verbs]
    return _without_article(words[verbs[0] + 1 :], rules) if verbs else ()


def _answers(sentence: str, subject: tuple[str, ...], rules: LanguageRules) -> bool:
    words = [word.lower() for word in _WORD.findall(sentence[:200])]
    rest = _without_article(words, rules)
    if rest[: len(subject)] != subject or len(rest) <= len(subject) + 3:
        return False
    return rest[len(subject)] in rules.definition_verbs and not sentence.rstrip().endswith("?")


def _without_article(words: list[str], rules: LanguageRules) -> tuple[str, ...]:
    return tuple(words[1:] if words and words[0] in rules.articles else words)


def _move(document: Document, front: Block, block: Block, *, place: int, rules: LanguageRules) -> list[Edit]:
    """Put sentence `place` of `block` before the first sentence of `front`."""
    first, found = sentences(front.text)[0], sentences(block.text)
    last_of_block = place + 1 == len(found)
    if len(found) == 1 or _leans(front.text, first, rules):
        return []
    if not last_of_block and _leans(block.text, found[place + 1], rules):
        return []
    span = _whole(document, block, found[place])
    goal = _front_of(document, front, first)
    if span is None or goal is None:
        return []
    source = document.source
    start, end = span.start, span.end
    if last_of_block:
        start = goal + len(source[goal:start].rstrip())
    else:
        end += len(source[end : block.span.end]) - len(source[end : block.span.end].lstrip())
    answer = source[span.start : span.end]
    return [Edit(Span(goal, end), f"{answer} {source[goal:start]}", RULE, front.section_id, is_move=True)]


def _front_of(document: Document, front: Block, first: Span) -> int | None:
    """Where a sentence may be put before the paragraph's first one."""
    start = front.source_span(first.start, first.end).start
    before = document.source[front.span.start : start]
    is_html = before.startswith("<") and before.endswith(">") and before.count("<") == 1
    return start if is_html or not before else None


def _leans(text: str, sentence: Span, rules: LanguageRules) -> bool:
    word = _WORD.search(text, sentence.start, sentence.end)
    return word is None or word.group().lower() in rules.anaphora


def _whole(document: Document, block: Block, sentence: Span) -> Span | None:
    """The sentence's place with all markup that belongs to it, None where it shares markup."""
    span = block.source_span(sentence.start, sentence.end)
    raw = document.source[span.start : span.end]
    if HARD_BREAK.search(raw) or any(mark in raw for mark in "*_`<>[]{}|\\"):
        return None
    if raw.split() != block.text[sentence.start : sentence.end].split():
        return None
    outside = (document.source[span.start - 1 : span.start], document.source[span.end : span.end + 1])
    at_edge = (span.start == block.span.start, span.end == block.span.end)
    if not all(edge or sign.isspace() or sign in "<>" for edge, sign in zip(at_edge, outside, strict=True)):
        return None
    return None if touches(span.start, span.end, (link.span for link in block.links)) else span
