"""Put back what was masked, each exactly once."""

import re
from collections import Counter

from app.rewrite.masks.mask import Masked


class MaskBroken(ValueError):
    """A mark is missing, doubled or invented; the message names it."""


def restore(text: str, masked: Masked) -> str:
    """`text` with every mark replaced by what it stands for. Raises MaskBroken."""
    tokens = {mask.token: mask for mask in masked.masks}
    if not tokens:
        return text
    marks = _marks(masked.masks[0].token)
    text = marks.sub(lambda match: re.sub(r"\s", "", match.group()), text)
    found = Counter(match.group() for match in marks.finditer(text))
    for token, mask in tokens.items():
        if found[token] != 1:
            how = "lost" if not found[token] else f"used {found[token]} times"
            raise MaskBroken(f"section {masked.section_id}: the reply {how} mark {mask}")
    invented = sorted(set(found) - set(tokens))
    if invented:
        raise MaskBroken(f"section {masked.section_id}: the reply invents mark {invented[0]}")
    return marks.sub(lambda match: tokens[match.group()].original, text)


def _marks(token: str) -> re.Pattern[str]:
    """Every mark of this text's own brackets, forgiving a space that a model put inside."""
    opening, closing = re.split(r"\d+(?=\D*$)", token)
    return re.compile(rf"{re.escape(opening)}\s?\d{{1,6}}\s?{re.escape(closing)}")
