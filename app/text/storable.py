"""Text from outside that every database and every encoding takes."""

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL refuses, and halves of characters, which no encoding can write."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def storable_text(text: str) -> str:
    """The text with each character that cannot be stored replaced; its length stays."""
    return _UNSTORABLE.sub(REPLACEMENT, text)
