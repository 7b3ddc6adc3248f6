"""A linear tokenizer that knows where each token stands, as tolerant as browsers are.

Every character is looked at a bounded number of times, whatever the input: quantifiers are possessive, a
search that failed once is not repeated, and after the first tag whose quotes never close, or are more than
a thousand, the rest of the text is read with the simpler rule "a tag ends at the next >".
"""

import html
import re
from collections.abc import Iterator

TEXT, START, END, COMMENT, RAW = range(5)
"""Kinds of token. Raw is the content of script, style, title, ...: behind its start tag, up to and with its
end tag."""

Token = tuple[int, int, int, str, int, int]
"""Kind, start, end, name; where the attributes, the comment's text or the raw content start and end.
A plain tuple: a page of 5 MB has half a million of them."""


_HEAD = r"<(?:(?P<close>/?)(?P<name>[A-Za-z][^\s/>]*+)"
_TAIL = r"|(?P<comment>!--)|[!?/](?![A-Za-z-])[^>]*+>|![A-Za-z][^>]*+>|(?P<broken>[A-Za-z!?/]))"
_TAG_GROUP, _COMMENT_GROUP, _BROKEN_GROUP = 3, 4, 5
"""The last group that a match of either pattern filled says what it found."""
_STRICT = re.compile(_HEAD + r"""(?P<attrs>[^>"']*+(?:(?:"[^"]*+"|'[^']*+')[^>"']*+){0,1000})>""" + _TAIL)
"""At most 1,000 quoted values: a repeated group remembers every repetition, in about 200 bytes."""
_LENIENT = re.compile(_HEAD + r"(?P<attrs>[^>]*+)>" + _TAIL)

_ATTRIBUTE = re.compile(
    r"""([^\s"'>/=][^\s>/=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)))?"""
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
    text_start = start
    matches = pattern.finditer(source, start, end)
    while (match := next(matches, None)) is not None:
        group = match.lastindex
        found, position = match.span()
        if group == _BROKEN_GROUP:
            if pattern is _STRICT and found < last_close:
                pattern = _LENIENT
                matches = pattern.finditer(source, found, end)
            elif found > last_close:
                break
            continue
        if found > text_start:
            yield TEXT, text_start, found, "", 0, 0
        text_start = position
        if group == _TAG_GROUP:
            name = match[2].lower()
            inner_start, inner_end = match.span(3)
            if source[found + 1] == "/":
                yield END, found, position, name, inner_start, inner_end
                continue
            yield START, found, position, name, inner_start, inner_end
            if name not in RAW_TEXT:
                continue
            token = raw_ends.token(name, position)
        elif group == _COMMENT_GROUP:
            token = _comment(source, found, end)
        else:
            continue
        yield token
        text_start = token[2]
        matches = pattern.finditer(source, text_start, end)
    if text_start < end:
        yield TEXT, text_start, end, "", 0, 0


def _comment(source: str, found: int, end: int) -> Token:
    if source.startswith((">", "->"), found + 4):
        stop = source.index(">", found) + 1
        return COMMENT, found, stop, "", found + 4, found + 4
    close = source.find("-->", found + 4, end)
    inner_end, stop = (end, end) if close < 0 else (close, close + 3)
    return COMMENT, found, stop, "", found + 4, inner_end


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
        return RAW, position, stop, name, position, inner_end

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
