"""Abbreviations and what they stand for, as stretches of two texts that need no further explanation."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from app.rewrite.facts.acronyms import acronyms_shared
from app.rewrite.facts.statements import Token

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Equivalents:
    pattern: re.Pattern[str] | None = None
    lines: Mapping[str, int] | None = None
    """Which line of the list a form stands in."""

    def shared(self, before: Sequence[str], after: Sequence[str]) -> tuple[list[Spans], list[Spans]]:
        """For each text of both sides the spans of forms whose line both sides use equally often, and of
        acronyms beside the names that they are short for."""
        old, new = [self._found(text) for text in before], [self._found(text) for text in after]
        here = Counter(line for found in old for line, _ in found)
        there = Counter(line for found in new for line, _ in found)
        equal = {line for line in here if here[line] == there[line]}
        kept = [[[span for line, span in found if line in equal] for found in side] for side in (old, new)]
        short = acronyms_shared(before, after)
        return tuple(
            [[*spans, *more] for spans, more in zip(side, others, strict=True)]
            for side, others in zip(kept, short, strict=True)
        )  # type: ignore[return-value]

    def _found(self, text: str) -> list[tuple[int, tuple[int, int]]]:
        if self.pattern is None or self.lines is None:
            return []
        return [(self.lines[m.group().casefold()], m.span()) for m in self.pattern.finditer(text)]


def lies_in(token: Token, spans: Spans) -> bool:
    return any(start <= token.start and token.end <= end for start, end in spans)


@cache
def equivalents_for(language: str) -> Equivalents:
    table = tomllib.loads((files(__package__) / "equivalents.toml").read_text(encoding="utf-8"))
    lines = {form: number for number, forms in enumerate(table.get(language, ())) for form in forms}
    if not lines:
        return Equivalents()
    choices = "|".join(re.escape(form) for form in sorted(lines, key=len, reverse=True))
    return Equivalents(re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE), lines)
