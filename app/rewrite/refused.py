"""What the last candidate broke, as the next request tells it: bounded, and as data between markers."""

from collections.abc import Collection, Iterable, Iterator

from app.rewrite.masks.redacted import redacted
from app.rewrite.proposal import Refused

MOST_REFUSED = 6
"""The worst ones; the others are often their echoes."""
LONGEST_REFUSED = 240
"""Characters of a sentence: with all of them a request grows by some 800 tokens at most."""
LONGEST_REASON = 160
HEAD = "An earlier version was refused because of these sentences. Keep what each says before:"


def refused_lines(
    refused: Iterable[Refused], sections: Collection[str], nonce: str, *, protected: Iterable[str] = ()
) -> Iterator[str]:
    """Only of sections that are sent anyway, and what the candidate added; nothing where there is none."""
    worst = [one for one in refused if one.section_id in sections or not (one.section_id or one.was)]
    worst = worst[:MOST_REFUSED]
    if not worst:
        return
    kept_out = tuple(protected)
    yield HEAD
    for one in worst:
        where = f"section {one.section_id}, " if one.section_id else ""
        yield f"- {where}{_short(redacted(one.reason), LONGEST_REASON)}"
        for name, sentence in (("before", one.was), ("refused", one.now)):
            shown = _short(redacted(sentence, kept_out), LONGEST_REFUSED)
            yield f"<data {nonce} {name}>{shown or 'no such sentence'}</data {nonce}>"


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 4]} ..."
