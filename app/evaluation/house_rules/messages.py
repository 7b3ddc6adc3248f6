"""The message of a finding: `%s` stands for what was found, as in Vale."""

import re
from collections.abc import Sequence

_MARK = re.compile(r"%(?:\[(\d+)\])?([sqvd%])")
_SPACES = re.compile(r" +")
_SHOWN = 200
"""Characters of the text that a message quotes."""


def message(template: str, *parts: str) -> str:
    """`%s` takes the next part, `%[2]s` the second; a mark without a part shows nothing."""
    taken = iter(parts)

    def fill(mark: re.Match[str]) -> str:
        if mark[2] == "%":
            return "%"
        if mark[1] is not None:
            number = int(mark[1]) if len(mark[1]) < 3 else 0
            return _short(parts[number - 1]) if 0 < number <= len(parts) else ""
        return _short(next(taken, ""))

    return _SPACES.sub(" ", _MARK.sub(fill, template).replace("\n", " "))


def alternatives(words: Sequence[str]) -> str:
    """`'a'`, `'a' or 'b'`, `'a', 'b', or 'c'`."""
    quoted = [f"'{word}'" for word in words]
    if len(quoted) < 3:
        return " or ".join(quoted)
    return ", ".join([*quoted[:-1], f"or {quoted[-1]}"])


def unquoted(template: str) -> str:
    """The template with its first `'%s'` bare, where alternatives bring their own quotes."""
    for quoted in ("'%s'", '"%s"'):
        if template.count(quoted) == 2:
            return template.replace(quoted, "%s", 1)
    return template


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
