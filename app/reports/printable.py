"""Makes text from outside safe to show: a terminal or a browser must not interpret it."""

import unicodedata

_KEPT = frozenset("\n\t")
_INVISIBLE = (
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u2060\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Characters that reorder, hide or break text. Joiners (U+200C, U+200D) are kept: some scripts need them."""


def _escaped(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


_TABLE = {
    **{code: _escaped(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in _KEPT},
    **{ord(character): _escaped(ord(character)) for character in _INVISIBLE},
    ord("\r"): "",
}
_SURROGATES = {code: _escaped(code) for code in range(0xD800, 0xE000)}
_ONE_LINE = {**_TABLE, **_SURROGATES, ord("\n"): "\\n", ord("\t"): "\\t", ord("\r"): "\\r"}
_MANY_LINES = {**_TABLE, **_SURROGATES}


def printable(text: str) -> str:
    r"""One line: control, bidi and zero-width characters are escaped, as `\x1b` or `\u202e`."""
    return text.translate(_ONE_LINE)


def printable_block(text: str) -> str:
    """The same for several lines: line feeds and tabs are kept, carriage returns removed."""
    return text.translate(_MANY_LINES)


def shortened(text: str, limit: int) -> str:
    """One printable line of at most `limit` columns, cut between words if possible.

    Columns are those of a terminal: a wide character takes two.
    """
    line = " ".join(printable(text).split())
    if columns(line) <= limit:
        return line
    kept = cut = 0
    for index, character in enumerate(line):
        kept += _width(character)
        if kept > limit - 1:
            cut = index
            break
    space = line.rfind(" ", cut - 12 if cut > 12 else 0, cut)
    return line[: space if space > 0 else cut].rstrip() + "…"


def columns(text: str) -> int:
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
