"""Checks that may subtract points: unsupported claims, and repetition."""

import math

from app.domain.content import BlockKind, Span
from app.domain.scores import Finding, Severity
from app.evaluation.aeo.asked_figures import asked_figure
from app.evaluation.aeo.asked_quotes import is_asked_about
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding, limited
from app.evaluation.aeo.phrases import find_phrases, present
from app.evaluation.aeo.repetition import folded, phrase_share, words_of
from app.evaluation.aeo.said_again import SaidAgain, repeats, said_again
from app.evaluation.aeo.support import Lack

_SHOWN_CHARACTERS = 60


def unsupported_figures(check: Check, page: CheckedPage) -> CheckOutcome:
    """Statistics without a source. One found in neither the original nor a source is invented."""
    found: list[Finding] = []
    count = invented = 0
    # A note at the end of a passage answers for what stands before it.
    last_sourced = {
        id(sentence.block): index for index, sentence in enumerate(page.sentences) if sentence.is_sourced
    }
    for index, support in enumerate(page.support):
        if support.sentence.block.kind is BlockKind.TABLE:
            continue
        asked = None
        if index > last_sourced.get(id(support.sentence.block), -1):
            asked = asked_figure(support.sentence, support.unsupported, language=page.document.language)
        for figure in support.unsupported:
            count += 1
            is_new = page.original is not None and figure.key not in page.known.every
            invented += is_new
            if not is_new and figure is not asked:
                continue
            text = support.sentence.text[figure.span.start : figure.span.end]
            found.append(
                finding(
                    check,
                    page.document,
                    span=support.sentence.figure_span(figure),
                    section_id=support.sentence.block.section_id,
                    value=text,
                    severity=Severity.ERROR if is_new else None,
                    message=check.parameters["invented"] if is_new else None,
                )
            )
    return CheckOutcome(
        value=count,
        strength=_grown(count, check),
        findings=limited(found),
        invented=invented,
    )


def unsupported_quotes(check: Check, page: CheckedPage) -> CheckOutcome:
    """Attributed quotations without a source."""
    found: list[Finding] = []
    count = invented = 0
    for support in page.support:
        for quote in support.quotes:
            if not quote.is_attributed:
                continue
            is_new = page.original is not None and folded(quote.text) not in page.known.original
            count += 1
            invented += is_new
            block = support.sentence.block
            if not is_new and not is_asked_about(block.text, quote):
                continue
            found.append(
                finding(
                    check,
                    page.document,
                    span=block.source_span(quote.start, quote.end),
                    section_id=block.section_id,
                    value=_shortened(quote.text),
                    severity=Severity.ERROR if is_new else None,
                    message=check.parameters["invented"] if is_new else None,
                )
            )
    return CheckOutcome(
        value=count,
        findings=limited(found),
        invented=invented,
    )


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
    return len(page.supported_text) + sum(quoted)


def _own_words(page: CheckedPage) -> list[str]:
    """The words of supported sentences only: others must not dilute a repetition."""
    return [word for line in page.lower_supported_text.split("\n") for word in words_of(line)]


def _grown(count: int, check: Check) -> float:
    """Logarithmic: the first ones weigh most, and `cap` of them incur the whole penalty."""
    return min(1.0, math.log1p(count) / math.log1p(check.number("cap")))


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1].rstrip() + "…"
