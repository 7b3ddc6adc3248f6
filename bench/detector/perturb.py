"""What must not change a score: eight ways to dress the same text, seeded."""

import random
import re
from collections.abc import Callable, Mapping

_LOOK_ALIKES = str.maketrans("aceiopsxyABCEHIKMOPTX", "асеіорѕхуАВСЕНІКМОРТХ")
_SPACE = re.compile(r" +")


def look_alikes(text: str, chance: random.Random) -> str:
    """A tenth of the letters that have a Cyrillic twin."""
    return "".join(
        twin if twin != char and chance.random() < 0.1 else char
        for char, twin in zip(text, text.translate(_LOOK_ALIKES), strict=True)
    )


def zero_width(text: str, chance: random.Random) -> str:
    """A zero-width space after 8 % of the characters."""
    return "".join(char + "\u200b" if chance.random() < 0.08 else char for char in text)


def lower_case(text: str, _: random.Random) -> str:
    return text.lower()


def doubled_spaces(text: str, _: random.Random) -> str:
    return _SPACE.sub("  ", text)


def curly_quotes(text: str, _: random.Random) -> str:
    """Every straight quote made typographic."""
    curly, opens = [], True
    for char in text:
        if char == '"':
            curly.append("“" if opens else "”")
            opens = not opens
        else:
            curly.append("’" if char == "'" else char)
    return "".join(curly)


def straight_quotes(text: str, _: random.Random) -> str:
    return text.translate(str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"}))


def rewrapped(text: str, _: random.Random) -> str:
    """Lines of at most 60 characters."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= 60:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def markdown(text: str, chance: random.Random) -> str:
    """A title above, some words emphasised, some linked. Scored as a Markdown file."""
    words = []
    for word in text.split(" "):
        drawn = chance.random()
        if word.isalpha() and drawn < 0.02:
            words.append(f"**{word}**")
        elif word.isalpha() and drawn < 0.03:
            words.append(f"[{word}](https://example.org/{len(words)})")
        else:
            words.append(word)
    return "# A title\n\n" + " ".join(words) + "\n"


PERTURBATIONS: Mapping[str, Callable[[str, random.Random], str]] = {
    "10 % look-alikes": look_alikes,
    "8 % zero-width": zero_width,
    "lower case": lower_case,
    "doubled spaces": doubled_spaces,
    "curly quotes": curly_quotes,
    "straight quotes": straight_quotes,
    "rewrapped": rewrapped,
    "markdown": markdown,
}
