"""Claims without support, and text that repeats itself: what takes points, or may."""

import math

from app.domain.content import BlockKind
from app.domain.scores import Finding, Severity
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.kinds.outcome import MAX_FINDINGS, Outcome, finding, limited
from app.evaluation.aeo.page import Page
from app.evaluation.aeo.phrases import find_phrases, present
from app.evaluation.aeo.repetition import folded, phrase_share, words_of
from app.evaluation.aeo.support import Lack

_SHOWN_CHARACTERS = 60


def unsupported_figures(check: Check, page: Page) -> Outcome:
    """Statistics without a source. One that neither the original nor a source holds is invented."""
    found: list[Finding] = []
    count = invented = 0
    for standing in page.standings:
        if standing.sentence.block.kind is BlockKind.TABLE:
            continue
        for figure in standing.unsupported:
            count += 1
            is_new = page.original is not None and figure.key not in page.known.every
            invented += is_new
            if len(found) >= MAX_FINDINGS:
                continue
            text = standing.sentence.text[figure.span.start : figure.span.end]
            found.append(
                finding(
                    check,
                    page.document,
                    span=standing.sentence.figure_span(figure),
                    section_id=standing.sentence.block.section_id,
                    value=text,
                    severity=Severity.ERROR if is_new else None,
                    message=check.parameters["invented"] if is_new else None,
                )
            )
    return Outcome(
        value=count,
        strength=_grown(count, check),
        findings=limited(found),
        invented=invented,
    )


def unsupported_quotes(check: Check, page: Page) -> Outcome:
    """Attributed quotations without a source."""
    found: list[Finding] = []
    count = invented = 0
    for standing in page.standings:
        for quote in standing.quotes:
            if not quote.is_attributed:
                continue
            is_new = page.original is not None and folded(quote.text) not in page.known.original
            count += 1
            invented += is_new
            if len(found) >= MAX_FINDINGS:
                continue
            block = standing.sentence.block
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
    return Outcome(
        value=count,
        findings=limited(found),
        invented=invented,
    )


def vague_claims(check: Check, page: Page) -> Outcome | None:
    """`Studies show`, with no study in sight."""
    found = []
    wanted = present(page.lower_text, check.words("phrases"))
    for standing in page.standings if wanted else ():
        if standing.sentence.is_sourced:
            continue
        for start, end in find_phrases(standing.sentence.text, wanted):
            block, offset = standing.sentence.block, standing.sentence.start
            found.append(
                finding(
                    check,
                    page.document,
                    span=block.source_span(offset + start, offset + end),
                    section_id=block.section_id,
                    value=block.text[offset + start : offset + end],
                )
            )
    return Outcome(value=len(found), findings=limited(found))


def repetition(check: Check, page: Page) -> Outcome | None:
    """Sentences said before, and one phrase said so often that it was written for a machine."""
    if page.words < check.number("min_words"):
        return None
    repeated = [standing for standing in page.standings if standing.lack is Lack.REPEATED]
    repeated_length = sum(standing.sentence.end - standing.sentence.start for standing in repeated)
    share_repeated = repeated_length / max(1, repeated_length + _own_length(page))
    phrase, share = phrase_share(_own_words(page), at_least=check.number("free_share"))
    over = max(0.0, share - check.number("free_share"))
    strength = min(1.0, (over + share_repeated) / check.number("full_share"))
    found = [
        finding(
            check,
            page.document,
            span=standing.sentence.span(),
            section_id=standing.sentence.block.section_id,
            message=check.parameters["repeated"],
            value=_shortened(standing.sentence.text),
        )
        for standing in repeated[:MAX_FINDINGS]
    ]
    if over > 0:
        found.insert(0, finding(check, page.document, value=phrase, share=round(100 * share, 1)))
    return Outcome(value=share + share_repeated, strength=strength, findings=limited(found))


def _own_length(page: Page) -> int:
    """Characters of what stands, and of whole blocks of quotation: an interview is mostly those."""
    quoted = (
        standing.sentence.end - standing.sentence.start
        for standing in page.standings
        if standing.lack is Lack.QUOTE and standing.sentence.block.kind is BlockKind.QUOTE
    )
    return len(page.standing_text) + sum(quoted)


def _own_words(page: Page) -> list[str]:
    """The words of what is neither unsupported nor repeated: those must not thin out a repetition."""
    return [word for line in page.lower_standing_text.split("\n") for word in words_of(line)]


def _grown(count: int, check: Check) -> float:
    """The first ones weigh most; `cap` of them take the whole penalty."""
    return min(1.0, math.log1p(count) / math.log1p(check.number("cap")))


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1].rstrip() + "…"
