"""What a model answered, held against the schema by hand: a server may not keep it.

Harmless slips of form are read over: a byte order mark, one fence around the whole, a note that is missing
or null, keys that nobody asked for. Everything else is refused: words around the JSON, a second value, a key
twice, numbers that JSON does not know, characters that no text may hold.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.content.folding import without_controls
from app.domain.errors import ReplyUnusable

_FENCED = re.compile(
    r"(?P<fence>`{3,}|~{3,})[ \t]*+(?:json\w?)?[ \t]*+\r?\n(?P<inner>.*)\n[ \t]*+(?P=fence)", re.DOTALL
)
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
"""NUL, which databases refuse, and halves of characters, which no encoding can write."""
_WORD = re.compile(r"\w+")
_NOTE_WORDS = 2
"""A shorter note may well stand in the text by chance."""


@dataclass(frozen=True, slots=True)
class ReplySection:
    id: str
    text: str
    note: str
    """On one line and printable; empty where the model gave none."""


def read_reply(reply: str, name: str) -> list[ReplySection]:
    """The sections of a reply. Raises ReplyUnusable, naming the model and what is wrong."""
    parsed = _parsed(reply, name)
    sections = parsed.get("sections") if isinstance(parsed, dict) else None
    if not isinstance(sections, list):
        raise ReplyUnusable(f"{name} answered with JSON that has no list of sections")
    return [_section(item, name) for item in sections]


def _parsed(reply: str, name: str) -> Any:
    text = reply.removeprefix("\ufeff").strip()
    fenced = _FENCED.fullmatch(text)
    try:
        return json.loads(
            text if fenced is None else fenced["inner"],
            object_pairs_hook=_without_doubles,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError) as error:
        raise ReplyUnusable(f"{name} answered with something that is not JSON ({str(error)[:80]})") from None


def _without_doubles(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON value")


def _section(item: Any, name: str) -> ReplySection:
    match item:
        case {"id": str(section_id), "text": str(text)}:
            note = item.get("note")
        case _:
            raise ReplyUnusable(f"{name} answered with a section that lacks its id or text")
    if not (note is None or isinstance(note, str)):
        raise ReplyUnusable(f"{name} answered with a note that is not text in section {section_id!r:.40}")
    odd = _NO_TEXT.search(text)
    if odd is not None:
        raise ReplyUnusable(
            f"{name} answered with a character that no text may hold (U+{ord(odd.group()):04X}) in section "
            f"{section_id!r:.40}"
        )
    return ReplySection(section_id, text, without_controls(_NO_TEXT.sub("", note or "")))


def leaks_note(section: ReplySection, text: str, original: str) -> bool:
    """Whether `text`, the section with its marks put back, repeats its note and `original` does not."""
    note = _words(section.note)
    if len(_WORD.findall(note)) < _NOTE_WORDS:
        return False
    return f" {note} " in f" {_words(text)} " and f" {note} " not in f" {_words(original)} "


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
