"""Text of the page that readers do not see, by a means that is of no use to them."""

from collections.abc import Iterator
from itertools import groupby

from app.domain.content import Block, BlockKind, Concealment
from app.evaluation.aeo.check import Check
from app.evaluation.aeo.checked_page import CheckedPage
from app.evaluation.aeo.kinds.outcome import CheckOutcome, finding, limited, start_of
from app.evaluation.aeo.sequences import is_stuffed, sequences, word_count

_SCATTERED = frozenset({Concealment.ILLEGIBLE, Concealment.OFF_SCREEN})
NEW_SHARE = 0.5
"""Share of three-word sequences that the visible text must lack for hidden text to add something."""
LINKS_WEIGH = 0.25
"""A word of a link counts so much: parts that are hidden for good reasons are mostly links."""
PIECES = 3
"""Fragments scattered over a page count together from this multiple of the words that one may have."""


def hidden_text(check: Check, page: CheckedPage) -> CheckOutcome:
    """Hidden text of some length that says what the visible text does not.

    `illegible`, `off_screen`, `clipped`, `shut` and `unnamed` are the numbers of words from which text
    hidden by that means counts. Parts of the interface count only where one phrase fills them, and
    comments never.
    """
    runs = list(_runs(page, check))
    found = [
        finding(
            check,
            page.document,
            span=run[0].span,
            section_id=run[0].section_id,
            value=start_of(" ".join(block.text for block in run[:5])),
        )
        for run in runs
    ]
    return CheckOutcome(value=len(found), strength=float(bool(found)), findings=limited(found))


def _runs(page: CheckedPage, check: Check) -> Iterator[list[Block]]:
    """Neighbouring blocks hidden by one means, if they are long enough and new; else what is scattered."""
    blocks = page.document.blocks
    if not any(_is_suspect(block) for block in blocks):
        return
    seen = page.seen_sequences
    scattered: dict[Concealment, list[Block]] = {}
    is_any = False
    for suspect, group in groupby(
        blocks, key=lambda block: block.concealment if _is_suspect(block) else None
    ):
        if suspect is None:
            continue
        run = list(group)
        if suspect is Concealment.INTERFACE:
            is_any = True
            yield run
            continue
        enough = check.number(suspect.value.replace("-", "_"))
        if sum(map(_weight, run)) >= enough and _adds(run, seen):
            is_any = True
            yield run
        else:
            scattered.setdefault(suspect, []).extend(run)
    for means, rest in scattered.items() if not is_any else ():
        enough = PIECES * check.number(means.value.replace("-", "_"))
        if means in _SCATTERED and sum(map(_weight, rest)) >= enough and _adds(rest, seen):
            yield rest


def _is_suspect(block: Block) -> bool:
    if block.kind is not BlockKind.HIDDEN or block.concealment is None:
        return False
    return block.concealment is not Concealment.INTERFACE or (_weight(block) > 0 and is_stuffed(block.text))


def _weight(block: Block) -> float:
    """Words of prose; none where the text is code, a formula or markup."""
    text = block.text
    words = word_count(text)
    if "\\" in text or "<" in text or words < len(text.split()) / 2:
        return 0
    linked = sum(len(link.text.split()) for link in block.links if not link.is_image)
    return max(0, words - linked) + LINKS_WEIGH * min(linked, words)


def _adds(run: list[Block], seen: frozenset[tuple[str, ...]]) -> bool:
    own = set(sequences(" ".join(block.text for block in run)))
    return len(own - seen) >= NEW_SHARE * len(own) > 0
