"""Readability checks, without points: length, headings, long sentences and paragraphs, alt texts."""

from app.domain.content import BlockKind, ContentFormat
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding, limited
from app.evaluation.aeo.phrases import find_phrases, present
from app.evaluation.aeo.read_sentences import count_words


def length(check: Check, page: CheckedPage) -> CheckOutcome:
    short = 0 < page.words < check.number("min_words")
    found = (finding(check, page.document, value=round(page.words)),) if short else ()
    return CheckOutcome(value=page.words, findings=found)


def heading_order(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Levels do not skip, there is one first-level heading at most, none is empty."""
    headings = list(page.document.headings())
    if not headings:
        return None
    found, previous, titles = [], 0, 0
    for block in headings:
        problem = ""
        titles += block.level == 1
        if previous and block.level > previous + 1:
            problem = f"level {block.level} follows level {previous}"
        elif block.level == 1 and titles == 2:
            problem = "this is a second first-level heading"
        if problem:
            found.append(
                finding(check, page.document, span=block.span, section_id=block.section_id, value=problem)
            )
        previous = block.level
    return CheckOutcome(value=len(found), findings=limited(found))


def long_sentences(check: Check, page: CheckedPage) -> CheckOutcome:
    found = []
    for sentence in page.sentences:
        if sentence.block.kind is BlockKind.TABLE or sentence.end - sentence.start < 2 * check.number(
            "max_words"
        ):
            continue
        words = count_words(sentence.text)
        if words > check.number("max_words"):
            found.append(
                finding(
                    check,
                    page.document,
                    span=sentence.span(),
                    section_id=sentence.block.section_id,
                    value=round(words),
                )
            )
    return CheckOutcome(value=len(found), findings=limited(found))


def long_paragraphs(check: Check, page: CheckedPage) -> CheckOutcome:
    found = []
    for block in page.document.prose():
        if len(block.text) < 2 * check.number("max_words"):
            continue
        words = count_words(block.text)
        if words > check.number("max_words"):
            found.append(
                finding(
                    check, page.document, span=block.span, section_id=block.section_id, value=round(words)
                )
            )
    return CheckOutcome(value=len(found), findings=limited(found))


def orphan_openings(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Sections whose first sentence begins with a pronoun, so that an excerpt of them makes no sense."""
    seen: set[str] = set()
    found = []
    for sentence in page.sentences:
        section = sentence.block.section_id
        if section in seen or section in ("", "s0"):
            continue
        seen.add(section)
        if sentence.text.lower().startswith(check.words("openings")):
            found.append(
                finding(
                    check,
                    page.document,
                    span=sentence.span(),
                    section_id=section,
                    value=sentence.text.partition(" ")[0],
                )
            )
    return CheckOutcome(value=len(found), findings=limited(found)) if seen else None


def image_texts(check: Check, page: CheckedPage) -> CheckOutcome | None:
    images = [(link, block) for block in page.document.blocks for link in block.links if link.is_image]
    if not images or page.document.format is ContentFormat.RST:
        return None
    found = [
        finding(check, page.document, span=link.span, section_id=block.section_id, value=link.target[-60:])
        for link, block in images
        if not link.text.strip()
    ]
    return CheckOutcome(value=len(found), findings=limited(found))


def phrases(check: Check, page: CheckedPage) -> CheckOutcome:
    """Words that the house style forbids. The kind for a project's own checks."""
    found = []
    wanted = present(page.lower_text, check.words("phrases"))
    for block in page.shown if wanted else ():
        for start, end in find_phrases(block.text, wanted):
            found.append(
                finding(
                    check,
                    page.document,
                    span=block.source_span(start, end),
                    section_id=block.section_id,
                    value=block.text[start:end],
                )
            )
    return CheckOutcome(value=len(found), findings=limited(found))


def required_keys(check: Check, page: CheckedPage) -> CheckOutcome | None:
    """Front matter keys that the house requires."""
    if page.document.html is not None:
        return None
    missing = [key for key in check.words("keys") if not page.document.front_matter.get(key)]
    span = page.document.front_matter_span
    found = (finding(check, page.document, span=span, value=", ".join(missing)),) if missing else ()
    return CheckOutcome(value=len(missing), findings=found)
