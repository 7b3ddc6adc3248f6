"""Cut a sentence that says word for word what an earlier one said."""

from collections.abc import Iterable, Iterator

from app.domain.content import Block, BlockKind, Document, Span
from app.rewrite.facts.figures import figures_of
from app.rewrite.facts.lexicon import lexicon_for
from app.rewrite.rules.edits import Edit, plain_span, sealed_ranges, touches
from app.rewrite.rules.language import LanguageRules
from app.text.sentences import sentences, word_count

RULE = "repeat"
MIN_WORDS = 6
"""Words of a sentence; shorter ones (`It works.`) are repeated for a reason."""


def repeat_edits(document: Document, blocks: Iterable[Block], rules: LanguageRules) -> Iterator[Edit]:
    """Edits for all of the document's paragraphs. A paragraph never loses its only sentence.

    What stands in quotation marks or brackets, holds a figure, or is pointed back at by the next sentence,
    stays: a figure said twice may be meant twice.
    """
    seen: set[str] = set()
    lexicon = lexicon_for(rules.language)
    for block in blocks:
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        found = sentences(block.text)
        left = len(found)
        sealed = sealed_ranges(block.text)
        for number, sentence in enumerate(found):
            said = " ".join(block.text[sentence.start : sentence.end].split())
            if said not in seen:
                seen.add(said)
                continue
            follows = found[number + 1] if number + 1 < len(found) else None
            if (
                left < 2
                or word_count(said) < MIN_WORDS
                or figures_of(said, lexicon)
                or touches(sentence.start, sentence.end, sealed)
                or (follows is not None and _points_back(block.text, follows, rules))
            ):
                continue
            edit = _cut(document, block, sentence, first=number == 0)
            if edit is not None:
                left -= 1
                yield edit


def _points_back(text: str, sentence: Span, rules: LanguageRules) -> bool:
    words = text[sentence.start : sentence.end].split(maxsplit=1)
    return bool(words) and words[0].strip(",").lower() in rules.anaphora


def _cut(document: Document, block: Block, sentence: Span, *, first: bool) -> Edit | None:
    """The sentence goes with the space before it, or after it where it opens the paragraph."""
    start, end = sentence.start, sentence.end
    if first:
        while end < len(block.text) and block.text[end].isspace():
            end += 1
    else:
        while start > 0 and block.text[start - 1].isspace():
            start -= 1
    inner = plain_span(document, block, sentence.start, sentence.end)
    if inner is None:
        return None
    span = Span(
        inner.start if first else block.source_span(0, start).end,
        block.source_span(end, len(block.text)).start if first else inner.end,
    )
    around = document.source[span.start : inner.start] + document.source[inner.end : span.end]
    return None if around.strip() else Edit(span, "", RULE, block.section_id)
