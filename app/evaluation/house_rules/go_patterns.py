"""Patterns as Vale's styles write them, in the syntax of the `regex` library.

Styles are written for regexp2, which follows .NET, and for Go's RE2. What both libraries mean alike is passed
on, what is only spelled differently is rewritten, and everything else is refused by name: a pattern that
silently meant something else would be worse than none.
"""

import re
from collections.abc import Iterator

from app.evaluation.house_rules.rule import Refused

MAX_LENGTH = 200_000
"""Characters of one pattern: the longest public styles join some thousand words, about 60,000 characters."""

_SAME = frozenset("AbBdDsSwWtnrfvaGxu")
"""Escapes of letters with one meaning in both libraries."""
_QUANTIFIER = re.compile(r"\{\d+(?:,\d*)?\}")
_FLAGS = re.compile(r"\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])")
_NAME = re.compile(r"\?(?:P?<|')([A-Za-z_]\w*)[>']")
_REFERENCE = re.compile(r"[<'{]([A-Za-z_]\w*)[>'}]")
_PROPERTY = re.compile(r"\{\^?[A-Za-z_]+\}|[A-Z]")
_POSIX = re.compile(r"\[:\^?[a-z]+:\]")


def translated(pattern: str) -> str:
    """The pattern for `regex.compile`, version 1. Raises Refused with what cannot be carried over."""
    if len(pattern) > MAX_LENGTH:
        raise Refused(f"the pattern has {len(pattern):,} characters, of at most {MAX_LENGTH:,}")
    return "".join(_parts(pattern))


def _parts(pattern: str) -> Iterator[str]:
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "\\":
            part, position = _escape(pattern, position)
        elif character == "[":
            part, position = _set(pattern, position)
        elif character == "(":
            part, position = _group(pattern, position)
        elif character == "{":
            found = _QUANTIFIER.match(pattern, position)
            part, position = (found[0], found.end()) if found else (r"\{", position + 1)
        else:
            part, position = character, position + 1
        yield part


def _escape(pattern: str, position: int) -> tuple[str, int]:
    following = pattern[position + 1 : position + 2]
    after = position + 2
    if not following:
        raise Refused("the pattern ends in a lone backslash")
    if following in "pP":
        found = _PROPERTY.match(pattern, after)
        if found is None:
            raise Refused(f"\\{following} names no property of characters")
        name = found[0].strip("{}")
        return f"\\{following}{{{name}}}", found.end()
    if following == "x" and pattern.startswith("{", after):
        end = pattern.find("}", after)
        return re.escape(_character(pattern[after + 1 : end])), end + 1
    if following == "Q":
        end = pattern.find("\\E", after)
        end = len(pattern) if end < 0 else end
        return re.escape(pattern[after:end]), end + 2
    if following == "k":
        found = _REFERENCE.match(pattern, after)
        if found is None:
            raise Refused(r"\k refers to no named group")
        return f"(?P={found[1]})", found.end()
    same = {"z": r"\Z", "Z": r"(?=\n?\Z)", "e": r"\x1b"}.get(following)
    if same is not None:
        return same, after
    if following.isascii() and following.isalpha() and following not in _SAME:
        raise Refused(f"the escape \\{following} has no counterpart")
    return pattern[position:after], after


def _character(digits: str) -> str:
    try:
        return chr(int(digits, 16))
    except (ValueError, OverflowError):
        raise Refused(rf"\x{{{digits[:20]}}} is no character") from None


def _set(pattern: str, position: int) -> tuple[str, int]:
    """One `[...]`. In `regex` a `[` inside opens a set, and `--`, `&&`, `||`, `~~` join sets: not so here."""
    parts, position = ["["], position + 1
    if pattern.startswith("^", position):
        parts, position = ["[^"], position + 1
    first = position
    while position < len(pattern):
        character = pattern[position]
        posix = _POSIX.match(pattern, position)
        if character == "]" and position > first:
            return "".join([*parts, "]"]), position + 1
        if posix is not None:
            part, position = posix[0], posix.end()
        elif character == "\\":
            part, position = _escape_in_set(pattern, position)
        elif character == "-" and pattern.startswith("[", position + 1) and position > first:
            inner, position = _set(pattern, position + 1)
            part = "--" + inner
        else:
            is_special = character in "[]" or (character in "&|~-" and pattern[position - 1] == character)
            part, position = ("\\" + character if is_special else character), position + 1
        parts.append(part)
    raise Refused("a [ is not closed")


def _escape_in_set(pattern: str, position: int) -> tuple[str, int]:
    following = pattern[position + 1 : position + 2]
    if following == "b":  # a backspace here, not a boundary
        return r"\x08", position + 2
    part, after = _escape(pattern, position)
    if following in ("z", "Z", "k", "A", "B", "G"):
        raise Refused(f"the escape \\{following} cannot stand in [...]")
    return part, after


def _group(pattern: str, position: int) -> tuple[str, int]:
    after = position + 1
    if pattern.startswith("*", after):
        raise Refused("a verb like (*SKIP) has no counterpart")
    if not pattern.startswith("?", after):
        return "(", after
    for same in ("?:", "?=", "?!", "?<=", "?<!", "?>", "?("):
        if pattern.startswith(same, after):
            return "(" + same if same != "?(" else "(?", after + (len(same) if same != "?(" else 1)
    if pattern.startswith("?#", after):
        end = pattern.find(")", after)
        if end < 0:
            raise Refused("a comment is not closed")
        return "", end + 1
    if (name := _NAME.match(pattern, after)) is not None:
        return f"(?P<{name[1]}>", name.end()
    if pattern.startswith("?P=", after):
        return "(?P=", after + 3
    flags = _FLAGS.match(pattern, after)
    if flags is None:
        raise Refused(f"the group {pattern[position : position + 8]!r} has no counterpart")
    unknown = sorted(set((flags[1] or "") + (flags[2] or "")) - set("imsx"))
    if unknown:
        raise Refused(f"the flag (?{unknown[0]}) has no counterpart")
    return "(" + flags[0], flags.end()
