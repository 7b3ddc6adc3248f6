"""Claims without support, which a rewrite may have invented, and repetition, which costs points."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from app.domain.content import Block, BlockKind, Span
from app.domain.scores import Finding, Severity
from app.evaluation.aeo.asked_figures import asked_figure
from app.evaluation.aeo.asked_quotes import is_asked_about
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding, limited
from app.evaluation.aeo.phrases import find_phrases, present
from app.evaluation.aeo.repetition import phrase_share, words_of
from app.evaluation.aeo.said_again import SaidAgain, repeats, said_again
from app.evaluation.aeo.support import Lack

_SHOWN_CHARACTERS = 60
_SIGNED = re.compile(r"\s*[—–-]+ ?[^\W\d_]")


def unsupported_figures(check: Check, page: CheckedPage) -> CheckOutcome:
    """Statistics without a source. One found in neither the original nor a source is invented.

    All of them count; shown is each invented one, and of the others one in a sentence.
    """
    found: list[Finding] = []
    count = invented = 0
    # A note at the end of a passage answers for what stands before it.
    last_sourced = {
        id(sentence.block): index for index, sentence in enumerate(page.sentences) if sentence.is_sourced
    }
    for index, support in enumerate(page.support):
        block, offset = support.sentence.block, support.sentence.start
        asked = None
        if index > last_sourced.get(id(block), -1):
            asked = asked_figure(support.sentence, support.unsupported, language=page.document.language)
        claims = [
            (each.span.start, each.span.end, page.known.lacks(each), each is asked)
            for each in support.unsupported
        ]
        claims += [(start, end, True, False) for start, end in support.invented]
        for start, end, is_new, is_asked in claims:
            if block.kind is BlockKind.TABLE and not is_new:
                continue
            count += 1
            invented += is_new
            if not is_new and not is_asked:
                continue
            span = block.source_span(offset + start, offset + end)
            value = support.sentence.text[start:end]
            found.append(_claim(check, page, block, span=span, value=value, is_new=is_new))
    return CheckOutcome(value=count, findings=limited(found), invented=invented)


def unsupported_quotes(check: Check, page: CheckedPage) -> CheckOutcome:
    """Attributed quotations without a source. All of them count; an ordinary one is asked about only where
    its speaker is named."""
    found: list[Finding] = []
    count = invented = 0
    for block, start, end, text, is_asked in _attributed(page):
        is_new = page.known.is_new(text)
        count += 1
        invented += is_new
        if not is_new and not is_asked:
            continue
        span = block.source_span(start, end)
        found.append(_claim(check, page, block, span=span, value=_shortened(text), is_new=is_new))
    return CheckOutcome(value=count, findings=limited(found), invented=invented)


def _claim(check: Check, page: CheckedPage, block: Block, *, span: Span, value: str, is_new: bool) -> Finding:
    """A claim without a source; one that is new in a rewrite is invented, which is an error."""
    return finding(
        check,
        page.document,
        span=span,
        section_id=block.section_id,
        severity=Severity.ERROR if is_new else None,
        message=check.parameters["invented"] if is_new else None,
        value=value,
    )


def _attributed(page: CheckedPage) -> Iterator[tuple[Block, int, int, str, bool]]:
    """Quotations of somebody: block, bounds in it, text, and whether an author is asked for the source.

    Block quotations with a name below them are among them only if a rewrite added them: an author marks
    them as what they are.
    """
    for support, following in zip_longest(page.support, page.support[1:]):
        sentence = support.sentence
        for quote in support.quotes:
            if quote.is_attributed:
                is_asked = is_asked_about(sentence.block.text, quote)
                yield sentence.block, quote.start, quote.end, quote.text, is_asked
        if page.original is None or support.lack is None or following is None:
            continue
        below = following.sentence.block
        is_signed = sentence.block.kind is below.kind is BlockKind.QUOTE and _SIGNED.match(below.text)
        if is_signed and page.known.is_new(sentence.text):
            yield sentence.block, sentence.start, sentence.end, sentence.text, True


def vague_claims(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """`Studies show` without citing one."""
    found = []
    wanted = present(page.lower_text, check.words("phrases"))
    for support in page.support if wanted else ():
        if support.sentence.is_sourced:
            continue
        for start, end in find_phrases(support.sentence.text, wanted):
            block, offset = support.sentence.block, support.sentence.start
            found.append(
                finding(
                    check,
                    page.document,
                    span=block.source_span(offset + start, offset + end),
                    section_id=block.section_id,
                    value=block.text[offset + start : offset + end],
                )
            )
    return CheckOutcome(value=len(found), findings=limited(found))


def repetition(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Repeated sentences, and a phrase used so often that it was written for a machine.

    All of them count; found is what a reader would stumble over.
    """
    if page.words < check.number("min_words"):
        return None
    repeated = [support for support in page.support if support.lack is Lack.REPEATED]
    repeated_length = sum(support.sentence.end - support.sentence.start for support in repeated)
    share_repeated = repeated_length / max(1, repeated_length + _own_length(page))
    phrase, share = phrase_share(_own_words(page), at_least=check.number("free_share"))
    over = max(0.0, share - check.number("free_share"))
    strength = min(1.0, (over + share_repeated) / check.number("full_share"))
    every, share_of_prose = repeats(page.sentences)
    places = every if share_of_prose >= check.number("mostly") else said_again(page.sentences)
    found = [
        _repeat(check, page, place)
        for place in places
        if page.sentences[place.first].block.section_id not in page.binding
    ]
    span = _first_place(page, phrase) if share >= check.number("stuffed_share") else None
    if span is not None:
        found.insert(0, finding(check, page.document, span=span, value=phrase, share=round(100 * share, 1)))
    return CheckOutcome(value=share + share_repeated, strength=strength, findings=limited(found))


def _repeat(check: Check, page: CheckedPage, place: SaidAgain) -> Finding:
    """Where it is said again; the message names the line that said it first."""
    first, last = page.sentences[place.first], page.sentences[place.last]
    block = first.block
    earlier = page.sentences[place.before]
    line, _ = page.document.position(earlier.span().start)
    return finding(
        check,
        page.document,
        span=block.source_span(first.start, last.end),
        section_id=block.section_id,
        message=check.parameters["repeated"],
        value=_shortened(block.text[first.start : last.end]),
        line=line,
    )


def _first_place(page: CheckedPage, phrase: str) -> Span | None:
    """Where the phrase stands first, in the words of the text."""
    for sentence in page.sentences:
        bounds = next(find_phrases(sentence.text, (phrase,)), None)
        if bounds is not None:
            return sentence.block.source_span(sentence.start + bounds[0], sentence.start + bounds[1])
    return None


def _own_length(page: CheckedPage) -> int:
    """Characters of supported sentences and of block quotations, of which an interview mostly consists."""
    quoted = (
        support.sentence.end - support.sentence.start
        for support in page.support
        if support.lack is Lack.QUOTE and support.sentence.block.kind is BlockKind.QUOTE
    )
    return len(page.standing.text) + sum(quoted)


def _own_words(page: CheckedPage) -> list[str]:
    """The words of supported sentences only: others must not dilute a repetition."""
    return [word for line in page.standing.lower_text.split("\n") for word in words_of(line)]


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1].rstrip() + "…"
