"""A linear tokenizer that knows where each token stands, as tolerant as browsers are.

Every character is looked at a bounded number of times, whatever the input: quantifiers are possessive, a
search that failed once is not repeated, and after the first tag whose quotes never close the rest of the
text is read with the simpler rule "a tag ends at the next >".
"""

import html
import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple


class TokenKind(IntEnum):
    TEXT = 0
    START = 1
    END = 2
    COMMENT = 3
    RAW = 4
    """The content of script, style, title, ...: follows its start tag, covers its end tag."""


class Token(NamedTuple):
    kind: TokenKind
    start: int
    end: int
    name: str = ""
    inner_start: int = 0
    """Where the attributes, the comment's text or the raw content start."""
    inner_end: int = 0


_HEAD = r"<(?:(?P<close>/?)(?P<name>[A-Za-z][^\s/>]*+)"
_TAIL = r"|(?P<comment>!--)|[!?/](?![A-Za-z-])[^>]*+>|![A-Za-z][^>]*+>|(?P<broken>[A-Za-z!?/]))"
_STRICT = re.compile(_HEAD + r"""(?P<attrs>(?:[^>"']++|"[^"]*+"|'[^']*+')*+)>""" + _TAIL)
_LENIENT = re.compile(_HEAD + r"(?P<attrs>[^>]*+)>" + _TAIL)

_ATTRIBUTE = re.compile(
    r"""([^\s"'>/=][^\s>/=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)))?+"""
)

RAW_TEXT = frozenset(
    {
        "script",
        "style",
        "title",
        "textarea",
        "xmp",
        "iframe",
        "noembed",
        "noframes",
    }
)
"""Elements whose content is text up to their own end tag."""

_TITLE_BROKEN = re.compile(r"<(?:/head|body|meta|link|script|style|h[1-6]|div|p)\b", re.IGNORECASE)
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])[^>]*+>?", re.IGNORECASE) for name in RAW_TEXT}


def attributes(raw: str) -> dict[str, str]:
    """Names in lower case, values with character references decoded; the first of a name wins."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(raw):
        value = double or single or bare
        found.setdefault(name.lower(), html.unescape(value) if "&" in value else value)
    return found


def tokens(source: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of `source[start:end]`, in order; together they cover it without a gap."""
    pattern = _STRICT
    last_close = source.rfind(">", start, end)
    raw_ends = _RawEnds(source, end)
    position = text_start = start
    while position < end:
        match = pattern.search(source, position, end)
        if match is None:
            break
        found = match.start()
        if match["broken"]:
            if pattern is _STRICT and found < last_close:
                pattern, position = _LENIENT, found
            elif found > last_close:
                break
            else:
                position = found + 1
            continue
        if found > text_start:
            yield Token(TokenKind.TEXT, text_start, found)
        position = text_start = match.end()
        name = match["name"]
        if name is None:
            if match["comment"]:
                comment = _comment(source, found, end)
                yield comment
                position = text_start = comment.end
            continue
        name = name.lower()
        inner_start, inner_end = match.span("attrs")
        if match["close"]:
            yield Token(TokenKind.END, found, position, name, inner_start, inner_end)
            continue
        yield Token(TokenKind.START, found, position, name, inner_start, inner_end)
        if name in RAW_TEXT:
            raw = raw_ends.token(name, position)
            yield raw
            position = text_start = raw.end
    if text_start < end:
        yield Token(TokenKind.TEXT, text_start, end)


def _comment(source: str, found: int, end: int) -> Token:
    if source.startswith((">", "->"), found + 4):
        stop = source.index(">", found) + 1
        return Token(TokenKind.COMMENT, found, stop, "", found + 4, found + 4)
    close = source.find("-->", found + 4, end)
    inner_end, stop = (end, end) if close < 0 else (close, close + 3)
    return Token(TokenKind.COMMENT, found, stop, "", found + 4, inner_end)


class _RawEnds:
    """Finds the end of raw text; a place found once, or found missing, is not looked for again."""

    def __init__(self, source: str, end: int) -> None:
        self._source, self._end = source, end
        self._known: dict[re.Pattern[str], tuple[int, int] | None] = {}

    def token(self, name: str, position: int) -> Token:
        """Up to the end tag. A title that never closes ends where the page plainly goes on."""
        close = self._next(_RAW_END[name], position)
        inner_end, stop = (self._end, self._end) if close is None else close
        if name == "title":
            goes_on = self._next(_TITLE_BROKEN, position)
            if goes_on is not None and goes_on[0] < inner_end:
                inner_end = stop = goes_on[0]
            elif close is None:
                inner_end = stop = _next_tag(self._source, position, self._end)
        return Token(TokenKind.RAW, position, stop, name, position, inner_end)

    def _next(self, pattern: re.Pattern[str], position: int) -> tuple[int, int] | None:
        if pattern in self._known:
            known = self._known[pattern]
            if known is None or known[0] >= position:
                return known
        match = pattern.search(self._source, position, self._end)
        self._known[pattern] = None if match is None else match.span()
        return self._known[pattern]


def _next_tag(source: str, position: int, end: int) -> int:
    tag = source.find("<", position, end)
    return end if tag < 0 else tag
