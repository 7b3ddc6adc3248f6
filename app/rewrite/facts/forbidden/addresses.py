"""Addresses that run code or read local files: `javascript:`, `data:`, `file:`, in whatever disguise."""

import html
import re
from collections.abc import Iterator

from app.domain.content import Span
from app.domain.facts import FactKind
from app.rewrite.facts.forbidden.construct import Construct

_COLON = re.compile(r":|&colon|&\#0{0,7}58|&\#x0{0,7}3a", re.IGNORECASE)
_WINDOW = 160
"""Characters before a colon that are read: a scheme, each letter written as a character reference."""
_IGNORED = re.compile(r"[\t\r\n\x00]|\\(?=[!-/:-@\[-`{-~])")
"""What a browser or a Markdown reader drops within an address."""
_RUNS = re.compile(
    r"(?<![a-z0-9+.-])(?:javascript|vbscript|livescript|mocha|jscript|filesystem|view-source|jar|elisp|shell)$"
)
_LOADS = re.compile(
    r"(?<![a-z0-9+.-])(?:data|file|blob|about|intent|smb|ldap|gopher|dict|phar|expect|php|zip)$"
)
_LOADED = re.compile(r"(?:[\w.+-]{1,40}/[\w.+-]{1,80}|;|,|/|\\|%|blank\b)")
_TARGET = re.compile(r"(?:\(<?|[\"'=<]|\]:[ \t]{0,20}<?|\]\()\s{0,9}$")
_REST = re.compile(r"[^\s<>\"']{0,2000}")


def address_constructs(source: str) -> Iterator[Construct]:
    for match in _COLON.finditer(source):
        window = source[max(0, match.start() - _WINDOW) : match.start()]
        if window.endswith((" ", ":")):
            continue
        scheme = _scheme(window)
        if scheme is None:
            continue
        name, length = scheme
        start = max(0, match.start() - length)
        is_target = _TARGET.search(source[max(0, start - 40) : start]) is not None
        if not (is_target or _is_used(name, source, match.end())):
            continue
        rest = _REST.match(source, match.end())
        end = match.end() if rest is None else rest.end()
        yield Construct(FactKind.LINK, f"{name}: address", source[start:end], Span(start, end))


def _scheme(window: str) -> tuple[str, int] | None:
    """The scheme that the window ends in, and how many characters of the source write it."""
    window = window.removesuffix("\\")
    plain = html.unescape(window) if "&" in window else window
    for text in (_IGNORED.sub("", plain), plain):
        lowered = text.lower()
        found = _RUNS.search(lowered) or _LOADS.search(lowered)
        if found is not None:
            name = found.group()
            written = len(name) if window.lower().endswith(name) else len(window.rsplit(maxsplit=1)[-1])
            return name, written
    return None


def _is_used(name: str, source: str, after: int) -> bool:
    """Whether what follows the colon can only be the rest of an address: `data: 5` is prose."""
    if _RUNS.fullmatch(name):
        return source[after : after + 1].strip() != ""
    return _LOADED.match(source, after) is not None
